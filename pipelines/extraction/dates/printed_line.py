"""The date of publication in a printed line («Иван Иванов | 23.02.2026, 14:05 | 120 просмотров»). Dates that mean something else are not taken."""

import re
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from pipelines.extraction.dates.lexing import Cut, cut_parts, unify_letters
from pipelines.extraction.dates.meaning import is_future
from pipelines.extraction.dates.written_forms import Written, dates_within, whole_date

# Characters. What is longer is prose, whose dates are those of events; where an outlet's own selector points, only work has to be limited.
_LONGEST_LINE, _LONGEST_TRUSTED = 160, 500

# Words before a date of something else: events, terms, acts, the last comment.
_OTHER_DAY = re.compile(
    r"(?:\b(?:начал[оа]|окончани[ея]|завершени[ея]|рождени[ея]|родил\w+|проведени[ея]|срок\w*|подачи|при[её]м\w*|мероприяти[ея]|дедлайн"
    r"|последн\w+ (?:комментари\w+|сообщени\w+|визит|вход)|туған|өткіз\w*|өтетін|басталу\w*|аяқталу\w*|соңғы пікір\w*|birth|deadline|starts?|ends?"
    r")(?: \w+)?:?|\b(?:до|к|ко|с|со|после|перед|за|на|until|since|before|after)"
    r"|\b(?:постановлени|приказ|распоряжени|указ|решени|протокол|бұйры|қаулы|шешім)\w*(?: \w+){0,2}(?: от)?)\s*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)  # an address may contain the date of another page
_PICTURE = re.compile(r"(?:фото|видео|сурет|иллюстрац|photo)", re.IGNORECASE)
_MAY_HOLD_DATE = re.compile(r"\d|назад|бұрын|ago\b|вчера|сегодня|кеше|бүгін|только что|жаңа ғана|yesterday|today|just now", re.IGNORECASE)
# Lines of exchange rates and weather, whose day is today, and of rights and registration, whose year may be any.
_NOT_NEWS = re.compile(
    r"[$€₽₸©°]|\(c\)|\b(?:usd|eur|rub|cny|курс|валют|copyright|погода|ауа райы|свидетельств|куәлі|лиценз|регистрац)", re.IGNORECASE
)
# Prose has more words around a date than a line of author, place and views. Set by trial on news pages.
_WORDS_BESIDE_A_MOMENT, _WORDS_BESIDE_A_DAY, _WORDS_BESIDE_AN_AGE = 8, 4, 3
# Only of fresh news the year is left out; «9 мая» beside the names of sections is another one.
_WITHOUT_YEAR = timedelta(days=60)
_UPDATE_BEFORE = re.compile(r"E[_aoSLi]*$")
_UPDATE_AFTER = re.compile(r"_*E[_aoSLi]*(?P<next>.?)")
_FIELD_MARKS = frozenset("|¦/\\•·●∙»›→")
_NAME_AND_MOMENT = re.compile("_*x[x_]*[^xcL]*")
_BEFORE_A_DATE = frozenset("_LcWTpzgsAdnY")
_BEHIND_A_DATE = frozenset("_LEcWTpzdnYQPr")


def may_hold_date(text: str) -> bool:
    """Whether the text can hold a date at all: it has a figure, or a word such as «вчера»."""
    return _MAY_HOLD_DATE.search(text) is not None


def printed_date(text: str, *, now: datetime, zone: tzinfo, trusted: bool = False) -> date | datetime | None:
    """The date of publication that the line gives; None if it gives none.

    Dates of updates, of today (a clock in the head of the page) and of events are left out. `trusted` means that the outlet's own selector chose
    the line; then the words around the date are not checked.
    """
    text = _ADDRESS.sub(" ", unify_letters(text))
    if (len(text) > _LONGEST_LINE and not trusted) or not may_hold_date(text) or _NOT_NEWS.search(text):
        return None
    line = cut_parts(text[:_LONGEST_TRUSTED])
    if (whole := whole_date(line, now, zone)) is not None:
        return whole
    written = dates_within(line, now, zone)
    for number, one in enumerate(written):
        if is_future(one.value, now) or _is_update(line, one) or _is_clock(line, written, number) or _is_of_another(line, one):
            continue
        if trusted or _is_alone(line, one, now):
            return one.value
    return None


def change_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """The date of the last change that the line gives («Обновлено: 23.02.2026, 14:05»); None if it gives none."""
    text = _ADDRESS.sub(" ", unify_letters(text))
    if len(text) > _LONGEST_LINE or not may_hold_date(text) or _NOT_NEWS.search(text):
        return None
    line = cut_parts(text)
    return next((one.value for one in dates_within(line, now, zone) if _is_update(line, one) and not is_future(one.value, now)), None)


def foot_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """The same for a line under an article. There, a bare name before a moment is a reader's («Айгүл 20.11.2026 09:30»), and pictures have
    dates too."""
    value = printed_date(text, now=now, zone=zone)
    if value is None or _PICTURE.match(text.lstrip()):
        return None
    return None if isinstance(value, datetime) and _NAME_AND_MOMENT.fullmatch(cut_parts(unify_letters(text)).shape) else value


def _is_update(line: Cut, one: Written) -> bool:
    if _UPDATE_BEFORE.search(line.shape[: one.first]):
        return True
    behind = _UPDATE_AFTER.match(line.shape[one.end :])
    # «Опубликовано 23.02, обновлено 24.02»: the word belongs to the date that follows it.
    return behind is not None and behind["next"] not in set("dPQYTMmWrN")


def _is_of_another(line: Cut, one: Written) -> bool:
    """Whether the date belongs to an event: «Начало: 20.11.2026 09:30», «До 20 ноября 2026 года»."""
    return one.first > 0 and _OTHER_DAY.search(line.text[: line.parts[one.first].start]) is not None


def _is_clock(line: Cut, written: list[Written], number: int) -> bool:
    """Whether it is the clock of the site: «Сегодня: 24 ноября 2026» gives two dates side by side, both of today."""

    def adjoin(left: Written, right: Written) -> bool:
        return line.shape[left.first] == "r" and set(line.shape[left.end : right.first]) <= set("_W")

    pairs = list(pairwise(written))
    return any(adjoin(*pair) for pair in pairs[max(0, number - 1) : number + 1])


def _is_alone(line: Cut, one: Written, now: datetime) -> bool:
    """Whether the date stands alone in its field of the line, and is not part of a sentence."""
    beside = [
        part for place, part in enumerate(line.parts) if part.letter == "x" and not one.first <= place < one.end and _in_field(line, one, place)
    ]
    parts = set(line.shape[one.first : one.end])
    exact = isinstance(one.value, datetime)
    if not beside:
        return (exact or one.has_year or one.value > (now - _WITHOUT_YEAR).date()) and _fits(line, one)
    lower = [part for part in beside if line.text[part.start].islower()]
    # Among other words only a date with a year or a time counts, or one behind a name: «8 марта» may be a rubric, «вчера» begins a sentence.
    if not exact and ("r" in parts or not one.has_year):
        behind_name = line.text[line.parts[one.first - 1].start] == "," if one.first else False
        return behind_name and len(beside) <= _WORDS_BESIDE_AN_AGE and not lower and one.end == len(line.parts)
    if parts & set("rAj"):
        return len(beside) <= _WORDS_BESIDE_AN_AGE and len(lower) <= 1 and _fits(line, one)
    if not exact and (len(beside) > _WORDS_BESIDE_A_DAY or len(lower) > 1):
        return False
    return len(beside) <= _WORDS_BESIDE_A_MOMENT and _fits(line, one)


def _in_field(line: Cut, one: Written, place: int) -> bool:
    """Whether no mark between fields («|», «•») stands between the date and the part at `place`."""
    own = line.shape[one.first : one.end].rstrip("_")  # forms take a mark behind them for that of a cut month
    between = line.parts[place + 1 : one.first] if place < one.first else line.parts[one.first + len(own) : place]
    return not any(line.text[part.start] in _FIELD_MARKS for part in between if part.letter == "_")


def _fits(line: Cut, one: Written) -> bool:
    return _fits_before(line, one.first) and _fits_behind(line, one.end)


def _fits_before(line: Cut, first: int) -> bool:
    if first == 0:
        return True
    before = line.parts[first - 1]
    if before.letter == "x":
        return not line.text[before.start].islower()
    if before.letter == "_" and first > 1 and line.text[before.start] in "-–—" and line.shape[first - 2] in "dMmPY":
        return False  # the end of a period, «1 – 5 марта 2026»
    if before.letter == "a":  # «By Name on November 23», «Опубликовано admin в Пт, 23/11/2026»
        return bool(set(line.shape[:first]) & set("Lc"))
    return before.letter in _BEFORE_A_DATE


def _fits_behind(line: Cut, end: int) -> bool:
    if end == len(line.parts):
        return True
    behind = line.parts[end]
    if behind.letter == "_" and line.text[behind.start] == "," and end + 1 < len(line.parts):
        behind = line.parts[end + 1]
    if behind.letter == "x":
        return not line.text[behind.start].islower()
    return behind.letter in _BEHIND_A_DATE
