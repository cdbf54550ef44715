"""The values of an imported row, converted from what people and spreadsheets write to an incident. Each fault is reported with the nearest right
word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Optional

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model, model_validator

from pipelines.dedup.urls import article_id
from records.cell_values import coded, day, flag, listed, nearest, printable_value, text, wrong
from records.country import home
from records.errors import BadDecision, QorganError
from records.field_kinds import ByLanguage, People
from records.i18n import tr
from records.incident_fields import EXPORTED_FIELDS, IncidentField, model_values
from records.incident_model import Incident, Penalty, Source, Status
from records.incident_texts.texts import title_language
from records.incidents import example_number, number_parts
from records.incidents.statuses import PENALTY_NAMES, checked_penalty
from records.incidents.tracks import NOT_PLACED, lawful_of, track_fault
from records.legal_case import currency_of
from records.vocabulary import STATUS_LABELS, Category, DatePrecision, Gender, Lawful, StatusCode, TipChannel
from reports.exports.incidents_export import COMPUTED, FIELDS

# Faults of a file, each named by line and field, with the right word if there is one.

# At most this many faults are reported; the rest are found after these are corrected.
SHOWN_FAULTS = 100
# After this many the check stops: it is probably the wrong file.
MOST_FAULTS = 10_000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong or only unusual. `line` is counted from 1 in the file (in a workbook: the row of the sheet). An empty `field` means the
    whole row."""

    line: int
    field: str
    words: str

    def __str__(self) -> str:
        place = tr("line {line}").format(line=self.line)
        return f"{place}, {self.field}: {self.words}" if self.field else f"{place}: {self.words}"


class NotReadable(QorganError):
    """The file is missing, of no known kind, or not what its name says. Raised before anything is imported; exit 2."""


def too_many(name: str) -> NotReadable:
    """Return the error for a file with more rows or values than any list of incidents has."""
    return NotReadable(tr("{file} has too many rows or values for a list of incidents; divide it").format(file=name))


class ImportRefused(QorganError):
    """Rows of the file are wrong. Raised before anything is written; exit 1, and 422 on the desk. `faults` are in order of their lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults[:SHOWN_FAULTS])))


def unknown_name(name: str, names: tuple[str, ...]) -> str:
    """Return the message for an unknown field or column."""
    near = nearest(name, {candidate: candidate for candidate in names})
    if near:
        return tr("no such field; did you mean {near}?").format(near=near)
    return tr("no such field; fields are {fields}").format(fields=", ".join(names))


_SHA256 = re.compile(r"[0-9a-f]{64}")


def _incident_number(value: Any) -> str:
    """Read the number of an incident."""
    written = text(value).strip().upper()
    parts = number_parts(written)
    if parts is None or parts[1] == 0 or written != home().number(*parts):
        raise wrong(tr("{value} is no number; write it as {example}, or leave it out").format(value=printable_value(value), example=example_number()))
    return written


def address(value: Any) -> str:
    """Read the address of an article on the web."""
    url = text(value).strip()
    if not url.lower().startswith(("http://", "https://")) or any(character.isspace() for character in url):
        raise wrong(tr("{value} is no address of a page; it begins with https:// or http://").format(value=printable_value(value)))
    return url


def _address_or_none(value: Any) -> str:
    """Read the address of an article on the web, or an empty text."""
    return address(value) if text(value).strip() else ""


def moment(value: Any) -> str:
    """Check a time in ISO 8601, or a day alone, and return it as it is written."""
    written = text(value).strip()
    try:
        datetime.fromisoformat(written)
    except ValueError as error:
        raise wrong(tr("{value} is no time; write it as 2026-11-24T10:15:00+05:00, or the day alone").format(value=printable_value(value))) from error
    return written


def _sha256_or_empty(value: Any) -> str:
    """Read the hash of a stored page; empty where none is stored."""
    digest = text(value).strip().lower()
    if digest and not _SHA256.fullmatch(digest):
        raise wrong(tr("{value} is no SHA-256: 64 characters, 0 to 9 and a to f").format(value=printable_value(value)))
    return digest


# How a field of an incident is imported: the type of its cells, by its kind, and the conversion to the model's value.

Text = Annotated[str, BeforeValidator(text)]
Day = Annotated[date, BeforeValidator(day)]
MaybeDay = Annotated[date | None, BeforeValidator(day)]


class EntryPart(BaseModel):
    """A part of a row. A field that is null, or whose cell is empty, counts as missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: Any) -> Any:
        return {name: value for name, value in values.items() if value is not None and value != ""} if isinstance(values, dict) else values


class _VictimPart(EntryPart):
    """A victim, with columns of her person's record. These are ignored: the person is found by the name."""

    name: Text
    names: dict[str, str | None] | None = None
    person: int | None = None
    gender: Gender | None = None
    publish: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("publish") is False and not values.get("name"):
            raise wrong(tr("the file withholds a name; write a name there, or leave the victim out"))
        return values


