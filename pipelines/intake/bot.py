"""Intake of Telegram messages: the Bot API client, the parsing of updates, and the storage of messages with their files."""

import hashlib
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine

from pipelines.intake.messages import IntakeRules, MessageRejected, MessageResult, MessageStorage, run_message_storage
from records.byte_budgets import BOT_ANSWER, Budgeted, ByteStream, OverBudget
from records.database import read_with_retry
from records.errors import QorganError
from records.i18n import tr
from records.messages import ArrivedMessage, over_limit
from records.vocabulary import IntakeChannel, MessageFate, OmittedPartReason, SenderVerification

# Client of Telegram's Bot API (https://core.telegram.org/bots/api). The token is part of every URL, so URLs are never logged and errors do not name
# them.

# Seconds that Telegram may stay silent, in addition to the requested waiting time.
_PATIENCE = 30.0
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")


class BotUnavailable(QorganError):
    """Telegram does not answer, or its answer cannot be understood.

    What was stored before stays, and the next fetch continues from there. Exit 1.
    """


class BotRefused(QorganError):
    """Telegram refuses a request, such as for a file that is too large for bots."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect handler that follows nothing, because a redirect would send the token elsewhere."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


class BotApi:
    """The bot that a token belongs to."""

    def __init__(self, base: str, token: str) -> None:
        self._base, self._token = base.rstrip("/"), token
        self._opener = urllib.request.build_opener(_NoRedirect)

    @property
    def source(self) -> str:
        """Return the bot's name among the sources of messages: its number, which is not secret."""
        return f"telegram:{self._token.partition(':')[0]}"

    def updates(self, offset: int | None, most: int, wait: int) -> list[dict[str, Any]]:
        """Return up to `most` updates from this number on, waiting up to `wait` seconds. Telegram discards all earlier ones."""
        query: dict[str, Any] = {"limit": most, "timeout": wait, "allowed_updates": ["message"]}
        updates = self._asked("getUpdates", {**query, **({"offset": offset} if offset is not None else {})}, wait)
        if not isinstance(updates, list) or not all(isinstance(update, dict) and type(update.get("update_id")) is int for update in updates):
            raise BotUnavailable(tr("Telegram answers what cannot be understood"))
        return updates

    def say(self, chat: int, words: str) -> None:
        """Send an answer to a chat. Raises BotUnavailable, BotRefused."""
        self._asked("sendMessage", {"chat_id": chat, "text": words})

    @contextmanager
    def file(self, id: str) -> Iterator[ByteStream]:
        """Yield the bytes of a file as a stream.

        Raises BotRefused if Telegram does not provide it, and BotUnavailable for all other failures, also while it is read.
        """
        answer_fields = self._asked("getFile", {"file_id": id})
        path = answer_fields.get("file_path") if isinstance(answer_fields, dict) else None
        if not isinstance(path, str) or not _PATH.fullmatch(path) or ".." in path:
            raise BotRefused(tr("Telegram does not give this file out"))
        with self._answer(f"/file/bot{self._token}/{quote(path)}", None, _PATIENCE, gone=True) as answer:
            yield _Whole(answer)

    def _asked(self, method: str, query: dict[str, Any], wait: int = 0) -> Any:
        with self._answer(f"/bot{self._token}/{method}", json.dumps(query).encode(), _PATIENCE + wait) as answer, _named_faults():
            try:
                answered = json.loads(Budgeted(answer, BOT_ANSWER).whole())
            except (OverBudget, RecursionError, ValueError):
                answered = None
        if not isinstance(answered, dict) or answered.get("ok") is not True:
            raise BotUnavailable(tr("Telegram answers what cannot be understood"))
        return answered.get("result")

    @contextmanager
    def _answer(self, path: str, body: bytes | None, patience: float, *, gone: bool = False) -> Iterator[HTTPResponse]:
        """Open the answer to a request. `gone` means that a "not found" is about the file, not about the bot."""
        request = urllib.request.Request(f"{self._base}{path}", data=body, headers={"Content-Type": "application/json"} if body else {})  # noqa: S310
        with _named_faults(gone=gone):
            answer = self._opener.open(request, timeout=patience)
        with answer:
            yield answer


