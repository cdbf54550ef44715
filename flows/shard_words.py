"""What the runs of Prefect are called, so that an operator finds an outlet and a day, and what of a crawler's log is shown there."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from records.i18n import kept, tr

# Lines of a crawler's log that are shown in Prefect: the last ones, and of earlier ones those that name an outlet that failed. The whole log is in the data folder.
LAST, OF_FAILED, LONGEST = 100, 200, 500

_STATES = {"answered": kept("it answered"), "running": kept("is being visited"), "busy": kept("was being visited already"), "failed": kept("failed")}


def state_words(state: str) -> str:
    """How an outlet stands in a run (`OutletRunRow.state`)."""
    return tr(_STATES[state])


def run_name(deployment: str | None, moment: datetime) -> str:
    """The name of a run: that of its deployment, and when it began on the clock of the home country."""
    return tr("{schedule} run, {moment}").format(schedule=deployment or "qorgan", moment=f"{moment:%Y-%m-%d %H:%M}")


def shard_run_name(run: str, number: int, outlets: Sequence[str], day: date) -> str:
    """The name of a shard: of which run it is, and of which outlets on which day."""
    named = outlets[0] if outlets else "-"
    more = len(outlets) - 1
    if more > 0:
        named = tr("{outlet} and {n} more").format(outlet=named, n=more)
    return tr("{run}, shard {number}: {outlets}, {day}").format(run=run, number=number, outlets=named, day=day.isoformat())


def shown_lines(log: str, failed: Collection[str]) -> list[str]:
    """The lines of a crawler's log that are shown."""
    lines = log.splitlines()
    before = [line for line in lines[:-LAST] if any(outlet in line for outlet in failed)]
    return [line[:LONGEST] for line in (*before[-OF_FAILED:], *lines[-LAST:])]


def outlets_table(rows: Sequence[tuple[str, str, int, int]]) -> str:
    """Outlets of a shard as a table in Markdown: name, how it answered, pages tried, articles stored."""
    head = "| {} | {} | {} | {} |".format(tr("Outlet"), tr("Result"), tr("Pages tried"), tr("New articles"))
    return "\n".join([head, "|---|---|---:|---:|", *(f"| {name} | {state} | {pages} | {new} |" for name, state, pages, new in rows)])
