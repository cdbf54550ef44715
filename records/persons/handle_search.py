"""Finds names in what is written together: handles, e-mail addresses, slugs and hashtags (aigulzhusupova, azhusupova@mail.kz, #свободужусуповой).

In an address, a handle or a hashtag a surname of six letters or more is found wherever it stands within a word. A shorter one, and one in a Latin word of a
plain text, is found behind an initial or the person's own given name; one that is a given name as well, behind that name alone. `name_search` finds names
whose words stand apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from records.persons.given_names import is_given_name
from records.persons.name_reading import name_parts
from records.persons.name_search import families, given_forms, spelled
from records.persons.rough_letters import rough

# What only an address, a handle or a hashtag has within a word.
_ADDRESSED = re.compile(r"[@/#_]|\w[.\d]\w|\d")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]+")
# Two letters that may be one sound, or the end of one name and the beginning of the next: dias|hamitova, a|utepova.
_TWO = re.compile("[sctzkgpd]h|ts|tz|dj|ck|y[aeou]|[aаәя][uwуүұ]|[uwуүұ][aаәя]")
_SURE, _SHORTEST = 6, 4
# A chunk without spaces, and a word, that is longer is no handle.
_LONGEST_CHUNK, _LONGEST_WORD = 2_000, 120


@dataclass(frozen=True)
class _Written:
    """A surname in rough letters. `sure`: it is enough wherever it stands; `common`: it is a given name too. `given` are those of the same person."""

    key: int
    letters: str
    sure: bool
    common: bool
    given: frozenset[str]


class HandleSearch:
    """Names that are searched in handles and addresses, each under a key of the caller's."""

    def __init__(self, names: Mapping[int, Iterable[str]]) -> None:
        self._by_start: dict[str, list[_Written]] = defaultdict(list)
        for key, spellings in names.items():
            for written in _all_written(key, tuple(spellings)):
                if written not in (there := self._by_start[written.letters[:_SHORTEST]]):
                    there.append(written)

    def find(self, text: str) -> Iterator[int]:
        """The keys of the names that stand in a handle, an address or a hashtag of the text."""
        if not self._by_start or not (_ADDRESSED.search(text) or _LATIN.search(text)):
            return
        for chunk in text.split():
            if len(chunk) > _LONGEST_CHUNK:
                continue
            addressed = bool(_ADDRESSED.search(chunk))
            if addressed or (_LATIN.search(chunk) and len(chunk) > _SURE):
                for word in _WORD.findall(chunk):
                    if _SHORTEST <= len(word) <= _LONGEST_WORD:
                        yield from self._within(word.casefold(), addressed=addressed)

    def _within(self, word: str, *, addressed: bool) -> Iterator[int]:
        for letters, before in _readings(word):
            for at in range(len(letters) - _SHORTEST + 1):
                for written in self._by_start.get(letters[at : at + _SHORTEST], ()):
                    if letters.startswith(written.letters, at) and ((addressed and written.sure) or _may_stand(before + letters[:at], written)):
                        yield written.key


def _may_stand(before: str, written: _Written) -> bool:
    """Whether a surname behind these letters is this person's: azhusupova, aigulzhusupova. A word that begins with it may be another surname."""
    return (len(before) == 1 and not written.common) or any(before.endswith(given) for given in written.given if len(given) > 2)


def _all_written(key: int, spellings: tuple[str, ...]) -> Iterator[_Written]:
    read = [name_parts(name) for name in spellings]
    given = given_forms(read)
    for parts in read:
        for word in families(parts):
            common = not word.ending and is_given_name(word.written)
            yield from (_Written(key, form, len(form) >= _SURE and not common, common, given) for form in spelled(word) if len(form) >= _SHORTEST)


@lru_cache(maxsize=100_000)
def _readings(word: str) -> tuple[tuple[str, str], ...]:
    """A word in even rough letters, in each way in which it may be read, with what stands before it."""
    parts = [(word, "")]
    parts += [(word[found.start() + 1 :], word[: found.start() + 1]) for found in _TWO.finditer(word)]
    return tuple(dict.fromkeys((form, _plain(rough(before))) for part, before in parts for form in _forms(rough(part))))


def _forms(said: str) -> Iterator[str]:
    plain = _plain(said)
    yield plain
    yield re.sub("U([a-z]+)I", r"U\1U", plain)
    yield from (plain[:at] + plain[at + 1 :] for at in range(1, len(plain) - 1) if plain[at] == "I")


def _plain(said: str) -> str:
    return said.replace("E", "I").replace("O", "U")
