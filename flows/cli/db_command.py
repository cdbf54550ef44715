"""`qorgan db`: brings the database to this version, copies it into another, and says what its roles may do."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli import db_backup_command, search_index_command
from records.i18n import ntr, tr


def add_to(app: typer.Typer) -> None:
    """Register the commands with the application."""
    db = typer.Typer(help=tr("The database. Example: qorgan db upgrade"), no_args_is_help=True)
    db.command("upgrade", help=tr("Bring the tables to this version; safe to repeat. Example: qorgan db upgrade"))(upgrade)
    grants_words = tr(
        "Print the SQL that gives a PostgreSQL role what runs and desk need, and no more. Example: qorgan db grants qorgan_run | psql qorgan"
    )
    db.command("grants", help=grants_words)(grants)
    db_backup_command.add_to(db)
    search_index_command.add_to(db)
    words = tr(
        "Copy all records into an empty database of the other kind, and compare both. Example: qorgan db copy --to postgresql+psycopg://qorgan@localhost/qorgan"
    )
    db.command("copy", help=words)(copy)
    app.add_typer(db, name="db")


def upgrade() -> None:
    """Bring the tables to this version, then the records that an earlier one wrote."""
    from flows.terminal import err
    from records import database
    from records.incidents.old_texts import vouch_for_old_texts
    from records.review.old_confirmations import describe_old_drafts, number_old_confirmations
    from records.settings import read_settings

    engine = database.open_engine(read_settings().database)
    version = database.upgrade(engine)
    err.print(tr("The database is at version {version}.").format(version=version))
    with database.write_transaction(engine) as session:
        describe_old_drafts(session)
        numbers, lacking = number_old_confirmations(session, who="qorgan db upgrade", now=datetime.now(UTC))
        vouched = vouch_for_old_texts(session, who="qorgan db upgrade", now=datetime.now(UTC))
    engine.dispose()
    if vouched:
        words = ntr(
            "{n} incident has texts that somebody wrote before texts had states; they count as checked by whom the ledger names",
            "{n} incidents have texts that somebody wrote before texts had states; they count as checked by whom the ledger names",
            len(vouched),
        )
        err.print(words.format(n=len(vouched)))
    if numbers:
        words = ntr(
            "{n} confirmed draft of an earlier version got its number: {numbers}",
            "{n} confirmed drafts of an earlier version got their numbers: {numbers}",
            len(numbers),
        )
        err.print(words.format(n=len(numbers), numbers=", ".join(numbers)))
    for one in lacking:
        words = tr("draft {draft} is confirmed, but cannot be given a number ({reason}); undo its confirmation, then confirm it with what it lacks")
        err.print(words.format(draft=one.draft, reason=one.reason))


def grants(role: Annotated[str, typer.Argument(help=tr("the role under which runs and desk work"))]) -> None:
    """Print statements for the owner of the tables. Nothing is changed here."""
    from sqlalchemy import make_url

    from records.errors import SettingsError
    from records.grants import grant_statements
    from records.settings import read_settings

    url = make_url(read_settings().database)
    if url.get_backend_name() != "postgresql" or not url.database:
        raise SettingsError(tr("QORGAN_DATABASE_URL names no PostgreSQL database; only there are roles"))
    print("\n".join(grant_statements(role, url.database)))


def copy(to: Annotated[str, typer.Option("--to", metavar="URL", help=tr("address of the empty database, as in QORGAN_DATABASE_URL"))]) -> None:
    """Copy the records from the database of the settings into another. It says on stdout where the copy ends."""
    from flows.cli.progress_bar import counting
    from records.database import at_one_moment, open_database, open_engine
    from records.database_copy import copy_database, count_rows, prepare_target
    from records.settings import read_settings

    source, target = open_database(read_settings().database), open_engine(to, "--to")
    prepare_target(target)
    with at_one_moment(source) as session, counting(tr("rows"), count_rows(session)) as passed:
        copied = copy_database(session, target, passed)
    for engine in (source, target):
        engine.dispose()
    head = str(copied.head) if copied.head else tr("none yet")
    tables = ntr("{n} table", "{n} tables", copied.tables).format(n=copied.tables)
    rows = ntr("{n} row", "{n} rows", copied.rows).format(n=f"{copied.rows:,}")
    print(tr("Copied and compared: {tables}, {rows}; head {head}").format(tables=tables, rows=rows, head=head))
