"""The days, places and outlets that a text names, each with everywhere it is named: what the encoder is asked about one by one."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from classify.matching.dates import date_expressions
from classify.matching.gazetteer import PlaceMention
from classify.matching.matches import Matches
from classify.matching.place_names import OUTLET, Place
from classify.text.words import ArticleWords
from records.language.days import EventDate
from records.outlets.outlet_names import outlet_key

# Words from first to last (excluded).
WordSpan = tuple[int, int]


@dataclass(frozen=True)
class FieldMentions:
    """The values that a text names, by kind, in reading order, each with the words that name it."""

    days: dict[EventDate, list[WordSpan]]
    places: dict[Place, list[WordSpan]]
    outlets: dict[str, list[WordSpan]]
    """By `records.outlets.outlet_names.outlet_key`."""
    outlet_names: dict[str, str]
    """The name of each outlet as the text has it, by the same key."""
    surmised: frozenset[str]
    """Keys of names that may be an outlet's only by where they stand: in quotation marks, or after a word of the press."""


# Longest name that is only surmised, in words, and the marks of a sentence, which is no name.
_LONGEST_NAME = 4
_QUOTED = re.compile('[«“„"]([^«»“”„"\\n]{2,50})[»”“"]')
_OF_SENTENCES = re.compile(r"[!?;:,…]|[.](?=\s|$)|\s[-–—]\s")
# So many words tell in which letters a text is written.
_FIRST_WORDS = 5
# One word of a name in Latin letters in a Cyrillic text.
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.’'-]*")


def field_mentions(marks: Matches, places: Iterable[PlaceMention], published: date | None, persons: Iterable[WordSpan] = ()) -> FieldMentions:
    """Return the days, places and outlets named in a text, of which `places` are all mentions of places and `persons` all names of persons."""
    days: dict[EventDate, list[WordSpan]] = defaultdict(list)
    for expression in date_expressions(marks, published):
        days[expression.span.as_when()].append((expression.start, expression.end))
    by_place: dict[Place, list[WordSpan]] = defaultdict(list)
    for mention in places:
        if mention.places[0].kind != OUTLET:
            by_place[mention.places[0]].append((mention.start, mention.end))
    outlets: dict[str, list[WordSpan]] = defaultdict(list)
    names: dict[str, str] = {}
    for press in marks.press:
        if press.code == "outlet" and press.name and (key := outlet_key(press.name)):
            outlets[key].append((press.start, press.end))
            names.setdefault(key, press.name)
    taken = {at for spans in (*outlets.values(), persons) for first, last in spans for at in range(first, last)}
    surmised = set()
    for first, last in (*_quoted_names(marks.words), *_latin_names(marks)):
        name = marks.words.original(first, last)
        if (key := outlet_key(name)) and taken.isdisjoint(range(first, last)):
            taken.update(range(first, last))
            if key not in outlets:
                surmised.add(key)
            outlets[key].append((first, last))
            names.setdefault(key, name)
    return FieldMentions(dict(days), dict(by_place), dict(outlets), names, frozenset(surmised))


def _quoted_names(words: ArticleWords) -> Iterator[WordSpan]:
    """Yield the words of what is short, capitalised and in quotation marks, and no sentence."""
    for match in _QUOTED.finditer(words.text):
        first, last = bisect_left(words.starts, match.start(1)), bisect_left(words.starts, match.end(1))
        if 0 < last - first <= _LONGEST_NAME and _is_capitalised(words, first) and not _OF_SENTENCES.search(match.group(1)):
            yield first, last


def _latin_names(marks: Matches) -> Iterator[WordSpan]:
    """Yield names in Latin letters beside a word of the press in a Cyrillic text (корреспондент eKaraganda), and capitalised ones after such a word in an
    English text (the page Taraz Inside).
    """
    words = marks.words
    latin = all(_LATIN.match(words.original(at, at + 1)) for at in range(min(_FIRST_WORDS, len(words.starts))))
    beside = {(hit.start, hit.end) for hit in marks.of("medium")}
    beside |= {(press.start, press.end) for press in marks.press if not press.name}
    for start, end in sorted(beside):
        first, last = words.sentences[words.sentence_of(start)]
        at = end
        while at < min(last, end + _LONGEST_NAME) and words.joined[at] and _may_be_in_a_name(words, at, latin=latin):
            at += 1
        if at > end and _is_capitalised(words, end):
            yield end, at
        at = start
        while not latin and at > max(first, start - _LONGEST_NAME) and words.joined[at] and _may_be_in_a_name(words, at - 1, latin=latin):
            at -= 1
        if at < start and _is_capitalised(words, at):
            yield at, start


def _may_be_in_a_name(words: ArticleWords, at: int, *, latin: bool) -> bool:
    return words.capital[at] if latin else bool(_LATIN.fullmatch(words.original(at, at + 1)))


def _is_capitalised(words: ArticleWords, at: int) -> bool:
    """Return whether a word has a capital letter among its first two (eKaraganda)."""
    return any(letter.isupper() for letter in words.original(at, at + 1)[:2])


def characters(words: ArticleWords, spans: Sequence[WordSpan]) -> list[tuple[int, int]]:
    """Return the offsets of words in the text."""
    return [(words.starts[first], words.ends[last - 1]) for first, last in spans if first < last]
