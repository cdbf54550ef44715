"""What a run is requested to do: its outlets or files."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from records.country import home
from records.errors import OutletFileError, SettingsError
from records.i18n import tr
from records.model import Period
from records.settings import read_settings
from spiders.config.files import OUTLETS, OutletFault, load_outlets, own_file
from spiders.config.schema import Outlet

# The data folder of a Prefect worker, which starts each flow in a folder that it removes afterwards.


def require_lasting_data(environment: Mapping[str, str], deployment: str | None) -> None:
    """Raise SettingsError if a deployment would lose its evidence with that folder. `deployment`: its id; None outside of a worker."""
    if deployment and not Path(environment.get("QORGAN_DATA", "")).is_absolute():
        words = tr("QORGAN_DATA: a worker of Prefect's runs in a folder that is removed afterwards; give it the data folder as a whole path, /srv/…")
        raise SettingsError(words)


# The outlets of a run: names, regions or files.


@dataclass(frozen=True)
class Selection:
    """The outlets of a run, their files, and the faults in those files."""

    outlets: tuple[Outlet, ...]
    files: tuple[Path, ...]
    faults: tuple[OutletFault, ...]


def outlet_selection(requested: Sequence[str], extra_words: Sequence[str] = ()) -> Selection:
    """Return the outlets for names (`kz_time`), regions (`KZ-35`) and files (`my.yaml`); all shipped and desk outlets if nothing is named.

    An entry that was changed at the desk takes precedence, also if a file names the outlet. Raises OutletFileError for an unknown word, with the most
    similar valid one. `extra_words` are words that the caller accepts in addition.
    """
    files = [Path(word) for word in requested if is_file(word)]
    words = [word for word in requested if not is_file(word)]
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
        available = _living({**{outlet.name: outlet for outlet in shipped}, **changed}.values())
        for outlet in available if not words else [outlet for word in words for outlet in _matching(word, available, extra_words)]:
            chosen[outlet.name] = outlet
    return Selection(tuple(chosen.values()), (*([own] if changed else []), *files), tuple(faults))


def _living(outlets: Iterable[Outlet]) -> list[Outlet]:
    """Return the outlets that are not closed, by name."""
    return sorted((outlet for outlet in outlets if outlet.dead is None), key=lambda outlet: outlet.name)


def _matching(word: str, outlets: Sequence[Outlet], extra_words: Sequence[str]) -> list[Outlet]:
    matches = [outlet for outlet in outlets if word in (outlet.name, outlet.region)]
    if matches or word in home().regions:
        return matches
    names = [outlet.name for outlet in outlets]
    near = difflib.get_close_matches(word, [*names, *home().regions, *extra_words], n=1)
    hint = tr("did you mean {near}?").format(near=near[0]) if near else tr("`qorgan outlets` lists them")
    raise OutletFileError(tr("{word} is no outlet, region or file; {hint}").format(word=word, hint=hint))


def is_file(word: str) -> bool:
    """Return whether a word names an outlet file, and not an outlet or region."""
    return word.endswith((".yaml", ".yml")) or "/" in word


@dataclass(frozen=True)
class RunRequest:
    """One run: over `outlets` (names, regions or files; all when empty), or `warcs` to replay, or `pages` as tips, or the `missing` pages of our own
    evidence.

    `every_minutes` is the schedule's interval: then only outlets that are due are visited.
    """

    outlets: tuple[str, ...] = ()
    period: Period = Period()
    limit_minutes: float = 30.0
    warcs: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    every_minutes: float | None = None
    all_hosts: bool = False
    again: bool = False
    missing: bool = False

    @property
    def kind(self) -> str:
        """The kind of the run in `runs`."""
        return "replay" if self.warcs or self.missing else "add" if self.pages else "run"
