"""The form by which the table is narrowed: what stands in its fields, what is offered, and the filters that stand outside of it."""

from dataclasses import dataclass
from datetime import date

from desk.pages.incidents.table_address import TableAddress
from desk.written_days import PERIOD, DayCount, Understood, days_read
from records.country import region_choices
from records.filter_entries import entries
from records.filters import NONE, UNANSWERED, UNCHECKED, IncidentFilter
from records.i18n import LANGUAGES, tr
from records.vocabulary import CATEGORIES, ON_TRACK, STATUS_LABELS, TRACK_LABELS, Track
from reports.charts import block_words
from reports.impunity import STAGE_LABELS, FunnelStage

# Filters that stand in no field: a figure or a chart leads here with them.
_HIDDEN = ("numbers", "stage", "block", "undated", "review", "texts", "by", "given", "given_me")
_SHOWN_NUMBERS = 3


@dataclass(frozen=True)
class FilterForm:
    """What the form shows. `typed` and `wrong` are by the names of the parameters; `outside` says what is wrong that belongs to no field."""

    typed: dict[str, str]
    wrong: dict[str, str]
    outside: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...]
    chips: tuple[tuple[str, str], ...]
    understood: dict[str, list[Understood]]
    narrowing: int
    more: bool
    """Whether something is typed into the fields that are folded away."""


_FIRST_ROW = frozenset({"q", "person", "status", "track", "silent", "since", "until"})


def filter_form(asked: TableAddress, today: date) -> FilterForm:
    """The form for this address."""
    names = [entry.address for entry in entries(IncidentFilter).values() if entry.address]
    said = asked.query(columns="", order="", view="")
    # What was typed stays as it was typed; a code that there is not chooses nothing.
    typed = {name: asked.typed.get(name, said.get(name, "")) for name in names}
    fields = {name: words for name, words in asked.wrong.items() if name in names and name not in _HIDDEN}
    outside = tuple(words for name, words in asked.wrong.items() if name not in fields)
    hidden = [(name, said[name]) for name in _HIDDEN if name in said]
    beside = [(name, value) for name, value in asked.query().items() if name in ("order", "columns", "view")]
    days = {name: _read(typed[name], today) for name in names if name.endswith(("since", "until")) and name not in fields}
    folded = any(typed[name] for name in names if name not in _FIRST_ROW and name not in _HIDDEN)
    return FilterForm(typed, fields, outside, (*hidden, *beside), tuple(_chips(asked)), days, len(asked.filter.to_json()), folded)


def _read(written: str, today: date) -> list[Understood]:
    return days_read(PERIOD, written, DayCount(today)) if written.strip() else []


def offered() -> dict[str, list[tuple[str, str]]]:
    """The choices of the fields, in the reader's language."""
    return {
        "category": [(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        "region": [*region_choices(), (NONE, tr("elsewhere, or region not known"))],
        "track": [(track.value, tr(words)) for track, words in TRACK_LABELS.items()],
        "online": [("yes", tr("yes")), ("no", tr("no"))],
    }


def statuses() -> list[tuple[str, list[tuple[str, str]]]]:
    """The statuses by their tracks, each with its words."""
    return [(tr(TRACK_LABELS[track]), [(code.value, tr(STATUS_LABELS[code])) for code in ON_TRACK[track]]) for track in Track]


def _chips(asked: TableAddress) -> list[tuple[str, str]]:
    """The filters that are not in the form, each with the address without it."""
    wanted = asked.filter
    chips = []
    if wanted.numbers:
        chips.append((tr("records: {numbers}").format(numbers=_few(list(wanted.numbers))), asked.way(numbers="")))
    if wanted.stage:
        words = tr("nobody held accountable") if wanted.stage == UNANSWERED else tr(STAGE_LABELS[FunnelStage(wanted.stage)])
        chips.append((words, asked.way(stage="")))
    if wanted.block:
        chips.append((block_words(None if wanted.block == NONE else wanted.block), asked.way(block="")))
    if wanted.texts:
        own = LANGUAGES[wanted.texts.removeprefix(UNCHECKED)].name
        chips.append((tr("texts not checked: {language}").format(language=own), asked.way(texts="")))
    if wanted.undated:
        chips.append((tr("without a date"), asked.way(undated="")))
    if wanted.review:
        chips.append((tr("a status tells the wrong story"), asked.way(review="")))
    if wanted.given_me:
        chips.append((tr("given to me"), asked.way(given_me="")))
    if wanted.given:
        chips.append((tr("given to: {name}").format(name=wanted.given), asked.way(given="")))
    if wanted.by:
        chips.append((tr("confirmed or changed by: {name}").format(name=wanted.by), asked.way(by="")))
    return chips


def _few(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:_SHOWN_NUMBERS])
    return shown if len(numbers) <= _SHOWN_NUMBERS else tr("{some} and {n} more").format(some=shown, n=len(numbers) - _SHOWN_NUMBERS)
