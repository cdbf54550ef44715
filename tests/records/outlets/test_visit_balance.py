"""At the end of a visit every page in the evidence has its fate, or the visit says what is open."""

from typing import Any

from sqlalchemy import Engine, select
from syrupy.assertion import SnapshotAssertion

from records.database import read_session, write_transaction
from records.outlets import runs
from records.outlets.visit_balance import VisitBalance, close_balance
from records.tables import OutletRunRow, PageRow
from records.vocabulary import Fate
from tests.conftest import NOW

URLS = [f"https://oral.example/{number}" for number in range(4)]


def visit(engine: Engine, fates: dict[str, Fate]) -> None:
    """A visit whose pages have come so far."""
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
        runs.begin_outlet(session, "r", "kz_oral", None, NOW)
        for url, fate in fates.items():
            runs.record_page_fate(session, "r", "kz_oral", url, url[-40:], fate, at=NOW)


def balance(engine: Engine, written: list[str], *, stored_no_more: bool = False) -> tuple[VisitBalance, dict[str, Any]]:
    with write_transaction(engine) as session:
        found = close_balance(session, "r", "kz_oral", {hash(url) for url in written}, stored_no_more=stored_no_more)
        return found, session.get_one(OutletRunRow, ("r", "kz_oral")).note


def fates(engine: Engine) -> dict[str, str]:
    with read_session(engine) as session:
        return {row.url: row.fate for row in session.scalars(select(PageRow))}


def test_a_visit_in_which_every_record_has_its_fate_is_even_and_notes_nothing(engine: Engine) -> None:
    visit(engine, {URLS[0]: Fate.STORED, URLS[1]: Fate.TOO_SHORT, URLS[2]: Fate.LISTING})
    found, note = balance(engine, URLS[:2])
    assert (found.even, note, found.in_words()) == (True, {}, "")


def test_a_page_still_in_hand_is_not_read_and_the_visit_says_so(engine: Engine) -> None:
    visit(engine, {URLS[0]: Fate.STORED, URLS[1]: Fate.FETCHED})
    found, note = balance(engine, URLS[:2])
    assert (found, note) == (VisitBalance(in_hand=1), {"in_hand": 1})
    assert fates(engine) == {URLS[0]: "stored", URLS[1]: "not_read"}


def test_a_record_whose_page_has_no_row_leaves_the_visit_open(engine: Engine) -> None:
    visit(engine, {URLS[0]: Fate.STORED})
    found, note = balance(engine, URLS[:3])
    assert (found, note) == (VisitBalance(lost=2), {"lost": 2})


def test_what_is_open_is_said_in_words(snapshot: SnapshotAssertion) -> None:
    assert [found.in_words() for found in (VisitBalance(in_hand=1), VisitBalance(lost=2))] == snapshot


def test_a_visit_that_could_store_no_more_is_never_even(engine: Engine) -> None:
    visit(engine, {URLS[0]: Fate.STORED})
    found, note = balance(engine, URLS[:1], stored_no_more=True)
    assert (found.even, note) == (False, {"stored_no_more": True})
    assert VisitBalance(**note) == found


def test_a_run_that_ends_leaves_no_page_in_hand_whichever_outlet_it_is_of(engine: Engine) -> None:
    visit(engine, {URLS[0]: Fate.FETCHED})
    with write_transaction(engine) as session:
        runs.begin_outlet(session, "r", "kz_syr", None, NOW)
        runs.record_page_fate(session, "r", "kz_syr", URLS[1], "key", Fate.FETCHED, at=NOW, article_id="a", sha256="f" * 64)
        runs.begin_run(session, "other", "run", NOW)
        runs.begin_outlet(session, "other", "kz_syr", None, NOW)
        runs.record_page_fate(session, "other", "kz_syr", URLS[2], "key2", Fate.FETCHED, at=NOW)
    with write_transaction(engine) as session:
        runs.end_run(session, "r", {}, NOW)
    assert fates(engine) == {URLS[0]: "not_read", URLS[1]: "not_read", URLS[2]: "fetched"}
    with read_session(engine) as session:
        watched = session.scalars(select(PageRow).where(PageRow.url == URLS[1])).one()
        assert (watched.article_id, watched.sha256) == ("a", "f" * 64)
        assert runs.run_totals(session, "r")["fates"] == {"not_read": 2}


def test_an_answer_that_another_one_of_the_same_page_displaced_before_it_was_read_leaves_the_visit_open(engine: Engine) -> None:
    visit(engine, {})
    with write_transaction(engine) as session:
        for fate, sha256 in ((Fate.FETCHED, "5"), (Fate.FETCHED, "6"), (Fate.STORED, "6")):
            runs.record_page_fate(session, "r", "kz_oral", URLS[0], "key", fate, at=NOW, sha256=sha256 * 64)
    assert balance(engine, URLS[:1]) == (VisitBalance(lost=1), {"lost": 1})
