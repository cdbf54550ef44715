"""What a crawl kept as evidence is shown by pywb, the replay program of web archives, as it was sent: Cyrillic addresses, packed answers, redirects.

pywb is under the GPL, so it has an environment of its own (`make pywb`) and is only run. Without that this test is skipped.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from warcio.archiveiterator import ArchiveIterator

from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.evidence.record_metadata import read_record_metadata
from pipelines.evidence.writer import evidence_files
from tests.flows.real_command import Home, crawl
from tests.paths import ROOT
from tests.press import build_press, outlets_yaml, serve
from tests.press.press import Press
from tests.processes import LIMIT, ended, ending_with, started

PYWB = ROOT / ".venv-pywb" / "bin"
OUTLETS = ("kz_press_gzmap", "kz_press_newsmap")

pytestmark = pytest.mark.skipif(not (PYWB / "wayback").exists(), reason="pywb is not set up beside us: make pywb (GPL, so it is no dependency)")


class Replay:
    """A crawl of two outlets, twice, and pywb over what it kept."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "var")
        self.press: Press = build_press(seed=11, articles=12, now=datetime.now(UTC))
        with serve(self.press):
            file = folder / "press.yaml"
            file.write_text(outlets_yaml(self.press), encoding="utf-8")
            for run in ("first", "second"):
                done = crawl(self.home, file, list(OUTLETS), run)
                assert (done.returncode, done.stderr) == (0, ""), self.home.logs()
        self.files = evidence_files(self.home.data / "evidence")
        self.records = [record for path in self.files for record in read_warc(path.open("rb")) if isinstance(record, StoredPage)]
        self.folder = folder / "pywb"
        self.folder.mkdir()
        self.address = ""

    def begin(self) -> None:
        """Index the files and start pywb over them, on a port that the system gives."""
        ended([str(PYWB / "wb-manager"), "init", "press"], cwd=self.folder)
        added = ended([str(PYWB / "wb-manager"), "add", "press", *map(str, self.files)], cwd=self.folder)
        assert "weren't added" not in added.stderr, added.stderr
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with open(self.folder / "pywb.log", "wb") as log:
            started([str(PYWB / "wayback"), "-b", "127.0.0.1", "-p", str(port)], cwd=self.folder, stdout=log, stderr=log)
        self.address = f"http://127.0.0.1:{port}"
        give_up = time.monotonic() + LIMIT
        while time.monotonic() < give_up:
            with suppress(httpx.ConnectError):
                httpx.get(self.address, timeout=60)
                return
            time.sleep(0.2)
        raise AssertionError((self.folder / "pywb.log").read_text())

    def answer(self, url: str, at: str, how: str = "id_") -> httpx.Response:
        """What pywb shows for an address at a time; `id_` = exactly as it was stored, without what pywb adds for people."""
        stamp = re.sub(r"\D", "", at)[:14]
        return httpx.get(f"{self.address}/press/{stamp}{how}/{url}", timeout=60, follow_redirects=False)

    def redirects(self) -> list[StoredPage]:
        return [record for record in self.records if read_record_metadata(dict(record.fields)).led_to]

    def pages(self) -> list[StoredPage]:
        return [record for record in self.records if not read_record_metadata(dict(record.fields)).led_to]


@pytest.fixture(scope="module")
def replay(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    made = Replay(tmp_path_factory.mktemp("replay"))
    with ending_with():
        made.begin()
        yield made


def test_every_page_is_shown_byte_for_byte_as_it_was_stored(replay: Replay) -> None:
    pages = replay.pages()
    assert len(pages) >= 20
    for page in pages:
        shown = replay.answer(page.url, page.fetched_at)
        assert (shown.status_code, shown.content) == (page.status, page.body), page.url
        assert shown.headers["content-type"] == dict(page.headers)["Content-Type"]


def test_a_cyrillic_address_is_found_as_people_write_it_and_as_browsers_send_it(replay: Replay) -> None:
    page = next(page for page in replay.pages() if re.search("[а-яё]", unquote(page.url)))
    assert replay.answer(unquote(page.url), page.fetched_at).content == page.body
    assert replay.answer(page.url, page.fetched_at).content == page.body


def test_an_answer_that_came_packed_is_shown_unpacked(replay: Replay) -> None:
    packed = [hit for hit in replay.press.hits if hit.status == 200]
    assert packed
    page = next(page for page in replay.pages() if ("Vary", "Accept-Encoding") in page.headers)
    assert replay.answer(page.url, page.fetched_at).text.lstrip().startswith("<!DOCTYPE html>")


def test_the_address_that_was_asked_for_leads_to_the_page_as_it_did_then(replay: Replay) -> None:
    (redirect,) = [record for record in replay.redirects() if "/eski/" in record.url][:1]
    goal = read_record_metadata(dict(redirect.fields)).led_to
    shown = replay.answer(redirect.url, redirect.fetched_at)
    assert shown.status_code == redirect.status == 301
    assert shown.headers["location"].endswith(goal)
    assert replay.answer(goal, redirect.fetched_at).status_code == 200


def test_what_has_not_changed_leaves_no_record_that_hides_the_page(replay: Replay) -> None:
    """Sources answer 304 on the second visit: no page is made of that, and the one before is shown."""
    assert any(hit.status == 304 for hit in replay.press.hits)
    assert {record.status for record in replay.records} <= {200, 301, 302}
    kinds = [record.rec_type for path in replay.files for record in ArchiveIterator(path.open("rb"))]
    assert set(kinds) == {"response"}


def test_a_person_sees_the_page_with_its_words(replay: Replay) -> None:
    """As pywb shows it to people, with its own frame and banner around it."""
    page = replay.pages()[0]
    shown = replay.answer(page.url, page.fetched_at, how="mp_")
    assert shown.status_code == 200
    title = re.search(rb"<h1[^>]*>(.*?)</h1>", page.body)
    assert title is None or title[1] in shown.content
