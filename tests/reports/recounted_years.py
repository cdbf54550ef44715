"""A yearly report counted again from the export alone: its chapters by the types of Justice for Journalists, the years, and who was named most.

It imports nothing of the product. An incident is told by its number.
"""

from datetime import date
from typing import Any

from tests.reports.recounted_cases import gravest, told_cases
from tests.reports.recounted_parts import Row, by, day, figure, numbers
from tests.reports.rules_in_words import GRAVITY, TAXONOMIES

_KINDS = ("physical", "non-physical and cyber", "judicial and economic")
_YEARS, _IN_CHAPTER, _NAMED = 5, 15, 10
_STATE = ("state_official", "law_enforcement", "court")


def chapters(rows: list[Row], now: list[Row], before: list[Row], told: set[str], since: date, until: date) -> list[Row]:
    """Each type with its categories, who did it, and its cases: those that are told in any case, then the gravest."""
    return [_chapter(kind, rows, _of(now, kind), _of(before, kind), told, since, until) for kind in _KINDS]


def by_year(rows: list[Row], until: date) -> Row:
    """Each of the last years by type, from the first that has anything."""
    years = range(until.year - _YEARS + 1, until.year + 1)
    found = {year: [row for row in rows if row["date"] and day(row["date"]) <= until and day(row["date"]).year == year] for year in years}
    first = next((year for year in years if found[year]), until.year)
    return {str(year): {kind: figure(_of(some, kind)) for kind in _KINDS} for year, some in found.items() if year >= first}


def by_state(rows: list[Row]) -> Row:
    """Where somebody acted for the state."""
    return figure([row for row in rows if row["actor"] in _STATE])


def targeted_persons(rows: list[Row]) -> list[Row]:
    """Who is named in two incidents or more. Whose name is withheld has no number, and is none of them."""
    found: dict[Any, list[Row]] = {}
    names: dict[Any, str] = {}
    for row in rows:
        for victim in row["victims"]:
            if victim["person"] is not None:
                names.setdefault(victim["person"], victim["name"])
                found.setdefault(victim["person"], []).append(row)
    several = [(names[person], _once(some)) for person, some in found.items() if len(_once(some)) > 1]
    several.sort(key=lambda one: (-len(one[1]), one[1]))
    return [{"name": name, "incidents": {"value": len(some), "incidents": some}} for name, some in several[:_NAMED]]


def targeted_outlets(rows: list[Row]) -> list[Row]:
    """Which outlet two incidents or more name, as harmed or as that of somebody harmed."""
    found: dict[str, list[Row]] = {}
    names: dict[str, str] = {}
    for row in rows:
        for name in [*row["outlets"], *(victim["outlet"] for victim in row["victims"])]:
            if name:
                names.setdefault(name.casefold(), name)
                found.setdefault(name.casefold(), []).append(row)
    several = [(names[key], _once(some)) for key, some in found.items() if len(_once(some)) > 1]
    several.sort(key=lambda one: (-len(one[1]), one[1], one[0]))
    return [{"name": name, "incidents": {"value": len(some), "incidents": some}} for name, some in several[:_NAMED]]


def _chapter(kind: str, rows: list[Row], now: list[Row], before: list[Row], told: set[str], since: date, until: date) -> Row:
    of_now, of_before = (by(some, lambda row: str(row["primary"])) for some in (now, before))
    always = [row for row in now if row["number"] in told]
    others = sorted((row for row in now if row["number"] not in told), key=lambda row: (gravest(row), row["number"]))
    chosen = {row["number"] for row in [*always, *others[: max(0, _IN_CHAPTER - len(always))]]}
    return {
        "kind": kind,
        "total": figure(now),
        "before": figure(before),
        "lines": [
            {"category": code, "now": of_now.get(code, figure([])), "before": of_before.get(code, figure([]))}
            for code in GRAVITY
            if code in of_now or code in of_before
        ],
        "by_actor": by(now, lambda row: str(row["actor"])),
        "cases": told_cases(rows, chosen, since, until),
    }


def _of(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if TAXONOMIES["jfj"][row["primary"]] == kind]


def _once(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(numbers(rows)))
