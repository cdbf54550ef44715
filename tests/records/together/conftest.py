"""Three people, two drafts and one incident, over each of the two databases."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import review
from records.database import write_transaction
from records.users import Role
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import add_draft, add_person

PEOPLE = {"Айгүл": Role.MONITOR, "Айгүл Серік": Role.MONITOR, "Berik": Role.EDITOR, "Dana": Role.OPERATOR}


@dataclass(frozen=True)
class Desk:
    """The database, the drafts that wait in it, and the number of an incident that Berik confirmed, with its draft."""

    engine: Engine
    drafts: tuple[int, int]
    number: str
    confirmed: int


@pytest.fixture
def desk(engine: Engine) -> Desk:
    with write_transaction(engine) as session:
        for name, role in PEOPLE.items():
            add_person(session, name, role)
        admit_all(session, [incident(1, TODAY)])
        ids = [add_draft(session, word, title=f"{word} сотта", text=f"{word} сотта болды.") for word in ("Серіков", "Омаров", "Ахметов")]
        number = review.confirm(session, ids[2], who="Berik", now=NOW).incident
    return Desk(engine, (ids[0], ids[1]), number or "", ids[2])


@pytest.fixture
def session(desk: Desk) -> Iterator[Session]:
    with write_transaction(desk.engine) as made:
        yield made
