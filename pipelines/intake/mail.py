"""Takes one mail out of the mailbox: who sent it and how large it is are looked at before any of it is fetched; then it is kept as it came, read, and its files are kept."""

import hashlib
import imaplib
import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine

from pipelines.evidence.files import NotTaken, TooLarge, file_path
from pipelines.intake.mail_headers import header_words, parsed_header, sender_of, written
from pipelines.intake.mail_process import HEADER_TOO_LARGE, TOO_MANY_PARTS
from pipelines.intake.messages import IntakeRules, KeptMessage, MessageKeeping, NotKept, keep, reading_folder
from records.byte_budgets import MAIL, MAIL_HEAD, MAIL_PIECE
from records.database import in_reading
from records.errors import QorganError
from records.i18n import tr
from records.messages import ArrivedMessage, over_limit
from records.settings import environment_with
from records.vocabulary import KEPT_MESSAGES, Door, MessageFate, SenderStanding

# Whether a mail comes from where it says, as the operator's own mail server found out (Authentication-Results, RFC 8601).
#
# Nothing else is believed: whoever sends a mail may write such a field too, under any name. The server takes out those that bear its own name (RFC 8601, section 5) and puts its
# own on top; so only the first one counts, and only if it bears the configured name.

# One that nobody closes goes to the end.
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.?)*+"?', re.S)
_PIECE = re.compile(r"\\?[()]|\\|[^()\\]++")
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)", re.S)
_PROPERTY = re.compile(r"\b(header\.(?:from|d))\s*=\s*([^\s;]+)")
# Quoted text and comments are the sender's: an address in quotes may hold what looks like a result.


def standing_of(header: Message, sender: str, verifier: str) -> SenderStanding:
    """What is known of the sender of a mail. `sender`: the one address that it is from, empty where there is none; `verifier`: the name of the operator's own server."""
    fields = written(header, "Authentication-Results")
    if not verifier or not fields or not sender:
        return SenderStanding.CLAIMED
    text = _bare(fields[0])
    name, _, results = text.partition(";")
    if name.split()[:1] != [verifier.lower()]:
        return SenderStanding.CLAIMED
    domain = sender.rpartition("@")[2]
    found = [_result(one) for one in results.split(";")]
    said = {(method, verdict) for method, verdict, _ in found}
    if ("dmarc", "fail") in said:
        return SenderStanding.FORGED
    for method, verdict, properties in found:
        of = properties.get("header.from" if method == "dmarc" else "header.d", "")
        if verdict == "pass" and method in ("dmarc", "dkim") and of.strip("@") == domain:
            return SenderStanding.VERIFIED
    return SenderStanding.CLAIMED


def _bare(text: str) -> str:
    """The field in small letters, without what stands in quotes or in brackets, also nested ones. What follows an opening one that nobody closes is not read."""
    kept, depth = [], 0
    for piece in _PIECE.findall(_QUOTED.sub(" ", text.lower())):
        # A backslash takes a bracket its meaning within a comment only.
        if piece == "(" or (not depth and piece == "\\("):
            depth += 1
        elif not depth:
            kept.append(piece)
        elif piece == ")":
            depth -= 1
            kept.append(" ")
    return "".join(kept)


def _result(text: str) -> tuple[str, str, dict[str, str]]:
    found = _RESULT.match(text)
    if found is None:
        return "", "", {}
    properties: dict[str, str] = {}
    for name, value in _PROPERTY.findall(found[3]):
        properties.setdefault(name, value)
    return found[1], found[2], properties


# The mailbox of the operator, over IMAP (RFC 9051; RFC 3501): which mails are new, how large one is, its header, and all of it in pieces.
#
# A mail is never whole in memory, and nothing is changed there but that a mail is marked as seen, after it was stored.

# Seconds that the server may be silent.
_PATIENCE = 30.0
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
# What is sent beside the bytes that were asked for.
_BESIDE = 4096


class MailboxAway(QorganError):
    """The mailbox does not answer, refuses, or says what cannot be understood. Raised here; what was stored before stays, and the next fetch goes on. Exit 1."""


class _Bounded:
    """Takes no more from the server at once than was asked for, whatever it announces."""

    def read(self, size: int) -> bytes:
        if size > MAIL_PIECE + _BESIDE:
            raise imaplib.IMAP4.abort("the server announces more than was asked for")
        return super().read(size)  # type: ignore[misc, no-any-return]


class _Plain(_Bounded, imaplib.IMAP4):
    """Without encryption: for a server on this machine alone."""


class _Encrypted(_Bounded, imaplib.IMAP4_SSL):
    """With TLS, and the name of the server checked."""


@dataclass(frozen=True)
class WaitingMail:
    """A mail in the mailbox: its number there, its bytes, and when the server took it."""

    uid: int
    size: int
    came_at: datetime


