"""What became of the day: read from the database that a crawler filled, and compared with what was printed."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from records.database import open_engine, read_session
from records.outlets import runs
from records.tables import ArticleRow
from tests.day.day import Day
from tests.press.matching import address_key


@dataclass
class Outcome:
    """What a crawler brought home. Addresses are those of the articles, and causes are by outlet: (wanted, got), None meaning that it answered."""

    printed: int = 0
    stored: int = 0
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """Stored, though not printed as an article, or printed by an outlet that should have failed."""
    causes: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)
    """Living outlets of which something was left for the next run."""

    @property
    def wrong_causes(self) -> dict[str, tuple[str | None, str | None]]:
        """The outlets that failed for another cause than they should, or should not have failed, or should have."""
        return {outlet: pair for outlet, pair in self.causes.items() if pair[0] != pair[1]}


def judge(day: Day, database: Path, run: str) -> Outcome:
    """The outcome of a run over the day (articles of earlier runs included), from a SQLite database."""
    engine = open_engine(f"sqlite:///{database}")
    with read_session(engine) as session:
        rows = session.execute(select(ArticleRow.outlet, ArticleRow.url)).all()
        parts = {part.outlet: part for part in runs.outlet_runs(session, run)}
    engine.dispose()
    outcome = Outcome(stored=len(rows))
    for outlet, wanted in day.expected().items():
        part = parts.get(outlet)
        outcome.causes[outlet] = wanted, "not tried" if part is None else part.cause if part.state == "failed" else None
        if wanted is None and not (part and part.finished):
            outcome.unfinished.append(outlet)
    _compare(outcome, day.printed(), Counter((outlet, address_key(url)) for outlet, url in rows))
    return outcome


def _compare(outcome: Outcome, printed: dict[str, list[str]], stored: Counter[tuple[str, str]]) -> None:
    wanted = {(outlet, address_key(url)): url for outlet, urls in printed.items() for url in urls}
    outcome.printed = len(wanted)
    outcome.missing = sorted(f"{key[0]} {url}" for key, url in wanted.items() if key not in stored)
    outcome.twice = sorted(" ".join(key) for key, times in stored.items() if times > 1)
    outcome.strange = sorted(" ".join(key) for key in stored if key not in wanted)
