"""Which incidents are among those wanted, what they are on a day, and that the charts count what the list shows; a file finds nobody by a name that is withheld."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from records import incidents
from records.collaboration import WorkSubject, give
from records.country import home
from records.database import read_session, write_transaction
from records.filter_queries import filter_from_query
from records.filters import NONE, STAGES, UNANSWERED, IncidentFilter
from records.incident_model import Incident, Status, Victim
from records.incidents import load
from records.legal_case import Appointment
from records.persons.decisions import edit_person
from records.state_requests import SentLetter, record_request
from records.vocabulary import Category, FunnelStage, LetterKind, StateBody, StatusCode, Track
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.impunity import clocks, funnel, impunity_rows, silent, stages_of
from reports.impunity.clocks import is_counted, journalist_case, last_status
from reports.incident_conditions import ON_DAY, conditions
from reports.incident_selection import entry_filter, explorer_counts, export_rows
from reports.incidents import IncidentCache, IncidentOnDay, _build_collection, _with, cache_incident
from reports.withheld.names import withheld_names
from tests import layers
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident, many
from tests.desk.site import add_person
from tests.reports.random_choices import random_filter, random_incidents

HERS, HIS = "KZ-2026-0001", "KZ-2026-0002"


@pytest.fixture
def record(engine: Engine) -> Engine:
    with write_transaction(engine) as session:
        admit_all(
            session,
            [
                incident(1, date(2026, 3, 5), victims=(Victim("Айгүл Сапарқызы", "тілші"),), title="Хат келді", summary={}, facts={"online": True}),
                incident(2, date(2026, 3, 20), victims=(Victim("Тимур Ахметов"),)),
            ],
        )
        incidents.edit(session, HIS, {"place": "Орал"}, {}, who="Dana", now=NOW)
    return engine


def test_the_book_is_narrowed_by_whose_it_is_where_it_was_and_whom_it_names(record: Engine) -> None:
    wanted_and_found: list[tuple[IncidentFilter, list[str]]] = [
        (IncidentFilter(by="Dana"), [HIS]), (IncidentFilter(mine=True, asked_by="Berik"), [HIS, HERS]),
        (IncidentFilter(mine=True, asked_by="Aigul"), []), (IncidentFilter(online="yes"), [HERS]), (IncidentFilter(online="no"), [HIS]),
        (IncidentFilter(person="Saparkyzy"), [HERS]), (IncidentFilter(since=date(2026, 3, 5)), [HIS, HERS]), (IncidentFilter(since=date(2026, 3, 6)), [HIS]),
        (IncidentFilter(until=date(2026, 3, 20)), [HIS, HERS]), (IncidentFilter(until=date(2026, 3, 19)), [HERS]), (IncidentFilter(undated=True), []),
        (IncidentFilter(category=Category.THR), [HERS]), (IncidentFilter(category=Category.DET), [HIS]), (IncidentFilter(outlet="Дала жаршысы"), [HIS, HERS]),
        (IncidentFilter(outlet="Дала"), []), (IncidentFilter(number=HIS), [HIS]), (IncidentFilter(numbers=frozenset({HERS})), [HERS]),
        (IncidentFilter(given="Dana", given_numbers=frozenset({HIS})), [HIS]), (IncidentFilter(given="Dana"), []),
        (IncidentFilter(overdue=True, overdue_numbers=frozenset({HERS})), [HERS]), (IncidentFilter(overdue=True), []),
        (IncidentFilter(words="хат"), [HERS]), (IncidentFilter(words="?!"), []), (IncidentFilter(words=" "), [HIS, HERS]),
        (IncidentFilter(silent=1), [HIS, HERS]),
    ]  # fmt: skip
    with read_session(record) as session:
        book = IncidentCache().book(session)
    for wanted, numbers in wanted_and_found:
        assert [entry.incident.number for entry in book.newest(entry_filter(book, wanted, TODAY))] == numbers, wanted.to_json()


CHECKED = {"state": "checked", "by": "Berik", "at": "2026-03-01T00:00:00+00:00", "origin": "person", "article": ""}
AHEAD, GONE, UNKNOWN = (
    incident(
        1, date(2026, 3, 5), region="KZ-35", facts={"next_dates": (Appointment(TODAY, "appeal"),)},
        text_notes={"title_ru": CHECKED, "summary_ru": CHECKED},
    ),
    replace(incident(2, date(2026, 3, 20), region="RU-MOW", withdrawn=True, facts={"next_dates": (Appointment(TODAY - timedelta(days=1), "appeal"),)})),
    replace(incident(3, None, region=None), primary=Category.BOR, categories=(Category.BOR,)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "serials"),
    [
        (IncidentFilter(), [1, 3]), (IncidentFilter(withdrawn=True), [1, 2, 3]), (IncidentFilter(undated=True), [3]), (IncidentFilter(since=date(2026, 1, 1)), [1]),
        (IncidentFilter(until=TODAY), [1]), (IncidentFilter(ahead=True), [1]), (IncidentFilter(ahead=True, withdrawn=True), [1]),
        (IncidentFilter(texts="unchecked-ru"), [3]), (IncidentFilter(texts="unchecked-kk"), [1, 3]), (IncidentFilter(region="KZ-35"), [1]),
        (IncidentFilter(region="RU-MOW", withdrawn=True), [2]), (IncidentFilter(region=NONE), [3]), (IncidentFilter(region=NONE, withdrawn=True), [2, 3]),
        (IncidentFilter(block=NONE), [3]), (IncidentFilter(block="A"), [1]), (IncidentFilter(actor=AHEAD.actor, withdrawn=True), [1]),
        (IncidentFilter(stage="complaint"), [1]), (IncidentFilter(stage="court"), []),
    ],
    ids=lambda given: "-".join(f"{name}={value}" for name, value in given.to_json().items()) if isinstance(given, IncidentFilter) else "",
)  # fmt: skip
def test_an_entry_is_told_by_its_day_its_place_its_texts_and_what_is_to_come(wanted: IncidentFilter, serials: list[int]) -> None:
    book = _build_collection(1, [cache_incident(one) for one in (AHEAD, GONE, UNKNOWN)])
    assert sorted(int(entry.incident.number[-4:]) for entry in book.newest(entry_filter(book, wanted, TODAY))) == serials


@pytest.mark.parametrize(
    ("wanted", "in_list", "in_file"),
    [
        (IncidentFilter(words="сенсация"), [1], []), (IncidentFilter(words="сейтқали"), [1], [1]), (IncidentFilter(person="Seitkali"), [1], [1]),
        (IncidentFilter(words="жұбанов"), [], []), (IncidentFilter(words="жұбанов", withdrawn=True), [2], [2]),
    ],
    ids=lambda given: "-".join(map(str, given.to_json().values())) if isinstance(given, IncidentFilter) else "",
)  # fmt: skip
def test_a_file_finds_by_names_and_words_what_the_list_finds_but_not_by_a_headline(
    wanted: IncidentFilter, in_list: list[int], in_file: list[int]
) -> None:
    book = _build_collection(1, [*(cache_incident(one, headlines=["Сенсация недели"]) for one in (AHEAD, GONE)), cache_incident(UNKNOWN)])
    for shown, serials in ((None, in_list), (lambda one: one, in_file)):
        assert [int(entry.incident.number[-4:]) for entry in book.newest(entry_filter(book, wanted, TODAY, shown))] == serials


def test_the_book_notices_who_changed_an_incident_meanwhile(record: Engine) -> None:
    cache = IncidentCache()
    with read_session(record) as session:
        assert cache.book(session).by_number[HERS].hands == ("Berik",)
    with write_transaction(record) as session:
        incidents.edit(session, HERS, {"place": "Орал"}, {}, who="Aigul", now=NOW)
    with read_session(record) as session:
        assert cache.book(session).by_number[HERS].hands == ("Berik", "Aigul")


def test_what_was_worked_out_for_a_day_is_kept_while_the_incident_stays_for_the_last_two_days(record: Engine) -> None:
    cache = IncidentCache()
    with read_session(record) as session:
        kept = cache.book(session).by_number[HERS].on(TODAY)
    with write_transaction(record) as session:
        incidents.edit(session, HIS, {"place": "Ақтау"}, {}, who="Aigul", now=NOW)
    with read_session(record) as session:
        entry = cache.book(session).by_number[HERS]
    assert entry.on(TODAY) is kept
    assert entry.on(TODAY + timedelta(days=1)) is not kept
    assert list(entry.kept) == [TODAY, TODAY + timedelta(days=1)]
    entry.on(TODAY + timedelta(days=2))
    assert list(entry.kept) == [TODAY + timedelta(days=1), TODAY + timedelta(days=2)]


@pytest.mark.parametrize("wanted", [IncidentFilter(person="Сапарқызы"), IncidentFilter(person="Saparkyzy"), IncidentFilter(words="сапарқызы")])
def test_a_file_finds_nobody_by_a_name_that_is_withheld(record: Engine, wanted: IncidentFilter) -> None:
    cache = IncidentCache()

    def in_file() -> list[str]:
        with read_session(record) as session:
            return [row["number"] for row in export_rows(session, cache.book(session), wanted, TODAY)]

    assert in_file() == [HERS]
    with write_transaction(record) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Berik", now=NOW)
    assert in_file() == []
    with read_session(record) as session:
        book = cache.book(session)
        assert [one.incident.number for one in book.newest(entry_filter(book, wanted, TODAY))] == [HERS], "the desk shows her"
        shown = entry_filter(book, wanted, TODAY, withheld_names(session).incident)
        assert not list(book.newest(shown))
        if wanted.person:
            rows = EXPORT_DEFINITIONS["incidents"].rows(session, IncidentFilter(person=wanted.person, as_of=TODAY))
            assert not list(rows)


def test_a_file_from_the_page_has_the_rows_of_the_export_the_latest_first_as_they_are_on_the_day(record: Engine) -> None:
    late = SentLetter(StateBody.MINISTRY, "Ішкі істер министрлігі", LetterKind.INFORMATION, date(2026, 4, 1), "01-7/15", "")
    with write_transaction(record) as session:
        for name in ("Berik", "Dana"):
            add_person(session, name)
        (withdrawn,) = admit_all(session, [incident(3, date(2026, 3, 1), withdrawn=True)])
        give(session, WorkSubject(number=HIS), "Dana", who="Berik", now=NOW)
        record_request(session, WorkSubject(number=HERS), late, who="Berik", now=NOW)
    wanted_and_found: list[tuple[IncidentFilter, list[str]]] = [
        (IncidentFilter(), [HIS, HERS]), (IncidentFilter(until=date(2026, 3, 19)), [HERS]), (IncidentFilter(silent=1, person="Akhmetov"), [HIS]),
        (IncidentFilter(given="Dana"), [HIS]), (IncidentFilter(overdue=True), [HERS]), (IncidentFilter(stage="complaint"), [HERS]),
        (IncidentFilter(withdrawn=True), [HIS, HERS, withdrawn]),
    ]  # fmt: skip
    with read_session(record) as session:
        exported = {row["number"]: row for row in EXPORT_DEFINITIONS["incidents"].rows(session, IncidentFilter(as_of=TODAY, withdrawn=True))}
        book = IncidentCache().book(session)
        for wanted, numbers in wanted_and_found:
            assert list(export_rows(session, book, wanted, TODAY)) == [exported[number] for number in numbers], wanted.to_json()
        before_the_term = export_rows(session, book, IncidentFilter(overdue=True), date(2026, 4, 1))
        assert list(before_the_term) == []


def test_an_export_is_narrowed_as_the_page_is(record: Engine) -> None:
    for wanted in (IncidentFilter(by="Dana"), IncidentFilter(online="yes"), IncidentFilter(person="Akhmetov"), IncidentFilter(silent=5)):
        cache = IncidentCache()
        with read_session(record) as session:
            book = cache.book(session)
            page = sorted(entry.incident.number for entry in book.newest(entry_filter(book, wanted, TODAY)))
            rows = EXPORT_DEFINITIONS["incidents"].rows(session, IncidentFilter(**{**vars(wanted), "as_of": TODAY}))
            assert [row["number"] for row in rows] == page
            assert page


CASES = (
    incident(1, date(2026, 1, 1), statuses=(Status(date(2026, 2, 1), StatusCode.PTI, "x"),)),
    incident(4, date(2026, 11, 1), victims=(Victim("Айгүл Сапарқызы"), Victim("Дана Омарова")), statuses=()),
    replace(
        incident(5, date(2026, 6, 1)), recorded=TODAY - timedelta(days=40),
        statuses=(Status(date(2026, 6, 2), StatusCode.JDT, "x"), Status(date(2026, 7, 2), StatusCode.JRL, "x"), Status(date(2026, 7, 9), StatusCode.JCT, "x")),
    ),
    replace(incident(5, date(2026, 11, 20)), number="KZ-2026-0006", statuses=(Status(date(2026, 11, 20), StatusCode.JDT, "x"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "serials"),
    [
        (IncidentFilter(), [1, 4, 5, 6]), (IncidentFilter(any_category=Category.SMR), [4]), (IncidentFilter(status=StatusCode.PTI), [1]),
        (IncidentFilter(status=StatusCode.JDT), [6]), (IncidentFilter(track="perpetrator"), [1]), (IncidentFilter(track="journalist"), [5, 6]),
        (IncidentFilter(silent=90), [1, 5]), (IncidentFilter(silent=90, track="perpetrator"), [1]),
        (IncidentFilter(silent=90, track="journalist"), [5]), (IncidentFilter(silent=0), [1, 5, 6]), (IncidentFilter(days_in_custody=0), [5, 6]),
        (IncidentFilter(days_in_custody=5), [5]), (IncidentFilter(in_custody=True), [6]), (IncidentFilter(person="saparkyzy"), [4]),
        (IncidentFilter(person="Омарова Айгүл"), []), (IncidentFilter(recorded_since=TODAY), [1, 4, 6]),
        (IncidentFilter(recorded_until=TODAY - timedelta(days=1)), [5]),
    ],
)  # fmt: skip
def test_a_filter_takes_the_incidents_that_it_names(wanted: IncidentFilter, serials: list[int]) -> None:
    def holds(one: Incident) -> bool:
        return all(test(IncidentOnDay(one, TODAY)) for test in conditions(wanted))

    assert [int(one.number[-4:]) for one in CASES if holds(one)] == serials
    assert set(wanted.to_json()) <= set(ON_DAY)


JAILED = incident(
    5, date(2026, 6, 1), statuses=(Status(date(2026, 6, 2), StatusCode.JDT, "x"), Status(date(2026, 6, 12), StatusCode.JRL, "x")),
)  # fmt: skip


def test_every_value_is_that_of_the_clocks() -> None:
    for one in [*many(60), JAILED, incident(9, date(2026, 5, 1), withdrawn=True), incident(9, TODAY + timedelta(days=3))]:
        seen, clock = IncidentOnDay(one, TODAY), clocks(one, TODAY)
        assert seen.clocks == clock
        assert (seen.days_in_custody, seen.waited) == (clock.in_custody, clock.without_accountability)
        case = journalist_case(one, TODAY)
        assert seen.held == (is_counted(one, TODAY) and case is not None and case.held is not None)


@pytest.mark.parametrize("days", [0, 90, 400])
def test_silence_is_that_of_the_report(days: int) -> None:
    records = [*many(60), incident(99, date(2025, 5, 1), withdrawn=True)]
    told = {case.number: case.days for case in silent(records, TODAY, days)}
    seen = {one.number: IncidentOnDay(one, TODAY).silent_on(None) for one in records}
    assert {number: since for number, since in seen.items() if since is not None and since >= days} == told
    assert told
    assert IncidentOnDay(records[0], TODAY).silent == IncidentOnDay(records[0], TODAY).silent_on(None)


def test_each_story_has_its_own_silence() -> None:
    both = replace(
        incident(1, date(2026, 1, 1)), categories=(Category.ATT, Category.CRM), primary=Category.ATT,
        statuses=(Status(date(2026, 2, 1), StatusCode.PTI, "x"), Status(date(2026, 11, 20), StatusCode.JCT, "x")),
    )  # fmt: skip
    seen = IncidentOnDay(both, TODAY)
    assert (seen.silent_on(Track.PERPETRATOR), seen.silent_on(Track.JOURNALIST), seen.silent) == (296, 4, 4)
    assert {track: status.code for track, status in seen.last.items()} == {Track.PERPETRATOR: StatusCode.PTI, Track.JOURNALIST: StatusCode.JCT}
    assert seen.since_last_status == 4
    assert seen.runs(Track.PERPETRATOR)
    assert seen.runs(Track.JOURNALIST)


def test_each_story_runs_by_the_statuses_known_on_the_day() -> None:
    assert IncidentOnDay(JAILED, date(2026, 6, 5)).held
    assert IncidentOnDay(JAILED, date(2026, 6, 5)).last[Track.JOURNALIST].code is StatusCode.JDT
    assert not IncidentOnDay(JAILED, TODAY).held
    assert IncidentOnDay(JAILED, date(2026, 6, 1)).since_last_status is None
    attack, case = (
        IncidentOnDay(replace(incident(0, TODAY), primary=code, categories=(code,), statuses=()), TODAY) for code in (Category.ATT, Category.CRM)
    )
    assert (attack.runs(Track.PERPETRATOR), attack.runs(Track.JOURNALIST)) == (True, False)
    assert (case.runs(Track.PERPETRATOR), case.runs(Track.JOURNALIST)) == (False, True)
    assert attack.punishable
    assert not attack.answered


@pytest.mark.parametrize("ago", [0, 200, 2000])
def test_the_stages_of_each_together_are_the_funnel_of_all(ago: int) -> None:
    records, day = [*many(60), incident(99, date(2025, 5, 1), withdrawn=True)], TODAY - timedelta(days=ago)
    whole = funnel(records, day)
    seen = {one.number: IncidentOnDay(one, day).stages for one in records}
    for stage in FunnelStage:
        assert {number for number, stages in seen.items() if stage in stages} == set(whole.at(stage))
        assert {one.number for one in records if stage in stages_of(one, day)} == set(whole.at(stage))
    assert {number for number, stages in seen.items() if UNANSWERED in stages} == set(whole.recorded) - set(whole.accountable)
    assert set().union(*seen.values()) <= set(map(str, STAGES))
    assert bool(whole.court) is (ago < 2000)


def test_a_report_after_a_step_is_not_what_stands_last() -> None:
    told = (Status(date(2026, 11, 20), StatusCode.CMP, "x"), Status(date(2026, 11, 23), StatusCode.REP, "x"))
    seen = IncidentOnDay(incident(1, date(2026, 11, 20), statuses=told), TODAY)
    assert {track: one.code for track, one in seen.last.items()} == {Track.PERPETRATOR: StatusCode.CMP}
    assert (seen.since_last_status, seen.clocks.since_last_status) == (4, 4)
    assert last_status(told[1:]) == told[1], "where nothing else is on record it is"
    assert last_status(()) is None
    assert next(impunity_rows([seen.incident], TODAY))["status"] == "CMP"
    for code, found in (("CMP", True), ("REP", False)):
        assert all(condition(seen) for condition in conditions(IncidentFilter(status=code))) is found


@pytest.mark.parametrize("seed", range(3))
def test_every_count_is_that_of_the_records_in_the_list(engine: Engine, seed: int) -> None:
    chance = Random(seed)
    with write_transaction(engine) as session:
        admit_all(session, list(random_incidents(chance, 60)))
    with read_session(engine) as session:
        book = IncidentCache().book(session)
        found_some = 0
        rounds = 60 if layers.is_full() else 15
        for _ in range(rounds):
            wanted = filter_from_query(IncidentFilter, random_filter(chance))
            listed = {entry.incident.number for entry in book.newest(entry_filter(book, wanted, TODAY))}
            stored = list(load(session, IncidentFilter(numbers=frozenset(listed or {"KZ-1999-0001"}), withdrawn=True)))
            found = explorer_counts(book, wanted, TODAY)
            assert found.total == len(listed) == len(stored)
            assert found.undated == sum(one.day is None for one in stored)
            assert found.by_month == Counter((one.day.year, one.day.month) for one in stored if one.day)
            assert found.by_category == Counter(one.primary for one in stored)
            assert found.by_actor == Counter(one.actor for one in stored)
            assert found.by_region == Counter(one.region if one.region in home().regions else NONE for one in stored)
            assert found.by_outlet == Counter(outlet for one in stored for outlet in one.outlets)
            for stage, number in found.by_stage.items():
                at_stage = entry_filter(book, filter_from_query(IncidentFilter, {"stage": stage, "withdrawn": "yes"}), TODAY)
                assert number == sum(at_stage(book.by_number[one]) for one in listed)
            assert found.total == sum(found.by_month.values()) + found.undated == sum(found.by_category.values()) == sum(found.by_actor.values())
            found_some += bool(found.total)
        assert found_some > rounds // 6


@pytest.mark.parametrize("seed", range(3))
def test_after_every_change_the_counts_are_those_of_a_book_read_again(seed: int) -> None:
    chance = Random(seed)
    book = _build_collection(1, [cache_incident(one) for one in random_incidents(chance, 60)])
    choices = [filter_from_query(IncidentFilter, random_filter(chance)) for _ in range(12)] + [IncidentFilter()]
    for head in range(2, 12):
        kept = [explorer_counts(book, wanted, TODAY) for wanted in choices]
        anew = replace(book, passed_on={})
        assert kept == [explorer_counts(anew, wanted, TODAY) for wanted in choices]
        numbers = [one.number for one in chance.sample(list(book.incidents), 4)]
        others = random_incidents(chance, 5)
        changed = [cache_incident(replace(other, number=number)) for number, other in zip(numbers, others, strict=False)]
        new = cache_incident(replace(next(random_incidents(chance, 1)), number=f"KZ-2026-{5000 + head}"))
        book = _with(_with(book, 2 * head, [*changed, new]), 2 * head + 1, [cache_incident(replace(new.incident, region=None))])


def test_what_has_not_changed_is_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    book = _build_collection(1, [cache_incident(one) for one in random_incidents(Random(1), 40)])
    total = explorer_counts(book, IncidentFilter(), TODAY).total
    monkeypatch.setattr("reports.incident_selection.entry_filter", lambda *_: pytest.fail("all incidents were looked at again"))
    new = cache_incident(replace(next(one for one in book.incidents if not one.withdrawn), number="KZ-2026-5000"))
    assert explorer_counts(_with(book, 2, [new]), IncidentFilter(), TODAY).total == total + 1


def test_on_record_are_those_that_are_not_withdrawn(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, list(random_incidents(Random(5), 40)))
    with read_session(engine) as session:
        book = IncidentCache().book(session)
    found = explorer_counts(book, IncidentFilter(withdrawn=True), TODAY)
    assert found.total == 40
    assert found.in_all == explorer_counts(book, IncidentFilter(), TODAY).total < 40
