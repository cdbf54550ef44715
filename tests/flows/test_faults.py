"""What goes wrong outside: killed runs, two runs at once, hosts that fail in every way, files that are broken. Nothing else is lost."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from pipelines.evidence.writer import EvidenceWriter
from spiders.sample.server import outlets_file, serve
from spiders.sample.sites import truths
from spiders.sample.story_files import printing_day
from tests.conftest import NOW
from tests.flows.real_command import Home, crawl, free_ports, with_prefect, with_tables
from tests.pipelines.evidence.test_writer import page
from tests.processes import started

TODAY = printing_day(datetime.now(UTC))

SAMPLES = ["kz_sample_mayak", "kz_sample_syr", "kz_sample_tobyl"]


@contextmanager
def newsroom(folder: Path, delay: float = 0) -> Iterator[Path]:
    """The sample newsroom on its own ports, and its outlet file with a delay between requests."""
    port = free_ports(3)
    with serve(port, TODAY):
        file = outlets_file(port, folder)
        file.write_text(file.read_text(encoding="utf-8").replace("delay: 0", f"delay: {delay}"), encoding="utf-8")
        yield file


def outlet(name: str, home: str, **more: object) -> str:
    """An outlet file entry."""
    return json.dumps([{"name": name, "title": {"ru": name}, "home": home, "country": "KZ", "languages": ["ru"], "delay": 0, **more}])


def test_a_run_killed_in_the_middle_is_completed_by_the_next_and_leaves_no_process(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=0.5) as file:
        first = home.start("run", "--outlets", str(file))
        home.wait_for_pages(40)
        children = psutil.Process(first.pid).children(recursive=True)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        _, alive = psutil.wait_procs(children, timeout=600)
        assert alive == []
        before = {row["id"]: row for row in home.rows("articles")}
        assert 0 < len(before) < 132
        home.qorgan("run", "--outlets", str(file))
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        (killed, second) = connection.execute("select ended_at, json_extract(summary, '$.broken_off') from runs order by started_at").fetchall()
        assert (killed[0] is not None, killed[1], second[0] is not None, second[1]) == (True, 1, True, None)
        assert connection.execute("select count(*) from outlet_runs where state = 'running' or ended_at is null").fetchone() == (0,)
        assert connection.execute("select count(*) from claims").fetchone() == (0,)
    after = {row["id"]: row for row in home.rows("articles")}
    assert len(after) == len(truths(TODAY))
    assert {identifier: after[identifier] for identifier in before} == before
    titles = Counter((row["outlet"], row["title"]) for row in after.values())
    assert max(titles.values()) == 1


def test_a_killed_crawler_is_started_once_more_and_the_run_goes_on(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=0.2) as file:
        run = home.start("run", "--outlets", str(file))
        home.wait_for_pages(1)
        (crawler,) = [
            process
            for process in psutil.Process(run.pid).children(recursive=True)
            if "spiders.crawl" in process.cmdline() and "--run" in process.cmdline()
        ]
        crawler.kill()
        _, err = run.communicate(timeout=600)
        assert run.returncode == 0, err + home.logs()
    assert len(home.rows("articles")) == len(truths(TODAY))


def test_two_runs_at_once_never_work_on_one_outlet(tmp_path: Path) -> None:
    home = with_tables(with_prefect(Home(tmp_path / "var")))
    with newsroom(tmp_path, delay=0.1) as file:
        runs = [home.start("run", "--outlets", str(file)) for _ in range(2)]
        said = [run.communicate(timeout=600)[1] for run in runs]
        assert [run.returncode for run in runs] == [0, 0], "\n".join(said) + home.logs()
    stored = [(row["outlet"], row["url"]) for row in home.rows("pages", "--fate", "stored")]
    assert len(stored) == len(set(stored)) == len(truths(TODAY))
    tried = Counter((row["outlet"], row["url"]) for row in home.rows("pages") if not row["source"])
    assert max(tried.values()) == 1


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A crawl over outlets that fail in their several ways, and one that answers."""
    folder = tmp_path_factory.mktemp("failing")
    home = with_prefect(Home(folder / "var"))
    deaf = socket.create_server(("127.0.0.1", 0))
    plain, spoken = free_ports(1), free_ports(3)
    with newsroom(folder) as file, serve(spoken, TODAY):
        entries = json.loads(outlet("kz_dead", f"http://127.0.0.1:{plain}/", feeds=[f"http://127.0.0.1:{plain}/feed/"]))
        entries += json.loads(outlet("kz_nameless", "http://nowhere.invalid/", feeds=["http://nowhere.invalid/rss"]))
        entries += json.loads(outlet("kz_tls", f"https://127.0.0.1:{spoken}/", feeds=[f"https://127.0.0.1:{spoken}/feed/"]))
        entries += json.loads(outlet("kz_deaf", f"http://127.0.0.1:{deaf.getsockname()[1]}/"))
        more = folder / "failing.yaml"
        more.write_text(json.dumps(entries), encoding="utf-8")
        home.crawled = crawl(  # type: ignore[attr-defined]
            home, Path(f"{file}{os.pathsep}{more}"), ["kz_sample_tobyl", *(entry["name"] for entry in entries)]
        )
    deaf.close()
    return home


