"""`qorgan db upgrade`: brings the database to this version."""

import typer

from records.i18n import tr


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    db = typer.Typer(help=tr("The database. Example: qorgan db upgrade"), no_args_is_help=True)
    db.command("upgrade", help=tr("Bring the tables to this version; safe to repeat. Example: qorgan db upgrade"))(upgrade)
    app.add_typer(db, name="db")


def upgrade() -> None:
    """Bring the tables to this version."""
    from flows.terminal import err
    from records import database
    from records.settings import read_settings

    version = database.upgrade(database.open_engine(read_settings().database))
    err.print(tr("The database is at version {version}.").format(version=version))
