"""What a message of Telegram says (https://core.telegram.org/bots/api#message): its text, its files, who sent it, from whom it was forwarded. Whoever sent it wrote it: a field of another
kind than it should be is passed over."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from records.i18n import tr
from records.intake.received_messages import ArrivedMessage
from records.vocabulary import Door, LeftBehind, MessageFate, SenderStanding

# Files that come as one field each, with the name of one that bears none.
_FILES = {
    "document": "file",
    "voice": "voice.ogg",
    "audio": "audio",
    "video": "video.mp4",
    "video_note": "video.mp4",
    "animation": "animation.mp4",
}
# What is sent and not taken, by the field in which it stands.
_OTHER = ("sticker", "poll", "dice", "game", "story", "paid_media")
_MOST_LINKS = 50
_COMMAND = "/start"


@dataclass(frozen=True)
class NamedFile:
    """A file of a message: by what Telegram gives it out, its name, and the bytes that it is said to have."""

    id: str
    name: str
    size: int


@dataclass(frozen=True)
class BotMessage:
    """A message, its files, the chat in which it was written, whether that is of one person with the bot, and in which language that person reads Telegram.
    `greets`: it only begins the chat."""

    arrived: ArrivedMessage
    files: tuple[NamedFile, ...]
    chat: int
    alone: bool
    language: str
    greets: bool


def read_update(update: Mapping[str, Any], source: str, now: datetime) -> BotMessage:
    """The message of an update, whose fate is TAKEN, EMPTY or UNREADABLE. `update_id` is a whole number."""
    number = update["update_id"]
    whole = whole_of(update)
    message = _held(update, "message")
    chat, sender = _held(message, "chat"), _held(message, "from")
    text = "\n".join(filter(None, (_text(message, "text") or _text(message, "caption"), *_links(message), *_more(message))))
    files = _files(message)
    left = tuple((name, LeftBehind.OTHER_KIND) for name in _OTHER if name in message)
    greets = text.split("@")[0].split(" ")[0] == _COMMAND and not files
    fate = MessageFate.UNREADABLE if not message or not _number(chat, "id") else MessageFate.TAKEN
    if fate is MessageFate.TAKEN and (greets or not (text or files)):
        fate = MessageFate.EMPTY
    arrived = ArrivedMessage(
        Door.TELEGRAM, source, number, fate, _when(message, now), hashlib.sha256(f"{source}\n{number}".encode()).hexdigest(), len(whole),
        str(_number(sender, "id") or ""), _name(sender), SenderStanding.ACCOUNT if _number(sender, "id") else SenderStanding.CLAIMED,
        _forwarded(message), text=text, left_out=left,
    )  # fmt: skip
    return BotMessage(arrived, files, _number(chat, "id"), chat.get("type") == "private", _text(sender, "language_code"), greets)


def whole_of(update: Mapping[str, Any]) -> bytes:
    """The message as it came, as evidence."""
    return json.dumps(update, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _held(within: Any, name: str) -> Mapping[str, Any]:
    found = within.get(name) if isinstance(within, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(within: Mapping[str, Any], name: str) -> str:
    found = within.get(name)
    return found if isinstance(found, str) else ""


def _number(within: Mapping[str, Any], name: str) -> int:
    found = within.get(name)
    return found if type(found) is int and abs(found) < 2**63 else 0


def _when(message: Mapping[str, Any], now: datetime) -> datetime:
    at = _number(message, "date")
    return datetime.fromtimestamp(at, UTC) if 0 < at < 2**33 else now


def _name(of: Mapping[str, Any]) -> str:
    """The name that an account or a chat bears, and its short one."""
    name = " ".join(filter(None, (_text(of, "first_name"), _text(of, "last_name")))) or _text(of, "title")
    short = _text(of, "username")
    return " ".join(filter(None, (name, f"@{short}" if short else "")))


def _forwarded(message: Mapping[str, Any]) -> str:
    """From whom it was forwarded, and the address of a post of a channel."""
    origin = _held(message, "forward_origin")
    account, chat = _held(origin, "sender_user"), _held(origin, "sender_chat") or _held(origin, "chat")
    name = _name(account) or _text(origin, "sender_user_name") or _name(chat)
    short, number = _text(chat, "username"), _number(origin, "message_id")
    return f"{name} https://t.me/{short}/{number}" if name and short.isascii() and short.replace("_", "").isalnum() and number else name


def _links(message: Mapping[str, Any]) -> list[str]:
    """Addresses that stand behind words of the text."""
    found = message.get("entities") or message.get("caption_entities")
    links = [_text(one, "url") for one in found[:_MOST_LINKS] if isinstance(one, Mapping)] if isinstance(found, list) else []
    return list(dict.fromkeys(filter(None, links)))


def _more(message: Mapping[str, Any]) -> list[str]:
    """A place and a contact in words."""
    place, contact = _held(message, "location"), _held(message, "contact")
    lines = []
    if place and all(isinstance(place.get(name), int | float) for name in ("latitude", "longitude")):
        lines.append(tr("Place: {place}").format(place=f"{place['latitude']}, {place['longitude']}"))
    if contact:
        lines.append(tr("Contact: {contact}").format(contact=" ".join(filter(None, (_name(contact), _text(contact, "phone_number"))))))
    return lines


def _files(message: Mapping[str, Any]) -> tuple[NamedFile, ...]:
    found = []
    # An animation comes as a document too.
    fields = [name for name in _FILES if not (name == "document" and "animation" in message)]
    for name in fields:
        one = _held(message, name)
        if _text(one, "file_id"):
            found.append(NamedFile(_text(one, "file_id"), _text(one, "file_name") or _FILES[name], _number(one, "file_size")))
    sizes = message.get("photo")
    # The same picture in several sizes.
    photos = [one for one in sizes if isinstance(one, Mapping) and _text(one, "file_id")] if isinstance(sizes, list) else []
    if photos:
        largest = max(photos, key=lambda one: _number(one, "width") * _number(one, "height"))
        found.append(NamedFile(_text(largest, "file_id"), "photo.jpg", _number(largest, "file_size")))
    return tuple(found)
