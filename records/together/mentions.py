"""Whom a text names: an @ and the name of a user behind it, as `@Айгүл Серік`, in whatever letters and capitals. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from records.users import folded

# More in one text are no mentions but a list of everybody.
MOST_NAMED = 20
_WRITTEN = re.compile(r"(?<![\w@.])@\w{1,40}")


@dataclass(frozen=True)
class NamedColleague:
    """Where somebody is named in a text, from the @ to the end of the name."""

    start: int
    end: int
    name: str


def mentions(text: str, names: Iterable[str]) -> Iterator[NamedColleague]:
    """Those in the text, in order. Of names of which one begins another the longest counts; a name ends where its word does, and an @ inside a word (an e-mail
    address) names nobody."""
    known = sorted(((folded(name), name) for name in names), key=lambda one: -len(one[0]))
    at, found = text.find("@"), 0
    while at >= 0 and found < MOST_NAMED:
        mention = None if at and (text[at - 1].isalnum() or text[at - 1] in "@._") else _named(text, at, known)
        if mention:
            found += 1
            yield mention
        at = text.find("@", mention.end if mention else at + 1)


def unknown_names(text: str, names: Iterable[str]) -> list[str]:
    """What stands behind an @ and names nobody, as it is written, each once: up to the end of its word. An e-mail address names nobody and means nobody."""
    known = {one.start for one in mentions(text, names)}
    found = (one for one in _WRITTEN.finditer(text) if one.start() not in known)
    return list(dict.fromkeys(one[0] for one in found))[:MOST_NAMED]


def _named(text: str, at: int, known: Iterable[tuple[str, str]]) -> NamedColleague | None:
    for key, name in known:
        end = at + 1 + len(name)
        if folded(text[at + 1 : end]) == key and not text[end : end + 1].isalnum() and text[end : end + 1] != "_":
            return NamedColleague(at, end, name)
    return None