@pytest.mark.parametrize(
    ("name", "fates"),
    [("kz_dead", {"unreachable"}), ("kz_nameless", {"dns"}), ("kz_tls", {"tls"}), ("kz_deaf", {"timeout"})],
)
def test_an_outlet_that_fails_is_named_with_its_cause_and_the_others_go_on(failing: Home, name: str, fates: set[str]) -> None:
    assert {row["fate"] for row in failing.rows("pages", "--outlet", name)} == fates, failing.logs()
    assert len(failing.rows("articles", "--outlet", "kz_sample_tobyl")) == 44
    listed = failing.qorgan("export", "pages", "--outlet", name).stdout
    assert listed


def test_when_no_outlet_answers_the_run_says_why_in_a_table_and_exits_1(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    file = tmp_path / "dead.yaml"
    file.write_text(outlet("kz_dead", f"http://127.0.0.1:{free_ports(1)}/"), encoding="utf-8")
    said = home.qorgan("run", "--outlets", str(file), code=1)
    assert re.search(r"^kz_dead +no connection", said.stderr, re.MULTILINE)
    assert said.stderr.strip().splitlines()[-1].startswith("qorgan: no outlet answered")
    assert "Traceback" not in said.stderr


def test_a_full_disk_stops_the_run_with_one_line_and_exit_1(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    # A file where the evidence folder should be fails as a disk does, and for root too.
    (home.data / "evidence").write_text("in the way")
    with newsroom(tmp_path) as file:
        said = home.qorgan("run", "--outlets", str(file), code=1)
    assert "evidence cannot be written" in said.stderr.strip().splitlines()[-1]
    assert home.rows("articles") == []


def test_a_warc_that_breaks_off_is_replayed_as_far_as_it_goes(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    writer = EvidenceWriter(tmp_path, "given")
    texts = [
        "".join(f"<p>{word} сөз туралы бірінші және екінші сөйлем осында {n} рет айтылды да тағы жазылды.</p>" for n in range(12)) for word in "абв"
    ]
    bodies = [
        f"<html><head><title>Мақала {n}</title></head><body><article><h1>Мақала {n}</h1>{text}</article></body></html>"
        for n, text in enumerate(texts)
    ]
    refs = [writer.write(page(body.encode(), url=f"https://press.example/2026/11/2{n}/maqala")) for n, body in enumerate(bodies)]
    writer.close()
    whole = (tmp_path / refs[0].file).read_bytes()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole[: refs[2].offset + 200])
    passed = home.qorgan("replay", str(cut), code=1)
    assert re.search(r"^Pages of hosts that no outlet has, passed over +2", passed.stderr, re.MULTILINE)
    assert home.rows("articles") == []
    said = home.qorgan("replay", str(cut), "--all-hosts")
    assert Counter(row["fate"] for row in home.rows("pages") if row["outlet"] == "press.example") == {"stored": 2}
    assert [row["fate"] for row in home.rows("pages") if row["outlet"] == "cut.warc.gz"] == ["bad_content", "bad_content"]
    assert {row["outlet"] for row in home.rows("articles")} == {"press.example"}
    assert re.search(r"^cut\.warc\.gz +unreadable content", said.stderr, re.MULTILINE)
    assert NOW.date().isoformat() in home.rows("articles")[0]["fetched_at"]


def test_pages_without_a_fate_are_settled_by_the_command_also_of_outlets_from_another_file(tmp_path: Path) -> None:
    home = with_tables(with_prefect(Home(tmp_path / "var")))
    with newsroom(tmp_path) as file, closing(sqlite3.connect(home.data / "qorgan.db")) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
        crawl(home, file, ["kz_sample_tobyl"], "20261124T060000000000-run")
        database.execute("DROP TRIGGER full")
    fates = Counter(row["fate"] for row in home.rows("pages") if not row["source"])
    assert set(fates) == {"not_read"}
    said = home.qorgan("replay", "--missing")
    assert re.search(rf"^Settled from the evidence +{fates.total()} *$", said.stderr, re.MULTILINE), said.stderr
    articles = home.rows("articles")
    assert {row["outlet"] for row in articles} == {"kz_sample_tobyl"}
    assert not [row for row in home.rows("pages") if row["fate"] in ("fetched", "not_read")]
    assert "0 " not in re.findall(r"^New articles +(\d+ )", said.stderr, re.MULTILINE)
    home.qorgan("verify")
    assert "Settled" not in home.qorgan("replay", "--missing").stderr
    assert home.rows("articles") == articles


@pytest.mark.parametrize("words", [[], ["--missing", "x.warc.gz"]])
def test_a_replay_takes_either_files_or_what_is_missing(tmp_path: Path, words: list[str]) -> None:
    assert "name WARC files, or give --missing" in Home(tmp_path / "var").qorgan("replay", *words, code=2).stderr


def test_a_wrong_field_in_an_outlet_file_is_named_with_file_and_line_and_the_others_run(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path) as file:
        text = file.read_text(encoding="utf-8").replace("region: KZ-43", "region: KZ-99")
        file.write_text(text, encoding="utf-8")
        line = text.splitlines().index("  region: KZ-99") + 1
        said = home.qorgan("run", "--outlets", str(file))
    assert f"{file.name}:{line}: region" in said.stderr
    assert {row["outlet"] for row in home.rows("articles")} == {"kz_sample_mayak", "kz_sample_tobyl"}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/secret",
        "http://localhost:8000/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://2130706433/",
        "file:///etc/passwd",
        "nonsense",
    ],
)
def test_a_tip_never_leads_to_a_private_host(tmp_path: Path, url: str) -> None:
    said = Home(tmp_path / "var").qorgan("add", url, code=1)
    assert len(said.stderr.strip().splitlines()) == 1


