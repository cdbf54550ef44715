"""The remarks of a report in words: how it counts, and what it could not count, place or hear."""

from collections.abc import Iterable, Iterator, Mapping

from records.i18n import ntr, own_words, tr
from records.written_dates.day_phrases import as_of_day, since_day, until_day
from reports.charts.chart_words import number
from reports.one_line import one_line
from reports.publications import wording
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.figures import figure_of
from reports.publications.period import ReportPeriod
from reports.publications.remarks import Remarks, Stretch

_OUTLETS = 3
"""As many outlets are named for one stretch of days; the JSON form names all."""
_SPELLINGS = 20
_NUMBERS = 20


def remarks_in_words(remarks: Remarks, period: ReportPeriod) -> tuple[Runs, ...]:
    """One sentence or more for each remark, in the reader's language."""
    return (*counting_in_words(period), *_to_come(period), *_records(remarks), *_persons(remarks), *_panel(remarks))


def to_the_editor(remarks: Remarks) -> Iterator[Runs]:
    """What is for a person to decide, and not for readers: spellings of two who are probably one, and statuses on the wrong track."""
    if remarks.doubtful:
        shown = "; ".join(" – ".join(one_line(name, 80) for name in names) for names in remarks.doubtful[:_SPELLINGS])
        rest = "; …" if len(remarks.doubtful) > _SPELLINGS else ""
        told = tr("Counted as two persons, but probably one; a person has to decide: {names}.")
        yield runs(told, names=shown + rest)
    if remarks.misplaced:
        count = sum(remarks.misplaced.values())
        told = ntr(
            "{n} status tells the wrong story and is left out until somebody corrects it: {numbers}.",
            "{n} statuses tell the wrong story and are left out until somebody corrects them: {numbers}.",
            count,
        )
        numbers = sorted(remarks.misplaced)
        yield runs(told, n=number(count), numbers=", ".join(numbers[:_NUMBERS]) + (", …" if len(numbers) > _NUMBERS else ""))


def counting_in_words(period: ReportPeriod) -> Iterable[Runs]:
    """How incidents are counted, and as of which day."""
    told = tr(
        "Confirmed incidents are counted once each, by their main category and by the day on which they happened; news of an earlier case is not counted"
        " again. Everything is as of {as_of_day}: what became known of a case later is not in it."
    )
    yield runs(told, as_of_day=as_of_day(period.as_of))


def _to_come(period: ReportPeriod) -> Iterable[Runs]:
    if period.until > period.as_of:
        yield runs(tr("The period runs until {until_day}, which is still to come."), until_day=until_day(period.until))


def _records(remarks: Remarks) -> Iterable[Runs]:
    if remarks.undated:
        yield runs(
            tr("Without a date, and therefore counted nowhere: {incidents}."), incidents=wording.count_of_incidents(figure_of(remarks.undated))
        )
    if remarks.imprecise:
        told = tr("Known only to the month or year, and counted by its first day: {incidents}.")
        yield runs(told, incidents=wording.count_of_incidents(figure_of(remarks.imprecise)))
    if remarks.without_place:
        yield runs(
            tr("Counted, with neither place nor region known: {incidents}."), incidents=wording.count_of_incidents(figure_of(remarks.without_place))
        )


def _persons(remarks: Remarks) -> Iterable[Runs]:
    if remarks.nameless:
        told = tr("No victim is named, so persons are not counted: {incidents}.")
        yield runs(told, incidents=wording.count_of_incidents(figure_of(remarks.nameless)))
    if remarks.folded:
        shown = "; ".join(" = ".join(one_line(name, 80) for name in names) for names in remarks.folded[:_SPELLINGS])
        rest = "; …" if len(remarks.folded) > _SPELLINGS else ""
        yield runs(tr("Persons who are named in several ways, each counted once: {names}."), names=shown + rest)


def _panel(remarks: Remarks) -> Iterable[Runs]:
    if remarks.without_panel:
        yield (TextRun(tr("There was no panel of outlets in this period: the records were taken in from elsewhere.")),)
    elif remarks.panel_since:
        told = tr("Outlets have been monitored since {since_day}; earlier records come from other sources.")
        yield runs(told, since_day=since_day(remarks.panel_since))
    if remarks.stretches:
        days = sum((stretch.last - stretch.first).days + 1 for stretch in remarks.stretches)
        told = ntr("On {n} day not all outlets could be reached: {days}.", "On {n} days not all outlets could be reached: {days}.", days)
        yield runs(told, n=number(days), days="; ".join(_stretch(one, remarks.outlets) for one in remarks.stretches))


def _stretch(stretch: Stretch, titles: Mapping[str, Mapping[str, str]]) -> str:
    first, last = wording.date_in_words(stretch.first, None), wording.date_in_words(stretch.last, None)
    when = first if first == last else f"{first} – {last}"
    named = [one_line(own_words(titles.get(outlet, {})), 80) or outlet for outlet in stretch.missing[:_OUTLETS]]
    names = ", ".join(named) + (", …" if len(stretch.missing) > _OUTLETS else "")
    told = tr("{when} ({missing} of {expected} not reached: {names})")
    return told.format(when=when, missing=number(len(stretch.missing)), expected=number(stretch.expected), names=names)
