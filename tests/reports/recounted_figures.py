"""The published figures counted again from the export alone: `python -m tests.reports.recounted_figures incidents.jsonl 2026-06-30` prints them as JSON.

It imports nothing of the product, and knows the rules from docs/contracts.md and docs/decisions only. It goes another way than the product where there is one: custody
is walked day by day.
"""

import calendar
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

Row = dict[str, Any]

PUNISHABLE = {"KIL", "DIS", "TOR", "ATT", "THR", "SUR", "OBS", "PRP", "IMP", "CYB"}
PURSUED = {"CRM", "CIV", "ADM", "SUM", "DET", "ARR", "ACC", "DSC", "CRT", "BLK", "CLS", "ECO", "BOR", "SMR", "INT", "SRC"}
# What the state does in a case against her, and what is done with a perpetrator: the second can stand on the first only where something punishable was done besides.
HER_OWN = {"DET", "ARR", "SUM", "CRM", "CIV", "ADM", "BOR", "SRC"}
DONE_WITH_HIM = {"PTI", "SUS", "DRP", "BLM", "APN", "CRTP", "ACQ", "CVP", "CVF", "CVM"}
COMES_TO_AN_END = {"CRM", "CIV", "ADM", "DET", "ARR"}
ACCOUNTABLE = {"CVP", "CVF", "CVM", "APN", "DSP", "APO"}
ORDER = [
    "REP",
    "CMP",
    "RFS",
    "PTI",
    "SUS",
    "DRP",
    "BLM",
    "APN",
    "DSP",
    "CRTP",
    "ACQ",
    "CVP",
    "CVF",
    "CVM",
    "APO",
    "NOI",
    "JIN",
    "JCH",
    "JDT",
    "JHA",
    "JCT",
    "JAA",
    "JFN",
    "JSN",
    "JDM",
    "JBN",
    "JAP",
    "JUP",
    "JOV",
    "JDR",
    "JAC",
    "JRL",
    "JLF",
]
DEPTH = {**dict.fromkeys(["REP", "NOI", "APN", "DSP", "APO"], 0), **dict.fromkeys(["CMP", "RFS"], 1), **dict.fromkeys(["PTI", "SUS", "DRP", "BLM"], 2),
         **dict.fromkeys(["CRTP", "ACQ", "CVP", "CVF", "CVM"], 3)}  # fmt: skip
RULINGS = {"JAA", "JFN", "JSN", "JDM", "JBN"}
SENTENCES = ("prison", "restricted_liberty", "suspended", "unknown")


def figures(rows: Iterable[Row], as_of: date, silent_days: int, impunity_days: int = 365) -> dict[str, Any]:
    """Everything that `impunity_summary` publishes."""
    counted = [row for row in rows if not row["withdrawn"] and _day(row["date"] or row["recorded"]) <= as_of]
    cases = [Case(row, as_of) for row in counted]
    punishable = [case for case in cases if case.punishable]
    return {
        "as_of": as_of.isoformat(),
        "silent_days": silent_days,
        "impunity_days": impunity_days,
        "punishable": _figure(punishable),
        "unanswered": {
            **_figure([case for case in punishable if case.answered is None]),
            "share": sum(case.answered is None for case in punishable) / len(punishable) if punishable else None,
        },
        "unesco": {state: _figure([case for case in cases if case.unesco == state]) for state in ("no_information", "ongoing", "resolved")},
        "cpj": {state: _figure([case for case in cases if case.cpj == state]) for state in ("complete_impunity", "partial_impunity", "full_justice")},
        "council_of_europe": _figure([case for case in punishable if case.let_be or (case.answered is None and case.without >= impunity_days)]),
        "funnel": _funnel(punishable),
        "groups": {
            name: _groups(punishable, key)
            for name, key in (
                ("category", lambda case: case.row["primary"]),
                ("region", lambda case: case.row["region"] or "none"),
                ("actor", lambda case: case.row["actor"]),
                ("period", lambda case: (case.row["date"] or case.row["recorded"])[:4]),
                ("month", lambda case: (case.row["date"] or case.row["recorded"])[:7]),
            )
        },
        "silent": _silent(cases, silent_days),
        "journalists": _journalists(cases),
    }