def test_a_name_that_resolves_to_a_private_address_is_not_asked(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    # Every machine's own name leads to itself.
    command = ["--page", f"http://{socket.gethostname()}:{free_ports(1)}/news/1"]
    done = crawl(home, tmp_path / "none.yaml", [], "tip", *command)
    assert done.returncode == 0, done.stderr + home.logs()
    assert [row["fate"] for row in home.rows("pages")] == ["dns"]


def test_a_name_that_resolves_to_a_private_address_is_asked_when_an_outlet_file_says_so(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with newsroom(tmp_path) as file:
        file.write_text(file.read_text(encoding="utf-8").replace("127.0.0.1", "localhost"), encoding="utf-8")
        crawl(home, file, ["kz_sample_tobyl"])
    assert len(home.rows("articles")) == 44


def test_stopping_the_parent_stops_the_crawler(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    home.data.mkdir()
    with newsroom(tmp_path, delay=1) as file:
        environment = {**home.environment, "OUTLET_FILES": str(file)}
        from tests.flows.real_command import crawl_command

        process = started(crawl_command("r", home, "--outlet", "kz_sample_tobyl"), env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        give_up = time.monotonic() + 600
        while not any(home.data.rglob("*.warc.gz")) and time.monotonic() < give_up:
            time.sleep(0.2)
        assert process.poll() is None
        process.communicate(timeout=600)
    assert process.returncode == 0
    assert 0 < len(home.rows("pages")) < 44
