"""Who watches is told of drafts: the grave ones at once and once, the day's every morning, the week's every Monday; over real HTTP, on both databases."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from flows.notify.digest import day_contents, draft_lines, send_draft_notices, urgent_contents, urgent_due, week_digest
from flows.notify.outlets import send_outlet_notices
from flows.notify.sending import require_known_addresses
from records import review
from records.collaboration import WorkSubject
from records.database import read_session, write_transaction
from records.digest_state import DayNotice, NotifiedDay, newest_draft
from records.errors import SettingsError
from records.incident_model import Victim
from records.incidents import add_status, import_incident
from records.legal_case import Appointment
from records.outlets import claims, health
from records.outlets.health import PanelOutlet, join_panel
from records.persons.decisions import edit_person
from records.review import groups
from records.settings import Settings
from records.state_requests import SentLetter, record_request
from records.tables import DraftRow, NoticeRow, SampleWeekRow, ScreeningRow
from records.vocabulary import Cause, LetterKind, StateBody, StatusCode
from tests.conftest import NOW, Speak
from tests.desk.incident_records import incident
from tests.flows.notify.notice_listener import Listener, dead_address, listening
from tests.flows.plain_words import plain
from tests.records import rows
from tests.records.recogniser import ByFirstWord

DESK = "https://desk.example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A Tuesday: 07:59 in Kazakhstan.
EARLY = datetime(2026, 11, 24, 2, 59, tzinfo=UTC)
EIGHT = EARLY + timedelta(minutes=1)


def arrive(engine: Engine, identifier: str, title: str, code: str = "KIL", score: float = 0.9, *, now: datetime = EARLY, **values: Any) -> int:
    """An article is stored, screened and queued: the id of its draft."""
    screened = values.pop("screened", {})
    with write_transaction(engine) as session:
        rows.article(session, identifier, title=title, **{"now": now, "published_on": now.date(), **values})
        rows.screening(session, identifier, score=score, categories=[{"code": code, "score": score}], **screened)
        review.propose(session, review.screenings_without_draft(session, "test 1"), now=now, recogniser=ByFirstWord())
        found = groups.draft_of(session, identifier)
    assert found is not None
    return found


def spot_check(engine: Engine, identifier: str, now: datetime) -> None:
    """An article that was screened out is drawn into the week's sample."""
    with write_transaction(engine) as session:
        rows.article(session, identifier, now=now)
        rows.screening(session, identifier, flagged=False, score=0.9, categories=[{"code": "KIL", "score": 0.9}])
        stratum = SampleWeekRow(week="2026-W48", stratum="near", model="test 1", population=9, at=now)
        drawn = session.query(ScreeningRow).filter_by(article_id=identifier).one()
        assert review.propose_sample(session, stratum, [drawn], now=now) == 1


def tell(engine: Engine, now: datetime, *addresses: str, origin: str = "") -> None:
    send_draft_notices(engine, Settings(notify=" ".join(addresses), origin=origin), now)


def titles(listener: Listener) -> list[str]:
    return [told["title"] for told in listener.told]


def notices(engine: Engine) -> list[tuple[str, str, str | None]]:
    with read_session(engine) as session:
        return [(row.outlet, row.kind, row.cause) for row in session.query(NoticeRow).order_by(NoticeRow.id)]


