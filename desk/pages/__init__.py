"""The pages of the desk. Each has a package with its routes and its view. All pages except the sign-in page require a signed-in user."""

from desk import api
from desk.pages.account import routes as account
from desk.pages.calendar import routes as calendar
from desk.pages.cases import routes as cases
from desk.pages.collaboration import routes as collaboration
from desk.pages.date_preview import routes as date_preview
from desk.pages.draft import routes as draft
from desk.pages.evidence import routes as evidence
from desk.pages.explore import routes as explore
from desk.pages.files import routes as files
from desk.pages.history import routes as history
from desk.pages.inbox import routes as inbox
from desk.pages.incidents import routes as incidents
from desk.pages.opinions import routes as opinions
from desk.pages.outlets import entries as outlet_entries
from desk.pages.outlets import routes as outlets
from desk.pages.persons import routes as persons
from desk.pages.proposals import routes as proposals
from desk.pages.queue import routes as queue
from desk.pages.reports import routes as reports
from desk.pages.requests import routes as requests
from desk.pages.search import routes as search
from desk.pages.suggestions import routes as suggestions
from desk.pages.text_review import routes as text_review
from desk.pages.tour import routes as tour
from desk.pages.users import routes as users

# The order matters where two routes match one address: the first is used.
ROUTERS = (
    account.router,
    account.token_router,
    account.factor_router,
    users.router,
    queue.router,
    draft.router,
    cases.router,
    opinions.router,
    files.router,
    inbox.router,
    requests.router,
    tour.router,
    explore.router,
    text_review.router,
    calendar.router,
    collaboration.router,
    proposals.router,
    incidents.router,
    persons.router,
    persons.person_router,
    persons.edit_router,
    date_preview.router,
    suggestions.router,
    outlets.router,
    outlet_entries.router,
    outlets.outlet_router,
    history.router,
    reports.router,
    evidence.router,
    search.router,
    api.router,
)
