"""Persons as the pages show them: one person, a pair who may be one, a name that is near to known persons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from desk.days import DayCount, as_kept
from desk.rendering import day
from records.errors import BadDecision, NoSuchIncident
from records.i18n import LANGUAGES, reader, tr
from records.incident_model import Incident, Status
from records.incidents import is_number
from records.language.dates import WrongDate
from records.language.names import normal_form
from records.persons.name_search import LIKENESS_LABELS, Likened
from records.persons.repository import KnownPerson
from records.persons.victims import DoubtfulPair, KnownPersons, doubtful_pairs, is_in_doubt, reasons_in_words, suggest, who_is_meant
from records.tables import IncidentRow
from records.vocabulary import STATUS_LABELS, Track
from reports.impunity.court_courses import Custody, days_in_custody
from reports.incidents import CachedIncident, IncidentBook, IncidentOnDay

# Which incidents name each person, from the incidents that the desk keeps in memory.


def incidents_of(book: IncidentBook, person: KnownPerson) -> list[CachedIncident]:
    """The incidents that name her under any of her records, the latest first; withdrawn ones are left out."""
    entries = (book.by_number[number] for number in _numbers(book, person))
    return sorted((entry for entry in entries if not entry.incident.withdrawn), key=lambda entry: entry.key, reverse=True)


def number_of(book: IncidentBook, person: KnownPerson) -> int:
    """How many incidents name her. A list of everybody asks this of thousands."""
    numbers = _numbers(book, person)
    return len(numbers) - sum(book.by_number[number].incident.withdrawn for number in numbers)


def _numbers(book: IncidentBook, person: KnownPerson) -> frozenset[str]:
    mine = book.of_person.get(person.id, frozenset())
    return mine.union(*(book.of_person.get(id, ()) for id in person.merged)) if person.merged else mine


# The form in which an editor corrects a person's record: what stands in it, and what was changed.

# Inputs of one line, by the names of `records.persons.decisions`.
_LINES = (*LANGUAGES, "profession", "gender", "publish_reason")
_OUTLET, _SINCE, _UNTIL = "outlet", "outlet_since", "outlet_until"


def standing(person: KnownPerson) -> dict[str, Any]:
    """What stands in the form of a person before anything is typed."""
    return {
        **{lang: person.names.get(lang, "") for lang in LANGUAGES},
        "profession": person.profession,
        "gender": person.gender.value,
        "publish": person.publish,
        "publish_reason": person.publish_reason,
        "outlets": [{"outlet": one.outlet, "since": one.since or "", "until": one.until or ""} for one in person.outlets],
    }


def typed(form: FormData) -> dict[str, Any]:
    """What was sent. Rows of outlets in which nothing was written are left out."""
    rows = zip(*(map(str, form.getlist(name)) for name in (_OUTLET, _SINCE, _UNTIL)), strict=False)
    outlets = [{"outlet": outlet.strip(), "since": since.strip(), "until": until.strip()} for outlet, since, until in rows]
    return {
        **{name: str(form.get(name, "")).strip() for name in _LINES},
        "publish": bool(form.get("publish")),
        "outlets": [one for one in outlets if any(one.values())],
    }


def changed_fields(person: KnownPerson, said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The fields that differ from what stands, as `edit_person` takes them. Raises BadDecision, with the field beside which it belongs."""
    stands = standing(person)
    given = {**said, "outlets": [_outlet(one, today) for one in said["outlets"]]}
    # A reason belongs to a name that is withheld, and goes with it.
    given["publish_reason"] = "" if given["publish"] else given["publish_reason"]
    if not given["publish"] and not given["publish_reason"]:
        raise BadDecision(tr("say why the name is withheld"), "publish_reason")
    return {name: value for name, value in given.items() if value != stands[name]}


def _outlet(row: Mapping[str, str], today: date) -> dict[str, str]:
    if not row["outlet"]:
        raise BadDecision(tr("write the outlet too, or empty the row"), "outlets")
    try:
        since, until = (as_kept("day", row[name], DayCount(today)) or "" for name in ("since", "until"))
    except WrongDate as error:
        raise BadDecision(str(error), "outlets") from error
    if since and until and since > until:
        raise BadDecision(tr("{outlet}: the first day is after the last").format(outlet=row["outlet"]), "outlets")
    return {"outlet": row["outlet"], "since": since, "until": until}


# What the record tells of one person: her incidents with how each of their two stories stands, her times in custody, and the sums of both.


@dataclass(frozen=True)
class _PersonCase:
    """An incident that names her. `role` is her work and outlet as the incident has them; of each story the last status, in words; `runs`: a case against
    her goes on; `held`: in it she is in custody."""

    incident: Incident
    role: str
    against_others: str
    against_her: str
    runs: bool
    held: bool


@dataclass(frozen=True)
class _CustodyTime:
    """One time in custody, in whole days so far, and the incident that tells of it."""

    number: str
    time: Custody
    days: int


