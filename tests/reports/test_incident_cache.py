"""The incidents in the memory of one process follow what is decided about persons."""

from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.incident_model import Victim
from records.persons.person_decisions import edit_person, merge_persons, undo_person
from records.words.asked_words import asked_words
from reports.incident_cache import IncidentCache
from tests.records.persons.persons_case import BY, admit_victims


def test_what_is_decided_about_a_person_stands_in_every_cached_incident_that_names_her(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Бауыржан Жүсіпов"),), (Victim("Бауыржан Жусупов"),))
    cache = IncidentCache()

    def named() -> list[tuple[int | None, bool]]:
        with read_session(engine) as session:
            book = cache.book(session)
            return [(victim.person, victim.publish) for number in (one, two) for victim in book.by_number[number].incident.victims]

    assert named() == [(1, True), (2, True)]
    with write_transaction(engine) as session:
        merge_persons(session, 2, 1, **BY)
    assert named() == [(1, True), (1, True)]
    with read_session(engine) as session:
        found = cache.book(session).by_number[two].searched
    assert asked_words("Жусупов").are_said(found)
    assert asked_words("Бауыржан").are_said(found), "by the name of her record too"
    with write_transaction(engine) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    assert named() == [(1, False), (1, False)]
    with write_transaction(engine) as session:
        undo_person(session, 2, **BY)
    # Taking the merge back makes nobody's name public.
    assert named() == [(1, False), (2, False)]
