"""Keeps a message: its files on the disk, then its record with those of its files and their rows of the ledger in one transaction. All of it or nothing, whenever it is broken off."""

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

from pipelines.evidence.files import NotTaken, TooLarge, bytes_kept
from pipelines.evidence.writer import kept_name
from pipelines.store import BadTip, accepted_address
from records.byte_budgets import ByteStream
from records.database import in_transaction
from records.files import make_folder
from records.messages import ArrivedMessage, MessageFile, store
from records.vocabulary import KEPT_MESSAGES, LeftBehind, MessageFate

# The addresses of pages that a text names, as far as they may be fetched.

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'«»“”„]{4,2000}", re.I)
# What closes a sentence and not an address.
_CLOSING = ".,;:!?)]}…"
MOST = 20
# Characters of a text in which addresses are looked for.
_LONGEST = 100_000


def named_pages(text: str) -> list[str]:
    """Up to twenty addresses, in the form in which they would be fetched, in their order. Those that lead to private hosts are left out."""
    found: list[str] = []
    for match in _ADDRESS.finditer(text[:_LONGEST]):
        written = match[0].rstrip(_CLOSING)
        try:
            address = accepted_address(written if "://" in written else f"https://{written}")
        except BadTip:
            continue
        if address not in found:
            found.append(address)
        if len(found) == MOST:
            break
    return found


# Files of one message that are kept.
MOST_FILES = 50
_READING_FOLDER = "intake"
# Seconds after which what lies in that folder is what a process that was killed has left.
_ABANDONED = 24 * 3600


@dataclass(frozen=True)
class IntakeRules:
    """By what messages are taken: how many of a stranger on a day, the largest file in bytes, whose word on senders of mails is believed, from which chats (none: from every
    person), and which language a text is in."""

    daily: int
    file_bytes: int
    verifier: str
    chats: frozenset[int]
    language: Callable[[str], str]


@dataclass(frozen=True)
class KeptMessage:
    """What became of a message. `new`: it was stored just now, and not before. `id` is that of its record, 0 where it was stored before; `size`: the bytes
    that were kept."""

    fate: MessageFate
    new: bool
    id: int = 0
    size: int = 0


class NotKept(Exception):
    """Broken off inside `MessageKeeping`: nothing of what was written stays; what is to be recorded in its place is given with it."""

    def __init__(self, arrived: ArrivedMessage) -> None:
        super().__init__()
        self.arrived = arrived


class MessageKeeping:
    """Takes the files of one message in, one after the other, and records it with them. Used as a context, which raises NotKept for whoever called where nothing is kept."""

    def __init__(self, engine: Engine, evidence: Path, now: datetime) -> None:
        self._engine, self._evidence, self._now = engine, evidence, now
        self._stack = ExitStack()
        self._files: list[MessageFile] = []
        self.left_out: list[tuple[str, LeftBehind]] = []

    def __enter__(self) -> "MessageKeeping":
        self._stack.__enter__()
        return self

    def __exit__(self, *raised: object) -> bool | None:
        return self._stack.__exit__(*raised)  # type: ignore[arg-type]

    def take(self, stream: ByteStream, name: str, limit: int, *, whole: bool = False) -> MessageFile:
        """Write a file. Raises TooLarge, NotTaken for an empty one."""
        kept = self._stack.enter_context(bytes_kept(self._engine, self._evidence, stream, limit))
        self._files.append(MessageFile(kept, kept_name(name), whole))
        return self._files[-1]

    def take_if_fitting(self, stream: ByteStream, name: str, limit: int) -> None:
        """Write a file; one that is too large, or one too many, is noted as left out."""
        if sum(not one.whole for one in self._files) >= MOST_FILES:
            self.left_out.append((name, LeftBehind.TOO_MANY))
            return
        try:
            self.take(stream, name, limit)
        except TooLarge:
            self.left_out.append((name, LeftBehind.TOO_LARGE))
        except NotTaken:
            # A file of no bytes says nothing.
            pass

    def record(self, arrived: ArrivedMessage) -> KeptMessage:
        """Record it with all that was written. Raises NotKept where the same message was taken before, so that no bytes stay of this one."""
        arrived = replace(arrived, left_out=(*arrived.left_out, *self.left_out))
        found = in_transaction(self._engine, lambda session: _stored(session, arrived, self._files, self._now))
        if not found.new or found.fate not in KEPT_MESSAGES:
            raise _Recorded(found)
        return found


class _Recorded(Exception):
    """Takes the bytes away of a message that is recorded without them."""

    def __init__(self, found: KeptMessage) -> None:
        super().__init__()
        self.found = found


def keep(engine: Engine, evidence: Path, now: datetime, work: Callable[[MessageKeeping], KeptMessage]) -> KeptMessage:
    """Do the work with a `MessageKeeping`. Where it raises NotKept, the message is recorded without text and files."""
    try:
        with MessageKeeping(engine, evidence, now) as keeping:
            return work(keeping)
    except _Recorded as recorded:
        return recorded.found
    except NotKept as refused:
        bare = replace(refused.arrived, text="")
        return in_transaction(engine, lambda session: _stored(session, bare, (), now))


def _stored(session: Session, arrived: ArrivedMessage, files: Sequence[MessageFile], now: datetime) -> KeptMessage:
    row = store(session, arrived, files, now=now)
    return KeptMessage(MessageFate(row.fate), True, row.id, sum(one.kept.size for one in files)) if row else KeptMessage(arrived.fate, False)


@contextmanager
def reading_folder(data: Path) -> Iterator[Path]:
    """A folder for what is read of one message, gone at the end; what killed processes have left goes first."""
    above = data / _READING_FOLDER
    make_folder(above)
    for left in above.iterdir():
        # By the clock of the file system, as of what is coming in.
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
