"""Incidents as they are kept, corrected and told in the ledger."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.filters import IncidentFilter
from records.incident_model import Incident, Source, Victim
from records.incidents import repository
from records.tables import IncidentRow, LedgerRow, SnapshotRow, StatusRow
from records.vocabulary import Actor, Category, LedgerAction, StatusCode
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


def numbers(session: Session, **asked: Any) -> list[str]:
    return [one.number.removeprefix("KZ-2026-") for one in incidents.load(session, IncidentFilter(**asked))]


def test_incidents_come_in_the_order_of_their_numbers_narrowed_by_what_is_asked(engine: Engine) -> None:
    day = date(2026, 5, 5)
    with write_transaction(engine) as session:
        admit_all(
            session,
            [
                incident(3, None, region="KZ-35", outlets=("Дала", "Теңіз")),
                incident(2, day, region="KZ-35", actor=Actor.LAW_ENFORCEMENT, outlets=("Теңіз",)),
                incident(1, day + timedelta(days=1), region=None, actor=Actor.UNKNOWN),
                incident(4, day + timedelta(days=2), region="KZ-10", withdrawn=True),
            ],
        )
        admit_all(session, [incident(9, date(2025, 1, 1))])
        assert numbers(session) == ["KZ-2025-0009", "0001", "0002", "0003"]
        assert [one.number for one in incidents.load(session)] == ["KZ-2025-0009", "KZ-2026-0001", "KZ-2026-0002", "KZ-2026-0003"]
        assert numbers(session, withdrawn=True) == ["KZ-2025-0009", "0001", "0002", "0003", "0004"]
        assert numbers(session, withdrawn_only=True) == ["0004"]
        assert numbers(session, since=day) == ["0001", "0002"]
        assert numbers(session, until=day) == ["KZ-2025-0009", "0002"]
        assert numbers(session, since=day, until=day) == ["0002"]
        assert numbers(session, region="KZ-35") == ["0002", "0003"]
        assert numbers(session, actor="law_enforcement") == ["0002"]
        assert numbers(session, category=str(incident(2, day).primary)) == ["0002"]
        assert numbers(session, outlet="Теңіз") == ["0002", "0003"]
        assert numbers(session, number="KZ-2026-0003") == ["0003"]
        assert numbers(session, number="KZ-2026-0004") == []
        assert numbers(session, numbers={"KZ-2026-0003", "KZ-2026-0001", "KZ-2026-0004"}) == ["0001", "0003"]
        assert numbers(session, numbers=()) == []


@pytest.mark.parametrize(
    "asked", [{"block": "A"}, {"stage": "court"}, {"undated": True}, {"ahead": True}, {"in_custody": True}, {"review": True}, {"words": "Орал"}]
)
def test_a_filter_that_only_the_incidents_in_memory_know_is_refused(engine: Engine, asked: dict[str, Any]) -> None:
    with (
        read_session(engine) as session,
        pytest.raises(ValueError, match=f"no filters of the stored incidents: {next(iter(asked))}"),
    ):
        next(incidents.load(session, IncidentFilter(**asked)))


def as_named(one: Incident | None) -> Incident:
    """The incident with what it says itself of its victims, without what the records of the persons add, and with all its statuses in one list."""
    assert one is not None
    assert all(victim.person for victim in one.victims)
    victims = tuple(Victim(victim.name, victim.profession, victim.outlet) for victim in one.victims)
    statuses = tuple(sorted((*one.statuses, *one.misplaced_statuses), key=lambda status: (status.day, status.id)))
    return replace(one, victims=victims, statuses=statuses, misplaced_statuses=())


def test_an_incident_comes_back_as_it_was_admitted_however_many_are_read_at_once(engine: Engine) -> None:
    source = Source("x1", "https://x.example/1", "kz_x", "kk", "Тақырып", "2026-05-05", "1" * 64)
    given = [incident(nth, date(2026, 5, nth + 1), articles=(replace(source, id=f"x{nth}"),)) for nth in range(7)]
    with write_transaction(engine) as session:
        admit_all(session, given)
        for batch in (1, 3, 500):
            assert list(map(as_named, incidents.load(session, batch=batch))) == given
        assert as_named(incidents.find(session, given[2].number)) == given[2]
        assert incidents.find(session, "KZ-2026-0999") is None
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (last.action, last.subject, last.before, last.who, last.at) == (LedgerAction.ADMIT, f"incident {given[6].number}", {}, "Berik", NOW)
        row = session.get_one(IncidentRow, given[3].number)
        assert (row.year, row.serial, row.draft_id, row.private) == (2026, 3, None, {})
        assert row.created_at == datetime(2026, 11, 24, tzinfo=UTC)
        assert {(status.recorded_by, status.recorded_at) for status in session.query(StatusRow)} == {("Berik", NOW)}
        with pytest.raises(ValueError, match="KZ-26-1 is no number"):
            incidents.admit(session, replace(given[0], number="KZ-26-1"), who="Berik", now=NOW)


def test_articles_are_those_of_the_incidents_drafts_and_the_imported_ones_that_are_not_among_them(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        arrive(session, "b", "Сериков", lang="kk", outlet="kz_other", now=NOW + timedelta(hours=1))
        review.confirm(session, draft, **BY)
        row = session.get_one(IncidentRow, "KZ-2026-0001")
        other = {"id": "x", "url": "https://x.example/", "outlet": "kz_x", "lang": "en", "title": "T", "published_at": None, "sha256": None}
        row.sources = [{**other, "id": "a"}, other]
        session.flush()
        session.add(SnapshotRow(article_id="a", fetched_at=NOW, url="u", status=200, sha256="9" * 64, file="f", offset=0))
        session.flush()
        found = recorded(session, "KZ-2026-0001").articles
        assert [(one.id, one.outlet, one.lang, one.sha256) for one in found] == [
            ("a", "kz_test", "ru", "1" * 64), ("b", "kz_other", "kk", "1" * 64), ("x", "kz_x", "en", None),
        ]  # fmt: skip
        assert (found[0].url, found[0].title, found[0].published_at) == ("https://test.example/a", "Сериков", TODAY.isoformat())
        bare = next(incidents.load(session, articles=False))
        assert [one.id for one in bare.articles] == ["a", "x"], "without a look at the drafts only what was imported is known"
        review.undo(session, draft, **BY)
        assert [one.id for one in recorded(session, "KZ-2026-0001").articles] == ["a", "x"]


def test_a_withdrawn_status_is_not_among_those_of_its_incident(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, date(2026, 5, 5))])
        first = session.query(StatusRow).order_by(StatusRow.id).first()
        assert first is not None
        first.withdrawn = True
        session.flush()
        assert [one.code for one in recorded(session, "KZ-2026-0004").statuses] == [one.code for one in incident(4, date(2026, 5, 5)).statuses][1:]


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
        assert str(refused.value) == "there is no incident KZ-2026-0005; `qorgan export incidents` lists them"


def test_of_two_who_correct_an_incident_at_once_the_second_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(*_given: Any) -> None:
        raise StaleDataError

    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        row = repository.locked_incident(session, "KZ-2026-0004")
        monkeypatch.setattr(Session, "flush", stale)
        with pytest.raises(AlreadyDecided) as refused:
            repository._changed(session, row, {"place": "x"}, {}, LedgerAction.EDIT, **BY)
        assert str(refused.value) == "KZ-2026-0004 was changed by somebody else at the same moment; look at it again"
        monkeypatch.undo()
        session.expunge_all()


def test_a_change_without_a_note_has_an_empty_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(4, TODAY)])
        incidents.edit(session, "KZ-2026-0004", {"place": "Орал"}, {}, **BY)
        repository.withdraw(session, "KZ-2026-0004", **BY)
        assert [row.note for row in session.query(LedgerRow).where(LedgerRow.subject.startswith("incident"))] == ["", "", ""]
