"""The published figures counted again from the export alone: `python -m tests.reports.recounted_figures incidents.jsonl 2026-06-30` prints them as JSON.

It imports nothing of the product, and knows the rules from docs/contracts.md and docs/decisions only. It goes another way than the product where there is one: custody
is walked day by day.
"""

import calendar
import itertools
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
    "REP", "CMP", "RFS", "PTI", "SUS", "DRP", "BLM", "APN", "DSP", "CRTP", "ACQ", "CVP", "CVF", "CVM", "APO", "NOI",
    "JIN", "JCH", "JDT", "JHA", "JCT", "JAA", "JFN", "JSN", "JDM", "JBN", "JAP", "JUP", "JOV", "JDR", "JAC", "JRL", "JLF",
]  # fmt: skip
DEPTH = {**dict.fromkeys(["REP", "NOI", "APN", "DSP", "APO"], 0), **dict.fromkeys(["CMP", "RFS"], 1), **dict.fromkeys(["PTI", "SUS", "DRP", "BLM"], 2),
         **dict.fromkeys(["CRTP", "ACQ", "CVP", "CVF", "CVM"], 3)}  # fmt: skip
RULINGS = {"JAA", "JFN", "JSN", "JDM", "JBN"}
COURSES = (("criminal", {"CRM"}), ("administrative", {"ADM"}), ("civil", {"CIV"}), ("ban", {"BLK", "CLS", "DSC", "BOR"}))
NAMED = {**dict.fromkeys(["JCH", "JDT", "JHA", "JSN", "JAC"], "criminal"), "JFN": "administrative", "JDM": "civil", "JBN": "ban", "JLF": "ban"}
FOLLOWS = {("JHA", "JDT"), ("JLF", "JBN"), ("JRL", "JAA"), *(("JOV", code) for code in {"JCT", *RULINGS}),
           *((let_go, code) for let_go in ("JDR", "JAC", "JRL") for code in ("JIN", "JCH", "JDT", "JHA"))}  # fmt: skip
TELLS_OF_LIBERTY = {"JDT", "JHA", "JAA", "JFN", "JSN", "JDM", "JOV", "JDR", "JAC", "JRL"}
LIMITS = {"detention": (3, "days"), "remand": (18, "months"), "arrest": (30, "days")}
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
        self.hers, self.order_unclear = _as_a_case([one for one in self.told if one["code"].startswith("J")])
        self.course_of = _courses(self.hers, codes := set(row["categories"]))
        self.doubtful = _of_which_case(self.hers, self.course_of, codes)
        self.theirs = [one for one in self.told if not one["code"].startswith("J")]
        self.punishable = _punishable(row)
        self.begun = self._begun()
        self.answered = next((_day(one["date"]) for one in self.theirs if one["code"] in ACCOUNTABLE), None)
        self.without = max(0, ((self.answered or as_of) - self.begun).days)
        # A report that came after a step tells of none: it is the last word only where nothing else was.
        told = [one for one in self.theirs if one["code"] != "REP"] or self.theirs
        self.since = (as_of - max((_day(one["date"]) for one in told), default=self.begun)).days
        steps = [one["code"] for one in self.theirs if one["code"] not in ("REP", "NOI")]
        self.let_be = bool(steps) and steps[-1] in ("RFS", "DRP", "BLM")
        self.state = self._state()
        self.unesco = self.state if "KIL" in codes else None
        verdicts = [one["code"] for one in self.theirs if one["code"] in ("ACQ", "CVP", "CVF")]
        degree = {"ACQ": "complete_impunity", "CVP": "partial_impunity", "CVF": "full_justice"}[verdicts[-1] if verdicts else "ACQ"]
        self.cpj = degree if "KIL" in codes and row["motive"] == "confirmed" else None
        histories = [
            Course([one for one, its in zip(self.hers, self.course_of, strict=True) if its == course]) for course in dict.fromkeys(self.course_of)
        ]
        ends = [history.over_on(as_of) for history in histories]
        self.goes_on = None in ends
        self.over = None if self.goes_on else max((end for end in ends if end), default=None)
        self.on_trial = any(history.on_trial for history in histories)
        endings = [one for history in histories for one in history.endings]
        self.rulings = sorted((one for history in histories for one in history.standing), key=self._place)
        self.arrested = any(one["code"] == "JAA" for history in histories for one in history.made)
        self.times = Jail(self, "remand" if codes & {"CRM", "ARR"} else "detention").times if self.hers else []
        last = self.times[-1] if self.times else {}
        self.held, self.held_since = bool(last) and last["until"] is None, last.get("since")
        sentenced = "JSN" in [one["code"] for one in self.rulings]
        good = bool(endings) and max(endings, key=self._place)["code"] in ("JDR", "JAC", "JLF")
        self.ended_well = good and not (self.goes_on or self.held or sentenced)
        self.days_held = sum((time["counts_until"] - time["since"]).days for time in self.times)
        self.term_over, self.by_law = last.get("why") in ("length", *LIMITS), last.get("why")
        self.released_late = any(time["why"] == "late" for time in self.times)
        sentences = [one for one in self.rulings if one["code"] == "JSN"][-1:]
        self.sentence_unclear = self.held and any(not one.get("kind") or (one["kind"] == "prison" and not one.get("term")) for one in sentences)

    def _place(self, one: Row) -> int:
        return next(place for place, mine in enumerate(self.hers) if mine is one)

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

    def at_home(self) -> bool:
        """Under house arrest or a travel ban."""
        home = None
        for one, course in zip(self.hers, self.course_of, strict=True):
            if one["code"] == "JHA":
                home = home or course
            elif one["code"] in ("JDT", "JAA", "JSN", "JRL") or (course == home and one["code"] in {"JDR", "JAC", *RULINGS}):
                home = None
        return home is not None


