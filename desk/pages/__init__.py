"""The pages: one router each. All of them are for people who are signed in, except signing in itself."""

from desk import api
from desk.pages import account, draft, evidence, history, incidents, outlets, people, queue, reports

# The order matters where two would answer one address: the first does.
ROUTERS = (
    account.router,
    people.router,
    queue.router,
    draft.router,
    incidents.router,
    outlets.router,
    history.router,
    reports.router,
    evidence.router,
    api.router,
)
