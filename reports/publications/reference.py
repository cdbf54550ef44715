"""Facts from other sources that a report needs, each with its source: ranks of the press freedom index, UNESCO's share of unpunished killings, and
the publisher."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from records.country import home
from records.i18n import own_words

_FOLDER = Path(__file__).parent.parent / "reference"


class WordsByLanguage(dict[str, str]):
    """A name in the languages in which a reference table has it. A report in JSON lists the names in the order of the table."""


@dataclass(frozen=True)
class Rank:
    """The home country's place in the index of a year. 1 is the freest."""

    year: int
    rank: int
    of: int
    index: WordsByLanguage
    source: WordsByLanguage
    url: str


@dataclass(frozen=True)
class BetterPlaced:
    """Countries that an index places before the home country, as a source named them."""

    year: int
    better: tuple[WordsByLanguage, ...]
    source: WordsByLanguage
    url: str


@dataclass(frozen=True)
class Quotation:
    """What somebody said, in the languages in which the words are known, and who quotes it."""

    year: int
    who: WordsByLanguage
    words: WordsByLanguage
    source: WordsByLanguage
    url: str


@dataclass(frozen=True)
class Unpunished:
    """The share of killings of journalists worldwide that is not resolved, in per cent, from a report of `year`."""

    year: int
    percent: int
    source: WordsByLanguage
    url: str


def index_rank(year: int, as_of: date) -> Rank | None:
    """The rank in a year's index; None if the table has none or is about another country, or if it was published after the day."""
    table = _table("index_ranks")
    if table["country"] != home().code:
        return None
    for entry in table["ranks"]:
        if entry["year"] == year and entry["published"] <= as_of:
            return Rank(entry["year"], entry["rank"], entry["of"], WordsByLanguage(table["index"]), WordsByLanguage(table["source"]), table["url"])
    return None


def known_ranks(year: int, as_of: date, most: int = 5) -> tuple[Rank, ...]:
    """The ranks of this year's index and of those before it that are known on the day, the latest first: of a year that is not in the table yet, those before it."""
    years = sorted((entry["year"] for entry in _table("index_ranks")["ranks"] if entry["year"] <= year), reverse=True)
    return tuple(rank for one in years if (rank := index_rank(one, as_of)))[:most]


def comparison(year: int, as_of: date) -> BetterPlaced | None:
    """The countries placed before the home country in the index of a year; None if the table has none, or if they were named after the day."""
    table = _table("comparison")
    for entry in table["comparisons"] if table["country"] == home().code else ():
        if entry["year"] == year and entry["published"] <= as_of:
            return BetterPlaced(year, tuple(map(WordsByLanguage, entry["better"])), WordsByLanguage(entry["source"]), entry["url"])
    return None


def quotation(year: int, as_of: date) -> Quotation | None:
    """What is quoted in the statements of a year; None if the table has nothing for it, or if it was said after the day."""
    for entry in _table("quotation")["quotations"]:
        if entry["year"] == year and entry["quoted"] <= as_of:
            who, words, source = (WordsByLanguage(entry[name]) for name in ("who", "words", "source"))
            return Quotation(year, who, words, source, entry["url"])
    return None


def unpunished(as_of: date) -> Unpunished | None:
    """UNESCO's share from the last report published by the day; None before the first one in the table."""
    table = _table("unpunished")
    known = [entry for entry in table["reports"] if entry["published"] <= as_of]
    if not known:
        return None
    last = max(known, key=lambda entry: entry["year"])
    return Unpunished(last["year"], last["percent"], WordsByLanguage(table["source"]), table["url"])


@dataclass(frozen=True)
class Publisher:
    """Who issues the documents and the open data. What is not known is empty; `doi` is that of the open data of all releases."""

    names: WordsByLanguage
    homepage: str = ""
    email: str = ""
    doi: str = ""


def publisher_facts() -> Publisher:
    """Everything that is said of the publisher."""
    table = _table("publisher")
    return Publisher(WordsByLanguage(table["name"]), table["contact"]["site"], table["contact"]["email"], table["doi"])


def publisher() -> str:
    """The publisher of the documents, in the reader's language."""
    return own_words(_table("publisher")["name"])


def publisher_contact() -> str:
    """How the publisher can be reached, in one line: address in the reader's language, telephone, e-mail, site. What the table leaves empty is left out; the line is empty
    if that is everything."""
    known = _table("publisher")["contact"]
    return " · ".join(filter(None, (own_words(known["address"]), known["phone"], known["email"], known["site"])))


@cache
def _table(name: str) -> Any:
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
