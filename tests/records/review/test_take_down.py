"""A tip without an address is a draft like every other: confirmed, undone, merged, counted; and its source reads as words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from records import review
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.hand.source_words import by_hand, source_words
from records.incidents import find
from records.incidents.stored_incidents import numbers_of_sources
from records.ledger.ledger_verify import standing_faults
from records.review import drafts_queue
from records.review.take_down import HandTip, take_down
from records.tables import DraftRow, HandTipRow, IncidentRow, LedgerRow
from records.vocabulary import Door, DraftState, HandWay
from tests.conftest import NOW
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import chain_faults

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

CALL = HandTip(HandWay.CALL, date(2026, 11, 21), "Редакцияға біреу келіп, камераны сындырды", "Сәуле, +7 701 000 00 00", lang="kk")
FIELDS = {"primary": "ATT", "title": "Камераны сындырды", "victims": [{"name": "Айгүл Сапарқызы", "profession": "журналист", "outlet": ""}]}


def down(engine: Engine, tip: HandTip = CALL, **more: object) -> int:
    with write_transaction(engine) as session:
        return take_down(session, tip, {**FIELDS, **more}, who="Dana", now=NOW).id


def confirmed(engine: Engine, id: int) -> str:
    with write_transaction(engine) as session:
        return str(review.confirm(session, id, who="Aigul", now=NOW).incident)


def sound(engine: Engine) -> bool:
    found: list[str] = []
    with read_session(engine) as session:
        standing_faults(session, found.append)
    assert found == []
    return chain_faults(engine) == []


def test_it_waits_in_the_queue_before_what_a_machine_found_with_what_was_taken_down(engine: Engine) -> None:
    id = down(engine)
    with read_session(engine) as session:
        draft = session.get_one(DraftRow, id)
        assert (draft.state, draft.title, draft.codes, draft.lang, draft.score) == (DraftState.NEW, "Камераны сындырды", "ATT", "kk", 1.0)
        noted = session.scalars(select(LedgerRow)).one()
        assert (noted.subject, noted.action, noted.who, noted.after["fields"]["primary"]) == (f"tip {id}", "take_down", "Dana", "ATT")
    assert sound(engine)


def test_who_it_came_from_and_what_was_said_are_in_no_row_of_the_ledger(engine: Engine) -> None:
    id = down(engine, safety_notes="do not call at night")
    number = confirmed(engine, id)
    with read_session(engine) as session:
        everything = repr([(row.before, row.after, row.note) for row in session.scalars(select(LedgerRow))])
        assert "Сәуле" not in everything
        assert "Редакцияға" not in everything
        assert "night" not in everything
        assert session.get_one(HandTipRow, id).private["from_whom"].startswith("Сәуле")
        # What helps goes over to the incident with its confirmation.
        assert session.get_one(IncidentRow, number).private["safety_notes"] == "do not call at night"
        assert (
            session.get_one(DraftRow, id).fields.keys() == FIELDS.keys() | {"categories"}
            or "safety_notes" not in session.get_one(DraftRow, id).fields
        )


def test_confirmed_it_is_an_incident_whose_source_says_how_and_when_it_came_and_nobody_says_that_the_media_reported_it(engine: Engine) -> None:
    number = confirmed(engine, down(engine))
    with read_session(engine) as session:
        incident = find(session, number)
        assert incident is not None
        (source,) = incident.articles
        assert (source.url, source.way, source.published_at) == ("", "call", "2026-11-21")
        assert incident.statuses == ()
        assert by_hand(source) == "from a call, November 21, 2026"
        assert numbers_of_sources(session, [number]) == {number: 1}
    assert sound(engine)


@pytest.mark.parametrize("code", ["CMP", "REP"])
def test_the_status_that_a_person_chose_is_recorded_with_the_call_as_its_source(engine: Engine, code: str) -> None:
    number = confirmed(engine, down(engine, status=code))
    with read_session(engine) as session:
        incident = find(session, number)
        assert incident is not None
        (status,) = incident.statuses
        assert (status.code, status.day) == (code, date(2026, 11, 21))
        assert source_words(status.source) == "from a call, November 21, 2026"


def test_undone_it_is_a_draft_again_and_its_number_comes_back(engine: Engine) -> None:
    id = down(engine)
    number = confirmed(engine, id)
    with write_transaction(engine) as session:
        review.undo(session, id, who="Aigul", now=NOW)
        incident = find(session, number)
        assert incident is not None
        assert incident.withdrawn
        assert incident.articles == ()
        assert session.get_one(DraftRow, id).fields["primary"] == "ATT"
    assert confirmed(engine, id) == number
    assert sound(engine)


def test_merged_into_a_draft_it_is_a_source_of_what_that_becomes(engine: Engine) -> None:
    one, other = down(engine), down(engine, HandTip(HandWay.LETTER, date(2026, 11, 20)))
    with write_transaction(engine) as session:
        review.merge(session, one, into=other, who="Aigul", now=NOW)
    number = confirmed(engine, other)
    with read_session(engine) as session:
        incident = find(session, number)
        assert incident is not None
        assert [source.way for source in incident.articles] == ["letter", "call"]
    assert sound(engine)


def test_news_of_an_incident_follows_it_and_brings_it_a_status(engine: Engine) -> None:
    decide(engine, "a1")
    with read_session(engine) as session:
        number = session.scalars(select(IncidentRow.number)).one()
    id = down(engine, follows=number, status="CMP")
    assert confirmed(engine, id) == number
    with read_session(engine) as session:
        incident = find(session, number)
        assert incident is not None
        assert "CMP" in [status.code for status in incident.statuses]
        assert sorted(source.way for source in incident.articles) == ["", "call"]
    with write_transaction(engine) as session, pytest.raises(NoSuchIncident):
        take_down(session, CALL, {"follows": "KZ-2026-0999"}, who="Dana", now=NOW)


def test_what_a_door_brings_twice_is_one_draft(engine: Engine) -> None:
    mail = HandTip(HandWay.MAIL, date(2026, 11, 21), "…", door=Door.MAIL, key="<1@example.org>")
    assert down(engine, mail) == down(engine, mail)


def test_nothing_comes_from_tomorrow_or_from_nobody(engine: Engine) -> None:
    with write_transaction(engine) as session:
        with pytest.raises(BadDecision, match="future"):
            take_down(session, HandTip(HandWay.CALL, NOW.date() + timedelta(days=2)), {}, who="Dana", now=NOW)
        with pytest.raises(BadDecision, match="name"):
            take_down(session, CALL, {}, who="", now=NOW)


def test_the_queue_shows_it(engine: Engine) -> None:
    id = down(engine)
    with read_session(engine) as session:
        row = session.get_one(DraftRow, id)
        (card,) = drafts_queue.cards(session, [row])
        assert card.articles == ()
