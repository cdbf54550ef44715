"""Every try of a page has one fate, of several answers none is given up, and earlier runs say what is still to be tried."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.ledger.written_notes import WrittenNote, note_words, written_note
from records.outlets import requests, run_history, runs
from records.outlets.page_answers import BROKE_OFF, ENDING, IN_VAIN, LEFT, PageAnswer, answers_beside, arrange
from records.tables import OutletRunRow, PageRow
from records.vocabulary import Fate
from tests.conftest import NOW


def _settle(engine: Engine, run: str, url: str, fate: Fate, *, source: bool = False, sha256: str | None = None) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, run, "kz_a", None, NOW)
        runs.settle(session, run, "kz_a", url, url, fate, at=NOW, source=source, sha256=sha256)


def test_a_page_has_one_fate_in_a_run_and_it_is_the_later_one(engine: Engine) -> None:
    _settle(engine, "r1", "u", Fate.TIMEOUT)
    _settle(engine, "r1", "u", Fate.STORED)
    with read_session(engine) as session:
        assert [row.fate for row in session.query(PageRow)] == ["stored"]
        assert run_history.tally(session, "r1")["fates"] == {"stored": 1}
    with pytest.raises(DBAPIError), write_transaction(engine) as session:
        session.execute(
            text(
                "INSERT INTO pages (run_id, outlet, url, key, fate, at, source, detail) SELECT run_id, outlet, url, key, fate, at, source, detail FROM pages"
            )
        )


@pytest.mark.parametrize(("first", "second", "kept"), [
    (Fate.FETCHED, Fate.UNREACHABLE, Fate.NOT_READ),
    (Fate.NOT_READ, Fate.GONE, Fate.NOT_READ),
    (Fate.TOO_SHORT, Fate.TIMEOUT, Fate.TOO_SHORT),
    (Fate.BROKEN_OFF, Fate.TIMEOUT, Fate.TIMEOUT),
])  # fmt: skip
def test_a_try_without_a_page_takes_nothing_from_one_that_has_its_evidence(engine: Engine, first: Fate, second: Fate, kept: Fate) -> None:
    _settle(engine, "r1", "u", first, sha256="5" * 64)
    _settle(engine, "r1", "u", second)
    with read_session(engine) as session:
        [row] = session.query(PageRow)
        assert (row.fate, row.sha256) == (kept, None if first is Fate.BROKEN_OFF else "5" * 64)
        assert run_history.tally(session, "r1")["fates"] == {kept: 1}


def test_half_a_body_takes_nothing_from_a_whole_one(engine: Engine) -> None:
    _settle(engine, "r1", "u", Fate.FETCHED, sha256="5" * 64)
    _settle(engine, "r1", "u", Fate.BROKEN_OFF, sha256="6" * 64)
    with read_session(engine) as session:
        assert [(row.fate, row.sha256) for row in session.query(PageRow)] == [("not_read", "5" * 64)]


def test_the_fates_of_an_outlet_add_up_to_its_tries(engine: Engine) -> None:
    for number, fate in enumerate([Fate.STORED, Fate.STORED, Fate.GONE, Fate.LISTING]):
        _settle(engine, "r1", str(number), fate)
    with read_session(engine) as session:
        counted = run_history.tally(session, "r1")["fates"]
        assert counted == {"stored": 2, "gone": 1, "listing": 1}
        assert sum(counted.values()) == session.execute(text("select count(*) from pages")).scalar()


def test_a_page_that_failed_in_passing_is_tried_again_but_not_for_ever(engine: Engine) -> None:
    _settle(engine, "r0", "gone", Fate.GONE)
    for number in range(runs.TRIES):
        with read_session(engine) as session:
            assert runs.known_keys(session, "kz_a", ["slow", "gone", "new"]) == {"gone"}
        _settle(engine, f"r{number}", "slow", Fate.TIMEOUT)
    with read_session(engine) as session:
        assert runs.known_keys(session, "kz_a", ["slow", "gone", "new"]) == {"gone", "slow"}


@pytest.mark.parametrize(("second", "shown"), [(Fate.BOT_WALL, Fate.BOT_WALL), (Fate.NOT_READ, Fate.NOT_READ), (Fate.STORED, Fate.STORED)])
def test_other_bytes_in_the_same_run_leave_the_first_ones_to_be_read(engine: Engine, second: Fate, shown: Fate) -> None:
    _settle(engine, "r1", "u", Fate.FETCHED, sha256="5" * 64)
    _settle(engine, "r1", "u", Fate.FETCHED, sha256="6" * 64)
    _settle(engine, "r1", "u", second, sha256="6" * 64)
    with read_session(engine) as session:
        [row] = session.query(PageRow)
        assert (row.fate, row.sha256) == (shown, "6" * 64)
        [(sha256, answer)] = answers_beside(row).items()
        assert (sha256, answer.fate, answer.detail) == ("5" * 64, Fate.NOT_READ, f"{IN_VAIN}{second.value}")
        assert run_history.tally(session, "r1")["fates"] == {shown: 1}


def test_both_answers_keep_their_fate_and_the_row_shows_the_one_that_was_read(engine: Engine) -> None:
    for fate, sha256 in ((Fate.FETCHED, "5"), (Fate.FETCHED, "6"), (Fate.BOT_WALL, "6"), (Fate.FETCHED, "5"), (Fate.TOO_SHORT, "5")):
        _settle(engine, "r1", "u", fate, sha256=sha256 * 64)
    with read_session(engine) as session:
        [row] = session.query(PageRow)
        assert (row.fate, row.sha256) == ("too_short", "5" * 64)
        assert [(sha256, answer.fate) for sha256, answer in answers_beside(row).items()] == [("6" * 64, Fate.BOT_WALL)]
    _settle(engine, "r1", "u", Fate.TIMEOUT)
    with read_session(engine) as session:
        [row] = session.query(PageRow)
        assert (row.fate, row.sha256, len(answers_beside(row))) == ("too_short", "5" * 64, 1)
        assert run_history.tally(session, "r1")["fates"] == {"too_short": 1}


@pytest.mark.parametrize(
    ("fates", "state", "cause"),
    [
        ([(Fate.LISTING, True), (Fate.TIMEOUT, False)], "answered", None),
        ([(Fate.DNS, True)], "failed", "dns"),
        ([(Fate.BOT_WALL, True), (Fate.GONE, False), (Fate.GONE, False)], "failed", "bot_wall"),
        ([], "failed", "empty"),
    ],
)
def test_an_outlet_answered_or_failed_for_a_named_cause_and_silence_is_failure(
    engine: Engine, fates: list[tuple[Fate, bool]], state: str, cause: str | None
) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
        runs.begin_outlet(session, "r", "kz_a", None, NOW)
    for number, (fate, source) in enumerate(fates):
        _settle(engine, "r", str(number), fate, source=source)
    with write_transaction(engine) as session:
        row = runs.finish_outlet(session, "r", "kz_a", found=0, finished=True, now=NOW)
        assert (row.state, row.cause) == (state, cause)


DAY = timedelta(days=1)


def settle(engine: Engine, run: str, url: str, fate: Fate, *, days: int = 0, detail: str = "", article: str | None = None) -> None:
    at = NOW - days * DAY
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", at)
        runs.begin_outlet(session, run, "kz_a", None, at)
        sha256 = "5" * 64 if fate in (Fate.NOT_READ, Fate.FETCHED) else None
        runs.settle(session, run, "kz_a", url, url, fate, at=at, detail=detail, sha256=sha256, article_id=article)


def test_a_page_that_failed_in_passing_is_still_to_be_tried_until_it_has_had_its_tries_or_a_final_fate(engine: Engine) -> None:
    settle(engine, "r0", "slow", Fate.TIMEOUT)
    settle(engine, "r0", "watched", Fate.TIMEOUT, article="an-article")
    settle(engine, "r0", "old", Fate.TIMEOUT, days=8)
    settle(engine, "r0", "found", Fate.TIMEOUT)
    settle(engine, "r1", "found", Fate.TOO_SHORT)
    with read_session(engine) as session:
        assert run_history.unread_pages(session, "kz_a", NOW - 7 * DAY) == ["slow"]
    for number in range(1, runs.TRIES):
        settle(engine, f"r{number}", "slow", Fate.TIMEOUT)
    with read_session(engine) as session:
        assert run_history.unread_pages(session, "kz_a", NOW - 7 * DAY) == []


@pytest.mark.parametrize("detail", [LEFT, f"{IN_VAIN}timeout", ENDING, f"{BROKE_OFF}CancelledError"])
def test_runs_that_left_pages_which_nobody_tried_to_read_are_listed_in_order(engine: Engine, detail: str) -> None:
    settle(engine, "r2", "u", Fate.FETCHED)
    settle(engine, "r1", "u", Fate.NOT_READ, detail=detail)
    settle(engine, "r3", "u", Fate.NOT_READ, detail="its limit of time")
    settle(engine, "r4", "u", Fate.NOT_READ, detail=detail, article="an-article")
    settle(engine, "r5", "u", Fate.NOT_READ, detail=detail, days=8)
    settle(engine, "r6", "u", Fate.STORED)
    with read_session(engine) as session:
        assert run_history.runs_with_unread(session, "kz_a", NOW - 7 * DAY) == ["r1", "r2"]
        assert run_history.runs_with_unread(session, "kz_b", NOW - 7 * DAY) == []


def test_an_outlet_is_remembered_as_it_answered_last(engine: Engine) -> None:
    for number, fate in enumerate([Fate.LISTING, Fate.DNS]):
        at = NOW + number * DAY
        with write_transaction(engine) as session:
            runs.begin_run(session, f"r{number}", "run", at)
            runs.begin_outlet(session, f"r{number}", "kz_a", None, at)
            runs.settle(session, f"r{number}", "kz_a", "feed", "feed", fate, at=at, source=True)
            row = runs.finish_outlet(session, f"r{number}", "kz_a", found=3, finished=True, now=at)
            row.ways, row.guessed_at = [{"kind": "feed", "url": f"feed {number}", "named": True}], at
    with read_session(engine) as session:
        assert run_history.last_success(session, "kz_a") == NOW
        assert run_history.last_ways(session, "kz_a") == ([{"kind": "feed", "url": "feed 0", "named": True}], NOW + DAY)
        part = run_history.last_part(session, "kz_a")
        assert part is not None
        assert (part.run_id, part.state, part.cause) == ("r1", "failed", "dns")
        assert run_history.tally(session, "r0") == {"outlets": {"answered": 1}, "fates": {"listing": 1}}


def visit(engine: Engine, run: str, outlet: str, hours: int, seconds: int | None, **how: str) -> None:
    """A visit that began so many hours ago and took so many seconds; None if it is not over."""
    at = NOW - timedelta(hours=hours)
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", at)
        runs.begin_outlet(session, run, outlet, None, at)
        row = session.get_one(OutletRunRow, (run, outlet))
        row.state, row.cause, row.ended_at = (
            how.get("state", "answered"),
            how.get("cause"),
            None if seconds is None else at + timedelta(seconds=seconds),
        )


def test_how_long_a_visit_takes_is_learnt_from_those_of_the_newest_runs_that_came_to_their_end(engine: Engine) -> None:
    for number, seconds in enumerate((600, 30, 20, 40), start=1):
        visit(engine, f"r{number}", "kz_a", 9 - number, seconds)
    visit(engine, "r4", "kz_cut", 5, 900, state="failed", cause="broken_off")
    visit(engine, "r4", "kz_busy", 5, None, state="busy")
    visit(engine, "r4", "kz_running", 5, None, state="running")
    visit(engine, "r4", "kz_dead", 5, 61, state="failed", cause="dns")
    with read_session(engine) as session:
        assert run_history.visit_seconds(session, runs=3) == {"kz_a": 30, "kz_dead": 61}


WHOLE = PageAnswer(Fate.OUT_OF_PERIOD, "5" * 64, 200, True, "of last year", "an-article", date(2025, 11, 24))


def row_of(answer: PageAnswer, *others: PageAnswer) -> PageRow:
    beside = {other.sha256: other.as_json() for other in others}
    return PageRow(
        fate=answer.fate.value, sha256=answer.sha256, status=answer.status, source=answer.source, detail=answer.detail,
        article_id=answer.article_id, published_on=answer.published_on, others=beside or None,
    )  # fmt: skip


def test_an_answer_comes_back_as_it_was_kept() -> None:
    bare = PageAnswer(Fate.NOT_READ, "6" * 64)
    assert answers_beside(row_of(WHOLE, bare, replace(WHOLE, sha256="7" * 64))) == {"6" * 64: bare, "7" * 64: replace(WHOLE, sha256="7" * 64)}
    assert bare.as_json() == {"fate": "not_read"}
    assert answers_beside(row_of(WHOLE)) == {}


@pytest.mark.parametrize("order", permutations([Fate.STORED, Fate.BOT_WALL, Fate.NOT_READ]))
def test_whatever_the_order_the_row_shows_what_was_read_and_each_answer_has_its_fate(order: tuple[Fate, ...]) -> None:
    made = [PageAnswer(fate, str(number) * 64, detail="its limit of time") for number, fate in enumerate(order)]
    row = row_of(made[0])
    for answer in made[1:]:
        shown, others = arrange(row, answer)
        row = row_of(shown, *others)
    assert PageAnswer.of_row(row).fate is Fate.STORED
    assert {(answer.sha256, answer.fate) for answer in [PageAnswer.of_row(row), *answers_beside(row).values()]} == {
        (answer.sha256, answer.fate) for answer in made
    }


def test_the_answer_in_hand_is_shown_until_it_has_its_fate() -> None:
    shown, others = arrange(row_of(WHOLE), PageAnswer(Fate.FETCHED, "6" * 64))
    assert (shown.fate, others) == (Fate.FETCHED, [WHOLE])
    shown, others = arrange(row_of(shown, *others), PageAnswer(Fate.NOT_READ, "6" * 64, detail="its limit of time"))
    assert (shown, [other.fate for other in others]) == (WHOLE, [Fate.NOT_READ])


@pytest.mark.parametrize(("detail", "kept"), [("", f"{IN_VAIN}stored"), (LEFT, f"{IN_VAIN}stored"), ("its limit of time", "its limit of time")])
def test_only_an_answer_that_nobody_tried_to_read_is_left_open(detail: str, kept: str) -> None:
    """One that broke a limit of its reader has been tried, and says so itself."""
    before = PageAnswer(Fate.NOT_READ if detail else Fate.FETCHED, "5" * 64, detail=detail)
    _, [left] = arrange(row_of(before), PageAnswer(Fate.STORED, "6" * 64))
    assert (left.fate, left.detail) == (Fate.NOT_READ, kept)


def test_half_a_body_stands_beside_nothing() -> None:
    half = PageAnswer(Fate.BROKEN_OFF, "6" * 64)
    assert arrange(row_of(WHOLE), half) == (WHOLE, [])
    assert arrange(row_of(half), WHOLE) == (WHOLE, [])


def test_a_request_is_taken_up_by_one_run_that_can_serve_it_and_told_what_became_of_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        requests.ask_to_run(session, "kz_a", who="Dana", now=NOW)
        requests.ask_to_run(session, "kz_elsewhere", who="Dana", now=NOW)
        requests.ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note="көрші басылымның хабары")
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)
        taken = requests.take_up(session, "r1", ["kz_a", "kz_b"], NOW)
        assert [(row.kind, row.outlet or row.url) for row in taken] == [("run_again", "kz_a"), ("tip", "https://x.example/1")]
        assert requests.take_up(session, "r2", ["kz_a"], NOW) == []
        assert [row.outlet for row in requests.waiting_requests(session)] == ["kz_elsewhere"]
        runs.begin_outlet(session, "r1", "kz_a", None, NOW)
        runs.finish_outlet(session, "r1", "kz_a", found=0, finished=True, now=NOW)
        runs.begin_outlet(session, "r1", "x.example", None, NOW)
        runs.settle(session, "r1", "x.example", "https://x.example/1", "k", Fate.GONE, at=NOW)
        requests.settle_requests(session, "r1")
    with read_session(engine) as session:
        outcomes = {row.outlet or row.url: row.outcome for row in requests.latest_requests(session)}
        assert outcomes == {"kz_a": "empty", "kz_elsewhere": None, "https://x.example/1": "gone"}


def test_what_a_run_did_not_come_to_is_told_as_lost(session: Session) -> None:
    requests.ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note="")
    requests.take_up(session, "r1", [], NOW)
    requests.settle_requests(session, "r1")
    assert [row.outcome for row in requests.latest_requests(session)] == ["lost"]


def test_asked_twice_before_a_run_comes_it_is_one_request(session: Session) -> None:
    for who in ("Dana", "Aigul"):
        requests.ask_to_run(session, "kz_a", who=who, now=NOW)
        requests.ask_for_page(session, "https://x.example/1", who=who, now=NOW, note="")
    assert len(requests.waiting_requests(session)) == 2


def test_a_note_that_looks_like_a_note_of_the_program_is_told_as_it_was_typed(session: Session) -> None:
    requests.ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note="note:message:7")
    requests.ask_for_page(session, "https://x.example/2", who="Aigul", now=NOW, note=written_note(WrittenNote.MESSAGE, "7"))
    assert [note_words(row.note) for row in requests.waiting_requests(session)] == ["note:message:7", "from message 7"]