class Case:
    """One row, read as of a day."""

    def __init__(self, row: Row, as_of: date) -> None:
        self.row, self.as_of = row, as_of
        standing = [status for status in row["statuses"] if not status["withdrawn"] and _day(status["date"]) <= as_of]
        self.told = [status for status in standing if not tells_the_wrong_story(row, status["code"])]
        self.hers = sorted((one for one in self.told if one["code"].startswith("J")), key=lambda one: (one["date"], ORDER.index(one["code"])))
        self.theirs = [one for one in self.told if not one["code"].startswith("J")]
        codes = set(row["categories"])
        self.punishable = _punishable(row)
        self.begun = self._begun()
        self.answered = next((_day(one["date"]) for one in self.theirs if one["code"] in ACCOUNTABLE), None)
        self.without = max(0, ((self.answered or as_of) - self.begun).days)
        self.since = (as_of - max((_day(one["date"]) for one in self.theirs), default=self.begun)).days
        steps = [one["code"] for one in self.theirs if one["code"] not in ("REP", "NOI")]
        self.let_be = bool(steps) and steps[-1] in ("RFS", "DRP", "BLM")
        self.state = self._state()
        self.unesco = self.state if "KIL" in codes else None
        verdicts = [one["code"] for one in self.theirs if one["code"] in ("ACQ", "CVP", "CVF")]
        degree = {"ACQ": "complete_impunity", "CVP": "partial_impunity", "CVF": "full_justice"}[verdicts[-1] if verdicts else "ACQ"]
        self.cpj = degree if "KIL" in codes and row["motive"] == "confirmed" else None
        self.over = self._over()
        self.held, self.held_since, self.days_held, self.term_over = self._custody()

    def _begun(self) -> date:
        row = self.row
        if row["date"] is None:
            return min(_day(row["recorded"]), self.as_of)
        day = _day(row["date"])
        if row["date_precision"] == "year":
            day = date(day.year, 12, 31)
        if row["date_precision"] == "month":
            day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        return min(day, self.as_of)

    def _state(self) -> str:
        codes = [one["code"] for one in self.theirs if one["code"] != "REP"]
        if not codes or codes[-1] == "NOI":
            return "no_information"
        return "ongoing" if codes[-1] in ("CMP", "PTI", "SUS", "CRTP") else "resolved"

    def _over(self) -> date | None:
        """When the pursuit was over; None while it goes on."""
        over, ruled, ban = None, False, None
        for one in self.hers:
            day = _day(one["date"])
            if one["code"] == "JBN":
                ban = _end(day, one)
            elif one["code"] in ["JDR", "JAC", "JRL", "JLF", "JUP"] or one["code"] in RULINGS:
                over, ruled = day, one["code"] == "JUP" or one["code"] in RULINGS
            elif one["code"] in ["JIN", "JCH", "JCT", "JAP", "JOV"] or (one["code"] in ["JDT", "JHA"] and not ruled):
                over = ban = None
        return ban if over is None and ban is not None and ban <= self.as_of else over

    def _custody(self) -> tuple[bool, date | None, int, bool]:
        """Day by day: whether she is held at its end, since when, how many nights in all, and whether the last time ended with its length."""
        if not self.hers:
            return False, None, 0, False
        by_day = defaultdict(list)
        for one in self.hers:
            by_day[_day(one["date"])].append(one)
        held, since, release, nights, term_over = False, None, None, 0, False
        day = min(by_day)
        while day <= self.as_of:
            if held and release and day >= release:
                held, term_over = False, True
            for one in by_day.get(day, ()):
                code, kind = one["code"], one.get("kind")
                if code in ("JDT", "JAA") or (code == "JSN" and kind == "prison"):
                    since = since if held and since else day
                    held, release, term_over = True, _end(since, one), False
                    if release and release <= day:
                        held, term_over = False, True
                elif code in ("JHA", "JDR", "JAC", "JRL") or (code == "JSN" and kind):
                    held, term_over = False, term_over and not held
                elif code == "JOV":
                    release = None
            nights += held and day < self.as_of
            day += timedelta(days=1)
        return held, since if held else None, nights, term_over

    def at_home(self) -> bool:
        """Under house arrest or a travel ban."""
        home = False
        for one in self.hers:
            if one["code"] == "JHA":
                home = True
            elif one["code"] in ["JDT", "JDR", "JAC", "JRL"] or one["code"] in RULINGS:
                home = False
        return home

    def rulings(self) -> list[Row]:
        """Those that were not undone."""
        found: list[Row] = []
        for one in self.hers:
            found = [] if one["code"] in ("JOV", "JAC", "JDR") else [*found, one] if one["code"] in RULINGS else found
        return found


def tells_the_wrong_story(row: Row, code: str) -> bool:
    """Whether a status of this code stands on the wrong track of the incident, and so counts nowhere."""
    codes = set(row["categories"])
    if code.startswith("J"):
        return not codes & PURSUED
    return code in DONE_WITH_HIM and bool(codes & HER_OWN) and not _punishable(row)


def _punishable(row: Row) -> bool:
    codes = set(row["categories"])
    return bool(codes & PUNISHABLE) or (row.get("lawful") == "no" and bool(codes & {"DET", "ARR"}))


