"""Sections that several reports share: the year so far, journalists under pursuit, described cases by what they show, and notes to the editor."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from records.clock import parse_day
from records.country import home
from records.i18n import ntr, reader_language, tr
from records.incident_model import Incident, Source
from records.incident_texts.sentences import MOST_NAMED_PEOPLE, may_be_named, place_unreadable
from records.incident_texts.texts import note_for_reader
from records.language.dates import as_of_day, day_in_words, on_day, since_day
from records.manual_tips import tip_source_description
from records.persons.transliteration import is_transliterated, lacks_recorded_spelling
from records.vocabulary import SENTENCE_KIND_LABELS, TERM_COUNTED, Category, SentenceKind
from reports import charts
from reports.charts.chart_words import month as month_words
from reports.charts.chart_words import number
from reports.charts.drawing import Month, months_between
from reports.impunity.clocks import journalist_case
from reports.impunity.journalists_pursued import CurrencyTotals, InCustody, PursuitFigures, pursuit_figures
from reports.impunity.legal_cases import days_in_custody
from reports.one_line import one_line
from reports.publications import cases as cases_module
from reports.publications import wording
from reports.publications.breakdown import CategoryBlock, block_lines, require_blocks
from reports.publications.cases import Case, CaseStory
from reports.publications.document_tree import (
    Block,
    Bullets,
    Document,
    Drawing,
    Heading,
    Linker,
    Paragraph,
    Picture,
    RecordRow,
    Records,
    Runs,
    TextRun,
    runs,
)
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, ReportRefused, figure_of, require_sum
from reports.publications.remarks import Remarks, to_the_editor
from reports.publications.report_period import ReportPeriod, publisher, publisher_contact
from reports.publications.wording import source_title

# The year up to the day compared with the same days of the year before, and the twelve months that end with it.


@dataclass(frozen=True)
class DatedIncident:
    """The counted fields of an incident: its number, its category, and its stored day. It names nobody."""

    number: str
    primary: Category
    day: date


@dataclass(frozen=True)
class YearSoFar:
    """Figures by the day of the incident, including those recorded late.

    `months` are the twelve that end with that of the last day, of which the last one may not be over; `months_before` are the same months a year
    earlier, its last one up to the same day. Months without incidents are included. `records` are all that any of these figures counts.
    """

    period: ReportPeriod
    before: ReportPeriod
    total: Figure
    total_before: Figure
    blocks: tuple[CategoryBlock, ...]
    months: dict[Month, Figure]
    months_before: dict[Month, Figure]
    records: tuple[DatedIncident, ...]


def first_day_read(as_of: date) -> date:
    """Return the day from which incidents have to be read for `year_so_far`."""
    return min(_first(_earlier(_last_month(as_of), 23)), date(as_of.year - 1, 1, 1))


def year_so_far(dated: Sequence[DatedIncident], report_period: ReportPeriod) -> YearSoFar:
    """Return the figures up to the last day of a period. Raises ReportRefused if they do not add up."""
    as_of = report_period.as_of
    year = ReportPeriod(date(as_of.year, 1, 1), as_of, as_of)
    before = year.a_year_before()
    now, past = ([incident for incident in dated if span.since <= incident.day <= span.as_of] for span in (year, before))
    last = _last_month(as_of)
    so_far = YearSoFar(
        period=year,
        before=before,
        total=_figure(now),
        total_before=_figure(past),
        blocks=block_lines(now, past),
        months=_months(dated, _earlier(last, 11), last, as_of),
        months_before=_months(dated, _earlier(last, 23), _earlier(last, 12), before.as_of),
        records=tuple(incident for incident in dated if first_day_read(as_of) <= incident.day <= as_of),
    )
    require_blocks(so_far.blocks, so_far.total, so_far.total_before)
    # The months of the calendar year add up to the year so far.
    require_sum(tr("Incidents by month"), (figure for (of, _), figure in so_far.months.items() if of == as_of.year), so_far.total)
    return so_far


def _figure(incidents: Sequence[DatedIncident]) -> Figure:
    return figure_of(incident.number for incident in incidents)


def _months(dated: Sequence[DatedIncident], first: Month, last: Month, until: date) -> dict[Month, Figure]:
    grouped: dict[Month, list[str]] = {month: [] for month in months_between(first, last)}
    for incident in dated:
        month = (incident.day.year, incident.day.month)
        if month in grouped and incident.day <= until:
            grouped[month].append(incident.number)
    return {month: figure_of(numbers) for month, numbers in grouped.items()}


def _last_month(day: date) -> Month:
    return day.year, day.month


def _earlier(month: Month, by: int) -> Month:
    nth = month[0] * 12 + month[1] - 1 - by
    return nth // 12, nth % 12 + 1


def _first(month: Month) -> date:
    return date(month[0], month[1], 1)


def twelve_months(year: YearSoFar) -> Iterator[Block]:
    """Yield the months as a line and as a table."""
    yield Picture(tr("Incidents by month"), "line", _month_line(year))
    yield _month_table(year)


def _month_line(year: YearSoFar) -> Drawing:
    both = {**year.months_before, **year.months}

    def draw(link: Linker, key: str, width: float) -> str:
        counts, before = ({when: figure.value for when, figure in months.items()} for months in (year.months, year.months_before))
        return charts.month_line(counts, before, href=lambda of, nth: link(both[of, nth].numbers), key=key, width=width)

    return draw


def _month_table(year: YearSoFar) -> Block:
    rows: list[tuple[Cell, ...]] = [(month_words(*when), figure, year.months_before[when[0] - 1, when[1]]) for when, figure in year.months.items()]
    return table(tr("Twelve months"), (tr("Month"), tr("Incidents"), tr("A year before")), rows)


# Journalists under pursuit as data: the cases of the period, and all on record, as of the day.


@dataclass(frozen=True)
class DetainedPerson:
    """Those of one incident who are in custody on the day: since when, and how many days in all.

    `also` are the numbers of further incidents of the same persons: one arrest may be recorded apart from the case that came of it.
    """

    incident: Incident
    since: date
    days: Figure
    also: tuple[str, ...] = ()
    end_unknown: bool = False
    """Whether neither the term nor the end of this custody is on record, so that its days are not counted."""


@dataclass(frozen=True)
class Pursuits:
    """Figures of journalists under pursuit.

    `of_period` is over the incidents of the period, `on_record` over these and all earlier ones; an incident without a date is only in the latter.
    `held` are those in custody on the day, on record, each person once, the longest first. `earlier` are the incidents of `on_record` that the report
    does not count.
    """

    of_period: PursuitFigures
    on_record: PursuitFigures
    held: tuple[DetainedPerson, ...]
    earlier: tuple[Incident, ...]


def pursuits(inside: Sequence[Incident], outside: Sequence[Incident], period: ReportPeriod) -> Pursuits:
    """Return the figures over the incidents of the period and over others. Raises ReportRefused if a table is inconsistent."""
    counted = {incident.number for incident in inside}
    additional = {incident.number: incident for incident in outside if incident.number not in counted}
    of_period, on_record = (pursuit_figures(incidents, period.as_of) for incidents in (inside, [*inside, *additional.values()]))
    for figures in (of_period, on_record):
        require_parts(figures)
    by_number = {incident.number: incident for incident in (*inside, *additional.values())}
    return Pursuits(
        of_period,
        on_record,
        _by_person(on_record.in_custody, by_number, period.as_of),
        tuple(additional[number] for number in on_record.pursued if number in additional),
    )


def _by_person(in_custody: Sequence[InCustody], by_number: Mapping[str, Incident], as_of: date) -> tuple[DetainedPerson, ...]:
    """Combine incidents with the same persons in custody.

    Persons without a record or with a withheld name are not combined: it would reveal who they are.
    """
    together: dict[object, list[InCustody]] = {}
    for custody in in_custody:
        victims = by_number[custody.number].victims
        same = bool(victims) and all(victim.publish and victim.person is not None for victim in victims)
        together.setdefault(frozenset(victim.person for victim in victims) if same else custody.number, []).append(custody)
    return tuple(_detained_person([by_number[custody.number] for custody in group], group[0].since, as_of) for group in together.values())


def _detained_person(incidents: Sequence[Incident], since: date, as_of: date) -> DetainedPerson:
    first, *further = incidents
    cases = [case for incident in incidents if (case := journalist_case(incident, as_of))]
    days = days_in_custody((time for case in cases for time in case.custody), as_of)
    unknown = all(case.held.end_unknown for case in cases if case.held)
    numbers, also = tuple(incident.number for incident in incidents), tuple(incident.number for incident in further)
    return DetainedPerson(first, since, Figure(days, numbers), also, unknown)


def require_parts(figures: PursuitFigures) -> None:
    """Raise ReportRefused if a figure names an incident that is not pursued, or a case ended well but goes on or has custody."""
    sums = [*figures.fined.values(), *figures.damages.values()]
    in_custody = tuple(custody.number for custody in figures.in_custody)
    parts = [figures.going_on, figures.on_trial, figures.house_arrest, figures.arrested, figures.ended_well, in_custody]
    parts += [*figures.sentenced.values(), *(sum_.incidents for sum_ in sums)]
    stray = {number for part in parts for number in part} - set(figures.pursued)
    stray |= (set(figures.on_trial) - set(figures.going_on)) | ({*figures.going_on, *in_custody} & set(figures.ended_well))
    stray |= {number for part in parts for number in part if part.count(number) > 1}
    if stray:
        words = tr("the report is refused: the figures of journalists under pursuit do not fit together; look at {incidents}")
        raise ReportRefused(words.format(incidents=", ".join(sorted(stray)[:10])))


# Journalists under pursuit in words: who is in custody, who is on trial, what was ruled, and what ended well.

_NAMED = 20
"""The largest number of persons in custody that are named; the figure above them links to all."""
Line = tuple[str, Callable[[PursuitFigures], Figure]]


def pursuit_in_short(figures: Pursuits, as_of: date) -> Iterator[Block]:
    """Yield, for a statement, the figures on record that are not zero, and who is in custody."""
    yield Heading(2, tr("Journalists under pursuit"))
    if not figures.on_record.pursued:
        yield _nothing()
        return
    template = tr("Cases against journalists and outlets on record, from this period and before it, as of {as_of_day}:")
    yield Paragraph(runs(template, as_of_day=as_of_day(as_of)))
    lines = [(label, count(figures.on_record)) for label, count in _lines(figures.on_record)]
    yield Bullets(tuple((TextRun(f"{label}: "), wording.figure(figure)) for label, figure in lines if figure.value))
    yield from _in_custody(figures.held, as_of)


def pursuit_tables(figures: Pursuits, as_of: date) -> Iterator[Block]:
    """Yield, for the other reports, a table of the period and of all on record, and who is in custody."""
    yield Heading(2, tr("Journalists under pursuit"))
    if not figures.on_record.pursued:
        yield _nothing()
        return
    words = tr(
        "The arrest, trial or sentencing of a journalist is itself the violation, not punishment for one. These cases are not included in any rate of impunity."
    )
    yield Paragraph((TextRun(words),))
    whole = figures.of_period.pursued == figures.on_record.pursued
    per_column = [figures.on_record] if whole else [figures.of_period, figures.on_record]
    columns = ("", tr("On record")) if whole else ("", tr("This period"), tr("On record, earlier ones too"))
    rows: list[tuple[Cell, ...]] = [(label, *(count(part) for part in per_column)) for label, count in _lines(figures.on_record)]
    caption = tr("Cases against journalists and outlets, as of {as_of_day}").format(as_of_day=as_of_day(as_of))
    yield table(caption, columns, rows, sums=[0])
    yield from _in_custody(figures.held, as_of)


def pursuit_editor_notes(figures: Pursuits) -> Iterator[Runs]:
    """Yield what the editor should find out: who may be free without a recorded release, and contradictory records."""
    whole = figures.on_record
    by_law = {number for numbers in whole.limit_passed.values() for number in numbers}
    template = tr("The term has passed and no release is on record, so that nobody is told as in custody: {incidents}.")
    yield from _noted(template, [number for number in whole.release_unknown if number not in by_law])
    template = tr(
        "Neither a length nor a release is on record, and the longest time that the law allows has passed ({length}; {article}), so that nobody is told as in"
        " custody: {incidents}."
    )
    for hold, numbers in whole.limit_passed.items():
        limit = home().custody_limits.get(hold)
        if limit:
            length = ntr(*TERM_COUNTED[limit.unit], limit.term).format(n=number(limit.term))
            yield from _noted(template, numbers, length=length, article=tr(limit.article))
    yield from _noted(tr("Released later than the term or the law allows; a step may be missing: {incidents}."), whole.released_late)
    template = tr("Told as in custody, under a sentence whose kind or length is not on record: {incidents}.")
    yield from _noted(template, whole.sentence_unclear)
    template = tr(
        "A case was dropped while several of the incident were open, and it is not on record which; nobody is told as released from custody for it. Enter the"
        " release if there was one: {incidents}."
    )
    yield from _noted(template, whole.course_unclear)
    template = tr(
        "Several steps of one day are read as they were entered, and not in the usual order of a case; see whether that is right: {incidents}."
    )
    yield from _noted(template, whole.order_unclear)


def _noted(template: str, numbers: Sequence[str], **values: str) -> Iterator[Runs]:
    if numbers:
        yield runs(template, incidents=wording.count_of_incidents(figure_of(numbers)), **values)


def _nothing() -> Paragraph:
    return Paragraph((TextRun(tr("No case against a journalist is on record. That does not say that there is none.")),))


def _lines(whole: PursuitFigures) -> Iterator[Line]:
    """Yield the lines of the table. Kinds of rulings without a record are left out."""
    yield tr("Cases in all"), lambda figures: figure_of(figures.pursued)
    yield tr("Going on"), lambda figures: figure_of(figures.going_on)
    yield tr("On trial"), lambda figures: figure_of(figures.on_trial)
    yield tr("In custody (cases)"), lambda figures: figure_of(custody.number for custody in figures.in_custody)
    if whole.house_arrest:
        yield tr("Under house arrest or travel ban"), lambda figures: figure_of(figures.house_arrest)
    for kind, numbers in whole.sentenced.items():
        if numbers:
            yield _sentenced_to(kind), _by_kind(kind)
    if whole.arrested:
        yield tr("Punished by administrative arrest"), lambda figures: figure_of(figures.arrested)
    yield from _sums(whole.fined, tr("Fined"), lambda currency: tr("Fines, {currency}").format(currency=currency), lambda figures: figures.fined)
    yield from _sums(
        whole.damages,
        tr("Ordered to pay damages"),
        lambda currency: tr("Damages, {currency}").format(currency=currency),
        lambda figures: figures.damages,
    )
    yield tr("Ended well (acquitted, dropped, or a ban lifted)"), lambda figures: figure_of(figures.ended_well)


def _sentenced_to(kind: SentenceKind | None) -> str:
    what = tr(SENTENCE_KIND_LABELS[kind]) if kind else tr("kind not known")
    return tr("Sentenced ({what})").format(what=what)


def _by_kind(kind: SentenceKind | None) -> Callable[[PursuitFigures], Figure]:
    return lambda figures: figure_of(figures.sentenced[kind])


def _sums(
    whole: Mapping[str, CurrencyTotals], cases: str, in_currency: Callable[[str], str], of: Callable[[PursuitFigures], Mapping[str, CurrencyTotals]]
) -> Iterator[Line]:
    """Yield the number of cases, and one line for each currency. Sums of two currencies are never added."""
    if whole:
        yield cases, lambda figures: figure_of(_pursuits_once(total.incidents for total in of(figures).values()))
    for currency in whole:
        yield in_currency(currency), _total(of, currency)


def _total(of: Callable[[PursuitFigures], Mapping[str, CurrencyTotals]], currency: str) -> Callable[[PursuitFigures], Figure]:
    def total(figures: PursuitFigures) -> Figure:
        totals = of(figures).get(currency)
        return Figure(totals.total, totals.incidents) if totals else Figure(0)

    return total


def _pursuits_once(parts: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(incident_number for part in parts for incident_number in part))


def _in_custody(detained_persons: Sequence[DetainedPerson], as_of: date) -> Iterator[Block]:
    if not detained_persons:
        return
    yield Paragraph(runs(tr("In custody on {on_day}:"), on_day=on_day(as_of)))
    yield Bullets((*(_person(person, as_of) for person in detained_persons[:_NAMED]), *_more(detained_persons)))


def _person(detained_person: DetainedPerson, as_of: date) -> Runs:
    """Return the person, by name if one is given, else by the title or the kind of the case, since when, and for how long.

    Earlier times in custody count too.
    """
    who = cases_module.affected_names(detained_person.incident) or cases_module.case_title(detained_person.incident)
    template = tr("{number} {who}: since {since_day}, {days}")
    if detained_person.end_unknown:
        template = tr("{number} {who}: since {since_day}; term or end: not stated")
    elif detained_person.days.value != (as_of - detained_person.since).days:
        template = tr("{number} {who}: since {since_day}; with earlier times {days} in all")
    numbers = (detained_person.incident.number, *detained_person.also)
    return runs(
        template,
        number=TextRun(", ".join(numbers), numbers),
        who=who,
        since_day=since_day(detained_person.since),
        days=wording.count_of_days(detained_person.days),
    )


def _more(detained_persons: Sequence[DetainedPerson]) -> Iterator[Runs]:
    remaining = detained_persons[_NAMED:]
    if remaining:
        yield runs(tr("{n} more"), n=TextRun(number(len(remaining)), tuple(person.incident.number for person in remaining)))


_SOURCES = 3
"""The largest number of articles named under a case; the record names all."""


def impunity_section(cases: Sequence[Case]) -> Iterator[Block]:
    """Yield cases in which somebody did something punishable: those with nobody held to account, then those with somebody."""
    yield from _section(tr("How those responsible escape"), cases, CaseStory.IMPUNITY)
    yield from _section(tr("Where somebody was held to account"), cases, CaseStory.ACCOUNTABILITY)


def pursuit_section(cases: Sequence[Case]) -> Iterator[Block]:
    """Yield cases against journalists: those that go on or ended with a ruling, then those that ended well.

    They follow the figures of the pursuit.
    """
    hers = [case for case in cases if case.story is CaseStory.PURSUIT]
    for heading, listed in (
        (tr("Cases against journalists"), [case for case in hers if not case.ended_well]),
        (tr("Cases against journalists that ended well"), [case for case in hers if case.ended_well]),
    ):
        if listed:
            yield Heading(3, heading)
            yield from map(case_section, listed)


def other_cases_section(cases: Sequence[Case]) -> Iterator[Block]:
    """Yield cases in which no clock runs, described because the editor asked for them."""
    yield from _section(tr("Other cases"), cases, CaseStory.OTHER)


def case_section(case: Case) -> Block:
    """Return one case with its sources."""
    return Paragraph(cases_module.case_text(case) + _sources(case.incident.articles, case.outlet_titles))


def case_editor_notes(cases: Sequence[Case]) -> Iterator[Runs]:
    """Yield what could not be described in the reader's language, or is described from fields only."""
    for case in cases:
        lacking = cases_module.lacking_summary(case.incident)
        if lacking:
            yield (TextRun(lacking),)
    unchecked = [case for case in cases if cases_module.unchecked_title(case.incident)]
    yield from _noted_cases(tr("Left out, since nobody has checked it: the title in this language of {incidents}."), unchecked)
    unsaid = [case for case in cases if any(not note_for_reader(note) for note in case.notes)]
    yield from _noted_cases(tr("Left out, since they are in another language: notes on steps of {incidents}."), unsaid)
    elsewhere = [case for case in cases if place_unreadable(case.incident)]
    yield from _noted_cases(tr("Left out, since nobody recorded what this language calls it: the place of {incidents}."), elsewhere)
    lettered = [case for case in cases if _letters_by_rule(case)]
    template = tr("Names were transliterated automatically, since their spelling in this language is not on record; check them in {incidents}.")
    yield from _noted_cases(template, lettered)


