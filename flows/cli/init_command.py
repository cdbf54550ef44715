"""`qorgan init`: creates a folder in which an installation from a wheel works as a checkout does.

It writes the files that a checkout has already: settings, the deployment for Prefect, Scrapy's project file, units for systemd. They are in
`flows/start`; in a checkout those are links, and a wheel has their contents.
"""

import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from records.error_translation import error_reason
from records.errors import QorganError
from records.files import make_folder, write_file
from records.i18n import tr

_SOURCE = Path(__file__).parent.parent / "start"
# As in the units of a checkout (docs/operating.md).
_UNIT_PROGRAM, _UNIT_FOLDER = "/opt/qorgan/.venv/bin/qorgan", "WorkingDirectory=/opt/qorgan"
_UNITS = frozenset((".service", ".timer"))
ENV_EXAMPLE = ".env.example"
# Units of systemd see nothing below these (ProtectHome=).
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))


class StartFile(NamedTuple):
    """A file of the new folder, by its relative name. `written` is False for an existing one, which is left unchanged."""

    name: str
    written: bool


class NoStartFolder(QorganError):
    """The folder cannot be created or written to."""


def write_start_files(folder: Path, program: Path) -> list[StartFile]:
    """Create the folder and write the missing files. `program` is the `qorgan` that the units start. Raises NoStartFolder."""
    try:
        make_folder(folder)
        written = []
        for name, content in _contents(folder.resolve(), program):
            make_folder((folder / name).parent)
            written.append(StartFile(name, write_file(folder / name, content.encode(), replace=False)))
    except OSError as error:
        raise NoStartFolder(f"{folder}: {error_reason(error)}") from error
    return written


def _contents(folder: Path, program: Path) -> Iterator[tuple[str, str]]:
    yield ENV_EXAMPLE, _env_example()
    for source in sorted(_SOURCE.rglob("*")):
        if source.is_file():
            text = source.read_text(encoding="utf-8")
            if source.suffix in _UNITS:
                text = text.replace(_UNIT_PROGRAM, str(program)).replace(_UNIT_FOLDER, f"WorkingDirectory={folder}")
            yield source.relative_to(_SOURCE).as_posix(), text


def _env_example() -> str:
    """Return the settings that most installations need, each with its meaning, none of them set."""
    meanings = {
        "QORGAN_CONTACT": tr("address in the user agent, so that outlets can reach you"),
        "QORGAN_DATA": tr("folder of database, evidence and logs; `var` if not set"),
        "QORGAN_LANG": tr("language of messages: kk, ru or en; the system's if not set"),
        "QORGAN_DATABASE_URL": tr("PostgreSQL (postgresql+psycopg://user@host/name); SQLite in the data folder if not set"),
        "QORGAN_NOTIFY": tr("where notices go, separated by spaces: mailto://…, tgram://…"),
        "QORGAN_ORIGIN": tr("public address of the desk, as soon as other machines reach it: https://desk.example.org"),
    }
    head = tr("Copy this file to .env and set what you need. Every setting: docs/settings.md.")
    return f"# {head}\n" + "".join(f"\n# {words}\n# {name}=\n" for name, words in meanings.items())


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=tr("folder; it may be there already, and no file in it is overwritten"))],
) -> None:
    """Say of each file whether it was written, and what to do next."""
    program = Path(sysconfig.get_path("scripts")) / "qorgan"
    for name, written in write_start_files(folder, program):
        words = tr("{file}: written") if written else tr("{file}: is there already, left as it is")
        print(words.format(file=folder / name))
    if any(home in path.parents for home in _HOMES for path in (folder.resolve(), program.resolve())):
        print(tr("The units of systemd see no home folders; to use them, install into a place such as /opt/qorgan."))
    print()
    print(
        tr("Next: cd {folder}; copy {example} to .env and set what you need; qorgan run --outlets sample").format(folder=folder, example=ENV_EXAMPLE)
    )
