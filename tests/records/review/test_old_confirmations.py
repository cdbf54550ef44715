"""A database of the first version, brought to this one: every confirmed draft has its incident and number, or is named."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select, text

from records import ledger, review
from records.database import alembic_config, open_engine, read_session, upgrade, write_transaction
from records.ledger import ledger_verify
from records.review.old_confirmations import describe_old_drafts, number_old_confirmations, without_number
from records.tables import DraftRow, IncidentRow, LedgerRow, StatusRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW

_DRAFT = text(
    "INSERT INTO drafts (id, state, score, label, proposal, fields, follows, sample, created_at, version, decided_by, decided_at, reason)"
    " VALUES (:id, :state, 0.9, 'incident', :proposal, :fields, NULL, :sample, :at, 2, :by, :decided, NULL)"
)
_ARTICLE = text(
    "INSERT INTO articles (id, run_id, outlet, url, lang, title, text, authors, published_on, fetched_at, text_sha256)"
    " VALUES (:id, 'run', 'kz_test', :url, 'ru', :title, 'Текст', '[]', :day, :at, '0')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def first_version(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with the tables of the first version, in which three drafts were confirmed: of 2025, without a date, without a category; one is open."""
    address = f"sqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    engine = open_engine(address)
    command.upgrade(alembic_config(engine), "0001")
    dated = {"incident_date": "2025-03-01", "date_precision": "day"}
    with engine.begin() as connection:
        add(connection, 1, {"title": "Первое", "categories": [{"code": "ATT", "score": 0.9}], **dated}, confirmed=NOW)
        add(connection, 2, {"title": "Второе", "categories": []}, {"categories": ["THR"]}, confirmed=NOW - timedelta(days=700))
        add(connection, 3, {"title": "Третье", "categories": []}, confirmed=NOW)
        add(connection, 4, {"title": "Четвёртое", "categories": [{"code": "DET", "score": 0.7}]})
    yield engine
    engine.dispose()


def add(connection: Any, number: int, proposal: dict[str, Any], fields: dict[str, Any] | None = None, confirmed: datetime | None = None) -> None:
    article = {"id": f"a{number}", "url": f"https://x.example/{number}", "title": proposal["title"], "day": NOW.date(), "at": NOW}
    connection.execute(_ARTICLE, article)
    whole = {"persons": [], "outlets": [], "actor": "unknown", "outcome": "none", "lang": "ru", **proposal}
    connection.execute(
        _DRAFT,
        {"id": number, "state": "confirmed" if confirmed else "new", "proposal": json.dumps(whole), "fields": json.dumps(fields or {}), "at": NOW,
         "sample": False, "by": "Aigul" if confirmed else None, "decided": confirmed},
    )  # fmt: skip
    connection.execute(text("INSERT INTO draft_articles (article_id, draft_id) VALUES (:a, :d)"), {"a": f"a{number}", "d": number})


def brought_up(engine: Engine) -> tuple[list[str], list[int]]:
    """The database of this version, with the rows that the first version wrote into its ledger."""
    upgrade(engine)
    with write_transaction(engine) as session:
        for draft in session.scalars(select(DraftRow).where(DraftRow.state == "confirmed").order_by(DraftRow.id)):
            assert draft.decided_at is not None
            before: dict[str, Any] = {"state": "new", "fields": {}, "decided_by": None, "decided_at": None, "reason": None}
            after = {"state": "confirmed", "fields": draft.fields, "decided_by": "Aigul", "decided_at": draft.decided_at.isoformat(), "reason": None}
            ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CONFIRM, subject=f"draft {draft.id}", before=before, after=after)
    with write_transaction(engine) as session:
        assert without_number(session) == [2, 1, 3]
        describe_old_drafts(session)
        numbers, lacking = number_old_confirmations(session, who="qorgan db upgrade", now=NOW)
    return numbers, [one.draft for one in lacking]


def faults(engine: Engine) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        ledger_verify.walk(session, found.append)
        ledger_verify.standing_faults(session, found.append)
    return found


def test_each_gets_the_number_of_its_year_and_what_lacks_a_category_is_named(first_version: Engine) -> None:
    assert brought_up(first_version) == (["KZ-2024-0001", "KZ-2025-0001"], [3])
    with read_session(first_version) as session:
        assert {row.draft_id: (row.number, row.primary, row.title) for row in session.scalars(select(IncidentRow))} == {
            1: ("KZ-2025-0001", "ATT", "Первое"), 2: ("KZ-2024-0001", "THR", "Второе"),
        }  # fmt: skip
        assert {row.id: row.incident for row in session.scalars(select(DraftRow))} == {1: "KZ-2025-0001", 2: "KZ-2024-0001", 3: None, 4: None}
        assert {(row.number, row.code) for row in session.scalars(select(StatusRow))} == {("KZ-2025-0001", "REP"), ("KZ-2024-0001", "REP")}
        assert session.scalars(select(LedgerRow.who).where(LedgerRow.subject == "incident KZ-2025-0001")).first() == "qorgan db upgrade"
    assert faults(first_version) == []


def test_the_queue_shows_and_finds_old_drafts_by_their_titles(first_version: Engine) -> None:
    brought_up(first_version)
    with read_session(first_version) as session:
        assert {row.id: (row.title, row.codes) for row in session.scalars(select(DraftRow))}[4] == ("Четвёртое", "DET")


def test_doing_it_again_changes_nothing(first_version: Engine) -> None:
    brought_up(first_version)
    with write_transaction(first_version) as session:
        rows = len(session.scalars(select(LedgerRow.id)).all())
        assert describe_old_drafts(session) == 0
        numbers, lacking = number_old_confirmations(session, who="x", now=NOW)
        assert (numbers, [one.draft for one in lacking], without_number(session)) == ([], [3], [3])
        assert len(session.scalars(select(LedgerRow.id)).all()) == rows


def test_what_lacks_something_is_undone_and_confirmed_with_it(first_version: Engine) -> None:
    brought_up(first_version)
    with write_transaction(first_version) as session:
        review.undo(session, 3, who="Aigul", now=NOW)
        assert review.confirm(session, 3, who="Aigul", now=NOW, fields={"categories": ["OBS"]}).incident == "KZ-2026-0001"
        assert without_number(session) == []
    assert faults(first_version) == []


def test_undoing_an_old_confirmation_withdraws_its_incident_and_confirming_again_gives_the_number_back(first_version: Engine) -> None:
    brought_up(first_version)
    with write_transaction(first_version) as session:
        draft = review.undo(session, 1, who="Aigul", now=NOW)
        assert (draft.state, draft.incident) == ("new", None)
        assert session.get_one(IncidentRow, "KZ-2025-0001").withdrawn
    with write_transaction(first_version) as session:
        assert review.confirm(session, 1, who="Aigul", now=NOW).incident == "KZ-2025-0001"
    assert faults(first_version) == []
