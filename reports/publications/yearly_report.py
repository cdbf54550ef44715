"""The yearly report, by the chapters of Justice for Journalists: its data, who was targeted most, and its words, tables and charts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from records.i18n import pgettext_noop, tr
from records.incident_model import Incident, Victim
from records.language.dates import days_between, on_day, until_day
from records.language.letters import capitalized
from records.outlets.outlet_names import spelling_key
from records.persons.transliteration import name_for_reader
from records.vocabulary import BY_GRAVITY, Actor, Category, FunnelStage, JfjType
from records.vocabulary.categories import JFJ_LABELS
from reports import charts
from reports.impunity import STAGE_LABELS, funnel
from reports.impunity.clocks import is_punishable
from reports.publications import breakdown as breakdown_module
from reports.publications import remarks as remarks_module
from reports.publications import sections, wording
from reports.publications.breakdown import Breakdown, MonthlyLine, breakdown, require_breakdown
from reports.publications.cases import Case, gravity, mandatory_cases
from reports.publications.document_tree import Block, Bullets, Document, Heading, Linker, Paragraph, Picture, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, figure_of, require_sum, stage_figures
from reports.publications.persons_affected import Persons, affected_persons, namings
from reports.publications.remarks import ImpunityRate, PanelCoverage, Remarks, impunity_rate, rate_in_words, remarks
from reports.publications.report_period import ReportPeriod, split_by_period
from reports.publications.sections import DatedIncident, Pursuits, YearSoFar, first_day_read, pursuit_tables, pursuits, twelve_months, year_so_far

# The persons and the outlets that several incidents of a report name.

MOST_NAMED = 10
_TWICE = 2


@dataclass(frozen=True)
class TargetedPerson:
    """A person in two incidents or more: the name as it was spelled first, the known names by language, and the incidents."""

    name: str
    incidents: Figure
    names: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class TargetedOutlet:
    """An outlet in two incidents or more, as it was written first: one that was attacked, or for which somebody affected works."""

    name: str
    incidents: Figure


def targeted_persons(incidents: Sequence[Incident]) -> tuple[TargetedPerson, ...]:
    """Return up to MOST_NAMED persons, those in most incidents first; of equal ones by the first incident.

    Persons whose names are withheld are left out: a number would reveal who they are.
    """
    candidates: list[tuple[Victim, tuple[str, ...]]] = []
    for person_namings in namings(incidents):
        numbers = tuple(dict.fromkeys(number for _, number in person_namings))
        if len(numbers) >= _TWICE and all(victim.publish for victim, _ in person_namings):
            candidates.append((person_namings[0][0], numbers))
    candidates.sort(key=lambda candidate: (-len(candidate[1]), candidate[1]))
    return tuple(TargetedPerson(victim.name.strip(), figure_of(numbers), dict(victim.names)) for victim, numbers in candidates[:MOST_NAMED])


def targeted_outlets(incidents: Iterable[Incident]) -> tuple[TargetedOutlet, ...]:
    """Return up to MOST_NAMED outlets, in the same order, each with all its spellings (`spelling_key`)."""
    names: dict[str, str] = {}
    numbers: dict[str, dict[str, None]] = {}
    for incident in incidents:
        for name in (*incident.outlets, *(victim.outlet for victim in incident.victims)):
            key = spelling_key(name)
            if key:
                names.setdefault(key, name.strip())
                numbers.setdefault(key, {})[incident.number] = None
    candidates = [(names[key], tuple(incident_numbers)) for key, incident_numbers in numbers.items() if len(incident_numbers) >= _TWICE]
    candidates.sort(key=lambda candidate: (-len(candidate[1]), candidate[1], candidate[0]))
    return tuple(TargetedOutlet(name, figure_of(incident_numbers)) for name, incident_numbers in candidates[:MOST_NAMED])


# Words that the yearly report uses several times: a share of a whole, and the contents of the types of attack.


def share_of(part: Figure, whole: Figure) -> TextRun:
    """Return a part in per cent of a whole, linked to its records; a dash if the whole is 0."""
    return TextRun(wording.percent(part.value / whole.value), part.numbers) if whole.value else TextRun("—")


def jfj_kinds() -> Iterator[tuple[JfjType, str]]:
    """Yield each type with its categories, the gravest first. Names of categories contain commas, so semicolons separate them."""
    for kind in JfjType:
        yield kind, "; ".join(wording.category(category) for category in BY_GRAVITY if category.facts.jfj is kind)


# The data, by the three types of attack of Justice for Journalists, for whom Adil Soz writes the report.

YEARS = 5
"""The number of years in the comparison, the reported one last."""
MOST_IN_CHAPTER = 15
"""The largest number of cases described in a chapter, the gravest. The rest is counted."""
_STATE = (Actor.STATE_OFFICIAL, Actor.LAW_ENFORCEMENT, Actor.COURT)
"""Actors of the state."""


@dataclass(frozen=True)
class Chapter:
    """A type of attack with its categories, the gravest first, who did it, and its gravest cases."""

    kind: JfjType
    total: Figure
    before: Figure
    lines: tuple[MonthlyLine, ...]
    by_actor: dict[Actor, Figure]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Yearly:
    """The data of a yearly report, every figure as of `period.as_of`. Each incident is in one chapter, by its primary category.

    `by_year` are the last YEARS years from the first with any incident, each by type, by the day of the incident; the last one ends with the day, and
    `years_records` are all of these. `by_state` are the incidents in which somebody is known to have acted for the state. `stages` are over the
    crimes of the period. `cases` are those that every report describes, and those that the editor asks for; the ones of the period are in their
    chapters.
    """

    period: ReportPeriod
    before: ReportPeriod
    total: Figure
    total_before: Figure
    chapters: tuple[Chapter, ...]
    by_year: dict[int, dict[JfjType, Figure]]
    years_records: tuple[DatedIncident, ...]
    year: YearSoFar
    breakdown: Breakdown
    breakdown_before: Breakdown
    by_state: Figure
    persons: Persons
    persons_before: Persons
    targeted_persons: tuple[TargetedPerson, ...]
    targeted_outlets: tuple[TargetedOutlet, ...]
    rate: ImpunityRate
    stages: dict[FunnelStage, Figure]
    pursuits: Pursuits
    cases: tuple[Case, ...]
    remarks: Remarks
    records: tuple[Incident, ...]
    undated: tuple[Incident, ...]
    records_before: tuple[Incident, ...]


def first_year_read(as_of: date) -> date:
    """Return the day from which incidents have to be read for `yearly`."""
    return min(first_day_read(as_of), date(max(1, as_of.year - YEARS + 1), 1, 1))


def yearly(
    incidents: Iterable[Incident],
    period: ReportPeriod,
    panel: PanelCoverage,
    *,
    year_before: Iterable[Incident] = (),
    earlier: Iterable[Incident] = (),
    requested: Iterable[Incident] = (),
    dated: Sequence[DatedIncident] = (),
) -> Yearly:
    """Make the report over those of `incidents` that the period counts, compared with those of the `year_before`.

    Of the `earlier` ones journalists under pursuit are named, and those who may have been killed in the period are described. `requested` are described
    whatever the rule says. `dated` is what happened since `first_year_read`. Raises ReportRefused if a table does not add up to its total.
    """
    before = period.a_year_before()
    inside, undated, outside = split_by_period(incidents, earlier, period)
    past = [incident for incident in year_before if before.holds(incident)]
    total = figure_of(incident.number for incident in inside)
    affected = affected_persons(inside)
    chosen = mandatory_cases(inside, outside, period, requested)
    report = Yearly(
        period=period,
        before=before,
        total=total,
        total_before=figure_of(incident.number for incident in past),
        chapters=tuple(_chapter(kind, inside, past, chosen, period) for kind in JfjType),
        by_year=_by_year(dated, period.as_of),
        years_records=tuple(incident for incident in dated if period.as_of.year - YEARS < incident.day.year and incident.day <= period.as_of),
        year=year_so_far(dated, period),
        breakdown=breakdown(inside),
        breakdown_before=breakdown(past),
        by_state=figure_of(incident.number for incident in inside if incident.actor in _STATE),
        persons=affected,
        persons_before=affected_persons(past),
        targeted_persons=targeted_persons(inside),
        targeted_outlets=targeted_outlets(inside),
        rate=impunity_rate(inside, period.as_of, total),
        stages=stage_figures(funnel([incident for incident in inside if is_punishable(incident)], period.as_of)),
        pursuits=pursuits(inside, outside, period),
        cases=chosen,
        remarks=remarks(inside, undated, affected, period, panel),
        records=tuple(inside),
        undated=undated,
        records_before=tuple(past),
    )
    require_sums(report)
    return report


def require_sums(report: Yearly) -> None:
    """Raise ReportRefused if a table of the report does not add up to its total."""
    require_sum("Justice for Journalists", (chapter.total for chapter in report.chapters), report.total)
    require_sum("Justice for Journalists", (chapter.before for chapter in report.chapters), report.total_before)
    for chapter in report.chapters:
        require_sum(tr("By category"), (line.now for line in chapter.lines), chapter.total)
        require_sum(tr("By category"), (line.before for line in chapter.lines), chapter.before)
        require_sum(tr("By who did it"), chapter.by_actor.values(), chapter.total)
    require_breakdown(report.breakdown, report.total, report.persons)
    require_breakdown(report.breakdown_before, report.total_before, report.persons_before)


def _chapter(kind: JfjType, now: Sequence[Incident], before: Sequence[Incident], chosen: Sequence[Case], period: ReportPeriod) -> Chapter:
    of_now, of_before = ([incident for incident in incidents if incident.primary.facts.jfj is kind] for incidents in (now, before))
    lines = [
        MonthlyLine(category, _of(of_now, category), _of(of_before, category))
        for category in BY_GRAVITY
        if any(incident.primary is category for incident in (*of_now, *of_before))
    ]
    by_actor = {actor: figure_of(incident.number for incident in of_now if incident.actor is actor) for actor in Actor}
    return Chapter(
        kind,
        figure_of(incident.number for incident in of_now),
        figure_of(incident.number for incident in of_before),
        tuple(lines),
        {actor: figure for actor, figure in by_actor.items() if figure.value},
        _cases(of_now, chosen, period),
    )


def _of(incidents: Sequence[Incident], category: Category) -> Figure:
    return figure_of(incident.number for incident in incidents if incident.primary is category)


def _cases(inside: Sequence[Incident], chosen: Sequence[Case], period: ReportPeriod) -> tuple[Case, ...]:
    """Return the cases that are always described, then the gravest, in the order of gravity."""
    numbers = {incident.number for incident in inside}
    described = {case.incident.number for case in chosen if case.incident.number in numbers}
    further = sorted(
        (incident for incident in inside if incident.number not in described), key=lambda incident: (-gravity(incident), incident.number)
    )
    chosen_numbers = described | {incident.number for incident in further[: max(0, MOST_IN_CHAPTER - len(described))]}
    selection = [incident for incident in inside if incident.number in chosen_numbers]
    return mandatory_cases(selection, (), period, selection)


def _by_year(dated: Sequence[DatedIncident], as_of: date) -> dict[int, dict[JfjType, Figure]]:
    grouped: dict[int, dict[JfjType, list[str]]] = {year: {kind: [] for kind in JfjType} for year in range(as_of.year - YEARS + 1, as_of.year + 1)}
    for incident in dated:
        if incident.day <= as_of and incident.day.year in grouped:
            grouped[incident.day.year][incident.primary.facts.jfj].append(incident.number)
    first = next((year for year, kinds in grouped.items() if any(kinds.values())), as_of.year)
    return {year: {kind: figure_of(numbers) for kind, numbers in kinds.items()} for year, kinds in grouped.items() if year >= first}


def yearly_document(report: Yearly) -> Document:
    """Return the report in the reader's language."""
    period = report.period
    # A whole year is given by its number.
    when = (
        str(period.since.year)
        if period.from_new_year and period.until.month == 12 and period.until.day == 31
        else days_between(period.since, period.as_of)
    )
    described = (*(case for chapter in report.chapters for case in chapter.cases), *(case for case in report.cases if not case.counted))
    return sections.report_document(
        report,
        tr("Attacks on journalists and media workers: {period}").format(period=when),
        _blocks(report),
        described=described,
        year_before=report.records_before,
        compared=(*report.years_records, *report.year.records),
    )


