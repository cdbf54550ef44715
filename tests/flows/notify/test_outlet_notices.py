"""Who watches is told of an outlet that fails, once, and of its return, once; over real HTTP, in three languages; nothing is lost with a dead address."""

import logging
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from flows.notify.outlets import LINES, Notice, due_notices, outlets_message, send_outlet_notices
from flows.notify.sending import send_message
from records import database
from records.database import read_session, write_transaction
from records.outlets import claims, health
from records.outlets.health import PanelOutlet
from records.outlets.notices import NoticeKind
from records.settings import Settings
from records.tables import OutletDayRow
from records.vocabulary import Cause
from tests.conftest import NOW, Speak
from tests.empty_database import open_upgraded
from tests.flows.notify.notice_listener import Listener, dead_address, listening
from tests.flows.notify.visits import notices, tell, visit
from tests.flows.plain_words import plain
from tests.lost_connections import cut_at

DAY = timedelta(days=1)


def test_one_message_after_two_failing_days_one_on_recovery_and_a_second_outage_is_told_again(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    counts = []
    dns, fine = Cause.DNS, None
    for day, cause in enumerate([fine, dns, dns, dns, dns, fine, fine, dns, dns, dns, fine]):
        visit(engine, day, cause)
        tell(engine, day, listener.address)
        counts.append(len(listener.told))
    assert counts == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4]
    assert plain([told["title"] for told in listener.told]) == snapshot(name="words")
    assert plain(listener.told[0]["message"]) == snapshot(name="words 2")
    assert plain(listener.told[1]["message"]) == snapshot(name="words 3")
    assert notices(engine) == [("kz_oral", "failing"), ("kz_oral", "recovered")] * 2


def test_all_outlets_are_told_of_in_one_message(engine: Engine, listener: Listener, snapshot: SnapshotAssertion) -> None:
    for outlet in ("kz_a", "kz_b", "kz_c"):
        for day in (0, 1):
            visit(engine, day, Cause.BOT_WALL if outlet == "kz_a" else Cause.UNDER_MINIMUM if outlet == "kz_b" else None, outlet)
    tell(engine, 1, listener.address)
    visit(engine, 2, None, "kz_a")
    visit(engine, 2, Cause.TLS, "kz_c")
    visit(engine, 3, Cause.TLS, "kz_c")
    tell(engine, 3, listener.address)
    (first, second) = listener.told
    assert plain(first["title"]) == snapshot(name="words")
    assert "kz_a: bot wall" in first["message"]
    assert plain(first["message"]) == snapshot(name="words 2")
    assert plain(second["title"]) == snapshot(name="words 3")


def test_a_day_without_a_visit_neither_counts_nor_breaks_the_row(engine: Engine, listener: Listener) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    with write_transaction(engine) as session:
        # Pages taken by hand make a day without a visit.
        session.add(OutletDayRow(outlet="kz_oral", day=NOW.date() + 2 * DAY))
    tell(engine, 3, listener.address)
    assert listener.told == []
    visit(engine, 4, Cause.TIMEOUT)
    tell(engine, 4, listener.address)
    assert "since November 24, 2026" in listener.told[0]["message"]


def test_two_failed_visits_on_one_day_are_one_failing_day_and_one_answer_saves_it(engine: Engine, listener: Listener) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 0, Cause.DNS, hour=1)
    visit(engine, 1, Cause.TIMEOUT)
    visit(engine, 1, None, hour=1)
    visit(engine, 2, Cause.TIMEOUT)
    tell(engine, 2, listener.address)
    assert listener.told == []


