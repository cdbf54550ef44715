"""One run of the schedule, in a process of its own that `qorgan serve` starts: `python -m flows.scheduled_run REQUEST`, in JSON."""

import json
import os
import sys
from pathlib import Path

from flows import process_exit
from flows.cli.boundary import report_errors
from flows.prefect_server import API, prepare
from records.files import close_umask
from records.json_log import JSON, write_json_on_stderr
from records.settings import read_settings


def command(outlets: list[str], limit_minutes: float, every_minutes: float) -> list[str]:
    """Return the command line of a run."""
    fields = {"outlets": outlets, "limit_minutes": limit_minutes, "every_minutes": every_minutes}
    return [sys.executable, "-m", "flows.scheduled_run", json.dumps(fields)]


def run(outlets: list[str], limit_minutes: float, every_minutes: float) -> None:
    """Do the run, recorded by Prefect if the address of its server is known and it answers."""
    close_umask()
    settings = read_settings()
    prepare(settings)
    if settings.log_format == JSON:
        write_json_on_stderr()
    from flows.one_run import do_run
    from flows.progress import RunProgress
    from flows.run_request import RunRequest, outlet_selection
    from flows.run_steps import Untracked

    run_request = RunRequest(tuple(outlets), limit_minutes=limit_minutes, every_minutes=every_minutes)
    selection = outlet_selection(run_request.outlets)
    if not os.environ.get(API):
        do_run(run_request, selection, RunProgress(), Untracked())
        return
    Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
    from flows.flow import run_now

    run_now(run_request, selection, RunProgress())


if __name__ == "__main__":
    process_exit.run_as_process(lambda: report_errors(lambda: run(**json.loads(sys.argv[1]))))
