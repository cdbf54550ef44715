"""Remarks of a report: the rate of unpunished crimes with its base, and records or days that it could not count, place or cover, in data and words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from records.i18n import LANGUAGES, ntr, tr, words_for_reader
from records.incident_model import Incident
from records.language.dates import as_of_day, since_day, until_day
from reports.charts.chart_words import number
from reports.health import IncompleteDay
from reports.impunity.clocks import is_punishable, is_unanswered
from reports.one_line import one_line
from reports.publications import wording
from reports.publications.document_tree import Runs, TextRun, runs
from reports.publications.figures import Figure, Share, figure_of, require_sum
from reports.publications.persons_affected import Persons, doubtful_persons
from reports.publications.report_period import ReportPeriod

# Our own rate: the share of crimes against journalists in which nobody was held to account, with its base and what is outside of it.


@dataclass(frozen=True)
class ImpunityRate:
    """The share of the crimes against journalists in which nobody was held to account by the day, of all incidents in which somebody did something
    punishable.

    `beside` are the other incidents. No clock of accountability runs in them, so that they are in no rate.
    """

    unanswered: Share
    beside: Figure


def impunity_rate(incidents: Sequence[Incident], as_of: date, total: Figure) -> ImpunityRate:
    """Return the rate of some incidents. Raises ReportRefused unless crimes and the others add up to the total."""
    crimes = figure_of(incident.number for incident in incidents if is_punishable(incident))
    rate = ImpunityRate(
        Share(figure_of(incident.number for incident in incidents if is_unanswered(incident, as_of)), crimes),
        figure_of(incident.number for incident in incidents if not is_punishable(incident)),
    )
    require_sum(tr("Crimes against journalists, and what is none"), (crimes, rate.beside), total)
    return rate


def rate_in_words(rate: ImpunityRate, as_of: date) -> Iterator[Runs]:
    """Yield the rate with its base, and what is outside of it and why. Nothing if there are no incidents."""
    share = rate.unanswered
    if share.value is not None:
        template = ntr(
            "Crimes against journalists (our own rate): of {whole} case involving a punishable act, nobody had been held to account in {part} ({share})"
            " as of {until_day}.",
            "Crimes against journalists (our own rate): of {whole} cases involving a punishable act, nobody had been held to account in {part} ({share})"
            " as of {until_day}.",
            share.whole.value,
        )
        percent = TextRun(wording.percent(share.value), share.part.numbers)
        yield runs(template, whole=wording.figure(share.whole), part=wording.figure(share.part), until_day=until_day(as_of), share=percent)
    if rate.beside.value:
        template = tr(
            "Outside this rate: {incidents}. In these, the law provides no punishment for what was done to the journalist, for example where a case was brought against them"
            " or information was refused; an arrest or detention counts as a crime only where the record says it was unlawful."
        )
        yield runs(template, incidents=wording.count_of_incidents(rate.beside))


@dataclass(frozen=True)
class PanelCoverage:
    """The coverage of the press in the period. `since` is the first day with a panel of outlets; None if there was no such day."""

    since: date | None
    incomplete: tuple[IncompleteDay, ...]


@dataclass(frozen=True)
class Stretch:
    """Days in a row on which the same outlets were not reached."""

    first: date
    last: date
    expected: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Remarks:
    """Numbers of incidents, by what is missing in them.

    `undated` count nowhere; the others are counted. `to_come`: the period continues after the day as of which the report is made. `folded`: spellings
    of one person. `doubtful`: spellings of two who are counted as two, and who are probably one. `misplaced`: how many statuses on the wrong track
    there are by the last day, by the number of the incident, in the whole record: a case may be missing from the report because of them. `outlets`
    are the titles of outlets that were not reached, by their names in the panel and by language.
    """

    undated: tuple[str, ...]
    imprecise: tuple[str, ...]
    without_place: tuple[str, ...]
    nameless: tuple[str, ...]
    folded: tuple[tuple[str, ...], ...]
    doubtful: tuple[tuple[str, str], ...]
    to_come: bool
    panel_since: date | None
    without_panel: bool
    stretches: tuple[Stretch, ...]
    misplaced: dict[str, int] = field(default_factory=dict)
    outlets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def remarks(inside: Sequence[Incident], undated: Sequence[Incident], persons: Persons | None, period: ReportPeriod, panel: PanelCoverage) -> Remarks:
    """Return the remarks on a report over these incidents. `persons` is None for a report that counts none."""
    late = panel.since if panel.since and panel.since > period.since else None
    return Remarks(
        undated=tuple(incident.number for incident in undated),
        imprecise=tuple(incident.number for incident in inside if incident.precision in ("month", "year")),
        without_place=tuple(incident.number for incident in inside if not incident.place and not incident.region),
        nameless=persons.unnamed if persons else (),
        folded=persons.folded if persons else (),
        doubtful=doubtful_persons(inside) if persons else (),
        to_come=period.until > period.as_of,
        panel_since=late,
        without_panel=panel.since is None,
        stretches=_stretches(panel.incomplete),
        outlets={outlet.outlet: outlet.title for day in panel.incomplete for outlet in day.missing},
    )


def _stretches(days: Iterable[IncompleteDay]) -> tuple[Stretch, ...]:
    """Combine days in a row, given in order, on which the same outlets are missing."""
    stretches: list[Stretch] = []
    for day in days:
        missing = tuple(outlet.outlet for outlet in day.missing)
        last = stretches[-1] if stretches else None
        if last and last.missing == missing and last.expected == day.expected and day.day - last.last == timedelta(days=1):
            stretches[-1] = Stretch(last.first, day.day, last.expected, missing)
        else:
            stretches.append(Stretch(day.day, day.day, day.expected, missing))
    return tuple(stretches)


def summary_languages(incident: Incident) -> tuple[str, ...]:
    """Return the languages in which the incident has a summary."""
    return tuple(lang for lang in LANGUAGES if (incident.summary.get(lang) or "").strip())


# The remarks in words: how the report counts, and what it could not count, place or cover.

_OUTLETS = 3
"""The largest number of outlets named for one stretch of days; the JSON form names all."""
_SPELLINGS = 20
_NUMBERS = 20


def remarks_in_words(remarks: Remarks, period: ReportPeriod) -> tuple[Runs, ...]:
    """Return one sentence or more for each remark, in the reader's language."""
    return (*counting_in_words(period), *_to_come(period), *_records(remarks), *_persons(remarks), *_panel(remarks))