def imported(field: IncidentField) -> tuple[Any, Any]:
    """Return the type of the field's cells and its default, in the form that pydantic takes."""
    types, read = field.kind.cell(_part_of(field))
    if field.needed:
        return Annotated[types, BeforeValidator(read)], ...
    if isinstance(field.empty, tuple):
        return Annotated[types, BeforeValidator(read)], Field(default_factory=list)
    if isinstance(field.kind, ByLanguage):
        return Annotated[types, BeforeValidator(read)], types()
    return Annotated[types if field.empty is not None else Optional[types], BeforeValidator(read)], field.empty  # noqa: UP045  (a type that is a value)


@cache
def _part_of(field: IncidentField) -> type[EntryPart] | None:
    """Return the model of the field's object, or of each object in its list; None for a field with a plain value."""
    keys, kind = field.kind.part_keys, field.kind
    if not keys:
        return None
    # A person has at least a name.
    parts: dict[str, Any] = {key: (Text, ... if isinstance(kind, People) and key == keys[0] else "") for key in keys}
    return create_model(f"Entry_{field.exported}", __base__=_VictimPart if isinstance(kind, People) and kind.pointer else EntryPart, **parts)


# One row of a file as an incident: its fields in the shape of the export (docs/contracts.md, section 6), checked by pydantic.

_COARSE = re.compile(r"\d{4}(-\d{1,2})?(\.0)?")


class StatusEntry(EntryPart):
    """One dated event in the course of a case."""

    date: Day
    code: Annotated[StatusCode, BeforeValidator(coded(StatusCode, STATUS_LABELS))]
    source: Text = ""
    note: Text = ""
    kind: Text = ""
    term: Text | int = ""
    unit: Text = ""
    sum: Text | int = ""
    currency: Text = ""
    withdrawn: Text = ""
    # The id in another database, and what follows from the code: exports have both, and an import ignores them.
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
        """Return the penalty of the ruling. Raises BadDecision if it does not fit the status."""
        return checked_penalty(self.code, {name: getattr(self, name) for name in PENALTY_NAMES})


class ArticleEntry(EntryPart):
    """An article as a source of the incident. Without an id it gets the one under which its page would be stored."""

    id: Text = ""
    url: Annotated[str, BeforeValidator(_address_or_none)] = ""
    outlet: Text = ""
    lang: Text = ""
    title: Text = ""
    published_at: Annotated[str | None, BeforeValidator(moment)] = None
    sha256: Annotated[str, BeforeValidator(_sha256_or_empty)] = ""
    way: Annotated[TipChannel | None, BeforeValidator(lambda value: value or None)] = None
    archived: Annotated[str, BeforeValidator(_address_or_none)] = ""
    archived_at: Annotated[str | None, BeforeValidator(moment)] = None

    @model_validator(mode="after")
    def _somewhere(self) -> "ArticleEntry":
        if not self.url and self.way is None:
            raise wrong(tr("a source has an address, or says in `way` how it came"))
        return self


class IncidentEntry(EntryPart):
    """A row: the fields that the import itself reads. Only `primary` is required. Without a number it gets the next one of the year of its date.

    Every other field of `incident_fields.py` is there too, under its exported name.
    """

    number: Annotated[str | None, BeforeValidator(_incident_number)] = None
    primary: Category
    categories: list[Category]
    date: MaybeDay = None
    date_precision: DatePrecision | None
    statuses: Annotated[list[StatusEntry], BeforeValidator(listed())] = Field(default_factory=list)
    articles: Annotated[list[ArticleEntry], BeforeValidator(listed(lambda url: {"url": url}))] = Field(default_factory=list)
    recorded: MaybeDay = None
    withdrawn: Annotated[bool, BeforeValidator(flag)] = False

    @model_validator(mode="before")
    @classmethod
    def _coarse_date(cls, values: Any) -> Any:
        """Derive the precision of a date written as 2021-06 or 2021."""
        if not isinstance(values, dict) or isinstance(values.get("date"), bool) or not _COARSE.fullmatch(str(values.get("date", "")).strip()):
            return values
        year, _, month = str(values["date"]).strip().removesuffix(".0").partition("-")
        precision = DatePrecision.MONTH if month else DatePrecision.YEAR
        return {**values, "date": f"{year}-{month or 1}-1", "date_precision": values.get("date_precision") or precision.value}

    @model_validator(mode="after")
    def _sound(self) -> "IncidentEntry":
        if self.date is None and self.date_precision is not None:
            raise wrong(tr("date_precision says how exactly the date is known, but there is no date"))
        if self.date is None and self.number is None:
            raise wrong(tr("neither number nor date: the year of its number is not known; give one of the two"))
        return self


_TYPES: dict[str, Any] = {field.exported: imported(field) for field in EXPORTED_FIELDS}
_ENTRY = create_model("IncidentEntry", __base__=IncidentEntry, **_TYPES)
# The fields whose values are objects, or lists of them, with their possible keys.
_PARTS: dict[str, type[BaseModel]] = {
    "statuses": StatusEntry,
    "articles": ArticleEntry,
    **{field.exported: part for field in EXPORTED_FIELDS if (part := _part_of(field))},
}
_ORDER = {name: place for place, name in enumerate(FIELDS)}


