"""What every report tells, counted again from the export of the incidents alone: which incidents, how many persons, whose cases, under which heading.

It imports nothing of the product. An incident is told by its number.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from tests.reports.recounted_cases import must_be_told, told_cases
from tests.reports.recounted_figures import Case, figures, tells_the_wrong_story
from tests.reports.rules_in_words import TAXONOMIES

Row = dict[str, Any]
_WRONG = "it was recorded before there were two tracks, and stands on the wrong one"


class Counted:
    """The rows of an export, and which of them a report on these days counts. `told` are the numbers of the cases that it tells beside those that it must."""

    def __init__(self, rows: Iterable[Row], since: date, until: date, told: Iterable[str] = (), silent_days: int = 180) -> None:
        # Of what has no date nobody knew before it was recorded.
        known = [row for row in rows if row["date"] is not None or day(row["recorded"]) <= until]
        self.rows = [row for row in known if not row["withdrawn"]]
        self.since, self.until, self.silent_days = since, until, silent_days
        self.told = must_be_told(self.rows, since, until) | set(told)
        self.now = self.dated_in(since, until)
        self.figures = figures(self.now, until, silent_days)
        self.crimes = these(self.now, self.figures["punishable"]["incidents"])
        self.unanswered = these(self.now, self.figures["unanswered"]["incidents"])

    def dated_in(self, since: date, until: date) -> list[Row]:
        """What is counted on these days: an incident by its stored day, and one without a date nowhere."""
        return [row for row in self.rows if row["date"] is not None and since <= day(row["date"]) <= until]

    def rate(self) -> Row:
        """Our own rate, and what is outside of it."""
        return {"unanswered": share(self.unanswered, self.crimes), "beside": figure([row for row in self.now if row not in self.crimes])}

    def common(self) -> Row:
        """What all three kinds tell."""
        on_record, now = figures(self.rows, self.until, self.silent_days)["journalists"], self.figures["journalists"]
        return {
            "period": {"since": str(self.since), "until": str(self.until), "as_of": str(self.until)},
            "total": figure(self.now),
            "pursuits": {
                "of_period": _pursued(now),
                "on_record": _pursued(on_record),
                "held": _held(self.rows, on_record["in_custody"]["incidents"], self.until),
                "earlier": sorted(set(on_record["pursued"]["incidents"]) - set(now["pursued"]["incidents"])),
            },
            "cases": told_cases(self.rows, self.told, self.since, self.until),
            "records": numbers(self.now),
            "undated": self._undated(),
        }

    def remarks(self) -> Row:
        """How much of it is vague."""
        return {
            "undated": self._undated(),
            "imprecise": numbers([row for row in self.now if row["date_precision"] in ("month", "year")]),
            "without_place": numbers([row for row in self.now if not row["place"] and not row["region"]]),
            "nameless": [],
            "misplaced": self._misplaced(),
            # No outlet was followed, so none was out of reach.
            "outlets": {},
        }

    def _misplaced(self) -> dict[str, int]:
        """How many statuses by the last day tell the wrong story, by incident of the whole record; the export says of each that it does not count for that."""
        known = [row for row in self.rows if row["date"] is None or day(row["date"]) <= self.until]
        found = {row["number"]: [one for one in row["statuses"] if one["withdrawn"] == _WRONG and day(one["date"]) <= self.until] for row in known}
        rows = {row["number"]: row for row in known}
        assert all(tells_the_wrong_story(rows[number], one["code"]) for number, some in found.items() for one in some)
        return {number: len(some) for number, some in found.items() if some}

    def _undated(self) -> list[str]:
        return numbers([row for row in self.rows if row["date"] is None])


def year_before(since: date, until: date) -> tuple[date, date]:
    """The same days; the last day of a month answers to the last day of that month."""
    if (until + timedelta(days=1)).day == 1:
        return _a_year_earlier(since), _a_year_earlier(until + timedelta(days=1)) - timedelta(days=1)
    return _a_year_earlier(since), _a_year_earlier(until)


def persons(rows: list[Row]) -> Row:
    """The persons affected, each record of a person once, and the incidents without anybody named. Of whom the name is withheld the export has no number: any two of
    them in two incidents may be one, so that their part is told by its bounds."""
    named = [(row["number"], victim["person"]) for row in rows for victim in row["victims"]]
    known = {person for _, person in named if person is not None}
    hidden = [number for number, person in named if person is None]
    least = len(known) + max((hidden.count(number) for number in hidden), default=0)
    return {
        "affected": {
            "value": {"from": least, "to": len(known) + len(hidden)} if hidden else least,
            "incidents": sorted({number for number, _ in named}),
        },
        "unnamed": numbers([row for row in rows if not row["victims"]]),
    }


def taxonomies(rows: list[Row]) -> Row:
    """By the types of others, by the primary category."""
    kinds = {name: TAXONOMIES[name] for name in ("jfj", "mapmf")}
    return {
        name: {kind: figure([row for row in rows if of[row["primary"]] == kind]) for kind in sorted(set(map(str, of.values())))}
        for name, of in kinds.items()
    }


def by(rows: list[Row], key: Callable[[Row], str], order: Iterable[str] | None = None) -> Row:
    """The figure of each value that there is, in this order."""
    there = set(map(key, rows))
    return {one: figure([row for row in rows if key(row) == one]) for one in order or sorted(there) if one in there}


def share(part: list[Row], whole: list[Row]) -> Row:
    """How much of the whole it is."""
    return {"share": len(part) / len(whole) if whole else None, "part": figure(part), "whole": figure(whole)}


def figure(rows: list[Row]) -> Row:
    """How many, and which."""
    return {"value": len(rows), "incidents": numbers(rows)}


def values(told: Row) -> Row:
    """Figures of `recounted_figures` as a report writes them."""
    return {name: {"value": one["count"], "incidents": one["incidents"]} for name, one in told.items()}


def numbers(rows: Iterable[Row]) -> list[str]:
    """Which incidents they are."""
    return [row["number"] for row in rows]


def these(rows: list[Row], wanted: Iterable[str]) -> list[Row]:
    """The rows with these numbers."""
    found = set(wanted)
    return [row for row in rows if row["number"] in found]


def day(written: str) -> date:
    """A day as exports write it."""
    return date.fromisoformat(written)


def _pursued(told: Row) -> Row:
    lists = ("pursued", "going_on", "on_trial", "house_arrest", "release_unknown", "arrested", "ended_well")
    for_the_editor = ("released_late", "course_unclear", "order_unclear", "sentence_unclear")
    return {
        **{name: told[name]["incidents"] for name in (*lists, *for_the_editor)},
        "limit_passed": {way: one["incidents"] for way, one in told["limit_passed"].items()},
        "in_custody": [{name: one[name] for name in ("number", "since", "days")} for one in told["in_custody"]["incidents"]],
        "sentenced": {"none" if kind == "unknown" else kind: one["incidents"] for kind, one in told["sentenced"].items()},
        **{
            name: {currency: {"total": one["total"], "incidents": one["incidents"]} for currency, one in told[name].items()}
            for name in ("fined", "damages")
        },
    }


def _held(rows: list[Row], in_custody: list[Row], until: date) -> list[Row]:
    """Who is in custody, the same persons once though several incidents hold them, and a day that two of these share once. Whose name is withheld stands apart."""
    known = {row["number"]: row for row in rows}
    groups: dict[Any, list[Row]] = {}
    for one in in_custody:
        persons = [victim["person"] for victim in known[one["number"]]["victims"]]
        groups.setdefault(tuple(sorted(set(persons))) if persons and None not in persons else one["number"], []).append(one)
    found = []
    for group in groups.values():
        of = [one["number"] for one in group]
        nights = {
            time["since"] + timedelta(days=nth)
            for number in of
            for time in Case(known[number], until).times
            for nth in range((time["counts_until"] - time["since"]).days)
        }
        unknown = all(Case(known[number], until).times[-1]["told"] is None for number in of)
        found.append(
            {"incident": of[0], "since": group[0]["since"], "days": {"value": len(nights), "incidents": of}, "also": of[1:], "end_unknown": unknown}
        )
    return found


def _a_year_earlier(of: date) -> date:
    return of.replace(year=of.year - 1, day=28 if (of.month, of.day) == (2, 29) else of.day)
