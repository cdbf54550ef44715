"""The told cases of a report counted again from the export alone: which must be told, in which order, whose story each is, and its days."""

from datetime import date, timedelta
from typing import Any

from tests.reports.recounted_figures import Case, columns, figures
from tests.reports.rules_in_words import ALWAYS_TOLD, GRAVITY

Row = dict[str, Any]

_NO_STEP = ("REP", "NOI")
# How those responsible escape, by the last step; the last of them is no end.
ESCAPES = {"DRP": "dropped", "BLM": "blamed", "RFS": "refused", "ACQ": "acquitted", **dict.fromkeys(("CMP", "PTI", "SUS", "CRTP"), "open")}


def must_be_told(rows: list[Row], since: date, until: date) -> set[str]:
    """Every killing, abduction and torture that happened in the period, or may have: its date is not known, or only to the month or the year."""
    return {row["number"] for row in rows if not row["withdrawn"] and ALWAYS_TOLD & set(row["categories"]) and may_lie_in(row, since, until)}


def told_cases(rows: list[Row], numbers: set[str], since: date, until: date) -> list[Row]:
    """These cases as a report tells them, the gravest first, then by number."""
    chosen = [row for row in rows if row["number"] in numbers]
    return [_told(row, since, until) for row in sorted(chosen, key=lambda row: (gravest(row), row["number"]))]


def chosen_cases(rows: list[Row], asked: set[str], since: date, until: date, most: int) -> set[str]:
    """Which a statement tells of itself beside those that it must and those that the editor asks for (the rule of reports/publications/cases.py, in words)."""
    always = must_be_told(rows, since, until)
    places = max(0, most - len(always))
    told = [
        (row, _told(row, since, until)) for row in rows if row["number"] not in always | asked and row["date"] and row["date"] <= until.isoformat()
    ]
    against = [(row, case) for row, case in told if case["escape"] and (case["counted"] or case["escape"] == "open")]
    against.sort(key=lambda one: (gravest(one[0]), -one[1]["waited"]["value"], one[0]["number"]))
    ways = [[row["number"] for row, case in against if case["escape"] == way] for way in dict.fromkeys(ESCAPES.values())]
    impunity = [number for way in ways[:-1] for number in way[:1]] + ways[-1] + [row["number"] for row, _ in against]
    impunity = list(dict.fromkeys(impunity))
    pursued = [
        (row, case)
        for row, case in told
        if case["story"] == "pursuit" and (case["counted"] or any(step["day"] >= since.isoformat() for step in case["steps"]))
    ]
    pursued.sort(key=lambda one: (not one[1]["held_now"], gravest(one[0]), -one[1]["pursued"]["value"], one[0]["number"]))
    well = [row["number"] for row, case in pursued if case["ended_well"]][:1]
    hers = well + [row["number"] for row, _ in pursued if row["number"] not in well]
    return {*impunity[:places], *hers[: most // 2]}


def gravest(row: Row) -> int:
    """The place of its gravest category in the order of gravity."""
    return min(map(GRAVITY.index, row["categories"]))


def _told(row: Row, since: date, until: date) -> Row:
    case, clocks = Case(row, until), columns(row, until)
    steps = [one for one in case.theirs if one["code"] not in _NO_STEP]
    impunity = case.punishable and case.answered is None
    hers = figures([row], until, 1)["journalists"]
    return {
        "incident": row["number"], "story": "impunity" if impunity else "accountability" if case.punishable else "pursuit" if case.hers else "other",
        "escape": ESCAPES.get(steps[-1]["code"]) if impunity and steps else None, "steps": [step(one) for one in (*steps, *case.hers)],
        "waited": _days(row, clocks["days_without_accountability"]),
        "silent": _days(row, (until - date.fromisoformat(steps[-1]["date"])).days if impunity and steps else None),
        "pursued": _days(row, clocks["days_under_pursuit"]), "held": _days(row, clocks["days_in_custody"]),
        "held_now": hers["in_custody"]["count"] == 1, "going_on": hers["going_on"]["count"] == 1, "ended_well": hers["ended_well"]["count"] == 1,
        "counted": row["date"] is not None and since <= date.fromisoformat(row["date"]) <= until,
    }  # fmt: skip


def step(one: Row) -> Row:
    """A status as a report tells it."""
    return {"day": one["date"], "code": one["code"], "penalty": {name: one.get(name) for name in ("kind", "term", "unit", "sum", "currency")}}


def _days(row: Row, days: int | None) -> Row | None:
    return None if days is None else {"value": days, "incidents": [row["number"]]}


def may_lie_in(row: Row, since: date, until: date) -> bool:
    """Whether it happened on these days, or may have: its date is not known, or only to the month or the year."""
    if row["date"] is None:
        return True
    first = last = date.fromisoformat(row["date"])
    if row["date_precision"] == "year":
        last = date(first.year, 12, 31)
    elif row["date_precision"] == "month":
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first <= until and last >= since
