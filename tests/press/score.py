"""What a collector brought home from the press, against the truth.

    python -m tests.press.score --truth truth.json --articles articles.jsonl --pages pages.jsonl --log log.jsonl

The two JSONL files are the exports `articles` and `pages`; truth and log are written by `python -m tests.press`. Exit 0 when the files could be
read, whatever the score.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.press.dates import ZONE
from tests.press.matching import Finder, Kept, address_key, compare
from tests.press.texts import words
from tests.press.truth import Hit, Limit, Outlet, Trap, TrueArticle, Truth

Row = dict[str, Any]


@dataclass
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def add(self, right: int, of: int = 1) -> None:
        """Count more."""
        self.right += right
        self.of += of

    @property
    def value(self) -> float:
        """The share; 1.0 of nothing."""
        return self.right / self.of if self.of else 1.0


@dataclass
class Tally:
    """The score of one outlet, or of all. Text, dates and titles are measured over stored articles, so `once` alone tells of missing ones."""

    name: str
    once: Share = field(default_factory=Share)
    words_kept: Share = field(default_factory=Share)
    words_foreign: Share = field(default_factory=Share)
    dates: Share = field(default_factory=Share)
    titles: Share = field(default_factory=Share)
    requests: int = 0
    robots_violations: int = 0
    traps_wrong: int = 0


@dataclass(frozen=True)
class Wrong:
    """One thing that went wrong: `what` is missing, twice, stranger, date, title, text, trap, limit, robots or foreign."""

    what: str
    outlet: str
    where: str
    wanted: str
    got: str


@dataclass
class Result:
    """The whole score; `robots_violations` and `foreign_requests` stay 0 when no log was given."""

    outlets: list[Tally]
    overall: Tally
    wrong: list[Wrong]
    robots_violations: int
    foreign_requests: int

    @property
    def traps(self) -> list[Wrong]:
        """The traps with a wrong fate, and the limits that were broken."""
        return [wrong for wrong in self.wrong if wrong.what in ("trap", "limit")]


def score(truth: Truth, articles: Iterable[Row], pages: Iterable[Row], hits: Iterable[Hit] = ()) -> Result:
    """The score of what was exported, and of what the servers saw."""
    known = {outlet.name for outlet in truth.outlets}
    rows = [row for row in articles if row["outlet"] in known]
    tried = [row for row in pages if row["outlet"] in known]
    seen = list(hits)
    tallies = {outlet.name: Tally(outlet.name) for outlet in truth.outlets}
    wrong = _judge_articles(truth, rows, tallies)
    wrong += _judge_traps(truth.traps, tried)
    wrong += _judge_requests(truth, seen, runs=len({row.get("run") for row in tried}) or 1)
    for item in wrong:
        if item.outlet in tallies:
            tallies[item.outlet].traps_wrong += item.what in ("trap", "limit")
            tallies[item.outlet].robots_violations += item.what == "robots"
    for hit in seen:
        if hit.outlet in tallies:
            tallies[hit.outlet].requests += 1
    counts = Counter(item.what for item in wrong)
    return Result(list(tallies.values()), _overall(tallies.values()), wrong, counts["robots"], counts["foreign"])


def _judge_articles(truth: Truth, rows: list[Row], tallies: dict[str, Tally]) -> list[Wrong]:
    by_outlet: dict[str, list[TrueArticle]] = defaultdict(list)
    for article in truth.articles:
        by_outlet[article.outlet].append(article)
    wrong: list[Wrong] = []
    for outlet, printed in by_outlet.items():
        finder = Finder(printed)
        stored: dict[str, list[Row]] = defaultdict(list)
        for row in (row for row in rows if row["outlet"] == outlet):
            found = finder.find(row["url"], row.get("text") or "")
            if found is None:
                wrong.append(Wrong("stranger", outlet, row["url"], "not stored", (row.get("title") or "")[:60]))
            else:
                stored[found.twin_of or found.key].append(row)
                wrong += _judge_one(found, row, tallies[outlet], truth.now)
        for article in (article for article in printed if article.expected):
            times = len(stored[article.key])
            tallies[outlet].once.add(times == 1)
            if times != 1:
                wrong.append(Wrong("twice" if times else "missing", outlet, article.urls[0], "1", str(times)))
    return wrong


def _judge_one(article: TrueArticle, row: Row, tally: Tally, now: str) -> list[Wrong]:
    """Text, date and title of one stored row; articles that may be left out are not measured."""
    if not article.expected and not article.twin_of:
        return []
    kept: Kept = compare(article.body, row.get("text") or "", article.title)
    tally.words_kept.add(kept.kept, kept.true)
    tally.words_foreign.add(kept.foreign, kept.stored)
    day = local_day(row.get("published_at"))
    right_day = day == article.published if article.published else not day or day <= now[:10]
    right_title = words(row.get("title") or "") == words(article.title)
    tally.dates.add(right_day)
    tally.titles.add(right_title)
    wrong = []
    if not right_day:
        wrong.append(Wrong("date", article.outlet, article.urls[0], article.published or "none to come", str(row.get("published_at"))))
    if not right_title:
        wrong.append(Wrong("title", article.outlet, article.urls[0], article.title, str(row.get("title"))))
    if kept.kept < 0.9 * kept.true or kept.foreign > 0.1 * max(1, kept.stored):
        wrong.append(Wrong("text", article.outlet, article.urls[0], f"{kept.true} words", f"{kept.kept} kept, {kept.foreign} foreign"))
    return wrong


def local_day(value: object) -> str:
    """The day in the outlets' zone of a time or day as exported; empty for none."""
    text = str(value or "")
    if len(text) <= 10:
        return text
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date().isoformat()


