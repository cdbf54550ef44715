"""Incidents as they are kept, corrected and told in the ledger."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.incident_model import Status
from records.incidents import repository
from records.incidents.tracks import misplaced
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Category, Lawful, LedgerAction, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
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


def test_an_incident_without_a_date_is_numbered_in_the_year_of_its_confirmation_by_the_home_clock(engine: Engine) -> None:
    eve = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков", screened={"incident_date": None, "date_precision": None})
        assert review.confirm(session, draft, who="Aigul", now=eve).incident == "KZ-2027-0001"
        row = session.get_one(IncidentRow, "KZ-2027-0001")
        assert (row.year, row.serial, row.draft_id, row.withdrawn, row.sources, row.created_at) == (2027, 1, draft, False, [], eve)


def test_what_was_noted_for_the_victims_stays_when_a_withdrawn_incident_is_given_back_unless_it_is_written_anew(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.confirm(session, draft, fields={"contacts": "первый"}, **BY)
        review.undo(session, draft, **BY)
        review.confirm(session, draft, fields={"place": "Орал"}, **BY)
        row = session.get_one(IncidentRow, "KZ-2026-0001")
        assert (row.private["contacts"], row.place, row.withdrawn) == ("первый", "Орал", False)
        told = {ledgered.action: ledgered for ledgered in session.query(LedgerRow).where(LedgerRow.subject == "incident KZ-2026-0001")}
        assert (told[LedgerAction.WITHDRAW].before["withdrawn"], told[LedgerAction.WITHDRAW].after["withdrawn"]) == (False, True)
        assert (told[LedgerAction.GIVE_BACK].before["withdrawn"], told[LedgerAction.GIVE_BACK].after["withdrawn"]) == (True, False)
        review.undo(session, draft, **BY)
        review.confirm(session, draft, fields={"contacts": "второй"}, **BY)
        assert session.get_one(IncidentRow, "KZ-2026-0001").private["contacts"] == "второй"


def test_private_notes_have_a_salt_of_their_own_and_nothing_where_nothing_is_noted() -> None:
    one, other = (repository.private_fields({"contacts": "туысы", "safety_notes": " ", "place": "x"}) for _ in range(2))
    assert set(one) == {"contacts", "salt"}
    assert re.fullmatch("[0-9a-f]{32}", one["salt"])
    assert one["salt"] != other["salt"]
    assert repository.private_fields({"contacts": "", "safety_notes": "  "}) == {}


def edited(session: Session, facts: dict[str, Any], private: dict[str, str] | None = None) -> IncidentRow:
    return incidents.edit(session, "KZ-2026-0004", facts, private or {}, note="хат бойынша", **BY)


def test_a_correction_of_categories_keeps_the_primary_one_first_and_each_once(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [replace(incident(4, TODAY), primary=Category.ATT, categories=(Category.ATT, Category.SMR))])
        for facts, kept in (
            ({"primary": "SMR"}, ["SMR", "ATT"]),
            ({"primary": "THR"}, ["THR", "SMR", "ATT"]),
            ({"categories": ["OBS", "THR"]}, ["OBS", "THR"]),
            ({"primary": "THR", "categories": ["OBS", "ATT"]}, ["THR", "OBS", "ATT"]),
        ):
            row = edited(session, facts)
            assert (row.primary, row.categories) == (kept[0], kept), facts


def test_a_field_that_is_emptied_is_empty_and_private_notes_are_changed_one_by_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        row = edited(session, {"place": None, "region": None, "victims": None}, {"contacts": "туысы", "safety_notes": "x"})
        assert (row.place, row.region, row.victims) == (None, None, [])
        assert edited(session, {}, {"safety_notes": ""}).private["contacts"] == "туысы"
        assert "safety_notes" not in row.private
        salt = row.private["salt"]
        assert edited(session, {"place": "Орал"}).private["salt"] == salt, "what is not touched keeps its digest"
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (last.action, last.who, last.at, last.note) == (LedgerAction.EDIT, "Aigul", NOW, "хат бойынша")
        assert (last.before["place"], last.after["place"]) == (None, "Орал")


def test_what_people_may_not_change_is_refused_by_its_name(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        for name in ("number", "draft_id", "withdrawn", "created_at", "sources"):
            with pytest.raises(ValueError, match=f"^{name} is no column that people may change$"):
                edited(session, {name: None})
        with pytest.raises(NoSuchIncident) as refused:
            incidents.edit(session, "KZ-2026-0005", {}, {}, **BY)
        assert str(refused.value) == "there is no incident KZ-2026-0005"
        assert refused.value.in_shell == "`qorgan export incidents` lists them"


def test_of_two_who_correct_an_incident_at_once_the_second_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(*_given: Any) -> None:
        raise StaleDataError

    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        row = repository.locked_incident(session, "KZ-2026-0004")
        monkeypatch.setattr(Session, "flush", stale)
        with pytest.raises(AlreadyDecided) as refused:
            repository.write_change(session, row, {"place": "x"}, {}, LedgerAction.EDIT, **BY)
        assert str(refused.value) == "KZ-2026-0004 was changed by somebody else at the same moment; look at it again"
        monkeypatch.undo()
        session.expunge_all()


def test_a_change_without_a_note_has_an_empty_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        incidents.edit(session, "KZ-2026-0004", {"place": "Орал"}, {}, **BY)
        repository.withdraw(session, "KZ-2026-0004", **BY)
        assert [row.note for row in session.query(LedgerRow).where(LedgerRow.subject.startswith("incident"))] == ["", "", ""]


def _counts_as_told(code: StatusCode, categories: tuple[Category, ...], lawful: Lawful) -> bool:
    return misplaced(code, categories, lawful) is None


@pytest.mark.parametrize("code", ["CVF", "CRTP", "PTI", "JSN", "REP"])
def test_no_correction_of_something_else_makes_a_status_count_or_stop_to_count(engine: Engine, code: str) -> None:
    told = [((Category.CRM,), Lawful.UNKNOWN), ((Category.CRM, Category.OBS), Lawful.UNKNOWN), ((Category.ARR,), Lawful.UNKNOWN),
            ((Category.ARR,), Lawful.NO), ((Category.ATT,), Lawful.UNKNOWN)]  # fmt: skip
    pairs = list(itertools.product(told, told))
    with write_transaction(engine) as session:
        old = [
            replace(
                incident(nth, TODAY), primary=codes[0], categories=codes, facts={"lawful": lawful}, statuses=(Status(TODAY, StatusCode(code), "№ 7"),)
            )
            for nth, ((codes, lawful), _) in enumerate(pairs, start=1)
        ]
        admit_all(session, old)
    with write_transaction(engine) as session:
        for one, (before, after) in zip(old, pairs, strict=True):
            facts = {"primary": after[0][0].value, "categories": [each.value for each in after[0]], "lawful": after[1].value}
            if _counts_as_told(StatusCode(code), *before) == _counts_as_told(StatusCode(code), *after):
                incidents.edit(session, one.number, facts, {}, **BY)
                continue
            with pytest.raises(BadDecision, match="withdraw this status first"):
                incidents.edit(session, one.number, facts, {}, **BY)
            (status,) = (*recorded(session, one.number).statuses, *recorded(session, one.number).misplaced_statuses)
            incidents.withdraw_status(session, one.number, status.id, reason="another case", **BY)
            incidents.edit(session, one.number, facts, {}, **BY)


def test_her_sentence_that_was_entered_as_justice_does_not_count_as_justice_when_the_police_stopped_her_filming_too(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(
            session, [replace(incident(1, TODAY), primary=Category.CRM, categories=(Category.CRM,), statuses=(Status(TODAY, StatusCode.CVF, "№ 7"),))]
        )
        with pytest.raises(BadDecision, match="CVF stands on the wrong track, and would count from now on"):
            incidents.edit(session, "KZ-2026-0001", {"categories": ["CRM", "OBS"]}, {}, **BY)
        (wrong,) = recorded(session, "KZ-2026-0001").misplaced_statuses
        penalty = {"kind": "suspended"}
        incidents.correct_status(session, "KZ-2026-0001", wrong.id, StatusCode.JSN, TODAY, source="№ 7", reason="hers", penalty=penalty, **BY)
        incidents.edit(session, "KZ-2026-0001", {"categories": ["CRM", "OBS"]}, {}, **BY)
        one = recorded(session, "KZ-2026-0001")
        assert ([status.code for status in one.statuses], one.misplaced_statuses) == ([StatusCode.JSN], ())
