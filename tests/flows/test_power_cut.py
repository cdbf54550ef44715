"""A power cut takes nothing that was answered. The real desk and the real crawler write onto a disk that loses what was not synced.

Broken once on purpose: with `PRAGMA synchronous=NORMAL` the first test fails at its first cut, and without `fsync` of each record the second one does.
"""

import json
import os
import random
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from pipelines.evidence.writer import Damage, Record, read_page, read_records
from records import tokens, users
from records.database import open_database, read_session, write_transaction
from records.ledger import verify
from records.model import EvidenceRef
from records.tables import DraftRow, IncidentRow, PageRow, SnapshotRow
from records.users import Role
from spiders.sample.server import outlets_file, serve
from spiders.sample.story_files import printing_day
from tests.desk.site import add_draft, add_person
from tests.flows.real_command import Home, crawl_command, free_ports
from tests.power_cut.cut_disk import CutDisk, build_library, cut_disk, why_not
from tests.processes import started

pytestmark = [pytest.mark.skipif(why_not() is not None, reason=why_not() or ""), pytest.mark.usefixtures("processes")]

DECISIONS = 90
CUTS = 2
CLIENTS = 3


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_library(tmp_path_factory.mktemp("library"))


@dataclass
class Answered:
    """What the desk has answered with 201: the state of each draft, and the number of each incident."""

    states: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)

    def post(self, address: str, token: str, draft: int) -> bool:
        """Decide on one draft; False when the desk is gone."""
        act = {"action": "confirm"} if draft % 2 else {"action": "reject", "reason": "outside"}
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{address}api/v1/drafts/{draft}/decisions", json.dumps(act).encode(), head)
        try:
            with urllib.request.urlopen(request, timeout=600) as answer:
                told = json.load(answer)
        except urllib.error.HTTPError as error:
            # It was decided before a cut that came before its answer.
            return error.code == 409
        except OSError:
            return False
        self.states[draft] = told["state"]
        if act["action"] == "confirm":
            self.numbers[draft] = told["incident"]
        return True


def waiting_drafts(data: Path) -> str:
    """A database with drafts to decide on; a token for them."""
    engine = open_database(f"sqlite:///{data / 'qorgan.db'}")
    with write_transaction(engine) as session:
        add_person(session, "Aigul", Role.MONITOR)
        for number in range(DECISIONS):
            add_draft(session, f"a{number}", title=f"Событие{number} у редакции")
        token = tokens.create_token(session, users.find(session, "Aigul"), who="test", now=datetime.now(UTC))
    engine.dispose()
    return token


def work_until_the_cut(disk: CutDisk, token: str, answered: Answered, drafts: list[int], enough: int) -> None:
    """Post decisions from several programs at once, and kill the desk in the middle as soon as so many are answered."""
    home = Home(disk.watched, disk.environment)
    desk = home.start("desk", "--port", "0")
    line = desk.line(desk.stdout)
    assert "http://" in line, desk.communicate()[1] + home.logs()
    address = line.split()[-1]
    left, reached = iter(list(drafts)), threading.Event()
    taking = threading.Lock()

    def client() -> None:
        while not reached.is_set():
            with taking:
                draft = next(left, None)
            if draft is None or not answered.post(address, token, draft):
                break
            if len(answered.states) >= enough:
                break
        reached.set()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for one in clients:
        one.start()
    reached.wait(600)
    desk.send_signal(signal.SIGKILL)
    desk.communicate()
    for one in clients:
        one.join(60)


def test_no_decision_that_was_answered_is_lost_by_a_power_cut_and_no_number_is_given_twice(tmp_path: Path, library: Path) -> None:
    chance, answered = random.Random(20261127), Answered()
    data = tmp_path / "data"
    data.mkdir()
    token = waiting_drafts(data)
    for cut in range(CUTS + 1):
        disk = cut_disk(data, tmp_path / f"kept{cut}", library)
        open_drafts = [draft for draft in range(1, DECISIONS + 1) if draft not in answered.states]
        whole = (cut + 1) * DECISIONS // (CUTS + 1)
        work_until_the_cut(disk, token, answered, open_drafts, whole - chance.randrange(6) if cut < CUTS else DECISIONS)
        data = disk.after_cut(tmp_path / f"after{cut}", chance)
        engine = open_database(f"sqlite:///{data / 'qorgan.db'}")
        with read_session(engine) as session:
            states = {row.id: row.state for row in session.scalars(select(DraftRow))}
            numbers = {row.draft_id: row.number for row in session.scalars(select(IncidentRow))}
            faults: list[str] = []
            verify.verify_chain(session, faults.append)
            verify.record_faults(session, faults.append)
        engine.dispose()
        assert {draft: states[draft] for draft in answered.states} == answered.states, f"cut {cut}"
        assert {draft: numbers.get(draft) for draft in answered.numbers} == answered.numbers, f"cut {cut}"
        assert len(set(answered.numbers.values())) == len(answered.numbers)
        assert faults == []
    # What was on its way at a cut was not answered: at most one of each client.
    assert len(answered.states) >= DECISIONS - CLIENTS * (CUTS + 1)


def test_no_row_that_survives_a_power_cut_points_to_evidence_that_did_not(tmp_path: Path, library: Path) -> None:
    chance = random.Random(20261128)
    day, port = printing_day(datetime.now(UTC)), free_ports(3)
    stored = 0
    with serve(port, day):
        file = outlets_file(port, tmp_path)
        for cut, (table, enough) in enumerate((("pages", 20), ("snapshots", 40))):
            data = tmp_path / f"data{cut}"
            data.mkdir()
            open_database(f"sqlite:///{data / 'qorgan.db'}").dispose()
            disk = cut_disk(data, tmp_path / f"kept{cut}", library)
            home = Home(data, {**disk.environment, "OUTLET_FILES": str(file)})
            names = [word for name in ("mayak", "syr", "tobyl") for word in ("--outlet", f"kz_sample_{name}")]
            crawler = started(
                crawl_command("cut", home, *names), env=home.environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            home.wait_for_pages(enough, table=table)
            os.killpg(crawler.pid, signal.SIGKILL)
            crawler.communicate()
            found = disk.after_cut(tmp_path / f"after{cut}", chance)
            engine = open_database(f"sqlite:///{found / 'qorgan.db'}")
            with read_session(engine) as session:
                pages = session.execute(select(PageRow.url, PageRow.sha256)).all()
                snapshots = session.execute(select(SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256)).all()
            engine.dispose()
            for snapshot in snapshots:
                read_page(found / "evidence", EvidenceRef(*snapshot))
            # A row that another process saw was on the disk, and so was what it points to.
            assert len(pages if table == "pages" else snapshots) >= enough
            assert {page.sha256 for page in pages if page.sha256} <= whole_records(found / "evidence")
            stored += len(snapshots)
    assert stored > 0


def whole_records(folder: Path) -> set[str | None]:
    """The pages in all records that can be read. The last record of a crawler may be torn: it was being written, and no row points to it yet."""
    records: list[Record | Damage] = []
    for path in folder.rglob("*.warc.gz"):
        with open(path, "rb") as stream:
            records += read_records(stream)
    return {record.page_sha256() for record in records if isinstance(record, Record)}
