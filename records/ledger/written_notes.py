"""Notes that the program itself writes beside an act: kept as codes (`note:proposed:Aigerim`), and told to each reader in her language. What a person wrote with it stands on the
lines below the code.

A person may type what looks like a code. It is kept with a blank before it, which is taken away where the note is told, so that it is never told as the program's.
"""

import re
from enum import StrEnum

from records.i18n import kept, kept_in, tr

_CODE = re.compile(r"note:([a-z_]{1,20}):(.{0,200})")
# A line of a person that is a code, or one that was kept with blanks before it.
_LIKE_CODE = re.compile(r"^(?= *note:[a-z_]{1,20}:)", re.MULTILINE)
_KEPT_LIKE_CODE = re.compile(r"^ (?= *note:[a-z_]{1,20}:)", re.MULTILINE)


class ProgramNote(str):
    """A note in the form in which it is kept: its codes are the program's, and no line of a person reads as one."""

    __slots__ = ()


class WrittenNote(StrEnum):
    """What the program notes."""

    PROPOSED = "proposed"
    TAKEN_BACK = "taken_back"
    MESSAGE = "message"


_WORDS: dict[WrittenNote, str] = {
    WrittenNote.PROPOSED: kept("proposed by: {name}"),
    WrittenNote.TAKEN_BACK: kept_in("ledger", "taken back"),
    WrittenNote.MESSAGE: kept("from message {name}"),
}


def written_note(code: WrittenNote, name: str = "", note: str = "") -> ProgramNote:
    """The note as it is kept. `name` is whom or what it names; `note` is what a person wrote, or another note of the program."""
    return ProgramNote("\n".join(filter(None, (f"note:{code}:{' '.join(name.split())}", as_noted(note)))))


def as_noted(note: str) -> str:
    """The note as it is kept: what a person wrote cannot be read as a code, what the program wrote is kept as it is."""
    return str(note) if isinstance(note, ProgramNote) else _LIKE_CODE.sub(" ", note)


def note_words(note: str) -> str:
    """A kept note as the reader is told it: words in place of each code, a person's own words as she typed them."""
    return "; ".join(filter(None, map(_line, note.split("\n")))) if _CODE.match(note) else _as_typed(note)


def _line(line: str) -> str:
    found = _CODE.fullmatch(line)
    return tr(_WORDS[WrittenNote(found[1])]).format(name=found[2]) if found and found[1] in list(WrittenNote) else _as_typed(line)


def _as_typed(note: str) -> str:
    return _KEPT_LIKE_CODE.sub("", note)
