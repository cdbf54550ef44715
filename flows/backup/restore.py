"""Restoring a backup into an empty data folder and into SQLite or an empty PostgreSQL database, and checking a backup and its manifest."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from flows.backup.verified_copy import BackupFile, copy_file, digest_of
from records.database import consistent_read_session, is_current, open_database, open_engine, open_read_only, upgrade
from records.database_check import content_faults, copy_database, prepare_target, structure_faults
from records.error_translation import error_reason, translate_error
from records.errors import CopyFailed, DatabaseDamaged, DiskFull, QorganError
from records.files import sync_folder, write_file
from records.i18n import tr
from records.ledger import verify
from records.ledger.verify import Head
from records.settings import Settings

# The manifest of a backup: its contents, and whether the files still match.

MANIFEST = "manifest.json"
_FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup: the database's file, and every file by its name in the data folder."""

    made_at: str
    revision: str
    database: str
    head: Head | None
    files: dict[str, BackupFile]
    round: int = 0
    """How many backups into this folder came before; it chooses the files that are read again."""

    @property
    def bytes(self) -> int:
        """The total number of bytes."""
        return sum(file.bytes for file in self.files.values())


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest in a folder. Raises CopyFailed if there is none that can be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if content["format"] != _FORMAT:
            raise CopyFailed(tr("{folder} was written by a later version of Qorgan; restore it with that one").format(folder=folder))
        files = {name: BackupFile(entry["stored"], int(entry["bytes"]), str(entry["sha256"])) for name, entry in content["files"].items()}
        head = Head(int(content["head"]["id"]), content["head"]["hash"]) if content["head"] else None
        manifest = Manifest(content["made_at"], content["revision"], content["database"], head, files, int(content.get("round", 0)))
    except FileNotFoundError as error:
        raise CopyFailed(tr("{folder} holds no backup: it has no {file}").format(folder=folder, file=MANIFEST)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        words = tr("{file} cannot be read ({reason}); take another backup")
        raise CopyFailed(words.format(file=folder / MANIFEST, reason=error_reason(error))) from error
    for name, entry in manifest.files.items():
        # A manifest from elsewhere must not point outside the two folders.
        if not (_stays_inside(name) and _stays_inside(entry.stored)):
            raise CopyFailed(tr("{file} names a file outside its folder ({name}); it is none of ours").format(file=folder / MANIFEST, name=name))
    if manifest.database not in manifest.files:
        raise CopyFailed(tr("{file} cannot be read ({reason}); take another backup").format(file=folder / MANIFEST, reason=manifest.database))
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    content: dict[str, Any] = {
        "format": _FORMAT,
        "made_at": manifest.made_at,
        "revision": manifest.revision,
        "database": manifest.database,
        "head": {"id": manifest.head.id, "hash": manifest.head.hash} if manifest.head else None,
        "round": manifest.round,
        "files": {name: {"stored": entry.stored, "bytes": entry.bytes, "sha256": entry.sha256} for name, entry in sorted(manifest.files.items())},
    }
    write_file(folder / MANIFEST, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def manifest_faults(folder: Path, manifest: Manifest, passed: Callable[[int], None] = lambda _bytes: None) -> Iterator[str]:
    """Yield a message for each file that is missing, shorter, or does not match its SHA-256 in the manifest. It reads all of them."""
    for name, entry in sorted(manifest.files.items()):
        try:
            digest = digest_of(folder / entry.stored, entry.bytes)
        except OSError as error:
            yield tr("{file} cannot be read: {reason}").format(file=name, reason=error.strerror)
            continue
        if digest != entry.sha256:
            yield tr("{file} is not the file whose SHA-256 stands in the manifest").format(file=name)
        passed(entry.bytes)


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and path.parts != ()


# SQLite files by their content, and the journals next to them: they must not be copied as plain files, because SQLite would replay them.

_BEGINNING = b"SQLite format 3\0"
_JOURNALS = ("-wal", "-shm", "-journal")


def journals(database: Path) -> tuple[Path, ...]:
    """Return where SQLite looks for the journals of a database. It applies them even if another database left them."""
    return tuple(database.with_name(database.name + ending) for ending in _JOURNALS)


def journal_of(path: Path) -> Path | None:
    """Return the database to which a file is a journal by its name, whether that exists or not; None for other files."""
    return next((path.with_name(path.name.removesuffix(ending)) for ending in _JOURNALS if path.name.endswith(ending)), None)


def is_sqlite(path: Path) -> bool:
    """Return whether a file is an SQLite database. A new one is empty until its first commit and does not count."""
    if not path.is_file():
        return False
    with open(path, "rb") as stream:
        return stream.read(len(_BEGINNING)) == _BEGINNING


# The database of a backup: all records in one SQLite file, written while the desk and a run continue, and checked before it counts.


@dataclass(frozen=True)
class DatabaseCheck:
    """The result of checking a database: the head of its ledger, and its faults as messages."""

    head: Head | None
    faults: tuple[str, ...]


def write_database(engine: Engine, target: Path) -> None:
    """Write all current records into a new SQLite file.

    Raises CopyFailed for a damaged database, or the named error that prevents the writing; then no file is left.
    """
    try:
        if engine.dialect.name == "sqlite":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                # One read-only transaction: others read and write meanwhile. Deleted data is not copied.
                connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
        else:
            _write_from_server(engine, target)
    except DBAPIError as error:
        target.unlink(missing_ok=True)
        raise _hindrance(error, target.parent) from error
    except QorganError:
        target.unlink(missing_ok=True)
        raise
    with open(target, "r+b") as stream:
        os.fchmod(stream.fileno(), 0o600)
        os.fsync(stream.fileno())
    sync_folder(target.parent)


def _hindrance(error: DBAPIError, folder: Path) -> QorganError:
    """Return the error for a failed copy. It refers to `qorgan verify` only if the fault is in the records."""
    translated = translate_error(error)
    if isinstance(translated, DiskFull) and isinstance(error.orig, sqlite3.Error):
        # The records are only read here, so the full disk is that of the backup.
        return DiskFull(tr("the disk is full ({path}); free some space and run again").format(path=folder))
    if translated is not None and not isinstance(translated, DatabaseDamaged):
        return translated
    return CopyFailed(tr("the database cannot be copied ({reason}); `qorgan verify` tells more").format(reason=error_reason(error)))


def _write_from_server(engine: Engine, target: Path) -> None:
    copy = open_engine(f"sqlite:///{target}")
    try:
        upgrade(copy)
        with consistent_read_session(engine) as session:
            copy_database(session, copy)
    finally:
        copy.dispose()
    with closing(sqlite3.connect(target)) as connection:
        # As one file without a journal it can be read where nothing can be written.
        connection.execute("PRAGMA journal_mode=DELETE")


def check_database_file(file: Path) -> DatabaseCheck:
    """Read a database file to its end without changing it: structure, ledger, and every value if its tables are of this version.

    Raises DatabaseVersionMismatch for a version that cannot be upgraded to this one.
    """
    faults: list[str] = []
    engine = open_read_only(file)
    head: Head | None = None
    try:
        with Session(engine) as session:
            if structure_faults(session, faults.append) == 0:
                current = is_current(engine)
                head = verify.verify_chain(session, faults.append).head
                if current:
                    content_faults(session, faults.append)
    finally:
        engine.dispose()
    return DatabaseCheck(head, tuple(faults))


# What a command itself creates in a data folder before it does anything.
_EMPTY = frozenset({"logs", "prefect"})


@dataclass(frozen=True)
class BackupChecked:
    """The result of checking a backup, with its faults as messages."""

    manifest: Manifest
    faults: tuple[str, ...]


def check_backup(folder: Path, passed: Callable[[int], None] = lambda _bytes: None) -> BackupChecked:
    """Read a whole backup: each file against its SHA-256, and the database to its end. Raises CopyFailed if there is none."""
    manifest = read_manifest(folder)
    faults = list(manifest_faults(folder, manifest, passed))
    if not faults:
        looked = check_database_file(folder / manifest.files[manifest.database].stored)
        faults += looked.faults
        if looked.head != manifest.head:
            faults.append(tr("the ledger of the backup ends elsewhere than its manifest says"))
    return BackupChecked(manifest, tuple(faults))


def require_empty(settings: Settings) -> None:
    """Raise CopyFailed if the data folder contains anything."""
    contents = sorted(path.name for path in settings.data.iterdir() if path.name not in _EMPTY) if settings.data.is_dir() else []
    if contents:
        words = tr("{folder} is not empty ({name}); restore into an empty folder (QORGAN_DATA)")
        raise CopyFailed(words.format(folder=settings.data, name=contents[0]))


def restore_backup(folder: Path, manifest: Manifest, settings: Settings, passed: Callable[[int], None] = lambda _bytes: None) -> None:
    """Restore a checked backup into the empty data folder. The records come last, so that an interrupted restore contains none.

    Each file is read back and compared. Raises CopyFailed for a folder or a database that is not empty.
    """
    require_empty(settings)
    address = make_url(settings.database)
    target = open_engine(settings.database) if address.get_backend_name() != "sqlite" else None
    if target is not None:
        prepare_target(target)
    # SQLite would replay a journal that another database left into the restored one.
    database = Path(str(address.database)).absolute()
    place = [] if target is not None else [database, *journals(database)]
    for file in place:
        if file.exists():
            raise CopyFailed(tr("{file} is there already; restore where no database is").format(file=file))
    for name, entry in sorted(manifest.files.items()):
        # Whatever a manifest names: nothing but the records comes to the place of the database and its journals.
        if name != manifest.database and (settings.data / name).absolute() not in place:
            copy_file(folder / entry.stored, settings.data / name, entry.bytes, entry.sha256)
            passed(entry.bytes)
    entry = manifest.files[manifest.database]
    if target is not None:
        _restore_to_server(folder / entry.stored, target)
    else:
        copy_file(folder / entry.stored, Path(str(address.database)), entry.bytes, entry.sha256)
    passed(entry.bytes)
    engine = target or open_database(settings.database)
    with consistent_read_session(engine) as session:
        faults: list[str] = []
        head = verify.verify_chain(session, faults.append).head
    engine.dispose()
    if faults or head != manifest.head:
        raise CopyFailed(tr("what was restored is not what was backed up: {fault}").format(fault=faults[0] if faults else head))


def _restore_to_server(file: Path, target: Engine) -> None:
    """Restore through a copy of the file, which is upgraded to this version first."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "records.db"
        copy_file(file, copy)
        source = open_engine(f"sqlite:///{copy}")
        upgrade(source)
        with consistent_read_session(source) as session:
            copy_database(session, target)
        source.dispose()