def _letters_by_rule(case: Case) -> bool:
    named = [victim for victim in case.incident.victims if may_be_named(victim)][:MOST_NAMED_PEOPLE]
    outlets = [victim.outlet for victim in named] or list(case.incident.outlets) * (not case.incident.victims)
    untitled = [outlet for outlet in outlets if outlet not in case.outlet_titles]
    return any(map(lacks_recorded_spelling, named)) or (reader_language() == "en" and any(map(is_transliterated, untitled)))


def _noted_cases(template: str, cases: Sequence[Case]) -> Iterator[Runs]:
    if cases:
        yield runs(template, incidents=wording.count_of_incidents(figure_of(case.incident.number for case in cases)))


def _section(heading: str, cases: Sequence[Case], story: CaseStory) -> Iterator[Block]:
    listed = [case for case in cases if case.story is story]
    if listed:
        yield Heading(2, heading)
        yield from map(case_section, listed)


def _sources(articles: Sequence[Source], titles: Mapping[str, str]) -> Runs:
    """Return where it was published: titles of outlets as links, with days for two articles of one outlet. Empty without articles."""
    listed = articles[:_SOURCES]
    called = [one_line(tip_source_description(article) or source_title(article.outlet, article.url, titles), 60) for article in listed]
    named = [name if called.count(name) == 1 else f"{name}, {day}" for name, day in zip(called, map(_published, listed), strict=True)]
    links = [TextRun(name, href=article.url) for name, article in zip(named, listed, strict=True) if name]
    return (TextRun(" "), *runs(ntr("Source: {sources}.", "Sources: {sources}.", len(links)), sources=wording.joined(links))) if links else ()


