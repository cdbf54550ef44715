"""To which drafts and incidents a draft perhaps belongs: told to a person, and nothing joins by it."""

from typing import Any

from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.review.perhaps import Perhaps, perhaps_of
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DraftState, LinkReason
from tests.conftest import NOW
from tests.records.review.arriving import arrive

WHO: dict[str, Any] = {"who": "Berik", "now": NOW}


def links(engine: Engine, draft: int) -> tuple[Perhaps, ...]:
    with read_session(engine) as session:
        return perhaps_of(session, [session.get_one(DraftRow, draft)]).get(draft, ())


def put(engine: Engine, identifier: str, title: str) -> int:
    """An article in a draft; titles with one first word tell of one event, those with one second word in capitals perhaps do."""
    with write_transaction(engine) as session:
        return arrive(session, identifier, title)


def test_a_draft_is_linked_to_what_it_perhaps_belongs_to_and_nothing_joins_by_it(engine: Engine) -> None:
    first, second = put(engine, "a", "Beating COURIER reporter"), put(engine, "b", "Appeal COURIER heard")
    assert first != second
    assert links(engine, second) == (Perhaps(str(first), False, "Beating COURIER reporter", 0.4, (LinkReason.OUTLET, LinkReason.WORDS), "en"),)
    assert links(engine, first) == ()
    with read_session(engine) as session:
        assert session.query(LedgerRow).count() == 0


def test_a_chain_of_links_leaves_every_draft_by_itself(engine: Engine) -> None:
    drafts = [
        put(engine, identifier, title)
        for identifier, title in zip("abcd", ("One COURIER", "Two COURIER", "Three COURIER", "Four COURIER"), strict=True)
    ]
    assert len(set(drafts)) == 4
    assert {one.into for one in links(engine, drafts[3])} == {str(draft) for draft in drafts[:3]}


def test_a_confirmed_draft_is_named_by_its_incident_and_a_rejected_one_not_at_all(engine: Engine) -> None:
    first, second = put(engine, "a", "Beating COURIER reporter"), put(engine, "b", "Appeal COURIER heard")
    with write_transaction(engine) as session:
        number = review.confirm(session, first, **WHO).incident
    (link,) = links(engine, second)
    assert (link.into, link.incident) == (number, True)
    with write_transaction(engine) as session:
        review.undo(session, first, **WHO)
        review.reject(session, first, reason="not_work", **WHO)
    assert links(engine, second) == ()


def test_a_link_follows_its_article_to_the_draft_into_which_that_was_merged(engine: Engine) -> None:
    first, other, second = put(engine, "a", "Beating COURIER reporter"), put(engine, "c", "Arson"), put(engine, "b", "Appeal COURIER heard")
    with write_transaction(engine) as session:
        review.merge(session, first, into=other, **WHO)
    assert [link.into for link in links(engine, second)] == [str(other)]


def test_what_was_joined_by_a_link_is_undone_like_any_merge_and_then_told_no_more(engine: Engine) -> None:
    first, second = put(engine, "a", "Beating COURIER reporter"), put(engine, "b", "Appeal COURIER heard")
    with write_transaction(engine) as session:
        draft = review.merge(session, second, into=links(engine, second)[0].into, **WHO)
        assert draft.merged_into == first
    assert links(engine, second) == ()
    with write_transaction(engine) as session:
        assert review.undo(session, second, **WHO).state == DraftState.NEW
    assert links(engine, second) == ()


def test_the_draft_of_a_known_incident_is_not_linked_to_that_incident(engine: Engine) -> None:
    first, second = put(engine, "a", "Beating COURIER reporter"), put(engine, "b", "Appeal COURIER heard")
    with write_transaction(engine) as session:
        session.get_one(DraftRow, second).follows = review.confirm(session, first, **WHO).incident
    assert links(engine, second) == ()
