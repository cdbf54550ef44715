"""What goes wrong outside: killed runs, two runs at once, hosts that fail, files that are broken. Nothing else is lost."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest

from flows import prefect_server as servers
from flows.one_run import do_run
from flows.prefect_server import running_server
from flows.progress import RunProgress
from flows.run_request import RunRequest, outlet_selection
from flows.run_steps import Untracked
from pipelines.evidence.writer import EvidenceWriter
from records.settings import Settings
from spiders.sample.server import outlets_file, serve
from tests.conftest import NOW
from tests.flows.conftest import Here
from tests.flows.crawl_here import TODAY, sample_site
from tests.flows.real_command import Home, children_of, crawl, crawl_command, free_ports, with_prefect, with_tables
from tests.pipelines.evidence.test_writer import page
from tests.processes import started
from tests.spiders import memory_site
from tests.spiders.labelled_stories import labelled_stories

ALL = len(labelled_stories(TODAY))


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


@pytest.mark.usefixtures("processes")
def test_a_killed_run_leaves_no_process_and_the_next_one_completes_it(run_here: Here, tmp_path: Path) -> None:
    home, port = with_prefect(Home(tmp_path / "var")), free_ports(3)
    file = outlets_file(port, tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace("delay: 0", "delay: 0.5"), encoding="utf-8")
    with serve(port, TODAY):
        first = home.start("run", "--outlets", str(file))
        home.wait_for_pages(40)
        # Pages have rows before a reader stores their articles.
        home.wait_for_pages(1, table="articles")
        children = psutil.Process(first.pid).children(recursive=True)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        assert psutil.wait_procs(children, timeout=600)[1] == []
    before = {row["id"]: row for row in home.rows("articles")}
    assert 0 < len(before) < ALL
    with sample_site(tmp_path, port) as file:
        run_here(home, "run", "--outlets", str(file))
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        ended = connection.execute("select ended_at is not null, json_extract(summary, '$.broken_off') from runs order by started_at").fetchall()
        assert ended == [(1, 1), (1, None)]
        assert connection.execute("select count(*) from outlet_runs where state = 'running' or ended_at is null").fetchone() == (0,)
        assert connection.execute("select count(*) from claims").fetchone() == (0,)
    after = {row["id"]: row for row in home.rows("articles")}
    assert len(after) == ALL
    assert {identifier: after[identifier] for identifier in before} == before
    assert max(Counter((row["outlet"], row["title"]) for row in after.values()).values()) == 1


@pytest.mark.usefixtures("processes")
def test_a_run_goes_on_without_prefects_server_and_starts_a_killed_crawler_once_more(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=0.2) as file:
        run = home.start("run", "--outlets", str(file))
        home.wait_for_pages(1)
        (crawler,) = children_of(run.pid, "spiders.crawl", "--run")
        crawler.kill()
        (server,) = children_of(run.pid, "prefect", "server", "start")
        server.kill()
        said = run.communicate(timeout=600)[1]
    assert run.returncode == 0, said + home.logs()
    lines = said.splitlines()
    assert len([line for line in lines if "Prefect" in line]) == 1
    assert "3 answered, 0 failed" in said
    for noise in ("Traceback", "ERROR", "EventsWorker"):
        assert noise not in said
    assert (len(home.rows("articles")), len(home.rows("drafts"))) == (ALL, 7)


@pytest.mark.usefixtures("processes", "crawls_here")
def test_a_run_whose_server_does_not_start_is_done_without_it(here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, tries = Home(tmp_path / "var"), []

    class Dead:
        def wait(self, seconds: float) -> bool:
            tries.append(seconds)
            return False

    @contextmanager
    def dead(*_given: object) -> Iterator[Dead]:
        yield Dead()

    monkeypatch.setattr(servers, "running_server", dead)
    (tmp_path / "dead.yaml").write_text(outlet("kz_dead", "http://dead.example/"), encoding="utf-8")
    said = here(home, "run", "--outlets", str(tmp_path / "dead.yaml"), code=1).stderr
    assert str(servers.log_of(Settings(data=home.data))) in said.replace("\n", "")
    assert tries == [servers.STARTS_WITHIN] * servers.TRIES
    assert [(row["outlet"], row["fate"]) for row in home.rows("pages")][:1] == [("kz_dead", "dns")]


@pytest.mark.usefixtures("processes")
def test_a_server_ends_with_what_it_has_started_and_a_dead_one_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    with running_server(Settings(data=tmp_path), tmp_path / "prefect", servers.new_address()) as server:
        (process,) = children_of(psutil.Process().pid, "prefect", "server", "start")
        process.kill()
        assert not server.wait(60)
    assert not process.is_running()


@pytest.mark.usefixtures("processes")
def test_two_runs_at_once_never_work_on_one_outlet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = with_tables(Home(tmp_path / "var"))
    monkeypatch.setenv("QORGAN_DOWNLOAD_DELAY", "0")
    with newsroom(tmp_path) as file, ThreadPoolExecutor(2) as pool:
        asked = RunRequest((str(file),))
        runs = [pool.submit(do_run, asked, outlet_selection(asked.outlets), RunProgress(), Untracked()) for _ in range(2)]
        assert len({run.result(600).run_id for run in runs}) == 2
    stored = [(row["outlet"], row["url"]) for row in home.rows("pages", "--fate", "stored")]
    assert len(stored) == len(set(stored)) == ALL
    tried = Counter((row["outlet"], row["url"]) for row in home.rows("pages") if not row["source"])
    assert max(tried.values()) == 1


def test_when_no_outlet_answers_the_run_says_why_in_a_table_and_exits_1(run_here: Here, tmp_path: Path) -> None:
    (tmp_path / "dead.yaml").write_text(outlet("kz_dead", "http://dead.example/"), encoding="utf-8")
    said = run_here(Home(tmp_path / "var"), "run", "--outlets", str(tmp_path / "dead.yaml"), code=1).stderr
    assert re.search(r"^kz_dead +\S", said, re.MULTILINE)
    assert said.splitlines()[-1].startswith("qorgan: ")
    assert "Traceback" not in said


def test_a_full_disk_stops_the_run_with_one_line_and_exit_1(run_here: Here, tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    # A file where the evidence folder should be fails as a disk does, and for root too.
    (home.data / "evidence").write_text("in the way")
    with sample_site(tmp_path) as file:
        said = run_here(home, "run", "--outlets", str(file), code=1).stderr
    assert said.splitlines()[-1].startswith("qorgan: evidence ")
    assert home.rows("articles") == []


@pytest.mark.usefixtures("processes")
def test_a_warc_that_breaks_off_is_replayed_as_far_as_it_goes(run_here: Here, tmp_path: Path) -> None:
    home, writer = with_tables(Home(tmp_path / "var")), EvidenceWriter(tmp_path, "given")
    refs = []
    for n, word in enumerate("абв"):
        text = "".join(f"<p>{word} сөз туралы бірінші және екінші сөйлем осында {part} рет айтылды да тағы жазылды.</p>" for part in range(12))
        body = f"<html><head><title>Мақала {n}</title></head><body><article><h1>Мақала {n}</h1>{text}</article></body></html>"
        refs.append(writer.write(page(body.encode(), url=f"https://press.example/2026/11/2{n}/maqala")))
    writer.close()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes((tmp_path / refs[0].file).read_bytes()[: refs[2].offset + 200])
    passed = run_here(home, "replay", str(cut), code=1).stderr
    assert re.search(r"^Pages of hosts .* 2 *$", passed, re.MULTILINE)
    assert home.rows("articles") == []
    said = run_here(home, "replay", str(cut), "--all-hosts").stderr
    assert Counter(row["fate"] for row in home.rows("pages") if row["outlet"] == "press.example") == {"stored": 2}
    assert [row["fate"] for row in home.rows("pages") if row["outlet"] == "cut.warc.gz"] == ["bad_content", "bad_content"]
    assert {row["outlet"] for row in home.rows("articles")} == {"press.example"}
    assert re.search(r"^cut\.warc\.gz +\S", said, re.MULTILINE)
    assert NOW.date().isoformat() in home.rows("articles")[0]["fetched_at"]


@pytest.mark.usefixtures("processes")
def test_pages_without_a_fate_are_settled_by_the_command_also_of_outlets_from_another_file(run_here: Here, tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    with sample_site(tmp_path) as file, closing(sqlite3.connect(home.data / "qorgan.db")) as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON articles BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
        memory_site.crawl(home, file, ["kz_sample_tobyl"], "20261124T060000000000-run")
        database.execute("DROP TRIGGER full")
    fates = Counter(row["fate"] for row in home.rows("pages") if not row["source"])
    assert set(fates) == {"not_read"}
    told = json.loads(run_here(home, "replay", "--missing", "--format", "json").stdout)
    assert sum(told["settled"].values()) == fates.total()
    articles = home.rows("articles")
    assert {row["outlet"] for row in articles} == {"kz_sample_tobyl"}
    assert not [row for row in home.rows("pages") if row["fate"] in ("fetched", "not_read")]
    assert len(articles) > 0
    home.verified()
    assert json.loads(run_here(home, "replay", "--missing", "--format", "json").stdout)["settled"] == {}
    assert home.rows("articles") == articles


PRIVATE = (
    "http://127.0.0.1/secret",
    "http://localhost:8000/",
    "http://[::1]/",
    "http://10.0.0.1/",
    "http://2130706433/",
    "file:///etc/passwd",
    "nonsense",
)


def test_a_tip_never_leads_to_a_private_host_and_a_replay_takes_files_or_what_is_missing(run_here: Here, tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    said = {url: run_here(home, "add", url, code=1).stderr.strip() for url in PRIVATE}
    assert [url for url, words in said.items() if words.count("\n") or not words.startswith("qorgan: ")] == []
    for words in ([], ["--missing", "x.warc.gz"]):
        assert "--missing" in run_here(home, "replay", *words, code=2).stderr
    assert not home.data.joinpath("evidence").exists()


@pytest.mark.usefixtures("processes")
def test_a_name_that_resolves_to_a_private_address_is_asked_only_when_an_outlet_file_says_so(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    # Every machine's own name leads to itself.
    done = crawl(home, tmp_path / "none.yaml", [], "tip", "--page", f"http://{socket.gethostname()}:{free_ports(1)}/news/1")
    assert done.returncode == 0, done.stderr + home.logs()
    assert [row["fate"] for row in home.rows("pages")] == ["dns"]
    with newsroom(tmp_path) as file:
        file.write_text(file.read_text(encoding="utf-8").replace("127.0.0.1", "localhost"), encoding="utf-8")
        crawl(home, file, ["kz_sample_tobyl"])
    assert len(home.rows("articles")) == 44


@pytest.mark.usefixtures("processes")
def test_a_crawler_stores_what_it_has_and_ends_when_its_parent_lets_go_of_it(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    with newsroom(tmp_path, delay=1) as file:
        command, environment = crawl_command("r", home, "--outlet", "kz_sample_tobyl"), {**home.environment, "OUTLET_FILES": str(file)}
        process = started(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        home.wait_for_pages(1)
        assert process.poll() is None
        # Its standard input closes.
        process.communicate(timeout=600)
    assert process.returncode == 0
    assert 0 < len(home.rows("pages")) < 44