def test_an_outlet_that_answers_in_the_evening_of_a_failing_day_has_recovered(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    for day in (0, 1, 2):
        visit(engine, day, Cause.TIMEOUT)
    tell(engine, 2, listener.address)
    visit(engine, 2, None, hour=5)
    tell(engine, 2, listener.address, hour=6)
    visit(engine, 2, Cause.TIMEOUT, hour=7)
    tell(engine, 2, listener.address, hour=8)
    assert plain([told["title"] for told in listener.told]) == snapshot(name="words")


def test_what_a_dead_address_did_not_take_is_told_at_the_next_run(
    engine: Engine, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 1, Cause.TIMEOUT)
    tell(engine, 1, dead_address())
    assert notices(engine) == []
    said = capsys.readouterr().err
    assert plain(said) == snapshot(name="words")
    tell(engine, 1, listener.address, hour=2)
    assert len(listener.told) == 1
    visit(engine, 2, None)
    tell(engine, 2, dead_address())
    tell(engine, 2, listener.address, hour=2)
    assert plain([told["title"] for told in listener.told]) == snapshot(name="words 2")


def test_an_outage_whose_end_was_told_to_nobody_does_not_silence_the_next_one(
    engine: Engine, listener: Listener, snapshot: SnapshotAssertion
) -> None:
    for day, cause in enumerate([Cause.TIMEOUT, Cause.TIMEOUT]):
        visit(engine, day, cause)
    tell(engine, 1, listener.address)
    visit(engine, 2, None)
    tell(engine, 2, dead_address())
    visit(engine, 3, Cause.DNS)
    visit(engine, 4, Cause.DNS)
    tell(engine, 4, listener.address)
    assert len(listener.told) == 2
    assert plain(listener.told[1]["message"]) == snapshot(name="words")


def test_one_address_that_works_is_enough_and_gets_nothing_twice(
    engine: Engine, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 1, Cause.TIMEOUT)
    for hour in (1, 2):
        tell(engine, 1, dead_address(), listener.address, "nonsense://token-of-somebody", hour=hour)
    assert len(listener.told) == 1
    said = capsys.readouterr().err
    assert plain(said) == snapshot(name="words")


@pytest.mark.parametrize(
    "address", ["nonsense://top-secret", "top-secret", "json://", "://top-secret", "mailto://top-secret", "tgram://top-secret/{}/%"]
)
def test_an_address_that_cannot_be_read_costs_one_line_and_shows_nothing_of_itself(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    everything = logging.StreamHandler(sys.stderr)
    logging.getLogger().addHandler(everything)
    try:
        assert not send_message([address], lambda: ("title", "text"))
    finally:
        logging.getLogger().removeHandler(everything)
    out, err = capfd.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "top-secret" not in err


def test_failures_may_go_to_another_address_than_drafts(
    engine: Engine, listener: Listener, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 1, Cause.TIMEOUT)
    with listening() as operators:
        settings = Settings(notify=listener.address, notify_failures=f"{dead_address()} {operators.address}")
        send_outlet_notices(engine, settings, NOW + timedelta(days=1))
        assert plain([told["title"] for told in operators.told]) == snapshot(name="words")
    assert listener.told == []
    assert plain(capsys.readouterr().err) == snapshot(name="words 2")


def test_without_an_address_nothing_is_sent_and_nothing_written(engine: Engine) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 1, Cause.TIMEOUT)
    tell(engine, 1)
    assert notices(engine) == []


def test_an_outlet_that_left_the_panel_is_told_of_no_more(engine: Engine, listener: Listener) -> None:
    with write_transaction(engine) as session:
        for name in ("kz_gone", "kz_told"):
            health.join_panel(session, PanelOutlet(name, {}, f"https://{name}.example/", "KZ", None, ("ru",)), NOW.date())
    for day in (0, 1):
        visit(engine, day, Cause.DNS, "kz_told")
    tell(engine, 1, listener.address)
    for day in (2, 3):
        visit(engine, day, Cause.DNS, "kz_gone")
    visit(engine, 2, None, "kz_told")
    with write_transaction(engine) as session:
        health.leave_panel(session, ["kz_gone", "kz_told"], (NOW + 3 * DAY).date())
    tell(engine, 3, listener.address)
    assert len(listener.told) == 1


def test_two_runs_that_end_at_once_tell_once(engine: Engine, listener: Listener) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 1, Cause.TIMEOUT)
    threads = [threading.Thread(target=tell, args=(engine, 1, listener.address)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(listener.told) == 1
    assert notices(engine) == [("kz_oral", "failing")]
    with write_transaction(engine) as session:
        assert claims.claim(session, "(notices)", "another", NOW)


def test_reading_what_is_due_writes_nothing_and_says_it_again(engine: Engine) -> None:
    visit(engine, 0, Cause.TIMEOUT)
    visit(engine, 1, Cause.BOT_WALL)
    with read_session(engine) as session:
        first, second = (due_notices(session, (NOW + DAY).date()) for _ in range(2))
        assert not session.dirty
        assert not session.new
    assert first == second == [Notice("kz_oral", {}, "", NoticeKind.FAILING, Cause.BOT_WALL, NOW.date())]


TITLES = {"kk": "Орал\nөңірі", "ru": "Уральский край", "en": "Oral Land"}
FAILING = Notice("kz_oral", TITLES, "oral.example", NoticeKind.FAILING, Cause.BOT_WALL, date(2026, 11, 22))
RECOVERED = Notice("kz_taraz", {}, "taraz.example", NoticeKind.RECOVERED, Cause.DNS, date(2026, 11, 24))


def test_a_message_names_outlet_cause_and_day_in_english(snapshot: SnapshotAssertion) -> None:
    title, text = outlets_message([FAILING, RECOVERED])
    assert plain(title) == snapshot
    assert plain(text.splitlines()) == snapshot


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "kk",
            [
                "Qorgan: 1 басылымда іркіліс бар; 1 басылымда іркіліс жойылды",
                "Іркілісі барлар:",
                "- Орал өңірі (oral.example): боттан қорғаныс, 2026 жылғы 22 қарашадан бері",
                "",
                "Іркілісі жойылғандар:",
                "- taraz.example: 2026 жылғы 24 қарашадан бері қалыпты; болған іркіліс: мекенжай табылмады (DNS)",
                "",
                "Іркілісі бар басылымдардың бәрі: `qorgan outlets --failing`",
            ],
        ),
        (
            "ru",
            [
                "Qorgan: 1 издание даёт сбой; 1 издание снова отвечает",
                "Сбои:",
                "- Уральский край (oral.example): защита от ботов, с 22 ноября 2026\u202fг.",
                "",
                "Снова отвечают:",
                "- taraz.example: с 24 ноября 2026\u202fг.; причина сбоя: адрес не найден (DNS)",
                "",
                "Все издания со сбоями: `qorgan outlets --failing`",
            ],
        ),
    ],
)
def test_a_message_comes_in_the_readers_language(speak: Speak, lang: str, told: list[str]) -> None:
    speak(lang)
    title, text = outlets_message([FAILING, RECOVERED])
    assert [title, *text.splitlines()] == told


