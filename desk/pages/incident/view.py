"""An incident as the pages show it: legal case, clocks, timeline, sources, and facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge

from babel.dates import format_skeleton

from desk.pages.history.words import field_words, value_words
from desk.rendering import day, number
from desk.safe_addresses import web_address
from records.country import home, place_in_region
from records.country.law_reading import listed_article
from records.i18n import ntr, reader_locale, tr
from records.incident_fields import BY_NAME, INCIDENT_FIELDS, NOT_KNOWN
from records.incident_model import Incident, Status
from records.incidents.repository import penalty_to_json
from records.incidents.tracks import JOURNALIST_CASE_CATEGORIES
from records.legal_case import ChargedArticle
from records.legal_words import article_line
from records.manual_tips import source_words
from records.vocabulary import ACCOUNTABILITY, CATEGORIES, STATUS_LABELS, Category, CpjState, DatePrecision, Lawful, Track, UnescoState
from reports.case_calendar import ahead, appointments, penalty_words
from reports.impunity import Clocks, clocks, council_of_europe_impunity, cpj, unesco
from reports.impunity.clocks import is_punishable, last_status, of_perpetrator
from reports.wrong_tracks import wrong_tracks_of

# The legal case: articles of law by name, claimant, sums, and coming appointments.


@dataclass(frozen=True)
class _ArticleView:
    """An article of law: on a line, and what it punishes or protects (empty: it is on no list, so its number should be checked)."""

    words: str
    title: str


@dataclass(frozen=True)
class _AppointmentView:
    """A hearing or a deadline. `far` says how long there is to go; empty for one that has passed."""

    day: str
    words: str
    far: str


@dataclass(frozen=True)
class LegalView:
    """The facts of the legal case. `facts` are words and values."""

    articles: tuple[_ArticleView, ...]
    facts: tuple[tuple[str, str], ...]
    dates: tuple[_AppointmentView, ...]

    def __bool__(self) -> bool:
        return bool(self.articles or self.facts or self.dates)


def is_legal(codes: Sequence[str]) -> bool:
    """Return whether one of the categories is a case, a detention or an arrest, for which the form has more fields."""
    categories = [CATEGORIES[Category(code)] for code in codes if code in list(Category)]
    return any(facts.court_case or facts.punishable_if_unlawful for facts in categories)


def legal_view(incident: Incident, today: date) -> LegalView:
    """Return the legal case on a day."""
    articles: tuple[ChargedArticle, ...] = BY_NAME["law_articles"].of(incident)
    return LegalView(
        tuple(_ArticleView(article_line(article), _title(article)) for article in articles),
        tuple(_facts(incident)),
        tuple(
            _AppointmentView(
                day(appointment.day), " · ".join(filter(None, (appointment.what, appointment.where))), _far((appointment.day - today).days)
            )
            for appointment in appointments(incident)
        ),
    )


def _title(charged_article: ChargedArticle) -> str:
    listed = listed_article(charged_article.code, charged_article.article)
    return tr(listed.title) if listed else ""


def _facts(incident: Incident) -> list[tuple[str, str]]:
    lawful, claimant = BY_NAME["lawful"].of(incident), BY_NAME["claimant"].of(incident)
    lines = []
    if lawful is not Lawful.UNKNOWN or any(CATEGORIES[code].punishable_if_unlawful for code in incident.categories):
        lines.append((field_words("lawful"), value_words("lawful", lawful)))
    if claimant:
        lines.append((field_words("claimant"), value_words("claimant", claimant)))
    for name in ("amount_claimed", "amount_awarded"):
        amount = BY_NAME[name].of(incident)
        if amount is not None:
            lines.append((field_words(name), f"{number(amount)}\u00a0{BY_NAME['currency'].of(incident) or ''}".strip()))
    return lines


def _far(days: int) -> str:
    if days < 0:
        return ""
    return ntr("in {n} day", "in {n} days", days).format(n=days) if days else tr("today")


def next_ahead(incident: Incident, today: date) -> str:
    """Return its next hearing or deadline; empty if there is none."""
    nearest = next(iter(ahead(incident, today)), None)
    return f"{day(nearest.day)}: {nearest.what or tr('a hearing')}" if nearest else ""


def incident_date(incident: Incident) -> str:
    """Return the date, as precisely as it is known."""
    if incident.day is None:
        return tr("date not known")
    if incident.precision is DatePrecision.YEAR:
        return str(incident.day.year)
    if incident.precision is DatePrecision.MONTH:
        return str(format_skeleton("yMMMM", incident.day, locale=reader_locale()))
    return day(incident.day)


def incident_place(incident: Incident) -> str:
    """Return place and region, as far as they are known."""
    abroad = incident.country if incident.country not in (None, home().code) else ""
    return ", ".join(filter(None, (place_in_region(incident.place or "", incident.region), abroad)))


@dataclass(frozen=True)
class TimelineStep:
    """A status in the timeline. `href` is empty if its source is no web address. `answer`: somebody was held to account by it. `wrong`: why it is on
    the wrong track; empty otherwise."""

    status: Status
    words: str
    penalty: str
    href: str
    answer: bool
    wrong: str
    source: str = ""


def timelines(incident: Incident) -> dict[Track, list[TimelineStep]]:
    """Return the statuses of each track in order of days; a track without statuses is left out.

    A status on the wrong track is listed where it was entered, with its fault.
    """
    wrong = {fault.status.id: fault.why for fault in wrong_tracks_of(incident)}
    statuses = list(merge(incident.statuses, incident.misplaced_statuses, key=lambda one: (one.day, one.id)))
    by_track = {track: [_step(status, wrong) for status in statuses if status.track is track] for track in Track}
    return {track: steps for track, steps in by_track.items() if steps}


def gone(incident: Incident) -> list[TimelineStep]:
    """Return the withdrawn statuses with their reasons, and why a person has to check one that an import could not place."""
    wrong = {fault.status.id: fault.why for fault in wrong_tracks_of(incident)}
    return [_step(withdrawn_status, wrong) for withdrawn_status in incident.withdrawn_statuses]


def _step(status: Status, wrong: Mapping[int, str]) -> TimelineStep:
    words, why = tr(STATUS_LABELS[status.code]), wrong.get(status.id, "")
    return TimelineStep(
        status,
        words,
        penalty_words(status.penalty),
        web_address(status.source),
        status.code in ACCOUNTABILITY and not why,
        why,
        source_words(status.source),
    )


def status_form(status: Status) -> dict[str, str]:
    """Return a status as the fields of its form."""
    penalty = {name: str(value) for name, value in penalty_to_json(status.penalty).items()}
    return {"code": status.code, "day": status.day.isoformat(), "source": status.source, "note": status.note, **penalty}


def last_step(incident: Incident) -> TimelineStep | None:
    """Return the last status of the perpetrator's track."""
    last = last_status(list(of_perpetrator(incident.statuses)))
    return _step(last, {}) if last else None


