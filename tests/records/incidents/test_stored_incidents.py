"""Incidents as they are stored come back whole, in the order of their numbers, narrowed by what is asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Incident, Source, Victim
from records.incidents.numbers import matching_numbers
from records.incidents.repository import incident_contributors, numbers_of_sources
from records.tables import IncidentRow, LedgerRow, SnapshotRow, StatusRow
from records.vocabulary import Actor, LedgerAction
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.records.review.arriving import BY, arrive, recorded

SOURCE = Source("x1", "https://x.example/1", "kz_x", "kk", "Тақырып", "2026-05-05", "1" * 64)


def numbers(session: Session, **asked: Any) -> list[str]:
    return [one.number.removeprefix("KZ-2026-") for one in incidents.load(session, IncidentFilter(**asked))]


def test_incidents_come_in_the_order_of_their_numbers_narrowed_by_what_is_asked(session: Session) -> None:
    day = date(2026, 5, 5)
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
    with read_session(engine) as session, pytest.raises(ValueError, match=next(iter(asked))):
        next(incidents.load(session, IncidentFilter(**asked)))


def as_named(one: Incident | None) -> Incident:
    """The incident with what it says itself of its victims, without what the records of the persons add, and with all its statuses in one list."""
    assert one is not None
    assert all(victim.person for victim in one.victims)
    victims = tuple(Victim(victim.name, victim.profession, victim.outlet) for victim in one.victims)
    statuses = tuple(sorted((*one.statuses, *one.misplaced_statuses), key=lambda status: (status.day, status.id)))
    return replace(one, victims=victims, statuses=statuses, misplaced_statuses=())


def test_an_incident_comes_back_as_it_was_admitted_however_many_are_read_at_once(session: Session) -> None:
    given = [incident(nth, date(2026, 5, nth + 1), articles=(replace(SOURCE, id=f"x{nth}"),)) for nth in range(7)]
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
    with pytest.raises(ValueError, match="KZ-26-1"):
        incidents.import_incident(session, replace(given[0], number="KZ-26-1"), who="Berik", now=NOW)


def test_articles_are_those_of_the_incidents_drafts_and_the_imported_ones_that_are_not_among_them(session: Session) -> None:
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


def test_a_withdrawn_status_is_not_among_those_of_its_incident(session: Session) -> None:
    admit_all(session, [incident(4, date(2026, 5, 5))])
    first = session.query(StatusRow).order_by(StatusRow.id).first()
    assert first is not None
    first.withdrawn = True
    session.flush()
    assert [one.code for one in recorded(session, "KZ-2026-0004").statuses] == [one.code for one in incident(4, date(2026, 5, 5)).statuses][1:]


def test_the_hands_of_an_incident_are_told_the_first_one_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_all(session, [incident(1, date(2026, 3, 5)), incident(2, date(2026, 3, 20))])
        for who in ("Dana", "Aigul", "Dana"):
            incidents.edit(session, two, {"place": f"Орал, {who}"}, {}, who=who, now=NOW)
    with read_session(engine) as session:
        assert incident_contributors(session) == {one: ("Berik",), two: ("Berik", "Dana", "Aigul")}
        assert incident_contributors(session, [two]) == {two: ("Berik", "Dana", "Aigul")}
        assert incident_contributors(session, []) == {}


def test_the_stored_incidents_are_narrowed_by_whose_they_are_and_by_whether_they_were_online(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_all(session, [incident(1, date(2026, 3, 5)), incident(2, date(2026, 3, 20), facts={"online": True})])
        incidents.edit(session, two, {"place": "Орал"}, {}, who="Dana", now=NOW)

    def found(wanted: IncidentFilter) -> list[str]:
        with read_session(engine) as session:
            return [each.number for each in incidents.load(session, wanted)]

    assert found(IncidentFilter(by="Dana")) == [two]
    assert found(IncidentFilter(by="Berik")) == [one, two]
    assert found(IncidentFilter(by="Berik", mine=True, asked_by="Dana")) == [two]
    assert found(IncidentFilter(mine=True, asked_by="")) == []
    assert found(IncidentFilter(online="yes")) == [two]
    assert found(IncidentFilter(online="no")) == [one]


def test_a_number_written_short_means_that_place_in_its_year_or_in_any(session: Session) -> None:
    admit_all(session, [incident(3, date(2026, 5, 5)), incident(3, date(2025, 5, 5)), incident(4, date(2026, 5, 6))])
    meant = {
        "KZ-2026-0003": ["KZ-2026-0003"],
        " kz-2026-3 ": ["KZ-2026-0003"],
        "2025-0003": ["KZ-2025-0003"],
        "0003": ["KZ-2026-0003", "KZ-2025-0003"],
        "3": ["KZ-2026-0003", "KZ-2025-0003"],
        "2024-3": [],
        "KZ-3": [],
        "RU-2026-3": [],
        "three": [],
    }
    assert {typed: matching_numbers(session, typed) for typed in meant} == meant


def test_the_sources_of_an_incident_are_the_articles_of_its_drafts_and_those_it_came_with(session: Session) -> None:
    drafts = [arrive(session, "a", "Сериков избит"), arrive(session, "b", "Сериков подал заявление"), arrive(session, "c", "Омаров задержан")]
    first, second = (review.confirm(session, draft, **BY).incident or "" for draft in (drafts[0], drafts[2]))
    admit_all(session, [incident(40, date(2025, 5, 5), articles=(SOURCE, replace(SOURCE, id="x2")))])
    admit_all(session, [incident(41, date(2025, 5, 6), articles=())])
    asked = [first, second, "KZ-2025-0040", "KZ-2025-0041"]
    counted = {number: len(one.articles) for number in asked if (one := incidents.find(session, number)) and one.articles}
    assert numbers_of_sources(session, asked) == counted == {first: 2, second: 1, "KZ-2025-0040": 2}
    assert numbers_of_sources(session, [second]) == {second: 1}
