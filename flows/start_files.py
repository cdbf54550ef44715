"""What an installation from a wheel needs in a folder of its own, and a checkout has already: settings, the deployment for Prefect, Scrapy's project
file, units for systemd. They lie in `flows/start`; there they are links to the files of the checkout, and a wheel has their contents."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from records.durable_files import make_folder, write_file
from records.errors import QorganError
from records.fault_names import reason
from records.i18n import tr

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
