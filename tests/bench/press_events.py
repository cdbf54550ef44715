"""The press texts of the corpus as events for grouping: `incident_key` says which texts tell of one.

    python -m tests.bench.press_events [--left-out]

Two thirds of the events are for making grouping better; a third is left out of that, to measure with. Their articles are grouped as the shipped screening reads
them, and as they are labelled, which is as a reader would who makes no mistake.
"""

import json
import sys
import zlib
from functools import cache
from typing import Any

from classify.clustering import traits_of
from classify.screen import load_screener
from classify.serialization import screening_to_json
from classify.training.corpus import CORPUS
from records.model import Article
from tests.bench.grouping import Told, measure, show, show_linked

PRESS = CORPUS / "press"
# Pairs of keys under which two hands retold one page, or perhaps one event: neither one event nor surely two, and left out of every count.
_TWICE = PRESS / "retold_twice.tsv"
_PARTS = 3


@cache
def retold_twice() -> frozenset[frozenset[str]]:
    """The pairs of keys that perhaps are one event."""
    lines = _TWICE.read_text(encoding="utf-8").splitlines()
    return frozenset(frozenset(line.split("\t")) for line in lines if not line.startswith("#"))


def is_left_out(event: str) -> bool:
    """Whether nothing may be fitted on this event."""
    return zlib.crc32(event.encode()) % _PARTS == 0


def as_screened(left_out: bool = False) -> list[Told]:
    """The events as the shipped screening reads their articles."""
    rows = _rows(left_out)
    screened = map(screening_to_json, load_screener(None).screen_many([_article(row) for row in rows]))
    return [_told(row, found, bool(found["flagged"])) for row, found in zip(rows, screened, strict=True)]


def as_labelled(left_out: bool = False) -> list[Told]:
    """The events as somebody who makes no mistake would read their articles."""
    return [_told(row, _labels(row), True) for row in _rows(left_out)]


def _rows(left_out: bool) -> list[dict[str, Any]]:
    rows = [json.loads(line) for path in sorted(PRESS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [row for row in rows if row["label"] in ("incident", "followup") and row["incident_key"] and is_left_out(row["incident_key"]) == left_out]
    return sorted(kept, key=lambda row: (row["published"], row["id"]))


def _article(row: dict[str, Any]) -> Article:
    return Article(row["id"], row["text"], row["title"] or "", row["lang"], "", row["published"])


def _told(row: dict[str, Any], found: dict[str, Any], flagged: bool) -> Told:
    return Told(row["incident_key"], flagged, row["title"], traits_of(_article(row), found))


def _labels(row: dict[str, Any]) -> dict[str, Any]:
    # Only their order counts: the first one is the surest.
    codes = [{"code": code, "score": 1 - number / 100} for number, code in enumerate(row["categories"])]
    return {**row, "categories": codes}


def main(arguments: list[str]) -> int:
    left_out = "--left-out" in arguments
    screened = as_screened(left_out)
    sets = {
        "press texts, flagged articles": [one for one in screened if one.flagged],
        "press texts, all articles as though they were flagged": screened,
        "press texts, all articles as they are labelled": as_labelled(left_out),
    }
    met = []
    for what, events in sets.items():
        met.append(show(what, measure(events, retold_twice())))
        show_linked(events)
    return 0 if met[0] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
