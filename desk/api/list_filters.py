"""The filters of a list in the API: its query takes them from the entries of `records.filters`, and is read into a filter."""

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, create_model

from desk.api.input_types import ArticleLanguage, Day, ListQuery, Region, Words
from desk.api.problems import FieldRefused
from records.country import home
from records.filter_doors import WrongFilter, require_meaning
from records.filter_entries import MOST_COUNTED, FilterEntry, FilterKind, RecordFilter, entries

Asked = TypeVar("Asked", bound=ListQuery)
Filter = TypeVar("Filter", bound=RecordFilter)
NUMBER = home().number_form


def like(pattern: str, example: str, longest: int) -> Any:
    """A text whose form the description tells. What does not have it is refused in words that name what is wrong."""
    return Field(max_length=longest, json_schema_extra={"pattern": f"^{pattern}$", "examples": [example]})


def filtered_by(of: type[RecordFilter]) -> Callable[[type[Asked]], type[Asked]]:
    """Give the query of a list a parameter for each filter that the API knows."""

    def with_filters(query: type[Asked]) -> type[Asked]:
        parameters: dict[str, Any] = {entry.api: _parameter(entry) for entry in entries(of).values() if entry.api}
        return create_model(query.__name__, __base__=query, __module__=query.__module__, __doc__=query.__doc__, **parameters)

    return with_filters


def filter_asked(of: type[Filter], export: str, asked: ListQuery) -> Filter:
    """What a query asks for. Raises FieldRefused for a region that does not exist, and for days in the wrong order, in the words of the export."""
    values = {name: getattr(asked, entry.api) for name, entry in entries(of).items() if entry.api}
    # A flag that is not set narrows nothing.
    values = {name: None if value is False else value for name, value in values.items()}
    for name, entry in entries(of).items():
        if entry.api and entry.kind is FilterKind.REGION:
            _require(export, entry.api, {name: values[name]})
    for since in (name for name in values if name.endswith("since")):
        _require(export, since, {name: values.get(name) for name in (since, f"{since.removesuffix('since')}until")})
    return of(**{one.name: values[one.name] for one in fields(of) if values.get(one.name) is not None})


def _require(export: str, parameter: str, given: dict[str, Any]) -> None:
    try:
        require_meaning(export, given)
    except WrongFilter as error:
        # The words of the export name its options.
        raise FieldRefused(parameter, str(error).replace("--", "")) from error


def _parameter(entry: FilterEntry) -> tuple[Any, Any]:
    if entry.kind is FilterKind.FLAG:
        return bool, Field(False, description=entry.tells or None)
    return _type(entry) | None, Field(None, description=entry.tells or None)


def _type(entry: FilterEntry) -> Any:
    match entry.kind:
        case FilterKind.CODE:
            codes: Any = entry.codes if isinstance(entry.codes, type) else Literal[tuple(entry.codes)]
            return codes | Literal[entry.also_api] if entry.also_api else codes
        case FilterKind.LANGUAGE:
            return ArticleLanguage
        case FilterKind.REGION:
            return Region
        case FilterKind.DAY:
            return Day
        case FilterKind.COUNT:
            return Annotated[int, Field(ge=0, le=MOST_COUNTED)]
        case FilterKind.SHARE:
            return Annotated[float, Field(ge=0, le=1)]
        case FilterKind.NUMBERS:
            return Annotated[str, like(f"{NUMBER}(,{NUMBER})*", f"{home().number(2026, 1)},{home().number(2026, 2)}", 8000)]
        case _:
            return Words
