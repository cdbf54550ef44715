"""`qorgan user`: who may use the desk and the API."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.user_factor_command import factor
from flows.cli.user_shell import Name, Who, by, changing
from flows.cli.user_token_command import token
from records.i18n import tr
from records.user_roles import ROLE_LABELS, Role

_Stdin = Annotated[bool, typer.Option("--password-stdin", help=tr("read the password from stdin"))]


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    words = tr("Who may use the desk and the API. Example: qorgan user add Aigul --role monitor")
    users = typer.Typer(help=words, no_args_is_help=True)
    users.command("add", help=tr("Add a user. Example: qorgan user add Aigul --role monitor"))(add)
    users.command("password", help=tr("Give a user another password. Example: qorgan user password Aigul"))(password)
    users.command("token", help=tr("Print a new token for the API, list them, or revoke one. Example: qorgan user token Aigul --scope read"))(token)
    users.command("list", help=tr("List the users. Example: qorgan user list"))(list_users)
    users.command("disable", help=tr("Sign a user out for good and revoke the tokens. Example: qorgan user disable Aigul"))(disable)
    words = tr("Show the second factors of a user, or take them away. Example: qorgan user factor Aigul --reset")
    users.command("factor", help=words)(factor)
    app.add_typer(users, name="user")


def add(
    name: Name,
    role: Annotated[Role, typer.Option(help=tr("monitor decides; editor also edits incidents; operator also mends outlets and manages users"))],
    password_stdin: _Stdin = False,
    who: Who = "",
) -> None:
    """On a terminal the password is asked for. Elsewhere a one-time password is made and printed on stdout."""
    from desk.security_log import SecurityEvent
    from flows.terminal import err
    from records import users

    hashed, one_time = _new_password(name, password_stdin)
    with changing() as shell:
        row = users.add(shell.session, name, role, hashed, must_change=one_time is not None, who=by(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.USER_ADDED, row.name, role=role.value)
    err.print(tr("{name} may sign in as {role}.").format(name=row.name, role=tr(ROLE_LABELS[role])), markup=False, highlight=False)
    _tell(one_time)


def password(name: Name, password_stdin: _Stdin = False, who: Who = "") -> None:
    """As for a new user. Every session and every token of the user ends."""
    from desk.security_log import SecurityEvent
    from records import users

    with changing() as shell:
        users.find(shell.session, name)
    hashed, one_time = _new_password(name, password_stdin)
    with changing() as shell:
        row = users.find(shell.session, name)
        users.set_password(shell.session, row, hashed, must_change=one_time is not None, who=by(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.PASSWORD_CHANGED, row.name)
    _tell(one_time)


def list_users() -> None:
    """Print name, role and state on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from records import users

    table = Table(tr("name"), tr("role"), tr("state"), tr("since"), box=None, pad_edge=False)
    with changing() as shell:
        for row in users.listed(shell.session):
            state = tr("disabled") if row.disabled_at else tr("has yet to choose a password") if row.must_change else tr("active")
            table.add_row(Text(row.name), tr(ROLE_LABELS[Role(row.role)]), state, f"{row.created_at:%Y-%m-%d}")
    Console(highlight=False, soft_wrap=True).print(table)


def disable(name: Name, who: Who = "") -> None:
    """Sessions end and tokens are revoked at once. The user's decisions stay."""
    from desk.security_log import SecurityEvent
    from flows.terminal import err
    from records import users

    with changing() as shell:
        row = users.find(shell.session, name)
        users.disable(shell.session, row, who=by(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.USER_DISABLED, row.name)
    err.print(tr("{name} may no longer sign in.").format(name=row.name), markup=False, highlight=False)


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
