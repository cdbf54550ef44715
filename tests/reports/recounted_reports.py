"""Every number of a statement, a monthly, an impunity and a yearly report counted again from the export of the incidents alone:
`python -m tests.reports.recounted_reports monthly incidents.jsonl 2024-05-01 2024-05-31` prints them as JSON, in the shape of `qorgan report monthly --format json`.
Further words are the numbers of incidents that it tells beside those that it must.

It imports nothing of the product. The rules are those of section 8 of docs/contracts.md and of docs/decisions 0011 and 0022 to 0025.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.reports.recounted_cases import may_lie_in, step
from tests.reports.recounted_figures import columns
from tests.reports.recounted_months import block, breakdown, late, narratives, year
from tests.reports.recounted_parts import Counted, Row, by, day, figure, numbers, persons, share, taxonomies, these, values, year_before
from tests.reports.recounted_years import by_state, by_year, chapters, targeted_outlets, targeted_persons
from tests.reports.rules_in_words import BLOCKS, GRAVITY

WAITS = ((0, 30), (31, 90), (91, 365), (366, 1095), (1096, None))
SPARED = ("KIL", "DIS")


def statement(of: Counted) -> Row:
    """Every number of a statement."""
    heard_of = [row for row in of.rows if may_lie_in(row, of.since, of.until)]
    affected = persons(of.now)
    return {
        **of.common(), "by_category": by(of.now, _primary, GRAVITY),
        "spared": [code for code in SPARED if not any(code in row["categories"] for row in heard_of)], "persons": affected, "rate": of.rate(),
        "remarks": {**of.remarks(), "nameless": affected["unnamed"]},
    }  # fmt: skip


def monthly(of: Counted) -> Row:
    """Every number of a monthly report."""
    first, last = year_before(of.since, of.until)
    before, affected = of.dated_in(first, last), persons(of.now)
    news = [(row, _dated_in(row, of.since, of.until)) for row in of.rows if row["date"] and day(row["date"]) < of.since]
    found_late = late(of.rows, of.since, of.until)
    followed = [(row, heard) for row, heard in news if heard and row["number"] not in found_late["late_records"]]
    return {
        **of.common(), "before": {"since": str(first), "until": str(last), "as_of": str(last)}, "total_before": figure(before),
        "blocks": [block(of.now, before, letter) for letter in ("A", "B", "C", None)], "taxonomies": taxonomies(of.now),
        "taxonomies_before": taxonomies(before), "rate": of.rate(), "persons": affected, "persons_before": persons(before),
        "by_region": by(of.now, _region), "by_month": by(of.now, _month), "by_month_before": by(before, _month),
        "by_month_and_block": {month: by([row for row in of.now if _month(row) == month], _block_of) for month in sorted(set(map(_month, of.now)))},
        **narratives(of.rows, of.now, of.told, of.since, of.until), "breakdown": breakdown(of.now), "breakdown_before": breakdown(before),
        "year": year(of.rows, of.until), **found_late, "followed": figure([row for row, _ in followed]),
        "followups": [{"incident": row["number"], "statuses": [step(one) for one in heard]} for row, heard in followed],
        "remarks": {**of.remarks(), "nameless": affected["unnamed"]}, "records_before": numbers(before),
    }  # fmt: skip


def impunity(of: Counted) -> Row:
    """Every number of an impunity report."""
    told = of.figures
    waits = [(columns(row, of.until)["days_without_accountability"], row) for row in of.unanswered]
    waits.sort(key=lambda one: (-one[0], one[1]["number"]))
    killings = [row for row in of.now if "KIL" in row["categories"]]
    silent = ("number", "status", "since", "days")
    return {
        **of.common(),
        **of.rate(),
        "crimes": figure(of.crimes),
        "stages": values(told["funnel"]),
        "waits": {
            f"{low}-{'' if high is None else high}": figure([row for days, row in waits if low <= days and (high is None or days <= high)])
            for low, high in WAITS
        },
        "median": _one_of(waits, len(waits) // 2 + 1),
        "longest": _one_of(waits, 1),
        "waiting": [{"number": row["number"], "days": {"value": days, "incidents": [row["number"]]}} for days, row in waits],
        "groups": {name: _groups(of, name, key) for name, key in (("category", _primary), ("region", _region), ("actor", lambda row: row["actor"]))},
        "silent_days": of.silent_days,
        "silent": figure(these(of.now, [one["number"] for one in told["silent"]])),
        "silent_cases": [
            {**{name: one[name] for name in silent}, "without_accountability": one["days_without_accountability"]} for one in told["silent"]
        ],
        "impunity_days": told["impunity_days"],
        "killings": figure(killings),
        "unesco": values(told["unesco"]),
        "murders": figure([row for row in killings if row["motive"] == "confirmed"]),
        "cpj": values(told["cpj"]),
        "council_of_europe": share(these(of.now, told["council_of_europe"]["incidents"]), of.crimes),
        "taxonomies": taxonomies(of.now),
        "of_crimes": taxonomies(of.crimes),
        "of_unanswered": taxonomies(of.unanswered),
        "remarks": of.remarks(),
    }


def yearly(of: Counted) -> Row:
    """Every number of a yearly report."""
    first, last = year_before(of.since, of.until)
    before, affected = of.dated_in(first, last), persons(of.now)
    return {
        **of.common(), "before": {"since": str(first), "until": str(last), "as_of": str(last)}, "total_before": figure(before),
        "chapters": chapters(of.rows, of.now, before, of.told, of.since, of.until), "by_year": by_year(of.rows, of.until),
        "years_records": numbers(of.dated_in(date(of.until.year - 4, 1, 1), of.until)), "year": year(of.rows, of.until),
        "breakdown": breakdown(of.now), "breakdown_before": breakdown(before), "by_state": by_state(of.now), "persons": affected,
        "persons_before": persons(before), "targeted_persons": targeted_persons(of.now), "targeted_outlets": targeted_outlets(of.now),
        "rate": of.rate(), "stages": values(of.figures["funnel"]), "remarks": {**of.remarks(), "nameless": affected["unnamed"]},
        "records_before": numbers(before),
    }  # fmt: skip


def _one_of(waits: list[tuple[int, Row]], nth: int) -> Row | None:
    """The wait that is the nth from the longest; any case that waited as long may stand for it."""
    if not waits:
        return None
    days = waits[nth - 1][0]
    return {"value": days, "incidents": {"one_of": [row["number"] for waited, row in waits if waited == days]}}


def _groups(of: Counted, name: str, key: Callable[[Row], str]) -> Row:
    funnels = of.figures["groups"][name]
    order = [code for code in GRAVITY if code in funnels] if name == "category" else list(funnels)
    return {one: {"stages": values(funnels[one]), "unanswered": figure([row for row in of.unanswered if key(row) == one])} for one in order}


def _dated_in(row: Row, since: date, until: date) -> list[Row]:
    return [one for one in row["statuses"] if not one["withdrawn"] and since <= day(one["date"]) <= until]


def _primary(row: Row) -> str:
    return str(row["primary"])


def _region(row: Row) -> str:
    return str(row["region"] or "none")


def _month(row: Row) -> str:
    return str(row["date"])[:7]


def _block_of(row: Row) -> str:
    return BLOCKS[row["primary"]] or "none"


KINDS: dict[str, Callable[[Counted], Row]] = {"statement": statement, "monthly": monthly, "impunity": impunity, "yearly": yearly}

if __name__ == "__main__":
    kind, path, since, until, *tell = sys.argv[1:]
    rows = map(json.loads, Path(path).read_text(encoding="utf-8").splitlines())
    print(json.dumps(KINDS[kind](Counted(rows, day(since), day(until), tell)), ensure_ascii=False, indent=1))
