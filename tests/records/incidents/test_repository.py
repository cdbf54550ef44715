"""Incidents as they are kept, corrected and told in the ledger."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Category, StatusCode
from tests.conftest import NOW
from tests.records.review.arriving import arrive, recorded, state

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_a_status_has_a_source_and_a_day_between_the_incident_and_today(engine: Engine) -> None:
    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков"), **BY)
        for day, source, told in (
            (date(2026, 11, 25), "x", "future"),
            (date(2026, 11, 21), "x", "before the incident"),
            (NOW.date(), " ", "source"),
        ):
            with pytest.raises(BadDecision, match=told):
                incidents.add_status(session, "KZ-2026-0001", StatusCode.CMP, day, source=source, **BY)
        with pytest.raises(NoSuchIncident):
            incidents.add_status(session, "KZ-2026-0002", StatusCode.CMP, NOW.date(), source="x", **BY)
        incidents.add_status(session, "KZ-2026-0001", StatusCode.CMP, NOW.date(), source="заявление № 7", **BY)
        assert [one.code for one in recorded(session, "KZ-2026-0001").statuses] == ["REP", "CMP"]


def test_a_corrected_incident_keeps_its_number_and_the_ledger_tells_what_stood_before(engine: Engine) -> None:
    from records.review.incident_facts import corrections

    with write_transaction(engine) as session:
        review.confirm(session, arrive(session, "a", "Сериков"), **BY)
        given = {"primary": "THR", "incident_date": "2025-12-31", "contacts": "+7 700", "victims": "Б. Сериков"}
        incidents.edit(session, "KZ-2026-0001", *corrections(given), note="по письму редакции", **BY)
        one = recorded(session, "KZ-2026-0001")
        assert (one.number, one.day, one.categories, one.victims[0].name) == (
            "KZ-2026-0001",
            date(2025, 12, 31),
            (Category.THR, Category.ATT),
            "Б. Сериков",
        )
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (last.action, last.before["primary"], last.after["primary"], last.note) == ("edit", "ATT", "THR", "по письму редакции")
        assert "+7 700" not in str((last.before, last.after))
        with pytest.raises(BadDecision, match="score is no field"):
            corrections({"score": 1})


def test_an_act_without_a_name_is_refused_and_leaves_nothing_behind(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.confirm(session, draft, who=" ", now=NOW)
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.reject(session, draft, who="", now=NOW, reason="old")
    with read_session(engine) as session:
        assert (session.query(IncidentRow).count(), session.query(LedgerRow).count(), state(session, draft)) == (0, 0, "new")
