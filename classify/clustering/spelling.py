"""One spelling for names: the plain form of a name and its consonants are the same in any script and language."""

import re
from functools import lru_cache

from records.language.names import plain_form

_VOWELS = frozenset("аеиоу")
# First vowels that are treated as equal: Есиров, Ысыров and Эсыров are one name, and so are Оскенов and Ускенов.
_FIRST = {"и": "е", "у": "о"}
_DECLINED = re.compile("^(.{2,}?(?:[ое]в|ин))(?:а|у|им|ом|ои|оу|е|их|и)$")
_ADJECTIVE = re.compile("^(.{2,}[сц]к)(?:и|а|ого|ому|им|ом|ои|уу|у)$")
_INSTRUMENTAL = re.compile("^(.{6,})(?:[ое]м)$")
_FAMILY_ENDING = re.compile("^(.{3,})(?:[ое]в|ин)$")
# A shorter stem is not distinctive enough to lose a letter.
_SHORT = 4


@lru_cache(maxsize=50_000)
def plain_spelling(word: str) -> str:
    """Return a word's plain form; дж is read as ж (Джунусов, Жунусов), Мухамет as Мухамед."""
    return plain_form(word).replace("дж", "ж").replace("мухамет", "мухамед")


@lru_cache(maxsize=50_000)
def family_stem(form: str) -> str:
    """Return the part of a surname's plain form that is the same in all genders and cases: сериковои → сериков, мухамедкарима → мухамедкарим."""
    for declined in (_DECLINED, _ADJECTIVE, _INSTRUMENTAL):
        if match := declined.match(form):
            return match[1]
    stem = form.rstrip("аеи")
    return stem if len(stem) >= _SHORT else form


@lru_cache(maxsize=50_000)
def consonant_key(form: str) -> str:
    """Return the first sound and the consonants of a plain form: есергепов and есиргепов → есргпв."""
    rest = [letter for letter in form[1:] if letter not in _VOWELS]
    return _FIRST.get(form[:1], form[:1]) + "".join(letter for number, letter in enumerate(rest) if number == 0 or letter != rest[number - 1])


@lru_cache(maxsize=50_000)
def family_root(stem: str) -> str:
    """Return a surname's stem without -ов, -ев, -ин, which many people leave out: аманжолов → аманжол."""
    match = _FAMILY_ENDING.match(stem)
    return match[1] if match else stem


@lru_cache(maxsize=100_000)
def same_spelling(one: str, other: str) -> bool:
    """Return whether two plain stems are one name: equal consonants, and vowels that differ only as spellings do."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < _SHORT or consonant_key(one) != consonant_key(other):
        return False
    return distance(one, other) <= (1 if shorter < 8 else 2)


def distance(one: str, other: str) -> int:
    """Return the Levenshtein distance: the number of letters to add, remove or change."""
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        now = [row]
        for column, right in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]
