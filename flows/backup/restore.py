"""Puts a backup back: into an empty data folder on any path, and into SQLite or an empty PostgreSQL database, whichever the settings name."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url

from flows.backup.backup_manifest import Manifest, manifest_faults, read_manifest
from flows.backup.database_file import look_through
from flows.backup.kept_files import copy_file
from flows.backup.sqlite_files import journals
from records.database import at_one_moment, open_database, open_engine, upgrade
from records.database_copy import copy_database, prepare_target
from records.errors import CopyFailed
from records.i18n import tr
from records.ledger import ledger_verify
from records.settings import Settings

Passed = Callable[[int], None]
# What a command itself makes in a data folder before it does anything.
_EMPTY = frozenset({"logs", "prefect"})


@dataclass(frozen=True)
class BackupChecked:
    """A backup that was looked through, and its faults in words."""

    manifest: Manifest
    faults: tuple[str, ...]


def check_backup(folder: Path, passed: Passed = lambda _bytes: None) -> BackupChecked:
    """Read all of a backup: each file against its SHA-256, and the database to its end. Raises CopyFailed if there is none."""
    manifest = read_manifest(folder)
    faults = list(manifest_faults(folder, manifest, passed))
    if not faults:
        looked = look_through(folder / manifest.files[manifest.database].stored)
        faults += looked.faults
        if looked.head != manifest.head:
            faults.append(tr("the ledger of the backup ends elsewhere than its manifest says"))
    return BackupChecked(manifest, tuple(faults))


def require_empty(settings: Settings) -> None:
    """Raises CopyFailed if the data folder holds anything."""
    held = sorted(path.name for path in settings.data.iterdir() if path.name not in _EMPTY) if settings.data.is_dir() else []
    if held:
        words = tr("{folder} is not empty ({name}); restore into an empty folder (QORGAN_DATA)")
        raise CopyFailed(words.format(folder=settings.data, name=held[0]))


def restore(folder: Path, manifest: Manifest, settings: Settings, passed: Passed = lambda _bytes: None) -> None:
    """Put a backup that was checked into the empty data folder. The records come last, so what broke off holds no records.

    Each file is read back and compared. Raises CopyFailed for a folder or a database that is not empty.
    """
    require_empty(settings)
    address = make_url(settings.database)
    target = open_engine(settings.database) if address.get_backend_name() != "sqlite" else None
    if target is not None:
        prepare_target(target)
    # SQLite would play a journal that another database left into the restored one.
    database = Path(str(address.database)).absolute()
    place = [] if target is not None else [database, *journals(database)]
    for file in place:
        if file.exists():
            raise CopyFailed(tr("{file} is there already; restore where no database is").format(file=file))
    for name, one in sorted(manifest.files.items()):
        # A backup of an earlier version may hold a database that lay beside the records of a server.
        if name != manifest.database and (settings.data / name).absolute() not in place:
            copy_file(folder / one.stored, settings.data / name, one.bytes, one.sha256)
            passed(one.bytes)
    one = manifest.files[manifest.database]
    if target is not None:
        _restore_to_server(folder / one.stored, target)
    else:
        copy_file(folder / one.stored, Path(str(address.database)), one.bytes, one.sha256)
    passed(one.bytes)
    engine = target or open_database(settings.database)
    with at_one_moment(engine) as session:
        found: list[str] = []
        head = ledger_verify.walk(session, found.append).head
    engine.dispose()
    if found or head != manifest.head:
        raise CopyFailed(tr("what was restored is not what was backed up: {fault}").format(fault=found[0] if found else head))


def _restore_to_server(file: Path, target: Engine) -> None:
    """Through a copy of the file, which is brought to this version."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "records.db"
        copy_file(file, copy)
        source = open_engine(f"sqlite:///{copy}")
        upgrade(source)
        with at_one_moment(source) as session:
            copy_database(session, target)
        source.dispose()