def _judge_traps(traps: list[Trap], pages: list[Row]) -> list[Wrong]:
    """Traps against the last fate of each of their addresses."""
    last: dict[tuple[str, str], str] = {}
    for row in sorted(pages, key=lambda row: str(row.get("at") or "")):
        last[row["outlet"], address_key(row["url"])] = row["fate"]
    wrong = []
    for trap in traps:
        fates = sorted({last[trap.outlet, address_key(url)] for url in trap.urls if (trap.outlet, address_key(url)) in last})
        bad = [fate for fate in fates if fate in trap.never or (trap.fates and fate not in trap.fates)]
        if bad or not (fates or trap.optional):
            wanted = " or ".join(trap.fates) or "not " + " or ".join(trap.never)
            wrong.append(Wrong("trap", trap.outlet, f"{trap.name}: {trap.urls[0]}", wanted, ", ".join(fates) or "never tried"))
    return wrong


def _judge_requests(truth: Truth, hits: list[Hit], runs: int) -> list[Wrong]:
    wrong = [Wrong("foreign", "foreign", hit.target, "no request", hit.agent[:60]) for hit in hits if hit.outlet == "foreign"]
    by_outlet: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_outlet[hit.outlet].append(hit)
    for outlet in truth.outlets:
        wrong += _judge_robots(outlet, by_outlet[outlet.name])
    return wrong + [_broken for limit in truth.limits if (_broken := _judge_limit(limit, by_outlet[limit.outlet], runs))]


def _judge_robots(outlet: Outlet, hits: list[Hit]) -> list[Wrong]:
    """Requests that robots.txt closes, and anything asked before robots.txt."""
    closed = [re.compile(re.escape(pattern).replace(r"\*", ".*")) for pattern in outlet.disallowed]
    wrong = [Wrong("robots", outlet.name, hit.target, "not asked", "asked") for hit in hits if any(pattern.match(hit.target) for pattern in closed)]
    if hits and not hits[0].target.startswith("/robots.txt"):
        wrong.append(Wrong("robots", outlet.name, hits[0].target, "robots.txt first", "asked before robots.txt"))
    return wrong


def _judge_limit(limit: Limit, hits: list[Hit], runs: int) -> Wrong | None:
    asked = sum(1 for hit in hits if re.search(limit.pattern, hit.target))
    if asked <= limit.most * runs:
        return None
    return Wrong("limit", limit.outlet, limit.name, f"{limit.most} a run at most", f"{asked} in {runs}")


def _overall(tallies: Iterable[Tally]) -> Tally:
    whole = Tally("all")
    for tally in tallies:
        for name in ("once", "words_kept", "words_foreign", "dates", "titles"):
            part: Share = getattr(tally, name)
            getattr(whole, name).add(part.right, part.of)
        whole.requests += tally.requests
        whole.robots_violations += tally.robots_violations
        whole.traps_wrong += tally.traps_wrong
    return whole


def as_table(result: Result, most: int = 40) -> str:
    """The score as a table, and below it the first `most` things that went wrong, traps first."""
    head = f"{'outlet':<22}{'once':>12}{'kept':>8}{'foreign':>9}{'dates':>8}{'titles':>8}{'asked':>7}{'robots':>8}{'traps':>7}"
    lines = [head, "-" * len(head)]
    for tally in [*result.outlets, result.overall]:
        once = f"{tally.once.right}/{tally.once.of} {tally.once.value:.2f}"
        foreign = tally.words_foreign.value if tally.words_foreign.of else 0.0
        shares = f"{tally.words_kept.value:>8.3f}{foreign:>9.3f}{tally.dates.value:>8.2f}{tally.titles.value:>8.2f}"
        lines.append(f"{tally.name:<22}{once:>12}{shares}{tally.requests:>7}{tally.robots_violations:>8}{tally.traps_wrong:>7}")
    counts = Counter(item.what for item in result.wrong)
    lines += ["", f"robots violations {result.robots_violations}, requests to the foreign host {result.foreign_requests}"]
    lines.append("wrong: " + (", ".join(f"{what} {count}" for what, count in sorted(counts.items())) or "nothing"))
    order = ("foreign", "robots", "trap", "limit", "stranger", "twice", "missing", "date", "title", "text")
    for item in sorted(result.wrong, key=lambda item: order.index(item.what))[:most]:
        lines.append(f"  {item.what:<9}{item.outlet:<22}{item.where} — wanted {item.wanted}, got {item.got}")
    return "\n".join(lines)


def read_rows(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(arguments: list[str] | None = None) -> int:
    """Print the score of four files."""
    parser = argparse.ArgumentParser(prog="python -m tests.press.score", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--truth", type=Path, required=True, help="written by python -m tests.press --truth")
    parser.add_argument("--articles", type=Path, required=True, help="qorgan export articles --format jsonl")
    parser.add_argument("--pages", type=Path, required=True, help="qorgan export pages --format jsonl")
    parser.add_argument("--log", type=Path, help="written by python -m tests.press --log")
    parser.add_argument("--most", type=int, default=40, help="how many wrong things to list")
    chosen = parser.parse_args(arguments)
    hits = [Hit(**row) for row in read_rows(chosen.log)] if chosen.log else []
    result = score(Truth.load(chosen.truth), read_rows(chosen.articles), read_rows(chosen.pages), hits)
    sys.stdout.write(as_table(result, chosen.most) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
