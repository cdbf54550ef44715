"""Words of documents: titles of outlets, counted cases, days and persons, statuses as sentences, and dates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_percent
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.i18n import ntr, reader_locale, tr, words_for_reader
from records.incident_model import Incident, Status
from records.language.dates import day_in_words, month_in_words, on_day
from records.outlets.outlet_names import folded_outlet
from records.tables import OutletRow
from records.vocabulary import CATEGORIES, STATUS_LABELS, Category, DatePrecision, StatusCode
from reports.case_calendar import penalty_words
from reports.charts.chart_words import month, number
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.figures import Figure
from reports.withheld import withheld_names

# Titles of outlets in the reader's language, by any name of a record: a code, a title in any language, the name of a site.


def outlet_titles(session: Session, incidents: Iterable[Incident]) -> list[dict[str, str]]:
    """Return for each incident the titles of its outlets by the names it uses, in one query. Unknown titles are left out.

    An outlet may be named after a person, so withheld names are removed from titles.
    """
    listed = list(incidents)
    if not listed:
        return []
    withheld, titles = withheld_names(session), dict[str, str]()
    for name, title, home in session.execute(select(OutletRow.name, OutletRow.title, OutletRow.home).order_by(OutletRow.name)):
        if title_text := words_for_reader(title or {}).strip():
            for called in (name, *(title or {}).values(), host(home)):
                titles.setdefault(folded_outlet(called), withheld.text(title_text))
    return [{called: titles[folded_outlet(called)] for called in _called(incident) if folded_outlet(called) in titles} for incident in listed]


def source_title(outlet: str, url: str, titles: Mapping[str, str]) -> str:
    """Return an outlet as a source: its title, else its site, else its name in the record."""
    return titles.get(outlet) or titles.get(host(url)) or host(url) or outlet


def host(url: str) -> str:
    """Return the name of the site of an address, without www."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _called(incident: Incident) -> list[str]:
    """Return the names of outlets that an incident uses, in its order, each once."""
    persons = [victim.outlet for victim in incident.victims]
    sources = [called for article in incident.articles for called in (article.outlet, host(article.url))]
    return list(dict.fromkeys(filter(None, [*persons, *incident.outlets, *sources])))


# What happened on a day, as a sentence. Each is a function, because the language is known only when the words are needed.
_HAPPENED: dict[StatusCode, Callable[[], str]] = {
    StatusCode.REP: lambda: tr("On {on_day} it was reported."),
    StatusCode.CMP: lambda: tr("On {on_day} a complaint was filed."),
    StatusCode.RFS: lambda: tr("On {on_day} the police refused to register the complaint."),
    StatusCode.PTI: lambda: tr("On {on_day} a pre-trial investigation was opened."),
    StatusCode.SUS: lambda: tr("On {on_day} the investigation was suspended."),
    StatusCode.DRP: lambda: tr("On {on_day} the case was dropped."),
    StatusCode.BLM: lambda: tr("On {on_day} the authorities laid the blame on the victims."),
    StatusCode.APN: lambda: tr("On {on_day} an administrative penalty was imposed."),
    StatusCode.DSP: lambda: tr("On {on_day} those responsible were disciplined."),
    StatusCode.CRTP: lambda: tr("On {on_day} the case came to court."),
    StatusCode.ACQ: lambda: tr("On {on_day} the court acquitted the accused."),
    StatusCode.CVP: lambda: tr("On {on_day} some of those responsible were convicted."),
    StatusCode.CVF: lambda: tr("On {on_day} all those responsible were convicted."),
    StatusCode.CVM: lambda: tr("On {on_day} the court ruled for the media."),
    StatusCode.APO: lambda: tr("On {on_day} an apology was made or a settlement reached."),
    StatusCode.NOI: lambda: tr("On {on_day} no information could be had."),
    StatusCode.JIN: lambda: tr("On {on_day} an investigation or a claim against the journalist was opened."),
    StatusCode.JCH: lambda: tr("On {on_day} the journalist was charged."),
    StatusCode.JDT: lambda: tr("On {on_day} the journalist was detained or taken into custody."),
    StatusCode.JHA: lambda: tr("On {on_day} the journalist was put under house arrest or a travel ban."),
    StatusCode.JCT: lambda: tr("On {on_day} the trial of the journalist began."),
    StatusCode.JAA: lambda: tr("On {on_day} the journalist was put under administrative arrest."),
    StatusCode.JFN: lambda: tr("On {on_day} the journalist was fined."),
    StatusCode.JSN: lambda: tr("On {on_day} the journalist was sentenced."),
    StatusCode.JDM: lambda: tr("On {on_day} the court ordered damages or a retraction."),
    StatusCode.JBN: lambda: tr("On {on_day} the journalist was barred from the profession, or a licence or accreditation was withdrawn."),
    StatusCode.JAP: lambda: tr("On {on_day} an appeal was filed in the journalist's case."),
    StatusCode.JUP: lambda: tr("On {on_day} the ruling against the journalist was upheld."),
    StatusCode.JOV: lambda: tr("On {on_day} the ruling against the journalist was overturned."),
    StatusCode.JDR: lambda: tr("On {on_day} the case against the journalist was dropped, or the claim was withdrawn or dismissed."),
    StatusCode.JAC: lambda: tr("On {on_day} the court acquitted the journalist."),
    StatusCode.JRL: lambda: tr("On {on_day} the journalist was released."),
    StatusCode.JLF: lambda: tr("On {on_day} the block, the ban or the closure was lifted."),
}