class Course:
    """What the steps of one court case come to."""

    def __init__(self, steps: list[Row]) -> None:
        self.steps = steps
        self.made: list[Row] = []
        self.standing: list[Row] = []
        self.endings: list[Row] = []
        """The step with which it is over; none while it goes on."""
        self.lifted: tuple[Row, Row] | None = None
        for place, one in enumerate(steps):
            self._read(one, steps[:place])
        heard = [one["code"] for one in steps if one["code"] in ("JIN", "JCH", "JCT", "JAP", "JOV")]
        self.on_trial = not self.endings and heard[-1:] == ["JCT"]

    def _read(self, one: Row, before: list[Row]) -> None:
        code = one["code"]
        if code in RULINGS:
            self.made, self.standing = [*self.made, one], [*self.standing, one]
        if code in ("JDR", "JAC"):
            self.standing = []
        if code == "JOV" and self.made:
            last = [ruling for ruling in self.made if ruling["date"] == self.made[-1]["date"]]
            fell = [ruling for ruling in self.made if ruling in last or ruling["code"] in {each["code"] for each in last} - {"JAA"}]
            self.made, self.standing = ([ruling for ruling in some if ruling not in fell] for some in (self.made, self.standing))
        ban = self.ban()
        if code == "JLF":
            self.standing = [ruling for ruling in self.standing if ruling["code"] != "JBN"]
            if self.endings and ban:
                self.lifted = (ban, self.endings[0])
        if code in {"JDR", "JAC", "JUP", *RULINGS} or (code in ("JRL", "JLF") and not self.endings) or (code == "JLF" and ban):
            self.endings = [one]
            if code != "JLF":
                self.lifted = None
        elif code in ("JIN", "JCH", "JCT", "JAP", "JOV") or (code in ("JDT", "JHA") and not self._taken_under_a_ruling(before)):
            self.endings, self.lifted = [], None

    def _taken_under_a_ruling(self, before: list[Row]) -> bool:
        if not self.endings or self.endings[0]["code"] not in {"JUP", *RULINGS} - {"JBN"}:
            return False
        return all(one["code"] != "JRL" for one in before[before.index(self.endings[0]) :])

    def ban(self) -> Row | None:
        """The ban that stands beside no sentence."""
        codes = [one["code"] for one in self.standing]
        return None if "JSN" in codes or "JBN" not in codes else next(one for one in reversed(self.standing) if one["code"] == "JBN")

    def over_on(self, as_of: date) -> date | None:
        """The day on which it was over."""
        if not self.endings:
            return None
        day = _day(self.endings[0]["date"])
        if self.lifted:
            ban, earlier = self.lifted
            ran_out = _end(_day(ban["date"]), ban)
            return max(_day(earlier["date"]), min(day, ran_out or day))
        standing = self.ban()
        if standing is None:
            return day
        length = _end(_day(standing["date"]), standing)
        return max(day, length) if length and length <= as_of else None


