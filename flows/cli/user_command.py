"""`qorgan user`: the users of the desk and the API, their tokens and second factors."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from desk.auth.keys import desk_secret
from desk.auth.passwords import BadPassword, Passwords, one_time, require_strong
from desk.security_log import SecurityEvent, SecurityLog
from flows.terminal import err
from records import factors, tokens, users
from records.database import open_database, require_intact_database, write_transaction
from records.error_translation import error_reason, translate_error
from records.i18n import ntr, tr
from records.settings import Settings, read_settings
from records.user_roles import DAYS, MOST_DAYS, ROLE_LABELS, SCOPE_LABELS, Role, TokenScope

# Parts shared by the commands under `qorgan user`: their parameters, and one transaction with the security log.

Name = Annotated[str, typer.Argument(help=tr("name of the user"))]
Who = Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger; otherwise that of your account on this machine"))]


@dataclass
class _ShellChange:
    """A transaction, and the events for the security log once it is committed."""

    session: Session
    settings: Settings
    log: SecurityLog | None = None
    noted: list[tuple[SecurityEvent, str, dict[str, Any]]] = field(default_factory=list)

    def note(self, event: SecurityEvent, user: str, **more: Any) -> None:
        """Record an event for the security log, to be written if the transaction is committed. Fails first if the log cannot be written."""
        if self.log is None:
            self.log = SecurityLog(self.settings.data / "logs", desk_secret(self.settings.secret, self.settings.data), lambda: datetime.now(UTC))
            self.log.require_writable()
        self.noted.append((event, user, more))

    def tell(self) -> None:
        """Write the recorded events. The change is committed and its password may still have to be shown, so a failing log is only reported."""
        try:
            for event, user, more in self.noted:
                assert self.log is not None
                self.log.write(event, user, shell=account(), **more)
        except OSError as error:
            words = tr("done, but the security log does not tell it: {why}")
            err.print(words.format(why=translate_error(error) or error_reason(error)), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def user_transaction() -> Iterator[_ShellChange]:
    """Yield one transaction on the database of the settings. A damaged database is rejected before anything is written to it."""
    settings = read_settings()
    require_intact_database(settings.database)
    engine = open_database(settings.database)
    try:
        with write_transaction(engine) as session:
            change = _ShellChange(session, settings)
            yield change
    finally:
        engine.dispose()
    change.tell()


def acting_user(who: str) -> str:
    """Return the name under which the change is recorded."""
    return who or account() or "qorgan user"


def account() -> str:
    """Return the calling account on this machine; empty if unknown."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


# `qorgan user token`: tokens for programs.


def token(
    name: Name,
    called: Annotated[str, typer.Option("--name", help=tr("for which program, in your words"))] = "",
    scope: Annotated[
        TokenScope,
        typer.Option(help=tr("read: it changes nothing; decide: it does what its owner may; calendar: its address shows the calendar only")),
    ] = TokenScope.DECIDE,
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help=tr("days until it ends"))] = DAYS,
    show: Annotated[bool, typer.Option("--list", help=tr("list the tokens in place of making one"))] = False,
    revoke: Annotated[int | None, typer.Option(min=1, metavar="ID", help=tr("revoke the token of this number in place of making one"))] = None,
    who: Who = "",
) -> None:
    """Print only the token on stdout. Only its hash is kept. It ends with the password of its owner."""
    if show and revoke is not None:
        raise typer.BadParameter(tr("give --list or --revoke, not both"))
    if show:
        _list(name)
    elif revoke is not None:
        _revoke(name, revoke, who)
    else:
        _make(name, called, scope, days, who)


