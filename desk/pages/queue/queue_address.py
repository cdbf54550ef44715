"""The address of the queue: which drafts it names, in which order, and the addresses that lead on from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from desk.filter_days import FilterDays, filter_days
from records.clock import today as day_today
from records.filter_doors import address_of, to_address, understood_address
from records.filter_entries import entries
from records.filters import WAITING, DraftFilter, DraftKind
from records.i18n import tr
from records.review.drafts_queue import QueueOrder


@dataclass(frozen=True)
class QueueQuery:
    """The address of the page as it was understood: what it names and nobody knows is left out."""

    filter: DraftFilter = DraftFilter()
    order: str = ""
    days: FilterDays = field(default_factory=FilterDays, compare=False)
    wrong: Mapping[str, str] = field(default_factory=dict, compare=False)
    """By parameter, why it narrows nothing."""

    def wanted(self, who: str) -> DraftFilter:
        """What the queue is narrowed by: what waits, if the address names no state."""
        given = who if self.filter.mine else self.filter.given
        return replace(
            self.filter, state=self.filter.state or WAITING, given=given, mine=None, who=who if self.filter.kind == DraftKind.SECOND else ""
        )

    @property
    def by(self) -> QueueOrder:
        """Which cards come first."""
        return QueueOrder(self.order or QueueOrder.LIKELIEST)

    @cached_property
    def said(self) -> dict[str, str]:
        """The filters by the names of the address; empty for those that it does not name."""
        return dict.fromkeys((entry.address for entry in entries(DraftFilter).values() if entry.address), "") | to_address(self.filter)

    def way(self, **changed: str) -> str:
        """The address of this page with something changed."""
        return address_of(self.filter, "/queue", **{"order": self.order, **changed})

    @property
    def narrowing(self) -> int:
        """By how many fields of the form it is narrowed."""
        return sum(bool(value) for name, value in self.said.items() if name not in ("state", "kind", "q", "mine"))


def understood(given: Mapping[str, str], today: date | None = None) -> QueueQuery:
    """The address, read. Its days are counted from today."""
    order, days = given.get("order", ""), filter_days(given, today or day_today())
    asked = understood_address(DraftFilter, given)
    wrong = {**asked.wrong, **days.wrong}
    if order and order not in list(QueueOrder):
        order, wrong["order"] = "", tr("{value}: there is no such choice").format(value=order[:40])
    return QueueQuery(replace(asked.filter, since=days.since, until=days.until), order, days, wrong)


def understood_back(address: str) -> QueueQuery:
    """The queue to which a form leads back."""
    return understood(dict(parse_qsl(urlsplit(address).query)))
