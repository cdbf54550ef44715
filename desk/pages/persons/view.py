"""Persons as the pages show them: their incidents, the form of a record, all cases of one person, pairs, and persons with similar names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from desk.form_dates import ReferenceDays, stored_value
from desk.rendering import day
from records.errors import BadDecision, NoSuchIncident
from records.i18n import LANGUAGES, reader_language, tr
from records.incident_model import Incident, Status
from records.incidents import is_number
from records.language.dates import InvalidDate
from records.language.names import normal_form
from records.persons.name_search import NAME_SIMILARITY_LABELS, NameComparison
from records.persons.repository import KnownPerson
from records.persons.victims import DoubtfulPair, KnownPersons, doubtful_pairs, is_in_doubt, reasons_in_words, resolve_bearers, suggest_persons
from records.tables import IncidentRow
from records.vocabulary import STATUS_LABELS, Track
from reports.impunity.legal_cases import Custody, days_in_custody
from reports.incidents import CachedIncident, IncidentCollection, IncidentOnDay

# The incidents that name each person, from the cache of incidents.


def incidents_of(book: IncidentCollection, person: KnownPerson) -> list[CachedIncident]:
    """Return the incidents that name her under any of her records, the latest first; withdrawn ones are left out."""
    entries = (book.by_number[number] for number in _numbers(book, person))
    return sorted((entry for entry in entries if not entry.incident.withdrawn), key=lambda entry: entry.key, reverse=True)


def number_of(book: IncidentCollection, person: KnownPerson) -> int:
    """Count the incidents that name her, fast enough for a list of thousands."""
    numbers = _numbers(book, person)
    return len(numbers) - sum(book.by_number[number].incident.withdrawn for number in numbers)


def _numbers(book: IncidentCollection, person: KnownPerson) -> frozenset[str]:
    mine = book.of_person.get(person.id, frozenset())
    return mine.union(*(book.of_person.get(id, ()) for id in person.merged)) if person.merged else mine


# The form in which an editor corrects a person's record: its values, and what was changed.

# Inputs of one line, by the names of `records.persons.decisions`.
_LINES = (*LANGUAGES, "profession", "gender", "publish_reason")
_OUTLET, _SINCE, _UNTIL = "outlet", "outlet_since", "outlet_until"


def person_values(person: KnownPerson) -> dict[str, Any]:
    """Return the values of a person's form before anything is typed."""
    return {
        **{lang: person.names.get(lang, "") for lang in LANGUAGES},
        "profession": person.profession,
        "gender": person.gender.value,
        "publish": person.publish,
        "publish_reason": person.publish_reason,
        "outlets": [{"outlet": outlet.outlet, "since": outlet.since or "", "until": outlet.until or ""} for outlet in person.outlets],
    }


def submitted_person(form: FormData) -> dict[str, Any]:
    """Read what was sent. Empty rows of outlets are left out."""
    rows = zip(*(map(str, form.getlist(name)) for name in (_OUTLET, _SINCE, _UNTIL)), strict=False)
    outlets = [{"outlet": outlet.strip(), "since": since.strip(), "until": until.strip()} for outlet, since, until in rows]
    return {
        **{name: str(form.get(name, "")).strip() for name in _LINES},
        "publish": bool(form.get("publish")),
        "outlets": [outlet for outlet in outlets if any(outlet.values())],
    }


