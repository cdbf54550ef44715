"""What was changed of published incidents from the ledger: the day, the number and the names of the fields. What stood there before, who
changed it and why stay in the house: an old text may hold a name that was taken out for somebody's safety."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.field_kinds import Day
from records.i18n import tr
from records.incident_fields import PUBLISHED_FIELDS
from records.tables import LedgerRow
from records.vocabulary import LedgerAction

_SUBJECT = "incident "
_TOLD = (LedgerAction.EDIT, LedgerAction.CORRECT_STATUS, LedgerAction.WITHDRAW_STATUS, LedgerAction.WITHDRAW, LedgerAction.GIVE_BACK)
# The published fields by the name under which the ledger keeps them.
_LABELS = {(field.exported if isinstance(field.kind, Day) else field.column): field.label for field in PUBLISHED_FIELDS}
_BATCH = 500


@dataclass(frozen=True)
class Change:
    """One act that changed what the site tells. `fields` are the labels of the fields, in the order of the table of fields: messages."""

    number: str
    day: date
    action: LedgerAction
    fields: tuple[str, ...] = ()

    def words(self) -> str:
        """What was changed, in the language spoken here."""
        match self.action:
            case LedgerAction.CORRECT_STATUS:
                return tr("a status was corrected")
            case LedgerAction.WITHDRAW_STATUS:
                return tr("a status was withdrawn")
            case LedgerAction.WITHDRAW:
                return tr("the incident was withdrawn")
            case LedgerAction.GIVE_BACK:
                return tr("the incident was recorded anew")
            case _:
                return ", ".join(dict.fromkeys(tr(label) for label in self.fields))


def changes_until(session: Session, as_of: date) -> list[Change]:
    """The acts up to the day, in their order. Of a correction that changed nothing that is published there is none."""
    query = (
        select(LedgerRow.at, LedgerRow.action, LedgerRow.subject, LedgerRow.before, LedgerRow.after)
        .where(LedgerRow.action.in_(_TOLD), LedgerRow.subject.startswith(_SUBJECT))
        .order_by(LedgerRow.id)
    )
    found = []
    for at, action, subject, before, after in session.execute(query.execution_options(yield_per=_BATCH)):
        fields = _changed(before, after) if action == LedgerAction.EDIT else ()
        if day_of(at) <= as_of and (fields or action != LedgerAction.EDIT):
            found.append(Change(subject.removeprefix(_SUBJECT), day_of(at), LedgerAction(action), fields))
    return found


def by_number(changes: Iterable[Change]) -> Mapping[str, tuple[Change, ...]]:
    """The acts of each incident; none for one that was never changed."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.number].append(change)
    return defaultdict(tuple, {number: tuple(some) for number, some in found.items()})


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    # A column that came later is in no older row.
    return tuple(label for name, label in _LABELS.items() if name in before and name in after and before[name] != after[name])
