"""Edits to outlet files: records the finding of a probe in an entry, and saves entries in the desk's own file.

The rest of a file is not touched. A change is first written to a second file and read back with the loader of outlet files; it replaces the original
in one step, and only if it contains exactly what was intended.
"""

import io
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pipelines.dedup.urls import clean, identity
from records.errors import OutletFileError
from records.files import make_folder, sync_folder
from records.i18n import LANGUAGES, tr
from spiders.config.files import load_outlets, own_file
from spiders.config.schema import Outlet, OutletEvidence
from spiders.probe.probe_result import ProbedSource, ProbeResult
from spiders.sources.kinds import KINDS
from spiders.sources.source_kind import SourceKind

# Single values in the text of an outlet file are replaced at the positions that ruamel.yaml gives; the other bytes stay unchanged.

# Words that YAML reads as plain strings, also inside brackets.
_PLAIN = re.compile(r"(?!(?i:null|true|false|yes|no|on|off)$)[A-Za-z/][A-Za-z0-9:/._~%+=\-]*(?<!:)")
_COLON = re.compile(r"[ \t]*:")
_BREAK = re.compile(r"\r\n|\r|\n|$")

_Part = Node | tuple[Node, Node]
"""A value, or a key with its value."""


def line_end(text: str) -> str:
    """Return the line ending that a file uses."""
    return "\r\n" if "\r\n" in text else "\n"


def quoted(value: str) -> str:
    """Return a value of printable ASCII as YAML: plain if possible, else in double quotes."""
    return value if _PLAIN.fullmatch(value) else _in_quotes(value)


