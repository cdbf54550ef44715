"""A proposal in words: the recorded value, the proposed one, and what has changed since."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.highlighting import visible
from desk.pages.history.words import field_words, value_words
from desk.rendering import day
from records import incidents
from records.errors import BadDecision
from records.field_kinds import PartialDate
from records.i18n import pgettext_noop, tr
from records.incident_fields import BY_NAME
from records.incidents.statuses import checked_penalty
from records.proposals import ProposalKind, ProposalState, changed_since, current_values
from records.review.incident_facts import corrections
from records.tables import IncidentRow, ProposalRow
from records.users import Role, User
from records.vocabulary import STATUS_LABELS, StatusCode
from reports.case_calendar import penalty_words

_PROPOSAL_LABELS: dict[ProposalState, str] = {
    ProposalState.ACCEPTED: pgettext_noop("proposal", "accepted"),
    ProposalState.REFUSED: pgettext_noop("proposal", "refused"),
    ProposalState.TAKEN_BACK: pgettext_noop("proposal", "taken back"),
}


@dataclass(frozen=True)
class _ProposedLine:
    """One field: its value when the proposal was made, the proposed value, and the current value if that differs."""

    field: str
    stood: str
    proposed: str
    now: str = ""


@dataclass(frozen=True)
class ProposalView:
    """A proposal. `conflict` says why it cannot be accepted as it is, or only with `sure`; `may` and `own`: the user may decide on it, or made it.
    `decided` is empty while it waits."""

    id: int
    number: str
    who: str
    at: datetime
    note: str
    lines: tuple[_ProposedLine, ...]
    conflict: str
    sure: bool
    may: bool
    own: bool
    decided: str = ""
    decided_by: str = ""
    reason: str = ""


def proposal_view(session: Session, row: ProposalRow, person: User, now: datetime) -> ProposalView:
    """Return the proposal for this person."""
    waits = row.decided_at is None
    incident = session.get_one(IncidentRow, row.number)
    changed = changed_since(session, row) if waits else ()
    lines = _status(row) if row.kind == ProposalKind.STATUS else _fields(incident, row, changed)
    conflict = _doubled(session, incident, row, now) if waits and row.kind == ProposalKind.STATUS else ""
    if changed:
        conflict = tr("somebody has changed this since it was proposed: {fields}; look at what stands now").format(
            fields=", ".join(field_words(name) for name in changed)
        )
    if waits and incident.withdrawn:
        conflict = tr("{number} is withdrawn; confirm its draft again first").format(number=row.number)
    return ProposalView(
        id=row.id,
        number=row.number,
        who=row.who,
        at=row.at,
        note=visible(row.note),
        lines=tuple(lines),
        conflict=conflict,
        sure=bool(changed) and not incident.withdrawn,
        may=waits and person.may(Role.EDITOR),
        own=waits and row.who == person.name,
        decided="" if waits else tr(_PROPOSAL_LABELS[ProposalState(row.decision or "")]),
        decided_by=row.decided_by or "",
        reason=visible(row.reason),
    )


def proposal_words(row: ProposalRow) -> str:
    """Return what is proposed, in one line: the status with its day, or the names of the fields."""
    if row.kind == ProposalKind.STATUS:
        return _status_words(row)
    return ", ".join(field_words(name) for name in row.content if BY_NAME[name].column)


def _fields(incident: IncidentRow, row: ProposalRow, changed: tuple[str, ...]) -> list[_ProposedLine]:
    facts, _ = corrections(row.content)
    now = current_values(incident, row.stood)

    def words(name: str, value: Any) -> str:
        return visible(value_words(name, value[0] if isinstance(BY_NAME[name].kind, PartialDate) and isinstance(value, list) else value))

    lines = []
    for name, content in row.content.items():
        column = BY_NAME[name].column
        if not column or name not in row.stood:
            continue
        proposed = content if isinstance(BY_NAME[name].kind, PartialDate) else facts.get(column)
        lines.append(
            _ProposedLine(field_words(name), words(name, row.stood[name]), words(name, proposed), words(name, now[name]) if name in changed else "")
        )
    return lines


def _status(row: ProposalRow) -> list[_ProposedLine]:
    content = row.content
    lines = [_ProposedLine(tr("new status"), "", _status_words(row)), _ProposedLine(field_words("sources"), "", visible(content["source"]))]
    return [*lines, _ProposedLine(tr("Note"), "", visible(content["note"]))] if content["note"] else lines


def _status_words(row: ProposalRow) -> str:
    content = row.content
    penalty = penalty_words(checked_penalty(StatusCode(content["code"]), content["penalty"]))
    return ", ".join(filter(None, [tr(STATUS_LABELS[StatusCode(content["code"])]), penalty, day(date.fromisoformat(content["day"]))]))


def _doubled(session: Session, incident: IncidentRow, row: ProposalRow, now: datetime) -> str:
    """Return why the status cannot be added to the current record; empty if it can."""
    content = row.content
    try:
        incidents.require_addable(
            session, incident, StatusCode(content["code"]), date.fromisoformat(content["day"]), source=content["source"], note=content["note"],
            penalty=content["penalty"], who=row.who, now=now,
        )  # fmt: skip
    except BadDecision as error:
        return str(error)
    return ""