class _Whole:
    """A stream that fails if the answer is incomplete: Python treats a broken connection as the end of the file."""

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
    """Turn network failures into errors with a message that does not contain the URL."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 401 or (error.code == 404 and not gone):
            raise BotUnavailable(tr("Telegram does not know this bot; look at QORGAN_TELEGRAM_TOKEN")) from None
        if 400 <= error.code < 429:
            raise BotRefused(tr("Telegram refuses what is asked for ({code})").format(code=error.code)) from None
        raise BotUnavailable(tr("Telegram cannot be asked now ({code}); the next fetch goes on").format(code=error.code)) from None
    except (OSError, HTTPException) as error:
        raise BotUnavailable(tr("Telegram does not answer ({kind}); the next fetch goes on").format(kind=type(error).__name__)) from None


# Parsing of Telegram messages (https://core.telegram.org/bots/api#message). The sender controls the content, so a field of an unexpected type is
# skipped.

# Fields with one file each, and the name given to files without one.
_FILES = {
    "document": "file",
    "voice": "voice.ogg",
    "audio": "audio",
    "video": "video.mp4",
    "video_note": "video.mp4",
    "animation": "animation.mp4",
}
# Fields with content that is not stored.
_OTHER = ("sticker", "poll", "dice", "game", "story", "paid_media")
_MOST_LINKS = 50
_COMMAND = "/start"


@dataclass(frozen=True)
class NamedFile:
    """A file of a message: Telegram's id for it, its name and its declared size in bytes."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class BotMessage:
    """A message, its files and its chat, whether the chat is with one person, and the language of that person's Telegram.

    `greets`: the message only begins the chat.
    """

    arrived: ArrivedMessage
    files: tuple[NamedFile, ...]
    chat: int
    alone: bool
    language: str
    greets: bool


def read_update(update: Mapping[str, Any], source: str, now: datetime) -> BotMessage:
    """Return the message of an update, with the fate TAKEN, EMPTY or UNREADABLE. `update_id` must be an integer."""
    number = update["update_id"]
    whole = _update_bytes(update)
    message = _nested_object(update, "message")
    chat, sender = _nested_object(message, "chat"), _nested_object(message, "from")
    text = "\n".join(filter(None, (_text(message, "text") or _text(message, "caption"), *_links(message), *_more(message))))
    files = _files(message)
    left = tuple((name, OmittedPartReason.OTHER_KIND) for name in _OTHER if name in message)
    greets = text.split("@")[0].split(" ")[0] == _COMMAND and not files
    fate = MessageFate.UNREADABLE if not message or not _number(chat, "id") else MessageFate.TAKEN
    if fate is MessageFate.TAKEN and (greets or not (text or files)):
        fate = MessageFate.EMPTY
    arrived = ArrivedMessage(
        IntakeChannel.TELEGRAM, source, number, fate, _when(message, now), hashlib.sha256(f"{source}\n{number}".encode()).hexdigest(), len(whole),
        str(_number(sender, "id") or ""), _name(sender), SenderVerification.ACCOUNT if _number(sender, "id") else SenderVerification.CLAIMED,
        _forwarded(message), text=text, left_out=left,
    )  # fmt: skip
    return BotMessage(arrived, files, _number(chat, "id"), chat.get("type") == "private", _text(sender, "language_code"), greets)


