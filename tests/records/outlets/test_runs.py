"""Every try of a page has one fate, of several answers none is given up, and earlier runs say what is still to be tried."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.ledger.entries import WrittenNote, note_words, written_note
from records.outlets import requests, runs
from records.outlets.page_responses import (
    CRAWL_ENDING_DETAIL,
    LEFT_UNREAD_DETAIL,
    READING_ABORTED_DETAIL,
    TRIED_AGAIN_DETAIL,
    PageResponse,
    choose_shown_response,
    other_responses,
)
from records.tables import OutletRunRow, PageRow
from records.vocabulary import Fate
from tests.conftest import NOW

DAY = timedelta(days=1)
FIVE, SIX = "5" * 64, "6" * 64
TIMED_OUT = "its limit of time"


def settle(session: Session, run: str, url: str, fate: Fate, *, outlet: str = "kz_a", days: int = 0, **more: Any) -> None:
    at = NOW - days * DAY
    runs.begin_run(session, run, "run", at)
    runs.begin_outlet(session, run, outlet, None, at)
    runs.record_page_fate(session, run, outlet, url, url, fate, at=at, **more)
    session.flush()
    session.expire_all()


def shown(session: Session) -> tuple[str, str | None]:
    """The fate and the bytes of the one page that there is, which its run has counted."""
    (row,) = session.query(PageRow)
    assert runs.run_totals(session, row.run_id)["fates"] == {row.fate: 1}
    return row.fate, row.sha256


def test_a_page_has_one_fate_in_a_run_and_it_is_the_later_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        settle(session, "r1", "u", Fate.TIMEOUT)
        settle(session, "r1", "u", Fate.STORED)
        assert shown(session) == ("stored", None)
        row = session.execute(select(PageRow.__table__)).mappings().one()
    with pytest.raises(IntegrityError), write_transaction(engine) as session:
        session.execute(insert(PageRow).values({name: value for name, value in row.items() if name != "id"}))


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ((Fate.FETCHED, FIVE), (Fate.UNREACHABLE, None), (Fate.NOT_READ, FIVE)),
        ((Fate.NOT_READ, FIVE), (Fate.GONE, None), (Fate.NOT_READ, FIVE)),
        ((Fate.TOO_SHORT, FIVE), (Fate.TIMEOUT, None), (Fate.TOO_SHORT, FIVE)),
        ((Fate.BROKEN_OFF, FIVE), (Fate.TIMEOUT, None), (Fate.TIMEOUT, None)),
        # Half a body.
        ((Fate.FETCHED, FIVE), (Fate.BROKEN_OFF, SIX), (Fate.NOT_READ, FIVE)),
    ],
)
def test_a_try_without_a_whole_page_takes_nothing_from_one_that_has_its_evidence(
    session: Session, first: tuple[Fate, str], second: tuple[Fate, str], kept: tuple[Fate, str]
) -> None:
    for fate, sha256 in (first, second):
        settle(session, "r1", "u", fate, sha256=sha256)
    assert shown(session) == kept


def test_the_fates_of_an_outlet_add_up_to_its_tries(session: Session) -> None:
    for number, fate in enumerate([Fate.STORED, Fate.STORED, Fate.GONE, Fate.LISTING]):
        settle(session, "r1", str(number), fate)
    counted = runs.run_totals(session, "r1")["fates"]
    assert counted == {"stored": 2, "gone": 1, "listing": 1}
    assert sum(counted.values()) == session.scalar(select(func.count()).select_from(PageRow))


def test_a_page_that_failed_in_passing_is_tried_again_but_not_for_ever(session: Session) -> None:
    settle(session, "r0", "gone", Fate.GONE)
    for number in range(runs.TRIES):
        assert runs.known_keys(session, "kz_a", ["slow", "gone", "new"]) == {"gone"}
        settle(session, f"r{number}", "slow", Fate.TIMEOUT)
    assert runs.known_keys(session, "kz_a", ["slow", "gone", "new"]) == {"gone", "slow"}


@pytest.mark.parametrize("second", [Fate.BOT_WALL, Fate.NOT_READ, Fate.STORED])
def test_other_bytes_in_the_same_run_leave_the_first_ones_to_be_read(session: Session, second: Fate) -> None:
    for fate, sha256 in ((Fate.FETCHED, FIVE), (Fate.FETCHED, SIX), (second, SIX)):
        settle(session, "r1", "u", fate, sha256=sha256)
    assert shown(session) == (second, SIX)
    [(sha256, answer)] = other_responses(session.query(PageRow).one()).items()
    assert (sha256, answer.fate, answer.detail) == (FIVE, Fate.NOT_READ, f"{TRIED_AGAIN_DETAIL}{second.value}")


def test_both_answers_keep_their_fate_and_the_row_shows_the_one_that_was_read(session: Session) -> None:
    for fate, sha256 in (
        (Fate.FETCHED, FIVE),
        (Fate.FETCHED, SIX),
        (Fate.BOT_WALL, SIX),
        (Fate.FETCHED, FIVE),
        (Fate.TOO_SHORT, FIVE),
        (Fate.TIMEOUT, None),
    ):
        settle(session, "r1", "u", fate, sha256=sha256)
        if fate in (Fate.TOO_SHORT, Fate.TIMEOUT):
            assert shown(session) == ("too_short", FIVE)
            assert [(sha256, answer.fate) for sha256, answer in other_responses(session.query(PageRow).one()).items()] == [(SIX, Fate.BOT_WALL)]


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
    session: Session, fates: list[tuple[Fate, bool]], state: str, cause: str | None
) -> None:
    runs.begin_run(session, "r", "run", NOW)
    runs.begin_outlet(session, "r", "kz_a", None, NOW)
    for number, (fate, source) in enumerate(fates):
        settle(session, "r", str(number), fate, source=source)
    row = runs.finish_outlet(session, "r", "kz_a", found=0, finished=True, now=NOW)
    assert (row.state, row.cause) == (state, cause)


# Several answers of one page in one run.

WHOLE = PageResponse(Fate.OUT_OF_PERIOD, FIVE, 200, True, "of last year", "an-article", date(2025, 11, 24))


def row_of(answer: PageResponse, *others: PageResponse) -> PageRow:
    return PageRow(
        fate=answer.fate.value, sha256=answer.sha256, status=answer.status, source=answer.source, detail=answer.detail, article_id=answer.article_id,
        published_on=answer.published_on, others={other.sha256: other.as_json() for other in others} or None,
    )  # fmt: skip


def test_an_answer_comes_back_as_it_was_kept() -> None:
    bare, other = PageResponse(Fate.NOT_READ, SIX), replace(WHOLE, sha256="7" * 64)
    assert other_responses(row_of(WHOLE, bare, other)) == {SIX: bare, "7" * 64: other}
    assert bare.as_json() == {"fate": "not_read"}
    assert other_responses(row_of(WHOLE)) == {}


@pytest.mark.parametrize("order", permutations([Fate.STORED, Fate.BOT_WALL, Fate.NOT_READ]))
def test_whatever_the_order_the_row_shows_what_was_read_and_each_answer_has_its_fate(order: tuple[Fate, ...]) -> None:
    made = [PageResponse(fate, str(number) * 64, detail=TIMED_OUT) for number, fate in enumerate(order)]
    row = row_of(made[0])
    for answer in made[1:]:
        first, others = choose_shown_response(row, answer)
        row = row_of(first, *others)
    found = [PageResponse.of_row(row), *other_responses(row).values()]
    assert found[0].fate is Fate.STORED
    assert {(answer.sha256, answer.fate) for answer in found} == {(answer.sha256, answer.fate) for answer in made}


def test_the_answer_in_hand_is_shown_until_it_has_its_fate_and_half_a_body_beside_nothing() -> None:
    first, others = choose_shown_response(row_of(WHOLE), PageResponse(Fate.FETCHED, SIX))
    assert (first.fate, others) == (Fate.FETCHED, [WHOLE])
    first, others = choose_shown_response(row_of(first, *others), PageResponse(Fate.NOT_READ, SIX, detail=TIMED_OUT))
    assert (first, [other.fate for other in others]) == (WHOLE, [Fate.NOT_READ])
    half = PageResponse(Fate.BROKEN_OFF, SIX)
    assert choose_shown_response(row_of(WHOLE), half) == choose_shown_response(row_of(half), WHOLE) == (WHOLE, [])


@pytest.mark.parametrize(
    ("detail", "kept"), [("", f"{TRIED_AGAIN_DETAIL}stored"), (LEFT_UNREAD_DETAIL, f"{TRIED_AGAIN_DETAIL}stored"), (TIMED_OUT, TIMED_OUT)]
)
def test_only_an_answer_that_nobody_tried_to_read_is_left_open(detail: str, kept: str) -> None:
    """One that broke a limit of its reader has been tried, and says so itself."""
    before = PageResponse(Fate.NOT_READ if detail else Fate.FETCHED, FIVE, detail=detail)
    _, [left] = choose_shown_response(row_of(before), PageResponse(Fate.STORED, SIX))
    assert (left.fate, left.detail) == (Fate.NOT_READ, kept)


# What earlier runs say of an outlet.


def test_a_page_is_still_to_be_tried_until_it_has_had_its_tries_or_a_final_fate(session: Session) -> None:
    settle(session, "r0", "slow", Fate.TIMEOUT)
    settle(session, "r0", "watched", Fate.TIMEOUT, article_id="an-article")
    settle(session, "r0", "old", Fate.TIMEOUT, days=8)
    settle(session, "r0", "found", Fate.TIMEOUT)
    settle(session, "r1", "found", Fate.TOO_SHORT)
    assert runs.unread_pages(session, "kz_a", NOW - 7 * DAY) == ["slow"]
    for number in range(1, runs.TRIES):
        settle(session, f"r{number}", "slow", Fate.TIMEOUT)
    assert runs.unread_pages(session, "kz_a", NOW - 7 * DAY) == []


@pytest.mark.parametrize(
    "detail", [LEFT_UNREAD_DETAIL, f"{TRIED_AGAIN_DETAIL}timeout", CRAWL_ENDING_DETAIL, f"{READING_ABORTED_DETAIL}CancelledError"]
)
def test_runs_that_left_pages_which_nobody_tried_to_read_are_listed_in_order(session: Session, detail: str) -> None:
    settle(session, "r2", "u", Fate.FETCHED, sha256=FIVE)
    for run, more in (("r1", {}), ("r3", {"detail": TIMED_OUT}), ("r4", {"article_id": "an-article"}), ("r5", {"days": 8})):
        settle(session, run, "u", Fate.NOT_READ, **{"detail": detail, "sha256": FIVE, **more})  # type: ignore[arg-type]
    settle(session, "r6", "u", Fate.STORED)
    assert runs.runs_with_unread(session, "kz_a", NOW - 7 * DAY) == ["r1", "r2"]
    assert runs.runs_with_unread(session, "kz_b", NOW - 7 * DAY) == []


def test_an_outlet_is_remembered_as_it_answered_last(session: Session) -> None:
    for number, fate in enumerate([Fate.LISTING, Fate.DNS]):
        at = NOW + number * DAY
        settle(session, f"r{number}", "feed", fate, days=-number, source=True)
        row = runs.finish_outlet(session, f"r{number}", "kz_a", found=3, finished=True, now=at)
        row.ways, row.guessed_at = [{"kind": "feed", "url": f"feed {number}", "named": True}], at
        session.flush()
    assert runs.last_success(session, "kz_a") == NOW
    assert runs.last_sources(session, "kz_a") == ([{"kind": "feed", "url": "feed 0", "named": True}], NOW + DAY)
    part = runs.last_outlet_run_row(session, "kz_a")
    assert part is not None
    assert (part.run_id, part.state, part.cause) == ("r1", "failed", "dns")
    assert runs.run_totals(session, "r0") == {"outlets": {"answered": 1}, "fates": {"listing": 1}}


def test_how_long_a_visit_takes_is_learnt_from_those_of_the_newest_runs_that_came_to_their_end(session: Session) -> None:
    """Each visit: its run, its outlet, how long ago it began, how long it took, and what became of it."""
    visits: list[tuple[str, str, int, int | None, str, str | None]] = [
        *((f"r{number}", "kz_a", 9 - number, seconds, "answered", None) for number, seconds in enumerate((600, 30, 20, 40), start=1)),
        ("r4", "kz_cut", 5, 900, "failed", "broken_off"),
        ("r4", "kz_busy", 5, None, "busy", None),
        ("r4", "kz_running", 5, None, "running", None),
        ("r4", "kz_dead", 5, 61, "failed", "dns"),
    ]
    for run, outlet, hours, seconds, state, cause in visits:
        at = NOW - timedelta(hours=hours)
        runs.begin_run(session, run, "run", at)
        runs.begin_outlet(session, run, outlet, None, at)
        row = session.get_one(OutletRunRow, (run, outlet))
        row.state, row.cause, row.ended_at = state, cause, None if seconds is None else at + timedelta(seconds=seconds)
        session.flush()
    assert runs.visit_seconds(session, runs=3) == {"kz_a": 30, "kz_dead": 61}


# What people ask of the next run.


def test_a_request_is_taken_up_by_one_run_that_can_serve_it_and_has_an_outcome(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for who in ("Dana", "Aigul"):
            requests.request_visit(session, "kz_a", who=who, now=NOW)
            requests.request_page(session, "https://x.example/1", who=who, now=NOW, note="көрші басылымның хабары")
        requests.request_visit(session, "kz_elsewhere", who="Dana", now=NOW)
        assert len(requests.waiting_requests(session)) == 3, "asked twice before a run comes it is one request"
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)
        taken = requests.claim_requests(session, "r1", ["kz_a", "kz_b"], NOW)
        assert [(row.kind, row.outlet or row.url) for row in taken] == [("run_again", "kz_a"), ("tip", "https://x.example/1")]
        assert requests.claim_requests(session, "r2", ["kz_a"], NOW) == []
        assert [row.outlet for row in requests.waiting_requests(session)] == ["kz_elsewhere"]
        runs.begin_outlet(session, "r1", "kz_a", None, NOW)
        runs.finish_outlet(session, "r1", "kz_a", found=0, finished=True, now=NOW)
        settle(session, "r1", "https://x.example/1", Fate.GONE, outlet="x.example")
        requests.settle_requests(session, "r1")
    with read_session(engine) as session:
        outcomes = {row.outlet or row.url: row.outcome for row in requests.latest_requests(session)}
        assert outcomes == {"kz_a": "empty", "kz_elsewhere": None, "https://x.example/1": "gone"}


def test_what_a_run_did_not_come_to_is_lost(session: Session) -> None:
    requests.request_page(session, "https://x.example/1", who="Aigul", now=NOW, note="")
    requests.claim_requests(session, "r1", [], NOW)
    requests.settle_requests(session, "r1")
    assert [row.outcome for row in requests.latest_requests(session)] == ["lost"]


def test_a_note_that_looks_like_a_note_of_the_program_stays_as_it_was_typed(session: Session) -> None:
    for number, note in enumerate(("note:message:7", written_note(WrittenNote.MESSAGE, "7"))):
        requests.request_page(session, f"https://x.example/{number}", who="Aigul", now=NOW, note=note)
    assert [note_words(row.note) for row in requests.waiting_requests(session)] == ["note:message:7", "from message 7"]