class Jail:
    """Her days in custody, walked one by one."""

    def __init__(self, case: Case, way: str) -> None:
        self.case, self.way = case, way
        self.times: list[dict[str, Any]] = []
        self.by: Row | None = None
        self.release: date | None = None
        self.course, self.since, self.law, self.detained = "", case.as_of, "", False
        self.stated: date | None = None
        by_day = defaultdict(list)
        for place, one in enumerate(case.hers):
            by_day[_day(one["date"])].append(place)
        day = min(by_day)
        while day <= case.as_of:
            if self.by and self.release == day and not self._shown_to_be_held([one for one in case.hers if _day(one["date"]) >= day]):
                self._out(day, self.law or "length")
            for place in by_day.get(day, ()):
                self._read(case.hers[place], case.course_of[place], day)
                if self.by and self.release and self.release <= day and not self._shown_to_be_held(case.hers[place + 1 :]):
                    self._out(self.release, self.law or "length")
            day += timedelta(days=1)
        if self.by:
            self.times.append(
                {"since": self.since, "until": None, "why": "", "counts_until": min(self.stated or self.since, case.as_of), "told": self.stated}
            )

    def _shown_to_be_held(self, later: list[Row]) -> bool:
        """Whether the next step that tells of her liberty says that she was held all the time."""
        told = [one for one in later if one["code"] in TELLS_OF_LIBERTY]
        return bool(told) and (told[0]["code"] == "JRL" or (self.law == "remand" and _prison(told[0])))

    def _out(self, day: date, why: str) -> None:
        self.times.append(
            {
                "since": self.since,
                "until": day,
                "why": why,
                "counts_until": min(self.stated or self.since, day) if why in LIMITS else day,
                "told": day,
            }
        )
        self.by, self.detained, self.stated = None, False, None

    def _until(self, day: date, way: str) -> date:
        term, unit = LIMITS[way]
        end = _end(day, {"term": term, "unit": unit})
        assert end is not None
        return end

    def _read(self, one: Row, course: str, day: date) -> None:
        code, by = one["code"], self.by["code"] if self.by else ""
        if code in ("JDT", "JAA") or _prison(one):
            if by != "JSN" or code == "JSN":
                self._taken(one, course, day)
        elif by and self._let_go(one, course, day):
            self._out(day, "late" if self.release and self.release < day else "")
        elif by == "JSN" and code == "JOV" and course == self.course:
            self.by, self.release, self.law = {"code": "JDT", "date": one["date"]}, self._until(day, self.way), self.way
            self.stated = min(self.stated, day) if self.stated else None

    def _taken(self, one: Row, course: str, day: date) -> None:
        code, by, law = one["code"], self.by["code"] if self.by else "", ""
        release: date | None
        self.since = self.since if by else day
        if code == "JDT":
            self.detained = True
            first = next(each for each in self.case.hers if each["code"] == "JDT")
            brief = one is first and "DET" in self.case.row["categories"] and "ARR" not in self.case.row["categories"]
            law = "detention" if brief else self.way
            release = self._until(day, law)
            if one.get("term") and (ends := _end(day, one)):
                release, law = ends, ""
            if by and (self.release is None or release <= self.release):
                return
        elif code == "JAA":
            began = _day(self.by["date"]) if self.by else day
            if by == "JAA":
                began = max(self.release or day, day)
            elif by == "JDT" and day > self._until(began, "detention"):
                began = day
            release = _end(began, one)
            if release is None:
                release, law = self._until(began, "arrest"), "arrest"
        else:
            release = _end(self.since, one)
            release = release and max(release, day)
        self.by, self.course, self.release, self.law = one, course, release, law
        if not law and one.get("term"):
            self.stated = release or date.max

    def _let_go(self, one: Row, course: str, day: date) -> bool:
        code, by, same = one["code"], self.by["code"] if self.by else "", course == self.course
        if by == "JDT" and any(one is each for each in self.case.doubtful):
            return False
        if code == "JFN" and any(_prison(each) and each["date"] == one["date"] for each in self.case.hers):
            return False
        if code in ("JFN", "JDM"):
            return self.by is not None and by == "JDT" and (same or (code == "JFN" and day <= self._until(_day(self.by["date"]), "detention")))
        if code == "JOV":
            return same and (by == "JAA" or (by == "JSN" and not self.detained))
        return code == "JRL" or (same and (code in ("JDR", "JAC", "JHA") or (code == "JSN" and bool(one.get("kind")))))


def _prison(one: Row) -> bool:
    return bool(one["code"] == "JSN" and one.get("kind") == "prison")


