"""`qorgan db`: upgrades the database, copies, backs up, restores and checks it, updates the search index, and prints the grants of its roles."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

from flows.backup.make import make_backup
from flows.backup.restore import Manifest, check_backup, read_manifest, require_empty, restore_backup
from flows.cli.progress_bar import show_progress
from flows.terminal import err
from pipelines.evidence.writer import evidence_files
from records import database
from records.database import consistent_read_session, open_database, open_engine, open_for_reading, read_session, schema_versions
from records.database_check import ReadBackResult, content_faults, copy_database, count_rows, prepare_target, structure_faults
from records.errors import SettingsError
from records.grants import grant_statements
from records.i18n import ntr, tr
from records.search import forget_index, index_all_batches, index_progress
from records.settings import read_settings

# `qorgan db index`: updates the search index, or rebuilds it.


def search_index(anew: Annotated[bool, typer.Option("--anew", help=tr("forget the index and make it from the beginning"))] = False) -> None:
    """Print how many stored texts can be found. It may be stopped at any moment, and goes on where it was."""
    engine = open_database(read_settings().database)
    if anew:
        forget_index(engine)
    with read_session(engine) as session:
        waiting = index_progress(session).waiting
    with show_progress(tr("texts"), waiting) as passed:
        for done in index_all_batches(engine):
            passed(done)
    with read_session(engine) as session:
        searchable = index_progress(session).found
    engine.dispose()
    print(ntr("{n} stored text can be searched", "{n} stored texts can be searched", searchable).format(n=f"{searchable:,}"))


# `qorgan db backup`, `restore` and `check`: back up everything, restore it, and check a backup or the database itself.

_MOST = 50


def backup(folder: Annotated[Path, typer.Argument(metavar="FILE", help=tr("folder of the backup; it is made"))]) -> None:
    """Back up into a folder. Exit 1 if something could not be taken; the rest was."""
    settings = read_settings()
    engine = open_database(settings.database)
    total = sum(path.stat().st_size for path in evidence_files(settings.evidence))
    with show_progress(tr("evidence"), total, sizes=True) as passed:
        result = make_backup(engine, settings, folder, datetime.now(UTC), passed)
    engine.dispose()
    words = tr("Backed up into {folder}: {what}, {size} MB of it new; head {head}")
    print(words.format(folder=folder, what=_contents_words(result.manifest), size=f"{result.new_bytes / 1e6:,.1f}", head=_head(result.manifest)))
    if result.renewed:
        words = ntr(
            "{n} file of the backup was damaged and is copied anew; look at the disk: {files}",
            "{n} files of the backup were damaged and are copied anew; look at the disk: {files}",
            len(result.renewed),
        )
        print(words.format(n=len(result.renewed), files=", ".join(result.renewed[:_MOST])))
    _end(result.faults)


def restore(folder: Annotated[Path, typer.Argument(metavar="FILE", help=tr("folder of the backup"))]) -> None:
    """Restore a backup into the data folder and the database of the settings, both of which must be empty."""
    settings = read_settings()
    require_empty(settings)
    with show_progress(tr("checking"), _size(folder), sizes=True) as passed:
        looked = check_backup(folder, passed)
    if looked.faults:
        print(tr("Nothing was restored, because the backup is not whole:"))
        _end(looked.faults)
    with show_progress(tr("restoring"), looked.manifest.bytes, sizes=True) as passed:
        restore_backup(folder, looked.manifest, settings, passed)
    words = tr("Restored into {folder}: {what}, as of {moment} UTC; head {head}. Now run: qorgan verify")
    moment = f"{datetime.fromisoformat(looked.manifest.made_at).astimezone(UTC):%Y-%m-%d %H:%M}"
    print(words.format(folder=settings.data, what=_contents_words(looked.manifest), moment=moment, head=_head(looked.manifest)))


def check(folder: Annotated[Path | None, typer.Argument(metavar="[FILE]", help=tr("folder of a backup; the database if not given"))] = None) -> None:
    """Print one line if all is in order. Otherwise print each fault on a line, and exit 1."""
    if folder is None:
        _check_database()
        return

    with show_progress(tr("checking"), _size(folder), sizes=True) as passed:
        looked = check_backup(folder, passed)
    if not looked.faults:
        print(tr("The backup is whole: {what}; head {head}").format(what=_contents_words(looked.manifest), head=_head(looked.manifest)))
    else:
        words = tr("If the data themselves are whole: move the damaged files out of the backup, then run `qorgan db backup`, which copies them anew.")
        err.print(words, markup=False, highlight=False, soft_wrap=True)
    _end(looked.faults)


def _check_database() -> None:
    url = read_settings().database
    engine = open_for_reading(url)
    faults: list[str] = []
    read = ReadBackResult()
    with consistent_read_session(engine) as session:
        damaged = structure_faults(session, faults.append)
    if not damaged:
        engine.dispose()
        engine = open_database(url)
        with consistent_read_session(engine) as session:
            read = content_faults(session, faults.append)
    version = schema_versions(engine)[0] if not faults else None
    engine.dispose()
    if not faults:
        tables = ntr("{n} table", "{n} tables", read.tables).format(n=read.tables)
        rows = ntr("{n} row", "{n} rows", read.rows).format(n=f"{read.rows:,}")
        print(tr("The database is whole: version {version}, {tables}, {rows}").format(version=version, tables=tables, rows=rows))
    _end(faults)


def _size(folder: Path) -> int:
    return read_manifest(folder).bytes


def _contents_words(manifest: Manifest) -> str:
    files = ntr("{n} file", "{n} files", len(manifest.files)).format(n=f"{len(manifest.files):,}")
    return tr("{files}, {size} MB").format(files=files, size=f"{manifest.bytes / 1e6:,.1f}")


def _head(manifest: Manifest) -> str:
    return str(manifest.head) if manifest.head else tr("none yet")


def _end(faults: Sequence[str]) -> None:
    for line in faults[:_MOST]:
        print(line)
    if len(faults) > _MOST:
        print(tr("and {n} more").format(n=len(faults) - _MOST))
    if faults:
        raise typer.Exit(1)


def upgrade() -> None:
    """Bring the tables to this version, and print it on stderr."""
    engine = database.open_engine(read_settings().database)
    version = database.upgrade(engine)
    engine.dispose()
    err.print(tr("The database is at version {version}.").format(version=version))


def grants(role: Annotated[str, typer.Argument(help=tr("the role under which runs and desk work"))]) -> None:
    """Print statements for the owner of the tables. Nothing is changed here."""
    url = make_url(read_settings().database)
    if url.get_backend_name() != "postgresql" or not url.database:
        raise SettingsError(tr("QORGAN_DATABASE_URL names no PostgreSQL database; only there are roles"))
    print("\n".join(grant_statements(role, url.database)))


def copy(to: Annotated[str, typer.Option("--to", metavar="URL", help=tr("address of the empty database, as in QORGAN_DATABASE_URL"))]) -> None:
    """Copy the records from the database of the settings into another. It says on stdout where the copy ends."""
    source, target = open_database(read_settings().database), open_engine(to, "--to")
    prepare_target(target)
    with consistent_read_session(source) as session, show_progress(tr("rows"), count_rows(session)) as passed:
        copied = copy_database(session, target, passed)
    for engine in (source, target):
        engine.dispose()
    head = str(copied.head) if copied.head else tr("none yet")
    tables = ntr("{n} table", "{n} tables", copied.tables).format(n=copied.tables)
    rows = ntr("{n} row", "{n} rows", copied.rows).format(n=f"{copied.rows:,}")
    print(tr("Copied and compared: {tables}, {rows}; head {head}").format(tables=tables, rows=rows, head=head))


app = typer.Typer(no_args_is_help=True)
app.command("upgrade", help=tr("Bring the tables to this version; safe to repeat. Example: qorgan db upgrade"))(upgrade)
app.command(
    "grants",
    help=tr("Print the SQL that gives a PostgreSQL role what runs and desk need, and no more. Example: qorgan db grants qorgan_run | psql qorgan"),
)(grants)
app.command(
    "backup",
    help=tr(
        "Back up the records, the evidence and the other data into a folder, while the desk and a run go on; repeat it into the same folder."
        " Example: qorgan db backup /mnt/backup/qorgan"
    ),
)(backup)
app.command(
    "restore",
    help=tr("Check a backup and put it into an empty data folder. Example: QORGAN_DATA=/var/lib/qorgan qorgan db restore /mnt/backup/qorgan"),
)(restore)
app.command("check", help=tr("Look through the database alone, or through a backup with all its files. Example: qorgan db check /mnt/backup/qorgan"))(
    check
)
app.command(
    "index",
    help=tr(
        "Bring the index of the desk's search up to all articles. The running desk and every run do so by themselves. Example: qorgan db index --anew"
    ),
)(search_index)
app.command(
    "copy",
    help=tr(
        "Copy all records into an empty database of the other kind, and compare both. Example: qorgan db copy --to postgresql+psycopg://qorgan@localhost/qorgan"
    ),
)(copy)