def _blocks(report: Yearly) -> Iterator[Block]:
    if not report.total.value:
        yield sections.nothing_on_record()
    yield Heading(2, tr("Key findings"))
    yield Bullets(tuple(_findings(report)))
    yield from _dynamics(report)
    yield from _behind_them(report)
    yield from _most_targeted(report)
    for chapter in report.chapters:
        yield from _yearly_chapter(chapter)
    yield from pursuit_tables(report.pursuits, report.period.as_of)
    yield from _impunity(report)
    earlier_cases = [case for case in report.cases if not case.counted]
    yield from sections.impunity_section(earlier_cases)
    yield from sections.pursuit_section(earlier_cases)
    yield from sections.other_cases_section(earlier_cases)
    yield Heading(2, tr("Method"))
    yield Bullets((*_method(), *remarks_module.remarks_in_words(report.remarks, report.period)))


def _findings(report: Yearly) -> Iterator[Runs]:
    """Yield what the figures say, each with its records. Zeros are left out, except in the comparison."""
    whole, before = report.total, report.before
    template = tr("On record: {now}, compared with {before} on the same dates a year earlier ({period}).")
    yield runs(
        template, now=wording.count_of_incidents(whole), before=wording.figure(report.total_before), period=days_between(before.since, before.as_of)
    )
    for chapter in report.chapters:
        if chapter.total.value:
            template = tr("{kind}: {incidents}, {share} of all.")
            kind = capitalized(tr(JFJ_LABELS[chapter.kind]))
            yield runs(template, kind=kind, incidents=wording.count_of_incidents(chapter.total), share=share_of(chapter.total, whole))
    killed = next((line.now for chapter in report.chapters for line in chapter.lines if line.category is Category.KIL), Figure(0))
    if killed.value:
        yield runs(tr("Counted as killings: {incidents}."), incidents=wording.count_of_incidents(killed))
    if report.by_state.value:
        template = tr("Those acting for the state (officials, law enforcement, courts) were behind {share} of the cases: {incidents}.")
        yield runs(template, share=share_of(report.by_state, whole), incidents=wording.count_of_incidents(report.by_state))
    if report.breakdown.online.value:
        template = tr("On the internet: {incidents}, {share} of all.")
        yield runs(template, incidents=wording.count_of_incidents(report.breakdown.online), share=share_of(report.breakdown.online, whole))
    if report.persons.affected.value:
        yield runs(tr("Persons affected, each counted once: {persons}."), persons=wording.figure(report.persons.affected))
    if report.pursuits.held:
        figure = Figure(len(report.pursuits.held), tuple(person.incident.number for person in report.pursuits.held))
        template = tr("In custody on {on_day}, earlier cases included: {cases}.")
        yield runs(template, on_day=on_day(report.period.as_of), cases=wording.count_of_incidents(figure))
    yield from rate_in_words(report.rate, report.period.as_of)