def _as_a_case(hers: list[Row]) -> tuple[list[Row], bool]:
    """The steps in their order, and whether two stand as entered against the order of the codes."""
    days: dict[str, list[Row]] = defaultdict(list)
    for one in hers:
        day = days[one["date"]]
        stays = [
            place
            for place, other in enumerate(day)
            if ORDER.index(other["code"]) <= ORDER.index(one["code"]) or (other["code"], one["code"]) in FOLLOWS
        ]
        day.insert(stays[-1] + 1 if stays else 0, one)
    heard, both = "", False
    for _, day in sorted(days.items()):
        ruled = [place for place, one in enumerate(day) if one["code"] in RULINGS]
        overturned = [one for one in day if one["code"] == "JOV"]
        both = both or bool(ruled and overturned)
        if ruled and heard not in ("", "JOV"):
            late = day[ruled[0] :]
            day[ruled[0] :] = [one for one in late if one["code"] == "JOV"] + [one for one in late if one["code"] != "JOV"]
        heard = [heard, *(one["code"] for one in day if one["code"] in {"JOV", "JDR", "JAC", *RULINGS})][-1]
    turned = any(ORDER.index(one["code"]) > ORDER.index(after["code"]) for day in days.values() for one, after in itertools.pairwise(day))
    turned = turned or both
    return [one for day in sorted(days) for one in days[day]], turned


def _courses(hers: list[Row], codes: set[str]) -> list[str]:
    """To which court case each step belongs."""
    named = _named(codes)
    found: list[str] = []
    for place, one in enumerate(hers):
        told = list(zip(hers[:place], found, strict=True))
        found.append(_course(one["code"], named, told))
    return found


def _named(codes: set[str]) -> list[str]:
    named = [name for name, its in COURSES if codes & its]
    if "CRM" not in codes and codes & {"DET", "ARR"}:
        named.append("administrative")
    return [name for name, _ in COURSES if name in named] or ["administrative"]


def _of_which_case(hers: list[Row], courses: list[str], codes: set[str]) -> list[Row]:
    """Each case that was dropped while more than one court case of the incident was not settled."""
    cases = set(_named(codes)) - {"ban"}
    told = list(zip(hers, courses, strict=True))
    return [one for place, one in enumerate(hers) if one["code"] == "JDR" and len(cases - _settled(told[:place])) > 1]


def _course(code: str, named: list[str], told: list[tuple[Row, str]]) -> str:
    def last(codes: set[str]) -> str | None:
        return next((course for one, course in reversed(told) if one["code"] in codes), None)

    if code == "JAA":
        return "administrative"
    if code in NAMED:
        return NAMED[code] if NAMED[code] in named else named[0]
    if code == "JAP":
        return last(RULINGS) or named[0]
    if code in ("JUP", "JOV"):
        appeals = [(one["code"], course) for one, course in told if one["code"] in ("JAP", "JUP", "JOV")]
        return appeals[-1][1] if appeals and appeals[-1][0] == "JAP" else last(RULINGS) or named[0]
    if code == "JRL":
        return last({"JDT", "JHA", "JAA", "JSN"}) or named[0]
    cases = [name for name in named if name != "ban"] or named
    settled = _settled(told)
    return next((name for name in cases if name not in settled), None) or next(reversed(_settlings(told)), named[0])


def _settled(told: list[tuple[Row, str]]) -> set[str]:
    histories = {course: Course([one for one, its in told if its == course]) for _, course in told}
    return {course for course, history in histories.items() if history.endings and history.endings[0]["code"] != "JRL"}


def _settlings(told: list[tuple[Row, str]]) -> list[str]:
    """Courses in the order of their last steps after which they were settled."""
    return [course for place, (_, course) in enumerate(told) if course in _settled(told[: place + 1])]


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
        goes_on = case.goes_on if case.hers else bool(set(case.row["categories"]) & COMES_TO_AN_END)
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
    open_ones = [case for case in pursued if case.goes_on]
    held = sorted((case for case in pursued if case.held), key=lambda case: (case.held_since, case.row["number"]))
    sentences = [(case, [one for one in case.rulings if one["code"] == "JSN"]) for case in pursued]
    return {
        "pursued": _figure(pursued),
        "going_on": _figure(open_ones),
        "on_trial": _figure([case for case in pursued if case.on_trial]),
        "house_arrest": _figure([case for case in pursued if case.at_home()]),
        "release_unknown": _figure([case for case in pursued if case.term_over]),
        "arrested": _figure([case for case in pursued if case.arrested]),
        "ended_well": _figure([case for case in pursued if case.ended_well]),
        "limit_passed": {way: _figure([case for case in pursued if case.by_law == way]) for way in LIMITS},
        "released_late": _figure([case for case in pursued if case.released_late]),
        "course_unclear": _figure([case for case in pursued if case.doubtful]),
        "order_unclear": _figure([case for case in pursued if case.order_unclear]),
        "sentence_unclear": _figure([case for case in pursued if case.sentence_unclear]),
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
        rulings = [one for one in case.rulings if one["code"] == code]
        if rulings and rulings[-1].get("sum"):
            found[rulings[-1]["currency"]].append((case, rulings[-1]["sum"]))
    return {currency: {"total": sum(amount for _, amount in told), **_figure([case for case, _ in told])} for currency, told in sorted(found.items())}


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
