"""Every page in the evidence has a fate, and none waits in a run that has ended: `qorgan verify` says where not, and those pages can be read."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, delete, event
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from flows.cli import evidence_command, verify_command
from pipelines.evidence.page_fates import BATCH, PageFate, open_pages
from pipelines.evidence.verify import FatesCheck, check_evidence
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records.database import read_session, write_transaction
from records.model import EvidenceRef
from records.outlets import claims, runs
from records.outlets.page_responses import CRAWL_ENDING_DETAIL, LEFT_UNREAD_DETAIL, READING_ABORTED_DETAIL
from records.tables import ClaimRow, OutletRunRow, PageRow, RunRow
from records.vocabulary import Fate
from tests.conftest import NOW
from tests.pipelines.evidence.stored_pages import Store

RUN = "20261124T060000000000-run"


class Evidence:
    """The evidence of a run, and the rows of its pages."""

    def __init__(self, engine: Engine, folder: Path, run: str = RUN) -> None:
        self.engine, self.folder, self.run = engine, folder, run
        self.writer = EvidenceWriter(folder, f"{run}-4711")
        with write_transaction(engine) as session:
            runs.begin_run(session, run, "run", NOW)
            claims.claim(session, claims.run_name(run), run, datetime.now(UTC))
            runs.begin_outlet(session, run, "kz_oral", None, NOW)

    def add(self, number: int, fate: Fate | None, body: bytes = b"", final: str = "") -> EvidenceRef:
        url = f"https://oral.example/{number}"
        ref = self.writer.write(PageItem("kz_oral", url, final or url, 200, (), body or b"<p>%d</p>" % number, NOW))
        if fate is not None:
            with write_transaction(self.engine) as session:
                runs.record_page_fate(session, self.run, "kz_oral", url, str(number), fate, at=NOW, status=200, sha256=ref.sha256)
        return ref

    def die(self) -> None:
        """The process of the run is ended from outside: its claim stays, and nobody is behind it."""
        with write_transaction(self.engine) as session:
            session.get_one(ClaimRow, claims.run_name(self.run)).pid = 2**22 + 1

    def end(self) -> None:
        with write_transaction(self.engine) as session:
            session.get_one(RunRow, self.run).ended_at = NOW

    def faults(self) -> list[str]:
        found: list[str] = []
        with read_session(self.engine) as session:
            check = FatesCheck(self.engine, session, found.append)
            check_evidence(self.engine, session, self.folder, found.append, other_record=check.look)
            check.end()
        return found


@pytest.fixture
def evidence(engine: Engine, tmp_path: Path) -> Evidence:
    return Evidence(engine, tmp_path / "var" / "evidence")


def places(lines: list[str]) -> list[tuple[str, int, int]]:
    """File, offset and number of each page that is named as one without a fate in its run."""
    found = [re.fullmatch(rf"(\S+) at (\d+): .*https://oral.example/(\d+) .*{RUN} .*`qorgan replay --missing`.*", line) for line in lines]
    return [(one[1], int(one[2]), int(one[3])) for one in found if one] if all(found) else pytest.fail(str(lines))


def test_a_run_in_which_every_page_has_a_fate_is_in_order(evidence: Evidence) -> None:
    for number, fate in enumerate([Fate.STORED, Fate.TOO_SHORT, Fate.NOT_READ, Fate.NEAR_COPY]):
        evidence.add(number, fate, final="https://oral.example/moved")
    evidence.end()
    assert evidence.faults() == []


def test_a_page_without_a_row_is_named_by_file_offset_address_and_run(evidence: Evidence) -> None:
    refs = [evidence.add(number, Fate.KNOWN if number % 2 else None) for number in range(4)]
    assert places(evidence.faults()) == [(refs[0].file, 0, 0), (refs[2].file, refs[2].offset, 2)]


def test_the_same_bytes_under_another_address_do_not_stand_for_a_page_without_a_row(evidence: Evidence) -> None:
    evidence.add(0, Fate.STORED, b"<p>the same</p>")
    ref = evidence.add(1, None, b"<p>the same</p>")
    assert places(evidence.faults()) == [(ref.file, ref.offset, 1)]


@pytest.mark.parametrize("second", [Fate.STORED, Fate.BOT_WALL, Fate.TOO_SHORT])
def test_of_a_page_that_answered_twice_in_one_run_each_record_needs_its_own_fate(evidence: Evidence, second: Fate) -> None:
    first = evidence.add(0, Fate.FETCHED, b"<p>before its crawler died</p>")
    later = evidence.add(0, second, b"<p>after</p>")
    assert places(evidence.faults()) == [(first.file, 0, 0)]
    assert [page.offset for page, _ in open_pages(evidence.engine, evidence.folder, first.file)] == [0]
    with write_transaction(evidence.engine) as session:
        runs.record_page_fate(session, RUN, "kz_oral", "https://oral.example/0", "0", Fate.NEAR_COPY, at=NOW, sha256=first.sha256)
    assert evidence.faults() == []
    assert open_pages(evidence.engine, evidence.folder, later.file) == []


def test_a_row_of_other_bytes_says_nothing_of_a_record(evidence: Evidence) -> None:
    ref = evidence.add(0, Fate.TOO_SHORT)
    with write_transaction(evidence.engine) as session:
        session.query(PageRow).one().sha256 = "5" * 64
    assert places(evidence.faults()) == [(ref.file, 0, 0)]


def test_a_page_that_waits_is_a_fault_once_its_run_has_ended(evidence: Evidence, snapshot: SnapshotAssertion) -> None:
    evidence.add(7, Fate.FETCHED)
    assert evidence.faults() == []
    evidence.end()
    assert evidence.faults() == snapshot


def test_a_page_that_waits_is_a_fault_once_nobody_works_on_its_run_though_nobody_closed_it(evidence: Evidence, snapshot: SnapshotAssertion) -> None:
    evidence.add(7, Fate.FETCHED)
    evidence.add(8, Fate.STORED)
    evidence.die()
    assert evidence.faults() == snapshot


def test_a_run_that_ended_in_order_while_it_was_checked_is_no_fault(evidence: Evidence) -> None:
    evidence.add(7, Fate.FETCHED)
    found: list[str] = []
    with read_session(evidence.engine) as session:
        session.connection()
        check = FatesCheck(evidence.engine, session, found.append)
        with write_transaction(evidence.engine) as other:
            runs.record_page_fate(other, RUN, "kz_oral", "https://oral.example/7", "7", Fate.STORED, at=NOW)
            claims.release(other, claims.run_name(RUN), RUN)
        check.end()
    assert found == []


def test_a_record_to_which_an_article_points_needs_no_row(engine: Engine, tmp_path: Path) -> None:
    store = Store(engine, tmp_path)
    writer = EvidenceWriter(tmp_path, f"{RUN}-1")
    store.add(writer, "stored", b"<p>stored</p>", NOW)
    found: list[str] = []
    with read_session(engine) as session:
        check = FatesCheck(engine, session, found.append)
        check_evidence(engine, session, tmp_path, found.append, other_record=check.look)
        check.end()
    assert found == []


def test_records_of_an_earlier_version_are_found_by_address_or_bytes(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.evidence.writer.record_fields", lambda _page: {})
    evidence.add(0, Fate.STORED)
    evidence.add(1, Fate.TOO_SHORT, final="https://oral.example/moved")
    ref = evidence.add(2, None, final="https://oral.example/elsewhere")
    [words] = evidence.faults()
    assert words.startswith(f"{ref.file} at {ref.offset}: ")
    assert " https://oral.example/elsewhere " in words


def test_records_of_an_earlier_version_with_the_same_bytes_each_have_their_fate(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that were redirected to one, as an outlet does with what it has deleted."""
    monkeypatch.setattr("pipelines.evidence.writer.record_fields", lambda _page: {})
    refs = [evidence.add(number, Fate.TOO_SHORT, b"<p>deleted</p>", final="https://oral.example/deleted") for number in range(3)]
    assert evidence.faults() == []
    with write_transaction(evidence.engine) as session:
        runs.record_page_fate(
            session, RUN, "kz_oral", "https://oral.example/1", "1", Fate.NOT_READ, at=NOW, sha256=refs[1].sha256, detail=LEFT_UNREAD_DETAIL
        )
    assert [fate and fate.url for _, fate in open_pages(evidence.engine, evidence.folder, refs[0].file)] == ["https://oral.example/1"]


