"""The `qorgan` command. An error that a person can mend is one line on stderr. Exit codes: 0 done, 1 the work failed, 2 wrong use."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from flows import prefect_server, process_exit
from flows.cli import options
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
options.add_to(app)


# The commands. The module of one is imported when it is called, so that each starts as fast as what it needs itself, and `qorgan --help` needs none.


@dataclass(frozen=True)
class _Place:
    """Where a command is: a module in `flows.cli`, and in it a function, or `app` for a group of commands."""

    module: str
    attribute: str
    help: str

    def load(self, name: str) -> TyperCommand | TyperGroup:
        """Import the module and return the command."""
        target: Callable[..., None] | typer.Typer = getattr(import_module(f"flows.cli.{self.module}"), self.attribute)
        outer = typer.Typer(add_completion=False)
        if isinstance(target, typer.Typer):
            outer.add_typer(target, name=name, help=self.help)
            return cast(TyperGroup, cast(TyperGroup, get_command(outer)).commands[name])
        outer.command(name, help=self.help)(target)
        return cast(TyperCommand, get_command(outer))


_example = "qorgan status KZ-2021-0042 DRP --date 2021-09-01 --source https://… --as Aigul"
_COMMANDS = {
    "init": _Place(
        "init_command",
        "init",
        tr("Make a folder with what an installation needs: settings, Prefect, Scrapy, systemd. Example: qorgan init /srv/qorgan"),
    ),
    "run": _Place("run_command", "run", tr("Collect, screen and queue drafts, once. Example: qorgan run --outlets KZ-35 --since 2026-11-01")),
    "replay": _Place(
        "run_command",
        "replay",
        tr("Collect from WARC files instead of the web, or say what another model would change. Example: qorgan replay pages.warc.gz"),
    ),
    "add": _Place("run_command", "add", tr("Take single pages by hand, as a tip. Example: qorgan add https://site.kz/news/123")),
    "serve": _Place("serve_command", "serve", tr("Run the flow on a schedule until stopped. Example: qorgan serve --every 30")),
    "desk": _Place(
        "desk_command", "desk", tr("Open the web desk until stopped; the first start prints a one-time password. Example: qorgan desk --port 8460")
    ),
    "screen": _Place(
        "screen_command", "screen", tr("Read articles as JSON Lines on stdin, print their screening. Example: qorgan screen < articles.jsonl")
    ),
    "decide": _Place("decide_command", "decide", tr("Decide on a draft. Example: qorgan decide 12 reject --as Aigul --reason not_press")),
    "incident": _Place(
        "incident_command",
        "incident",
        tr("Show an incident with what became of it, or correct it. Example: qorgan incident KZ-2021-0042 --set place=Көкшетау --as Aigul"),
    ),
    "status": _Place(
        "status_command",
        "status",
        tr("Add what became of an incident, or withdraw what was wrong. Example: {example}").format(example=_example),
    ),
    "review": _Place(
        "status_command",
        "review",
        tr("List the statuses that tell the wrong story: the journalist's own case as the perpetrator's. Example: {example}").format(
            example="qorgan review"
        ),
    ),
    "export": _Place(
        "export_command",
        "export",
        tr(
            "Print articles, pages, drafts, incidents, their statuses, the clocks of impunity, decisions, how many incidents the screening missed, the days"
            " of outlets (health) or the weeks of their screenings (drift), one row each. Example: qorgan export incidents --since 2026-01-01 --format csv > incidents.csv"
        ),
    ),
    "report": _Place(
        "report_command",
        "report",
        tr(
            "Write a statement, a monthly, a yearly or the impunity report from the confirmed incidents, or release them as open data, as of the last day."
            " Or draw the infographic of a period, one page as SVG or PNG."
            " Or write the public site, in all languages, into a folder for a web server."
            " Examples: qorgan report statement --until 2021-11-02 --lang ru --output statement.html;"
            " qorgan report infographic --since 2026-10-01 --until 2026-10-31 --lang kk --output october.png;"
            " qorgan report site --output public --base-url https://press.example/;"
            " qorgan report release --since 2021-01-01 --until 2021-12-31 --output release.zip"
        ),
    ),
    "import": _Place(
        "import_command",
        "import_",
        tr(
            "Take earlier incidents in from a file with the fields of the export; none if one row is wrong."
            " Example: qorgan import incidents earlier.xlsx --dry-run"
        ),
    ),
    "intake": _Place(
        "intake_command",
        "intake",
        tr("Fetch what people have sent to the mailbox and the Telegram bot, for the inbox of the desk. Example: qorgan intake"),
    ),
    "verify": _Place(
        "verify_command",
        "verify",
        tr("Check the database, the chain of decisions, and every stored page against its SHA-256. Example: qorgan verify --head 120:5f2c…"),
    ),
    "anchor": _Place(
        "anchor_command",
        "anchor",
        tr("Sign the head of the ledger and send it away, so that nobody can write the ledger anew. Example: qorgan anchor"),
    ),
    "gate": _Place("train_command", "gate", tr("Score the screening on the published gold set, fail below the pinned floors. Example: qorgan gate")),
    "train": _Place(
        "train_command", "train", tr("Train a model on the corpus, or on what was decided too. Example: qorgan train --from-decisions --as Aigul")
    ),
    "user": _Place("user_command", "app", tr("Who may use the desk and the API. Example: qorgan user add Aigul --role monitor")),
    "outlets": _Place(
        "outlets_command",
        "app",
        tr("List the outlets, how each answered last, and which are failing. Example: qorgan outlets --region KZ-35 --failing"),
    ),
    "person": _Place("person_command", "app", tr("Persons: one record for each, under all spellings. Example: qorgan person review")),
    "evidence": _Place(
        "evidence_command",
        "app",
        tr("Show what the stored pages take on disk, and how much could be cleared. Example: qorgan evidence --format json"),
    ),
    "db": _Place("db_command", "app", tr("The database. Example: qorgan db upgrade")),
}


class _LazyCommand(TyperCommand):
    """A command that knows its help, and leaves its arguments to the loaded command."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return _COMMANDS[str(self.name)].load(str(self.name)).make_context(info_name, args, parent, **extra)


def _not_loaded() -> None:
    """Stand for the function of a command that is not imported yet."""


for _name, _place in _COMMANDS.items():
    app.command(_name, cls=_LazyCommand, help=_place.help)(_not_loaded)


def command(name: str) -> TyperCommand | TyperGroup:
    """Import a command, or a group of commands, and return it."""
    return _COMMANDS[name].load(name)


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
