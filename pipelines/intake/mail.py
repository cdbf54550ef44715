"""Intake of mail: the check of the sender, access to the mailbox, and the storage of a mail with its attachments."""

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

from pipelines.evidence.files import FileRejected, FileTooLarge, file_path
from pipelines.intake.mail_headers import header_values, header_words, parsed_header, sender_of
from pipelines.intake.mail_process import HEADER_TOO_LARGE, TOO_MANY_PARTS
from pipelines.intake.messages import IntakeRules, MessageRejected, MessageResult, MessageStorage, reading_folder, run_message_storage
from records.byte_budgets import MAIL, MAIL_HEAD, MAIL_PIECE
from records.database import read_with_retry
from records.errors import QorganError
from records.i18n import tr
from records.messages import ArrivedMessage, over_limit
from records.settings import environment_with
from records.vocabulary import STORED_MESSAGE_FATES, IntakeChannel, MessageFate, SenderVerification

# Result of the sender check by the operator's own mail server (Authentication-Results, RFC 8601). A sender can add such a field under any name. The
# server removes those with its own name (RFC 8601, section 5) and adds its own at the top, so only the first field counts, and only under the
# configured name.

# An unclosed quoted string extends to the end.
_QUOTED = re.compile(r'"(?:[^"\\]++|\\.?)*+"?', re.S)
_PIECE = re.compile(r"\\?[()]|\\|[^()\\]++")
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)\b(.*)", re.S)
_PROPERTY = re.compile(r"\b(header\.(?:from|d))\s*=\s*([^\s;]+)")
# Quoted text and comments come from the sender: a quoted address may contain what looks like a result.


def sender_verification(header: Message, sender: str, verifier: str) -> SenderVerification:
    """Return what is known about the sender of a mail.

    `sender` is the single From address, empty if there is none; `verifier` is the name of the operator's own server.
    """
    fields = header_values(header, "Authentication-Results")
    if not verifier or not fields or not sender:
        return SenderVerification.CLAIMED
    text = _bare(fields[0])
    name, _, results = text.partition(";")
    if name.split()[:1] != [verifier.lower()]:
        return SenderVerification.CLAIMED
    domain = sender.rpartition("@")[2]
    results_by_method = [_result(result) for result in results.split(";")]
    verdicts = {(method, verdict) for method, verdict, _ in results_by_method}
    if ("dmarc", "fail") in verdicts:
        return SenderVerification.FORGED
    for method, verdict, properties in results_by_method:
        of = properties.get("header.from" if method == "dmarc" else "header.d", "")
        if verdict == "pass" and method in ("dmarc", "dkim") and of.strip("@") == domain:
            return SenderVerification.VERIFIED
    return SenderVerification.CLAIMED


def _bare(text: str) -> str:
    """Return the field in lower case without quoted strings and (nested) comments. Text after an unclosed one is ignored."""
    pieces, depth = [], 0
    for piece in _PIECE.findall(_QUOTED.sub(" ", text.lower())):
        # A backslash escapes a bracket only within a comment.
        if piece == "(" or (not depth and piece == "\\("):
            depth += 1
        elif not depth:
            pieces.append(piece)
        elif piece == ")":
            depth -= 1
            pieces.append(" ")
    return "".join(pieces)


def _result(text: str) -> tuple[str, str, dict[str, str]]:
    match = _RESULT.match(text)
    if match is None:
        return "", "", {}
    properties: dict[str, str] = {}
    for name, value in _PROPERTY.findall(match[3]):
        properties.setdefault(name, value)
    return match[1], match[2], properties


# Access to the operator's mailbox over IMAP (RFC 9051; RFC 3501). A mail is never entirely in memory, and the only change is to mark a mail as seen
# after it was stored.

# Seconds that the server may stay silent.
_PATIENCE = 30.0
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_UID = re.compile(rb"UID (\d+)")
# Bytes of protocol that the server sends in addition to the requested bytes.
_ANSWER_OVERHEAD = 4096


class MailboxUnavailable(QorganError):
    """The mailbox does not answer, refuses, or cannot be understood.

    What was stored before stays, and the next fetch continues from there. Exit 1.
    """


class _Bounded:
    """A connection that reads no more at once than was requested, whatever size the server announces."""

    def read(self, size: int) -> bytes:
        if size > MAIL_PIECE + _ANSWER_OVERHEAD:
            raise imaplib.IMAP4.abort("the server announces more than was asked for")
        return super().read(size)  # type: ignore[misc, no-any-return]


class _Plain(_Bounded, imaplib.IMAP4):
    """A connection without encryption, for a server on this machine only."""


class _Encrypted(_Bounded, imaplib.IMAP4_SSL):
    """A connection with TLS and a check of the server's name."""


@dataclass(frozen=True)
class WaitingMail:
    """A mail in the mailbox: its UID, its size in bytes, and when the server received it."""

    uid: int
    size: int
    came_at: datetime


