"""The form of a case that is taken down by hand: how and when it came, from whom, what was told, the files; and the facts as the form of a draft asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from desk.pages.draft import form
from desk.pages.files.taken_uploads import MOST_AT_ONCE
from desk.pages.inbox.view import sender_words
from desk.pages.suggestions.known_names import sure_region
from desk.written_days import DayCount, as_kept
from records.clock import day_in, day_of
from records.i18n import LANGUAGES, reader, tr
from records.review.take_down import LONGEST_FROM, LONGEST_TOLD, HandTip, proposed_by_hand
from records.tables import LARGEST_LONG_ID, DraftRow, ReceivedMessageRow
from records.vocabulary import Door, DraftState, HandWay, ScreeningLabel
from records.written_dates import WrongDate

# The inputs that say how it came.
HOW = ("way", "came_on", "told", "from_whom", "told_lang")
# Files of one form.
_MOST_FILES = 5 * MOST_AT_ONCE


@dataclass
class CaseForm:
    """What was typed (`how`, `values`), what it means (`tip`, `fields`; the tip is None while something is wrong with it), and what is wrong by the field beside which it is shown."""

    how: dict[str, str]
    values: form.Values
    blank: DraftRow
    tip: HandTip | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    given: list[int] = field(default_factory=list)
    message: int = 0
    """The message of the inbox of which it is made; 0 = of none."""

    def stamp(self) -> str:
        """What would be recorded, in one word: a second press holds for that alone."""
        return sha256(repr((self.tip, sorted(self.fields.items(), key=str), self.given, self.message)).encode()).hexdigest()[:16]


def empty_case(now: datetime) -> CaseForm:
    """The form as it is opened: today as people here write it, in the reader's language."""
    case = read_case({"came_on": [f"{day_of(now):%d.%m.%Y}"], "told_lang": [reader()]}, now, [])
    case.wrong = {}
    return case


def case_of_message(row: ReceivedMessageRow, now: datetime) -> CaseForm:
    """The form filled with what a message says; nothing is known yet of what happened."""
    told = "\n\n".join(filter(None, (row.subject, row.text)))[:LONGEST_TOLD]
    whom = ", ".join(filter(None, (sender_words(row), row.forwarded_from)))[:LONGEST_FROM]
    way = HandWay.MAIL if row.door == Door.MAIL else HandWay.MESSAGE
    typed = {
        "way": way.value,
        "came_on": f"{day_of(row.came_at):%d.%m.%Y}",
        "told": told,
        "from_whom": whom,
        "told_lang": row.lang,
        "message": str(row.id),
    }
    case = read_case({name: [value] for name, value in typed.items()}, now, [])
    case.wrong = {}
    return case


def read_case(given: Mapping[str, Sequence[str]], now: datetime, files: Sequence[int]) -> CaseForm:
    """What a form says. `files` came with it just now; the others are named in it."""
    today = day_of(now)
    how = {name: _clean(given.get(name, [""])[-1]) for name in HOW}
    lang = how["told_lang"] if how["told_lang"] in LANGUAGES else reader()
    blank = _blank(lang)
    values = form.typed(given, form.standing(blank))
    if values["place"] and not values["region"]:
        values["region"] = sure_region(str(values["place"]))
    case = CaseForm(how, values, blank, given=_ids(given.get("given", ()), files), message=next(iter(_ids(given.get("message", ()), ())), 0))
    came_on = _came_on(case, today)
    asked = form.asked(values, form.proposed(blank), blank.proposal, DayCount(today, came_on))
    case.fields, case.wrong = asked.fields, {**case.wrong, **asked.wrong}
    if how["way"] not in list(HandWay):
        case.wrong["way"] = tr("say how it came")
    for name, most in (("told", LONGEST_TOLD), ("from_whom", LONGEST_FROM)):
        if len(how[name]) > most:
            case.wrong[name] = tr("at most {n} characters").format(n=most)
    if not (how["told"] or case.given or case.fields or case.message):
        case.wrong["told"] = tr("write what was told, or add a file")
    if came_on and not case.wrong:
        case.tip = HandTip(HandWay(how["way"]), came_on, how["told"], how["from_whom"], lang=lang)
    return case


def _came_on(case: CaseForm, today: date) -> date | None:
    """The day on which it came; None, with what is wrong, where none is said or it lies ahead."""
    written = case.how["came_on"]
    try:
        found = day_in(str(as_kept("came_on", written, DayCount(today)))) if written else None
    except WrongDate as error:
        case.wrong["came_on"] = str(error)
        return None
    if found is None:
        case.wrong["came_on"] = tr("say on which day it came")
    return found


def _blank(lang: str) -> DraftRow:
    """A draft of which nothing is known but the language; it is in no database."""
    tip = HandTip(HandWay.OTHER, date.min, lang=lang)
    return DraftRow(
        id=0,
        state=DraftState.NEW,
        score=1.0,
        label=ScreeningLabel.INCIDENT,
        proposal=proposed_by_hand(tip),
        fields={},
        follows=None,
        lang=lang,
        title="",
        codes="",
    )


def _ids(named: Sequence[str], new: Sequence[int]) -> list[int]:
    known = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 19 and 0 < int(one) <= LARGEST_LONG_ID]
    return list(dict.fromkeys([*known, *new]))[:_MOST_FILES]


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