def _published(article: Source) -> str:
    day = parse_day((article.published_at or "")[:10])
    return wording.date_in_words(day, None) if day else article.url


# The frame of every report: its head, the notes to the editor, and the lists of records.


class PeriodReport(Protocol):
    """What every report over a period has."""

    @property
    def period(self) -> ReportPeriod: ...
    @property
    def pursuits(self) -> Pursuits: ...
    @property
    def cases(self) -> tuple[Case, ...]: ...
    @property
    def remarks(self) -> Remarks: ...
    @property
    def records(self) -> tuple[Incident, ...]: ...
    @property
    def undated(self) -> tuple[Incident, ...]: ...


Listed = tuple[str, Iterable[Incident]]


def report_document(
    report: PeriodReport,
    title: str,
    blocks: Iterable[Block],
    *,
    described: Sequence[Case] | None = None,
    notes: Iterable[Runs] = (),
    listed_first: Sequence[Listed] = (),
    year_before: Iterable[Incident] = (),
    compared: Iterable[DatedIncident] = (),
) -> Document:
    """Return a report in the reader's language.

    `described` are its cases in words, by default all of `cases`, and `notes` are added to those to the editor. `listed_first` and `year_before` are
    listed besides what every report lists, `compared` with number, day and category only.
    """
    listed = cases_module.lists(
        report.records,
        [
            *listed_first,
            (tr("Described but not counted"), [case.incident for case in report.cases if not case.counted]),
            (tr("Under pursuit, not counted"), report.pursuits.earlier),
            (tr("The same days of the year before, for comparison"), year_before),
            (tr("Without a date, not counted"), report.undated),
        ],
    )
    return Document(
        lang=reader_language(),
        title=title,
        issued=f"{publisher()} · {day_in_words(report.period.as_of)}",
        contact=publisher_contact(),
        blocks=tuple(blocks),
        editor_heading=tr("Notes to the editor"),
        editor=(
            *case_editor_notes(report.cases if described is None else described),
            *pursuit_editor_notes(report.pursuits),
            *to_the_editor(report.remarks),
            *notes,
        ),
        behind_heading=tr("Records behind the figures"),
        behind=tr("Each figure above links to the incidents it counts; their numbers are listed here."),
        records=(*listed, *comparison_lists(compared, listed)),
    )


def nothing_on_record() -> Paragraph:
    """Return what a report says of a period without incidents."""
    return Paragraph((TextRun(tr("No incident of this period is on record. That does not say that nothing happened.")),))


def comparison_lists(compared: Iterable[DatedIncident], listed: Sequence[Block]) -> tuple[Block, ...]:
    """Return the list of records behind the figures of other months and years: number, day and category only.

    Records in other lists are not repeated.
    """
    listed_numbers = {row.number for block in listed if isinstance(block, Records) for row in block.rows}
    rows = {
        incident.number: RecordRow(incident.number, (wording.date_in_words(incident.day, None), wording.category(incident.primary)))
        for incident in compared
        if incident.number not in listed_numbers
    }
    if not rows:
        return ()
    caption = tr("Counted in other months and years, for comparison")
    return (Records(caption, (tr("Number"), tr("Date"), tr("Category")), tuple(rows[number] for number in sorted(rows))),)
