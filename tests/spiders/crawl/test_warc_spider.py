"""A replay of a strange file: pages of known outlets once each, whatever breaks it off and whatever the file holds."""

import gzip
import json
import os
import signal
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.evidence.writer import EvidenceWriter, evidence_files
from pipelines.items import FollowedRedirect, PageItem
from spiders.crawl.replay import file_key
from spiders.crawl.warc_parts import PART
from tests.conftest import NOW
from tests.flows.real_command import Home, crawl_command, with_tables
from tests.pipelines.evidence.test_warc_records import answer, record
from tests.processes import started
from tests.spiders.memory_site import crawl, killed_crawl
from tests.spiders.newsrooms import entry
from tests.spiders.web_site import article_page

DAY = NOW.date()
OURS = ("https://one.example/", "https://two.example/")
FIRST, SECOND, THIRD = (f"2099010{number}T000000000000-replay" for number in (1, 2, 3))


def page_of(url: str, number: int) -> bytes:
    return record(answer(article_page(number, DAY).encode(), b"Content-Type: text/html; charset=utf-8\r\n"), url)


def records(ours: int) -> list[bytes]:
    """Pages of two outlets, and twice as many of others between them."""
    found = []
    for number in range(ours):
        found += [page_of(f"{OURS[number % 2]}n/{number}", number), *(page_of(f"https://other{n}.example/{number}", n) for n in range(2))]
    return found