@dataclass(frozen=True)
class PersonCases:
    """Everything on record of one person on a day."""

    cases: tuple[_PersonCase, ...]
    custody: tuple[_CustodyTime, ...]
    days_in_custody: int
    """All of them together; days that two of them share count once."""
    unanswered: int
    """Incidents in which somebody did something punishable to her and nobody was held to account."""

    @property
    def running(self) -> int:
        """Cases against her that go on."""
        return sum(one.runs for one in self.cases)

    @property
    def held(self) -> bool:
        """Whether she is in custody."""
        return any(one.held for one in self.cases)


def person_cases(person: KnownPerson, entries: Sequence[CachedIncident], today: date) -> PersonCases:
    """`entries` are the incidents that name her, in the order in which they are to stand."""
    hers = [entry.on(today) for entry in entries]
    custody = [_CustodyTime(one.incident.number, time, days_in_custody([time], today)) for one in hers for time in _custody(one)]
    return PersonCases(
        tuple(_case(person, one) for one in hers),
        tuple(sorted(custody, key=lambda one: one.time.since, reverse=True)),
        days_in_custody((one.time for one in custody), today),
        sum(one.punishable and not one.answered for one in hers),
    )


def _case(person: KnownPerson, one: IncidentOnDay) -> _PersonCase:
    ids = {person.id, *person.merged}
    mine = next(victim for victim in one.incident.victims if victim.person in ids)
    case = one.own_case
    return _PersonCase(
        one.incident,
        ", ".join(filter(None, (mine.profession, mine.outlet))),
        _said(one.last.get(Track.PERPETRATOR)),
        _said(one.last.get(Track.JOURNALIST)),
        case is not None and case.over is None,
        one.held,
    )


def _said(status: Status | None) -> str:
    return f"{tr(STATUS_LABELS[status.code])}, {day(status.day)}" if status is not None else ""


def _custody(one: IncidentOnDay) -> tuple[Custody, ...]:
    return one.own_case.custody if one.days_in_custody is not None and one.own_case is not None else ()


# Persons that are told of one name.
_MOST_NEAR = 5


@dataclass(frozen=True)
class PersonSeen:
    """A person: the name in the reader's language, the other spellings, and what else tells her from others."""

    id: int
    name: str
    spellings: tuple[str, ...]
    more: str
    withheld: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class PairSeen:
    """Two who may be one. The record of the first stands for both when somebody says that they are."""

    first: PersonSeen
    second: PersonSeen
    likely: str
    reasons: str


@dataclass(frozen=True)
class NearPerson:
    """A known person whose name is near one in a form. `taken`: the victim will be linked to this person."""

    person: PersonSeen
    likely: str
    reasons: str
    taken: bool


def person_seen(person: KnownPerson, naming: Mapping[int, Sequence[str]]) -> PersonSeen:
    """`naming` are the numbers of incidents by person."""
    name = person.names.get(reader()) or person.name
    outlets = (one.outlet for one in person.outlets)
    return PersonSeen(
        person.id,
        name,
        tuple(one for one in person.all_names if one != name),
        ", ".join(filter(None, (person.profession, *outlets))),
        not person.publish,
        tuple(naming.get(person.id, ())),
    )


def pair_seen(pair: DoubtfulPair, naming: Mapping[int, Sequence[str]]) -> PairSeen:
    """The older record first: it is the one that stays."""
    older, younger = sorted((pair.first, pair.second), key=lambda one: one.id)
    return PairSeen(person_seen(older, naming), person_seen(younger, naming), *_words(pair.likened))


def pairs_in(session: Session, known: KnownPersons, number: str) -> list[DoubtfulPair]:
    """The pairs that wait for a decision with somebody whom this incident names. Raises NoSuchIncident."""
    return doubtful_pairs(*_beside_named(session, known, number))


def names_in_doubt(session: Session, known: KnownPersons, number: str) -> bool:
    """Whether there is any such pair. Raises NoSuchIncident."""
    return is_in_doubt(*_beside_named(session, known, number))


def _beside_named(session: Session, known: KnownPersons, number: str) -> tuple[list[KnownPerson], set[int]]:
    """Those who are at all alike to somebody whom this incident names, and the ids of those whom it names."""
    victims = session.scalar(select(IncidentRow.victims).where(IncidentRow.number == number)) if is_number(number) else None
    if victims is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    named = known.with_ids(session, {one["person"] for one in victims if one.get("person") is not None})
    names = [name for one in named for name in one.all_names]
    return known.sounding_like(session, names), {one.id for one in named}


def near_names(persons: Sequence[KnownPerson], victims: Iterable[tuple[str, str]]) -> list[tuple[str, list[NearPerson]]]:
    """For each name with its outlet the known persons whom it may mean; names that are near to nobody are left out."""
    found = []
    for name, outlet in dict.fromkeys(victims):
        near = suggest(persons, name, outlet)[:_MOST_NEAR]
        bearers = {one.person.id: one.person for one in near if normal_form(name) in map(normal_form, one.person.all_names)}
        taken = who_is_meant(bearers, name, outlet)
        if near:
            found.append((name, [NearPerson(person_seen(one.person, {}), *_words(one.likened), one.person.id in taken) for one in near]))
    return found


def _words(likened: Likened) -> tuple[str, str]:
    return tr(LIKENESS_LABELS[likened.likeness]), reasons_in_words(likened)