def _update_bytes(update: Mapping[str, Any]) -> bytes:
    """Return the message as it came, as evidence."""
    return json.dumps(update, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _nested_object(within: Any, name: str) -> Mapping[str, Any]:
    value = within.get(name) if isinstance(within, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _text(within: Mapping[str, Any], name: str) -> str:
    value = within.get(name)
    return value if isinstance(value, str) else ""


def _number(within: Mapping[str, Any], name: str) -> int:
    value = within.get(name)
    return value if type(value) is int and abs(value) < 2**63 else 0


def _when(message: Mapping[str, Any], now: datetime) -> datetime:
    at = _number(message, "date")
    return datetime.fromtimestamp(at, UTC) if 0 < at < 2**33 else now


def _name(of: Mapping[str, Any]) -> str:
    """Return the name and the username of an account or chat."""
    name = " ".join(filter(None, (_text(of, "first_name"), _text(of, "last_name")))) or _text(of, "title")
    short = _text(of, "username")
    return " ".join(filter(None, (name, f"@{short}" if short else "")))


def _forwarded(message: Mapping[str, Any]) -> str:
    """Return from whom the message was forwarded, with the URL of a channel's post."""
    origin = _nested_object(message, "forward_origin")
    account, chat = _nested_object(origin, "sender_user"), _nested_object(origin, "sender_chat") or _nested_object(origin, "chat")
    name = _name(account) or _text(origin, "sender_user_name") or _name(chat)
    short, number = _text(chat, "username"), _number(origin, "message_id")
    return f"{name} https://t.me/{short}/{number}" if name and short.isascii() and short.replace("_", "").isalnum() and number else name


def _links(message: Mapping[str, Any]) -> list[str]:
    """Return the URLs that are linked from words of the text."""
    entities = message.get("entities") or message.get("caption_entities")
    links = [_text(entity, "url") for entity in entities[:_MOST_LINKS] if isinstance(entity, Mapping)] if isinstance(entities, list) else []
    return list(dict.fromkeys(filter(None, links)))


def _more(message: Mapping[str, Any]) -> list[str]:
    """Return a location and a contact in words."""
    place, contact = _nested_object(message, "location"), _nested_object(message, "contact")
    lines = []
    if place and all(isinstance(place.get(name), int | float) for name in ("latitude", "longitude")):
        lines.append(tr("Place: {place}").format(place=f"{place['latitude']}, {place['longitude']}"))
    if contact:
        lines.append(tr("Contact: {contact}").format(contact=" ".join(filter(None, (_name(contact), _text(contact, "phone_number"))))))
    return lines


def _files(message: Mapping[str, Any]) -> tuple[NamedFile, ...]:
    files = []
    # Telegram sends an animation as a document too.
    fields = [name for name in _FILES if not (name == "document" and "animation" in message)]
    for name in fields:
        attachment = _nested_object(message, name)
        if _text(attachment, "file_id"):
            files.append(NamedFile(_text(attachment, "file_id"), _text(attachment, "file_name") or _FILES[name], _number(attachment, "file_size")))
    sizes = message.get("photo")
    # The list contains one picture in several sizes.
    photos = [size for size in sizes if isinstance(size, Mapping) and _text(size, "file_id")] if isinstance(sizes, list) else []
    if photos:
        largest = max(photos, key=lambda attachment: _number(attachment, "width") * _number(attachment, "height"))
        files.append(NamedFile(_text(largest, "file_id"), "photo.jpg", _number(largest, "file_size")))
    return tuple(files)


_WHOLE = "message.json"


def take_update(
    engine: Engine, evidence: Path, api: BotApi, update: Mapping[str, Any], rules: IntakeRules, now: datetime
) -> tuple[BotMessage, MessageResult]:
    """Store a message, or record why it was not stored. Raises DiskFull, and BotUnavailable, after which nothing of it is recorded."""
    message = read_update(update, api.source, now)
    arrived = replace(message.arrived, lang=rules.language(message.arrived.text))
    if message.chat not in rules.chats if rules.chats else not message.alone:
        arrived = replace(arrived, fate=MessageFate.NOT_LISTED)
    elif read_with_retry(engine, lambda session: over_limit(session, IntakeChannel.TELEGRAM, arrived.sender, arrived.standing, rules.daily, now)):
        arrived = replace(arrived, fate=MessageFate.OVER_LIMIT)

    def work(keeping: MessageStorage) -> MessageResult:
        if arrived.fate not in (MessageFate.TAKEN, MessageFate.UNREADABLE):
            raise MessageRejected(arrived)
        keeping.take(io.BytesIO(_update_bytes(update)), _WHOLE, BOT_ANSWER, whole=True)
        for file in message.files:
            if file.size > rules.file_bytes:
                keeping.left_out.append((file.name, OmittedPartReason.TOO_LARGE))
                continue
            try:
                with api.file(file.id) as stream:
                    keeping.take_if_fitting(stream, file.name, rules.file_bytes)
            except BotRefused:
                keeping.left_out.append((file.name, OmittedPartReason.NOT_GIVEN))
        return keeping.record(arrived)

    return replace(message, arrived=arrived), run_message_storage(engine, evidence, now, work)