def test_a_run_of_which_the_database_knows_nothing_is_named_page_by_page(evidence: Evidence) -> None:
    for number in range(3):
        evidence.add(number, Fate.STORED)
    with write_transaction(evidence.engine) as session:
        for table in (PageRow, OutletRunRow):
            session.execute(delete(table).where(table.run_id == RUN))
        session.execute(delete(RunRow).where(RunRow.id == RUN))
    assert len(evidence.faults()) == 3


def test_files_that_no_run_of_ours_wrote_are_left_alone(evidence: Evidence) -> None:
    EvidenceWriter(evidence.folder, "strange").write(PageItem("x", "https://x.example/", "https://x.example/", 200, (), b"x", NOW))
    assert evidence.faults() == []


def test_a_page_whose_row_comes_while_it_is_checked_is_no_fault(evidence: Evidence) -> None:
    evidence.add(0, None)
    found: list[str] = []
    with read_session(evidence.engine) as session:
        session.connection()
        check = FatesCheck(evidence.engine, session, found.append)
        check_evidence(evidence.engine, session, evidence.folder, found.append, other_record=check.look)
        with write_transaction(evidence.engine) as other:
            runs.record_page_fate(other, RUN, "kz_oral", "https://oral.example/0", "0", Fate.FETCHED, at=NOW)
        check.end()
    assert found == []


