"""What the API answers for a field of an incident or a draft, by the kind of its values."""

from functools import cache
from typing import Annotated, Any, Optional

from pydantic import BaseModel, ConfigDict, Field, create_model

from records.field_entry import IncidentField
from records.field_kinds import Amount, Appointments, ByLanguage, Code, Codes, Country, Currency, Day, Flag, LawArticles, People, Region, Text, Texts
from records.i18n import LANGUAGES
from records.vocabulary import Category, Gender, LawStage

IsoDay = Annotated[str, Field(json_schema_extra={"format": "date"})]


class ResponseShape(BaseModel):
    """These fields and no others."""

    model_config = ConfigDict(extra="forbid")


class ScoredCategory(ResponseShape):
    """A category as the machine proposes it."""

    code: Category
    score: float


class ArticleOfLaw(ResponseShape):
    """An article under which somebody is charged or sued."""

    code: str = Field(description="The code of laws, as KZ-CC")
    article: str
    part: str
    stage: LawStage | None


class AppointmentShape(ResponseShape):
    """A hearing or a deadline; it may lie ahead."""

    date: IsoDay
    what: str
    where: str


class VictimShape(ResponseShape):
    """Somebody against whom it was directed. Where `publish` is false, there is neither name nor number."""

    name: str | None = Field(description="As it was spelled")
    names: dict[str, str | None] = Field(description="The name in each language, null where none is recorded")
    person: int | None = Field(description="The number of the person, the same under all spellings")
    profession: str
    gender: Gender
    outlet: str
    publish: bool = Field(description="Whether the name may leave the house")


# How the description calls the objects of a field, and what it says of them.
_NAMED = {
    "persons": ("NamedPerson", "A person of a draft."),
    "titles": ("TitlesShape", "In each language, null where there is none."),
    "summary": ("SummaryShape", "In each language, null where there is none."),
}


def shape(field: IncidentField) -> Any:
    """The type of the field's value in an incident; null if it may be empty."""
    types = _type(field)
    return types if field.needed or field.empty is not None else Optional[types]  # noqa: UP045  (a type that is a value)


def shape_in_draft(field: IncidentField) -> Any:
    """The type of the field's value in a draft. Only a list is always there."""
    if field.name == "categories":
        return list[ScoredCategory | Category]
    types = _type(field)
    return types if field.kind.nothing == () else Optional[types]  # noqa: UP045  (a type that is a value)


def _type(field: IncidentField) -> Any:
    match field.kind:
        case Codes(codes):
            return list[codes]  # type: ignore[valid-type]
        case Code(codes):
            return codes
        case Day():
            return IsoDay
        case Flag():
            return bool
        case Texts():
            return list[str]
        case People(pointer=pointer) if pointer:
            return list[VictimShape]
        case People():
            return list[_object(field)]  # type: ignore[misc]
        case ByLanguage():
            return _object(field)
        case Amount():
            return int
        case LawArticles():
            return list[ArticleOfLaw]
        case Appointments():
            return list[AppointmentShape]
        case Text() | Region() | Country() | Currency():
            return str
    raise TypeError(f"{field.name}: nothing describes the kind {type(field.kind).__name__}")


@cache
def _object(field: IncidentField) -> type[ResponseShape]:
    name, about = _NAMED.get(field.name, (f"{field.name.title().replace('_', '')}Shape", "The parts of the field."))
    parts: dict[str, Any] = dict.fromkeys(LANGUAGES, (str | None, ...))
    if isinstance(field.kind, People):
        parts = dict.fromkeys(field.kind.keys, (str, ...))
    return create_model(name, __base__=ResponseShape, __doc__=about, **parts)
