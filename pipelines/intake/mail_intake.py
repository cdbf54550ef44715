"""Takes one mail out of the mailbox: who sent it and how large it is are looked at before any of it is fetched; then it is kept as it came, read, and its files are kept."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from pipelines.evidence.taken_files import NotTaken, TooLarge, file_path
from pipelines.intake.mail_headers import header_words, parsed_header, sender_of, written
from pipelines.intake.mail_reading import read_mail
from pipelines.intake.mailbox import Mailbox, WaitingMail
from pipelines.intake.message_keeping import IntakeRules, KeptMessage, MessageKeeping, NotKept, keep, reading_folder
from pipelines.intake.sender_standing import standing_of
from records.byte_budgets import MAIL
from records.database import in_reading
from records.intake.message_limits import over_limit
from records.intake.received_messages import ArrivedMessage
from records.vocabulary import KEPT_MESSAGES, Door, MessageFate

_PIECE = 1 << 18
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
        head = stream.read(_PIECE)
        ends = [found + len(mark) for mark in (b"\n\r\n", b"\n\n") if (found := head.find(mark)) >= 0]
        end = min(ends, default=0)
        hashed.update("".join(written(parsed_header(head[:end]), "Message-ID")[:1]).strip().encode("utf-8", "replace"))
        stream.seek(end)
        while piece := stream.read(_PIECE):
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
