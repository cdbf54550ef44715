"""`qorgan user token`: tokens for programs."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.user_shell import Name, Who, by, changing
from records.i18n import tr
from records.user_roles import DAYS, MOST_DAYS, SCOPE_LABELS, TokenScope


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
    from desk.security_log import SecurityEvent
    from records import tokens, users

    with changing() as shell:
        row = users.find(shell.session, name)
        made = tokens.give(shell.session, row, name=called, scope=scope, days=days, who=by(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.TOKEN_MADE, row.name, scope=scope.value, days=days)
    print(made)


def _revoke(name: str, id: int, who: str) -> None:
    from desk.security_log import SecurityEvent
    from flows.terminal import err
    from records import tokens, users

    with changing() as shell:
        row = users.find(shell.session, name)
        tokens.revoke(shell.session, row, id, who=by(who), now=datetime.now(UTC))
        shell.note(SecurityEvent.TOKEN_REVOKED, row.name, which=id)
    err.print(tr("Token {id} of {name} is revoked.").format(id=id, name=row.name), markup=False, highlight=False)


def _list(name: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from records import tokens, users

    table = Table(tr("number"), tr("for"), tr("may"), tr("made"), tr("ends"), tr("last used"), box=None, pad_edge=False)
    with changing() as shell:
        row = users.find(shell.session, name)
        for one in tokens.live(shell.session, row.name, datetime.now(UTC)):
            used = f"{one.used_at:%Y-%m-%d}" if one.used_at else "-"
            words = tr(SCOPE_LABELS[TokenScope(one.scope)])
            table.add_row(str(one.id), Text(one.name or "-"), words, f"{one.created_at:%Y-%m-%d}", f"{one.expires_at:%Y-%m-%d}", used)
    Console(highlight=False, soft_wrap=True).print(table)
