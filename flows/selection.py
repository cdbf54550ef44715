"""Which outlets a run is about: names, regions or files."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from records.country import home
from records.errors import OutletFileError
from records.i18n import tr
from records.settings import read_settings
from spiders.config.files import OUTLETS, OutletFault, load_outlets
from spiders.config.own_file import own_file
from spiders.config.schema import Outlet


@dataclass(frozen=True)
class Selection:
    """The outlets of a run, their files, and the faults in those files."""

    outlets: tuple[Outlet, ...]
    files: tuple[Path, ...]
    faults: tuple[OutletFault, ...]


def select(wanted: Sequence[str], others: Sequence[str] = ()) -> Selection:
    """Outlets by name (`kz_time`), region (`KZ-35`) or file (`my.yaml`). All of Qorgan's own, and those that were added at the desk, if nothing is named.

    An entry that was changed at the desk counts as it stands there, also where a file names the outlet. Raises OutletFileError for a word that is none of these, with the nearest right word. `others` are words that the caller takes besides.
    """
    files = [Path(word) for word in wanted if is_file(word)]
    words = [word for word in wanted if not is_file(word)]
    missing = next((file for file in files if not file.exists()), None)
    if missing is not None:
        raise OutletFileError(tr("there is no file {file}").format(file=missing))
    own = own_file(read_settings().data)
    of_desk, faults = load_outlets([own]) if own.is_file() else ([], [])
    changed = {outlet.name: outlet for outlet in of_desk}
    from_files, more = load_outlets(files) if files else ([], [])
    faults += more
    chosen = {outlet.name: outlet for outlet in _living([changed.get(outlet.name, outlet) for outlet in from_files])}
    if words or not files:
        shipped, more = load_outlets([OUTLETS])
        faults += more
        files.append(OUTLETS)
        known = _living({**{outlet.name: outlet for outlet in shipped}, **changed}.values())
        for outlet in known if not words else [outlet for word in words for outlet in _matching(word, known, others)]:
            chosen[outlet.name] = outlet
    return Selection(tuple(chosen.values()), (*([own] if changed else []), *files), tuple(faults))


def _living(outlets: Iterable[Outlet]) -> list[Outlet]:
    """Those that are not closed, by name."""
    return sorted((outlet for outlet in outlets if outlet.dead is None), key=lambda outlet: outlet.name)


def _matching(word: str, outlets: Sequence[Outlet], others: Sequence[str]) -> list[Outlet]:
    found = [outlet for outlet in outlets if word in (outlet.name, outlet.region)]
    if found or word in home().regions:
        return found
    names = [outlet.name for outlet in outlets]
    near = difflib.get_close_matches(word, [*names, *home().regions, *others], n=1)
    hint = tr("did you mean {near}?").format(near=near[0]) if near else tr("`qorgan outlets` lists them")
    raise OutletFileError(tr("{word} is no outlet, region or file; {hint}").format(word=word, hint=hint))


def is_file(word: str) -> bool:
    """Whether a word names an outlet file, and no outlet or region."""
    return word.endswith((".yaml", ".yml")) or "/" in word