def columns(row: Row, as_of: date) -> dict[str, Any]:
    """The computed columns of the row."""
    if row["withdrawn"] or _day(row["date"] or row["recorded"]) > as_of:
        return dict.fromkeys(("days_without_accountability", "days_since_status", "days_under_pursuit", "days_in_custody"))
    case = Case(row, as_of)
    return {
        "days_without_accountability": case.without if case.punishable else None,
        "days_since_status": case.since if case.punishable else None,
        "days_under_pursuit": ((case.over or as_of) - _day(case.hers[0]["date"])).days if case.hers else None,
        "days_in_custody": case.days_held if case.hers else None,
    }


def _funnel(cases: list[Case]) -> dict[str, Any]:
    deep = [(case, max((DEPTH[one["code"]] for one in case.theirs), default=0)) for case in cases]
    names = ("recorded", "complaint", "investigation", "court")
    return {
        **{name: _figure([case for case, depth in deep if depth >= least]) for least, name in enumerate(names)},
        "accountability": _figure([case for case, depth in deep if depth == 3 and case.answered]),
        "without_court": _figure([case for case, depth in deep if depth < 3 and case.answered]),
    }


def _groups(cases: list[Case], key: Callable[[Case], str]) -> dict[str, Any]:
    return {group: _funnel([case for case in cases if key(case) == group]) for group in sorted({key(case) for case in cases})}


def _silent(cases: list[Case], days: int) -> list[Row]:
    found = []
    for case in cases:
        at_large = case.punishable and (case.answered is None or case.state != "resolved")
        goes_on = case.over is None if case.hers else bool(set(case.row["categories"]) & COMES_TO_AN_END)
        heard = [one for one in case.told if one["code"] != "NOI"]
        since = _day(heard[-1]["date"]) if heard else case.begun
        if (at_large or goes_on) and (case.as_of - since).days >= days:
            found.append({
                "number": case.row["number"], "title": case.row["title"], "status": heard[-1]["code"] if heard else None, "since": since.isoformat(),
                "days": (case.as_of - since).days, "days_without_accountability": case.without if case.punishable else None,
            })  # fmt: skip
    return sorted(found, key=lambda one: (-one["days"], one["number"]))


def _journalists(cases: list[Case]) -> dict[str, Any]:
    pursued = [case for case in cases if case.hers]
    open_ones = [case for case in pursued if case.over is None]
    held = sorted((case for case in pursued if case.held), key=lambda case: (case.held_since, case.row["number"]))
    sentences = [(case, [one for one in case.rulings() if one["code"] == "JSN"]) for case in pursued]
    return {
        "pursued": _figure(pursued),
        "going_on": _figure(open_ones),
        "on_trial": _figure([case for case in open_ones if _last(case, "JIN JCH JCT JAP JOV") == "JCT"]),
        "house_arrest": _figure([case for case in pursued if case.at_home()]),
        "release_unknown": _figure([case for case in pursued if case.term_over]),
        "arrested": _figure([case for case in pursued if any(one["code"] == "JAA" for one in case.rulings())]),
        "ended_well": _figure([
            case for case in pursued if case.over is not None and _last(case, "JDR JAC JRL JLF JUP JAA JFN JSN JDM JBN") in ("JDR", "JAC", "JLF")
        ]),
        "in_custody": {
            "count": len(held),
            "incidents": [
                {"number": case.row["number"], "title": case.row["title"], "since": str(case.held_since), "days": case.days_held} for case in held
            ],
        },
        "sentenced": {kind: _figure([case for case, told in sentences if told and (told[-1].get("kind") or "unknown") == kind]) for kind in SENTENCES},
        "fined": _sums(pursued, "JFN"),
        "damages": _sums(pursued, "JDM"),
    }  # fmt: skip


def _sums(cases: list[Case], code: str) -> dict[str, Any]:
    found: dict[str, list[tuple[Case, int]]] = defaultdict(list)
    for case in cases:
        rulings = [one for one in case.rulings() if one["code"] == code]
        if rulings and rulings[-1].get("sum"):
            found[rulings[-1]["currency"]].append((case, rulings[-1]["sum"]))
    return {currency: {"total": sum(amount for _, amount in told), **_figure([case for case, _ in told])} for currency, told in sorted(found.items())}


def _last(case: Case, codes: str) -> str | None:
    return next((one["code"] for one in reversed(case.hers) if one["code"] in codes.split()), None)


def _end(since: date, one: Row) -> date | None:
    term, unit = one.get("term"), one.get("unit")
    if not term:
        return None
    if unit == "days":
        return since + timedelta(days=term)
    month = since.month - 1 + term * (12 if unit == "years" else 1)
    year, month = since.year + month // 12, month % 12 + 1
    return date(year, month, min(since.day, calendar.monthrange(year, month)[1])) if year <= 9999 else None


def _figure(cases: list[Case]) -> dict[str, Any]:
    return {"count": len(cases), "incidents": [case.row["number"] for case in cases]}


def _day(written: str) -> date:
    return date.fromisoformat(written)


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    print(json.dumps(figures(map(json.loads, lines), _day(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 90), ensure_ascii=False, indent=1))
