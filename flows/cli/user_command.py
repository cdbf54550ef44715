"""`qorgan user`: who may use the desk and the API."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from records.i18n import tr
from records.users import ROLE_LABELS, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_Name = Annotated[str, typer.Argument(help=tr("name of the user"))]
_Who = Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger; otherwise that of your account on this machine"))]
_Stdin = Annotated[bool, typer.Option("--password-stdin", help=tr("read the password from stdin"))]


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    words = tr("Who may use the desk and the API. Example: qorgan user add Aigul --role monitor")
    users = typer.Typer(help=words, no_args_is_help=True)
    users.command("add", help=tr("Add a user. Example: qorgan user add Aigul --role monitor"))(add)
    users.command("password", help=tr("Give a user another password. Example: qorgan user password Aigul"))(password)
    users.command("token", help=tr("Print a new token for the API, this once. Example: qorgan user token Aigul"))(token)
    users.command("list", help=tr("List the users. Example: qorgan user list"))(list_users)
    users.command("disable", help=tr("Sign a user out for good and revoke the tokens. Example: qorgan user disable Aigul"))(disable)
    app.add_typer(users, name="user")


def add(
    name: _Name,
    role: Annotated[Role, typer.Option(help=tr("monitor decides; editor also edits incidents; operator also mends outlets and manages users"))],
    password_stdin: _Stdin = False,
    who: _Who = "",
) -> None:
    """On a terminal the password is asked for. Elsewhere a one-time password is made and printed on stdout."""
    from flows.terminal import err
    from records import users

    hashed, one_time = _new_password(name, password_stdin)
    with _records() as session:
        row = users.add(session, name, role, hashed, must_change=one_time is not None, who=_by(who), now=datetime.now(UTC))
    err.print(tr("{name} may sign in as {role}.").format(name=row.name, role=tr(ROLE_LABELS[role])), markup=False, highlight=False)
    _tell(one_time)


def password(name: _Name, password_stdin: _Stdin = False, who: _Who = "") -> None:
    """As for a new user. Every session of the user ends."""
    from records import users

    with _records() as session:
        users.find(session, name)
    hashed, one_time = _new_password(name, password_stdin)
    with _records() as session:
        row = users.find(session, name)
        users.set_password(session, row, hashed, must_change=one_time is not None, who=_by(who), now=datetime.now(UTC))
    _tell(one_time)


def token(name: _Name, who: _Who = "") -> None:
    """Print only the token on stdout. Only its hash is kept."""
    from records import users

    with _records() as session:
        made = users.give_token(session, users.find(session, name), who=_by(who), now=datetime.now(UTC))
    print(made)


def list_users() -> None:
    """Print name, role and state on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from records import users

    table = Table(tr("name"), tr("role"), tr("state"), tr("since"), box=None, pad_edge=False)
    with _records() as session:
        for row in users.listed(session):
            state = tr("disabled") if row.disabled_at else tr("has yet to choose a password") if row.must_change else tr("active")
            table.add_row(Text(row.name), tr(ROLE_LABELS[Role(row.role)]), state, f"{row.created_at:%Y-%m-%d}")
    Console(highlight=False, soft_wrap=True).print(table)


def disable(name: _Name, who: _Who = "") -> None:
    """Sessions end and tokens are revoked at once. The user's decisions stay."""
    from flows.terminal import err
    from records import users

    with _records() as session:
        row = users.find(session, name)
        users.disable(session, row, who=_by(who), now=datetime.now(UTC))
    err.print(tr("{name} may no longer sign in.").format(name=row.name), markup=False, highlight=False)


@contextmanager
def _records() -> "Iterator[Session]":
    from records.database import open_database, write_transaction
    from records.settings import read_settings

    engine = open_database(read_settings().database)
    try:
        with write_transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


def _new_password(name: str, from_stdin: bool) -> tuple[str, str | None]:
    """The hash of the password, and the password itself if it was made here and must be shown."""
    from desk.auth.passwords import BadPassword, Passwords, fit, one_time

    if not from_stdin and not sys.stdin.isatty():
        made = one_time()
        return Passwords().hash(made), made
    given = sys.stdin.readline().rstrip("\r\n") if from_stdin else typer.prompt(tr("Password"), hide_input=True, confirmation_prompt=True)
    try:
        return Passwords().hash(fit(given, name)), None
    except BadPassword as error:
        raise typer.BadParameter(str(error)) from error


def _tell(one_time: str | None) -> None:
    """Print only the password on stdout, so that a script can take it."""
    from flows.terminal import err

    if one_time:
        err.print(tr("One-time password, to be changed at the first sign-in:"), markup=False, highlight=False)
        print(one_time)


def _by(who: str) -> str:
    """The name under which the act is noted."""
    if who:
        return who
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "qorgan user"
