"""What a run came to, for the terminal and for Prefect: outlets that answered or failed, pages by fate, articles, flagged, drafts, time."""

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from records import runs
from records.i18n import label, ntr, tr
from records.vocabulary import FATE_LABELS, Fate

INDENT = "  "


@dataclass(frozen=True)
class OutletLine:
    """One outlet's part of a run."""

    name: str
    state: str
    cause: str | None
    found: int
    fates: dict[str, int]
    finished: bool


@dataclass(frozen=True)
class Summary:
    """One run."""

    run_id: str
    outlets: tuple[OutletLine, ...]
    screened: int
    flagged: int
    drafts: int
    seconds: float

    @property
    def fates(self) -> dict[str, int]:
        """Tries by fate over all outlets; the sum is the number of page rows of the run."""
        total: dict[str, int] = {}
        for line in self.outlets:
            for fate, count in line.fates.items():
                total[fate] = total.get(fate, 0) + count
        return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))

    def in_state(self, state: str) -> list[OutletLine]:
        """Outlets that ended so: answered, failed, busy."""
        return [line for line in self.outlets if line.state == state]

    def as_json(self) -> dict[str, Any]:
        """The form in which a run keeps it."""
        return {
            "outlets": {state: len(self.in_state(state)) for state in ("answered", "failed", "busy")},
            "failed": {line.name: line.cause for line in self.in_state("failed")},
            "fates": self.fates,
            "screened": self.screened,
            "flagged": self.flagged,
            "drafts": self.drafts,
            "seconds": round(self.seconds, 1),
        }


def summarise(session: Session, run_id: str, *, screened: int, flagged: int, drafts: int, seconds: float) -> Summary:
    """Read a run's outlets back from the records."""
    lines = tuple(OutletLine(row.outlet, row.state, row.cause, row.found, dict(row.fates), row.finished) for row in runs.outlet_runs(session, run_id))
    return Summary(run_id, lines, screened, flagged, drafts, seconds)


def show(summary: Summary, console: Console) -> None:
    """The summary as a person reads it in a terminal."""
    table = Table(title=tr("What this run brought"), title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in rows(summary):
        table.add_row(name, value)
    console.print()
    console.print(table)
    failed = summary.in_state("failed")
    if failed:
        console.print()
        shown = Table(tr("Outlets that failed"), tr("why"), box=None, padding=(0, 2, 0, 0))
        for line in failed:
            shown.add_row(line.name, cause_words(line.cause))
        console.print(shown)


def rows(summary: Summary) -> list[tuple[str, str]]:
    """The lines of the summary: what, how much. Pages by fate follow their total, indented."""
    answered, failed, busy = (len(summary.in_state(state)) for state in ("answered", "failed", "busy"))
    outlets = tr("{answered} answered, {failed} failed").format(answered=answered, failed=failed)
    if busy:
        outlets += ", " + tr("{busy} left to another run").format(busy=busy)
    found = [(tr("Outlets"), outlets)]
    unfinished = sum(1 for line in summary.in_state("answered") if not line.finished)
    if unfinished:
        found.append(
            (tr("Not finished"), ntr("{n} outlet; the next run goes on", "{n} outlets; the next run goes on", unfinished).format(n=unfinished))
        )
    found.append((tr("Pages tried"), str(sum(summary.fates.values()))))
    found += [(f"{INDENT}{label(FATE_LABELS[Fate(fate)])}", str(count)) for fate, count in summary.fates.items()]
    return [
        *found,
        (tr("New articles"), str(summary.fates.get(Fate.STORED, 0))),
        (tr("Read by the classifier"), tr("{screened}, flagged {flagged}").format(screened=summary.screened, flagged=summary.flagged)),
        (tr("New drafts"), str(summary.drafts)),
        (tr("Time"), ntr("{n} second", "{n} seconds", round(summary.seconds)).format(n=round(summary.seconds))),
    ]


def as_markdown(summary: Summary) -> str:
    """The summary as a Prefect artifact."""
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows(summary))]
    failed = [f"| {line.name} | {cause_words(line.cause)} |" for line in summary.in_state("failed")]
    if failed:
        lines += ["", f"| {tr('Outlets that failed')} | {tr('why')} |", "|---|---|", *failed]
    return "\n".join(lines)


def as_line(summary: Summary) -> str:
    """The summary in one line, for the log of a service."""
    return f"{summary.run_id}: " + "; ".join(f"{name.strip()}: {value}" for name, value in rows(summary))


def cause_words(cause: str | None) -> str:
    """A cause as people say it."""
    return label(FATE_LABELS[Fate(cause)]) if cause else ""
