"""Messages in words."""

from typing import Any

import pytest

from desk.pages.inbox.view import (
    known_words,
    left_behind,
    looks,
    message_shown,
    messages_shown,
    number_waiting,
    parts,
    refused_today,
    sender_words,
)
from records.intake.message_acts import make_tip, set_aside
from records.intake.received_messages import find_message
from records.vocabulary import Door, LeftBehind, MessageFate, SenderStanding
from tests.conftest import NOW
from tests.desk.site import Site
from tests.records.intake.received import receive


def test_parts_are_counted_and_listed_with_the_newest_first(site: Site) -> None:
    for nth in range(1, 55):
        receive(site.engine, nth)
    receive(site.engine, 60, fate=MessageFate.OVER_LIMIT)
    with site.writing() as session:
        set_aside(session, 1, "жарнама", who="Aigul", now=NOW)
    with site.reading() as session:
        assert [(one.name, one.count) for one in parts(session)] == [("waiting", 53), ("settled", 0), ("aside", 1), ("refused", 1)]
        first, further = messages_shown(session, "waiting", 0)
        rest, end = messages_shown(session, "waiting", further)
        assert [one.id for one in first] + [one.id for one in rest] == list(range(54, 1, -1))
        assert (end, number_waiting(session), refused_today(session, NOW)) == (0, 53, 1)
        (aside,) = messages_shown(session, "aside", 0)[0]
        assert (aside.became, aside.href) == ("set aside: жарнама", "")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Сәуле <saule@mail.example>"),
        ({"sender_name": ""}, "saule@mail.example"),
        ({"sender": "", "sender_name": "a, b"}, "a, b"),
        ({"sender": "", "sender_name": ""}, "no sender can be read"),
        ({"door": Door.TELEGRAM, "sender": "4711"}, "Сәуле <account 4711>"),
    ],
)
def test_who_sent_it_is_told_as_it_was_written(site: Site, given: dict[str, Any], words: str) -> None:
    id = receive(site.engine, **given)
    with site.reading() as session:
        assert sender_words(find_message(session, id)) == words


def test_who_is_known_is_told_and_that_a_claim_is_only_one(site: Site) -> None:
    first, sure, claimed = (
        receive(site.engine, nth, standing=standing)
        for nth, standing in ((1, SenderStanding.VERIFIED), (2, SenderStanding.VERIFIED), (3, SenderStanding.CLAIMED))
    )
    with site.writing() as session:
        make_tip(session, first, "https://716.kz/1", who="Aigul", now=NOW)
        assert "1 earlier message" in known_words(session, find_message(session, sure))
        assert "not certain" in known_words(session, find_message(session, claimed))
        assert known_words(session, find_message(session, first)) == ""


def test_what_the_screening_says_is_a_hint(site: Site) -> None:
    id = receive(site.engine, left_out=(("../a\u202eb.zip", LeftBehind.TOO_LARGE),))
    with site.writing() as session:
        row = find_message(session, id)
        assert looks(row) == ""
        for label, words in (
            ("incident", "looks like an incident (87%)"),
            ("followup", "news"),
            ("none", "does not look"),
            ("report", "does not look"),
        ):
            row.label, row.score = label, 0.87
            assert words in looks(row)
        assert left_behind(row) == [("ab.zip", "too large")]
        assert message_shown(row, 0).title == "Хабар"
