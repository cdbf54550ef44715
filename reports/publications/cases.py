"""The cases that a report describes, how they are chosen, and their words: lists of records, legal facts, and a case in a few sentences.

The rule of a statement, in this order:
1. Every incident of the period in which somebody was killed, abducted or tortured is described, whatever is known of it, and each that the editor
asks
   for. Those without a date, or with a vague one, that may lie in the period are described too, but not counted.
2. A case of impunity may be described when somebody did something punishable, nobody was held to account by the day, and the last step (reports
repeated
   and "no information" are none) either ended it (dropped, victims blamed, registration refused, acquitted) or left it open (complaint,
investigation,
   suspended, in court). Ended cases are taken from the period alone. Open ones may be older: they are described, never counted.
   First comes one of each kind of ending, then open ones, then other ended ones; each time the gravest, and of equal ones the longest without
   accountability. They fill the places that killings, abductions and tortures leave; what the editor asks for takes none.
3. Half as many cases against journalists are added: of those of the period, and of earlier ones with a step in it, one that ended well, then those in
   custody, then the gravest, and of equal ones the longest under pursuit. A journalist's own case is never one of impunity.
4. All are sorted by gravity, the gravest first, then by number.

The other reports describe the cases of rule 1. docs/decisions/0024-publications-by-track.md gives the reasons.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from babel.numbers import format_decimal

from records.country import home, region_name
from records.errors import BadDecision, NoSuchIncident
from records.i18n import gettext_noop, reader_language, reader_locale, tr
from records.incident_model import Incident, Status
from records.incident_texts.person_sentences import further_sentences, happened_to_whom, when_and_where
from records.incident_texts.sentences import TextKind, list_of_persons, not_named_in, place_for_reader, what_happened
from records.incident_texts.texts import checked_text, note_for_reader, published_title, stored_text, title_language
from records.language.letters import capitalized
from records.legal_words import article_line
from records.persons.transliteration import name_for_reader
from records.vocabulary import ACCOUNTABILITY, NO_STEP, TRACK_LABELS, Claimant, StatusCode, Track
from reports.charts.chart_words import number
from reports.impunity import clocks
from reports.impunity.clocks import OPEN, accountability_day, is_counted, is_punishable, journalist_case, last_status, of_perpetrator, statuses_until
from reports.one_line import one_line
from reports.publications import wording
from reports.publications.document_tree import Block, Heading, Paragraph, RecordRow, Records, Runs, TextRun, runs
from reports.publications.figures import WORDS_ONLY, Figure
from reports.publications.remarks import summary_languages
from reports.publications.report_period import ReportPeriod

# The lists of records at the end of a report, and the words for one record in a few columns.

_NAMES = 3
"""The largest number of persons of one incident named in a list; the record names all."""


def lists(counted: Iterable[Incident], other_lists: Iterable[tuple[str, Iterable[Incident]]]) -> tuple[Block, ...]:
    """Return lists of the counted incidents and, under their own headings, of others that are described or compared. Each is listed once."""
    blocks: list[Block] = [Heading(2, tr("List of records"))]
    listed: set[str] = set()
    rows = tuple(_rows(counted, listed))
    blocks.append(Records(tr("Counted in this report"), columns(), rows) if rows else Paragraph((TextRun(tr("No incident was counted.")),)))
    for caption, incidents in other_lists:
        rows = tuple(_rows(incidents, listed))
        if rows:
            blocks.append(Records(caption, columns(), rows))
    return tuple(blocks)


def columns() -> tuple[str, ...]:
    """Return the column headings of a list of records."""
    return tr("Number"), tr("Date"), tr("Place"), tr("Category"), tr("Case"), tr("Last status")


def place(incident: Incident) -> str:
    """Return the place of an incident in the reader's language, else its region, else the words for "not known"."""
    words = one_line(place_for_reader(incident), 80) or (region_in_words(incident.region) if incident.region else "")
    return words or tr("place not known")


def case_title(incident: Incident) -> str:
    """Return the headline, if there is a publishable one in the reader's language; else what happened, in a clause."""
    words, lang = published_title(incident)
    if words.strip() and (lang or title_language(words)) == reader_language():
        return one_line(words, 160)
    return capitalized(what_happened(incident))


def region_in_words(code: str | None) -> str:
    """Return a region in the reader's language. A code from abroad stays as it is."""
    return region_name(code) or tr("region not known")