def to_the_editor(remarks: Remarks) -> Iterator[Runs]:
    """Yield what a person has to decide: spellings of two who are probably one, and statuses on the wrong track."""
    if remarks.doubtful:
        listed = "; ".join(" – ".join(one_line(name, 80) for name in names) for names in remarks.doubtful[:_SPELLINGS])
        ellipsis = "; …" if len(remarks.doubtful) > _SPELLINGS else ""
        template = tr("Counted as two persons, but probably one; a person has to decide: {names}.")
        yield runs(template, names=listed + ellipsis)
    if remarks.misplaced:
        count = sum(remarks.misplaced.values())
        template = ntr(
            "{n} status tells the wrong story and is left out until somebody corrects it: {numbers}.",
            "{n} statuses tell the wrong story and are left out until somebody corrects them: {numbers}.",
            count,
        )
        numbers = sorted(remarks.misplaced)
        yield runs(template, n=number(count), numbers=", ".join(numbers[:_NUMBERS]) + (", …" if len(numbers) > _NUMBERS else ""))


def counting_in_words(period: ReportPeriod) -> Iterable[Runs]:
    """Yield how incidents are counted, and as of which day."""
    template = tr(
        "Confirmed incidents are counted once each, by their main category and by the day on which they happened; news of an earlier case is not counted"
        " again. Everything is as of {as_of_day}: what became known of a case later is not in it."
    )
    yield runs(template, as_of_day=as_of_day(period.as_of))


def _to_come(period: ReportPeriod) -> Iterable[Runs]:
    if period.until > period.as_of:
        yield runs(tr("The period runs until {until_day}, which is still to come."), until_day=until_day(period.until))


def _records(remarks: Remarks) -> Iterable[Runs]:
    if remarks.undated:
        yield runs(
            tr("Without a date, and therefore counted nowhere: {incidents}."), incidents=wording.count_of_incidents(figure_of(remarks.undated))
        )
    if remarks.imprecise:
        template = tr("Known only to the month or year, and counted by its first day: {incidents}.")
        yield runs(template, incidents=wording.count_of_incidents(figure_of(remarks.imprecise)))
    if remarks.without_place:
        yield runs(
            tr("Counted, with neither place nor region known: {incidents}."), incidents=wording.count_of_incidents(figure_of(remarks.without_place))
        )


def _persons(remarks: Remarks) -> Iterable[Runs]:
    if remarks.nameless:
        template = tr("No victim is named, so persons are not counted: {incidents}.")
        yield runs(template, incidents=wording.count_of_incidents(figure_of(remarks.nameless)))
    if remarks.folded:
        listed = "; ".join(" = ".join(one_line(name, 80) for name in names) for names in remarks.folded[:_SPELLINGS])
        ellipsis = "; …" if len(remarks.folded) > _SPELLINGS else ""
        yield runs(tr("Persons who are named in several ways, each counted once: {names}."), names=listed + ellipsis)


def _panel(remarks: Remarks) -> Iterable[Runs]:
    if remarks.without_panel:
        yield (TextRun(tr("There was no panel of outlets in this period: the records were taken in from elsewhere.")),)
    elif remarks.panel_since:
        template = tr("Outlets have been monitored since {since_day}; earlier records come from other sources.")
        yield runs(template, since_day=since_day(remarks.panel_since))
    if remarks.stretches:
        days = sum((stretch.last - stretch.first).days + 1 for stretch in remarks.stretches)
        template = ntr("On {n} day not all outlets could be reached: {days}.", "On {n} days not all outlets could be reached: {days}.", days)
        yield runs(template, n=number(days), days="; ".join(_stretch(stretch, remarks.outlets) for stretch in remarks.stretches))


def _stretch(stretch: Stretch, titles: Mapping[str, Mapping[str, str]]) -> str:
    first, last = wording.date_in_words(stretch.first, None), wording.date_in_words(stretch.last, None)
    when = first if first == last else f"{first} – {last}"
    named = [one_line(words_for_reader(titles.get(outlet, {})), 80) or outlet for outlet in stretch.missing[:_OUTLETS]]
    names = ", ".join(named) + (", …" if len(stretch.missing) > _OUTLETS else "")
    template = tr("{when} ({missing} of {expected} not reached: {names})")
    return template.format(when=when, missing=number(len(stretch.missing)), expected=number(stretch.expected), names=names)
