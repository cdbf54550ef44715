"""The desk while PostgreSQL loses its connections or is away: a decision is taken once, a page comes, and else a person is told when to come again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desk.middleware import database_unavailable
from records import database
from records.database import engine_with_retry, read_session
from records.tables import DraftRow, LedgerRow
from tests.desk.site import FEW, Site, add_draft, add_few, open_site
from tests.faults.postgresql import server
from tests.lost_connections import answer_lost, cut_at

AWAY = {"en": "The database does not answer just now", "kk": "Дерекқор қазір жауап бермей тұр", "ru": "База данных сейчас не отвечает"}


@pytest.fixture
def desk(upgraded_postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A desk over PostgreSQL with a few drafts."""
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    made = open_site(upgraded_postgresql_url, tmp_path / "var")
    with made.writing() as session:
        made.drafts = add_few(session)
    yield made
    made.engine.dispose()


def acts(desk: Site, draft: int) -> list[str]:
    with desk.reading() as session:
        return list(session.scalars(select(LedgerRow.action).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id)))


@pytest.mark.parametrize("kept", [True, False])
def test_a_decision_whose_commit_was_not_answered_is_taken_once_and_answered(desk: Site, monkeypatch: pytest.MonkeyPatch, kept: bool) -> None:
    browser, draft = desk.signed_in(), desk.drafts[0]
    fields = {"csrf": browser.csrf(), "id": draft, "action": "reject", "reason": "not_press"}
    with answer_lost(desk.engine, monkeypatch, kept=kept) as lost:
        answer = browser.post("/queue/decide", data=fields)
    assert lost.done
    assert answer.status_code == 303, answer.text
    assert acts(desk, draft) == ["reject"]


def test_an_undoing_whose_commit_was_not_answered_undoes_one_decision(desk: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, draft = desk.signed_in(), desk.drafts[0]
    for until in ("2026-12-01", "2026-12-02"):
        assert browser.submit("/queue/decide", {"id": draft, "action": "defer", "until": until}).status_code == 303
    csrf = browser.csrf()
    with answer_lost(desk.engine, monkeypatch) as lost:
        assert browser.post(f"/drafts/{draft}/undo", data={"csrf": csrf}).status_code == 303
    assert lost.done
    assert acts(desk, draft) == ["defer", "defer", "undo"]


def test_a_decision_is_tried_again_wherever_its_transaction_is_cut(desk: Site) -> None:
    browser, draft = desk.signed_in(), desk.drafts[1]
    fields = {"csrf": browser.csrf(), "do": "reject:not_press"}
    with cut_at(desk.engine, 1, "INSERT INTO ledger") as cut:
        answer = browser.post(f"/drafts/{draft}/decision", data=fields)
    assert cut.done
    assert answer.status_code == 303, answer.text
    assert acts(desk, draft) == ["reject"]


def test_a_page_comes_wherever_its_reading_is_cut(desk: Site) -> None:
    browser, number = desk.signed_in(), 0
    while True:
        number += 1
        with cut_at(desk.engine, number) as cut:
            answer = browser.get("/queue")
        assert answer.status_code == 200, f"cut at statement {number}"
        if not cut.done:
            break
    assert number > 4


def test_what_writes_is_done_as_a_whole_or_answered_with_503_wherever_it_is_cut(desk: Site) -> None:
    browser, draft, number, said = desk.signed_in(), desk.drafts[2], 0, set()
    while True:
        number += 1
        before, fields = acts(desk, draft), {"csrf": browser.csrf(), "id": draft, "action": "defer", "until": "2026-12-01"}
        with cut_at(desk.engine, number) as cut:
            answer = browser.post("/queue/decide", data=fields)
        said.add(answer.status_code)
        assert acts(desk, draft) == before + ["defer"] * (answer.status_code == 303)
        if not cut.done:
            break
    assert said == {303, 503}, "503 where it is cut before the decision is looked at"


@pytest.mark.usefixtures("processes")
def test_a_database_that_stays_away_is_told_in_the_readers_language_with_the_time_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(database_unavailable, "INTERACTIVE_RETRY_SECONDS", 0.05)
    with server() as running:
        desk = open_site(running.new_database("desk"), tmp_path / "var")
        engine_with_retry(desk.engine, 0.05)
        with desk.writing() as session:
            draft = add_draft(session, "a", **FEW["a"])
        browsers = {lang: desk.signed_in(lang=lang) for lang in AWAY}
        csrf = {lang: browser.csrf() for lang, browser in browsers.items()}

        def told() -> None:
            for lang, browser in browsers.items():
                for answer in (
                    browser.get("/queue"),
                    browser.post("/queue/decide", data={"csrf": csrf[lang], "id": draft, "action": "reject", "reason": "not_press"}),
                ):
                    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
                    assert AWAY[lang] in answer.text
                    assert f'<html lang="{lang}">' in answer.text
            assert browsers["en"].get("/health").status_code == 503
            program = browsers["en"].get("/api/v1/drafts", headers={"Authorization": "Bearer qg_x"})
            assert (program.status_code, program.headers["Retry-After"]) == (503, "10")
            assert list(program.json()) == ["detail"]

        running.stopped(told)
        assert browsers["en"].get("/queue").status_code == 200
        with read_session(desk.engine) as session:
            assert session.get_one(DraftRow, draft).state == "new"
            assert session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.action == "reject")) == 0
        desk.engine.dispose()


def test_an_error_of_another_kind_is_not_taken_for_a_database_that_is_away(probed: Site) -> None:
    browser = probed.signed_in()
    browser.expects_failure = True
    assert browser.get("/probe/broken").status_code == 500
