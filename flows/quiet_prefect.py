"""Makes Prefect quiet and local. It must be imported before `prefect`, everywhere in this project.

Measured on Prefect 3.9: with these variables, a run on the temporary server prints nothing of its own; without them, it prints tracebacks at exit.
CRITICAL also hides Prefect's reports of failing flows, so the command prints ours.
"""

import os

from records.settings import Settings


def prepare(settings: Settings) -> None:
    """Set the variables that are not set. An operator's own PREFECT_ variables are kept."""
    home = (settings.data / "prefect").resolve()
    quiet = {
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # Its server deletes what is old, once an hour. By default it keeps runs for ever.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(round(settings.keep_logs * 86400)),
        # Events are what it makes of each state; the states themselves stay with the run.
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
        # By default every call of a server that has died waits for a minute; five such calls end a run.
        "PREFECT_CLIENT_MAX_RETRIES": "2",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
