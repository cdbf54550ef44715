"""The traits of an article, made from it and its screening: the features that identify its event."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from classify.clustering.keys import FAMILY, family_stem, is_plain_word, outlet_key, person_key, person_similarity, plain_spelling, terms_of
from classify.clustering.pair import is_fresh
from classify.matching.date_atoms import publication_day
from classify.matching.names import is_given
from classify.matching.place_names import read_names
from classify.text.words import full_text
from records.event_model import Traits
from records.event_thresholds import SURE_CATEGORY
from records.language.names import is_given_name
from records.language.stems import kazakh_nominative
from records.model import Article
from records.vocabulary import codes_where

# Distinguishes news of a new act from news of its outcome. The screening's label is corrected if the beginning of the article contradicts it.

# Words for outcomes in the three languages.
_STEP = re.compile(
    r"\bсуд(?:а|е|ом|у|ья|ил|ят|им)?\b|осуд|осужд|пригов|\bдел[оаеу]\b|следств|жалоб|апелл|обвин|оправда|прекра|подозрев|прокур|извинил|оштраф|компенс|иск\b|"
    r"\bсот|үкім|тергеу|\bісі?\b|шағым|айыпт|ақтал|қысқарт|күдікт|прокурат|кешірім|өтемақы|\bтрет\b|"
    r"восстанов|возобнов|открывает|спустя|суток истек|ашылды|өткен соң|қамаудан|оралды|restor|reopen|\bcourt|trial|sentenc|verdict|convict|acquit|charge|\bcase\b|appeal|investigat|lawsuit|suspect|jail|apolog|compens|prosecut|\bfine"
)
_AGAIN = re.compile(r"\b(?:снова|вновь|опять|повторно|второй раз|очередн|тағы|қайтадан|екінші рет|again|second time|once more)")
# Acts with which words about courts show nothing.
_BY_COURT = codes_where(lambda facts: facts.act_of_court or facts.court_case)


def _with_label(traits: Traits, label: str, article: Article) -> Traits:
    """Return the traits with the label that the beginning of the article supports.

    "followup" reports a step of a case, "repeat" a repeated act, "incident" an act. News of a new attack often recalls an earlier one, so that the
    screening labels it a follow-up; and a trial is news too. If the act itself is an act of a court (an arrest, a suit), words about courts show
    nothing.
    """
    head = _head(article).lower()
    legal = not _BY_COURT.isdisjoint(traits.codes[:1])
    step = _STEP.search(head) is not None
    if label == "followup":
        recent = (is_fresh(traits) or traits.day is None) and not legal
        new = "followup" if step or not recent else "repeat" if _AGAIN.search(head) else "incident"
    else:
        new = "followup" if step and not legal else "repeat" if _AGAIN.search(head) and not step else "incident"
    return replace(traits, label=new)


def _head(article: Article) -> str:
    first = re.split(r"(?<=[.!?…])\s", article.text, maxsplit=1)[0]
    return f"{article.title}\n{first[:300]}"


_MOST_PERSONS, _MOST_OTHERS, _MOST_OUTLETS = 8, 12, 6
_LONGEST = 6_000
_NAMED = re.compile(r"(?<![.!?…\n])\s([^\W\d_]{5,})")
_INITIAL = re.compile(r"\b([^\W\d_])\.\s?(?:[^\W\d_]\.\s?)?([^\W\d_]{3,})")
_BEFORE = re.compile(r"(?:^|[\s«\"(])([^\W\d_]+\.?)$")
_ROLE_OF_PRESS = "victim"
_CAPITALS = r"[A-Z][\w.-]*(?: [A-Z][\w.-]*){0,2}"
_ENGLISH_OUTLET = re.compile(
    rf"(?:newspaper|weekly|website|news site|channel|portal|magazine|outlet|agency|station|editor of|editor-in-chief of),? ({_CAPITALS})\b"
    rf"|\b[Tt]he ({_CAPITALS}) (?:newspaper|television|TV|channel|website|weekly|portal|magazine|news site|news portal|radio)\b"
)
_ADJECTIVES = ("ски", "ска", "ского", "скому", "ским", "скои", "цки", "цка")


def traits_of(article: Article, screening: Mapping[str, Any], vector: tuple[int, ...] = ()) -> Traits:
    """Return the traits of an article, with names in one spelling.

    `screening` is its JSON (docs/contracts.md, section 5). `vector` is the encoder's; empty if no encoder read the article.
    """
    lang = screening.get("lang") or article.lang
    in_text = list(_names_in(article, lang))
    no_persons = _no_persons(screening)
    victims = _fuller(
        _keys(
            _name_in(person["name"], lang)
            for person in screening.get("persons", ())
            if person["role"] == _ROLE_OF_PRESS and person["name"].lower() not in no_persons
        ),
        [*in_text, *_initials_in(article)],
    )
    others = _keys(_name_in(person["name"], lang) for person in screening.get("persons", ()) if person["role"] != _ROLE_OF_PRESS)
    named = _unlike(iter(in_text), [*victims, *others])
    outlets = [outlet_key(name) for name in (*screening.get("outlets", ()), *(_english_outlets(article) if lang == "en" else ()))]
    traits = Traits(
        article=article.id,
        lang=lang,
        published=publication_day(article.published_at),
        label="",
        persons=tuple(victims[:_MOST_PERSONS]),
        others=tuple([*others, *named][:_MOST_OTHERS]),
        outlets=tuple(dict.fromkeys(key for key in outlets if key))[:_MOST_OUTLETS],
        country=screening.get("country"),
        region=screening.get("region"),
        place=place_key(screening.get("place"), screening.get("region")),
        day=publication_day(screening.get("incident_date") or ""),
        precision=screening.get("date_precision"),
        codes=_codes(screening.get("categories", ())),
        words=terms_of(article, lang),
        vector=vector,
    )
    return _with_label(traits, screening.get("label") or "", article)


def _no_persons(screening: Mapping[str, Any]) -> frozenset[str]:
    """Return words that look like names of persons but are outlets (Таза Бұлақ), parts of one (Қарсы.kz) or the place (Нур-Султан)."""
    outlets = [outlet.lower() for outlet in screening.get("outlets", ())]
    parts = [" ".join(part) for outlet in outlets for words in [re.findall(r"\w+", outlet)] for part in (words, words[:2], words[:1], words[1:])]
    place = (screening.get("place") or "").lower()
    return frozenset([*outlets, *parts, place]) - {""}


def _english_outlets(article: Article) -> Iterator[str]:
    """Yield outlets named next to a word for their medium: the newspaper Magnitka Times, the Keruen television channel."""
    for match in _ENGLISH_OUTLET.finditer(article.text[:_LONGEST]):
        yield match[1] or match[2]


def place_key(place: str | None, region: str | None) -> str | None:
    """Return a place's current Russian name, for any name in the text (Орал, Уральск, Uralsk).

    A place that no table has gets its plain spelling.
    """
    if not place:
        return None
    return _places().get((region, place.lower())) or plain_spelling(place)


@cache
def _places() -> dict[tuple[str | None, str], str]:
    spellings: dict[tuple[str | None, str], str] = {}
    for name in read_names():
        for text in (name.text, *name.place.shown):
            spellings.setdefault((name.place.region, text.lower()), name.place.shown[1].lower())
            spellings.setdefault((None, text.lower()), name.place.shown[1].lower())
    return spellings


def _codes(categories: Any) -> tuple[str, ...]:
    ranked = sorted(categories, key=lambda category: -category["score"])
    return tuple(category["code"] for number, category in enumerate(ranked) if number == 0 or category["score"] >= SURE_CATEGORY)


def _keys(names: Iterator[str]) -> list[str]:
    return _unlike((key for key in map(person_key, names) if key), [])


def _name_in(name: str, lang: str) -> str:
    """Return a name without words that are not part of it: потерпевшая Утеген gives Утеген, подсудимый О. gives nothing."""
    words = name.split()
    own = [word for word in words if len(word.strip(".")) < 3 or is_given(word.lower(), lang) or not is_plain_word(word.lower(), lang)]
    return " ".join(own) if any(len(word.strip(".")) > 2 for word in own) else ""


def _unlike(keys: Iterator[str], known_keys: list[str]) -> list[str]:
    """Return the keys of persons who are not known already; of two forms of one name the fuller one."""
    distinct: list[str] = []
    for key in keys:
        same = [number for number, other in enumerate(distinct) if person_similarity(key, other)]
        if same:
            distinct[same[0]] = max(distinct[same[0]], key, key=_fullness)
        elif not any(person_similarity(key, other) for other in known_keys):
            distinct.append(key)
    return distinct


def _fullness(key: str) -> int:
    return min(2, len(key.split("|")[1]))


def _fuller(keys: list[str], in_text: list[str]) -> list[str]:
    """Return the keys, with the given name from the text where the screening had none."""
    return [max([key, *(candidate for candidate in in_text if person_similarity(key, candidate))], key=_fullness) for key in keys]


def _initials_in(article: Article) -> Iterator[str]:
    """Yield words after an initial, with any ending."""
    for match in _INITIAL.finditer(full_text(article)[:_LONGEST]):
        yield f"{family_stem(plain_spelling(match[2]))}|{plain_spelling(match[1])}"


def _names_in(article: Article, lang: str) -> Iterator[str]:
    """Yield surnames that the screening left out, found by their endings, with the given name or initial before them."""
    text = full_text(article)[:_LONGEST]
    for match in _NAMED.finditer(text):
        if not match[1][0].isupper():
            continue
        form = plain_spelling(kazakh_nominative(match[1]) if lang == "kk" else match[1])
        if not FAMILY.search(form) or is_given(match[1].lower(), lang) or form.endswith(_ADJECTIVES) or family_stem(form) in _place_stems():
            continue
        before = _BEFORE.search(text[max(0, match.start() - 30) : match.start()])
        given_name = plain_spelling(before[1].rstrip(".")) if before and before[1][0].isupper() else ""
        yield f"{family_stem(form)}|{given_name if is_given_name(given_name) or (len(given_name) == 1 and before and before[1].endswith('.')) else ''}"


@cache
def _place_stems() -> frozenset[str]:
    return frozenset(family_stem(plain_spelling(word)) for name in read_names() for word in name.words)
