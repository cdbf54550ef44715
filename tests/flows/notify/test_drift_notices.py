"""Who watches is told once of an outlet that drifts, in his language."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from flows.notify.drift import drift_message
from flows.notify.outlets import LINES, send_outlet_notices
from records.database import read_session, write_transaction
from records.outlets import health
from records.outlets.notices import last_notices
from records.outlets.weekly_scores import ScreeningCounts
from records.settings import Settings
from records.tables import NoticeRow
from records.vocabulary import Cause
from reports.drift import LEAST_WEEKS, Comparison
from tests.conftest import NOW, Speak
from tests.flows.notify.notice_listener import Listener, dead_address
from tests.reports.drift_weeks import due, lines, past, screened, tell

WEEK = timedelta(weeks=1)
# NOW is a Tuesday; this is the Monday of the week before.
LAST = date(2026, 11, 16)
MODEL = "test 1"
LOW, HIGH = 0.001, 0.9


def notices(engine: Engine) -> list[tuple[str, str, str | None]]:
    with read_session(engine) as session:
        return [(row.outlet, row.kind, row.cause) for row in session.query(NoticeRow).order_by(NoticeRow.id)]


def test_a_steady_outlet_is_never_told(engine: Engine, listener: Listener) -> None:
    for number, flagged in enumerate([1, 0, 2, 1, 3, 0, 1, 1, 2, 0, 4, 1]):
        screened(engine, LAST + (number - 8) * WEEK, 100 + 10 * (number % 3), flagged, scores=(LOW, LOW, 0.02, LOW, 0.1))
        tell(engine, listener.address, now=NOW + (number - 8) * WEEK)
    assert listener.told == []
    assert notices(engine) == []


def test_a_jump_is_told_once_and_not_again(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    past(engine, 250, 1)
    screened(engine, LAST, 420, 13)
    for hour in range(3):
        tell(engine, listener.address, now=NOW + timedelta(hours=hour))
    (told,) = listener.told
    assert told["title"] == snapshot(name="words")
    assert told["message"].splitlines() == snapshot(name="words 2")
    assert notices(engine) == [("(all)", "drift", "2026-W47"), ("kz_oral", "drift", "2026-W47")]


def test_what_stays_as_it_became_is_soon_the_past_that_is_compared_with(engine: Engine, listener: Listener) -> None:
    past(engine, 300, 2, scores=(LOW, LOW, 0.02))
    counts = []
    for week in range(6):
        screened(engine, LAST + week * WEEK, 300, 15, scores=(0.02, 0.3))
        tell(engine, listener.address, now=NOW + week * WEEK)
        counts.append(len(listener.told))
    assert counts[0] == 1
    assert counts[-1] == counts[3]


def test_another_jump_weeks_later_is_told_again(engine: Engine, listener: Listener) -> None:
    past(engine, 300, 2)
    screened(engine, LAST, 300, 20)
    tell(engine, listener.address)
    past(engine, 300, 2, before=LAST + 9 * WEEK)
    screened(engine, LAST + 9 * WEEK, 300, 20)
    tell(engine, listener.address, now=NOW + 9 * WEEK)
    assert [cause for outlet, _, cause in notices(engine) if outlet == "kz_oral"] == ["2026-W47", "2027-W03"]


def test_a_fall_is_told_as_a_jump_is(engine: Engine) -> None:
    past(engine, 200, 12)
    screened(engine, LAST, 200, 0)
    assert "kz_oral" in due(engine)


def test_scores_that_are_spread_otherwise_are_told_though_nothing_more_is_flagged(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    past(engine, 100, 1)
    screened(engine, LAST, 100, 1, scores=(LOW, 0.1))
    tell(engine, listener.address)
    lines = listener.told[0]["message"].splitlines()
    assert lines[2] == snapshot(name="words")


def test_all_outlets_together_drift_where_none_of_them_has_enough(engine: Engine) -> None:
    for number in range(12):
        past(engine, 15, 0, outlet=f"kz_{number}")
        screened(engine, LAST, 15, 2, outlet=f"kz_{number}")
    assert due(engine) == [None]


def test_a_new_model_starts_anew(engine: Engine, listener: Listener) -> None:
    past(engine, 200, 1)
    screened(engine, LAST, 200, 40, model="test 2")
    tell(engine, listener.address)
    assert listener.told == []
    for week in range(1, LEAST_WEEKS):
        screened(engine, LAST + week * WEEK, 200, 40, model="test 2")
        tell(engine, listener.address, now=NOW + week * WEEK)
    assert listener.told == []
    screened(engine, LAST + LEAST_WEEKS * WEEK, 200, 0, model="test 2")
    tell(engine, listener.address, now=NOW + LEAST_WEEKS * WEEK)
    assert len(listener.told) == 1
    assert "flagged 20.0% → 0.0%" in listener.told[0]["message"]


def test_what_a_dead_address_did_not_take_is_told_at_the_next_run(engine: Engine, listener: Listener) -> None:
    past(engine)
    screened(engine, LAST, 200, 40)
    tell(engine)
    tell(engine, dead_address())
    assert notices(engine) == []
    tell(engine, listener.address)
    assert len(listener.told) == 1


def test_two_runs_that_end_at_once_tell_once(engine: Engine, listener: Listener) -> None:
    past(engine)
    screened(engine, LAST, 200, 40)
    threads = [threading.Thread(target=tell, args=(engine, listener.address)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(listener.told) == 1


def test_a_notice_of_drift_leaves_those_of_failing_as_they_are(engine: Engine, listener: Listener) -> None:
    past(engine)
    screened(engine, LAST, 200, 40)
    for day, cause in enumerate([Cause.DNS, Cause.DNS, None]):
        moment = NOW + timedelta(days=day)
        with write_transaction(engine) as session:
            health.note_visit(session, "kz_oral", moment.date(), cause, moment)
        send_outlet_notices(engine, Settings(notify=listener.address), moment)
        tell(engine, listener.address, now=moment)
    assert [kind for _, kind, _ in notices(engine)] == ["drift", "drift", "failing", "recovered"]
    with read_session(engine) as session:
        assert {row.kind for row in last_notices(session).values()} == {"recovered"}


def test_a_database_without_screenings_has_nothing_due(engine: Engine) -> None:
    assert due(engine) == []
    assert lines(engine) == []


def compared(outlet: str | None, *, flags: bool = True, scores: bool = False, screened: int = 421) -> Comparison:
    """One that has drifted in its flags, its scores or both."""
    now, before = ScreeningCounts(screened, round(0.031 * screened), 0.064 * screened), ScreeningCounts(3300, 13, 33.0)
    chances = {"p": 1e-6, "p_corrected": 1e-5 if flags else 1.0, "psi": 0.412, "psi_p": 1e-6, "psi_p_corrected": 1e-5 if scores else 1.0}
    return Comparison(outlet, LAST, now, 8, before, **chances)


TITLES = {"kz_oral": ({"kk": "Орал\nөңірі", "ru": "Уральский край", "en": "Oral Land"}, "oral.example"), "kz_taraz": ({}, "taraz.example")}
DRIFTS = [compared(None, scores=True), compared("kz_oral"), compared("kz_taraz", flags=False, scores=True, screened=52)]
TOLD = {
    "en": [
        "Qorgan: the screening of 2 outlets has changed; the screening of all outlets together has changed",
        "Week November 16–22, 2026, against the weeks before it:",
        "- all outlets together, 421 articles: flagged 0.4% → 3.1%; mean score 0.01 → 0.06, the distribution of scores has changed (PSI 0.41)",
        "- Oral Land (oral.example), 421 articles: flagged 0.4% → 3.1%",
        "- taraz.example, 52 articles: mean score 0.01 → 0.06, the distribution of scores has changed (PSI 0.41)",
        "",
        "Look for a changed layout, a changed topic or a broken model. Week by week: `qorgan export drift`",
    ],
    "kk": [
        "Qorgan: 2 басылымда іріктеу нәтижесі өзгерді; барлық басылым бойынша іріктеу нәтижесі өзгерді",
        "2026 жылғы 16–22 қараша аптасы, алдыңғы апталармен салыстырғанда:",
        "- барлық басылым бірге, 421 мақала: белгіленгені 0,4% → 3,1%; орташа балл 0,01 → 0,06, балдардың үлестірімі өзгерді (PSI 0,41)",
        "- Орал өңірі (oral.example), 421 мақала: белгіленгені 0,4% → 3,1%",
        "- taraz.example, 52 мақала: орташа балл 0,01 → 0,06, балдардың үлестірімі өзгерді (PSI 0,41)",
        "",
        "Беттердің құрылымы не тақырыптар өзгермеді ме, модель бұзылмады ма – тексеріңіз. Апта бойынша: `qorgan export drift`",
    ],
    "ru": [
        "Qorgan: отбор изменился у 2 изданий; отбор изменился по всем изданиям вместе",
        "Неделя 16–22 ноября 2026\u202fг. в сравнении с предыдущими:",
        "- все издания вместе, 421 статья: отмечено 0,4% → 3,1%; средний балл 0,01 → 0,06, распределение баллов изменилось (PSI 0,41)",
        "- Уральский край (oral.example), 421 статья: отмечено 0,4% → 3,1%",
        "- taraz.example, 52 статьи: средний балл 0,01 → 0,06, распределение баллов изменилось (PSI 0,41)",
        "",
        "Проверьте, не изменились ли вёрстка или темы и не сломалась ли модель. По неделям: `qorgan export drift`",
    ],
}


@pytest.mark.parametrize("lang", ["en", "kk", "ru"])
def test_a_message_comes_in_the_readers_language(speak: Speak, lang: str) -> None:
    speak(lang)
    title, text = drift_message(DRIFTS, TITLES)
    assert [title, *text.splitlines()] == TOLD[lang]


@pytest.mark.parametrize(("number", "told"), [(1, "1 издания"), (2, "2 изданий"), (5, "5 изданий"), (21, "21 издания")])
def test_outlets_are_counted_in_the_right_form(speak: Speak, number: int, told: str) -> None:
    speak("ru")
    title, _ = drift_message([compared("kz_oral")] * number, TITLES)
    assert title == f"Qorgan: отбор изменился у {told}"


def test_a_message_about_very_many_outlets_stays_short_and_a_very_small_share_is_not_told_as_nought(snapshot: SnapshotAssertion) -> None:
    many = [compared(f"kz_{number}") for number in range(LINES + 3)]
    title, text = drift_message(many, {})
    assert title == snapshot
    assert text.count("\n- ") == LINES + 1
    assert "- and 3 more outlets" in text
    rare = Comparison(
        "kz_oral", LAST, ScreeningCounts(9000, 90), 8, ScreeningCounts(70000, 35), p=0.0, p_corrected=0.0, psi=0.0, psi_p=1.0, psi_p_corrected=1.0
    )
    assert "flagged 0.05% → 1.0%" in drift_message([rare], {})[1]