@dataclass(frozen=True)
class IncidentClocks:
    """The clocks, whether the case is one of accountability at all, and its state by the criteria of others; None where they do not apply.
    `own_case`: it is one against the journalist."""

    clocks: Clocks
    punishable: bool
    own_case: bool
    answered: bool
    unesco: UnescoState | None
    cpj: CpjState | None
    council_of_europe: bool


def incident_standing(incident: Incident, today: date) -> IncidentClocks:
    """Return the state of an incident as of today."""
    answered = any(status.code in ACCOUNTABILITY and status.day <= today for status in incident.statuses)
    return IncidentClocks(
        clocks(incident, today),
        is_punishable(incident),
        not JOURNALIST_CASE_CATEGORIES.isdisjoint(incident.categories),
        answered,
        unesco(incident, today),
        cpj(incident, today),
        council_of_europe_impunity(incident, today),
    )


def record_facts(incident: Incident) -> list[tuple[str, str]]:
    """Return the facts that the page lists: word and value. Unknown values are a dash; values that do not apply are left out."""
    listed = sorted((field for field in INCIDENT_FIELDS if field.in_record is not None), key=lambda field: field.in_record or 0)
    values = {field: field.kind.to_json(field.of(incident)) for field in listed}
    return [
        (field_words(field.name), value_words(field.name, value))
        for field, value in values.items()
        if value not in (None, "", [], {}) or (field.form_prompt and field.form_prompt.empty == NOT_KNOWN)
    ]