def affected_names(incident: Incident, most: int = _NAMES) -> str:
    """Return the persons affected, each with the outlet if it is known. Empty if nobody is named."""
    names = [
        one_line(name_for_reader(victim), 80) + (f" ({one_line(victim.outlet, 80)})" if victim.outlet else "") for victim in incident.victims[:most]
    ]
    remaining = len(incident.victims) - len(names)
    if remaining > 0:
        names.append(tr("{n} more").format(n=number(remaining)))
    return ", ".join(names)


def _rows(incidents: Iterable[Incident], listed: set[str]) -> Iterator[RecordRow]:
    for incident in incidents:
        if incident.number not in listed:
            listed.add(incident.number)
            yield RecordRow(incident.number, tuple(_cells(incident)))


def _cells(incident: Incident) -> Iterator[str]:
    yield wording.date_in_words(incident.day, incident.precision)
    yield place(incident)
    yield wording.category(incident.primary)
    yield " — ".join(part for part in (case_title(incident), affected_names(incident)) if part)
    last = last_status(incident.statuses)
    yield wording.heard(last) if last else "—"


# The legal facts of a case in sentences: articles of law, claimant, sums claimed and awarded.

_BROUGHT: dict[Claimant, str] = {
    Claimant.OFFICIAL: gettext_noop("The case was brought by an official."),
    Claimant.STATE_BODY: gettext_noop("The case was brought by a state body."),
    Claimant.LEGAL_ENTITY: gettext_noop("The case was brought by a legal entity."),
    Claimant.PRIVATE_PERSON: gettext_noop("The case was brought by a private person."),
    Claimant.PROSECUTOR: gettext_noop("The case was brought by the prosecutor's office."),
}


def legal_sentences(incident: Incident) -> Iterator[str]:
    """Yield sentences on the legal facts that are on record."""
    if articles := incident.facts.get("law_articles") or ():
        yield tr("Articles of law: {articles}.").format(articles="; ".join(article_line(article) for article in articles))
    if claimant := incident.facts.get("claimant"):
        yield tr(_BROUGHT[Claimant(claimant)])
    claimed, awarded = incident.facts.get("amount_claimed"), incident.facts.get("amount_awarded")
    currency = incident.facts.get("currency") or home().currency
    if claimed is not None:
        yield tr("Sum claimed: {sum}.").format(sum=_money(claimed, currency))
    if awarded == 0:
        yield tr("Nothing was awarded.")
    elif awarded is not None:
        yield tr("Sum awarded: {sum}.").format(sum=_money(awarded, currency))


def _money(amount: int, currency: str) -> str:
    return f"{format_decimal(amount, locale=reader_locale())} {currency}"


MOST_CASES = 4
"""The number in the statement of 2021: a page has space for them and everything else."""


class ImpunityOutcome(StrEnum):
    """How those responsible escaped, by the last step."""

    DROPPED = "dropped"
    BLAMED = "blamed"
    REFUSED = "refused"
    ACQUITTED = "acquitted"
    OPEN = "open"


class CaseStory(StrEnum):
    """What a described case shows. Documents have a section for each."""

    IMPUNITY = "impunity"
    """Somebody did something punishable, and nobody was held to account."""
    ACCOUNTABILITY = "accountability"
    """Somebody was held to account for it."""
    PURSUIT = "pursuit"
    """A case against the journalist, with its own end."""
    OTHER = "other"
    """Neither clock runs, for example if information was refused."""


_ESCAPES = {
    StatusCode.DRP: ImpunityOutcome.DROPPED,
    StatusCode.BLM: ImpunityOutcome.BLAMED,
    StatusCode.RFS: ImpunityOutcome.REFUSED,
    StatusCode.ACQ: ImpunityOutcome.ACQUITTED,
    **dict.fromkeys(OPEN, ImpunityOutcome.OPEN),
}
OPENING = tuple(sorted(OPEN))
ANSWERS = tuple(sorted(ACCOUNTABILITY))


