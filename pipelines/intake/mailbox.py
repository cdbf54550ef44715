"""The mailbox of the operator, over IMAP (RFC 9051; RFC 3501): which mails are new, how large one is, its header, and all of it in pieces.

A mail is never whole in memory, and nothing is changed there but that a mail is marked as seen, after it was stored.
"""

import hashlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from records.byte_budgets import MAIL_HEAD, MAIL_PIECE
from records.errors import QorganError
from records.i18n import tr

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
