"""What a monthly report has beside its tables, counted again from the export alone: the cases by block, who did it and to whom, the year so far and its months, and
what was recorded late.

It imports nothing of the product. An incident is told by its number.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.reports.recounted_cases import gravest, told_cases
from tests.reports.recounted_parts import Row, by, day, figure, numbers, year_before
from tests.reports.rules_in_words import BLOCKS, GRAVITY

_BLOCKS = ("A", "B", "C", None)
_MOST = 200
_NO_STEP = ("REP", "NOI")


def narratives(rows: list[Row], now: list[Row], told: set[str], since: date, until: date) -> Row:
    """The cases of the period as they stand under their blocks, by the gravity of the primary category, and those of which no step is on record."""
    always = [row for row in now if row["number"] in told]
    others = sorted((row for row in now if row["number"] not in told), key=_by_gravity)
    chosen = {row["number"] for row in [*always, *others[: max(0, _MOST - len(always))]]}
    cases = {case["incident"]: case for case in told_cases(rows, chosen, since, until)}
    order = sorted((row for row in now if row["number"] in chosen), key=lambda row: (GRAVITY.index(row["primary"]), row["number"]))
    blocks = [(block, [cases[row["number"]] for row in order if BLOCKS[row["primary"]] == block]) for block in _BLOCKS]
    return {
        "narratives": [{"block": block, "cases": some} for block, some in blocks if some],
        "without_reaction": figure([row for row in now if not any(_is_step(one, until) for one in row["statuses"])]),
    }


def late(rows: list[Row], since: date, until: date) -> Row:
    """What happened before the period and was recorded in it."""
    found = [row for row in rows if row["date"] and day(row["date"]) < since <= day(row["recorded"]) <= until]
    told = sorted(found, key=_by_gravity)[:_MOST]
    return {
        "late": figure(found),
        "late_of_year": figure([row for row in found if day(row["date"]).year == until.year]),
        "late_cases": told_cases(rows, {row["number"] for row in told}, since, until),
        "late_records": numbers(found),
    }


def year(rows: list[Row], until: date) -> Row:
    """The year so far beside the same days of the year before, and twelve months beside those of the year before."""
    first = date(until.year, 1, 1)
    before = year_before(first, until)
    now, past = _between(rows, first, until), _between(rows, *before)
    ends = until.year * 12 + until.month - 1
    return {
        "period": {"since": str(first), "until": str(until), "as_of": str(until)},
        "before": {"since": str(before[0]), "until": str(before[1]), "as_of": str(before[1])},
        "total": figure(now),
        "total_before": figure(past),
        "blocks": [block(now, past, one) for one in _BLOCKS],
        "months": {_named(nth): figure(_of_month(rows, nth, until)) for nth in range(ends - 11, ends + 1)},
        "records": numbers(_between(rows, min(date((ends - 23) // 12, (ends - 23) % 12 + 1, 1), date(until.year - 1, 1, 1)), until)),
        "months_before": {_named(nth): figure(_of_month(rows, nth, before[1])) for nth in range(ends - 23, ends - 11)},
    }


def block(now: list[Row], before: list[Row], letter: str | None) -> Row:
    """A block with its categories, the gravest first, beside the year before."""
    now, before = ([row for row in rows if BLOCKS[row["primary"]] == letter] for rows in (now, before))
    of_now, of_before = (by(rows, lambda row: str(row["primary"])) for rows in (now, before))
    codes = [code for code in GRAVITY if code in of_now or code in of_before]
    return {
        "block": letter,
        "lines": [{"category": code, "now": of_now.get(code, figure([])), "before": of_before.get(code, figure([]))} for code in codes],
        "now": figure(now),
        "before": figure(before),
    }


def breakdown(rows: list[Row]) -> Row:
    """Who did it, against whom, online, by profession and gender, by law, and the sums."""
    articles = sorted({f"{one['code']} {one['article']}" for row in rows for one in row["law_articles"]})
    return {
        "by_actor": by(rows, lambda row: str(row["actor"])),
        "by_target": by(rows, lambda row: str(row["target"] or "none")),
        "online": figure([row for row in rows if row["online"]]),
        "offline": figure([row for row in rows if not row["online"]]),
        "by_profession": _persons_by(rows, lambda victim: victim["profession"] or "", ""),
        "by_gender": _persons_by(rows, lambda victim: victim["gender"], "unknown"),
        "by_law": {
            article: figure([row for row in rows if article in {f"{one['code']} {one['article']}" for one in row["law_articles"]}])
            for article in articles
        },
        "claimed": _sums(rows, "amount_claimed"),
        "awarded": _sums(rows, "amount_awarded"),
    }


def _persons_by(rows: list[Row], of: Callable[[Row], str], unknown: str) -> Row:
    """Persons by what is said of them. Of whom the name is withheld the export has no number: any of them may be one, so that they are told by bounds."""
    traits: dict[Any, str] = {}
    naming: dict[Any, list[str]] = {}
    hidden: list[tuple[str, str]] = []
    for row in rows:
        for victim in row["victims"]:
            if victim["person"] is None:
                hidden.append((of(victim), row["number"]))
                continue
            if traits.get(victim["person"], unknown) == unknown:
                traits[victim["person"]] = of(victim)
            naming.setdefault(victim["person"], []).append(row["number"])
    found = {}
    for trait in {*traits.values(), *(said for said, _ in hidden)}:
        persons = [person for person, said in traits.items() if said == trait]
        behind = {number for person in persons for number in naming[person]} | {number for said, number in hidden if said == trait}
        unnamed = sum(said == trait for said, _ in hidden)
        found[trait] = {"value": {"from": len(persons), "to": len(persons) + unnamed} if unnamed else len(persons), "incidents": sorted(behind)}
    return found


def _sums(rows: list[Row], field: str) -> Row:
    with_sum = [row for row in rows if row[field] is not None]
    return {
        currency: {
            "value": sum(row[field] for row in with_sum if row["currency"] == currency),
            "incidents": numbers(_of_currency(with_sum, currency)),
        }
        for currency in sorted({row["currency"] for row in with_sum})
    }


def _of_currency(rows: Iterable[Row], currency: str) -> list[Row]:
    return [row for row in rows if row["currency"] == currency]


def _by_gravity(row: Row) -> tuple[int, str]:
    return gravest(row), row["number"]


def _is_step(one: Row, until: date) -> bool:
    return not one["withdrawn"] and day(one["date"]) <= until and one["code"] not in _NO_STEP


def _between(rows: list[Row], since: date, until: date) -> list[Row]:
    return [row for row in rows if row["date"] and since <= day(row["date"]) <= until]


def _of_month(rows: list[Row], nth: int, until: date) -> list[Row]:
    return [row for row in rows if row["date"] and row["date"][:7] == _named(nth) and day(row["date"]) <= until]


def _named(nth: int) -> str:
    return f"{nth // 12}-{nth % 12 + 1:02d}"
