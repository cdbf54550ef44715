"""`qorgan db`: brings the database to this version, and says what its roles may do."""

from typing import Annotated

import typer

from records.i18n import tr


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    db = typer.Typer(help=tr("The database. Example: qorgan db upgrade"), no_args_is_help=True)
    db.command("upgrade", help=tr("Bring the tables to this version; safe to repeat. Example: qorgan db upgrade"))(upgrade)
    grants_words = tr(
        "Print the SQL that gives a PostgreSQL role what runs and desk need, and no more. Example: qorgan db grants qorgan_run | psql qorgan"
    )
    db.command("grants", help=grants_words)(grants)
    app.add_typer(db, name="db")


def upgrade() -> None:
    """Bring the tables to this version."""
    from flows.terminal import err
    from records import database
    from records.settings import read_settings

    version = database.upgrade(database.open_engine(read_settings().database))
    err.print(tr("The database is at version {version}.").format(version=version))


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
