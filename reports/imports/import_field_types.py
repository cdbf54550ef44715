"""How a field of an incident is imported: the type of its cells, by its kind, and the model's value of what was read."""

from datetime import date
from functools import cache
from typing import Annotated, Any, Optional

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator

from records.field_entry import IncidentField
from records.field_kinds import Amount, Appointments, ByLanguage, Code, Codes, Country, Currency, Flag, LawArticles, People, Region, Texts
from records.field_kinds import Day as DayKind
from records.field_kinds import Text as TextKind
from records.i18n import LANGUAGES, tr
from records.review.legal_fields import checked_amount, checked_appointments, checked_articles, checked_currency
from records.vocabulary import Gender
from reports.imports import import_values

Text = Annotated[str, BeforeValidator(import_values.text)]
Day = Annotated[date, BeforeValidator(import_values.day)]
MaybeDay = Annotated[date | None, BeforeValidator(import_values.day)]


class EntryPart(BaseModel):
    """A part of a row. A field that is null, or whose cell is empty, counts as missing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value is not None and value != ""} if isinstance(given, dict) else given


class VictimPart(EntryPart):
    """A victim, with what the record of the person says of her. That is not taken: whoever is meant is found by the name."""

    name: Text
    names: dict[str, str | None] | None = None
    person: int | None = None
    gender: Gender | None = None
    publish: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("publish") is False and not given.get("name"):
            raise import_values.wrong(tr("the file withholds a name; write a name there, or leave the victim out"))
        return given


def imported(field: IncidentField) -> tuple[Any, Any]:
    """The type of the field's cells and its default, in the form that pydantic takes."""
    types, read = _type(field)
    if field.needed:
        return Annotated[types, BeforeValidator(read)], ...
    if isinstance(field.empty, tuple):
        return Annotated[types, BeforeValidator(read)], Field(default_factory=list)
    if isinstance(field.kind, ByLanguage):
        return Annotated[types, BeforeValidator(read)], types()
    return Annotated[types if field.empty is not None else Optional[types], BeforeValidator(read)], field.empty  # noqa: UP045  (a type that is a value)


def _type(field: IncidentField) -> tuple[Any, Any]:
    """The type of a value that is there, and the function that reads it from a cell."""
    match field.kind:
        case Codes(codes, labels):
            return list[Annotated[codes, BeforeValidator(import_values.coded(codes, labels))]], import_values.listed(str)  # type: ignore[valid-type]
        case Code(codes, labels):
            return codes, import_values.coded(codes, labels)
        case DayKind():
            return date, import_values.day
        case Flag():
            return bool, import_values.flag
        case Texts():
            return list[Text], import_values.listed(str)
        case People():
            return list[part_of(field)], import_values.listed(lambda name: {"name": name})  # type: ignore[misc]
        case ByLanguage():
            return part_of(field), import_values.structure
        case Region():
            return str, import_values.region
        case Country():
            return str, import_values.country
        case Amount():
            return int, import_values.by_rule(checked_amount)
        case Currency():
            return str, import_values.by_rule(checked_currency)
        case LawArticles():
            return list[dict[str, Any]], import_values.by_rule(checked_articles)
        case Appointments():
            return list[dict[str, Any]], import_values.by_rule(checked_appointments)
        case TextKind():
            return str, import_values.text
    raise TypeError(f"{field.name}: nothing imports the kind {type(field.kind).__name__}")


@cache
def part_of(field: IncidentField) -> type[EntryPart] | None:
    """The shape of the field's object, or of each object in its list. None for a field with a plain value."""
    parts: dict[str, Any]
    match field.kind:
        case People(keys, pointer=pointer):
            parts = {key: (Text, ... if key == keys[0] else "") for key in keys}
            if pointer:
                return create_model(f"Entry_{field.exported}", __base__=VictimPart, **parts)
        case ByLanguage():
            parts = dict.fromkeys(LANGUAGES, (Text, ""))
        case _:
            return None
    return create_model(f"Entry_{field.exported}", __base__=EntryPart, **parts)


def model_value(field: IncidentField, read: Any) -> Any:
    """The value in `Incident` for what was read."""
    match field.kind:
        case People(keys, person=person):
            # A pointer to a person's record leads into another database: whoever is meant is found by the name.
            return tuple(person(**one.model_dump(include=set(keys))) for one in read)
        case ByLanguage():
            return {lang: text for lang, text in read.model_dump().items() if text}
        case LawArticles() | Appointments():
            return field.kind.from_column(read)
        case Texts() | Codes():
            return tuple(read)
    return read
