"""A probe keeps to the pace of all, and what it finds crosses from one process to another as a line of JSON."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from records.vocabulary import Fate
from spiders.downloader.rate_limit import RateLimitMiddleware
from spiders.probe.probe_process import ProbeTask, probe_outlets
from spiders.probe.probe_result import HOSTS_VARIABLE, ProbedArticle, ProbeResult, to_line
from spiders.probe.probe_spider import SharedPaceMiddleware
from tests.spiders.newsrooms import entry, pages
from tests.spiders.web_site import Answer, site

READ = ProbedArticle("https://x.example/1", Fate.STORED, 1, True, "Қазақша", "kk", "2026-11-24", "сөз")
RESULT = ProbeResult("kz_x", True, None, articles=(READ, ProbedArticle("https://x.example/2", Fate.TOO_SHORT)), stopped="time")


@pytest.mark.usefixtures("processes")
def test_what_is_no_message_is_left_out_and_a_result_comes_back_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = ("5", "xxxxx", '{"asked": "https://x.example/1"}', '{"outlet": "kz_x"}', to_line(RESULT))
    program = tmp_path / "program"
    program.write_text(f"#!{sys.executable}\nfor one in {said}: print(one)\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    task = ProbeTask(["kz_x"], [], tmp_path / "logs" / "log", limit=60, grace=60)
    assert list(probe_outlets(task, {})) == ["https://x.example/1", RESULT]
    assert RESULT.read == (READ,)


@pytest.mark.usefixtures("processes")
def test_no_more_sources_and_articles_are_asked_than_the_task_allows(tmp_path: Path) -> None:
    listed = Answer("<html><body><main><h3><a href='/habar/1000'>1000-хабар осында тұр</a></h3></main></body></html>")
    file = tmp_path / "own.yaml"
    with site(pages({f"/list/{number}/": lambda asked: listed for number in range(9)})) as served:
        file.write_text(entry("kz_x", served.url, sections=[{"url": f"{served.url}/list/{number}/"} for number in range(9)]), encoding="utf-8")
        environment = {"PATH": "", "QORGAN_DATA": str(tmp_path / "var")}
        *asked, found = probe_outlets(ProbeTask(["kz_x"], [file], tmp_path / "log", 60, 60, sources=4, articles=1), environment)
        assert isinstance(found, ProbeResult)
        assert [way.url for way in found.ways] == [f"{served.url}/list/{number}/" for number in range(4)]
        assert [(article.fate, article.lang) for article in found.read] == [(Fate.STORED, "kk")]
        assert set(asked) == {served.url + one.path for one in served.asked}


def test_the_pace_is_kept_in_the_database_that_all_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawler = SimpleNamespace(
        settings=SimpleNamespace(getfloat=lambda name: 1.0), spider=SimpleNamespace(resources=SimpleNamespace(engine="own"), stopped=None)
    )
    monkeypatch.setenv(HOSTS_VARIABLE, f"sqlite:///{tmp_path / 'shared.db'}")
    shared = SharedPaceMiddleware.from_crawler(crawler)
    assert isinstance(shared, RateLimitMiddleware)
    assert "shared.db" in str(shared.shared_engine().url)
    monkeypatch.delenv(HOSTS_VARIABLE)
    assert shared.shared_engine() == "own"  # type: ignore[comparison-overlap]
