"""Every try of a page has one fate, of several answers none is given up, and every outlet of a run answered or failed for a named cause."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from records.database import read_session, write_transaction
from records.outlets import run_history, runs
from records.outlets.page_answers import IN_VAIN, answers_beside
from records.tables import PageRow
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