@dataclass(frozen=True)
class Case:
    """A case to be described.

    `steps` are what was done in it, of both tracks, each in its order; reports and "no information" are none. `escape` and `silent` (days since the
    last step against the perpetrator) belong to impunity. `waited` are the days without accountability, up to the day on which somebody was held to
    account. `pursued` and `held` are days under pursuit and in custody; `held_now`: the custody goes on; `going_on`: the pursuit does; `ended_well`:
    the case against the journalist was dropped, she was acquitted, or a ban was lifted. A clock that does not run is None. All as of the day.
    `counted` says whether the incident is in the period. `outlet_titles` are the titles of its outlets in the reader's language, by their names in
    the record.
    """

    incident: Incident
    story: CaseStory
    steps: tuple[Status, ...]
    escape: ImpunityOutcome | None
    waited: Figure | None
    silent: Figure | None
    pursued: Figure | None
    held: Figure | None
    held_now: bool
    going_on: bool
    ended_well: bool
    counted: bool
    outlet_titles: Mapping[str, str] = field(default_factory=dict, metadata={WORDS_ONLY: True})

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes on its steps, as they were written."""
        return tuple(step.note for step in self.steps if step.note)


def statement_cases(
    inside: Sequence[Incident], earlier: Sequence[Incident], period: ReportPeriod, most: int = MOST_CASES, requested: Iterable[Incident] = ()
) -> tuple[Case, ...]:
    """Return the cases of a statement, by the rule above. `earlier` are those that are not counted, `requested` those that the editor chose."""
    first = mandatory_cases(inside, earlier, period, requested)
    chosen_numbers = {case.incident.number for case in first}
    free = [_case(incident, period, True) for incident in inside if incident.number not in chosen_numbers]
    free += [_case(incident, period, False) for incident in earlier if incident.day is not None and incident.number not in chosen_numbers]
    chosen = _impunity(free, most - len(mandatory_cases(inside, earlier, period))) + _pursuits(free, period, most // 2)
    return _in_order([*first, *chosen])


def mandatory_cases(
    inside: Sequence[Incident], earlier: Sequence[Incident], period: ReportPeriod, requested: Iterable[Incident] = ()
) -> tuple[Case, ...]:
    """Return the cases that every report describes, of `earlier` those that may lie in the period, and those that the editor asks for."""
    described = {
        incident.number: incident for incident in [*inside, *(candidate for candidate in earlier if period.may_hold(candidate))] if _always(incident)
    }
    described.update((incident.number, incident) for incident in requested)
    counted = {incident.number for incident in inside}
    return _in_order([_case(incident, period, number in counted) for number, incident in described.items()])


def require_countable(numbers: Iterable[str], incidents: Collection[Incident], as_of: date) -> None:
    """Raise NoSuchIncident for a number that is not recorded, and BadDecision for an incident that does not count on the day."""
    by_number = {incident.number: incident for incident in incidents}
    for incident_number in numbers:
        if incident_number not in by_number:
            raise NoSuchIncident(tr("{number} cannot be told: there is no such incident").format(number=incident_number))
        if by_number[incident_number].withdrawn:
            raise BadDecision(tr("{number} cannot be told: it was withdrawn and counts nowhere").format(number=incident_number), "tell")
        if not is_counted(by_number[incident_number], as_of):
            raise BadDecision(
                tr("{number} cannot be told: it did not happen by {day}, as far as is known").format(number=incident_number, day=as_of), "tell"
            )


def gravity(incident: Incident) -> int:
    """Return the gravity of an incident: that of its gravest category."""
    return max(category.facts.gravity for category in {incident.primary, *incident.categories})


def _always(incident: Incident) -> bool:
    return any(category.facts.always_told for category in {incident.primary, *incident.categories})


def _in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    return tuple(sorted(cases, key=lambda case: (-gravity(case.incident), case.incident.number)))


def _impunity(cases: Sequence[Case], most: int) -> list[Case]:
    """Return the cases that best show how those responsible escape."""
    matching = [case for case in cases if case.story is CaseStory.IMPUNITY and case.escape and (case.counted or case.escape is ImpunityOutcome.OPEN)]
    matching.sort(key=lambda case: (-gravity(case.incident), -_days(case.waited), case.incident.number))
    firsts = [
        case for escape in ImpunityOutcome if escape is not ImpunityOutcome.OPEN for case in [case for case in matching if case.escape is escape][:1]
    ]
    remaining = [case for case in matching if case.escape is ImpunityOutcome.OPEN] + [
        case for case in matching if case.escape is not ImpunityOutcome.OPEN and case not in firsts
    ]
    return (firsts + remaining)[: max(0, most)]


def _pursuits(cases: Sequence[Case], period: ReportPeriod, most: int) -> list[Case]:
    """Return cases against journalists in which something happened in the period."""
    matching = [case for case in cases if case.story is CaseStory.PURSUIT and (case.counted or any(step.day >= period.since for step in case.steps))]
    matching = [case for case in matching if case.steps]
    matching.sort(key=lambda case: (not case.held_now, -gravity(case.incident), -_days(case.pursued), case.incident.number))
    well = [case for case in matching if case.ended_well][:1]
    return (well + [case for case in matching if case not in well])[: max(0, most)]


def _days(figure: Figure | None) -> int:
    return figure.value if figure else 0


def _case(incident: Incident, period: ReportPeriod, counted: bool) -> Case:
    as_of = period.as_of
    statuses = statuses_until(incident, as_of)
    against, case = list(of_perpetrator(statuses)), journalist_case(incident, as_of)
    hers = case.steps if case else ()
    number, clock = (incident.number,), clocks(incident, as_of)
    last = next((status for status in reversed(against) if status.code not in NO_STEP), None)
    answered = accountability_day(against) is not None
    story, runs = _story(incident, answered, bool(hers)), clock.under_pursuit is not None

    def figure(days: int | None) -> Figure | None:
        return None if days is None else Figure(days, number)

    return Case(
        incident=incident,
        story=story,
        steps=tuple(step for step in [*against, *hers] if step.code not in NO_STEP),
        escape=_ESCAPES.get(last.code) if last and story is CaseStory.IMPUNITY else None,
        waited=figure(clock.without_accountability),
        silent=figure((as_of - last.day).days) if last and story is CaseStory.IMPUNITY else None,
        pursued=figure(clock.under_pursuit),
        held=figure(clock.in_custody),
        held_now=clock.in_custody_now,
        going_on=runs and case is not None and case.over is None,
        ended_well=runs and case is not None and case.ended_well,
        counted=counted,
    )


def _story(incident: Incident, answered: bool, has_own_case: bool) -> CaseStory:
    if is_punishable(incident):
        return CaseStory.ACCOUNTABILITY if answered else CaseStory.IMPUNITY
    return CaseStory.PURSUIT if has_own_case else CaseStory.OTHER


# A case in a few sentences: where and when, what happened to whom, every step taken since, and how long it has lasted.

_SUMMARY = 700
"""Characters of a summary; a longer one is cut."""
_TITLE = 200
"""Characters of a title."""
_STEPS = 12
"""The largest number of steps of one track described, the last ones; the record has all."""


def case_text(case: Case) -> Runs:
    """Return the case in the reader's language.

    It is the summary that a person checked in it, with those whom it does not name; else a sentence made from its fields. Then come the law, every
    step, and how long it has lasted.
    """
    incident, titles = _on_one_line(case.incident), {one_line(name): one_line(title) for name, title in case.outlet_titles.items()}
    if summary := _summary(incident):
        when = wording.date_in_words(incident.day, incident.precision, "long") if incident.day else tr("date not known")
        first = ended(f"{capitalized(place(incident))}, {when}")
        beginning = [summary, *_not_named(incident, summary, titles)]
    else:
        begun = when_and_where(incident)
        first = begun or f"{incident.number}:"
        sentence = ended(happened_to_whom(incident, titles))
        beginning = [sentence if begun else capitalized(sentence), *further_sentences(incident), *filter(None, [_title(incident)])]
    sentences = " ".join([*beginning, *legal_sentences(incident), *_became(case)])
    return (TextRun(first, (incident.number,), strong=True), TextRun(f" {sentences}"), *_lasted(case))


def lacking_summary(incident: Incident) -> str | None:
    """Return the note to the editor on a case without a checked, unchanged summary in the reader's language; None if it has one."""
    text = stored_text(incident, TextKind.SUMMARY, reader_language())
    if text and not text.needs_a_look:
        return None
    if text and text.checked:
        changed = tr("{number}: the record was changed after somebody checked the summary, so it is left out; see whether it still holds.")
        return changed.format(number=incident.number)
    if text:
        template = tr("{number} has a summary in this language that nobody has checked; it is left out, and the case is told from its fields.")
        return template.format(number=incident.number)
    languages = summary_languages(incident)
    if not languages:
        return tr("{number} has no summary; its text was built from the record's fields.").format(number=incident.number)
    template = tr("{number} has no summary in this language (only: {languages}); it is told from its fields.")
    return template.format(number=incident.number, languages=", ".join(languages))


