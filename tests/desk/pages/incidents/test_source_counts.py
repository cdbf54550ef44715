"""Numbers of sources that are brought up after decisions are those that are counted anew, and so is the order by them."""

import random
from typing import Any

import pytest
from sqlalchemy.orm import Session

from desk.pages.incidents import source_counts as kept_counts
from desk.pages.incidents.source_counts import SourceCounts, source_counts
from desk.pages.incidents.table_address import TableAddress
from desk.pages.incidents.table_rows import listed
from records import review
from records.errors import QorganError
from records.incidents.stored_incidents import numbers_of_sources
from records.review import groups
from reports.incident_cache import IncidentBook
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, many
from tests.desk.site import Site, add_draft

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
WORDS = ("Бірінші", "Екінші", "Үшінші")


def book_of(site: Site, session: Session) -> IncidentBook:
    found: IncidentBook = site.app.state.office.shelf.book(session)
    return found


def test_after_every_decision_they_are_the_ones_counted_anew(site: Site) -> None:
    chance, added, counted_again = random.Random(7), 0, 0
    with site.writing() as session:
        admit_all(session, many(4))
    for _ in range(90):
        with site.writing() as session:
            added += _something_happens(session, chance, book_of(site, session), added)
        with site.reading() as session:
            book = book_of(site, session)
            before = book.passed_on.get("sources")
            counts = source_counts(session, book)
            anew = numbers_of_sources(session, list(book.by_number))
            assert {number: counts.of(number) for number in book.by_number} == {number: anew.get(number, 0) for number in book.by_number}
            counted_again += bool(before and counts.changed_since(before))
            order = [entry.incident.number for entry in listed(session, book, TableAddress(order="-sources"), TODAY)]
            newest = [entry.incident.number for entry in book.newest(lambda entry: not entry.incident.withdrawn)]
            assert order == sorted(newest, key=lambda number: -anew.get(number, 0))
    assert counted_again > 5


def _something_happens(session: Session, chance: random.Random, book: IncidentBook, added: int) -> bool:
    """One act of a day, whichever is possible; whether it brought an article."""
    act, drafts = chance.choice(("article", "article", "confirm", "confirm", "reject", "merge", "undo", "split")), list(range(1, added + 1))
    if act == "article" or not drafts:
        add_draft(session, f"n{added}", title=f"{chance.choice(WORDS)} {added}")
        return True
    draft = chance.choice(drafts)
    try:
        if act == "merge":
            review.merge(session, draft, into=chance.choice(list(book.by_number)), **BY)
        elif act == "split":
            review.split(session, draft, articles=groups.articles_of(session, draft)[:1], **BY)
        elif act == "reject":
            review.reject(session, draft, reason="other", **BY)
        else:
            (review.confirm if act == "confirm" else review.undo)(session, draft, **BY)
    except QorganError:
        session.rollback()
    return False


def test_decisions_are_counted_by_themselves_and_very_many_or_others_with_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.writing() as session:
        # Of a book of few, half of which have changed, everything is read anew.
        admit_all(session, many(10))
        drafts = [add_draft(session, f"n{nth}", title=f"{word} сөз") for nth, word in enumerate(WORDS)]
    whole = numbers_of_sources
    asked: list[int] = []

    def noted(session: Session, numbers: list[str]) -> dict[str, int]:
        asked.append(len(numbers))
        return whole(session, numbers)

    with site.writing() as session:
        review.confirm(session, drafts[0], **BY)
        source_counts(session, book_of(site, session))
    monkeypatch.setattr(kept_counts, "numbers_of_sources", noted)
    with site.writing() as session:
        review.confirm(session, drafts[1], **BY)
        source_counts(session, book_of(site, session))
        assert asked == [1], "the new one alone"
        review.undo(session, drafts[0], **BY)
        source_counts(session, book_of(site, session))
        assert asked == [1, 12]
        monkeypatch.setattr(kept_counts, "_MANY", 1)
        review.confirm(session, drafts[2], **BY)
        source_counts(session, book_of(site, session))
        assert asked == [1, 12, 13]


def test_what_is_not_remembered_is_not_told() -> None:
    first, later = SourceCounts(5, 9, remembers=5), SourceCounts(8, 9, {"KZ-2026-0001": 2}, ((7, "KZ-2026-0001"),), remembers=5)
    assert later.changed_since(first) == {"KZ-2026-0001"}
    assert later.changed_since(SourceCounts(4, 9)) is None
    assert later.changed_since(SourceCounts(6, 10)) is None, "a run gave drafts another number of articles"
    assert later.changed_since(later) == set()