class Mailbox:
    """The mailbox, opened. `source` names it with its present numbering: where the server numbers anew (UIDVALIDITY), it is another one."""

    def __init__(self, server: imaplib.IMAP4, source: str) -> None:
        self._server, self.source = server, source

    def new_mails(self, after: int | None) -> list[int]:
        """The numbers of the mails that nobody has seen, and of those that came after a number, in order."""
        found = set(self._search("UNSEEN"))
        if after is not None:
            # The last mail of all is given by `n:*` also where its number is smaller.
            found |= {uid for uid in self._search(f"UID {after + 1}:*") if uid > after}
        return sorted(found)

    def _search(self, words: str) -> list[int]:
        answer = self._told(self._server.uid("SEARCH", *words.split(" ", 1)))
        return [int(one) for part in answer if isinstance(part, bytes) for one in part.split() if one.isdigit()]

    def waiting(self, uid: int) -> WaitingMail | None:
        """What the server says of a mail; None if it is no longer there."""
        for line in self._lines(self._told(self._server.uid("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)"))):
            number, size = _UID.search(line), _SIZE.search(line)
            if number and size and int(number[1]) == uid:
                return WaitingMail(uid, int(size[1]), _when(line))
        return None

    def head(self, uid: int) -> bytes:
        """The first bytes of its header."""
        return self._part(uid, f"BODY.PEEK[HEADER]<0.{MAIL_HEAD}>")

    def whole(self, uid: int, most: int) -> Iterator[bytes]:
        """All of it in pieces, `most` bytes and no more, whatever the server has said of its size."""
        given = 0
        while given <= most:
            piece = self._part(uid, f"BODY.PEEK[]<{given}.{MAIL_PIECE}>")
            if not piece:
                return
            given += len(piece)
            yield piece

    def mark_seen(self, uid: int) -> None:
        """Mark a mail as seen. One that is no longer there is no fault."""
        self._told(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)"))

    def _part(self, uid: int, what: str) -> bytes:
        for one in self._told(self._server.uid("FETCH", str(uid), f"(UID {what})")):
            if isinstance(one, tuple) and len(one) == 2 and b"BODY[" in one[0].upper():
                return bytes(one[1])
        # A piece of no bytes may come as a string in quotes, and not as one with a length.
        return b""

    def _lines(self, answer: Sequence[Any]) -> list[bytes]:
        return [one[0] if isinstance(one, tuple) else one for one in answer if one]

    def _told(self, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise MailboxAway(tr("the mail server refuses what is asked for"))
        return answer[1]

    @classmethod
    @contextmanager
    def opened(cls, address: str, user: str, password: str) -> Iterator[Self]:
        """The mailbox at `imaps://host:port/folder`, until the end. Raises MailboxAway for all that the network or the server does; no word of it holds a secret."""
        host, port, folder = _place(address)
        try:
            server = _connected(address, host, port)
            try:
                server.login(user, password)
                state, _ = server.select(f'"{folder}"')
                numbering = server.response("UIDVALIDITY")[1]
                if state != "OK" or not numbering or not numbering[0] or not bytes(numbering[0]).isdigit():
                    raise MailboxAway(tr("the mail server has no folder {name}").format(name=folder))
                name = hashlib.sha256(f"{user}\n{host}\n{folder}".encode()).hexdigest()[:16]
                yield cls(server, f"mail:{name}:{int(numbering[0])}")
            finally:
                with suppress(OSError, imaplib.IMAP4.error):
                    server.logout()
        except (OSError, imaplib.IMAP4.error, ValueError) as error:
            # What the server says may quote what it was told.
            words = tr("the mailbox at {host} cannot be read ({kind}); the next fetch goes on")
            raise MailboxAway(words.format(host=host, kind=type(error).__name__)) from None


def _connected(address: str, host: str, port: int) -> imaplib.IMAP4:
    if address.startswith("imap://"):
        return _Plain(host, port, timeout=_PATIENCE)
    return _Encrypted(host, port, ssl_context=ssl.create_default_context(), timeout=_PATIENCE)


def _place(address: str) -> tuple[str, int, str]:
    parsed = urlsplit(address)
    folder = unquote(parsed.path.strip("/")) or "INBOX"
    return parsed.hostname or "", parsed.port or (993 if parsed.scheme == "imaps" else 143), re.sub(r'[\x00-\x1f"\\]', "", folder)


def _when(line: bytes) -> datetime:
    """When the server took it; a day that is none is the oldest there is."""
    found = imaplib.Internaldate2tuple(line)
    try:
        return datetime(*found[:6]).astimezone(UTC) if found else datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


# What a mail says and holds, read by a process of its own (`pipelines.intake.mail_process`), whose end says whether it could be read.

# Seconds by the clock; the process bounds its own computing.
_READING_SECONDS = 60
_COMMAND = "pipelines.intake.mail_process"
_REFUSED = {HEADER_TOO_LARGE: MessageFate.HEADER_TOO_LARGE, TOO_MANY_PARTS: MessageFate.TOO_MANY_PARTS}


@dataclass(frozen=True)
class ReadMail:
    """What was read: its fate, and, if it was taken, its subject, its text, and the parts that are files: each with its name and where its bytes lie."""

    fate: MessageFate
    subject: str = ""
    text: str = ""
    parts: tuple[tuple[str, Path], ...] = ()


def read_mail(mail: Path, folder: Path) -> ReadMail:
    """Read the mail; its parts lie in the folder then. One that breaks the reader or its bounds is unreadable."""
    environment = {**environment_with(()), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", _COMMAND, str(mail.absolute()), str(folder.absolute())]
    try:
        ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_READING_SECONDS, check=False)  # noqa: S603
        told = json.loads((folder / "mail.json").read_bytes()) if ended.returncode == 0 else None
    except (subprocess.TimeoutExpired, OSError, ValueError):
        told = None
    if told is None:
        return ReadMail(MessageFate.UNREADABLE)
    if told.get("refused"):
        return ReadMail(_REFUSED[told["refused"]])
    parts = tuple((name, folder / str(number)) for number, name in enumerate(told["parts"]))
    return ReadMail(MessageFate.TAKEN, told["subject"], told["text"], parts)


_MAIL_PIECE = 1 << 18
_WHOLE = "message.eml"


def take_mail(engine: Engine, data: Path, evidence: Path, mailbox: Mailbox, uid: int, rules: IntakeRules, now: datetime) -> KeptMessage | None:
    """Keep a mail, or record why not. None if it is no longer there. Raises MailboxAway, and then nothing of it is recorded; DiskFull."""
    waiting = mailbox.waiting(uid)
    if waiting is None:
        return None
    arrived = _announced(mailbox, waiting, mailbox.head(uid), rules)
    if in_reading(engine, lambda session: over_limit(session, Door.MAIL, arrived.sender, arrived.standing, rules.daily, now)):
        arrived = replace(arrived, fate=MessageFate.OVER_LIMIT)
    elif waiting.size > MAIL:
        arrived = replace(arrived, fate=MessageFate.TOO_LARGE)

    def work(keeping: MessageKeeping) -> KeptMessage:
        if arrived.fate is not MessageFate.TAKEN:
            raise NotKept(arrived)
        return _taken(keeping, data, evidence, mailbox, uid, arrived, rules)

    return keep(engine, evidence, now, work)


def _taken(
    keeping: MessageKeeping, data: Path, evidence: Path, mailbox: Mailbox, uid: int, arrived: ArrivedMessage, rules: IntakeRules
) -> KeptMessage:
    try:
        whole = keeping.take(_Pieces(mailbox.whole(uid, MAIL)), _WHOLE, MAIL, whole=True)
    except TooLarge:
        raise NotKept(replace(arrived, fate=MessageFate.TOO_LARGE)) from None
    except NotTaken:
        raise NotKept(replace(arrived, fate=MessageFate.EMPTY)) from None
    path = file_path(evidence, whole.kept.sha256)
    with reading_folder(data) as folder:
        read = read_mail(path, folder)
        arrived = replace(arrived, fate=read.fate, size=whole.kept.size, digest=mail_digest(path))
        if read.fate not in KEPT_MESSAGES:
            raise NotKept(arrived)
        for name, part in read.parts:
            with open(part, "rb") as stream:
                keeping.take_if_fitting(stream, name, rules.file_bytes)
    return keeping.record(replace(arrived, subject=read.subject or arrived.subject, text=read.text, lang=rules.language(read.text)))


def mail_digest(path: Path) -> str:
    """By what a mail is known when it comes once more: all but its header, to which each server adds, and of that the Message-ID."""
    hashed = hashlib.sha256()
    with open(path, "rb") as stream:
        head = stream.read(_MAIL_PIECE)
        ends = [found + len(mark) for mark in (b"\n\r\n", b"\n\n") if (found := head.find(mark)) >= 0]
        end = min(ends, default=0)
        hashed.update("".join(written(parsed_header(head[:end]), "Message-ID")[:1]).strip().encode("utf-8", "replace"))
        stream.seek(end)
        while piece := stream.read(_MAIL_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def _announced(mailbox: Mailbox, waiting: WaitingMail, head: bytes, rules: IntakeRules) -> ArrivedMessage:
    """What can be said of a mail from the beginning of its header."""
    header = parsed_header(head)
    sender, name = sender_of(header)
    return ArrivedMessage(
        Door.MAIL, mailbox.source, waiting.uid, MessageFate.TAKEN, waiting.came_at, hashlib.sha256(head).hexdigest(), waiting.size, sender, name,
        standing_of(header, sender, rules.verifier), subject=header_words("".join(written(header, "Subject")[:1])),
    )  # fmt: skip


class _Pieces:
    """Pieces of any length as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def read(self, size: int, /) -> bytes:
        if not self._left:
            self._left = next(self._pieces, b"")
        piece, self._left = self._left[:size], self._left[size:]
        return piece
