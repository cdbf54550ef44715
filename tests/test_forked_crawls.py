"""A crawl that is forked differs in nothing from one that starts by itself, and leaves as little behind."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.flows.real_command import Home, crawl_command, with_tables
from tests.forked_crawls import FORKS, forked_crawl
from tests.processes import ended
from tests.spiders.web_site import Answer, Asked, Site, site

pytestmark = pytest.mark.skipif(not FORKS, reason="crawls are forked on Linux only")


def arguments(home: Home, *words: str) -> list[str]:
    return crawl_command("r", home, *words)[3:]


def outlets_at(url: str, folder: Path) -> dict[str, str]:
    file = folder / "own.yaml"
    entry = {"name": "kz_own", "title": {"kk": "Өз"}, "home": url, "country": "KZ", "region": "KZ-27", "languages": ["kk"], "delay": 0}
    file.write_text(json.dumps([entry]), encoding="utf-8")
    return {"OUTLET_FILES": str(file)}


@pytest.mark.parametrize("words", [["--outlet", "kz_nowhere"], ["--nonsense"], ["--help"]])
def test_it_says_what_one_that_starts_by_itself_says_and_ends_with_the_same_code(tmp_path: Path, words: list[str]) -> None:
    home = with_tables(Home(tmp_path / "var"))
    forked = forked_crawl(arguments(home, *words), home.environment)
    alone = ended(crawl_command("r", home, *words), env=home.environment)
    assert (forked.returncode, forked.stdout) == (alone.returncode, alone.stdout)
    assert forked.stderr.splitlines()[-1:] == alone.stderr.splitlines()[-1:]


def test_each_has_the_settings_that_it_is_given(tmp_path: Path) -> None:
    agents: list[str | None] = []

    def hearing(asked: Asked) -> Answer | None:
        agents.append(asked.headers["User-Agent"])
        return None

    with site(hearing) as running:
        for contact in ("first@example.kz", "second@example.kz"):
            home = with_tables(Home(tmp_path / contact, {"QORGAN_CONTACT": contact, **outlets_at(running.url, tmp_path)}))
            assert forked_crawl(arguments(home, "--outlet", "kz_own"), home.environment).returncode == 0, home.logs()
            assert {agent for agent in agents if agent} == {f"Qorgan/0.1 (press-freedom monitoring; {contact})"}
            agents.clear()


@contextmanager
def silent() -> Iterator[tuple[Site, threading.Event]]:
    """A site that answers nothing as long as the test lasts, and what is set as soon as it is asked."""
    came, end = threading.Event(), threading.Event()

    def waiting(_asked: Asked) -> Answer | None:
        came.set()
        end.wait(600)
        return None

    with site(waiting) as running:
        try:
            yield running, came
        finally:
            end.set()


def crawlers() -> list[psutil.Process]:
    """The crawls that are forked and work now."""
    nurseries = [one for one in psutil.Process().children() if "tests.crawler_nursery" in one.cmdline()]
    return [crawler for nursery in nurseries for crawler in nursery.children()]


def test_of_one_that_is_killed_the_signal_is_told(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    with silent() as (running, came):

        def kill() -> None:
            came.wait(600)
            for one in crawlers():
                one.kill()

        killing = threading.Thread(target=kill)
        killing.start()
        environment = {**home.environment, **outlets_at(running.url, tmp_path)}
        assert forked_crawl(arguments(home, "--outlet", "kz_own"), environment).returncode == -signal.SIGKILL
        killing.join()


def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    with silent() as (running, _), pytest.raises(subprocess.TimeoutExpired):
        forked_crawl(arguments(home, "--outlet", "kz_own"), {**home.environment, **outlets_at(running.url, tmp_path)}, limit=1.0)
    assert psutil.wait_procs(crawlers(), timeout=60)[1] == []