def percent(share: float) -> str:
    """Return a share (0 to 1) in whole per cent. A share below 1 is never written as 100, nor one above 0 as 0."""
    rounded = min(max(round(share, 2), 0.01), 0.99) if 0 < share < 1 else share
    return str(format_percent(rounded, locale=reader_locale()))


def _short_day(value: date) -> str:
    return _short_day_of_2000(value.month, value.day, reader_locale()).replace("2000", str(value.year))


@lru_cache(maxsize=1500)
def _short_day_of_2000(month_of: int, day_of: int, lang: str) -> str:
    """Return a day of a leap year with its month shortened, for tables. Cached, as in `records.language.dates`."""
    pattern = Locale.parse(lang).date_formats["medium"].pattern.replace("dd", "d")
    return str(format_date(date(2000, month_of, day_of), pattern, locale=lang))


def date_in_words(value: date | None, precision: DatePrecision | None, form: Literal["long", "medium"] = "medium") -> str:
    """Return a date, as precisely as it is known; a dash if there is none."""
    if value is None:
        return "—"
    match precision:
        case DatePrecision.YEAR:
            return str(value.year)
        case DatePrecision.MONTH:
            return month_in_words(value) if form == "long" else month(value.year, value.month)
        case DatePrecision.DAY | None:
            return day_in_words(value) if form == "long" else _short_day(value)


def cases_of_category(category: Category, figure: Figure) -> TextRun:
    """Return a number of cases of a category, linked to their records: "77 cases of obstruction …"."""
    singular, plural = CATEGORIES[category].counted
    return TextRun(ntr(singular, plural, figure.value).format(n=number(figure.value)), figure.numbers)


def count_of_incidents(figure: Figure) -> TextRun:
    """Return a number of incidents in words."""
    return TextRun(ntr("{n} incident", "{n} incidents", figure.value).format(n=number(figure.value)), figure.numbers)


def count_of_persons(figure: Figure) -> TextRun:
    """Return a number of persons in words."""
    return TextRun(ntr("{n} person", "{n} persons", figure.value).format(n=number(figure.value)), figure.numbers)


def count_of_days(figure: Figure) -> TextRun:
    """Return a number of days in words."""
    return TextRun(ntr("{n} day", "{n} days", figure.value).format(n=number(figure.value)), figure.numbers)


def figure(value: Figure) -> TextRun:
    """Return the number alone."""
    return TextRun(number(value.value), value.numbers)


def happened(status: Status) -> str:
    """Return a step on a day as a sentence, with the penalty: "On May 3, 2021 the journalist was sentenced: prison, 7 years."."""
    sentence = _HAPPENED[status.code]().format(on_day=on_day(status.day))
    penalty = penalty_words(status.penalty)
    return f"{sentence[:-1]}: {penalty}." if penalty else sentence


def heard(status: Status) -> str:
    """Return a status for a list: its label, the penalty of a ruling, and its day."""
    parts = (tr(STATUS_LABELS[status.code]), penalty_words(status.penalty), date_in_words(status.day, None))
    return ", ".join(part for part in parts if part)


def category(code: Category) -> str:
    """Return the word for a category."""
    return tr(CATEGORIES[code].label)


def joined(items: Sequence[TextRun]) -> Runs:
    """Return items as the language lists them: "a, b and c"."""
    if len(items) < 2:
        return tuple(items)
    *leading, last = items
    listed = tuple(part for nth, item in enumerate(leading) for part in ((TextRun(", "), item) if nth else (item,)))
    return runs(tr("{some} and {last}"), some=listed, last=last)
