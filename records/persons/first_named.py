"""The victims of several incidents, linked together: those whose names nobody bears get their records in few statements. One at a time that is most of an import."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.persons.name_reading import normal_form
from records.persons.person_rows import alone_with_persons, new_persons
from records.persons.victim_links import linked_victims
from records.tables import PersonNameRow

Victims = Sequence[Mapping[str, Any]]


def linked_together(session: Session, incidents: Sequence[Victims], *, who: str, now: datetime) -> Iterator[list[dict[str, Any]]]:
    """The victims of new incidents, each with the id of a person, as `linked_victims` links those of one incident after the other.

    Whoever asks adds an incident to the session before asking for the victims of the next: whom that one names may depend on it. Raises BadDecision where a victim
    names a person who does not exist.
    """
    alone_with_persons(session)
    strangers = _strangers(session, incidents)
    made = iter(new_persons(session, [[victim] for place in sorted(strangers) for victim in incidents[place]], who=who, now=now))
    first = {place: [{**victim, "person": next(made).id} for victim in incidents[place]] for place in sorted(strangers)}
    for place, victims in enumerate(incidents):
        yield first.get(place) or linked_victims(session, victims, who=who, now=now)


def _strangers(session: Session, incidents: Sequence[Victims]) -> set[int]:
    """The places of incidents all of whose victims are named here for the first time, and nowhere else in these incidents: who they are depends on nobody."""
    forms = [[normal_form(victim["name"]) for victim in victims] for victims in incidents]
    times = Counter(form for of_one in forms for form in of_one)
    borne = _borne(session, times.keys())
    return {
        place
        for place, of_one in enumerate(forms)
        if of_one and all(times[form] == 1 and form not in borne for form in of_one) and not any(victim.get("person") for victim in incidents[place])
    }


def _borne(session: Session, forms: Collection[str]) -> set[str]:
    """Those of the spellings that somebody bears."""
    return set(session.scalars(select(PersonNameRow.form).where(PersonNameRow.form.in_(forms))))
