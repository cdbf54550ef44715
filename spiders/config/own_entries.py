"""Writes an entry into the desk's own file. Comments stay: those of the file, and those of the entry as it came with Qorgan, which is copied when it is changed for the first time."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from records.durable_files import make_folder
from records.errors import OutletFileError
from records.i18n import LANGUAGES, tr
from spiders.config.edit import files_of, read_text, replace_file
from spiders.config.files import load_outlets
from spiders.config.own_file import own_file
from spiders.config.schema import Outlet

_HEAD = "# Outlets that were added at the desk, and entries that were changed there. An entry here stands in for the one of the same name in any other file.\n"
_BOM = "\ufeff"


def save_entry(data: Path, outlet: Outlet, shipped: Sequence[Path]) -> Path:
    """Put the entry into the desk's own file in `data`, in the place of the one of that name there. `shipped`: the other files, from which it is copied if it stands only there.

    Raises OutletFileError, and leaves the file as it is, if it cannot be read or written, or would not be read as meant.
    """
    file = own_file(data)
    make_folder(data)
    text = read_text(file).removeprefix(_BOM) if file.is_file() else ""
    kept, faults = load_outlets([file]) if text else ([], [])
    if faults:
        raise OutletFileError(tr("{file} has a fault that was made by hand: {fault}").format(file=file.name, fault=faults[0]))
    try:
        entries = _entries(text)
        node = next((one for one in entries if one.get("name") == outlet.name), None)
        if node is None:
            node = _copied(outlet.name, shipped)
            entries.append(node)
        _set(node, outlet)
        written = _dumped(entries, text)
    except (YAMLError, RecursionError) as error:
        raise OutletFileError(tr("{file} was not changed: it would not read as it was meant").format(file=file)) from error
    meant = [outlet if one.name == outlet.name else one for one in kept]
    replace_file(file, written, meant if any(one.name == outlet.name for one in kept) else [*kept, outlet])
    return file


def entry_text(outlet: Outlet) -> str:
    """The entry as an outlet file of its own."""
    node = CommentedMap()
    _set(node, outlet)
    return _dumped(CommentedSeq([node]), "- ")


def _entries(text: str) -> CommentedSeq:
    found = _yaml().load(text) if text else None
    return found if isinstance(found, CommentedSeq) else CommentedSeq()


def _copied(name: str, shipped: Sequence[Path]) -> CommentedMap:
    """The entry of that name with its comments; an empty one if no file has it."""
    file = files_of(shipped).get(name)
    entries = _entries(read_text(file).removeprefix(_BOM)) if file is not None else CommentedSeq()
    return next((one for one in entries if isinstance(one, CommentedMap) and one.get("name") == name), CommentedMap())


def _set(node: CommentedMap, outlet: Outlet) -> None:
    """Give each field the value of the outlet; a field that has it already stays as it is written, and one that says nothing goes."""
    wanted = plain_values(outlet)
    before = plain_values(stands) if (stands := _as_outlet(node)) is not None else {}
    for name in Outlet.model_fields:
        if name not in wanted:
            node.pop(name, None)
        elif name not in node or before.get(name) != wanted[name]:
            node[name] = wanted[name]


def _as_outlet(node: CommentedMap) -> Outlet | None:
    try:
        return Outlet.model_validate(_plain(node))
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def plain_values(outlet: Outlet) -> dict[str, Any]:
    """What an entry says, as plain values in the order of the fields, without what it leaves unsaid."""
    values: dict[str, Any] = outlet.model_dump(mode="json", exclude_defaults=True)
    values["title"] = {lang: words for lang in LANGUAGES if (words := values["title"].get(lang))}
    return {name: _without_none(values[name]) for name in Outlet.model_fields if values.get(name) is not None}


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if one is not None}
    return [_without_none(one) for one in value] if isinstance(value, list) else value


def _yaml() -> YAML:
    made = YAML()
    made.width, made.preserve_quotes, made.allow_unicode = 4096, True, True
    return made


def _dumped(entries: CommentedSeq, text: str) -> str:
    stream = io.StringIO()
    _yaml().dump(entries, stream)
    return stream.getvalue() if text else _HEAD + "\n" + stream.getvalue()
