"""One row of a file as an incident: its fields in the shape of the export (docs/contracts.md, section 6), checked by pydantic."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, create_model, model_validator

from pipelines.store import article_id
from records.errors import BadDecision
from records.i18n import tr
from records.incident_fields import EXPORTED_FIELDS, model_values
from records.incident_model import Incident, Penalty, Source, Status
from records.incident_texts.keeping import title_language
from records.incidents.penalties import PENALTY_NAMES, checked_penalty
from records.incidents.tracks import NOT_PLACED, lawful_of, misplaced
from records.legal_case import currency_of
from records.vocabulary import STATUS_LABELS, Category, DatePrecision, HandWay, Lawful, StatusCode
from reports.exports.incidents_export import COMPUTED, FIELDS
from reports.imports import import_values
from reports.imports.import_faults import Fault, unknown_name
from reports.imports.import_field_types import Day, EntryPart, MaybeDay, Text, imported, model_value, part_of
from reports.imports.import_values import wrong

_COARSE = re.compile(r"\d{4}(-\d{1,2})?(\.0)?")


class StatusEntry(EntryPart):
    """One dated event in what became of it."""

    date: Day
    code: Annotated[StatusCode, BeforeValidator(import_values.coded(StatusCode, STATUS_LABELS))]
    source: Text = ""
    note: Text = ""
    kind: Text = ""
    term: Text | int = ""
    unit: Text = ""
    sum: Text | int = ""
    currency: Text = ""
    withdrawn: Text = ""
    # What another database called it, and what follows from the code: exports have both, and neither is taken.
    id: Text | int = ""
    track: Text = ""

    @model_validator(mode="after")
    def _sound_penalty(self) -> "StatusEntry":
        try:
            self.penalty()
        except BadDecision as error:
            raise wrong(str(error)) from error
        return self

    def penalty(self) -> Penalty:
        """What the ruling takes. Raises BadDecision if it does not fit the status."""
        return checked_penalty(self.code, {name: getattr(self, name) for name in PENALTY_NAMES})


class ArticleEntry(EntryPart):
    """An article as a source of the incident. Without an id it gets the one under which its page would be stored."""

    id: Text = ""
    url: Annotated[str, BeforeValidator(import_values.address_or_none)] = ""
    outlet: Text = ""
    lang: Text = ""
    title: Text = ""
    published_at: Annotated[str | None, BeforeValidator(import_values.moment)] = None
    sha256: Annotated[str, BeforeValidator(import_values.sha256)] = ""
    way: Annotated[HandWay | None, BeforeValidator(lambda value: value or None)] = None
    archived: Annotated[str, BeforeValidator(import_values.address_or_none)] = ""
    archived_at: Annotated[str | None, BeforeValidator(import_values.moment)] = None

    @model_validator(mode="after")
    def _somewhere(self) -> "ArticleEntry":
        if not self.url and self.way is None:
            raise wrong(tr("a source has an address, or says in `way` how it came"))
        return self


class IncidentEntry(EntryPart):
    """A row: the fields that the import itself reads. Only `primary` is required. Without a number it gets the next one of the year of its
    date.

    Every other field of `incident_fields.py` is there too, under its exported name.
    """

    number: Annotated[str | None, BeforeValidator(import_values.number)] = None
    primary: Category
    categories: list[Category]
    date: MaybeDay = None
    date_precision: DatePrecision | None
    statuses: Annotated[list[StatusEntry], BeforeValidator(import_values.listed())] = Field(default_factory=list)
    articles: Annotated[list[ArticleEntry], BeforeValidator(import_values.listed(lambda url: {"url": url}))] = Field(default_factory=list)
    recorded: MaybeDay = None
    withdrawn: Annotated[bool, BeforeValidator(import_values.flag)] = False

    @model_validator(mode="before")
    @classmethod
    def _coarse_date(cls, given: Any) -> Any:
        """A date written as 2021-06 or 2021 says by itself how exactly it is known."""
        if not isinstance(given, dict) or isinstance(given.get("date"), bool) or not _COARSE.fullmatch(str(given.get("date", "")).strip()):
            return given
        year, _, month = str(given["date"]).strip().removesuffix(".0").partition("-")
        precision = DatePrecision.MONTH if month else DatePrecision.YEAR
        return {**given, "date": f"{year}-{month or 1}-1", "date_precision": given.get("date_precision") or precision.value}

    @model_validator(mode="after")
    def _sound(self) -> "IncidentEntry":
        if self.date is None and self.date_precision is not None:
            raise wrong(tr("date_precision says how exactly the date is known, but there is no date"))
        if self.date is None and self.number is None:
            raise wrong(tr("neither number nor date: the year of its number is not known; give one of the two"))
        return self


_TYPES: dict[str, Any] = {field.exported: imported(field) for field in EXPORTED_FIELDS}
_ENTRY = create_model("IncidentEntry", __base__=IncidentEntry, **_TYPES)
# The fields whose values are objects, or lists of them, with what these may hold.
_PARTS: dict[str, type[BaseModel]] = {
    "statuses": StatusEntry,
    "articles": ArticleEntry,
    **{field.exported: part for field in EXPORTED_FIELDS if (part := part_of(field))},
}
_ORDER = {name: place for place, name in enumerate(FIELDS)}


def incident(found: IncidentEntry, number: str, today: date) -> Incident:
    """The incident with this number. Statuses are in order of their days. If no day of recording is named, it is today."""
    values = {field.name: model_value(field, getattr(found, field.exported)) for field in EXPORTED_FIELDS}
    values["categories"] = tuple(dict.fromkeys(found.categories if found.primary in found.categories else [found.primary, *found.categories]))
    values["date_precision"] = found.date_precision or (DatePrecision.DAY if found.date else None)
    values["currency"] = currency_of((values["amount_claimed"], values["amount_awarded"]), values["currency"])
    values["title_lang"] = values["title_lang"] or title_language(values["title"])
    if values["title"] and values["title_lang"]:
        # As a record says it, so that the row is known again by its content.
        values["titles"] = {values["title_lang"]: values["title"], **values["titles"]}
    values = model_values(values)
    statuses = _statuses(found, values["categories"], lawful_of(values["facts"]))
    return Incident(
        number=number,
        recorded=found.recorded or today,
        statuses=tuple(status for status in statuses if not status.withdrawn),
        withdrawn_statuses=tuple(status for status in statuses if status.withdrawn),
        articles=tuple(_source(article) for article in found.articles),
        withdrawn=found.withdrawn,
        **values,
    )


def _statuses(found: IncidentEntry, categories: Sequence[Category], lawful: Lawful) -> list[Status]:
    """The statuses in order of their days. One that would tell the wrong story is taken as withdrawn, with the reason: nothing of an old file is lost, and
    nothing of it is counted before a person has looked."""
    return [
        Status(
            status.date,
            status.code,
            status.source,
            status.note,
            status.penalty(),
            withdrawn=status.withdrawn or (NOT_PLACED if misplaced(status.code, categories, lawful) else ""),
        )
        for status in sorted(found.statuses, key=lambda status: status.date)
    ]


def entry(given: dict[str, Any], line: int, today: date) -> tuple[IncidentEntry | None, list[Fault]]:
    """A row as an entry, and what is wrong with it. Columns that are computed from others are ignored."""
    try:
        found = _ENTRY.model_validate({name: value for name, value in given.items() if name not in COMPUTED})
    except ValidationError as error:
        # In the order of the columns; what is said of the whole row, or of no column, comes last.
        wrong = sorted(error.errors(include_url=False), key=lambda one: _ORDER.get(str(one["loc"][0]) if one["loc"] else "", len(_ORDER)))
        return None, [_fault(one, line) for one in wrong]
    ahead = [
        (field, day)
        for field, day in (
            ("recorded", found.recorded),
            *((f"statuses[{place}].date", status.date) for place, status in enumerate(found.statuses, 1)),
        )
        if day and day > today
    ]
    if ahead:
        return None, [Fault(line, field, tr("{day} lies in the future").format(day=day)) for field, day in ahead]
    return found, []


def oddities(found: IncidentEntry, line: int, today: date) -> list[Fault]:
    """What may be right but should be looked at."""
    odd = []
    if found.date and found.date > today:
        odd.append(Fault(line, "date", tr("{day} lies in the future").format(day=found.date)))
    if found.date and found.number and int(found.number[3:7]) != found.date.year:
        odd.append(Fault(line, "number", tr("the number is of another year than the date {day}").format(day=found.date)))
    codes, lawful = [found.primary, *found.categories], lawful_of(found.model_dump(include={"lawful"}))
    for place, status in enumerate(found.statuses, 1):
        if not status.withdrawn and (why := misplaced(status.code, list(dict.fromkeys(codes)), lawful)):
            words = tr("{why}; it is kept as withdrawn, `qorgan review` lists it").format(why=why)
            odd.append(Fault(line, f"statuses[{place}].code", words))
        if found.date and status.date < found.date:
            words = tr("{day} lies before the incident itself ({incident})").format(day=status.date, incident=found.date)
            odd.append(Fault(line, f"statuses[{place}].date", words))
    return odd


def _source(article: ArticleEntry) -> Source:
    identifier = article.id or article_id(article.outlet, article.url or f"{article.way}:{article.published_at}")
    first = (identifier, article.url, article.outlet, article.lang, article.title, article.published_at, article.sha256, article.way or "")
    return Source(*first, article.archived, article.archived_at)


def _fault(error: Any, line: int) -> Fault:
    """Pydantic's error in our words. Places in lists are counted from 1."""
    path = error["loc"]
    field = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
    if error["type"] == "qorgan":
        return Fault(line, field, error["ctx"]["words"])
    if error["type"] == "missing":
        return Fault(line, field, tr("it is missing"))
    if error["type"] == "extra_forbidden":
        names = tuple(_PARTS[path[0]].model_fields) if len(path) > 1 else FIELDS
        return Fault(line, field, unknown_name(str(path[-1]), names))
    if error["type"] == "list_type":
        return Fault(line, field, tr("it is no list"))
    if error["type"] in ("model_type", "model_attributes_type", "dict_type"):
        return Fault(line, field, tr("no object with named fields"))
    return Fault(line, field, error["msg"])
