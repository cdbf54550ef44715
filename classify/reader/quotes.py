"""What is kept of the third reader's answer: values of the vocabulary whose quotes stand in the article. Pure.

The answer is untrusted text, like the article that it is about: an article may try to dictate it.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from classify.matching.date_atoms import publication_day
from classify.reader.prompt import other_languages
from classify.text.words import CleanText, clean_text, full_text
from records.language.days import EARLIEST
from records.language.script import find_language
from records.model import Article, Passage, ReaderAnswer, ReaderValue
from records.vocabulary import READ_BY_MACHINE, Actor, Outcome, ReaderField, ScreeningLabel, Track

Code = TypeVar("Code", bound=StrEnum)

# Letters and digits of the shortest quote, characters of the longest, and most values of one field.
_SHORTEST_QUOTE, _LONGEST_QUOTE, _MOST_VALUES = 3, 600, 12
_LONGEST_NAME, _LONGEST_TITLE, _LONGEST_SUMMARY = 100, 200, 1000
# Letters at the beginning of a name that its forms in the text share.
_STEM = 4
_QUOTATION_MARKS = str.maketrans(dict.fromkeys("«»„“”‟‘’‚‛‹›`´′″'", '"') | dict.fromkeys("–—―", "-"))
_EDGES = ' "-.,:;!?…()[]'
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WORD, _NUMBER = re.compile(r"\w+"), re.compile(r"\d+")
_ADDRESS = re.compile(r"://|www\.|@|\b[\w-]+\.(?:com|net|org|info|kz|ru|io)\b|[<>{}\[\]]", re.IGNORECASE)


class NonsenseAnswer(ValueError):
    """Raised for an answer that is no JSON object of the schema's kind."""


@dataclass(frozen=True)
class QuotableArticle:
    """An article in which quotes are found, whatever spaces, quotation marks and capitals they are written with."""

    text: str
    _clean: CleanText
    _even: str
    _places: tuple[int, ...]

    @staticmethod
    def of(article: Article) -> "QuotableArticle":
        """Return the article ready for finding quotes."""
        text = full_text(article)
        clean = clean_text(text)
        even, places = _evened(clean.clean)
        return QuotableArticle(text, clean, even, tuple(places))

    def find(self, quote: str) -> Passage | None:
        """Return where the quote stands as whole words, with the words as the outlet printed them; None if it stands nowhere."""
        if len(quote) > _LONGEST_QUOTE:
            return None
        wanted = _evened(clean_text(quote).clean)[0].strip(_EDGES)
        if sum(map(str.isalnum, wanted)) < _SHORTEST_QUOTE:
            return None
        at = self._even.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            if not (at and self._even[at - 1].isalnum()) and not (end < len(self._even) and self._even[end].isalnum()):
                start, stop = self._clean.original_span(self._places[at], self._places[end - 1] + 1)
                return Passage(start, stop, self.text[start:stop])
            at = self._even.find(wanted, at + 1)
        return None