def test_it_asks_the_database_once_for_many_records(evidence: Evidence) -> None:
    count = BATCH + 20
    for number in range(count):
        evidence.add(number, None)
    with write_transaction(evidence.engine) as session:
        for number in range(count):
            session.add(PageRow(run_id=RUN, outlet="kz_oral", url=f"https://oral.example/{number}", key=str(number), fate="stored", at=NOW))
    asked: list[str] = []
    event.listen(evidence.engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    assert evidence.faults() == []
    assert sum("pages" in statement for statement in asked) == 3


@pytest.mark.parametrize("fate", [Fate.UNREACHABLE, Fate.DNS, Fate.TIMEOUT, Fate.SERVER_ERROR, Fate.GONE, Fate.BROKEN_OFF])
def test_a_whole_page_whose_row_is_that_of_a_try_without_one_is_named_and_open(evidence: Evidence, fate: Fate) -> None:
    refs = [evidence.add(number, Fate.TOO_SHORT if number else None) for number in range(2)]
    with write_transaction(evidence.engine) as session:
        half = "5" * 64 if fate is Fate.BROKEN_OFF else None
        runs.record_page_fate(session, RUN, "kz_oral", "https://oral.example/0", "0", fate, at=NOW, sha256=half)
    assert places(evidence.faults()) == [(refs[0].file, 0, 0)]
    assert [page.offset for page, _ in open_pages(evidence.engine, evidence.folder, refs[0].file)] == [0]


def test_a_page_left_unread_is_named_once_it_was_tried_again_in_vain_and_until_it_is_read(evidence: Evidence) -> None:
    ref = evidence.add(0, Fate.FETCHED)
    with write_transaction(evidence.engine) as session:
        runs.end_run(session, RUN, {}, NOW)
    assert evidence.faults() == [], "the next run tries it again"
    for number, fate in enumerate([Fate.UNREACHABLE, Fate.STORED], start=1):
        with write_transaction(evidence.engine) as session:
            runs.begin_run(session, f"later-{number}", "run", NOW)
            runs.begin_outlet(session, f"later-{number}", "kz_oral", None, NOW)
            runs.record_page_fate(session, f"later-{number}", "kz_oral", "https://oral.example/0", "0", fate, at=NOW + timedelta(days=number))
        assert places(evidence.faults()) == ([(ref.file, 0, 0)] if fate is Fate.UNREACHABLE else [])


def test_the_command_fails_and_says_what_to_do(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()
    app.command()(verify_command.verify)
    app.add_typer(evidence_command.app, name="evidence")
    monkeypatch.setenv("QORGAN_DATABASE_URL", evidence.engine.url.render_as_string(hide_password=False))
    evidence.add(0, Fate.STORED)
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0
    ref = evidence.add(1, None)
    done = CliRunner().invoke(app, ["verify", "--format", "json"])
    assert (done.exit_code, places(json.loads(done.stdout)["faults"])) == (1, [(ref.file, ref.offset, 1)])
    assert CliRunner().invoke(app, ["verify", "--chain-only"]).exit_code == 0


def test_what_is_open_in_a_file_is_listed_with_its_row(evidence: Evidence) -> None:
    refs = [evidence.add(number, fate) for number, fate in enumerate([Fate.STORED, Fate.NOT_READ, None, Fate.FETCHED, Fate.BROKEN_OFF])]
    found = open_pages(evidence.engine, evidence.folder, refs[0].file)
    assert [(page.offset, page.url, fate and fate.fate) for page, fate in found] == [
        (refs[number].offset, f"https://oral.example/{number}", fate) for number, fate in ((1, Fate.NOT_READ), (2, None), (3, Fate.FETCHED))
    ]
    assert found[0][1] == PageFate("kz_oral", "https://oral.example/1", Fate.NOT_READ, None)


def test_both_records_of_a_page_are_listed_where_neither_was_read(evidence: Evidence) -> None:
    refs = [evidence.add(0, Fate.FETCHED, b"<p>%d</p>" % number) for number in range(2)]
    evidence.end()
    assert [page.sha256 for page, _ in open_pages(evidence.engine, evidence.folder, refs[0].file)] == [ref.sha256 for ref in refs]


@pytest.mark.parametrize(
    ("detail", "untried"),
    [
        (LEFT_UNREAD_DETAIL, True),
        (CRAWL_ENDING_DETAIL, True),
        (f"{READING_ABORTED_DETAIL}CancelledError", True),
        ("its limit of time", False),
        ("", False),
    ],
)
def test_a_page_that_broke_a_limit_of_its_reader_was_tried(evidence: Evidence, detail: str, untried: bool) -> None:
    ref = evidence.add(1, None)
    with write_transaction(evidence.engine) as session:
        runs.record_page_fate(session, RUN, "kz_oral", "https://oral.example/1", "1", Fate.NOT_READ, at=NOW, sha256=ref.sha256, detail=detail)
    [(_, fate)] = open_pages(evidence.engine, evidence.folder, ref.file)
    assert fate is not None
    assert fate.untried is untried


def test_a_page_read_once_and_in_vain_later_is_not_open(evidence: Evidence) -> None:
    ref = evidence.add(1, Fate.TOO_SHORT)
    with write_transaction(evidence.engine) as session:
        runs.record_page_fate(session, RUN, "kz_oral", "https://oral.example/1", "1", Fate.TIMEOUT, at=NOW)
    assert open_pages(evidence.engine, evidence.folder, ref.file) == []
