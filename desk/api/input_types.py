"""The types of the API's input, in queries and in bodies. What a database cannot store is refused here."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from desk.api.problems import fault
from records.country import home
from records.i18n import LANGUAGES, tr
from records.tables import LARGEST_ID
from records.vocabulary import SCREENING_LANGUAGES

# Days outside these years have no meaning here, and calculating with them would leave the calendar.
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 31)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# How deep a body may be. A person in a list in the fields is at depth four.
_DEEPEST = 8
MOST = 200


def _day(value: Any) -> date:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value) and _FIRST <= (day := date.fromisoformat(value)) <= _LAST:
            return day
    except ValueError:
        # Such as 2026-02-30: it has the form of a day but is none.
        pass
    raise fault(tr("{value} is no day; write YYYY-MM-DD").format(value=str(value)[:20] if isinstance(value, str | int | float) else "…"))


def _plain(value: str) -> str:
    if "\x00" in value:
        raise fault(tr("a text cannot hold the character NUL"))
    return value


def one_of(codes: Collection[str]) -> tuple[AfterValidator, WithJsonSchema]:
    """What makes a text one of these codes."""

    def known(value: str) -> str:
        if value not in codes:
            raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, codes))})
        return value

    return AfterValidator(known), WithJsonSchema({"type": "string", "enum": list(codes)})


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-24"]})]
Words = Annotated[str, Field(max_length=200, json_schema_extra={"pattern": "^[^\\u0000]*$"}), AfterValidator(_plain)]
Region = Annotated[
    str, Field(max_length=6, json_schema_extra={"pattern": f"^({'|'.join(home().regions)}|(?!{home().code}-)[A-Z]{{2}}(-[A-Z0-9]{{1,3}})?)$"})
]
ReaderLanguage = Annotated[str, *one_of(LANGUAGES)]
ArticleLanguage = Annotated[str, *one_of(SCREENING_LANGUAGES)]
DraftId = Annotated[int, Path(ge=1, le=LARGEST_ID, examples=[1])]
Number = Annotated[str, Path(examples=[home().number(2026, 1)])]
ArticleId = Annotated[str, Path(examples=["d41d8cd98f00b204e9800998ecf8427e"])]


class ListQuery(BaseModel):
    """The query of an address. An unknown filter is refused: without this, a misspelt filter would give everything."""

    model_config = ConfigDict(extra="forbid")


class Body(BaseModel):
    """A body. Unknown fields are refused, and so is what no database can store."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _keepable(cls, given: Any) -> Any:
        for field, depth, value in _parts(given):
            if depth > _DEEPEST:
                raise fault(tr("{field} is too deep").format(field=field), field)
            if isinstance(value, str) and ("\x00" in value or not _whole(value)):
                raise fault(tr("{field}: a text cannot hold the character NUL or half a character").format(field=field), field)
            if isinstance(value, float) and not -1e300 < value < 1e300:
                raise fault(tr("{field}: a number must be finite").format(field=field), field)
        return given


def _parts(given: Any) -> Iterator[tuple[str, int, Any]]:
    """Every part of a body with the field under which it stands and how deep. Not recursive, because a deep body is one of the things to refuse."""
    waiting: list[tuple[str, int, Any]] = [("body", 0, given)]
    while waiting:
        field, depth, value = waiting.pop()
        yield field, depth, value
        if depth > _DEEPEST:
            continue
        if isinstance(value, dict):
            for name, part in value.items():
                inner = name if depth == 0 or field == "fields" else field
                waiting += [(inner, depth + 1, name), (inner, depth + 1, part)]
        elif isinstance(value, list):
            waiting += [(field, depth + 1, part) for part in value]


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
