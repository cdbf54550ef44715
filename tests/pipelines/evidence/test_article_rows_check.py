"""A row of `pages` tells of every stored state of an article; `qorgan verify` names each that is gone or was changed."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select, update
from syrupy.assertion import SnapshotAssertion

from pipelines.evidence.verify import article_row_faults
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import CrawlContext
from pipelines.store import OutletPageStore, ReadPage
from records import articles, watched_pages
from records.database import read_session, write_transaction
from records.model import EvidenceRef
from records.outlets import runs
from records.tables import ArticleRow, PageRow
from records.vocabulary import Fate, PageChange
from tests.conftest import NOW
from tests.pipelines.test_store import ORAL, read_page, story

RUN = "20261124T060000000000-run"


@pytest.fixture
def stored(engine: Engine, tmp_path: Path) -> Engine:
    """A run that stored three articles, one of them after a try that brought other bytes."""
    with write_transaction(engine) as session:
        runs.begin_run(session, RUN, "run", NOW)
    intake, writer = OutletPageStore(engine, CrawlContext(RUN), ORAL, lambda: NOW), EvidenceWriter(tmp_path, f"{RUN}-1")
    for number in range(3):
        read = read_page(ORAL, f"news/{number}", story(number), body=b"<p>%d</p>" % number)
        if number == 2:
            early = read_page(ORAL, f"news/{number}", story(number), body=b"<p>a wall</p>").page
            intake.note_fetched(early, writer.write(early))
        ref = writer.write(read.page)
        intake.note_fetched(read.page, ref)
        intake.add(ReadPage(read.page, ref, read.extraction))
    intake.flush()
    return engine


def faults(engine: Engine) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        article_row_faults(session, found.append)
    return found


def shown(lines: list[str]) -> list[str]:
    """The lines without the places, which depend on how well a library packs."""
    return [re.sub(r" at [1-9]\d*", " at …", line) for line in lines]


def change(engine: Engine, statement: Any) -> None:
    with write_transaction(engine) as session:
        session.execute(statement)


def of(number: int) -> Any:
    return PageRow.url == f"https://oral.example/news/{number}"


def test_articles_as_a_run_stored_them_are_in_order(stored: Engine) -> None:
    assert faults(stored) == []


@pytest.mark.parametrize("number", [0, 2])
def test_a_row_that_was_taken_out_is_named_with_article_run_and_place(stored: Engine, number: int, snapshot: SnapshotAssertion) -> None:
    change(stored, delete(PageRow).where(of(number)))
    assert shown(faults(stored)) == snapshot(name=str(number))


@pytest.mark.parametrize("changed", [{"sha256": "5" * 64}, {"fate": "gone", "sha256": "5" * 64}, {"fate": "timeout"}, {"sha256": None}])
def test_a_row_that_was_changed_is_named_with_what_it_says(stored: Engine, changed: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    change(stored, update(PageRow).where(of(1)).values(**changed))
    assert shown(faults(stored)) == snapshot(name=str(changed))


@pytest.mark.parametrize("changed", [{"article_id": None}, {"run_id": "20261125T060000000000-run"}])
def test_a_row_that_was_moved_to_another_run_or_off_its_article_is_as_good_as_gone(
    stored: Engine, changed: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    change(stored, update(PageRow).where(of(1)).values(**changed))
    assert shown(faults(stored)) == snapshot(name=str(changed))


def test_a_row_of_a_later_run_with_the_same_bytes_does_not_stand_for_the_first(stored: Engine) -> None:
    with write_transaction(stored) as session:
        row = session.scalars(select(PageRow).where(of(0))).one()
        runs.begin_run(session, "later", "run", NOW)
        runs.begin_outlet(session, "later", "kz_oral", None, NOW)
        runs.record_page_fate(session, "later", "kz_oral", row.url, row.key, Fate.KNOWN, at=NOW, article_id=row.article_id, sha256=row.sha256)
        session.delete(row)
    [words] = faults(stored)
    assert f"run {RUN}" in words


def test_a_later_answer_in_the_same_run_leaves_the_stored_one_in_its_place(stored: Engine) -> None:
    with write_transaction(stored) as session:
        row = session.scalars(select(PageRow).where(of(0))).one()
        for fate in (Fate.FETCHED, Fate.KNOWN):
            runs.record_page_fate(session, RUN, "kz_oral", row.url, row.key, fate, at=NOW, article_id=row.article_id, sha256="6" * 64)
            session.flush()
            assert row.fate == fate
    assert faults(stored) == []


def test_a_later_state_has_a_row_too_also_the_one_that_says_that_it_is_gone(stored: Engine) -> None:
    ref, later = EvidenceRef("2026/12/01/20261201T060000000000-run-watch-2.warc.gz", 0, "7" * 64), NOW + timedelta(days=7)
    with write_transaction(stored) as session:
        article = session.scalars(select(ArticleRow).order_by(ArticleRow.url)).first()
        assert article is not None
        watched_pages.add_state(session, article.id, PageChange.GONE, at=later, evidence=ref, url=article.url, status=404)
    [words] = faults(stored)
    assert ref.file in words
    with write_transaction(stored) as session:
        runs.begin_run(session, "20261201T060000000000-run-watch", "watch", later)
        runs.begin_outlet(session, "20261201T060000000000-run-watch", "kz_oral", None, later)
        runs.record_page_fate(
            session, "20261201T060000000000-run-watch", "kz_oral", article.url, "k", Fate.GONE, at=later, article_id=article.id, sha256=ref.sha256
        )
    assert faults(stored) == []


def test_the_database_is_asked_once_however_many_articles_there_are(stored: Engine) -> None:
    with write_transaction(stored) as session:
        for number in range(60):
            row = ArticleRow(
                id=f"a{number}", run_id=RUN, outlet="kz_oral", url=f"https://oral.example/{number}", lang="kk", title="", text="", authors=[],
                fetched_at=NOW, text_sha256="0" * 64,
            )  # fmt: skip
            articles.add_article(session, row, (), EvidenceRef("2026/11/24/x.warc.gz", number, f"{number:064}"), row.url, 200)
    asked: list[str] = []
    event.listen(stored, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    assert len(faults(stored)) == 60
    assert sum("snapshots" in statement for statement in asked) == 1