def _make(name: str, called: str, scope: TokenScope, days: int, who: str) -> None:
    with user_transaction() as shell:
        row = users.find(shell.session, name)
        new_token = tokens.create_token(shell.session, row, name=called, scope=scope, days=days, who=acting_user(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.TOKEN_MADE, row.name, scope=scope.value, days=days)
    print(new_token)


def _revoke(name: str, id: int, who: str) -> None:
    with user_transaction() as shell:
        row = users.find(shell.session, name)
        tokens.revoke(shell.session, row, id, who=acting_user(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.TOKEN_REVOKED, row.name, which=id)
    err.print(tr("Token {id} of {name} is revoked.").format(id=id, name=row.name), markup=False, highlight=False)


def _list(name: str) -> None:
    table = Table(tr("number"), tr("for"), tr("may"), tr("made"), tr("ends"), tr("last used"), box=None, pad_edge=False)
    with user_transaction() as shell:
        row = users.find(shell.session, name)
        for active_token in tokens.active_tokens(shell.session, row.name, datetime.now(UTC)):
            used = f"{active_token.used_at:%Y-%m-%d}" if active_token.used_at else "-"
            words = tr(SCOPE_LABELS[TokenScope(active_token.scope)])
            table.add_row(
                str(active_token.id),
                Text(active_token.name or "-"),
                words,
                f"{active_token.created_at:%Y-%m-%d}",
                f"{active_token.expires_at:%Y-%m-%d}",
                used,
            )
    Console(highlight=False, soft_wrap=True).print(table)


# `qorgan user factor`: second factors, and their reset for users who have lost them.


def factor(
    name: Name,
    reset: Annotated[bool, typer.Option("--reset", help=tr("take all second factors away; sessions and tokens end"))] = False,
    who: Who = "",
) -> None:
    """Say on stdout what is set up, or take it away."""
    with user_transaction() as shell:
        row = users.find(shell.session, name)
        owned = factors.factor_state(shell.session, row.name)
        if reset:
            factors.remove_all_factors(shell.session, row, who=acting_user(who), now=datetime.now(UTC))
            shell.note(SecurityEvent.FACTOR_REMOVED, row.name, factor="all")
    if reset:
        err.print(tr("{name} signs in with the password alone now.").format(name=row.name), markup=False, highlight=False)
        return
    print(tr("app with codes: {state}").format(state=tr("set up") if owned.code else tr("none")))
    print(ntr("{n} passkey", "{n} passkeys", len(owned.passkeys)).format(n=len(owned.passkeys)))
    print(ntr("{n} recovery code left", "{n} recovery codes left", owned.recovery).format(n=owned.recovery))


_Stdin = Annotated[bool, typer.Option("--password-stdin", help=tr("read the password from stdin"))]


def add(
    name: Name,
    role: Annotated[Role, typer.Option(help=tr("monitor decides; editor also edits incidents; operator also mends outlets and manages users"))],
    password_stdin: _Stdin = False,
    who: Who = "",
) -> None:
    """On a terminal the password is asked for. Elsewhere a one-time password is made and printed on stdout."""
    hashed, one_time = _new_password(name, password_stdin)
    with user_transaction() as shell:
        row = users.add(shell.session, name, role, hashed, must_change=one_time is not None, who=acting_user(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.USER_ADDED, row.name, role=role.value)
    err.print(tr("{name} may sign in as {role}.").format(name=row.name, role=tr(ROLE_LABELS[role])), markup=False, highlight=False)
    _tell(one_time)


def password(name: Name, password_stdin: _Stdin = False, who: Who = "") -> None:
    """As for a new user. Every session and every token of the user ends."""
    with user_transaction() as shell:
        users.find(shell.session, name)
    hashed, one_time = _new_password(name, password_stdin)
    with user_transaction() as shell:
        row = users.find(shell.session, name)
        users.set_password(shell.session, row, hashed, must_change=one_time is not None, who=acting_user(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.PASSWORD_CHANGED, row.name)
    _tell(one_time)


def list_users() -> None:
    """Print name, role and state on stdout."""
    table = Table(tr("name"), tr("role"), tr("state"), tr("since"), box=None, pad_edge=False)
    with user_transaction() as shell:
        for row in users.all_users(shell.session):
            state = tr("disabled") if row.disabled_at else tr("has yet to choose a password") if row.must_change else tr("active")
            table.add_row(Text(row.name), tr(ROLE_LABELS[Role(row.role)]), state, f"{row.created_at:%Y-%m-%d}")
    Console(highlight=False, soft_wrap=True).print(table)


def disable(name: Name, who: Who = "") -> None:
    """Sessions end and tokens are revoked at once. The user's decisions stay."""
    with user_transaction() as shell:
        row = users.find(shell.session, name)
        users.disable(shell.session, row, who=acting_user(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.USER_DISABLED, row.name)
    err.print(tr("{name} may no longer sign in.").format(name=row.name), markup=False, highlight=False)


def _new_password(name: str, from_stdin: bool) -> tuple[str, str | None]:
    """Return the hash of the password, and the password itself if it was generated here and must be shown."""
    if not from_stdin and not sys.stdin.isatty():
        generated = one_time()
        return Passwords().hash(generated), generated
    entered = sys.stdin.readline().rstrip("\r\n") if from_stdin else typer.prompt(tr("Password"), hide_input=True, confirmation_prompt=True)
    try:
        return Passwords().hash(require_strong(entered, name)), None
    except BadPassword as error:
        raise typer.BadParameter(str(error)) from error


def _tell(one_time: str | None) -> None:
    """Print only the password on stdout, so that a script can read it."""
    if one_time:
        err.print(tr("One-time password, to be changed at the first sign-in:"), markup=False, highlight=False)
        print(one_time)


app = typer.Typer(no_args_is_help=True)
app.command("add", help=tr("Add a user. Example: qorgan user add Aigul --role monitor"))(add)
app.command("password", help=tr("Give a user another password. Example: qorgan user password Aigul"))(password)
app.command("token", help=tr("Print a new token for the API, list them, or revoke one. Example: qorgan user token Aigul --scope read"))(token)
app.command("list", help=tr("List the users. Example: qorgan user list"))(list_users)
app.command("disable", help=tr("Sign a user out for good and revoke the tokens. Example: qorgan user disable Aigul"))(disable)
app.command("factor", help=tr("Show the second factors of a user, or take them away. Example: qorgan user factor Aigul --reset"))(factor)