def unchecked_title(incident: Incident) -> bool:
    """Return whether a title in the reader's language is left out because nobody has checked its current text."""
    text = stored_text(incident, TextKind.TITLE, reader_language())
    return text is not None and text.needs_a_look and not _summary(incident)


def ended(sentence: str) -> str:
    """Return the sentence with a full stop, unless it has an end already, also within quotation marks."""
    return sentence if sentence.rstrip('»”"')[-1:] in (*".!?…",) else f"{sentence}."


def _on_one_line(incident: Incident) -> Incident:
    """Return the incident with everything that a sentence takes from it cleaned for a document."""
    victims = tuple(
        replace(
            victim,
            name=one_line(victim.name),
            profession=one_line(victim.profession),
            outlet=one_line(victim.outlet),
            names={lang: one_line(name) for lang, name in victim.names.items()},
        )
        for victim in incident.victims
    )
    return replace(incident, victims=victims, outlets=tuple(map(one_line, incident.outlets)), place=one_line(incident.place or ""))


def _summary(incident: Incident) -> str:
    """Return the summary that a person checked in the reader's language."""
    summary = one_line(checked_text(incident, TextKind.SUMMARY), _SUMMARY)
    return ended(summary) if summary else ""


def _title(incident: Incident) -> str:
    """Return the headline that a person checked in the reader's language. Without a summary, it says what was special."""
    title = one_line(checked_text(incident, TextKind.TITLE), _TITLE)
    return ended(title) if title else ""


