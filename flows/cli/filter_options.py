"""The filters of `records.filters` as options of a command."""

import inspect
from collections.abc import Callable, Collection
from typing import Annotated, Any, TypeVar

import typer

from records.filter_entries import FilterEntry, FilterKind, RecordFilter, entries
from records.i18n import tr

Command = TypeVar("Command", bound=Callable[..., None])


def with_filters(filters: Collection[type[RecordFilter]]) -> Callable[[Command], Command]:
    """Give a command an option for each filter that an export takes, in place of its `**given`, where it finds them by name."""
    offered = {name: entry for of in reversed(list(filters)) for name, entry in entries(of).items() if entry.exports}

    def with_options(command: Command) -> Command:
        signature = inspect.signature(command)
        own = [one for one in signature.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
        options = [_option(name, entry) for name, entry in offered.items()]
        parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own, *options)]
        command.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {one.name: one.annotation for one in parameters} | {"return": None}
        return command

    return with_options


def _option(name: str, entry: FilterEntry) -> inspect.Parameter:
    option, kind = f"--{name.replace('_', '-')}", inspect.Parameter.KEYWORD_ONLY
    if entry.kind is FilterKind.FLAG:
        return inspect.Parameter(name, kind, default=False, annotation=Annotated[bool, typer.Option(option, help=tr(entry.help))])
    annotation: Any = Annotated[str | None, typer.Option(option, help=tr(entry.help))]
    return inspect.Parameter(name, kind, default=None, annotation=annotation)
