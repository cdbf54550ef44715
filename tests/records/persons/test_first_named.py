"""Victims of several incidents, linked together: as one after the other would be."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.ledger import ledger_verify
from records.persons.first_named import linked_together
from records.persons.victim_links import linked_victims
from records.tables import LedgerRow, PersonRow
from tests.records.persons.persons_case import BY

NAMES = ["Асан Үлгі", "А. Үлгі", "Ботагөз Мысал", "Б. Мысал", "Анна Иванова"]
VICTIM = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "profession": st.just(""), "outlet": st.sampled_from(["", "Таң", "Дала"]), "person": st.none()}
)
INCIDENTS = st.lists(st.lists(VICTIM, max_size=3), max_size=6)


def whom(session: Session, linked: list[list[dict[str, Any]]]) -> list[list[tuple[str, str]]]:
    """For each victim who stands for the person: her first spelling, and her first outlet. Ids differ with the order in which persons were made."""
    rows = {row.id: row for row in session.scalars(select(PersonRow))}
    told = {id: (row.spellings[0], row.outlets[0]["outlet"] if row.outlets else "") for id, row in rows.items()}
    return [[told[victim["person"]] for victim in victims] for victims in linked]


def same_as_before(linked: list[list[dict[str, Any]]]) -> list[int]:
    """For each victim in turn the place of the first that is the same person."""
    ids = [victim["person"] for victims in linked for victim in victims]
    return [ids.index(id) for id in ids]


@given(known=INCIDENTS, new=INCIDENTS)
def test_they_are_linked_as_one_incident_after_the_other_would_be(
    engine: Engine, known: list[list[dict[str, Any]]], new: list[list[dict[str, Any]]]
) -> None:
    found = []
    for together in (True, False):
        with Session(engine) as session:
            before = [linked_victims(session, victims, **BY) for victims in known]
            one_by_one = (linked_victims(session, victims, **BY) for victims in new)
            linked = list(linked_together(session, new, **BY) if together else one_by_one)
            found.append((same_as_before([*before, *linked]), whom(session, linked)))
            session.rollback()
    assert found[0] == found[1]


def test_each_new_person_is_a_row_of_the_ledger(engine: Engine) -> None:
    with write_transaction(engine) as session:
        victims = [[{"name": name, "profession": "", "outlet": "", "person": None}] for name in ("Асан Үлгі", "Ботагөз Мысал")]
        ids = [of_one[0]["person"] for of_one in linked_together(session, victims, **BY)]
    with read_session(engine) as session:
        assert session.scalars(select(LedgerRow.subject).order_by(LedgerRow.id)).all() == [f"person {id}" for id in ids]
        assert ledger_verify.faults(session) == []


def test_of_many_no_more_is_asked_than_of_one(engine: Engine) -> None:
    def questions(names: list[str]) -> int:
        said: list[str] = []

        def note(_connection: object, _cursor: object, words: str, *_: object) -> None:
            said.append(words)

        with write_transaction(engine) as session:
            event.listen(engine, "before_cursor_execute", note)
            list(linked_together(session, [[{"name": name, "person": None}] for name in names], **BY))
            event.remove(engine, "before_cursor_execute", note)
        return sum(words.startswith("SELECT") for words in said)

    assert questions([f"Асан {word}ұлы" for word in ("Бек", "Дос", "Ер", "Жан", "Нұр", "Сап")]) == questions(["Ботагөз Мысал"])