def _not_named(incident: Incident, summary: str, outlets: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence with the affected persons whom the summary does not name."""
    lacking = not_named_in(summary, incident.victims)
    if lacking:
        yield tr("Those affected: {who}.").format(who=list_of_persons(lacking, outlets))


def _became(case: Case) -> Iterator[str]:
    """Yield the steps of each track, one after the other. If there are both, each has a heading, because a dropped case may be either."""
    tracks = {track: [step for step in case.steps if step.track is track] for track in Track}
    both = all(tracks.values())
    for track, steps in tracks.items():
        if both:
            yield f"{capitalized(tr(TRACK_LABELS[track]))}:"
        yield from map(_step, steps[-_STEPS:])
    if case.story is CaseStory.IMPUNITY and not tracks[Track.PERPETRATOR]:
        yield tr("No step against those responsible has become known.")


def _step(status: Status) -> str:
    """Return what was done on a day, with the reason from its note in the reader's language."""
    sentence, note = wording.happened(status), one_line(note_for_reader(status.note), 200).rstrip(".")
    return f"{sentence[:-1]} ({note})." if note else sentence


def _lasted(case: Case) -> Runs:
    """Return how long nobody was held to account, and how long the case against the journalist has lasted, as far as the clocks run."""
    parts = [part for part in (_without_accountability(case), _under_pursuit(case)) if part]
    return tuple(run for part in parts for run in (TextRun(" "), *part))


def _without_accountability(case: Case) -> Runs:
    if case.story not in (CaseStory.IMPUNITY, CaseStory.ACCOUNTABILITY):
        return ()
    if not case.waited or not case.waited.value:
        return (TextRun(tr("Nobody has been held accountable so far.")),) if case.story is CaseStory.IMPUNITY else ()
    waited = wording.count_of_days(case.waited)
    if case.story is CaseStory.ACCOUNTABILITY:
        return runs(tr("Somebody was held to account after {waited}."), waited=waited)
    if case.escape is ImpunityOutcome.OPEN and case.silent and case.silent.value:
        if case.silent.value == case.waited.value:
            return runs(tr("Nothing further has been heard for {waited}, and nobody has been held accountable."), waited=waited)
        template = tr("Nothing further has been heard for {silent}, and nobody has been held accountable for {waited}.")
        return runs(template, silent=wording.count_of_days(case.silent), waited=waited)
    return runs(tr("For {waited} nobody has been held accountable."), waited=waited)


def _under_pursuit(case: Case) -> Runs:
    if case.pursued is None:
        return ()
    days = wording.count_of_days(case.pursued)
    if case.held_now and case.held and case.held.value:
        return runs(tr("The journalist is in custody, {held} in all."), held=wording.count_of_days(case.held))
    if case.held_now and case.held:
        return runs(tr("The journalist is in custody; its term or end is not stated."))
    if case.ended_well:
        return runs(tr("Good news: the case against the journalist is over, after {days}."), days=days) if case.pursued.value else ()
    return runs(tr("The case against the journalist has been going on for {days}."), days=days) if case.going_on and case.pursued.value else ()
