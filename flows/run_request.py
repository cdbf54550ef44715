"""What a run is asked to do."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from records.country import home
from records.errors import OutletFileError, QorganError, SettingsError
from records.fault_names import reason
from records.files import make_folder, write_file
from records.i18n import tr
from records.model import Period
from records.settings import read_settings
from spiders.config.files import OUTLETS, OutletFault, load_outlets, own_file
from spiders.config.schema import Outlet

# Where a worker of Prefect's keeps its data: it starts each flow in a folder that it removes afterwards.


def require_lasting_data(environment: Mapping[str, str], deployment: str | None) -> None:
    """Raises SettingsError where a deployment is run and its evidence would go with that folder. `deployment`: its id; None outside of a worker."""
    if deployment and not Path(environment.get("QORGAN_DATA", "")).is_absolute():
        words = tr("QORGAN_DATA: a worker of Prefect's runs in a folder that is removed afterwards; give it the data folder as a whole path, /srv/…")
        raise SettingsError(words)


# What an installation from a wheel needs in a folder of its own, and a checkout has already: settings, the deployment for Prefect, Scrapy's project
# file, units for systemd. They lie in `flows/start`; there they are links to the files of the checkout, and a wheel has their contents.

_SOURCE = Path(__file__).parent / "start"
# As the units of a checkout have them (docs/operating.md).
_UNIT_PROGRAM, _UNIT_FOLDER = "/opt/qorgan/.venv/bin/qorgan", "WorkingDirectory=/opt/qorgan"
_UNITS = frozenset((".service", ".timer"))
ENV_EXAMPLE = ".env.example"


class StartFile(NamedTuple):
    """A file of the new folder, named from there. `written` is False for one that was there already: it stays as it is."""

    name: str
    written: bool


class NoStartFolder(QorganError):
    """The folder cannot be made or written to."""


def write_start_files(folder: Path, program: Path) -> list[StartFile]:
    """Make the folder and put into it what is not there yet. `program` is the `qorgan` that the units are to start. Raises NoStartFolder."""
    try:
        make_folder(folder)
        found = []
        for name, content in _contents(folder.resolve(), program):
            make_folder((folder / name).parent)
            found.append(StartFile(name, write_file(folder / name, content.encode(), replace=False)))
    except OSError as error:
        raise NoStartFolder(f"{folder}: {reason(error)}") from error
    return found


def _contents(folder: Path, program: Path) -> Iterator[tuple[str, str]]:
    yield ENV_EXAMPLE, _env_example()
    for source in sorted(_SOURCE.rglob("*")):
        if source.is_file():
            text = source.read_text(encoding="utf-8")
            if source.suffix in _UNITS:
                text = text.replace(_UNIT_PROGRAM, str(program)).replace(_UNIT_FOLDER, f"WorkingDirectory={folder}")
            yield source.relative_to(_SOURCE).as_posix(), text


def _env_example() -> str:
    """The settings that most installations want, each with what it means, none of them set."""
    known = {
        "QORGAN_CONTACT": tr("address in the user agent, so that outlets can reach you"),
        "QORGAN_DATA": tr("folder of database, evidence and logs; `var` if not set"),
        "QORGAN_LANG": tr("language of messages: kk, ru or en; the system's if not set"),
        "QORGAN_DATABASE_URL": tr("PostgreSQL (postgresql+psycopg://user@host/name); SQLite in the data folder if not set"),
        "QORGAN_NOTIFY": tr("where notices go, separated by spaces: mailto://…, tgram://…"),
        "QORGAN_ORIGIN": tr("public address of the desk, as soon as other machines reach it: https://desk.example.org"),
    }
    head = tr("Copy this file to .env and set what you need. Every setting: docs/contracts.md, section 2.")
    return f"# {head}\n" + "".join(f"\n# {words}\n# {name}=\n" for name, words in known.items())


# Which outlets a run is about: names, regions or files.


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


@dataclass(frozen=True)
class RunRequest:
    """One run: over `outlets` (names, regions or files; all when empty), or `warcs` to replay, or `pages` to take by hand, or what is
    `missing` of our own evidence.

    `every_minutes` is the schedule's interval: then only outlets whose turn it is are visited.
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
        """What the run is called in `runs`."""
        return "replay" if self.warcs or self.missing else "add" if self.pages else "run"
