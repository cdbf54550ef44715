"""The `qorgan` command. An error that a person can mend is one line on stderr. Exit codes: 0 done, 1 the work failed, 2 wrong use."""

import os
import sys
from pathlib import Path

import typer

from flows import prefect_server, process_exit
from flows.cli import (
    anchor_command,
    db_command,
    decide_command,
    desk_command,
    evidence_command,
    export_command,
    import_command,
    incident_command,
    init_command,
    intake_command,
    options,
    outlets_command,
    person_command,
    report_command,
    run_command,
    screen_command,
    serve_command,
    status_command,
    train_command,
    user_command,
    verify_command,
)
from flows.cli.boundary import report_errors
from flows.country_setting import flagged_countries
from records import country, files
from records.i18n import tr
from records.json_log import JSON, write_json_on_stderr
from records.settings import read_settings

app = typer.Typer(
    name="qorgan",
    help=tr("Finds incidents against journalists in the regional press, for people to confirm."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for commands in (
    options,
    init_command,
    run_command,
    serve_command,
    desk_command,
    user_command,
    screen_command,
    outlets_command,
    decide_command,
    incident_command,
    person_command,
    status_command,
    export_command,
    report_command,
    import_command,
    intake_command,
    verify_command,
    anchor_command,
    evidence_command,
    train_command,
    db_command,
):
    commands.add_to(app)


def process() -> None:
    """Run the `qorgan` command as a process of its own."""
    process_exit.run_as_process(main)


def main() -> None:
    """Run the command within its error boundary. It ends by SystemExit or by returning, and never kills the calling process."""
    files.close_umask()
    report_errors(_start)


def _start() -> None:
    """Read the settings, prepare Prefect and run the command. A wrong setting stops everything except `--version`."""
    if sys.argv[1:] == [options.VERSION]:
        app()
    settings = read_settings()
    country.home()
    flagged_countries(settings.countries)
    if warning := files.close_folder(settings.data):
        print(f"qorgan: {warning}", file=sys.stderr)
    prefect_server.prepare(settings)
    if settings.log_format == JSON:
        write_json_on_stderr()
    # Child processes (crawler, server) must find the same data wherever they are started.
    os.environ["QORGAN_DATA"] = str(Path(settings.data).resolve())
    app()


if __name__ == "__main__":
    process()
