"""`qorgan intake`: fetches, and says what became of the messages."""

from pathlib import Path

from tests.flows.cli.conftest import Here
from tests.flows.real_command import Home
from tests.pipelines.intake.bot_server import TOKEN, bot_server


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
