"""The facts of a card: everything that confirming writes, field by field in the reader's words, and beside each whose word it is and whether the machine is sure."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from babel import Locale

from desk.pages.history.ledger_words import value_words
from desk.rendering import day, day_in, first_up, number
from desk.unsure_fields import INPUTS
from records.country import place_in_region
from records.field_entry import IncidentField
from records.field_kinds import Amount, Appointments, ByLanguage, Flag, LawArticles, Text, Texts
from records.hand.source_words import source_words
from records.i18n import formats, tr
from records.incident_fields import BY_NAME, COLUMN_FIELDS, PRIVATE_FIELDS
from records.legal_words import lines_of
from records.review.would_record import Brought, FollowedCase, WouldRecord
from records.vocabulary import STATUS_LABELS, STATUSES, TRACK_LABELS, DatePrecision, StatusCode, Track, UnsureField

# Fields that have a place of their own on the card; every other one is told after them, where something is known of it.
_PLACED = frozenset(
    {
        "title",
        "primary",
        "categories",
        "incident_date",
        "date_precision",
        "country",
        "place",
        "region",
        "victims",
        "outlets",
        "actor",
        "title_lang",
        "text_notes",
    }
)
_STATUS = frozenset({"status", "status_date", "status_source"})


@dataclass(frozen=True)
class CardFact:
    """One line: its heading, and what is said. `lacking`: nothing is known where something should be. `yours`: a person has corrected it. `unsure`: the machine is
    not sure of it. `context`: the articles tell it, and nothing of it is written."""

    words: str
    said: str
    lacking: bool = False
    yours: bool = False
    unsure: bool = False
    context: bool = False


def facts_of(would: WouldRecord, facts: Mapping[str, Any], corrected: Collection[str], unsure: Collection[UnsureField]) -> tuple[CardFact, ...]:
    """The lines of a card. `facts` are the columns of the incident: those that are written, or, of news of an incident, those that it is compared by."""
    corrected_names = set(corrected)
    doubtful = {name for field in unsure for name in INPUTS[field]}

    def line(words: str, said: str, *names: str, none: str = "") -> CardFact:
        hers = any(name in corrected for name in names)
        return CardFact(words, said or none, not said, hers, not hers and any(name in doubtful for name in names), bool(would.follows))

    def asked(name: str) -> str:
        entry = BY_NAME[name].asked
        return tr(entry.words) if entry else tr(BY_NAME[name].label)

    known = [
        line(asked("incident_date"), _day(facts), "incident_date", none=tr("no date")),
        line(asked("place"), _place(facts), "country", "place", "region", none=tr("no place")),
        line(asked("victims"), _victims(facts["victims"]), "victims", none=tr("no victim is named")),
        *([line(asked("outlets"), "; ".join(facts["outlets"]), "outlets")] if facts["outlets"] else []),
        line(asked("actor"), _words(BY_NAME["actor"], facts["actor"]), "actor"),
    ]
    more = [field for field in COLUMN_FIELDS if field.name not in _PLACED and _is_known(field, facts[field.column or ""])]
    further = [line(asked(field.name), _words(field, facts[field.column or ""]), field.name) for field in more if field.name in corrected]
    rest = [f"{tr(field.label)}: {_words(field, facts[field.column or ''])}" for field in more if field.name not in corrected]
    also = [CardFact(tr("Also"), "; ".join(rest), context=bool(would.follows))] if rest else []
    # What they say is for nobody who only passes by: a list of cards tells that they are there.
    if not corrected_names.isdisjoint(field.name for field in PRIVATE_FIELDS):
        also.append(CardFact(tr("For those who help"), tr("there are private notes")))
    case = [CardFact(tr("News of"), case_words(would.case), yours="follows" in corrected)] if would.case else []
    return (*case, *_outcomes(would, line), *known, *further, *also) if would.follows else (*known, *_outcomes(would, line), *further, *also)


def stamp_of(would: WouldRecord) -> str:
    """What would be written, in one word. It differs as soon as anything of it does, so that nobody confirms what the card did not show."""
    written = json.dumps([would.follows, would.facts, would.statuses, would.fault], ensure_ascii=False, sort_keys=True, default=str)
    return sha256(written.encode()).hexdigest()[:10]


def case_words(case: FollowedCase) -> str:
    """An incident so that one knows it again: number, title, victims, day."""
    who = ", ".join(case.persons) or tr("no victim is named")
    return " — ".join(filter(None, (case.number, case.title, who, day_words(case.day, case.precision) if case.day else tr("no date"))))


def _outcomes(would: WouldRecord, line: Any) -> list[CardFact]:
    """What came of it, of the perpetrator and of the journalist each on a line of its own."""
    by_track: dict[Track | None, list[Brought]] = {}
    for one in would.statuses:
        by_track.setdefault(None if one[0] is StatusCode.REP else STATUSES[one[0]].track, []).append(one)
    found = []
    for track, some in by_track.items():
        words = tr(TRACK_LABELS[track]) if track else tr("What became of it")
        found.append(line(first_up(words), "; ".join(map(_status, some)), *_STATUS, "outcome", "outcome_of"))
    if not found:
        found.append(line(tr("What became of it"), "", *_STATUS, none=tr("nothing is told of it")))
    return [CardFact(one.words, one.said, False, one.yours, one.unsure) for one in found]


def _status(one: Brought) -> str:
    code, when, source = one
    told = f"{tr(STATUS_LABELS[code])}, {day(when)}"
    return told if source.startswith(("https://", "http://")) or not source else f"{told} ({source_words(source)})"


def _day(facts: Mapping[str, Any]) -> str:
    """The day, as exactly as it is known."""
    return day_words(facts["happened_on"], facts["date_precision"]) if facts["happened_on"] else ""


def day_words(value: date, precision: str | None) -> str:
    """A day, as exactly as it is known."""
    form = {DatePrecision.MONTH.value: "LLLL y", DatePrecision.YEAR.value: "y"}.get(precision or "", "medium")
    return day_in(formats(), value, form)


def _place(facts: Mapping[str, Any]) -> str:
    country = facts["country"]
    land = _land(formats(), country) if country else ""
    return ", ".join(dict.fromkeys(filter(None, [place_in_region(facts["place"] or "", facts["region"]), land])))


@lru_cache(maxsize=1024)
def _land(locale: str, country: str) -> str:
    return str(Locale.parse(locale).territories.get(country, country))


def _victims(victims: Iterable[Mapping[str, Any]]) -> str:
    def one(person: Mapping[str, Any]) -> str:
        more = ", ".join(filter(None, [person.get("profession"), person.get("outlet")]))
        return f"{person['name']} ({more})" if more else str(person["name"])

    return "; ".join(map(one, victims))


def _is_known(field: IncidentField, value: Any) -> bool:
    return value not in (None, "", [], {}) and value != field.kind.to_column(field.empty)


def _words(field: IncidentField, value: Any) -> str:
    """A value of a column in words, whole: what is recorded is not shortened."""
    match field.kind:
        case Flag():
            return tr("yes") if value else tr("no")
        case ByLanguage():
            return "; ".join(f"{lang}: {text}" for lang, text in value.items())
        case LawArticles() | Appointments() | Texts():
            return "; ".join(lines_of(field.kind, value))
        case Amount():
            return number(value)
        case Text():
            return str(value)
    return value_words(field.name, value)
