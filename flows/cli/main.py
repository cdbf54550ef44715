"""The `qorgan` command. An error that a person can mend is one line on stderr. Exit codes: 0 done, 1 the work failed, 2 wrong use."""

import os
import sys
import traceback
from pathlib import Path

import typer

from flows import quiet_prefect
from flows.cli import (
    db_command,
    decide_command,
    desk_command,
    evidence_command,
    export_command,
    import_command,
    incident_command,
    outlets_command,
    report_command,
    run_command,
    screen_command,
    serve_command,
    train_command,
    user_command,
    verify_command,
)
from records import country
from records.errors import BadDecision, OutletFileError, QorganError, SettingsError
from records.i18n import tr
from records.settings import read_settings

# Errors that the caller can mend in the call itself; they exit with 2.
WRONG_USE = (SettingsError, OutletFileError, BadDecision)

app = typer.Typer(
    name="qorgan",
    help=tr("Finds incidents against journalists in the regional press, for people to confirm."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for commands in (
    run_command,
    serve_command,
    desk_command,
    user_command,
    screen_command,
    outlets_command,
    decide_command,
    incident_command,
    export_command,
    report_command,
    import_command,
    verify_command,
    evidence_command,
    train_command,
    db_command,
):
    commands.add_to(app)


def main() -> None:
    """The entry point. A mistake in the settings stops it before anything else happens."""
    try:
        settings = read_settings()
        country.home()
        quiet_prefect.prepare(settings.data)
        # Children (crawler, server) must find the same data wherever they are started.
        os.environ["QORGAN_DATA"] = str(Path(settings.data).resolve())
        app()
    except QorganError as error:
        print(f"qorgan: {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, WRONG_USE) else 1)
    except Exception:  # noqa: BLE001  (the boundary: a person gets one line, whoever mends it gets the whole)
        log = Path(os.environ.get("QORGAN_DATA", "var")) / "logs" / "crash.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(traceback.format_exc(), encoding="utf-8")
        print("qorgan: " + tr("something unforeseen went wrong; {log} tells what, please report it").format(log=log), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
