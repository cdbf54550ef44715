"""`qorgan intake`: fetches, and says what became of the messages."""

import os
import signal
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from records.database import open_database, read_session
from records.tables import EvidenceFileRow, ReceivedMessageRow
from tests.flows.conftest import Here
from tests.flows.real_command import QORGAN, Home
from tests.pipelines.intake.bot_server import TOKEN, bot_server
from tests.pipelines.intake.mail_server import PASSWORD, USER, mail_server
from tests.processes import started


def test_it_says_what_came_and_what_went_wrong_without_a_secret(here: Here, tmp_path: Path) -> None:
    with bot_server() as bot:
        bot.write("Нам угрожают")
        home = Home(tmp_path / "var", {"QORGAN_TELEGRAM_TOKEN": TOKEN, "QORGAN_TELEGRAM_API": bot.address})
        assert here(home, "intake").stdout == "a Telegram bot: 1 message (taken: 1)\n"
        assert here(home, "intake", "--wait", "1").stdout == "nothing new\n"
        bot.down = True
        failed = here(home, "intake", code=1)
        assert failed.stderr.startswith("qorgan: Telegram cannot be asked now (502)")
        assert TOKEN not in failed.stdout + failed.stderr + home.logs()


def test_where_nothing_is_set_up_it_says_how(here: Here, tmp_path: Path) -> None:
    failed = here(Home(tmp_path / "var"), "intake", code=1)
    assert "QORGAN_MAIL_SERVER" in failed.stderr


def test_a_wrong_setting_is_told_by_name_and_without_what_it_holds(here: Here, tmp_path: Path) -> None:
    for name, value in {
        "QORGAN_TELEGRAM_TOKEN": "secretWithoutDigits",
        "QORGAN_TELEGRAM_API": "http://api.example.org",
        "QORGAN_MAIL_SERVER": "imap://mail.example.org",
        "QORGAN_TELEGRAM_CHATS": "1,abc",
    }.items():
        failed = here(Home(tmp_path / "var", {name: value}), "intake", code=2)
        assert name in failed.stderr
        assert "secretWithout" not in failed.stderr


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("moment", ["between storing and marking", "in the middle of a mail"])
def test_a_process_that_is_killed_loses_nothing_and_doubles_nothing(here: Here, tmp_path: Path, moment: str) -> None:
    made = EmailMessage()
    made["From"] = "saule@mail.example"
    made.set_content("Нам угрожают")
    made.add_attachment(bytes(range(256)) * 12_000, maintype="application", subtype="octet-stream", filename="a.bin")
    with mail_server() as mails:
        mails.put(made.as_bytes().replace(b"\n", b"\r\n"))
        named = {"QORGAN_MAIL_SERVER": mails.address, "QORGAN_MAIL_USER": USER, "QORGAN_MAIL_PASSWORD": PASSWORD}
        home = Home(tmp_path / "var", named)
        process = started([str(QORGAN), "intake"], env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        def kill(pieces: int = 3) -> None:
            if pieces > 2:
                os.kill(process.pid, signal.SIGKILL)
                process.wait(timeout=600)

        if moment == "between storing and marking":
            mails.before_store = kill
        else:
            mails.before_piece = kill
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert mails.unseen == [1]
        mails.before_store, mails.before_piece = (lambda: None), (lambda _pieces: None)
        told = here(home, "intake").stdout
        assert told == ("nothing new\n" if moment == "between storing and marking" else "a mailbox: 1 message (taken: 1)\n")
        assert mails.unseen == []
    with read_session(open_database(f"sqlite:///{home.data / 'qorgan.db'}")) as session:
        assert len(session.scalars(select(ReceivedMessageRow)).all()) == 1
        assert len(session.scalars(select(EvidenceFileRow)).all()) == 2
    home.verified()
