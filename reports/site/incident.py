"""The page of one incident: what happened, its course on both tracks, the clocks, who was affected, the sources, and corrections.

It shows no field that a release does not have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.field_kinds import Amount, Code, Day, Flag
from records.i18n import reader_language, tr
from records.incident_fields import PUBLISHED_FIELDS
from records.incident_model import Incident, Source, Status, Victim
from records.incident_texts.texts import notes_by_language
from records.language.letters import capitalized
from records.legal_words import appointment_line, article_line
from records.manual_tips import source_words, tip_source_description
from records.persons.repository import profession_word
from records.persons.transliteration import name_for_reader
from records.tables import LedgerRow
from records.vocabulary import STATUS_LABELS, TRACK_LABELS, Lawful, LedgerAction, Track
from reports.case_calendar import penalty_words
from reports.charts.chart_words import days_in_words, number
from reports.impunity.clocks import Clocks, is_punishable, journalist_case
from reports.one_line import one_line
from reports.publications import cases, wording
from reports.publications.cases import Case, case_text, mandatory_cases
from reports.publications.document_tree import Runs
from reports.publications.report_period import ReportPeriod
from reports.publications.wording import source_title
from reports.site.rows import NOWHERE, SiteRow, in_language
from reports.site.site_frame import PageHead, SiteFrame, outward
from reports.withheld import RedactedText

# Changes of published incidents from the ledger: the day, the number and the names of the fields. The earlier value, the author and the reason are
# not published: an old text may contain a name that was removed for somebody's safety.

_SUBJECT = "incident "
_PUBLISHED_ACTIONS = (LedgerAction.EDIT, LedgerAction.CORRECT_STATUS, LedgerAction.WITHDRAW_STATUS, LedgerAction.WITHDRAW, LedgerAction.GIVE_BACK)
# The published fields by their names in the ledger.
_LABELS = {(field.exported if isinstance(field.kind, Day) else field.column): field.label for field in PUBLISHED_FIELDS}
_BATCH = 500


@dataclass(frozen=True)
class Change:
    """One act that changed what the site shows. `fields` are the labels of the fields, in the order of the table of fields: messages."""

    number: str
    day: date
    action: LedgerAction
    fields: tuple[str, ...] = ()

    def words(self) -> str:
        """Return what was changed, in the current language."""
        match self.action:
            case LedgerAction.CORRECT_STATUS:
                return tr("a status was corrected")
            case LedgerAction.WITHDRAW_STATUS:
                return tr("a status was withdrawn")
            case LedgerAction.WITHDRAW:
                return tr("the incident was withdrawn")
            case LedgerAction.GIVE_BACK:
                return tr("the incident was recorded anew")
            case _:
                return ", ".join(dict.fromkeys(tr(label) for label in self.fields))


def changes_until(session: Session, as_of: date) -> list[Change]:
    """Return the acts up to the day, in their order. Corrections of unpublished fields only are left out."""
    query = (
        select(LedgerRow.at, LedgerRow.action, LedgerRow.subject, LedgerRow.before, LedgerRow.after)
        .where(LedgerRow.action.in_(_PUBLISHED_ACTIONS), LedgerRow.subject.startswith(_SUBJECT))
        .order_by(LedgerRow.id)
    )
    changes = []
    for at, action, subject, before, after in session.execute(query.execution_options(yield_per=_BATCH)):
        fields = _changed(before, after) if action == LedgerAction.EDIT else ()
        if day_of(at) <= as_of and (fields or action != LedgerAction.EDIT):
            changes.append(Change(subject.removeprefix(_SUBJECT), day_of(at), LedgerAction(action), fields))
    return changes


def by_number(changes: Iterable[Change]) -> Mapping[str, tuple[Change, ...]]:
    """Return the acts of each incident; none for one that was never changed."""
    grouped: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        grouped[change.number].append(change)
    return defaultdict(tuple, {number: tuple(acts) for number, acts in grouped.items()})


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    # Older rows lack columns that were added later.
    return tuple(label for name, label in _LABELS.items() if name in before and name in after and before[name] != after[name])


# Fields that the page shows elsewhere, or in the text.
_APART = frozenset(
    ("title", "titles", "title_lang", "summary", "primary", "categories", "incident_date", "date_precision", "country", "place", "region", "victims", "outlets",
     "law_articles", "next_dates", "currency")
)  # fmt: skip
_FACTS = tuple(field for field in PUBLISHED_FIELDS if field.name not in _APART)


@dataclass(frozen=True)
class _Step:
    """One entry of a timeline. `source` is its address, else `told_by` is the person or body who says so."""

    day: date
    when: str
    words: str
    note: str
    note_lang: Markup
    source: str
    told_by: str


@dataclass(frozen=True)
class StorySteps:
    """The steps of one track, under its heading."""

    heading: str
    steps: tuple[_Step, ...]


@dataclass(frozen=True)
class SourceLine:
    """A source as the page names it."""

    outlet: str
    title: str
    lang: Markup
    address: str
    day: str
    sha256: str


def write_incident(frame: SiteFrame, case: Case, row: SiteRow, changes: tuple[Change, ...], picture: str) -> None:
    """Write the page in the current language."""
    incident, words = case.incident, row.titles[reader_language()]
    head = PageHead(
        f"incidents/{row.number}.html",
        words,
        "incidents",
        row.told[reader_language()],
        picture,
        feeds=(f"feeds/category-{row.category.value}", f"feeds/region-{row.region}") if frame.base_url else (),
    )
    frame.write(
        "site_incident.html",
        head,
        number_of=row.number,
        title=words,
        categories=[capitalized(wording.category(category)) for category in dict.fromkeys((incident.primary, *incident.categories))],
        when=wording.date_in_words(incident.day, incident.precision, "long") if incident.day else tr("date not known"),
        day=incident.day,
        place=cases.place(incident),
        region=row.region,
        region_words=cases.region_in_words(incident.region) if row.region != NOWHERE else "",
        text=runs_html(case_text(case)),
        counters=counters(incident, row.clock),
        facts=list(facts(incident)),
        victims=[_person(victim) for victim in incident.victims],
        outlets=row.outlets,
        stories=list(stories(incident)),
        custody=_custody(incident, frame.as_of) if row.clock.in_custody or row.clock.in_custody_now or row.clock.custody_end_unknown else [],
        sources=[source_line(article, case.outlet_titles) for article in incident.articles],
        changes=changes,
        recorded=wording.date_in_words(incident.recorded, None),
    )


def case_of_incident(incident: Incident, as_of: date) -> Case:
    """Return the case as documents describe it, without the titles of its outlets."""
    return mandatory_cases((), (), ReportPeriod(as_of, as_of, as_of), (incident,))[0]


def runs_html(runs: Runs) -> Markup:
    """Return words of a document as HTML, without links, since they would lead to this page."""
    return Markup("".join(f"<strong>{escape(run.text)}</strong>" if run.strong else str(escape(run.text)) for run in runs))  # noqa: S704


def counters(incident: Incident, clock: Clocks) -> list[tuple[str, str]]:
    """Return the clocks that run, as words and days."""
    lines = []
    if clock.without_accountability is not None and is_punishable(incident):
        lines.append((tr("Days without accountability"), days_in_words(clock.without_accountability)))
    if clock.under_pursuit is not None:
        lines.append((tr("Days under pursuit"), days_in_words(clock.under_pursuit)))
    if clock.in_custody:
        lines.append((tr("Days in custody"), days_in_words(clock.in_custody)))
    elif clock.custody_end_unknown:
        lines.append((tr("Days in custody"), tr("not stated")))
    return lines


def facts(incident: Incident) -> Iterator[tuple[str, list[str]]]:
    """Yield the known facts: the label of the field, and its value or values."""
    for field in _FACTS:
        value = field.of(incident)
        if field.form_prompt is None or value in (None, "", (), False) or value is Lawful.UNKNOWN:
            continue
        match field.kind:
            case Code(labels=labels):
                yield tr(field.form_prompt.words), [capitalized(tr(labels[value]))]
            case Flag(statement=statement):
                yield tr(field.form_prompt.words), [tr(statement)]
            case Amount():
                yield tr(field.form_prompt.words), [f"{number(value)} {incident.facts.get('currency') or ''}".strip()]
    if articles := incident.facts.get("law_articles"):
        yield tr("Articles of law"), [article_line(article) for article in articles]
    if dates := incident.facts.get("next_dates"):
        yield tr("Hearings and deadlines"), [appointment_line(appointment) for appointment in dates]


def stories(incident: Incident) -> Iterator[StorySteps]:
    """Yield the two tracks, each in order of days."""
    for track in Track:
        steps = tuple(_step(status) for status in incident.statuses if status.track is track)
        if steps:
            yield StorySteps(capitalized(tr(TRACK_LABELS[track])), steps)


def source_line(source: Source, titles: Mapping[str, str]) -> SourceLine:
    """Return a source by the title of its outlet. A headline or an address that names somebody whose name is withheld is left out."""
    address = outward(source.url)
    called = source_title(source.outlet, address, titles)
    # The record's name of an outlet is an internal code, which readers do not know.
    outlet = tip_source_description(source) or ("" if called == source.outlet and not address else called) or tr("source without an address")
    headline = "" if isinstance(source.title, RedactedText) else one_line(source.title, 200)
    when = (source.published_at or "")[:10]
    day = wording.date_in_words(date.fromisoformat(when), None) if when and not source.way else ""
    return SourceLine(outlet, headline, in_language(source.lang), address, day, source.sha256)


def _step(status: Status) -> _Step:
    notes = notes_by_language(status.note)
    lang = reader_language() if reader_language() in notes else next(iter(notes), "")
    note = one_line(notes.get(lang, ""), 400)
    address = outward(status.source)
    return _Step(
        status.day,
        wording.date_in_words(status.day, None),
        ": ".join(filter(None, (capitalized(tr(STATUS_LABELS[status.code])), penalty_words(status.penalty)))),
        note,
        in_language(lang),
        address,
        "" if address else one_line(source_words(status.source), 200),
    )


def _person(victim: Victim) -> tuple[int, str, str]:
    """Return the number of the page, 0 for none; the name, or the profession instead; and what else is known."""
    id = victim.person if victim.person and victim.publish else 0
    name = name_for_reader(victim) if victim.publish else victim.name
    more = [profession_word(victim.profession) if victim.publish and victim.profession else "", victim.outlet]
    return id, one_line(name, 120), ", ".join(one_line(words, 120) for words in more if words)


def _custody(incident: Incident, as_of: date) -> list[str]:
    case = journalist_case(incident, as_of)
    times = []
    for time in case.custody if case else ():
        since = wording.date_in_words(time.since, None)
        if time.end_unknown:
            times.append(f"{since} – {tr('not stated')}")
        else:
            times.append(f"{since} – {wording.date_in_words(time.until, None)}" if time.until else f"{since} – …")
    return times