def incident(incident_entry: IncidentEntry, number: str, today: date) -> Incident:
    """Return the incident with this number. Statuses are in order of their days. The day of recording defaults to today."""
    values = {field.name: field.kind.from_cell(getattr(incident_entry, field.exported)) for field in EXPORTED_FIELDS}
    values["categories"] = tuple(
        dict.fromkeys(
            incident_entry.categories if incident_entry.primary in incident_entry.categories else [incident_entry.primary, *incident_entry.categories]
        )
    )
    values["date_precision"] = incident_entry.date_precision or (DatePrecision.DAY if incident_entry.date else None)
    values["currency"] = currency_of((values["amount_claimed"], values["amount_awarded"]), values["currency"])
    values["title_lang"] = values["title_lang"] or title_language(values["title"])
    if values["title"] and values["title_lang"]:
        # Normalised as a record is, so that the row is recognised by its content.
        values["titles"] = {values["title_lang"]: values["title"], **values["titles"]}
    values = model_values(values)
    statuses = _statuses(incident_entry, values["categories"], lawful_of(values["facts"]))
    return Incident(
        number=number,
        recorded=incident_entry.recorded or today,
        statuses=tuple(status for status in statuses if not status.withdrawn),
        withdrawn_statuses=tuple(status for status in statuses if status.withdrawn),
        articles=tuple(_source(article) for article in incident_entry.articles),
        withdrawn=incident_entry.withdrawn,
        **values,
    )


def _statuses(incident_entry: IncidentEntry, categories: Sequence[Category], lawful: Lawful) -> list[Status]:
    """Return the statuses in order of their days.

    One on the wrong track is imported as withdrawn, with the reason: nothing of an old file is lost, and nothing of it is counted before a person has
    looked.
    """
    return [
        Status(
            status.date,
            status.code,
            status.source,
            status.note,
            status.penalty(),
            withdrawn=status.withdrawn or (NOT_PLACED if track_fault(status.code, categories, lawful) else ""),
        )
        for status in sorted(incident_entry.statuses, key=lambda status: status.date)
    ]


def entry(values: dict[str, Any], line: int, today: date) -> tuple[IncidentEntry | None, list[Fault]]:
    """Read a row as an entry, and report what is wrong with it. Computed columns are ignored."""
    try:
        parsed = _ENTRY.model_validate({name: value for name, value in values.items() if name not in COMPUTED})
    except ValidationError as error:
        # In the order of the columns; faults of the whole row, or of no column, come last.
        wrong = sorted(error.errors(include_url=False), key=lambda detail: _ORDER.get(str(detail["loc"][0]) if detail["loc"] else "", len(_ORDER)))
        return None, [_fault(detail, line) for detail in wrong]
    ahead = [
        (field, day)
        for field, day in (
            ("recorded", parsed.recorded),
            *((f"statuses[{place}].date", status.date) for place, status in enumerate(parsed.statuses, 1)),
        )
        if day and day > today
    ]
    if ahead:
        return None, [Fault(line, field, tr("{day} lies in the future").format(day=day)) for field, day in ahead]
    return parsed, []


def oddities(incident_entry: IncidentEntry, line: int, today: date) -> list[Fault]:
    """Return what may be right but should be looked at."""
    odd = []
    if incident_entry.date and incident_entry.date > today:
        odd.append(Fault(line, "date", tr("{day} lies in the future").format(day=incident_entry.date)))
    if incident_entry.date and incident_entry.number and int(incident_entry.number[3:7]) != incident_entry.date.year:
        odd.append(Fault(line, "number", tr("the number is of another year than the date {day}").format(day=incident_entry.date)))
    codes, lawful = [incident_entry.primary, *incident_entry.categories], lawful_of(incident_entry.model_dump(include={"lawful"}))
    for place, status in enumerate(incident_entry.statuses, 1):
        if not status.withdrawn and (why := track_fault(status.code, list(dict.fromkeys(codes)), lawful)):
            words = tr("{why}; it is kept as withdrawn, `qorgan review` lists it").format(why=why)
            odd.append(Fault(line, f"statuses[{place}].code", words))
        if incident_entry.date and status.date < incident_entry.date:
            words = tr("{day} lies before the incident itself ({incident})").format(day=status.date, incident=incident_entry.date)
            odd.append(Fault(line, f"statuses[{place}].date", words))
    return odd


def _source(article: ArticleEntry) -> Source:
    identifier = article.id or article_id(article.outlet, article.url or f"{article.way}:{article.published_at}")
    first = (identifier, article.url, article.outlet, article.lang, article.title, article.published_at, article.sha256, article.way or "")
    return Source(*first, article.archived, article.archived_at)


def _fault(error: Any, line: int) -> Fault:
    """Convert pydantic's error to our words. Places in lists are counted from 1."""
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
