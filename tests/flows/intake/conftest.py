"""Both doors on loopback, with the settings that lead to them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from flows.intake.step import fetch_messages
from pipelines.intake import mail, mail_process
from records.settings import Settings
from tests.conftest import NOW
from tests.pipelines.intake.bot_server import TOKEN, BotServer, bot_server
from tests.pipelines.intake.mail_server import PASSWORD, USER, MailServer, mail_server

Fetch = Callable[..., dict[str, int]]


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails are taken apart in this process. What a process of its own bounds is tested with it (`tests/pipelines/intake`)."""

    def run(command: list[str], **_: Any) -> SimpleNamespace:
        try:
            mail_process._main(Path(command[-2]), Path(command[-1]))
        except Exception:  # noqa: BLE001  (as a process that ends with any)
            return SimpleNamespace(returncode=1)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(mail, "subprocess", SimpleNamespace(run=run, DEVNULL=None, TimeoutExpired=TimeoutError))


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@pytest.fixture
def bot() -> Iterator[BotServer]:
    with bot_server() as made:
        yield made


@pytest.fixture
def by_mail(mails: MailServer, tmp_path: Path) -> Settings:
    """The mailbox alone."""
    return settings_for(tmp_path, mail_server=mails.address, mail_user=USER, mail_password=PASSWORD, mail_verifier="mx.newsroom.example")


@pytest.fixture
def by_bot(bot: BotServer, tmp_path: Path) -> Settings:
    """The bot alone."""
    return settings_for(tmp_path, telegram_api=bot.address, telegram_token=TOKEN)


def settings_for(folder: Path, **set_: Any) -> Settings:
    return Settings(data=folder / "var", _env_file=None, **set_)  # type: ignore[call-arg]


def fetched(engine: Engine, settings: Settings, now: datetime = NOW) -> dict[str, int]:
    """Fetch once: how many messages had which fate. A fault of a door fails the test."""
    counts, faults = fetch_messages(engine, settings, lambda: now)
    assert faults == []
    return {fate.value: number for one in counts for fate, number in one.fates.items()}