def _dynamics(report: Yearly) -> Iterator[Block]:
    yield Heading(2, tr("How it changed over the years"))
    kinds = [chapter.kind for chapter in report.chapters]
    sums = {year: _sum(list(figures.values())) for year, figures in report.by_year.items()}

    def draw(link: Linker, key: str, width: float) -> str:
        counts = [charts.NamedCount(str(year), figure.value, link(figure.numbers)) for year, figure in sums.items()]
        return charts.named_bars(counts, title=tr("Incidents by year"), key=key, width=width, sums=False)

    if len(sums) > 1:
        yield Picture(tr("Incidents by year"), "years", draw)
    columns = (tr("Year"), *(capitalized(tr(JFJ_LABELS[kind])) for kind in kinds), tr("In all"))
    rows: list[tuple[Cell, ...]] = [(str(year), *(figures[kind] for kind in kinds), sums[year]) for year, figures in report.by_year.items()]
    yield table(tr("Incidents by year and type"), columns, rows)
    if (report.period.as_of.month, report.period.as_of.day) != (12, 31):
        template = tr("The year {year} is not over in these figures: they run until {until_day}.")
        yield Paragraph(runs(template, year=str(report.period.as_of.year), until_day=until_day(report.period.as_of)), small=True)
    yield from twelve_months(report.year)


