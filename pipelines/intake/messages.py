"""Storage of a message: first its files on disk, then all records and ledger rows in one transaction, or nothing at all."""

import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pipelines.evidence.files import FileRejected, FileTooLarge, store_bytes
from pipelines.evidence.writer import storable_name
from pipelines.tip_urls import InvalidTip, checked_tip_url
from records.byte_budgets import ByteStream
from records.database import write_with_retry
from records.files import make_folder
from records.messages import ArrivedMessage, MessageFile, store_message
from records.vocabulary import STORED_MESSAGE_FATES, MessageFate, OmittedPartReason

# The URLs in a text that may be fetched.

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'«»“”„]{4,2000}", re.I)
# Characters at the end that belong to the sentence and not to the URL.
_CLOSING = ".,;:!?)]}…"
MOST = 20
# Characters of a text that are searched for URLs.
_LONGEST = 100_000


def named_pages(text: str) -> list[str]:
    """Return up to twenty URLs of a text in the form in which they are fetched, without those that lead to private hosts."""
    pages: list[str] = []
    for match in _ADDRESS.finditer(text[:_LONGEST]):
        written = match[0].rstrip(_CLOSING)
        try:
            address = checked_tip_url(written if "://" in written else f"https://{written}")
        except InvalidTip:
            continue
        if address not in pages:
            pages.append(address)
        if len(pages) == MOST:
            break
    return pages


# Files that are stored with one message.
MOST_FILES = 50
_READING_FOLDER = "intake"
# Age in seconds after which files in that folder are leftovers of a killed process.
_ABANDONED = 24 * 3600


@dataclass(frozen=True)
class IntakeRules:
    """The rules for messages: how many per stranger and day, the largest file in bytes, the trusted verifier of mail senders, the accepted chats
    (none: every person), and the function that detects the language."""

    daily: int
    file_bytes: int
    verifier: str
    chats: frozenset[int]
    language: Callable[[str], str]


@dataclass(frozen=True)
class MessageResult:
    """The result for a message. `new`: it was not stored before. `id`: its record, 0 if stored before; `size`: stored bytes."""

    fate: MessageFate
    new: bool
    id: int = 0
    size: int = 0


class MessageRejected(Exception):
    """Interruption of `MessageStorage`: nothing written stays, and the contained record is stored instead."""

    def __init__(self, arrived: ArrivedMessage) -> None:
        super().__init__()
        self.arrived = arrived


class MessageStorage:
    """A context that stores the files of one message and records it with them. It raises MessageRejected to its caller if nothing is stored."""

    def __init__(self, engine: Engine, evidence: Path, now: datetime) -> None:
        self._engine, self._evidence, self._now = engine, evidence, now
        self._stack = ExitStack()
        self._files: list[MessageFile] = []
        self.left_out: list[tuple[str, OmittedPartReason]] = []

    def __enter__(self) -> "MessageStorage":
        self._stack.__enter__()
        return self

    def __exit__(self, *raised: object) -> bool | None:
        return self._stack.__exit__(*raised)  # type: ignore[arg-type]

    def take(self, stream: ByteStream, name: str, limit: int, *, whole: bool = False) -> MessageFile:
        """Write a file. Raises FileTooLarge, and FileRejected for an empty one."""
        stored = self._stack.enter_context(store_bytes(self._engine, self._evidence, stream, limit))
        self._files.append(MessageFile(stored, storable_name(name), whole))
        return self._files[-1]

    def take_if_fitting(self, stream: ByteStream, name: str, limit: int) -> None:
        """Write a file; one that is too large or one too many is noted as left out."""
        if sum(not file.whole for file in self._files) >= MOST_FILES:
            self.left_out.append((name, OmittedPartReason.TOO_MANY))
            return
        try:
            self.take(stream, name, limit)
        except FileTooLarge:
            self.left_out.append((name, OmittedPartReason.TOO_LARGE))
        except FileRejected:
            # An empty file carries no information.
            pass

    def record(self, arrived: ArrivedMessage) -> MessageResult:
        """Record the message with all files written. Raises MessageRejected if it was stored before, so that no bytes of this copy stay."""
        arrived = replace(arrived, left_out=(*arrived.left_out, *self.left_out))
        result = write_with_retry(self._engine, lambda session: _stored(session, arrived, self._files, self._now))
        if not result.new or result.fate not in STORED_MESSAGE_FATES:
            raise _Recorded(result)
        return result


class _Recorded(Exception):
    """Raised to remove the bytes of a message that is recorded without them."""

    def __init__(self, message_result: MessageResult) -> None:
        super().__init__()
        self.found = message_result


def run_message_storage(engine: Engine, evidence: Path, now: datetime, work: Callable[[MessageStorage], MessageResult]) -> MessageResult:
    """Run `work` with a `MessageStorage`. If it raises MessageRejected, the message is recorded without text and files."""
    try:
        with MessageStorage(engine, evidence, now) as keeping:
            return work(keeping)
    except _Recorded as recorded:
        return recorded.found
    except MessageRejected as refused:
        bare = replace(refused.arrived, text="")
        return write_with_retry(engine, lambda session: _stored(session, bare, (), now))


def _stored(session: Session, arrived: ArrivedMessage, files: Sequence[MessageFile], now: datetime) -> MessageResult:
    row = store_message(session, arrived, files, now=now)
    return MessageResult(MessageFate(row.fate), True, row.id, sum(file.kept.size for file in files)) if row else MessageResult(arrived.fate, False)


@contextmanager
def reading_folder(data: Path) -> Iterator[Path]:
    """Yield a temporary folder for reading one message, after removing leftovers of killed processes."""
    above = data / _READING_FOLDER
    make_folder(above)
    for left in above.iterdir():
        # Ages are compared by the file system's clock, as for incoming files.
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
