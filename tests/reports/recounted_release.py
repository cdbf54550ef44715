"""Every count of a release counted again from the exports of the incidents and of their statuses alone:
`python -m tests.reports.recounted_release incidents.jsonl statuses.jsonl 2024-01-01 2024-12-31` prints them as JSON.

It imports nothing of the product. A release counts as a statement does, as of its last day: what became of a case later is not in it.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from tests.reports.recounted_figures import columns
from tests.reports.recounted_parts import Counted
from tests.reports.rules_in_words import BLOCKS, GRAVITY, TAXONOMIES

Row = dict[str, Any]


def release(rows: Iterable[Row], statuses: Iterable[Row], since: date, until: date) -> Row:
    """The counts of the README and the package, and the columns of the tables that are computed or looked up."""
    of = Counted(rows, since, until)
    numbers = {row["number"] for row in of.now}
    told = [one for one in statuses if one["number"] in numbers and not one["withdrawn"] and date.fromisoformat(one["date"]) <= until]
    primaries = Counter(row["primary"] for row in of.now)
    tracks = Counter(one["track"] for one in told)
    vague = [row for row in of.now if row["date_precision"] in ("month", "year")]
    return {
        "incidents": len(of.now), "statuses": len(told), "undated": len([row for row in of.rows if row["date"] is None]),
        "by_category": [primaries[code] for code in GRAVITY if primaries[code]], "by_track": [tracks["perpetrator"], tracks["journalist"]],
        "rate": [len(of.crimes), len(of.unanswered), round(100 * len(of.unanswered) / len(of.crimes))] if of.crimes else [],
        "beside": of.rate()["beside"]["value"], "imprecise": len(vague),
        "without_place": len([row for row in of.now if not row["place"] and not row["region"]]),
        "clocks": {row["number"]: columns(row, until) for row in of.now},
        "places": {row["number"]: {"adil_soz_block": BLOCKS[row["primary"]], **_places(row["primary"])} for row in of.now},
        "steps": sorted((one["number"], one["date"], one["track"], one["code"]) for one in told),
        "taxonomies": {code: {"adil_soz_block": BLOCKS[code], **_places(code)} for code in GRAVITY},
    }  # fmt: skip


def _places(code: str) -> dict[str, str | None]:
    return {name: kinds[code] for name, kinds in TAXONOMIES.items()}


if __name__ == "__main__":
    incidents, statuses = ([json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()] for path in sys.argv[1:3])
    counted = release(incidents, statuses, date.fromisoformat(sys.argv[3]), date.fromisoformat(sys.argv[4]))
    print(json.dumps(counted, ensure_ascii=False, indent=1))