def test_killing_abduction_detention_and_arrest_are_told_at_once_in_one_message_and_nothing_else_is(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    with write_transaction(engine) as session:
        join_panel(session, PanelOutlet("kz_test", {"en": "Oral Land"}, "https://test.example/", "KZ", None, ("ru",)), NOW.date())
    for code, score in (("KIL", 0.95), ("DIS", 0.8), ("DET", 0.7), ("ARR", 0.5), ("ATT", 0.99), ("SUM", 0.99)):
        arrive(engine, code.lower(), f"{code} of a reporter", code, score)
    arrive(engine, "doubtful", "Doubtful news", "KIL", 0.49)
    spot_check(engine, "drawn", EARLY)
    tell(engine, EARLY, listener.address, origin=DESK)
    assert plain(titles(listener)) == snapshot(name="words")
    assert plain(listener.told[0]["message"].split("\n")) == snapshot(name="words 2")
    assert notices(engine) == [(f"(draft {id})", "urgent", None) for id in (1, 2, 3, 4)]


def test_an_urgent_draft_is_told_once_and_a_later_one_by_itself(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков убит")
    for _ in range(2):
        tell(engine, EARLY, listener.address)
    arrive(engine, "b", "Сериков и подробности")
    tell(engine, EARLY, listener.address)
    assert len(listener.told) == 1
    arrive(engine, "c", "Ахметова задержана", "DET")
    tell(engine, EARLY, listener.address)
    assert len(listener.told) == 2
    assert "Ахметова" in listener.told[1]["message"]
    assert "Сериков" not in listener.told[1]["message"]


def test_an_attack_of_which_the_reporter_died_is_told_when_the_news_joins_its_draft(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков избит", "ATT", 0.8)
    tell(engine, EARLY, listener.address)
    assert listener.told == []
    arrive(engine, "b", "Сериков скончался", "KIL", 0.9)
    tell(engine, EARLY, listener.address)
    assert len(listener.told) == 1


def test_two_runs_that_end_at_once_tell_once(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    arrive(engine, "a", "Сериков убит")
    threads = [threading.Thread(target=tell, args=(engine, EIGHT, listener.address)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # What was told at once is no news in the digest.
    assert plain(titles(listener)) == snapshot(name="words")
    with write_transaction(engine) as session:
        for name in ("(urgent)", "(daily)", "(weekly)"):
            assert claims.claim(session, name, "another", EIGHT)


def test_while_another_process_tells_this_one_keeps_silent_and_nothing_is_lost(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков убит")
    with write_transaction(engine) as session:
        assert claims.claim(session, "(urgent)", "another", EARLY)
    tell(engine, EARLY, listener.address)
    assert listener.told == []
    with write_transaction(engine) as session:
        claims.release(session, "(urgent)", "another")
    tell(engine, EARLY, listener.address)
    assert len(listener.told) == 1


def ago(days: int) -> date:
    return (EARLY - days * DAY).date()


@pytest.mark.parametrize(
    "old",
    [
        {"published_on": None, "fetched_at": EARLY - 3 * DAY},
        {"published_on": date(2021, 6, 1)},
        {"published_on": ago(0), "screened": {"incident_date": "2021-06-01"}},
        {"published_on": ago(0), "screened": {"incident_date": "2021-01-01", "date_precision": "year"}},
    ],
    ids=["found three days ago", "a reach into the past", "fresh news of an old case", "fresh news of an old year"],
)
def test_what_was_found_earlier_and_an_old_finished_case_are_no_alarm(engine: Engine, listener: Listener, old: dict[str, Any]) -> None:
    arrive(engine, "a", "Сериков убит", **old)
    arrive(engine, "b", "Ахметова пропала", "DIS", published_on=ago(2))
    tell(engine, EARLY, listener.address)
    assert notices(engine) == [("(draft 2)", "urgent", None)]


def test_an_old_article_found_today_about_somebody_who_may_be_held_now_is_told_at_once(engine: Engine, listener: Listener) -> None:
    # A weekly paper: detained on the 14th, printed on the 19th, found today. An arrest may last thirty days.
    arrive(engine, "a", "Сериков задержан", "DET", published_on=ago(5), screened={"incident_date": ago(10).isoformat()})
    arrive(engine, "b", "Ахметова задержана", "DET", published_on=ago(40), screened={"incident_date": ago(41).isoformat()})
    freed = {"incident_date": ago(10).isoformat(), "outcome": "acquitted", "outcome_of": "journalist"}
    arrive(engine, "c", "Омаров арестован", "ARR", published_on=ago(5), screened=freed)
    tell(engine, EARLY, listener.address)
    assert notices(engine) == [("(draft 1)", "urgent", None)]


def test_a_decided_draft_is_not_told(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков убит")
    with write_transaction(engine) as session:
        review.reject(session, 1, who="Aigul", now=EARLY, reason="old")
    tell(engine, EARLY, listener.address)
    assert listener.told == []


def test_a_told_draft_that_is_merged_split_or_undone_is_not_told_again(engine: Engine, listener: Listener) -> None:
    by: dict[str, Any] = {"who": "Aigul", "now": EARLY}
    arrive(engine, "a", "Сериков убит")
    arrive(engine, "b", "Сериков второе сообщение")
    tell(engine, EARLY, listener.address)
    second, third = arrive(engine, "c", "Журналист убит", score=0.4), arrive(engine, "d", "Репортёр убит", score=0.4)
    with write_transaction(engine) as session:
        review.reject(session, 1, reason="old", **by)
        review.undo(session, 1, **by)
        review.split(session, 1, articles=["b"], **by)
        review.merge(session, 1, into=second, **by)
        review.merge(session, second, into=third, **by)
        assert session.get_one(DraftRow, third).score == 0.9
    tell(engine, EARLY, listener.address)
    assert len(listener.told) == 1


def test_what_a_dead_address_did_not_take_is_told_by_the_next_run(
    engine: Engine, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    arrive(engine, "a", "Сериков убит")
    arrive(engine, "b", "Омаров избит", "ATT")
    tell(engine, EIGHT, dead_address())
    assert [kind for _, kind, _ in notices(engine)] == ["weekly"]
    said = capsys.readouterr().err
    assert plain(said.splitlines()) == snapshot(name="words")
    tell(engine, EIGHT, listener.address)
    assert len(listener.told) == 2


def test_without_an_address_nothing_is_sent_and_nothing_written(engine: Engine) -> None:
    arrive(engine, "a", "Сериков убит")
    tell(engine, EIGHT)
    assert notices(engine) == []


def test_each_address_is_told_in_its_own_language(engine: Engine, listener: Listener, speak: Speak) -> None:
    speak("en")
    arrive(engine, "a", "Сериков задержан", "DET")
    with listening() as second, listening() as third:
        tell(engine, EARLY, listener.address, f"ru={second.address}", f"kk={third.address}")
        for told, word in ((listener, "detention; "), (second, "задержание; "), (third, "ұстау; ")):
            assert len(told.told) == 1
            assert word in told.told[0]["message"]


def test_notices_of_outlets_come_in_the_language_of_the_address_too(engine: Engine, listener: Listener, speak: Speak) -> None:
    speak("kk")
    for day in (0, 1):
        with write_transaction(engine) as session:
            health.note_visit(session, "kz_oral", (NOW + day * DAY).date(), Cause.DNS, NOW + day * DAY)
    with listening() as second:
        send_outlet_notices(engine, Settings(notify=f"ru={listener.address} {second.address}"), NOW + DAY)
        assert titles(listener) == ["Qorgan: 1 издание даёт сбой"]
        assert titles(second) == ["Qorgan: 1 басылымда іркіліс бар"]


def test_a_dead_address_with_a_language_is_named_by_its_place_and_shows_nothing_of_itself(
    engine: Engine, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    arrive(engine, "a", "Сериков убит")
    tell(engine, EARLY, listener.address, f"ru={dead_address()}", "kk=nonsense://top-secret")
    assert plain(capsys.readouterr().err) == snapshot(name="words")


def test_the_days_digest_comes_once_by_the_first_run_from_eight_on(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    arrive(engine, "a", "Сериков избит", "ATT")
    heard = []
    for now in (EARLY, EIGHT, EIGHT + HOUR, EIGHT + 15 * HOUR + timedelta(minutes=59)):
        tell(engine, now, listener.address)
        heard.append(len(listener.told))
    assert heard == [0, 1, 1, 1]
    arrive(engine, "b", "Ахметова избита", "ATT", now=EIGHT + 2 * HOUR)
    for now in (EIGHT + 3 * HOUR, EARLY + DAY, EIGHT + DAY, EIGHT + DAY + HOUR):
        tell(engine, now, listener.address)
        heard.append(len(listener.told))
    assert heard[4:] == [1, 1, 2, 2]
    assert "Ахметова" in listener.told[1]["message"]
    assert "Сериков" not in listener.told[1]["message"]
    assert plain(listener.told[1]["message"]) == snapshot(name="words")


def test_the_days_digest_counts_each_draft_once_by_kind_and_says_what_waits(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    by: dict[str, Any] = {"who": "Aigul", "now": EARLY - 5 * DAY}
    followup: dict[str, Any] = {"screened": {"label": "followup"}}
    for name, now in (("Старый", EARLY - 5 * DAY), ("Отложенный", EARLY - 5 * DAY), ("Подтверждённый", EARLY - 5 * DAY)):
        arrive(engine, name, f"{name} избит", "ATT", now=now, screened={"incident_date": "2026-11-10"})
    with write_transaction(engine) as session:
        review.defer(session, 2, until=EARLY.date(), **by)
        review.confirm(session, 3, fields={"primary": "ATT"}, **by)
    arrive(engine, "d", "Новый избит", "ATT", 0.6)
    arrive(engine, "e", "Подтверждённый и суд", "ATT", 0.7)
    arrive(engine, "f", "Прежний и суд", "ATT", 0.8, **followup)
    arrive(engine, "g", "Решённый избит", "ATT")
    spot_check(engine, "drawn", EARLY)
    with write_transaction(engine) as session:
        review.reject(session, 7, who="Aigul", now=EARLY, reason="old")
    tell(engine, EIGHT, listener.address)
    told = next(one for one in listener.told if "new draft" in one["title"])
    assert told["title"] == "Qorgan: 4 new drafts"
    assert plain(told["message"].split("\n")) == snapshot(name="words")


def test_a_day_without_new_drafts_is_silent_and_done(engine: Engine, listener: Listener) -> None:
    tell(engine, EIGHT, listener.address)
    arrive(engine, "a", "Сериков избит", "ATT", now=EIGHT + HOUR)
    tell(engine, EIGHT + 2 * HOUR, listener.address)
    assert listener.told == []
    assert notices(engine) == [("(daily)", "daily", "2026-11-24 0"), ("(weekly)", "weekly", "2026-W47")]
    tell(engine, EIGHT + DAY, listener.address)
    assert titles(listener) == ["Qorgan: 1 new draft"]


def test_a_hearing_of_the_next_days_is_told_also_on_a_day_without_drafts_and_a_later_one_is_not(engine: Engine, listener: Listener) -> None:
    soon, late = (Appointment(EIGHT.date() + days * DAY, f"апелляция {days}") for days in (3, 8))
    with write_transaction(engine) as session:
        import_incident(session, incident(1, date(2026, 11, 2), title="Сот", facts={"next_dates": (soon, late)}), who="Berik", now=EARLY)
    tell(engine, EIGHT, listener.address)
    (told,) = listener.told
    assert told["title"] == "Qorgan: 1 date ahead"
    assert "- November 27, 2026, апелляция 3; KZ-2026-0001: Сот" in told["message"]
    assert "апелляция 8" not in told["message"]


def test_answers_that_state_bodies_owe_are_told_before_the_term_ends_and_a_week_after(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    def sent(body: StateBody, day: date) -> SentLetter:
        return SentLetter(body, "Жасырын атау", LetterKind.INFORMATION, day)

    with write_transaction(engine) as session:
        import_incident(session, incident(1, date(2026, 11, 2), title="Сот"), who="Berik", now=EARLY)
        for one in (sent(StateBody.POLICE, EIGHT.date() - DAY), sent(StateBody.COURT, date(2026, 11, 12)), sent(StateBody.AKIMAT, date(2026, 10, 1))):
            record_request(session, WorkSubject(number="KZ-2026-0001"), one, who="Berik", now=EIGHT)
    tell(engine, EIGHT, listener.address)
    (told,) = listener.told
    assert told["title"] == "Qorgan: 1 date ahead"
    soon, _, owed = told["message"].partition("No answer of a state body, and the term has passed:")
    assert plain(soon) == snapshot(name="words")
    assert "- November 19, 2026, KZ-2026-0001: court" in owed
    assert "akimat" not in told["message"]
    assert "Жасырын" not in told["message"]


def test_after_days_without_a_run_the_digest_covers_all_of_them(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков избит", "ATT")
    tell(engine, EIGHT, listener.address)
    arrive(engine, "b", "Ахметова избита", "ATT", now=EIGHT + HOUR)
    arrive(engine, "c", "Омаров избит", "ATT", now=EIGHT + 4 * DAY)
    tell(engine, EIGHT + 5 * DAY, listener.address)
    assert titles(listener)[-1] == "Qorgan: 2 new drafts"


def test_notices_of_drafts_leave_those_of_outlets_as_they_are(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков убит", now=NOW)
    for day, cause in enumerate([Cause.DNS, Cause.DNS, None]):
        moment = NOW + day * DAY
        with write_transaction(engine) as session:
            health.note_visit(session, "kz_oral", moment.date(), cause, moment)
        tell(engine, moment, listener.address)
        send_outlet_notices(engine, Settings(notify=listener.address), moment)
    assert [kind for _, kind, _ in notices(engine)] == ["urgent", "daily", "weekly", "daily", "failing", "daily", "recovered"]


# Monday, 08:00 in Kazakhstan; the week before it began on the 23rd.
MONDAY = datetime(2026, 11, 30, 3, tzinfo=UTC)


def test_the_weeks_digest_comes_once_on_monday_and_says_what_became_of_cases(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    arrive(engine, "a", "Сериков избит", "ATT", screened={"incident_date": "2025-11-27"}, now=EARLY - 9 * DAY)
    arrive(engine, "b", "Ахметова избита", "ATT")
    arrive(engine, "c", "Омаров избит", "ATT")
    with write_transaction(engine) as session:
        review.confirm(session, 1, who="Berik", now=EARLY - 9 * DAY)
        review.confirm(session, 2, who="Aigul", now=EARLY)
        review.reject(session, 3, who="Aigul", now=EARLY, reason="old")
        add_status(session, "KZ-2025-0001", StatusCode.CMP, date(2026, 11, 20), source="https://x.example/", who="Berik", now=EARLY)
        add_status(session, "KZ-2026-0001", StatusCode.CMP, date(2026, 11, 26), source="https://x.example/", who="Dana", now=EARLY + 2 * DAY)
        # On the border of the week: Sunday's last minute counts, Monday's first does not.
        border = datetime(2026, 11, 29, 18, 59, 59, tzinfo=UTC)
        add_status(session, "KZ-2026-0001", StatusCode.PTI, date(2026, 11, 28), source="https://x.example/", who="Dana", now=border)
        later = border + timedelta(seconds=1)
        add_status(session, "KZ-2026-0001", StatusCode.DRP, date(2026, 11, 29), source="https://x.example/", who="Dana", now=later)
    with write_transaction(engine) as session:
        session.add(NoticeRow(outlet="(daily)", kind="daily", cause="2026-11-30 9", at=EARLY))
    for now in (MONDAY - timedelta(minutes=1), MONDAY, MONDAY + HOUR, MONDAY + DAY):
        tell(engine, now, listener.address)
    weekly = [told for told in listener.told if "week" in told["title"]]
    assert plain([told["title"] for told in weekly]) == snapshot(name="words")
    assert plain(weekly[0]["message"].split("\n")) == snapshot(name="words 2")


def test_a_week_in_which_nothing_became_of_anything_is_silent_and_done(engine: Engine, listener: Listener) -> None:
    tell(engine, MONDAY, listener.address)
    assert listener.told == []
    assert ("(weekly)", "weekly", "2026-W48") in notices(engine)


def test_what_a_run_merged_by_itself_is_nobodys_decision(engine: Engine, listener: Listener) -> None:
    first, second = arrive(engine, "a", "Сериков избит", "ATT"), arrive(engine, "b", "Ахметова избита", "ATT")
    with write_transaction(engine) as session:
        review.merge(session, first, into=second, who="qorgan", now=EARLY)
    tell(engine, MONDAY, listener.address)
    assert not any("week" in title for title in titles(listener))


def dated(engine: Engine, *days: Appointment) -> None:
    with write_transaction(engine) as session:
        import_incident(session, incident(1, date(2026, 11, 2), title="Сот", facts={"next_dates": days}), who="Berik", now=EARLY)


def test_a_hearing_is_told_once_when_it_comes_into_sight_and_once_the_day_before(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    dated(engine, Appointment(EIGHT.date() + 5 * DAY, "апелляция"))
    for hours in range(0, 24 * 7, 12):
        tell(engine, EIGHT + hours * HOUR, listener.address, origin=DESK)
    told = [one for one in listener.told if "week" not in one["title"]]
    assert plain([one["title"] for one in told]) == snapshot(name="words")
    for one in told:
        assert "- November 29, 2026, апелляция; KZ-2026-0001: Сот\nhttps://desk.example.org/incidents/KZ-2026-0001" in one["message"]
    assert [row for row in notices(engine) if "KZ-2026-0001" in row[0]] == [
        ("(KZ-2026-0001 2026-11-29)", "day ahead", "hearing"),
        ("(KZ-2026-0001 2026-11-29)", "day near", "hearing"),
    ]


def test_a_hearing_of_tomorrow_that_is_recorded_by_day_is_told_at_once_and_at_night_it_waits(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    tell(engine, EIGHT, listener.address)
    dated(engine, Appointment(EIGHT.date() + DAY, "апелляция"))
    tell(engine, EIGHT + 16 * HOUR + timedelta(minutes=30), listener.address)
    assert listener.told == []
    tell(engine, EIGHT + 2 * HOUR, dead_address())
    tell(engine, EIGHT + 3 * HOUR, listener.address)
    tell(engine, EIGHT + 4 * HOUR, listener.address)
    assert plain(titles(listener)) == snapshot(name="words")


def test_an_owed_answer_is_told_once_before_its_term_and_once_after(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    with write_transaction(engine) as session:
        import_incident(session, incident(1, date(2026, 11, 2), title="Сот"), who="Berik", now=EARLY)
        letter = SentLetter(StateBody.POLICE, "Полиция", LetterKind.INFORMATION, EIGHT.date() - DAY)
        record_request(session, WorkSubject(number="KZ-2026-0001"), letter, who="Berik", now=EIGHT)
    for days in range(12):
        tell(engine, EIGHT + days * DAY, listener.address)
    assert plain([title for title in titles(listener) if "week" not in title]) == snapshot(name="words")


def test_the_digest_does_not_tell_again_what_was_told_at_once_also_after_a_merge(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков убит")
    tell(engine, EARLY, listener.address)
    other = arrive(engine, "b", "Омаров избит", "ATT")
    arrive(engine, "c", "Ахметова избита", "ATT")
    with write_transaction(engine) as session:
        review.merge(session, 1, into=other, who="Aigul", now=EARLY)
    tell(engine, EIGHT, listener.address)
    assert titles(listener)[1:] == ["Qorgan: 1 new draft"]
    digest = listener.told[-1]["message"]
    assert "Ахметова избита" in digest
    assert "Омаров" not in digest
    assert "- told at once: 1" in digest


def test_a_draft_that_was_merged_or_decided_meanwhile_is_not_told_as_waiting(engine: Engine, listener: Listener) -> None:
    by: dict[str, Any] = {"who": "Aigul", "now": EARLY}
    for name in ("Сериков", "Омаров", "Ахметова"):
        arrive(engine, name, f"{name} избит", "ATT")
    with write_transaction(engine) as session:
        review.merge(session, 1, into=2, **by)
        review.reject(session, 3, reason="old", **by)
    tell(engine, EIGHT, listener.address)
    (told,) = listener.told
    assert told["title"] == "Qorgan: 1 new draft"
    assert "Waiting in all: 1" in told["message"]


def test_follow_ups_of_one_incident_stand_together_under_it(engine: Engine, listener: Listener) -> None:
    arrive(engine, "a", "Сериков избит", "ATT", screened={"incident_date": "2026-11-10"}, now=EARLY - 5 * DAY)
    with write_transaction(engine) as session:
        review.confirm(session, 1, who="Aigul", now=EARLY - 5 * DAY)
    arrive(engine, "b", "Сериков и суд", "ATT", 0.9, screened={"incident_date": "2026-11-10"})
    arrive(engine, "c", "Ахметова избита", "ATT", 0.8)
    other = arrive(engine, "d", "Прокурор отказал", "ATT", 0.7)
    with write_transaction(engine) as session:
        session.get_one(DraftRow, other).follows = "KZ-2026-0001"
    tell(engine, EIGHT, listener.address, origin=DESK)
    lines = listener.told[0]["message"].split("\n")
    assert [line for line in lines if line[:2] in ("1.", "2.", "– ")] == [
        "1. News of KZ-2026-0001: Сериков избит",
        "– Сериков и суд",
        "– Прокурор отказал",
        "2. Ахметова избита",
    ]
    assert f"{DESK}/incidents/KZ-2026-0001" in lines
    assert lines[-1] == f"{DESK}/queue"


def test_no_notice_shows_the_name_of_an_outlet_in_the_panel_or_the_code_of_a_region(engine: Engine, listener: Listener) -> None:
    with write_transaction(engine) as session:
        join_panel(session, PanelOutlet("kz_test", {"kk": "Орал өңірі", "en": "Oral Land"}, "https://test.example/", "KZ", None, ("ru",)), NOW.date())
    arrive(engine, "a", "Сериков убит", screened={"place": None})
    arrive(engine, "b", "Омаров избит", "ATT", screened={"place": None})
    for lang in ("kk", "ru", "en"):
        with write_transaction(engine) as session:
            session.query(NoticeRow).delete()
        tell(engine, EIGHT, f"{lang}={listener.address}")
    said = "\n".join(one["message"] for one in listener.told)
    assert "kz_test" not in said
    assert "KZ-35" not in said
    for words in ("Орал өңірі", "Oral Land", "Қарағанды облысы", "Карагандинская область", "Karaganda region"):
        assert words in said


NAME = "Динара Омарова"
DAY_DIGEST_CONTENTS = timedelta(days=1)


def case(engine: Engine, *days: Appointment) -> None:
    with write_transaction(engine) as session:
        facts = {"next_dates": days}
        import_incident(session, incident(1, date(2026, 11, 2), title=f"{NAME} и суд", victims=(Victim(NAME),), facts=facts), who="Berik", now=EARLY)


def test_the_days_that_are_told_are_those_that_are_noted(engine: Engine) -> None:
    today = EIGHT.date()
    case(
        engine,
        Appointment(today + DAY_DIGEST_CONTENTS, "завтра"),
        Appointment(today + 2 * DAY_DIGEST_CONTENTS, "скоро"),
        Appointment(today + 8 * DAY_DIGEST_CONTENTS, "потом"),
    )
    with read_session(engine) as session:
        assert urgent_due(session, EIGHT, dates=True)
        assert not urgent_due(session, EIGHT, dates=False)
        near, day = urgent_contents(session, EIGHT, dates=True), day_contents(session, newest_draft(session), EIGHT)
    assert [one.what for one in near.notice.near] == ["завтра"]
    assert near.days == [NotifiedDay("KZ-2026-0001", today + DAY_DIGEST_CONTENTS, "hearing", DayNotice.NEAR)]
    assert [one.what for one in day.digest.ahead] == ["скоро"]
    assert day.days == [NotifiedDay("KZ-2026-0001", today + 2 * DAY_DIGEST_CONTENTS, "hearing", DayNotice.AHEAD)]


def test_a_withheld_name_is_in_no_line(engine: Engine) -> None:
    case(engine, Appointment(EIGHT.date() + DAY_DIGEST_CONTENTS, f"слушание {NAME}"))
    arrive(engine, "a", f"{NAME} задержана", "DET", screened={"place": NAME})
    with write_transaction(engine) as session:
        session.get_one(DraftRow, 1).follows = "KZ-2026-0001"
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Berik", now=EARLY)
        add_status(session, "KZ-2026-0001", StatusCode.CMP, date(2026, 11, 3), source="x", who="Berik", now=EARLY)
    with read_session(engine) as session:
        told = [urgent_contents(session, EIGHT, dates=True), draft_lines(session, [session.get_one(DraftRow, 1)])]
        told.append(week_digest(session, date(2026, 11, 23)))
    assert "Омаров" not in str(told)
    assert "KZ-2026-0001" in str(told)


def test_known_addresses_pass_also_with_a_language_and_a_file_for_anchors() -> None:
    require_known_addresses(
        Settings(notify="json://127.0.0.1:9/x ru=mailto://u:p@adil.example", anchor_to="file:///tmp/anchors.txt kk=json://127.0.0.1:9/")
    )


@pytest.mark.parametrize("name", ["notify", "anchor_to"])
def test_one_that_is_not_known_is_named_by_its_place(name: str, capfd: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    with pytest.raises(SettingsError) as error:
        require_known_addresses(Settings().model_copy(update={name: "json://127.0.0.1:9/x ru=pigeon://hush@adil.example"}))
    assert plain(str(error.value)) == snapshot
    assert "hush" not in str(error.value) + "".join(capfd.readouterr())