@pytest.mark.parametrize(
    ("number", "told"), [(1, "1 издание даёт сбой"), (2, "2 издания дают сбой"), (5, "5 изданий дают сбой"), (21, "21 издание даёт сбой")]
)
def test_outlets_are_counted_in_the_right_form(speak: Speak, number: int, told: str) -> None:
    speak("ru")
    title, _ = outlets_message([FAILING] * number)
    assert title == f"Qorgan: {told}"


def test_where_the_desk_has_an_address_each_outlet_stands_with_its_page(snapshot: SnapshotAssertion) -> None:
    _, text = outlets_message([FAILING, RECOVERED], "https://desk.example.org")
    assert plain(text.splitlines()) == snapshot


def test_a_message_about_very_many_outlets_stays_short() -> None:
    many = [Notice(f"kz_{number}", {}, "", NoticeKind.FAILING, Cause.DNS, NOW.date()) for number in range(LINES + 3)]
    title, text = outlets_message(many)
    assert title == f"Qorgan: {LINES + 3} outlets are failing"
    assert text.count("\n- ") == LINES + 1
    assert "- and 3 more outlets" in text


def test_a_moment_of_another_zone_is_told_by_the_countrys_day(tmp_path: Path, listener: Listener) -> None:
    engine = open_upgraded(f"sqlite:///{tmp_path / 'zone.db'}")
    late = datetime.fromisoformat("2026-11-25T01:00:00+05:00")
    with write_transaction(engine) as session:
        for day in (date(2026, 11, 24), date(2026, 11, 25)):
            health.note_visit(session, "kz_oral", day, Cause.DNS, late)
    send_outlet_notices(engine, Settings(notify=listener.address), datetime.fromisoformat("2026-11-24T20:30:00+00:00"))
    assert len(listener.told) == 1
    engine.dispose()


def test_wherever_the_connection_is_cut_while_telling_one_message_goes_out_and_is_noted(
    upgraded_postgresql_url: str, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    engine, number = open_upgraded(upgraded_postgresql_url), 0
    while True:
        number += 1
        for day in (0, 1):
            visit(engine, day, Cause.DNS, f"kz_{number}")
        with cut_at(engine, number) as cut:
            tell(engine, 1, listener.address)
        assert len(listener.told) == len(notices(engine)) == number
        if not cut.done:
            break
    assert number > 6
    engine.dispose()
