"""What came of injecting a fault so and so many times, and the comparison with a collection that nothing disturbed."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from records.vocabulary.article_codes import Fate
from tests.flows.real_command import Home

# What no person should be shown for a fault that can be foreseen.
UNFORESEEN_WORDS = ("Traceback (most recent call last)", "unforeseen", "sqlalche.me")


class Skipped(Exception):
    """The scenario cannot run on this machine; its text says why."""


@dataclass
class FaultOutcome:
    """The figures of one scenario. All but `times` should be nought; `notes` says what they were, a line each."""

    fault: str
    times: int = 0
    lost: int = 0
    doubled: int = 0
    without_fate: int = 0
    stuck: int = 0
    """Processes left behind, and runs that neither ended nor went on."""
    wrong_words: int = 0
    """Messages with a traceback, or with "something unforeseen" for what was foreseen."""
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether the fault did nothing that it must not."""
        return not (self.lost or self.doubled or self.without_fate or self.stuck or self.wrong_words)

    def read_words(self, said: str, when: str) -> None:
        """Count a message that shows a person what he can do nothing with."""
        if any(word in said for word in UNFORESEEN_WORDS):
            self.wrong_words += 1
            self.notes.append(f"{when}: {said.strip()[-300:]}")

    def compare(self, home: Home, printed: Collection[tuple[str, str]], when: str) -> None:
        """Count what the database in `home` lacks of the printed (outlet, address) pairs, holds twice, or never gave a fate."""
        stored = Counter((row["outlet"], row["url"]) for row in home.rows("articles"))
        self._count("lost", (pair for pair in printed if pair not in stored), when)
        self._count("doubled", (pair for pair, held in stored.items() if held > 1), when)
        self._count("without_fate", _open_pages(home), when)
        checked = home.qorgan("verify", "--format", "json", code=None)
        if checked.returncode:
            self.without_fate += 1
            self.notes.append(f"{when}: verify says {(checked.stdout + checked.stderr).strip()[-300:]}")

    def _count(self, what: str, pairs: Iterable[tuple[str, str]], when: str) -> None:
        found = sorted(pairs)
        setattr(self, what, getattr(self, what) + len(found))
        if found:
            self.notes.append(f"{when}: {len(found)} {what}, {' '.join(found[0])} for one")


def _open_pages(home: Home) -> list[tuple[str, str]]:
    """Pages of which the last thing known is that they were fetched, or not read."""
    last = {(row["outlet"], row["url"]): row["fate"] for row in sorted(home.rows("pages"), key=lambda row: str(row["at"]))}
    return [pair for pair, fate in last.items() if fate in (Fate.FETCHED, Fate.NOT_READ)]


def as_line(outcome: FaultOutcome) -> str:
    """The outcome as a row of the table in `docs/reliability.md`."""
    return f"| {outcome.fault} | {outcome.times} | {outcome.lost} | {outcome.doubled} | {outcome.without_fate} | {outcome.stuck} | {outcome.wrong_words} |"


def as_json(outcome: FaultOutcome) -> str:
    """The outcome with its notes, for the file that a whole run leaves."""
    return json.dumps(vars(outcome), ensure_ascii=False)
