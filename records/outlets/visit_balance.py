"""The balance of a visit: every page in the evidence must have a fate. A visit with open pages is not finished, and its note says so."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import ntr, tr
from records.outlets import runs
from records.outlets.page_responses import UNREAD_FATES, other_responses
from records.tables import PageRow
from records.vocabulary import Fate

_STREAM = 2000


@dataclass(frozen=True)
class VisitBalance:
    """What is open at the end of a visit.

    `stored_no_more`: the crawl stopped because nothing more could be stored. `in_hand`: pages that were not read. `lost`: records in the evidence
    whose page has no row, or whose row has another answer and says that nobody has read this one.
    """

    stored_no_more: bool = False
    in_hand: int = 0
    lost: int = 0

    @property
    def even(self) -> bool:
        return not (self.stored_no_more or self.in_hand or self.lost)

    def as_json(self) -> dict[str, Any]:
        """Return the form of `outlet_runs.note`; empty if nothing is open."""
        return {name: value for name, value in vars(self).items() if value}

    def in_words(self) -> str:
        """Return in the reader's language what is open and what will be done about it."""
        words = [tr("stopped, because nothing more could be stored")] if self.stored_no_more else []
        if self.in_hand:
            message = ntr(
                "{n} page was not read; the next run tries it again", "{n} pages were not read; the next run tries them again", self.in_hand
            )
            words.append(message.format(n=self.in_hand))
        if self.lost:
            message = ntr(
                "{n} page lies in the evidence without a fate; `qorgan replay --missing` reads it",
                "{n} pages lie in the evidence without a fate; `qorgan replay --missing` reads them",
                self.lost,
            )
            words.append(message.format(n=self.lost))
        return "; ".join(words)


def close_balance(session: Session, run_id: str, outlet: str, written: Set[int], *, stored_no_more: bool) -> VisitBalance:
    """Settle unread pages, count what is open, and write it to the visit's note.

    `written` has the `hash` of the address of every page that this crawl put into the evidence.
    """
    in_hand = runs.settle_pending_pages(session, run_id, outlet)
    balance = VisitBalance(stored_no_more, in_hand, _lost(session, run_id, outlet, written))
    row = runs.outlet_run_row(session, run_id, outlet)
    if row is not None:
        row.note = balance.as_json()
    return balance


def _lost(session: Session, run_id: str, outlet: str, written: Set[int]) -> int:
    if not written:
        return 0
    mine = (PageRow.run_id == run_id, PageRow.outlet == outlet)
    query = select(PageRow.url).where(*mine, PageRow.fate != Fate.FETCHED.value)
    settled = {hash(url) for url in session.scalars(query.execution_options(yield_per=_STREAM))}
    answers = (
        answer for row in session.scalars(select(PageRow).where(*mine, PageRow.others.is_not(None))) for answer in other_responses(row).values()
    )
    return len(written - settled) + sum(answer.fate in UNREAD_FATES and answer.article_id is None for answer in answers)