class ReplayRoom:
    """A data folder with two outlets, and replays into it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.home, self.file = folder, with_tables(Home(folder / "var")), folder / "own.yaml"
        entries = [json.loads(entry(f"kz_{name}", home.rstrip("/")))[0] for name, home in zip(("one", "two"), OURS, strict=True)]
        self.file.write_text(json.dumps(entries), encoding="utf-8")

    def replay(self, file: Path, run: str = FIRST, *words: str) -> "subprocess.CompletedProcess[str]":
        done = crawl(self.home, self.file, [], run, "--warc", str(file), *words)
        assert done.returncode == 0, done.stderr + self.home.logs()
        return done

    def ask(self, question: str) -> list[Any]:
        with closing(sqlite3.connect(self.home.data / "qorgan.db")) as database:
            return database.execute(question).fetchall()

    def articles(self) -> list[tuple[Any, ...]]:
        return sorted(self.ask("SELECT id, url, outlet, title, text FROM articles"))

    def fates(self) -> Counter[tuple[str, str]]:
        return Counter(self.ask("SELECT url, fate FROM pages"))

    def summary(self, run: str) -> dict[str, Any]:
        [(told,)] = self.ask(f"SELECT summary FROM runs WHERE id = '{run}'")
        found: dict[str, Any] = json.loads(told)
        return found

    def kept_pages(self) -> Counter[str]:
        """How often each page lies in the evidence."""
        found: Counter[str] = Counter()
        for path in evidence_files(self.home.data / "evidence"):
            with open(path, "rb") as stream:
                found.update(one.url for one in read_warc(stream) if isinstance(one, StoredPage))
        return found


@pytest.fixture
def room(tmp_path: Path) -> ReplayRoom:
    return ReplayRoom(tmp_path / "room")


def written(folder: Path, members: list[bytes], name: str = "CC-NEWS-1.warc.gz") -> Path:
    (folder / name).write_bytes(b"".join(members))
    return folder / name


@pytest.mark.parametrize("form", ["members", "plain", "joined"])
def test_pages_of_known_outlets_are_taken_from_a_file_of_any_form_and_the_others_are_counted(room: ReplayRoom, form: str) -> None:
    made = records(6)
    members = of_form(form, made)
    room.replay(written(room.folder, members))
    assert room.fates() == Counter((f"{OURS[number % 2]}n/{number}", "stored") for number in range(6))
    assert set(room.kept_pages().values()) == {1}
    counts = room.summary(FIRST)["replay"]
    assert (counts["records"], counts["others"], counts["ours"], counts["files_ended"]) == (18, 12, 6, 1)
    assert counts["bytes"] == counts["size"] == sum(map(len, members))
    assert room.summary(FIRST)["passed_over"] == 12
    assert not list((room.home.data / "logs").glob("*.progress"))


def test_a_redirect_that_we_kept_before_a_page_is_taken_for_none(room: ReplayRoom, tmp_path: Path) -> None:
    """The file is ours, and replayed by others who have Qorgan too."""
    led = (FollowedRedirect(f"{OURS[0]}old", 301, (("Location", f"{OURS[0]}n/1"),)),)
    sent = (("Content-Type", "text/html; charset=utf-8"),)
    page = PageItem("kz_one", f"{OURS[0]}old", f"{OURS[0]}n/1", 200, sent, article_page(1, DAY).encode(), NOW, redirects=led)
    writer = EvidenceWriter(tmp_path, "20991231T000000000000-run-9")
    ref = writer.write(page)
    writer.close()
    room.replay(tmp_path / ref.file)
    assert room.fates() == Counter([(f"{OURS[0]}n/1", "stored")])


def taken_once(room: ReplayRoom, file: Path, pages: int) -> None:
    """Replay the file again, and once more: each of its pages is there, once."""
    assert len(room.articles()) < pages
    room.replay(file, SECOND)
    assert len(room.articles()) == pages
    assert room.fates() == Counter((f"{OURS[number % 2]}n/{number}", "stored") for number in range(pages))
    assert set(room.kept_pages().values()) == {1}
    room.home.verified()
    before = (room.articles(), room.fates(), room.kept_pages())
    room.replay(file, THIRD)
    assert (room.articles(), room.fates(), room.kept_pages()) == before
    assert room.summary(THIRD)["replay"]["files_ended"] == 1


def of_form(form: str, made: list[bytes]) -> list[bytes]:
    return {"members": list(map(gzip.compress, made)), "plain": made, "joined": [gzip.compress(b"".join(made))]}[form]


@pytest.mark.parametrize("form", ["members", "joined"])
@pytest.mark.parametrize("batch", [1, 2])
def test_what_a_killed_replay_took_is_taken_once_and_the_rest_too(room: ReplayRoom, form: str, batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a batch of each outlet is stored, and more.
    monkeypatch.setattr("pipelines.store.BATCH", 4)
    file = written(room.folder, of_form(form, records(12)))
    killed_crawl(room.home, room.file, [], FIRST, "--warc", str(file), batch=batch)
    taken_once(room, file, 12)


@pytest.mark.usefixtures("processes")
def test_what_a_real_replay_took_that_is_really_killed_is_taken_once(room: ReplayRoom) -> None:
    file = written(room.folder, of_form("members", records(90)))
    command = crawl_command(FIRST, room.home, "--warc", str(file))
    process = started(command, env={**room.home.environment, "OUTLET_FILES": str(room.file)}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    room.home.wait_for_pages(1)
    os.killpg(process.pid, signal.SIGKILL)
    process.end_group()
    taken_once(room, file, 90)


def test_a_file_that_was_replayed_to_its_end_is_read_again_where_that_is_asked_for_or_outlets_have_come(room: ReplayRoom) -> None:
    file = written(room.folder, list(map(gzip.compress, records(4))))
    room.replay(file)
    room.replay(file, SECOND, "--again")
    assert Counter(fate for _, fate in room.fates()) == {"stored": 4, "known": 4}
    room.replay(file, THIRD, "--all-hosts")
    assert len(room.articles()) > 4
    assert max(room.kept_pages().values()) == 2, "what an earlier replay of the file took is not taken by one for other hosts"


def test_what_is_broken_in_a_file_is_named_and_what_stands_behind_it_is_read(room: ReplayRoom) -> None:
    good = [gzip.compress(one) for one in records(3)]
    broken = good[0][:40] + b"\xff" * 30 + good[0][70:]
    long = gzip.compress(page_of(OURS[0] + "long", 7).replace(b"Content-Length: ", b"Content-Length: 99", 1))
    members = [good[0], broken, gzip.compress(b"WARC/1.0\r\nX: " + b"x" * 3_000_000), gzip.compress(b"no"), long, good[3], good[6], good[3][:-50]]
    file = written(room.folder, members)
    room.replay(file)
    places = [sum(map(len, members[:number])) for number in range(len(members))]
    bad = {f"{file.name}#{places[number]}": "bad_content" for number in (1, 2, 3, 4, 7)}
    stored = {f"{OURS[number % 2]}n/{number}": "stored" for number in range(3)}
    assert dict(room.fates()) == dict.fromkeys((bad | stored).items(), 1)
    assert file.name in room.home.logs()


def test_a_page_that_holds_a_record_of_another_host_brings_none_of_it(room: ReplayRoom) -> None:
    hidden = gzip.compress(page_of(OURS[0] + "forged", 1))
    file = written(room.folder, [gzip.compress(record(answer(hidden * 20), "https://other.example/"), 0), gzip.compress(page_of(OURS[0] + "n/1", 1))])
    room.replay(file)
    assert room.fates() == Counter({(OURS[0] + "n/1", "stored"): 1})


def test_a_file_that_another_run_is_replaying_is_left_to_it(room: ReplayRoom) -> None:
    file = written(room.folder, list(map(gzip.compress, records(2))))
    with closing(sqlite3.connect(room.home.data / "qorgan.db")) as database, database:
        claim = (f"(file {file_key(file)})", "x", os.uname().nodename, os.getpid(), f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}")
        database.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?)", claim)
    room.replay(file)
    assert room.articles() == []
    assert file.name in room.home.logs()
    assert file.stat().st_size < PART