def _evened(text: str) -> tuple[str, list[int]]:
    """Return the text in small letters, with one kind of quotation mark, dash and space, and the place of each character."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text.translate(_QUOTATION_MARKS)):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        small = letter.lower()
        letters.append(small if len(small) == 1 else letter)
        places.append(place)
    return "".join(letters), places


def read_answer(content: str, article: Article, lang: str, regions: Collection[str], tokens: int = 0) -> ReaderAnswer:
    """Return what is kept of an answer on an article in this language. Raises NonsenseAnswer for one that is no JSON object with a label."""
    given = _json_object(content)
    label = _code(_part(given.get("label"), "code"), ScreeningLabel)
    if label is None:
        raise NonsenseAnswer("no label")
    if label is ScreeningLabel.NONE:
        return ReaderAnswer(label, tokens=tokens)
    return _Kept(QuotableArticle.of(article), publication_day(article.published_at), regions).answer(given, label, lang, tokens)


class _Kept:
    """The parts of one answer that are kept, and a count of the others."""

    def __init__(self, article: QuotableArticle, published: date | None, regions: Collection[str]) -> None:
        self._article, self._published, self._regions = article, published, regions
        self._given = 0

    def answer(self, given: Mapping[str, Any], label: ScreeningLabel, lang: str, tokens: int) -> ReaderAnswer:
        quote = self._quote(given.get("label"))
        values = tuple(dict.fromkeys(self._values(given)))
        texts = given.get("texts")
        told = quote is not None and label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
        titles, summaries = (
            ({other: text for other in other_languages(lang) if (text := self._text(_part(texts, other), name, most, other))} if told else {})
            for name, most in (("title", _LONGEST_TITLE), ("summary", _LONGEST_SUMMARY))
        )
        dropped = self._given - len(values) + (quote is None)
        return ReaderAnswer(label if quote else None, quote, values, titles, summaries, max(dropped, 0), tokens)

    def _values(self, given: Mapping[str, Any]) -> Iterator[ReaderValue]:
        yield from self._coded(given.get("categories"), ReaderField.CATEGORIES, READ_BY_MACHINE)
        for victim in self._several(given.get("victims")):
            quote, name = self._quote(victim), _one_line(_part(victim, "name"), _LONGEST_NAME)
            if quote and _is_named(name, quote.text):
                yield ReaderValue(ReaderField.VICTIMS, name, quote)
        for place in self._several(given.get("place")):
            quote, name, region = self._quote(place), _one_line(_part(place, "name"), _LONGEST_NAME), _part(place, "region")
            if quote and _is_named(name, quote.text):
                yield ReaderValue(ReaderField.PLACE, name, quote)
                if isinstance(region, str) and region in self._regions:
                    self._given += 1
                    yield ReaderValue(ReaderField.REGION, region, quote)
        for when in self._several(given.get("incident_date")):
            quote, day = self._quote(when), _part(when, "date")
            if quote and isinstance(day, str) and self._is_date(day, quote.text):
                yield ReaderValue(ReaderField.INCIDENT_DATE, day, quote)
        yield from self._coded(given.get("actor"), ReaderField.ACTOR, [actor for actor in Actor if actor is not Actor.UNKNOWN])
        outcomes = [outcome for outcome in Outcome if outcome is not Outcome.NONE]
        for outcome in self._coded(given.get("outcome"), ReaderField.OUTCOME, outcomes):
            yield outcome
            if track := _code(_part(given.get("outcome"), "of"), Track):
                self._given += 1
                yield ReaderValue(ReaderField.OUTCOME_OF, track.value, outcome.quote)

    def _coded(self, given: Any, field: ReaderField, codes: Collection[StrEnum]) -> Iterator[ReaderValue]:
        for one in self._several(given):
            quote, code = self._quote(one), _part(one, "code")
            if quote and isinstance(code, str) and code in {known.value for known in codes}:
                yield ReaderValue(field, code, quote)

    def _several(self, given: Any) -> list[Any]:
        """Return the values given for a field, and count them."""
        several = given[:_MOST_VALUES] if isinstance(given, list) else [] if given is None else [given]
        self._given += len(several)
        return several

    def _quote(self, given: Any) -> Passage | None:
        quote = _part(given, "quote")
        return self._article.find(quote) if isinstance(quote, str) else None

    def _is_date(self, written: str, quote: str) -> bool:
        """Return whether it is a day, month or year up to the publication, and one of the quote's figures, if it has any, is in it."""
        parts = _DATE.fullmatch(written)
        if parts is None:
            return False
        year, month, day = (int(part) if part else None for part in parts.groups())
        try:
            first = date(year or 0, month or 1, day or 1)
        except ValueError:
            return False
        figures = {int(figure) for figure in _NUMBER.findall(quote)}
        if figures and not figures & {year, (year or 0) % 100, month, day}:
            return False
        return first >= EARLIEST and (self._published is None or first <= self._published + timedelta(days=1))

    def _text(self, given: Any, name: str, most: int, lang: str) -> str:
        """Return a proposed text in its language without addresses, mark-up and figures that the article lacks; else empty."""
        text = _one_line(_part(given, name), most)
        figures = set(_NUMBER.findall(self._article.text))
        if not text or _ADDRESS.search(text) or set(_NUMBER.findall(text)) - figures:
            return ""
        return text if find_language(text, lang).lang == lang else ""


def _json_object(content: str) -> dict[str, Any]:
    """Return the first JSON object in the content: servers without schemas put words or a fence around it."""
    try:
        given, _ = json.JSONDecoder().raw_decode(content, max(content.find("{"), 0))
    except (ValueError, RecursionError) as error:
        raise NonsenseAnswer("no JSON") from error
    if not isinstance(given, dict):
        raise NonsenseAnswer("no JSON object")
    return given


def _part(given: Any, name: str) -> Any:
    return given.get(name) if isinstance(given, dict) else None


def _code(given: Any, codes: type[Code]) -> Code | None:
    return codes(given) if isinstance(given, str) and given in list(codes) else None


def _one_line(given: Any, most: int) -> str:
    """Return a text as one line of printable characters; empty for anything else or longer."""
    if not isinstance(given, str) or len(given) > most:
        return ""
    text = " ".join(given.split())
    return text if text.isprintable() else ""


def _is_named(name: str, quote: str) -> bool:
    """Return whether a word of the quote begins like a word of the name: «Матасову» like «Матасова»."""
    begun = [word[:_STEM] for word in _WORD.findall(clean_text(quote).clean.lower())]
    stems = [word[:_STEM] for word in _WORD.findall(clean_text(name).clean.lower()) if len(word) >= min(_STEM, 3) and word[0].isalpha()]
    return any(stem in begun for stem in stems)
