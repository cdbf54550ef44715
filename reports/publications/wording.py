"""The words of the field, counted: so many cases of each category in the right plural form, days, statuses as sentences, dates within a sentence."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from records.i18n import label, ntr, reader, tr
from records.vocabulary import CATEGORIES, Category, DatePrecision, StatusCode
from reports.charts.chart_words import month
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.figures import Figure

# What XML 1.0 forbids, and the marks that turn the direction of what follows.
_UNWANTED = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# A function for each, since a language is spoken when words are asked for, not when this is read.
_COUNTED: dict[Category, Callable[[int], str]] = {
    Category.KIL: lambda n: ntr("{n} killing", "{n} killings", n),
    Category.DIS: lambda n: ntr("{n} abduction or disappearance", "{n} abductions or disappearances", n),
    Category.TOR: lambda n: ntr("{n} case of torture or ill-treatment", "{n} cases of torture or ill-treatment", n),
    Category.ATT: lambda n: ntr("{n} attack on journalists", "{n} attacks on journalists", n),
    Category.THR: lambda n: ntr("{n} threat", "{n} threats", n),
    Category.DET: lambda n: ntr("{n} detention of media workers", "{n} detentions of media workers", n),
    Category.ARR: lambda n: ntr("{n} arrest", "{n} arrests", n),
    Category.SUM: lambda n: ntr("{n} summons or interrogation", "{n} summonses or interrogations", n),
    Category.SUR: lambda n: ntr("{n} case of surveillance", "{n} cases of surveillance", n),
    Category.OBS: lambda n: ntr(
        "{n} case of obstruction of journalists' lawful professional activity",
        "{n} cases of obstruction of journalists' lawful professional activity",
        n,
    ),
    Category.INT: lambda n: ntr("{n} case of interference or censorship", "{n} cases of interference or censorship", n),
    Category.PRP: lambda n: ntr("{n} search, seizure or damage to property", "{n} searches, seizures or damages to property", n),
    Category.SMR: lambda n: ntr("{n} insult or smear", "{n} insults or smears", n),
    Category.IMP: lambda n: ntr("{n} misuse of a journalist's image", "{n} misuses of a journalist's image", n),
    Category.ACC: lambda n: ntr("{n} refusal of information", "{n} refusals of information", n),
    Category.DSC: lambda n: ntr("{n} case of discrimination in access or accreditation", "{n} cases of discrimination in access or accreditation", n),
    Category.CRT: lambda n: ntr("{n} court closed to the press", "{n} courts closed to the press", n),
    Category.BLK: lambda n: ntr("{n} blocking", "{n} blockings", n),
    Category.CLS: lambda n: ntr("{n} closure or suspension of an outlet", "{n} closures or suspensions of outlets", n),
    Category.CYB: lambda n: ntr("{n} hacking or DDoS attack", "{n} hackings or DDoS attacks", n),
    Category.CRM: lambda n: ntr("{n} criminal case against journalists", "{n} criminal cases against journalists", n),
    Category.CIV: lambda n: ntr("{n} civil claim", "{n} civil claims", n),
    Category.ADM: lambda n: ntr("{n} administrative case", "{n} administrative cases", n),
    Category.ECO: lambda n: ntr("{n} dismissal or case of economic pressure", "{n} dismissals or cases of economic pressure", n),
    Category.BOR: lambda n: ntr("{n} refusal at the border or deportation", "{n} refusals at the border or deportations", n),
    Category.SRC: lambda n: ntr("{n} demand to reveal a source", "{n} demands to reveal a source", n),
}

# What happened on a day, as a sentence.
_HAPPENED: dict[StatusCode, Callable[[], str]] = {
    StatusCode.REP: lambda: tr("On {day} it was reported."),
    StatusCode.CMP: lambda: tr("On {day} a complaint was filed."),
    StatusCode.RFS: lambda: tr("On {day} the police refused to register the complaint."),
    StatusCode.PTI: lambda: tr("On {day} a pre-trial investigation was opened."),
    StatusCode.SUS: lambda: tr("On {day} the investigation was suspended."),
    StatusCode.DRP: lambda: tr("On {day} the case was dropped."),
    StatusCode.BLM: lambda: tr("On {day} the authorities laid the blame on the victims."),
    StatusCode.APN: lambda: tr("On {day} an administrative penalty was imposed."),
    StatusCode.DSP: lambda: tr("On {day} those responsible were disciplined."),
    StatusCode.CRTP: lambda: tr("On {day} the case came to court."),
    StatusCode.ACQ: lambda: tr("On {day} the court acquitted the accused."),
    StatusCode.CVP: lambda: tr("On {day} some of those responsible were convicted."),
    StatusCode.CVF: lambda: tr("On {day} all those responsible were convicted."),
    StatusCode.CVM: lambda: tr("On {day} the court ruled for the media."),
    StatusCode.APO: lambda: tr("On {day} an apology was made or a settlement reached."),
    StatusCode.NOI: lambda: tr("On {day} no information could be had."),
}


def number(value: int) -> str:
    """A number with the reader's separators."""
    return str(format_decimal(value, locale=reader()))