def _in_quotes(value: str) -> str:
    """Return a value of printable ASCII in double quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _entry_of(text: str, name: str) -> MappingNode | None:
    """Return the first outlet with this name, or None. `text` has no byte-order mark. Raises YAMLError if it is not YAML."""
    root: Any = YAML().compose(text)
    entries = root.value if isinstance(root, SequenceNode) else []
    named = (entry for entry in entries if isinstance(entry, MappingNode) and getattr(_value_of(entry, "name"), "value", None) == name)
    return next(named, None)


def _value_of(node: MappingNode, key: str) -> Node | None:
    """Return the value of a key, or None if the key is missing."""
    return next((value for name, value in node.value if name.value == key), None)


def _with_value(text: str, node: MappingNode, key: str, value: str, order: Sequence[str]) -> str:
    """Return the text with `key` set to `value` (YAML on one line). A missing key is added after the keys that precede it in `order`."""
    old = next((pair for pair in node.value if pair[0].value == key), None)
    if old is not None:
        end = _end(text, old)
        # A missing value belongs directly after the colon, before any comment.
        start = min(old[1].start_mark.index, end)
        return text[:start] + (value if end > start else f" {value}") + text[end:]
    before = [pair for pair in node.value if pair[0].value in order[: order.index(key)]]
    if node.flow_style:
        return _into_flow(text, node, f"{key}: {value}", before[-1] if before else None)
    if before:
        return _below(text, before[-1], node.value[0][0].start_mark.column, f"{key}: {value}")
    first = node.value[0][0].start_mark
    return text[: first.index] + f"{key}: {value}{line_end(text)}{' ' * first.column}" + text[first.index :]


def _with_item(text: str, node: MappingNode, key: str, item: str, order: Sequence[str]) -> str:
    """Return the text with an item (YAML on one line) appended to the list under `key`."""
    items = _value_of(node, key)
    if not isinstance(items, SequenceNode):
        return _with_value(text, node, key, f"[{item}]", order)
    if items.flow_style:
        return _into_flow(text, items, item, items.value[-1] if items.value else None)
    return _below(text, items.value[-1], items.start_mark.column, f"- {item}")


def _into_flow(text: str, node: Node, words: str, after: _Part | None) -> str:
    """Insert inside brackets or braces, after the value `after`, or first if it is None."""
    if after is not None:
        end = _end(text, after)
        return f"{text[:end]}, {words}{text[end:]}"
    start = node.start_mark.index + 1
    return text[:start] + words + (", " if node.value else "") + text[start:]


def _below(text: str, after: _Part, column: int, words: str) -> str:
    """Insert a new line below a value. A comment after the value stays on its line."""
    line_break = _BREAK.search(text, _end(text, after))
    end = line_break.start() if line_break else len(text)
    return text[:end] + line_end(text) + " " * column + words + text[end:]


def _end(text: str, part: _Part) -> int:
    """Return where the text of a value, or of a key with its value, ends. YAML counts comments and blank lines after a block as part of it."""
    key, node = part if isinstance(part, tuple) else (None, part)
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        return start + len(text[start:end].rstrip())
    if start == end and key is not None:
        colon = _COLON.match(text, key.end_mark.index)
        return colon.end() if colon else int(key.end_mark.index)
    return end


BY = "qorgan outlets check"
_BOM = "\ufeff"


def write_probe_result(file: Path, outlet_name: str, finding: ProbeResult, today: date) -> bool:
    """Write a finding into the outlet's entry, and return whether the file was changed.

    Sets `evidence` (the person's `note` is preserved) and adds sources that worked and that the entry does not name yet. Nothing is removed. The same
    finding on the same day changes nothing. Raises OutletFileError, and leaves the file unchanged, if it cannot be read or written, has no such
    outlet, or would not be read back as intended.
    """
    text = read_text(file)
    before = {outlet.name: outlet for outlet in load_outlets([file])[0]}
    if outlet_name not in before:
        raise OutletFileError(tr("{file} holds no outlet {name} that can be read").format(file=file, name=outlet_name))
    meant = _meant(before[outlet_name], finding, today)
    if meant == before[outlet_name]:
        return False
    mark = _BOM if text.startswith(_BOM) else ""
    try:
        changed = mark + _changed(text.removeprefix(_BOM), before[outlet_name], meant)
    except (YAMLError, LookupError) as error:
        raise OutletFileError(tr("{file} was not changed: it would not read as it was meant").format(file=file)) from error
    replace_file(file, changed, [meant if outlet.name == outlet_name else outlet for outlet in before.values()])
    return True


def files_of(paths: Sequence[Path]) -> dict[str, Path]:
    """Return the file of each outlet in these files and folders. If a name occurs twice, the first file counts."""
    places: dict[str, Path] = {}
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            for outlet in load_outlets([file])[0] if file == path or file.suffix in (".yaml", ".yml") else ():
                places.setdefault(outlet.name, file)
    return places


def probe_summary(finding: ProbeResult) -> str:
    """Describe a finding in one line of printable ASCII for `evidence.found`: each source requested, and whether an article could be read."""
    parts = [_source_summary(source) for source in finding.ways if source.fate is not None and (source.named or source.served)]
    if not finding.answers:
        parts = [f"no answer: {_code_words(finding.cause or 'not asked in time')}", *parts]
    read = next((article for article in finding.articles if article.words), None)
    if read is not None:
        parts.append(f"article read: {read.words} words, {'dated' if read.dated else 'no date'}")
    elif finding.articles:
        parts.append(f"article not read: {_code_words(finding.articles[0].fate)}")
    return "".join(letter for letter in "; ".join(parts) if letter.isascii() and letter.isprintable())


def read_text(file: Path) -> str:
    """Return the text of an outlet file, with its byte-order mark and line endings. Raises OutletFileError."""
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise OutletFileError(tr("{file} cannot be read: {reason}").format(file=file, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise OutletFileError(tr("{file} is not UTF-8 text; save it as UTF-8").format(file=file)) from error


def replace_file(file: Path, text: str, outlets: Sequence[Outlet]) -> None:
    """Replace the file in one step, preserving its permissions, if the text yields exactly these outlets and no new fault.

    Raises OutletFileError, with the first new fault if there is one; the file is then left unchanged.
    """
    target = file.resolve()
    written: Path | None = None
    try:
        # Not named .yaml, so that a process reading the folder at the same time does not load it.
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        written = Path(name)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        _check(file, written, outlets)
        if target.exists():
            shutil.copymode(target, written)
        written.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise OutletFileError(tr("{file} cannot be written: {reason}").format(file=file, reason=error.strerror)) from error
    finally:
        if written is not None:
            written.unlink(missing_ok=True)


def _check(file: Path, written: Path, outlets: Sequence[Outlet]) -> None:
    known_faults = {(fault.field, fault.message) for fault in load_outlets([file])[1]} if file.exists() else set()
    read_back, faults = load_outlets([written])
    new = next((fault for fault in faults if (fault.field, fault.message) not in known_faults), None)
    if new is not None:
        raise OutletFileError(f"{file}:{new.line}: " + (f"{new.field}: " if new.field else "") + new.message)
    if read_back != list(outlets):
        raise OutletFileError(tr("{file} was not changed: it would not read as it was meant").format(file=file))


def _source_summary(source: ProbedSource) -> str:
    """Describe one source: "feed answered: 20 entries, 36 h deep, dated". Its path is added if the file does not name it or if it gave nothing."""
    place = source.kind if source.served and source.named else f"{source.kind} {urlsplit(source.url).path or '/'}"
    if not source.entries:
        return f"{place}: {'nothing found' if source.fate == 'empty' else _code_words(source.fate or '')}"
    words = f"{place} answered: {source.entries} {'entry' if source.entries == 1 else 'entries'}"
    if source.hours is not None:
        words += f", {source.hours:.0f} h deep"
    words += ", no dates" if not source.dated else ", dated" if source.dated > 0.95 else f", {source.dated:.0%} dated"
    return words + (", the newest older than a month" if source.stale else "") + (f" ({source.detail})" if source.detail else "")


def _code_words(code: str) -> str:
    return code.replace("_", " ")


def _meant(outlet: Outlet, finding: ProbeResult, today: date) -> Outlet:
    """Return the outlet as it should be after the finding."""
    note = outlet.evidence.note if outlet.evidence else None
    values = {**outlet.model_dump(), "evidence": OutletEvidence(checked=today, by=BY, note=note, found=probe_summary(finding)).model_dump()}
    for source in finding.served:
        kind = KINDS[source.kind]
        if not kind.proposed or source.named or clean(source.url) != source.url or identity(source.url) in _named(values[kind.field]):
            continue
        values[kind.field] = (*values[kind.field], {"url": source.url} if kind.is_model else source.url)
    return Outlet.model_validate(values)


def _named(values: Sequence[Any]) -> set[str]:
    return {identity(value["url"] if isinstance(value, dict) else value) for value in values}


def _added(kind: SourceKind, outlet: Outlet, meant: Outlet) -> list[str]:
    """Return the sources of a kind that the finding adds, as YAML on one line."""
    addresses = [quoted(kind.address(value)) for value in kind.entries(meant)[len(kind.entries(outlet)) :]]
    return [f"{{url: {address}}}" for address in addresses] if kind.is_model else addresses


def _changed(text: str, outlet: Outlet, meant: Outlet) -> str:
    """Apply the changes to the text one after the other. Raises YAMLError or LookupError if the entry is not found in it."""
    fields = list(Outlet.model_fields)
    for kind in KINDS.values():
        for item in _added(kind, outlet, meant):
            text = _with_item(text, _entry(text, outlet.name), kind.field, item, fields)
    evidence = meant.evidence or OutletEvidence()
    values = {"checked": f"{evidence.checked}", "by": BY, "found": _in_quotes(evidence.found or "")}
    if not isinstance(_value_of(_entry(text, outlet.name), "evidence"), MappingNode):
        whole = ", ".join(f"{key}: {value}" for key, value in values.items())
        return _with_value(text, _entry(text, outlet.name), "evidence", f"{{{whole}}}", fields)
    for key, value in values.items():
        node = _value_of(_entry(text, outlet.name), "evidence")
        if isinstance(node, MappingNode) and getattr(outlet.evidence, key) != getattr(evidence, key):
            text = _with_value(text, node, key, value, list(OutletEvidence.model_fields))
    return text


def _entry(text: str, name: str) -> MappingNode:
    entry = _entry_of(text, name)
    if entry is None:
        raise LookupError(name)
    return entry


# Entries in the desk's own file. Comments are preserved, both those of the file and those of a shipped entry that is copied on its first change.

_HEAD = "# Outlets that were added at the desk, and entries that were changed there. An entry here stands in for the one of the same name in any other file.\n"


def save_entry(data: Path, outlet: Outlet, shipped: Sequence[Path]) -> Path:
    """Save the entry in the desk's own file in `data`, replacing the entry of that name there.

    An entry that exists only in the files `shipped` is copied from there. Raises OutletFileError, and leaves the file unchanged, if it cannot be read
    or written, or would not be read back as intended.
    """
    file = own_file(data)
    make_folder(data)
    text = read_text(file).removeprefix(_BOM) if file.is_file() else ""
    existing, faults = load_outlets([file]) if text else ([], [])
    if faults:
        raise OutletFileError(tr("{file} has a fault that was made by hand: {fault}").format(file=file.name, fault=faults[0]))
    try:
        entries = _entries(text)
        node = next((entry for entry in entries if entry.get("name") == outlet.name), None)
        if node is None:
            node = _copied(outlet.name, shipped)
            entries.append(node)
        _set(node, outlet)
        written = _dumped(entries, text)
    except (YAMLError, RecursionError) as error:
        raise OutletFileError(tr("{file} was not changed: it would not read as it was meant").format(file=file)) from error
    meant = [outlet if other.name == outlet.name else other for other in existing]
    replace_file(file, written, meant if any(other.name == outlet.name for other in existing) else [*existing, outlet])
    return file


def entry_text(outlet: Outlet) -> str:
    """Return the entry as the text of an outlet file."""
    node = CommentedMap()
    _set(node, outlet)
    return _dumped(CommentedSeq([node]), "- ")


def _entries(text: str) -> CommentedSeq:
    document = _yaml().load(text) if text else None
    return document if isinstance(document, CommentedSeq) else CommentedSeq()


def _copied(name: str, shipped: Sequence[Path]) -> CommentedMap:
    """Return the entry of that name with its comments, or an empty one if no file contains it."""
    file = files_of(shipped).get(name)
    entries = _entries(read_text(file).removeprefix(_BOM)) if file is not None else CommentedSeq()
    return next((entry for entry in entries if isinstance(entry, CommentedMap) and entry.get("name") == name), CommentedMap())


def _set(node: CommentedMap, outlet: Outlet) -> None:
    """Set each field to the value of the outlet. Unchanged fields keep their spelling, and fields without a value are removed."""
    values = plain_values(outlet)
    before = plain_values(current) if (current := _as_outlet(node)) is not None else {}
    for name in Outlet.model_fields:
        if name not in values:
            node.pop(name, None)
        elif name not in node or before.get(name) != values[name]:
            node[name] = values[name]


def _as_outlet(node: CommentedMap) -> Outlet | None:
    try:
        return Outlet.model_validate(_plain(node))
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def plain_values(outlet: Outlet) -> dict[str, Any]:
    """Return the entry as plain values in the order of the fields, without fields that have their default."""
    values: dict[str, Any] = outlet.model_dump(mode="json", exclude_defaults=True)
    values["title"] = {lang: words for lang in LANGUAGES if (words := values["title"].get(lang))}
    return {name: _without_none(values[name]) for name in Outlet.model_fields if values.get(name) is not None}


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if part is not None}
    return [_without_none(part) for part in value] if isinstance(value, list) else value


def _yaml() -> YAML:
    yaml = YAML()
    yaml.width, yaml.preserve_quotes, yaml.allow_unicode = 4096, True, True
    return yaml


def _dumped(entries: CommentedSeq, text: str) -> str:
    stream = io.StringIO()
    _yaml().dump(entries, stream)
    return stream.getvalue() if text else _HEAD + "\n" + stream.getvalue()
