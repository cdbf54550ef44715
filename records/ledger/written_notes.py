"""Notes that the program itself writes beside an act: kept as codes (`note:proposed:Aigerim`), and told to each reader in her language. What a person wrote with it stands on the
lines below the code."""

import re
from enum import StrEnum

from records.i18n import kept, kept_in, tr

_CODE = re.compile(r"note:([a-z_]{1,20}):(.{0,200})")


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


def written_note(code: WrittenNote, name: str = "", note: str = "") -> str:
    """The note as it is kept. `name` is whom or what it names; `note` is what a person wrote, or another note of the program."""
    return "\n".join(filter(None, (f"note:{code}:{name}", note)))


def note_words(note: str) -> str:
    """A note as the reader is told it: words in place of each code, a person's own words as they are."""
    return "; ".join(filter(None, map(_line, note.split("\n")))) if _CODE.match(note) else note


def _line(line: str) -> str:
    found = _CODE.fullmatch(line)
    return tr(_WORDS[WrittenNote(found[1])]).format(name=found[2]) if found and found[1] in list(WrittenNote) else line