def _sum(figures: list[Figure]) -> Figure:
    numbers = tuple(sorted(number for figure in figures for number in figure.numbers))
    return Figure(len(numbers), numbers)


def _behind_them(report: Yearly) -> Iterator[Block]:
    if not report.total.value:
        return
    yield Heading(2, tr("Who was behind them"))
    actors = report.breakdown.by_actor

    def draw(link: Linker, key: str, width: float) -> str:
        counts = [charts.NamedCount(breakdown_module.actor_words(code), figure.value, link(figure.numbers)) for code, figure in actors.items()]
        return charts.named_bars(counts, title=tr("By who did it"), key=key, width=width)

    yield Picture(tr("By who did it"), "actors", draw)
    columns = (tr("Who did it"), *(capitalized(tr(JFJ_LABELS[chapter.kind])) for chapter in report.chapters), tr("In all"))
    rows: list[tuple[Cell, ...]] = [
        (breakdown_module.actor_words(code), *(chapter.by_actor.get(code, Figure(0)) for chapter in report.chapters), figure)
        for code, figure in actors.items()
    ]
    rows.append((tr("In all"), *(chapter.total for chapter in report.chapters), report.total))
    yield table(tr("By who did it and type of attack"), columns, rows, sums=[len(rows) - 1])
    yield Paragraph(
        runs(tr("Counted as acting for the state: {actors}."), actors=", ".join(breakdown_module.actor_words(code).lower() for code in _STATE)),
        small=True,
    )


