"""Writes into an outlet file what a probe found, as a person would: the entry's evidence, and the sources that served. The rest of the file stays.

The change is made in a second file, which is read back with the loader of outlet files. It replaces the first file in one step, and only if it holds
exactly what was meant.
"""

import os
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode

from pipelines.dedup.urls import clean, identity
from records.durable_files import sync_folder
from records.errors import OutletFileError
from records.i18n import tr
from records.vocabulary import WayKind
from spiders.config.files import load_outlets
from spiders.config.schema import Outlet, OutletEvidence
from spiders.config.yaml_text import entry_of, in_quotes, quoted, value_of, with_item, with_value
from spiders.probe.finding import Finding, WaySeen

BY = "qorgan outlets check"
# Where a way that served is written. The home page needs no naming, and a channel is asked only where it is named.
_FIELDS = {WayKind.FEED: "feeds", WayKind.SITEMAP: "sitemaps", WayKind.WORDPRESS: "wordpress", WayKind.SECTION: "sections"}
_BOM = "\ufeff"


def write_finding(file: Path, outlet_name: str, finding: Finding, today: date) -> bool:
    """Write a finding into the outlet's entry: `evidence` (the person's `note` stays), and sources that served and that the entry does not
    name. Nothing is removed.

    Says whether the file was changed; the same finding on the same day changes nothing. Raises OutletFileError, and leaves the file as it is, if
    it cannot be read or written, holds no such outlet, or would not be read as meant.
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
    """The file of each outlet, for files and folders as `load_outlets` takes them. If a name stands twice, the first counts."""
    places: dict[str, Path] = {}
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            for outlet in load_outlets([file])[0] if file == path or file.suffix in (".yaml", ".yml") else ():
                places.setdefault(outlet.name, file)
    return places


def found_words(finding: Finding) -> str:
    """What was found, in one line of printable ASCII for `evidence.found`: each source that was asked, and whether a text could be read."""
    told = [_way_words(way) for way in finding.ways if way.fate is not None and (way.named or way.served)]
    if not finding.answers:
        told = [f"no answer: {_said(finding.cause or 'not asked in time')}", *told]
    read = next((article for article in finding.articles if article.words), None)
    if read is not None:
        told.append(f"article read: {read.words} words, {'dated' if read.dated else 'no date'}")
    elif finding.articles:
        told.append(f"article not read: {_said(finding.articles[0].fate)}")
    return "".join(letter for letter in "; ".join(told) if letter.isascii() and letter.isprintable())


def read_text(file: Path) -> str:
    """The text of an outlet file, with its byte-order mark and line ends. Raises OutletFileError."""
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise OutletFileError(tr("{file} cannot be read: {reason}").format(file=file, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise OutletFileError(tr("{file} is not UTF-8 text; save it as UTF-8").format(file=file)) from error


def replace_file(file: Path, text: str, outlets: Sequence[Outlet]) -> None:
    """Replace the file by the text in one step, with its permissions kept, if the text gives exactly these outlets and no new fault.

    Raises OutletFileError, with the first new fault if there is one; the file then stays as it is.
    """
    target = file.resolve()
    written: Path | None = None
    try:
        # Not named .yaml: whoever reads the folder meanwhile must not see it.
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
    known = {(fault.field, fault.message) for fault in load_outlets([file])[1]} if file.exists() else set()
    found, faults = load_outlets([written])
    new = next((fault for fault in faults if (fault.field, fault.message) not in known), None)
    if new is not None:
        raise OutletFileError(f"{file}:{new.line}: " + (f"{new.field}: " if new.field else "") + new.message)
    if found != list(outlets):
        raise OutletFileError(tr("{file} was not changed: it would not read as it was meant").format(file=file))


def _way_words(way: WaySeen) -> str:
    """One source: "feed answered: 20 entries, 36 h deep, dated". Its path is added if the file does not name it or if it gave nothing."""
    place = way.kind.value if way.served and way.named else f"{way.kind} {urlsplit(way.url).path or '/'}"
    if not way.entries:
        return f"{place}: {'nothing found' if way.fate == 'empty' else _said(way.fate or '')}"
    words = f"{place} answered: {way.entries} {'entry' if way.entries == 1 else 'entries'}"
    if way.hours is not None:
        words += f", {way.hours:.0f} h deep"
    words += ", no dates" if not way.dated else ", dated" if way.dated > 0.95 else f", {way.dated:.0%} dated"
    return words + (", the newest older than a month" if way.stale else "") + (f" ({way.detail})" if way.detail else "")


def _said(code: str) -> str:
    return code.replace("_", " ")


def _meant(outlet: Outlet, finding: Finding, today: date) -> Outlet:
    """The outlet as it should be after the finding."""
    note = outlet.evidence.note if outlet.evidence else None
    values = {**outlet.model_dump(), "evidence": OutletEvidence(checked=today, by=BY, note=note, found=found_words(finding)).model_dump()}
    for way in finding.served:
        field = _FIELDS.get(way.kind)
        if field is None or way.named or clean(way.url) != way.url or identity(way.url) in _named(values, field):
            continue
        values[field] = (*values[field], {"url": way.url} if field == "sections" else way.url)
    return Outlet.model_validate(values)


def _named(values: dict[str, Any], field: str) -> set[str]:
    return {identity(value["url"] if isinstance(value, dict) else value) for value in values[field]}


def _changed(text: str, outlet: Outlet, meant: Outlet) -> str:
    """The text with the entry as meant, one change after the other. Raises YAMLError and LookupError if the entry cannot be found in it."""
    fields = list(Outlet.model_fields)
    for field in _FIELDS.values():
        for value in getattr(meant, field)[len(getattr(outlet, field)) :]:
            item = f"{{url: {quoted(value.url)}}}" if field == "sections" else quoted(value)
            text = with_item(text, _entry(text, outlet.name), field, item, fields)
    evidence = meant.evidence or OutletEvidence()
    told = {"checked": f"{evidence.checked}", "by": BY, "found": in_quotes(evidence.found or "")}
    if not isinstance(value_of(_entry(text, outlet.name), "evidence"), MappingNode):
        whole = ", ".join(f"{key}: {value}" for key, value in told.items())
        return with_value(text, _entry(text, outlet.name), "evidence", f"{{{whole}}}", fields)
    for key, value in told.items():
        node = value_of(_entry(text, outlet.name), "evidence")
        if isinstance(node, MappingNode) and getattr(outlet.evidence, key) != getattr(evidence, key):
            text = with_value(text, node, key, value, list(OutletEvidence.model_fields))
    return text


def _entry(text: str, name: str) -> MappingNode:
    entry = entry_of(text, name)
    if entry is None:
        raise LookupError(name)
    return entry
