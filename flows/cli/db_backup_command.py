"""`qorgan db backup`, `restore` and `check`: a copy of everything, putting it back, and looking through a copy or the database itself."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from records.i18n import ntr, tr

if TYPE_CHECKING:
    from flows.backup.backup_manifest import Manifest

_MOST = 50


def add_to(db: typer.Typer) -> None:
    """Register the commands."""
    words = tr(
        "Back up the records, the evidence and the other data into a folder, while the desk and a run go on; repeat it into the same folder."
        " Example: qorgan db backup /mnt/backup/qorgan"
    )
    db.command("backup", help=words)(backup)
    words = tr("Check a backup and put it into an empty data folder. Example: QORGAN_DATA=/var/lib/qorgan qorgan db restore /mnt/backup/qorgan")
    db.command("restore", help=words)(restore)
    words = tr("Look through the database alone, or through a backup with all its files. Example: qorgan db check /mnt/backup/qorgan")
    db.command("check", help=words)(check)


def backup(folder: Annotated[Path, typer.Argument(metavar="FILE", help=tr("folder of the backup; it is made"))]) -> None:
    """Back up into a folder. Exit 1 if something could not be taken; the rest was."""
    from flows.backup.make_backup import make_backup
    from flows.cli.progress_bar import counting
    from pipelines.evidence.evidence_files import evidence_files
    from records.database import open_database
    from records.settings import read_settings

    settings = read_settings()
    engine = open_database(settings.database)
    total = sum(path.stat().st_size for path in evidence_files(settings.evidence))
    with counting(tr("evidence"), total, sizes=True) as passed:
        made = make_backup(engine, settings, folder, datetime.now(UTC), passed)
    engine.dispose()
    words = tr("Backed up into {folder}: {what}, {size} MB of it new; head {head}")
    print(words.format(folder=folder, what=_what(made.manifest), size=f"{made.new_bytes / 1e6:,.1f}", head=_head(made.manifest)))
    if made.renewed:
        words = ntr(
            "{n} file of the backup was damaged and is copied anew; look at the disk: {files}",
            "{n} files of the backup were damaged and are copied anew; look at the disk: {files}",
            len(made.renewed),
        )
        print(words.format(n=len(made.renewed), files=", ".join(made.renewed[:_MOST])))
    _end(made.faults)


def restore(folder: Annotated[Path, typer.Argument(metavar="FILE", help=tr("folder of the backup"))]) -> None:
    """Restore a backup into the data folder and the database of the settings, both of which must be empty."""
    from flows.backup.restore import check_backup, require_empty
    from flows.backup.restore import restore as put_back
    from flows.cli.progress_bar import counting
    from records.settings import read_settings

    settings = read_settings()
    require_empty(settings)
    with counting(tr("checking"), _size(folder), sizes=True) as passed:
        looked = check_backup(folder, passed)
    if looked.faults:
        print(tr("Nothing was restored, because the backup is not whole:"))
        _end(looked.faults)
    with counting(tr("restoring"), looked.manifest.bytes, sizes=True) as passed:
        put_back(folder, looked.manifest, settings, passed)
    words = tr("Restored into {folder}: {what}, as of {moment} UTC; head {head}. Now run: qorgan verify")
    moment = f"{datetime.fromisoformat(looked.manifest.made_at).astimezone(UTC):%Y-%m-%d %H:%M}"
    print(words.format(folder=settings.data, what=_what(looked.manifest), moment=moment, head=_head(looked.manifest)))


def check(folder: Annotated[Path | None, typer.Argument(metavar="[FILE]", help=tr("folder of a backup; the database if not given"))] = None) -> None:
    """Print one line if all is in order. Otherwise print each fault on a line, and exit 1."""
    if folder is None:
        _check_database()
        return
    from flows.backup.restore import check_backup
    from flows.cli.progress_bar import counting
    from flows.terminal import err

    with counting(tr("checking"), _size(folder), sizes=True) as passed:
        looked = check_backup(folder, passed)
    if not looked.faults:
        print(tr("The backup is whole: {what}; head {head}").format(what=_what(looked.manifest), head=_head(looked.manifest)))
    else:
        words = tr("If the data themselves are whole: move the damaged files out of the backup, then run `qorgan db backup`, which copies them anew.")
        err.print(words, markup=False, highlight=False, soft_wrap=True)
    _end(looked.faults)


def _check_database() -> None:
    from records.database import at_one_moment, open_database, open_for_reading
    from records.database_check import ReadBack, content_faults, structure_faults
    from records.schema_version import schema_versions
    from records.settings import read_settings

    url = read_settings().database
    engine = open_for_reading(url)
    found: list[str] = []
    read = ReadBack()
    with at_one_moment(engine) as session:
        damaged = structure_faults(session, found.append)
    if not damaged:
        engine.dispose()
        engine = open_database(url)
        with at_one_moment(engine) as session:
            read = content_faults(session, found.append)
    version = schema_versions(engine)[0] if not found else None
    engine.dispose()
    if not found:
        tables = ntr("{n} table", "{n} tables", read.tables).format(n=read.tables)
        rows = ntr("{n} row", "{n} rows", read.rows).format(n=f"{read.rows:,}")
        print(tr("The database is whole: version {version}, {tables}, {rows}").format(version=version, tables=tables, rows=rows))
    _end(found)


def _size(folder: Path) -> int:
    from flows.backup.backup_manifest import read_manifest

    return read_manifest(folder).bytes


def _what(manifest: "Manifest") -> str:
    files = ntr("{n} file", "{n} files", len(manifest.files)).format(n=f"{len(manifest.files):,}")
    return tr("{files}, {size} MB").format(files=files, size=f"{manifest.bytes / 1e6:,.1f}")


def _head(manifest: "Manifest") -> str:
    return str(manifest.head) if manifest.head else tr("none yet")


def _end(faults: Sequence[str]) -> None:
    for line in faults[:_MOST]:
        print(line)
    if len(faults) > _MOST:
        print(tr("and {n} more").format(n=len(faults) - _MOST))
    if faults:
        raise typer.Exit(1)
