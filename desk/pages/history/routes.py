"""The history: what people decided, the newest first, with a button to undo it where possible, and whether the ledger is intact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now, Reader
from desk.form_dates import FilterDays, filter_days
from desk.pages.history.words import ACTION_LABELS, codes_and_words, ledger_sentence
from desk.rendering import page
from desk.safe_addresses import safe_redirect
from desk.state import desk_state
from records import review
from records.clock import day_of, parse_day
from records.database import INTERACTIVE_RETRY_SECONDS, write_with_retry
from records.errors import NothingToUndo
from records.i18n import tr
from records.incident_texts.list_titles import titles_of_drafts
from records.incidents.numbers import incident_subject
from records.ledger import query
from records.ledger.query import LedgerCheckResult, LedgerFilter
from records.review import Decision, opinions
from records.row_ids import parse_id
from records.tables import LARGEST_LONG_ID, DraftRow, LedgerRow
from records.users import Role
from records.vocabulary import DecisionAction

router = APIRouter(prefix="/history")


@dataclass(frozen=True)
class _HistoryQuery:
    """The address of the page, as it was understood."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    def way(self, **changed: str) -> str:
        """Return the address with something changed."""
        values = {name: value for name, value in {**vars(self), **changed}.items() if value}
        return "/history" + (f"?{urlencode(values)}" if values else "")

    def wanted(self) -> LedgerFilter:
        """Return the filter of the ledger."""
        days = map(parse_day, (self.since, self.until))
        return LedgerFilter(self.who, self.action, self.subject, *days)


def understood(parameters: Mapping[str, str], days: FilterDays) -> _HistoryQuery:
    """Read the address, with its days. Unknown parts are left out."""
    values = {name: parameters.get(name, "").replace("\x00", "").strip()[:100] for name in _HistoryQuery.__dataclass_fields__}
    values |= {"since": days.since.isoformat() if days.since else "", "until": days.until.isoformat() if days.until else ""}
    values["action"] = values["action"] if values["action"] in ACTION_LABELS else ""
    return _HistoryQuery(**values)


@router.get("")
def show(request: Request, person: Reader, session: Db, now: Now, before: str = "") -> Response:
    """Show a page of acts."""
    days = filter_days(request.query_params, day_of(now))
    history_query, action = understood(request.query_params, days), request.query_params.get("action", "")
    start = parse_id(before, LARGEST_LONG_ID)
    ledger = query.ledger_page(session, history_query.wanted(), before=start)
    blind = _blind(session, ledger.rows, person.name)
    looked: LedgerCheckResult | None = getattr(request.app.state, "ledger_looked", None)
    differing = opinions.disagreements(session, 20) if person.may(Role.EDITOR) else ()
    return page(
        request,
        "history.html",
        asked=history_query,
        days=days,
        wrong_action=tr("{value}: there is no such choice").format(value=action[:40]) if action and not history_query.action else "",
        rows=[ledger_sentence(row) for row in ledger.rows],
        unreadable=ledger.unreadable,
        blind=blind,
        undoable=query.undoable(session, [row for row in ledger.rows if row.id not in blind]),
        more=history_query.way(before=str(ledger.next)) if ledger.next else "",
        later=bool(start),
        actions=codes_and_words(ACTION_LABELS),
        names=query.actor_names(session),
        head=query.head(session),
        looked=looked,
        newest=query.NEWEST,
        differing=differing,
        titles=titles_of_drafts(session, [disagreement.draft_id for disagreement in differing]),
        agreement=opinions.agreement(session) if person.may(Role.EDITOR) else None,
    )


@router.post("/undo")
def undo(request: Request, person: Monitor, now: Now, row: Annotated[int, Form()], next: Annotated[str, Form()] = "/history") -> Response:
    """Undo the decision of this row, if it is still the last valid one. Raises NothingToUndo."""

    def act(session: Session) -> None:
        act_row = session.get(LedgerRow, row) if 0 < row <= LARGEST_LONG_ID else None
        if act_row is None or not act_row.subject.startswith("draft ") or row not in query.undoable(session, [act_row]):
            raise NothingToUndo(tr("this decision no longer stands, or something was decided after it; look at the history again"))
        review.decide(session, int(act_row.subject.removeprefix("draft ")), Decision(DecisionAction.UNDO), who=person.name, now=now)

    write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse(safe_redirect(next, "/history"), status_code=303)


@router.post("/check")
def check(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """Check the newest rows of the ledger. The result is shown until the next check."""
    request.app.state.ledger_looked = query.check_newest_rows(session, now)
    return RedirectResponse("/history#chain", status_code=303)


def _blind(session: Session, rows: Sequence[LedgerRow], who: str) -> frozenset[int]:
    """Return the ids of rows that would reveal somebody else's decision on a draft while this person's own opinion is awaited."""
    subjects = {row.subject for row in rows}
    ids = [int(subject.removeprefix("draft ")) for subject in subjects if subject.startswith("draft ")]
    query_drafts = select(DraftRow.id, DraftRow.incident, DraftRow.decided_by, DraftRow.decided_at)
    numbers = [subject.removeprefix("incident ") for subject in subjects]
    awaiting = session.execute(
        query_drafts.where(or_(DraftRow.id.in_(ids), DraftRow.incident.in_(numbers)), opinions.awaiting_opinion_from(who))
    ).all()
    drafts = {f"draft {draft.id}" for draft in awaiting}
    # A confirmation also writes into the incident, in the same moment.
    acts = {(incident_subject(draft.incident or ""), draft.decided_by, draft.decided_at) for draft in awaiting}
    return frozenset(row.id for row in rows if row.subject in drafts or (row.subject, row.who, row.at) in acts)
