"""Telegram's Bot API (https://core.telegram.org/bots/api): asked for messages and for files, and told one short answer.

The token stands in every address, so none is ever logged or told: an error says what went wrong, and not where.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import quote

from records.byte_budgets import BOT_ANSWER, Budgeted, ByteStream, OverBudget
from records.errors import QorganError
from records.i18n import tr

# Seconds that Telegram may be silent, beside those for which it was asked to wait.
_PATIENCE = 30.0
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")


class BotAway(QorganError):
    """Telegram does not answer, or answers what cannot be understood. Raised here; what was stored before stays, and the next fetch goes on. Exit 1."""


class BotRefused(QorganError):
    """Telegram answers that it does not do this, as giving out a file that is too large for bots."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere would take the token there."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


class BotApi:
    """The bot of this token."""

    def __init__(self, base: str, token: str) -> None:
        self._base, self._token = base.rstrip("/"), token
        self._opener = urllib.request.build_opener(_NoRedirect)

    @property
    def source(self) -> str:
        """The bot's name among the sources of messages: its number, which is no secret."""
        return f"telegram:{self._token.partition(':')[0]}"

    def updates(self, offset: int | None, most: int, wait: int) -> list[dict[str, Any]]:
        """Up to `most` messages from this number on; all before it are forgotten there. Waits so many seconds if there are none."""
        asked: dict[str, Any] = {"limit": most, "timeout": wait, "allowed_updates": ["message"]}
        found = self._asked("getUpdates", {**asked, **({"offset": offset} if offset is not None else {})}, wait)
        if not isinstance(found, list) or not all(isinstance(one, dict) and type(one.get("update_id")) is int for one in found):
            raise BotAway(tr("Telegram answers what cannot be understood"))
        return found

    def say(self, chat: int, words: str) -> None:
        """Answer in a chat. Raises BotAway, BotRefused."""
        self._asked("sendMessage", {"chat_id": chat, "text": words})

    @contextmanager
    def file(self, id: str) -> Iterator[ByteStream]:
        """The bytes of a file, as they come. Raises BotRefused if it is not given out, BotAway for all else, also while it is read."""
        told = self._asked("getFile", {"file_id": id})
        path = told.get("file_path") if isinstance(told, dict) else None
        if not isinstance(path, str) or not _PATH.fullmatch(path) or ".." in path:
            raise BotRefused(tr("Telegram does not give this file out"))
        with self._answer(f"/file/bot{self._token}/{quote(path)}", None, _PATIENCE, gone=True) as answer:
            yield _Whole(answer)

    def _asked(self, method: str, asked: dict[str, Any], wait: int = 0) -> Any:
        with self._answer(f"/bot{self._token}/{method}", json.dumps(asked).encode(), _PATIENCE + wait) as answer, _named_faults():
            try:
                told = json.loads(Budgeted(answer, BOT_ANSWER).whole())
            except (OverBudget, RecursionError, ValueError):
                told = None
        if not isinstance(told, dict) or told.get("ok") is not True:
            raise BotAway(tr("Telegram answers what cannot be understood"))
        return told.get("result")

    @contextmanager
    def _answer(self, path: str, body: bytes | None, patience: float, *, gone: bool = False) -> Iterator[HTTPResponse]:
        """What is answered. `gone`: that nothing is there is said of a file, and not of the bot."""
        request = urllib.request.Request(f"{self._base}{path}", data=body, headers={"Content-Type": "application/json"} if body else {})  # noqa: S310
        with _named_faults(gone=gone):
            answer = self._opener.open(request, timeout=patience)
        with answer:
            yield answer


class _Whole:
    """The bytes of an answer, all of them: Python gives what came until the line broke as if it were the end."""

    def __init__(self, answer: HTTPResponse) -> None:
        self._answer = answer

    def read(self, size: int, /) -> bytes:
        with _named_faults():
            piece = self._answer.read(size)
            if not piece and self._answer.length:
                raise ConnectionError
            return piece


@contextmanager
def _named_faults(*, gone: bool = False) -> Iterator[None]:
    """Say in words what went wrong, without the address."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 401 or (error.code == 404 and not gone):
            raise BotAway(tr("Telegram does not know this bot; look at QORGAN_TELEGRAM_TOKEN")) from None
        if 400 <= error.code < 429:
            raise BotRefused(tr("Telegram refuses what is asked for ({code})").format(code=error.code)) from None
        raise BotAway(tr("Telegram cannot be asked now ({code}); the next fetch goes on").format(code=error.code)) from None
    except (OSError, HTTPException) as error:
        raise BotAway(tr("Telegram does not answer ({kind}); the next fetch goes on").format(kind=type(error).__name__)) from None
