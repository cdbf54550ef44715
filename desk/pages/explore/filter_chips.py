"""What the incidents are narrowed by, in words, each with the address without it. Every filter of `records.filters.IncidentFilter` is told, also one that this file does not know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desk.rendering import day, number
from records.country import region_name
from records.filter_doors import address_of, to_address
from records.filter_entries import FilterEntry, FilterKind, entries
from records.filters import NONE, UNANSWERED, UNCHECKED, YES, IncidentFilter
from records.i18n import LANGUAGES, tr
from records.vocabulary import ACTOR_LABELS, CATEGORIES, STATUS_LABELS, TRACK_LABELS, Actor, Category, FunnelStage, StatusCode, Track
from reports.charts import block_words
from reports.impunity import STAGE_LABELS

# Numbers that a chip names before it counts the rest.
_NAMED = 3


@dataclass(frozen=True)
class FilterChip:
    """One filter that is set: its words, and the address that asks for the same without it. `at` names it on every such page."""

    words: str
    way: str
    at: str


def stage_words(stage: str) -> str:
    """A stage of the funnel, or that nobody answered."""
    return tr("nobody held accountable") if stage == UNANSWERED else tr(STAGE_LABELS[FunnelStage(stage)])


def _few(numbers: tuple[str, ...]) -> str:
    shown = ", ".join(numbers[:_NAMED])
    return shown if len(numbers) <= _NAMED else tr("{some} and {n} more").format(some=shown, n=len(numbers) - _NAMED)


def _named(label: str, value: str) -> str:
    return f"{label}: {value}"


# By the name of the filter: what its value is called.
FILTER_WORDS: dict[str, Callable[[Any], str]] = {
    "category": lambda code: tr(CATEGORIES[Category(code)].label),
    "region": lambda code: tr("elsewhere, or region not known") if code == NONE else region_name(code),
    "actor": lambda code: tr(ACTOR_LABELS[Actor(code)]),
    "outlet": lambda name: tr("against: {outlet}").format(outlet=name),
    "words": lambda words: f"“{words}”",
    "numbers": lambda numbers: tr("records: {numbers}").format(numbers=_few(tuple(numbers))),
    "stage": stage_words,
    "block": lambda block: block_words(None if block == NONE else block),
    "undated": lambda _: tr("without a date"),
    "review": lambda _: tr("a status tells the wrong story"),
    "ahead": lambda _: tr("hearing or deadline ahead"),
    "overdue": lambda _: tr("a state body owes an answer"),
    "withdrawn": lambda _: tr("withdrawn ones too"),
    "in_custody": lambda _: tr("in custody today"),
    "any_category": lambda code: _named(tr("Any of the categories"), tr(CATEGORIES[Category(code)].label)),
    "status": lambda code: _named(tr("Last status"), tr(STATUS_LABELS[StatusCode(code)])),
    "track": lambda track: _named(tr("Which story"), tr(TRACK_LABELS[Track(track)])),
    "silent": lambda days: _named(tr("Silent for so many days"), number(days)),
    "days_in_custody": lambda days: _named(tr("Days in custody, at least"), number(days)),
    "person": lambda name: _named(tr("Person, in any spelling"), name),
    "online": lambda said: _named(tr("Online"), tr("yes") if said == YES else tr("no")),
    "texts": lambda unchecked: tr("texts not checked: {language}").format(language=LANGUAGES[unchecked.removeprefix(UNCHECKED)].name),
    "by": lambda name: tr("confirmed or changed by: {name}").format(name=name),
    "mine": lambda _: tr("confirmed or changed by me"),
    "given": lambda name: tr("given to: {name}").format(name=name),
    "given_me": lambda _: tr("given to me"),
    "recorded_since": lambda first: _named(tr("Recorded from"), day(first)),
    "recorded_until": lambda last: _named(tr("Recorded until"), day(last)),
}


def filter_chips(wanted: IncidentFilter, path: str) -> list[FilterChip]:
    """The filters that are set, in the order of their entries. First and last day are one."""
    told, chips = to_address(wanted), list[FilterChip]()
    for name, entry in entries(IncidentFilter).items():
        if entry.address not in told:
            continue
        if name == "since" or (name == "until" and wanted.since is None):
            chips.append(FilterChip(_days(wanted), address_of(wanted, path, since="", until=""), "days"))
        elif name != "until":
            words = FILTER_WORDS[name](getattr(wanted, name)) if name in FILTER_WORDS else _unnamed(entry, told[entry.address])
            chips.append(FilterChip(words, address_of(wanted, path, **{entry.address: ""}), entry.address))
    return chips


def _days(wanted: IncidentFilter) -> str:
    if wanted.since and wanted.until:
        return f"{day(wanted.since)} – {day(wanted.until)}"
    return tr("from {day}").format(day=day(wanted.since)) if wanted.since else tr("until {day}").format(day=day(wanted.until))


def _unnamed(entry: FilterEntry, value: str) -> str:
    label = tr(entry.help or entry.tells) if entry.help or entry.tells else entry.address
    return label if entry.kind is FilterKind.FLAG else f"{label}: {value}"
