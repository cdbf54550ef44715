"""What is wrong with a file. Each fault is named by line and field, with the right word if there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from records.errors import QorganError
from records.i18n import tr

# At most so many faults are reported. If there are more, these have to be mended first.
TOLD = 100
# Beyond so many nothing more is looked for: it is another file than was meant.
MOST_FAULTS = 10_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, or only odd. `line` is counted from 1 in the file (in a workbook: the row of the sheet). An empty `field` means
    the whole row."""

    line: int
    field: str
    words: str

    def __str__(self) -> str:
        place = tr("line {line}").format(line=self.line)
        return f"{place}, {self.field}: {self.words}" if self.field else f"{place}: {self.words}"


class NotReadable(QorganError):
    """The file is not there, of no known kind, or not what its name says. Raised by the reading; exit 2, nothing was taken."""


def too_many(name: str) -> NotReadable:
    """The refusal of a file with more in it than any list of incidents has."""
    return NotReadable(tr("{file} has too many rows or values for a list of incidents; divide it").format(file=name))


class ImportRefused(QorganError):
    """Rows of the file are wrong. Raised before anything is written; exit 1, and 422 on the desk. `faults` are in order of their lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults[:TOLD])))


def shown(value: Any) -> str:
    """A value as a message may show it: short, on one line, without characters that control a terminal."""
    text = "".join(character if character.isprintable() else "�" for character in str(value))
    return text if len(text) <= 60 else f"{text[:60]}…"


def nearest(value: str, words: Mapping[str, str]) -> str | None:
    """The code whose word is most like the value. `words` maps each word, in small letters, to its code."""
    near = get_close_matches(value.strip().casefold(), list(words), 1, 0.6)
    return words[near[0]] if near else None


def unknown_name(name: str, names: tuple[str, ...]) -> str:
    """The message for an unknown field or column."""
    near = nearest(name, {known: known for known in names})
    if near:
        return tr("no such field; did you mean {near}?").format(near=near)
    return tr("no such field; fields are {fields}").format(fields=", ".join(names))
