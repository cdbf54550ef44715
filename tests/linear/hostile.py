"""Strings on which a pattern may look at the same text again and again, derived from the pattern itself.

A pattern takes more than linear time where a repeat can begin at many places and runs on from each, or where two repeats can share one stretch of
text in many ways; and then what must follow does not come. So for every repeat in the pattern, text is made that leads to it and text that it
matches, and both are repeated. Characters are taken one for each class that the pattern can tell apart, so no character has to be guessed.
"""

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as sre_parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

# What may be told apart: letters of three alphabets and with marks, digits, spaces, breaks, quotes, brackets, signs.
_ALPHABET = "aZzаЯяқӘé1029_ \n\t\r\xa0\u2028\x00-–.,:;!?…'\"«»“”’()[]{}<>/\\&#@%|*+=~^$№\u0301\u200b\ud800\ufffcﬁ漢ب"
# Longer than any run of literals that a pattern may stop at, but short enough that strings still consist of many.
_LONGEST_UNIT = 48
_MOST_UNITS = 60
# No pattern of ours is about this character, so as an ending it is what does not fit; the others are what ends of lines and of texts are.
_MISFITS = ("\x01", "", "\n")


@dataclass(frozen=True)
class Attack:
    """A string of any length: what it begins with, what it repeats, what it ends with."""

    begin: str
    unit: str
    end: str

    def text(self, length: int) -> str:
        return self.begin + self.unit * max(1, length // len(self.unit)) + self.end

    def __str__(self) -> str:
        return f"{self.begin!r} + {self.unit!r} * n + {self.end!r}"


def attacks(pattern: "re.Pattern[Any]") -> list[Attack]:
    """Hostile strings for the pattern; for a pattern of bytes in Latin-1."""
    written = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = sre_parser.parse(written, pattern.flags & ~re.DEBUG & (~re.UNICODE if isinstance(pattern.pattern, bytes) else -1))
    letters = _letters(tree, pattern)
    found: dict[Attack, None] = {}
    leads: dict[str, None] = {"": None}
    for lead, body in _repeats(tree, "", letters):
        leads[lead] = None
        for sample in body:
            for unit in (sample, lead + sample, sample + lead):
                if unit and len(unit) <= _LONGEST_UNIT:
                    found.update(dict.fromkeys(Attack(begin, unit, end) for begin in {"", lead} for end in _MISFITS[: 1 if begin else 3]))
    if not any(True for _ in _repeats(tree, "", letters)):
        return []
    singles = [Attack("", one, end) for one in letters for end in _MISFITS[:2]]
    whole = next(iter(_samples(tree, letters, 1)), "")
    if whole and len(whole) <= _LONGEST_UNIT:
        singles.append(Attack("", whole, "\x01"))
    pairs = [Attack("", one + other, "\x01") for one, other in product(letters[:6], repeat=2) if one != other]
    return list(dict.fromkeys([*singles, *list(found)[: _MOST_UNITS * 4], *pairs]))


def _letters(tree: Any, pattern: "re.Pattern[Any]") -> list[str]:
    """One character for each class of characters that the pattern can tell apart."""
    atoms: list[Any] = []
    literals: dict[str, None] = {}

    def collect(items: Iterable[Any]) -> None:
        for kind, value in items:
            if kind in (sre.LITERAL, sre.NOT_LITERAL):
                literals[chr(value)] = None
            if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
                atoms.append((kind, value))
            for part in _parts(kind, value):
                collect(part)

    collect(tree)
    kept: dict[tuple[bool, ...], str] = {}
    # Literals are only told apart where few: an alternation of words knows all letters, and each of them is as good as another.
    tests = [_test(atom, pattern) for atom in dict.fromkeys(map(repr, atoms)) for atom in [next(a for a in atoms if repr(a) == atom)]]
    classes = [test for test, atom in tests if atom[0] is not sre.LITERAL] or [test for test, _ in tests[:8]]
    for letter in (*list(literals)[:40], *_ALPHABET):
        if isinstance(pattern.pattern, bytes) and ord(letter) > 255:
            continue
        told = tuple(test(letter) for test in classes)
        if any(told) or letter in literals:
            kept.setdefault((*told, letter in literals), letter)
    return list(kept.values())[:24]


def _test(atom: Any, pattern: "re.Pattern[Any]") -> tuple[Any, Any]:
    state = sre_parser.State()
    state.flags = pattern.flags
    state.str = ""
    compiled = re._compiler.compile(sre_parser.SubPattern(state, [atom]), pattern.flags & (re.IGNORECASE | re.DOTALL | re.ASCII))  # type: ignore[attr-defined]
    as_bytes = isinstance(pattern.pattern, bytes)
    return (lambda letter: compiled.match(letter.encode("latin-1") if as_bytes else letter) is not None), atom


def _parts(kind: Any, value: Any) -> list[Any]:
    """What stands within an item of a pattern."""
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind is sre.BRANCH:
        return list(value[1])
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if kind is sre.ATOMIC_GROUP:
        return [value]
    if kind is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


def _repeats(items: Any, lead: str, letters: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Every long repeat in the pattern: a text that leads to it, and texts that its body matches once."""
    for kind, value in items:
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT) and value[1] > 8:
            yield lead[-_LONGEST_UNIT:], list(dict.fromkeys(_samples(value[2], letters, len(letters))))
        for part in _parts(kind, value):
            yield from _repeats(part, lead, letters)
        lead += next(iter(_samples([(kind, value)], letters, 1)), "")


def _samples(items: Any, letters: list[str], most: int) -> list[str]:
    """Texts that the items match, at most so many: they differ in the first place where there is a choice."""
    texts = [""]
    for kind, value in items:
        choices = _choices(kind, value, letters, most)[:most] or [""]
        texts = [text + choice for text in texts for choice in choices][:most]
    return texts


def _choices(kind: Any, value: Any, letters: list[str], most: int) -> list[str]:
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind in (sre.IN, sre.ANY, sre.NOT_LITERAL):
        state = sre_parser.State()
        state.str = ""
        one = re._compiler.compile(sre_parser.SubPattern(state, [(kind, value)]))  # type: ignore[attr-defined]
        return [letter for letter in letters if one.match(letter)]
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        body = _samples(value[2], letters, most)
        return [text * max(1, min(int(value[0]), 200)) for text in body]
    if kind is sre.SUBPATTERN:
        return _samples(value[3], letters, most)
    if kind is sre.ATOMIC_GROUP:
        return _samples(value, letters, most)
    if kind is sre.BRANCH:
        return [text for part in value[1] for text in _samples(part, letters, 2)]
    return []
