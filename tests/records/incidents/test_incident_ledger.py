"""What the ledger keeps of an incident: all of it, with a digest in the place of what is never published."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from records.database import write_transaction
from records.errors import BadDecision
from records.incidents.incident_ledger import append_change, content_now, ledger_content, private_digest, require_name
from records.tables import IncidentRow, LedgerRow, StatusRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident


def test_every_column_of_an_incident_stands_in_the_ledger_or_is_its_name_in_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        row = session.query(IncidentRow).one()
        kept = content_now(session, row)
        untold = {"number", "year", "serial", "created_at", "version"}
        columns = {column.name for column in IncidentRow.__table__.columns} - untold
        assert columns - set(kept) == {"happened_on"}, "which stands under the name that exports give it"
        assert (kept["date"], kept["primary"], kept["withdrawn"], kept["draft_id"], kept["private"]) == (
            TODAY.isoformat(), row.primary, False, None, None,
        )  # fmt: skip


def test_statuses_stand_in_the_order_of_their_days_without_the_withdrawn_ones(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY - timedelta(days=30))])
        row = session.query(IncidentRow).one()
        statuses = list(session.scalars(select(StatusRow).order_by(StatusRow.id.desc())))
        days = [status["date"] for status in ledger_content(row, statuses)["statuses"]]
        assert len(days) > 2
        assert days == sorted(days)
        same_day = [
            StatusRow(id=number, day=TODAY, code=code, source="x", note="", withdrawn=withdrawn)
            for number, code, withdrawn in ((9, "CVF", False), (8, "CMP", False), (7, "PTI", True))
        ]
        assert ledger_content(row, same_day)["statuses"] == [
            {"date": TODAY.isoformat(), "code": code, "source": "x", "note": ""} for code in ("CMP", "CVF")
        ]


def test_what_is_never_published_stands_as_a_digest_alone() -> None:
    assert private_digest({}) is None
    assert private_digest({"salt": "0f", "contacts": "ә"}) == hashlib.sha256('{"contacts": "ә", "salt": "0f"}'.encode()).hexdigest()
    assert private_digest({"contacts": "ә", "salt": "0f"}) == private_digest({"salt": "0f", "contacts": "ә"})


def test_a_change_is_a_row_with_the_incident_before_and_after(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        row = session.query(IncidentRow).one()
        before: dict[str, Any] = {"place": "x"}
        row.place = "Орал"
        session.flush()
        append_change(session, row, LedgerAction.EDIT, before, who="Berik", now=NOW + timedelta(hours=1))
        append_change(session, row, LedgerAction.EDIT, before, who="Berik", now=NOW, note="сөз")
        first, second = session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("incident")).order_by(LedgerRow.id)).all()[1:]
        assert (first.action, first.subject, first.who, first.at, first.before, first.note) == (
            LedgerAction.EDIT, f"incident {row.number}", "Berik", NOW + timedelta(hours=1), before, "",
        )  # fmt: skip
        assert first.after == content_now(session, row)
        assert first.after["place"] == "Орал"
        assert second.note == "сөз"


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
def test_a_decision_needs_a_name(name: str) -> None:
    require_name("Aigul")
    with pytest.raises(BadDecision) as refused:
        require_name(name)
    assert str(refused.value) == "a decision needs the name of the person who takes it"
