"""Journalists under pursuit in words: who is in custody, who is on trial, what was ruled, and what ended well."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from records.country import home
from records.i18n import ntr, tr
from records.vocabulary import SENTENCE_KIND_LABELS, TERM_COUNTED, SentenceKind
from records.written_dates.day_phrases import as_of_day, on_day, since_day
from reports.charts.chart_words import number
from reports.impunity.journalists_pursued import Pursued, Sums
from reports.publications import listing, wording
from reports.publications.document_tree import Block, Bullets, Heading, Paragraph, Runs, TextRun, runs
from reports.publications.figure_tables import Cell, table
from reports.publications.figures import Figure, figure_of
from reports.publications.pursuit_figures import Held, Pursuits

_NAMED = 20
"""As many in custody are named; the figure above them opens all."""
Line = tuple[str, Callable[[Pursued], Figure]]


def pursuit_in_short(found: Pursuits, as_of: date) -> Iterator[Block]:
    """For a statement: the figures on record that are not nought, and who is in custody."""
    yield Heading(2, tr("Journalists under pursuit"))
    if not found.on_record.pursued:
        yield _nothing()
        return
    template = tr("Cases against journalists and outlets on record, from this period and before it, as of {as_of_day}:")
    yield Paragraph(runs(template, as_of_day=as_of_day(as_of)))
    shown = [(label, count(found.on_record)) for label, count in _lines(found.on_record)]
    yield Bullets(tuple((TextRun(f"{label}: "), wording.figure(figure)) for label, figure in shown if figure.value))
    yield from _in_custody(found.held, as_of)


def pursuit_in_full(found: Pursuits, as_of: date) -> Iterator[Block]:
    """For the other reports: a table of the period beside all that is on record, and who is in custody."""
    yield Heading(2, tr("Journalists under pursuit"))
    if not found.on_record.pursued:
        yield _nothing()
        return
    told = tr(
        "The arrest, trial or sentencing of a journalist is itself the violation, not punishment for one. These cases are not included in any rate of impunity."
    )
    yield Paragraph((TextRun(told),))
    whole = found.of_period.pursued == found.on_record.pursued
    shown = [found.on_record] if whole else [found.of_period, found.on_record]
    columns = ("", tr("On record")) if whole else ("", tr("This period"), tr("On record, earlier ones too"))
    rows: list[tuple[Cell, ...]] = [(label, *(count(one) for one in shown)) for label, count in _lines(found.on_record)]
    caption = tr("Cases against journalists and outlets, as of {as_of_day}").format(as_of_day=as_of_day(as_of))
    yield table(caption, columns, rows, sums=[0])
    yield from _in_custody(found.held, as_of)


def to_the_editor(found: Pursuits) -> Iterator[Runs]:
    """What the editor should find out: who may be free, and nobody recorded it, and what cannot be as it is recorded."""
    whole = found.on_record
    by_law = {number for numbers in whole.limit_passed.values() for number in numbers}
    told = tr("The term has passed and no release is on record, so that nobody is told as in custody: {incidents}.")
    yield from _noted(told, [number for number in whole.release_unknown if number not in by_law])
    told = tr(
        "Neither a length nor a release is on record, and the longest time that the law allows has passed ({length}; {article}), so that nobody is told as in"
        " custody: {incidents}."
    )
    for hold, numbers in whole.limit_passed.items():
        limit = home().custody_limits.get(hold)
        if limit:
            length = ntr(*TERM_COUNTED[limit.unit], limit.term).format(n=number(limit.term))
            yield from _noted(told, numbers, length=length, article=tr(limit.article))
    yield from _noted(tr("Released later than the term or the law allows; a step may be missing: {incidents}."), whole.released_late)
    told = tr("Told as in custody, under a sentence whose kind or length is not on record: {incidents}.")
    yield from _noted(told, whole.sentence_unclear)
    told = tr(
        "A case was dropped while several of the incident were open, and it is not on record which; nobody is told as released from custody for it. Enter the"
        " release if there was one: {incidents}."
    )
    yield from _noted(told, whole.course_unclear)
    told = tr("Several steps of one day are read as they were entered, and not in the usual order of a case; see whether that is right: {incidents}.")
    yield from _noted(told, whole.order_unclear)


def _noted(template: str, numbers: Sequence[str], **said: str) -> Iterator[Runs]:
    if numbers:
        yield runs(template, incidents=wording.count_of_incidents(figure_of(numbers)), **said)


def _nothing() -> Paragraph:
    return Paragraph((TextRun(tr("No case against a journalist is on record. That does not say that there is none.")),))


def _lines(whole: Pursued) -> Iterator[Line]:
    """The lines of the table. Rulings that nobody has on record have none."""
    yield tr("Cases in all"), lambda one: figure_of(one.pursued)
    yield tr("Going on"), lambda one: figure_of(one.going_on)
    yield tr("On trial"), lambda one: figure_of(one.on_trial)
    yield tr("In custody (cases)"), lambda one: figure_of(held.number for held in one.in_custody)
    if whole.house_arrest:
        yield tr("Under house arrest or travel ban"), lambda one: figure_of(one.house_arrest)
    for kind, numbers in whole.sentenced.items():
        if numbers:
            yield _sentenced_to(kind), _by_kind(kind)
    if whole.arrested:
        yield tr("Punished by administrative arrest"), lambda one: figure_of(one.arrested)
    yield from _sums(whole.fined, tr("Fined"), lambda currency: tr("Fines, {currency}").format(currency=currency), lambda one: one.fined)
    yield from _sums(
        whole.damages,
        tr("Ordered to pay damages"),
        lambda currency: tr("Damages, {currency}").format(currency=currency),
        lambda one: one.damages,
    )
    yield tr("Ended well (acquitted, dropped, or a ban lifted)"), lambda one: figure_of(one.ended_well)


def _sentenced_to(kind: SentenceKind | None) -> str:
    what = tr(SENTENCE_KIND_LABELS[kind]) if kind else tr("kind not known")
    return tr("Sentenced ({what})").format(what=what)


def _by_kind(kind: SentenceKind | None) -> Callable[[Pursued], Figure]:
    return lambda one: figure_of(one.sentenced[kind])


def _sums(whole: Mapping[str, Sums], cases: str, in_currency: Callable[[str], str], of: Callable[[Pursued], Mapping[str, Sums]]) -> Iterator[Line]:
    """How many cases, and one line for each currency. Sums of two currencies are never added."""
    if whole:
        yield cases, lambda one: figure_of(_once(found.incidents for found in of(one).values()))
    for currency in whole:
        yield in_currency(currency), _total(of, currency)


def _total(of: Callable[[Pursued], Mapping[str, Sums]], currency: str) -> Callable[[Pursued], Figure]:
    def total(one: Pursued) -> Figure:
        found = of(one).get(currency)
        return Figure(found.total, found.incidents) if found else Figure(0)

    return total


def _once(parts: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(one for part in parts for one in part))


def _in_custody(held: Sequence[Held], as_of: date) -> Iterator[Block]:
    if not held:
        return
    yield Paragraph(runs(tr("In custody on {on_day}:"), on_day=on_day(as_of)))
    yield Bullets((*(_person(one, as_of) for one in held[:_NAMED]), *_more(held)))


def _person(one: Held, as_of: date) -> Runs:
    """Who, by name if anybody is named, else by the title or the kind of the case; since when, and for how long: earlier times in custody count too."""
    who = listing.affected_names(one.incident) or listing.title_told(one.incident)
    template = tr("{number} {who}: since {since_day}, {days}")
    if one.days.value != (as_of - one.since).days:
        template = tr("{number} {who}: since {since_day}; with earlier times {days} in all")
    numbers = (one.incident.number, *one.also)
    return runs(template, number=TextRun(", ".join(numbers), numbers), who=who, since_day=since_day(one.since), days=wording.count_of_days(one.days))


def _more(held: Sequence[Held]) -> Iterator[Runs]:
    rest = held[_NAMED:]
    if rest:
        yield runs(tr("{n} more"), n=TextRun(number(len(rest)), tuple(one.incident.number for one in rest)))
