"""What the commands under `qorgan user` share: the name they are about, who does it, and one transaction with the security log beside it."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from records.fault_names import named, reason
from records.i18n import tr

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desk.security_log import SecurityEvent, SecurityLog
    from records.settings import Settings

Name = Annotated[str, typer.Argument(help=tr("name of the user"))]
Who = Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger; otherwise that of your account on this machine"))]


@dataclass
class ShellChange:
    """A transaction, and what the security log is to say of it once it has held."""

    session: "Session"
    settings: "Settings"
    log: "SecurityLog | None" = None
    noted: "list[tuple[SecurityEvent, str, dict[str, Any]]]" = field(default_factory=list)

    def note(self, event: "SecurityEvent", user: str, **more: Any) -> None:
        """Tell the security log, if the transaction holds. Nothing that belongs there is done where it cannot be written."""
        from desk.auth.secret import desk_secret
        from desk.security_log import SecurityLog

        if self.log is None:
            self.log = SecurityLog(self.settings.data / "logs", desk_secret(self.settings.secret, self.settings.data), lambda: datetime.now(UTC))
            self.log.require_writable()
        self.noted.append((event, user, more))

    def tell(self) -> None:
        """Write what was noted. The act has held by now and its password may have yet to be shown, so a log that fails is told and ends nothing."""
        from flows.terminal import err

        try:
            for event, user, more in self.noted:
                assert self.log is not None
                self.log.write(event, user, shell=account(), **more)
        except OSError as error:
            words = tr("done, but the security log does not tell it: {why}")
            err.print(words.format(why=named(error) or reason(error)), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def changing() -> Iterator[ShellChange]:
    """One transaction on the database of the settings. A damaged one is refused before anything is written to it."""
    from records.database import open_database, write_transaction
    from records.settings import read_settings
    from records.sqlite_damage import require_sound

    settings = read_settings()
    require_sound(settings.database)
    engine = open_database(settings.database)
    try:
        with write_transaction(engine) as session:
            change = ShellChange(session, settings)
            yield change
    finally:
        engine.dispose()
    change.tell()


def by(who: str) -> str:
    """The name under which the act is noted."""
    return who or account() or "qorgan user"


def account() -> str:
    """The account on this machine that calls; empty if the machine does not say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