def _most_targeted(report: Yearly) -> Iterator[Block]:
    if not report.total.value:
        return
    heads, both = (tr("This period"), tr("A year before")), (report.breakdown, report.breakdown_before)
    yield Heading(2, tr("Who was targeted most"))
    yield from breakdown_module.target_tables(heads, both, (report.total, report.total_before))
    if report.persons.affected.value:
        yield from breakdown_module.person_tables(heads, both, (report.persons.affected, report.persons_before.affected))
    if report.targeted_persons:
        people: list[tuple[Cell, ...]] = [
            (name_for_reader(Victim(targeted_person.name, names=targeted_person.names)), targeted_person.incidents)
            for targeted_person in report.targeted_persons
        ]
        yield table(tr("Persons in several incidents"), (tr(pgettext_noop("person", "Name")), tr("Incidents")), people)
    if report.targeted_outlets:
        outlets: list[tuple[Cell, ...]] = [(targeted_outlet.name, targeted_outlet.incidents) for targeted_outlet in report.targeted_outlets]
        yield table(tr("Outlets in several incidents"), (tr("Outlet"), tr("Incidents")), outlets)


def _yearly_chapter(chapter: Chapter) -> Iterator[Block]:
    yield Heading(2, capitalized(tr(JFJ_LABELS[chapter.kind])))
    if not chapter.total.value and not chapter.before.value:
        yield Paragraph((TextRun(tr("No incident of this type is on record for the period, nor for the year before.")),))
        return
    rows: list[tuple[Cell, ...]] = [(capitalized(wording.category(line.category)), line.now, line.before) for line in chapter.lines]
    rows.append((tr("In all"), chapter.total, chapter.before))
    yield table("", (tr("Category"), tr("This period"), tr("A year before")), rows, sums=[len(rows) - 1])
    if chapter.cases:
        yield Heading(3, tr("The gravest cases") if len(chapter.cases) < chapter.total.value else tr("Incidents"))
        yield from map(sections.case_section, chapter.cases)


def _impunity(report: Yearly) -> Iterator[Block]:
    crimes = report.rate.unanswered.whole
    if not crimes.value:
        return
    yield Heading(2, tr("Impunity"))
    rows = [(capitalized(tr(STAGE_LABELS[stage])), figure, share_of(figure, crimes)) for stage, figure in report.stages.items()]
    yield table(tr("How far cases got"), (tr("Stage"), tr("Cases"), tr("Share of the crimes against journalists")), rows)


def _method() -> Iterator[Runs]:
    template = tr(
        "Each incident stands under one of three types of attack, as Justice for Journalists (London) tells them apart, by its main category. What the types hold:"
    )
    yield (TextRun(template),)
    for kind, categories in jfj_kinds():
        yield (TextRun(f"{capitalized(tr(JFJ_LABELS[kind]))}: {categories}."),)
