"""A note on a step in several languages. It is one text: a line each, begun with the language's code, as «ru: не расслышал». A note without codes is in the language of its letters."""

import re

from records.i18n import LANGUAGES, reader
from records.persons.person_model import language_of

_BEGUN = re.compile(r"\s*([a-z]{2})\s*:\s*(.*)", re.DOTALL)


def note_for_reader(note: str) -> str:
    """What the note says in the reader's language; empty if it says nothing in it. A Kazakh note without any Kazakh letter is taken for Russian, unless it begins with its code."""
    return notes_by_language(note).get(reader(), "")


def notes_by_language(note: str) -> dict[str, str]:
    """The note by language. What stands before the first code is told by its letters."""
    found: dict[str, list[str]] = {}
    lang = ""
    for line in note.splitlines():
        begun = _BEGUN.fullmatch(line)
        if begun and begun[1] in LANGUAGES:
            lang, line = begun[1], begun[2]
        if line.strip():
            found.setdefault(lang or language_of(note), []).append(line.strip())
    return {one: " ".join(lines) for one, lines in found.items()}