def changed_fields(person: KnownPerson, submitted: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the fields that differ from the record, as `edit_person` takes them. Raises BadDecision with the field."""
    recorded = person_values(person)
    values = {**submitted, "outlets": [_outlet(outlet, today) for outlet in submitted["outlets"]]}
    # A reason belongs to a withheld name, and is removed with it.
    values["publish_reason"] = "" if values["publish"] else values["publish_reason"]
    if not values["publish"] and not values["publish_reason"]:
        raise BadDecision(tr("say why the name is withheld"), "publish_reason")
    return {name: value for name, value in values.items() if value != recorded[name]}


def _outlet(row: Mapping[str, str], today: date) -> dict[str, str]:
    if not row["outlet"]:
        raise BadDecision(tr("write the outlet too, or empty the row"), "outlets")
    try:
        since, until = (stored_value("day", row[name], ReferenceDays(today)) or "" for name in ("since", "until"))
    except InvalidDate as error:
        raise BadDecision(str(error), "outlets") from error
    if since and until and since > until:
        raise BadDecision(tr("{outlet}: the first day is after the last").format(outlet=row["outlet"]), "outlets")
    return {"outlet": row["outlet"], "since": since, "until": until}


# All records of one person: her incidents with the state of each track, her times in custody, and the sums of both.


@dataclass(frozen=True)
class _PersonCase:
    """An incident that names her. `role` is her work and outlet in the incident, followed by the last status of each track in words; `runs`: a case
    against her goes on; `held`: she is in custody in it."""

    incident: Incident
    role: str
    against_others: str
    against_her: str
    runs: bool
    held: bool


@dataclass(frozen=True)
class _CustodyTime:
    """One time in custody, in whole days so far, and its incident."""

    number: str
    time: Custody
    days: int


@dataclass(frozen=True)
class PersonCases:
    """Everything on record of one person on a day."""

    cases: tuple[_PersonCase, ...]
    custody: tuple[_CustodyTime, ...]
    days_in_custody: int
    """The sum of all of them; days that two of them share count once."""
    unanswered: int
    """Incidents in which somebody did something punishable to her and nobody was held to account."""

    @property
    def running(self) -> int:
        """The number of cases against her that go on."""
        return sum(case_.runs for case_ in self.cases)

    @property
    def held(self) -> bool:
        """Whether she is in custody."""
        return any(case_.held for case_ in self.cases)


def person_cases(person: KnownPerson, entries: Sequence[CachedIncident], today: date) -> PersonCases:
    """Return her cases in the order of `entries`, the incidents that name her."""
    hers = [entry.on(today) for entry in entries]
    custody = [_CustodyTime(one.incident.number, time, days_in_custody([time], today)) for one in hers for time in _custody(one)]
    return PersonCases(
        tuple(_case(person, one) for one in hers),
        tuple(sorted(custody, key=lambda one: one.time.since, reverse=True)),
        days_in_custody((one.time for one in custody), today),
        sum(one.punishable and not one.answered for one in hers),
    )


def _case(person: KnownPerson, incident_on_day: IncidentOnDay) -> _PersonCase:
    ids = {person.id, *person.merged}
    mine = next(victim for victim in incident_on_day.incident.victims if victim.person in ids)
    case = incident_on_day.own_case
    return _PersonCase(
        incident_on_day.incident,
        ", ".join(filter(None, (mine.profession, mine.outlet))),
        _last_statuses(incident_on_day.last.get(Track.PERPETRATOR)),
        _last_statuses(incident_on_day.last.get(Track.JOURNALIST)),
        case is not None and case.over is None,
        incident_on_day.held,
    )


def _last_statuses(status: Status | None) -> str:
    return f"{tr(STATUS_LABELS[status.code])}, {day(status.day)}" if status is not None else ""


def _custody(incident_on_day: IncidentOnDay) -> tuple[Custody, ...]:
    return incident_on_day.own_case.custody if incident_on_day.days_in_custody is not None and incident_on_day.own_case is not None else ()


# The largest number of persons suggested for one name.
_MOST_NEAR = 5


@dataclass(frozen=True)
class PersonView:
    """A person: the name in the reader's language, the other spellings, and what distinguishes her from others."""

    id: int
    name: str
    spellings: tuple[str, ...]
    more: str
    withheld: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class PairView:
    """Two who may be one. The record of the first remains if they are merged."""

    first: PersonView
    second: PersonView
    likely: str
    reasons: str


@dataclass(frozen=True)
class NearPerson:
    """A known person whose name is similar to one in a form. `taken`: the victim will be linked to this person."""

    person: PersonView
    likely: str
    reasons: str
    taken: bool


def person_view(person: KnownPerson, naming: Mapping[int, Sequence[str]]) -> PersonView:
    """Return the person in words. `naming` are the numbers of incidents by person."""
    name = person.names.get(reader_language()) or person.name
    outlets = (outlet.outlet for outlet in person.outlets)
    return PersonView(
        person.id,
        name,
        tuple(other_name for other_name in person.all_names if other_name != name),
        ", ".join(filter(None, (person.profession, *outlets))),
        not person.publish,
        tuple(naming.get(person.id, ())),
    )


def pair_seen(pair: DoubtfulPair, naming: Mapping[int, Sequence[str]]) -> PairView:
    """Return the pair with the older record first, which remains in a merge."""
    older, younger = sorted((pair.first, pair.second), key=lambda known_person: known_person.id)
    return PairView(person_view(older, naming), person_view(younger, naming), *_words(pair.likened))


def pairs_in(session: Session, known_persons: KnownPersons, number: str) -> list[DoubtfulPair]:
    """Return the pairs that wait for a decision with somebody whom this incident names. Raises NoSuchIncident."""
    return doubtful_pairs(*_similar_to_named(session, known_persons, number))


def names_in_doubt(session: Session, known_persons: KnownPersons, number: str) -> bool:
    """Return whether there is any such pair. Raises NoSuchIncident."""
    return is_in_doubt(*_similar_to_named(session, known_persons, number))


def _similar_to_named(session: Session, known_persons: KnownPersons, number: str) -> tuple[list[KnownPerson], set[int]]:
    """Return persons similar to somebody whom this incident names, and the ids of those whom it names."""
    victims = session.scalar(select(IncidentRow.victims).where(IncidentRow.number == number)) if is_number(number) else None
    if victims is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    named = known_persons.with_ids(session, {victim["person"] for victim in victims if victim.get("person") is not None})
    names = [name for known_person in named for name in known_person.all_names]
    return known_persons.sounding_like(session, names), {known_person.id for known_person in named}


def near_names(persons: Sequence[KnownPerson], victims: Iterable[tuple[str, str]]) -> list[tuple[str, list[NearPerson]]]:
    """Return for each name with its outlet the known persons whom it may mean; names without any are left out."""
    matches = []
    for name, outlet in dict.fromkeys(victims):
        near = suggest_persons(persons, name, outlet)[:_MOST_NEAR]
        bearers = {
            near_person.person.id: near_person.person for near_person in near if normal_form(name) in map(normal_form, near_person.person.all_names)
        }
        match = resolve_bearers(bearers, name, outlet)
        if near:
            matches.append(
                (
                    name,
                    [
                        NearPerson(person_view(near_person.person, {}), *_words(near_person.likened), near_person.person.id in match)
                        for near_person in near
                    ],
                )
            )
    return matches


def _words(likened: NameComparison) -> tuple[str, str]:
    return tr(NAME_SIMILARITY_LABELS[likened.likeness]), reasons_in_words(likened)
