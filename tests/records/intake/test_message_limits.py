"""How much a stranger may send on a day, and who is known."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from records import messages
from records.database import read_session, write_transaction
from records.messages import count_used_messages, make_tip, over_limit, reopen_message
from records.vocabulary import IntakeChannel, MessageFate, SenderVerification
from tests.conftest import NOW
from tests.records.intake.received import receive


def over(
    engine: Engine, sender: str = "saule@mail.example", standing: SenderVerification = SenderVerification.CLAIMED, daily: int = 2, days: int = 0
) -> bool:
    with read_session(engine) as session:
        return over_limit(session, IntakeChannel.MAIL, sender, standing, daily, NOW + timedelta(days=days))


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
    monkeypatch.setattr(messages, "STRANGERS_LIMIT_FACTOR", 1)
    id = receive(engine, 1, standing=SenderVerification.VERIFIED)
    receive(engine, 2, sender="b@mail.example")
    assert over(engine, sender="c@mail.example")
    assert over(engine, standing=SenderVerification.VERIFIED)
    with write_transaction(engine) as session:
        make_tip(session, id, "https://716.kz/1", who="Aigul", now=NOW)
        assert count_used_messages(session, "mail", "saule@mail.example") == 1
        assert count_used_messages(session, "mail", "saule@mail.example", but=id) == 0
        assert count_used_messages(session, "telegram", "saule@mail.example") == 0
        assert count_used_messages(session, "mail", "") == 0
    assert not over(engine, standing=SenderVerification.VERIFIED)
    assert over(engine), "with an address that anybody can write nobody is known"
    assert over(engine, standing=SenderVerification.VERIFIED, daily=0)
    with write_transaction(engine) as session:
        reopen_message(session, id, who="Aigul", now=NOW)
    assert over(engine, standing=SenderVerification.VERIFIED)
