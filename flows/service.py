"""`qorgan serve`: a Prefect server on loopback and the flow on its schedule, in one process that a service manager keeps running."""

from datetime import timedelta

from flows.prefect_server import prefect_server
from flows.terminal import err
from records.database import open_database
from records.i18n import tr
from records.settings import read_settings


def serve_flow(every_minutes: float, outlets: list[str]) -> None:
    """Run the flow at once, and then again every so many minutes, until this process is ended. One run at a time."""
    # A server whose tables are not those of this version is refused while nothing has started.
    open_database(read_settings().database).dispose()
    with prefect_server(read_settings()):
        from flows.flow import qorgan

        words = tr("Collecting every {minutes:g} minutes; stop with Ctrl-C.").format(minutes=every_minutes)
        err.print(words)
        qorgan.serve(
            name="scheduled",
            interval=timedelta(minutes=every_minutes),
            parameters={"outlets": outlets, "limit_minutes": min(30.0, max(every_minutes * 0.9, 0.5)), "every_minutes": every_minutes},
            limit=1,
            print_starting_message=False,
            pause_on_shutdown=False,
        )
