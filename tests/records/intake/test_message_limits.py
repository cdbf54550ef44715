"""How much a stranger may send on a day, and who is known."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from records import messages
from records.database import read_session, write_transaction
from records.messages import earlier_made, make_tip, over_limit, put_back
from records.vocabulary import Door, MessageFate, SenderStanding
from tests.conftest import NOW
from tests.records.intake.received import receive


def over(
    engine: Engine, sender: str = "saule@mail.example", standing: SenderStanding = SenderStanding.CLAIMED, daily: int = 2, days: int = 0
) -> bool:
    with read_session(engine) as session:
        return over_limit(session, Door.MAIL, sender, standing, daily, NOW + timedelta(days=days))


def test_a_stranger_has_a_number_a_day_and_what_was_turned_away_does_not_count(engine: Engine) -> None:
    receive(engine, 1)
    receive(engine, 2, fate=MessageFate.OVER_LIMIT)
    assert not over(engine)
    receive(engine, 3, fate=MessageFate.TOO_LARGE)
    assert over(engine)
    assert not over(engine, days=1)
    assert not over(engine, sender="other@mail.example")


def test_all_strangers_together_have_a_number_and_whoever_is_known_and_verified_one_of_their_own(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "STRANGERS_TIMES", 1)
    id = receive(engine, 1, standing=SenderStanding.VERIFIED)
    receive(engine, 2, sender="b@mail.example")
    assert over(engine, sender="c@mail.example")
    assert over(engine, standing=SenderStanding.VERIFIED)
    with write_transaction(engine) as session:
        make_tip(session, id, "https://716.kz/1", who="Aigul", now=NOW)
        assert earlier_made(session, "mail", "saule@mail.example") == 1
        assert earlier_made(session, "mail", "saule@mail.example", but=id) == 0
        assert earlier_made(session, "telegram", "saule@mail.example") == 0
        assert earlier_made(session, "mail", "") == 0
    assert not over(engine, standing=SenderStanding.VERIFIED)
    assert over(engine), "with an address that anybody can write nobody is known"
    assert over(engine, standing=SenderStanding.VERIFIED, daily=0)
    with write_transaction(engine) as session:
        put_back(session, id, who="Aigul", now=NOW)
    assert over(engine, standing=SenderStanding.VERIFIED)