def percent(share: float) -> str:
    """A share (0 to 1) as whole per cent. One short of everything is not said to be everything, nor a trace nothing."""
    rounded = min(max(round(share, 2), 0.01), 0.99) if 0 < share < 1 else share
    return str(format_percent(rounded, locale=reader()))


def day(value: date) -> str:
    """A day, written out."""
    return _day(value, "long", reader())


def _day(value: date, form: Literal["long", "medium"], lang: str) -> str:
    return _day_of_2000(value.month, value.day, form, lang).replace("2000", str(value.year))


@lru_cache(maxsize=2500)
def _day_of_2000(month_of: int, day_of: int, form: Literal["long", "medium"], lang: str) -> str:
    """A day of a leap year. Babel takes a tenth of a millisecond for a date, and a record of 20,000 incidents has more days than a year."""
    return str(format_date(date(2000, month_of, day_of), form, locale=lang))


def when(value: date | None, precision: DatePrecision | None, form: Literal["long", "medium"] = "medium") -> str:
    """A date standing alone, as far as it is known; a dash for none."""
    if value is None:
        return "—"
    match precision:
        case DatePrecision.YEAR:
            return str(value.year)
        case DatePrecision.MONTH:
            return month(value.year, value.month)
        case DatePrecision.DAY | None:
            return _day(value, form, reader())


def counted(category: Category, figure: Figure) -> TextRun:
    """So many of a category, opening their records: "77 cases of obstruction …"."""
    return TextRun(_COUNTED[category](figure.value).format(n=number(figure.value)), figure.numbers)


def incidents(figure: Figure) -> TextRun:
    """So many incidents."""
    return TextRun(ntr("{n} incident", "{n} incidents", figure.value).format(n=number(figure.value)), figure.numbers)


def persons(figure: Figure) -> TextRun:
    """So many persons."""
    return TextRun(ntr("{n} person", "{n} persons", figure.value).format(n=number(figure.value)), figure.numbers)


def days(figure: Figure) -> TextRun:
    """So many days of a case."""
    return TextRun(ntr("{n} day", "{n} days", figure.value).format(n=number(figure.value)), figure.numbers)


def figure(value: Figure) -> TextRun:
    """The number alone."""
    return TextRun(number(value.value), value.numbers)


def happened(code: StatusCode, when_: date) -> str:
    """What happened to a case on a day, as a sentence."""
    return _HAPPENED[code]().format(day=day(when_))


def category(code: Category) -> str:
    """The word for a category."""
    return label(CATEGORIES[code].label)


def first_up(words: str) -> str:
    """With a capital at the beginning."""
    return words[:1].upper() + words[1:]


def tidy(words: str, longest: int = 300) -> str:
    """A text from a record on one line, without control characters or marks that turn its direction; what is too long is cut after a word."""
    one_line = " ".join(_UNWANTED.sub("", words).split())
    return one_line if len(one_line) <= longest else one_line[:longest].rpartition(" ")[0] + " …"


def joined(items: Sequence[TextRun]) -> Runs:
    """Items as the language lists them: "a, b and c"."""
    names = [f"item{nth}" for nth in range(len(items))]
    listed = str(format_list([f"{{{name}}}" for name in names], locale=reader())) if items else ""
    return runs(listed, **dict(zip(names, items, strict=True)))
