"""From spans and names to tags on pieces: which piece of the text is part of a victim's name, of the act, of the day.

Spans are exact pieces of the text. A person's name is known in the nominative and found by the beginning of its last word, with the first name before it.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from classify.encoder.questions import PERSON_TAGS, SPAN_TAGS, TAGS
from classify.training.encoder.labelled_texts import LabelledText

ACT, WHO, VICTIM = TAGS.index("act"), TAGS.index("who"), TAGS.index("victim")
# Letters that an ending may add to a name, and letters between first name and surname.
_ENDING, _BEFORE = 8, 30
# An ending takes up to this many letters of the nominative away (Айжан-а, Серікұл-ы), but the beginning is never shorter than four.
_TAKEN, _SHORTEST = 3, 4


def piece_tags(text: LabelledText, places: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """The tags of each piece (pieces × TAGS). `places` are where the pieces stand in `text.whole`, as the tokeniser gives them."""
    found = np.zeros((len(places), len(TAGS)), np.bool_)
    starts, ends = np.array([first for first, _ in places]), np.array([last for _, last in places])
    for tag, first, last in _marked(text):
        found[(starts < last) & (ends > first) & (ends > starts), tag] = True
    return found


def _marked(text: LabelledText) -> Iterator[tuple[int, int, int]]:
    whole = text.whole
    for span in text.spans:
        at = whole.find(span.text)
        if at >= 0 and span.role in SPAN_TAGS:
            yield TAGS.index(span.role), at, at + len(span.text)
    lower = whole.lower()
    for person in text.persons:
        if person.role in PERSON_TAGS:
            for first, last in name_places(lower, person.name.lower()):
                yield TAGS.index(person.role), first, last


def name_places(lower: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in a text, both in small letters."""
    words = name.split()
    if not words:
        return
    given = re.compile(re.escape(_beginning(words[0])) + rf"\w{{0,{_ENDING}}}\W{{1,2}}$") if len(words) > 1 else None
    for found in re.finditer(rf"\b{re.escape(_beginning(words[-1]))}\w{{0,{_ENDING}}}", lower):
        first = found.start()
        before = given.search(lower, max(0, first - _BEFORE), first) if given else None
        yield (before.start() if before else first), found.end()


def _beginning(word: str) -> str:
    return word[: max(_SHORTEST, len(word) - _TAKEN)]
