"""Messages as a step of a run: told in a line, and never the end of the run."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from flows.intake import intake_step
from flows.intake.intake_step import count_lines, fetch_by_schedule, fetch_messages
from flows.intake.message_fetch import FetchCounts
from records.outlets import claims
from records.settings import Settings
from records.vocabulary import Door, MessageFate
from tests.conftest import NOW
from tests.flows.intake.conftest import settings_for
from tests.pipelines.intake.bot_server import BotServer
from tests.pipelines.intake.mail_server import MailServer

sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_what_became_of_the_messages_is_a_line_for_each_door() -> None:
    mail, bot = FetchCounts(Door.MAIL), FetchCounts(Door.TELEGRAM, waiting=30)
    mail.fates.update({MessageFate.TAKEN: 2, MessageFate.TOO_LARGE: 1})
    assert count_lines([mail, bot, FetchCounts(Door.MAIL)]) == [
        "a mailbox: 3 messages (taken: 2; too large: 1)",
        "a Telegram bot: 0 messages",
        "a Telegram bot: more wait for the next fetch, at least 30",
    ]


@sqlite
def test_it_is_told_after_the_run_and_a_mailbox_that_is_away_stops_nothing(
    engine: Engine, mails: MailServer, by_mail: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fetch_by_schedule(engine, settings_for(tmp_path), NOW)
    assert capsys.readouterr().err == "", "nothing is set up"
    mails.put(b"From: a@mail.example\r\n\r\ntext")
    fetch_by_schedule(engine, by_mail, NOW)
    assert capsys.readouterr().err == "a mailbox: 1 message (taken: 1)\n"
    mails.no_login = True
    fetch_by_schedule(engine, by_mail, NOW)
    assert "the next fetch goes on" in capsys.readouterr().err


@sqlite
def test_a_database_that_is_away_stops_no_run(
    engine: Engine, by_bot: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(intake_step, "fetch_updates", away)
    fetch_by_schedule(engine, by_bot, NOW)
    assert "away" in capsys.readouterr().err


@sqlite
def test_of_two_that_fetch_at_once_one_does(engine: Engine, bot: BotServer, by_bot: Settings) -> None:
    bot.write("x")
    with claims.alone(engine, "(intake)", NOW):
        assert fetch_messages(engine, by_bot, lambda: NOW) == ([], [])
    assert fetch_messages(engine, by_bot, lambda: NOW)[0][0].fates.total() == 1