class Mailbox:
    """An open mailbox. `source` includes the UIDVALIDITY: after the server renumbers its mails it is another source."""

    def __init__(self, server: imaplib.IMAP4, source: str) -> None:
        self._server, self.source = server, source

    def new_mails(self, after: int | None) -> list[int]:
        """Return the UIDs of all unseen mails and of all mails after a UID, in order."""
        uids = set(self._search("UNSEEN"))
        if after is not None:
            # `n:*` always includes the last mail, even if its UID is smaller than n.
            uids |= {uid for uid in self._search(f"UID {after + 1}:*") if uid > after}
        return sorted(uids)

    def _search(self, words: str) -> list[int]:
        answer = self._require_ok(self._server.uid("SEARCH", *words.split(" ", 1)))
        return [int(number) for part in answer if isinstance(part, bytes) for number in part.split() if number.isdigit()]

    def waiting(self, uid: int) -> WaitingMail | None:
        """Return the server's facts about a mail, or None if it no longer exists."""
        for line in self._lines(self._require_ok(self._server.uid("FETCH", str(uid), "(UID RFC822.SIZE INTERNALDATE)"))):
            number, size = _UID.search(line), _SIZE.search(line)
            if number and size and int(number[1]) == uid:
                return WaitingMail(uid, int(size[1]), _when(line))
        return None

    def head(self, uid: int) -> bytes:
        """Return the first bytes of its header."""
        return self._part(uid, f"BODY.PEEK[HEADER]<0.{MAIL_HEAD}>")

    def whole(self, uid: int, most: int) -> Iterator[bytes]:
        """Yield the mail in pieces, at most `most` bytes in total, whatever size the server announced."""
        delivered = 0
        while delivered <= most:
            piece = self._part(uid, f"BODY.PEEK[]<{delivered}.{MAIL_PIECE}>")
            if not piece:
                return
            delivered += len(piece)
            yield piece

    def mark_seen(self, uid: int) -> None:
        """Mark a mail as seen. A mail that no longer exists is no error."""
        self._require_ok(self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)"))

    def _part(self, uid: int, what: str) -> bytes:
        for item in self._require_ok(self._server.uid("FETCH", str(uid), f"(UID {what})")):
            if isinstance(item, tuple) and len(item) == 2 and b"BODY[" in item[0].upper():
                return bytes(item[1])
        # An empty piece may come as a quoted string instead of a literal with a length.
        return b""

    def _lines(self, answer: Sequence[Any]) -> list[bytes]:
        return [item[0] if isinstance(item, tuple) else item for item in answer if item]

    def _require_ok(self, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise MailboxUnavailable(tr("the mail server refuses what is asked for"))
        return answer[1]

    @classmethod
    @contextmanager
    def opened(cls, address: str, user: str, password: str) -> Iterator[Self]:
        """Open the mailbox at `imaps://host:port/folder` as a context.

        Raises MailboxUnavailable for all faults of network and server; its message contains no secret.
        """
        host, port, folder = _place(address)
        try:
            server = _connected(address, host, port)
            try:
                server.login(user, password)
                state, _ = server.select(f'"{folder}"')
                numbering = server.response("UIDVALIDITY")[1]
                if state != "OK" or not numbering or not numbering[0] or not bytes(numbering[0]).isdigit():
                    raise MailboxUnavailable(tr("the mail server has no folder {name}").format(name=folder))
                name = hashlib.sha256(f"{user}\n{host}\n{folder}".encode()).hexdigest()[:16]
                yield cls(server, f"mail:{name}:{int(numbering[0])}")
            finally:
                with suppress(OSError, imaplib.IMAP4.error):
                    server.logout()
        except (OSError, imaplib.IMAP4.error, ValueError) as error:
            # The server's reply may quote the credentials that it was sent.
            words = tr("the mailbox at {host} cannot be read ({kind}); the next fetch goes on")
            raise MailboxUnavailable(words.format(host=host, kind=type(error).__name__)) from None


def _connected(address: str, host: str, port: int) -> imaplib.IMAP4:
    if address.startswith("imap://"):
        return _Plain(host, port, timeout=_PATIENCE)
    return _Encrypted(host, port, ssl_context=ssl.create_default_context(), timeout=_PATIENCE)


def _place(address: str) -> tuple[str, int, str]:
    parsed = urlsplit(address)
    folder = unquote(parsed.path.strip("/")) or "INBOX"
    return parsed.hostname or "", parsed.port or (993 if parsed.scheme == "imaps" else 143), re.sub(r'[\x00-\x1f"\\]', "", folder)


def _when(line: bytes) -> datetime:
    """Return when the server received it; an invalid date becomes the earliest possible one."""
    received = imaplib.Internaldate2tuple(line)
    try:
        return datetime(*received[:6]).astimezone(UTC) if received else datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


# Reading of a mail by a separate process (`pipelines.intake.mail_process`), whose exit status says whether it could be read.

# Seconds of elapsed time; the process limits its own CPU time.
_READING_SECONDS = 60
_COMMAND = "pipelines.intake.mail_process"
_REFUSED = {HEADER_TOO_LARGE: MessageFate.HEADER_TOO_LARGE, TOO_MANY_PARTS: MessageFate.TOO_MANY_PARTS}


@dataclass(frozen=True)
class ReadMail:
    """The result of reading: the fate and, if taken, subject, text, and each attachment with its name and path."""

    fate: MessageFate
    subject: str = ""
    text: str = ""
    parts: tuple[tuple[str, Path], ...] = ()


def read_mail(mail: Path, folder: Path) -> ReadMail:
    """Read the mail and write its parts into the folder. A mail that crashes the reader or exceeds its limits is unreadable."""
    environment = {**environment_with(()), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", _COMMAND, str(mail.absolute()), str(folder.absolute())]
    try:
        ended = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=_READING_SECONDS, check=False)  # noqa: S603
        contents = json.loads((folder / "mail.json").read_bytes()) if ended.returncode == 0 else None
    except (subprocess.TimeoutExpired, OSError, ValueError):
        contents = None
    if contents is None:
        return ReadMail(MessageFate.UNREADABLE)
    if contents.get("refused"):
        return ReadMail(_REFUSED[contents["refused"]])
    parts = tuple((name, folder / str(number)) for number, name in enumerate(contents["parts"]))
    return ReadMail(MessageFate.TAKEN, contents["subject"], contents["text"], parts)


_MAIL_PIECE = 1 << 18
_WHOLE = "message.eml"


def take_mail(engine: Engine, data: Path, evidence: Path, mailbox: Mailbox, uid: int, rules: IntakeRules, now: datetime) -> MessageResult | None:
    """Store a mail, or record why it was not stored. Returns None if it no longer exists.

    Raises DiskFull, and MailboxUnavailable, after which nothing of it is recorded.
    """
    waiting = mailbox.waiting(uid)
    if waiting is None:
        return None
    arrived = _announced(mailbox, waiting, mailbox.head(uid), rules)
    if read_with_retry(engine, lambda session: over_limit(session, IntakeChannel.MAIL, arrived.sender, arrived.standing, rules.daily, now)):
        arrived = replace(arrived, fate=MessageFate.OVER_LIMIT)
    elif waiting.size > MAIL:
        arrived = replace(arrived, fate=MessageFate.TOO_LARGE)

    def work(keeping: MessageStorage) -> MessageResult:
        if arrived.fate is not MessageFate.TAKEN:
            raise MessageRejected(arrived)
        return _store_mail(keeping, data, evidence, mailbox, uid, arrived, rules)

    return run_message_storage(engine, evidence, now, work)


def _store_mail(
    keeping: MessageStorage, data: Path, evidence: Path, mailbox: Mailbox, uid: int, arrived: ArrivedMessage, rules: IntakeRules
) -> MessageResult:
    try:
        whole = keeping.take(_Pieces(mailbox.whole(uid, MAIL)), _WHOLE, MAIL, whole=True)
    except FileTooLarge:
        raise MessageRejected(replace(arrived, fate=MessageFate.TOO_LARGE)) from None
    except FileRejected:
        raise MessageRejected(replace(arrived, fate=MessageFate.EMPTY)) from None
    path = file_path(evidence, whole.kept.sha256)
    with reading_folder(data) as folder:
        read = read_mail(path, folder)
        arrived = replace(arrived, fate=read.fate, size=whole.kept.size, digest=mail_digest(path))
        if read.fate not in STORED_MESSAGE_FATES:
            raise MessageRejected(arrived)
        for name, part in read.parts:
            with open(part, "rb") as stream:
                keeping.take_if_fitting(stream, name, rules.file_bytes)
    return keeping.record(replace(arrived, subject=read.subject or arrived.subject, text=read.text, lang=rules.language(read.text)))


def mail_digest(path: Path) -> str:
    """Return the hash by which a repeated mail is recognised: the body and the Message-ID, since servers add to the header."""
    hashed = hashlib.sha256()
    with open(path, "rb") as stream:
        head = stream.read(_MAIL_PIECE)
        ends = [position + len(mark) for mark in (b"\n\r\n", b"\n\n") if (position := head.find(mark)) >= 0]
        end = min(ends, default=0)
        hashed.update("".join(header_values(parsed_header(head[:end]), "Message-ID")[:1]).strip().encode("utf-8", "replace"))
        stream.seek(end)
        while piece := stream.read(_MAIL_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def _announced(mailbox: Mailbox, waiting: WaitingMail, head: bytes, rules: IntakeRules) -> ArrivedMessage:
    """Return what the beginning of a mail's header says about it."""
    header = parsed_header(head)
    sender, name = sender_of(header)
    return ArrivedMessage(
        IntakeChannel.MAIL, mailbox.source, waiting.uid, MessageFate.TAKEN, waiting.came_at, hashlib.sha256(head).hexdigest(), waiting.size, sender, name,
        sender_verification(header, sender, rules.verifier), subject=header_words("".join(header_values(header, "Subject")[:1])),
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
