"""`qorgan user factor`: what somebody signs in with beside the password, and the way back for who has lost it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.user_shell import Name, Who, by, changing
from records.i18n import ntr, tr


def factor(
    name: Name,
    reset: Annotated[bool, typer.Option("--reset", help=tr("take all second factors away; sessions and tokens end"))] = False,
    who: Who = "",
) -> None:
    """Say on stdout what is set up, or take it away."""
    from desk.security_log import SecurityEvent
    from flows.terminal import err
    from records import factors, users

    with changing() as shell:
        row = users.find(shell.session, name)
        owned = factors.state(shell.session, row.name)
        if reset:
            factors.reset(shell.session, row, who=by(who), now=datetime.now(UTC))
            shell.note(SecurityEvent.FACTOR_REMOVED, row.name, factor="all")
    if reset:
        err.print(tr("{name} signs in with the password alone now.").format(name=row.name), markup=False, highlight=False)
        return
    print(tr("app with codes: {state}").format(state=tr("set up") if owned.code else tr("none")))
    print(ntr("{n} passkey", "{n} passkeys", len(owned.passkeys)).format(n=len(owned.passkeys)))
    print(ntr("{n} recovery code left", "{n} recovery codes left", owned.recovery).format(n=owned.recovery))
