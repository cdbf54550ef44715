"""The processes that read pages: only the page that breaks a limit pays for it, and none outlives whoever started it."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipelines.extraction.reader import NotAnArticle
from pipelines.extraction_pool import ExtractionPool, ReaderProcess, ReadingLimits
from records.vocabulary import TEMPORARY_FATES, Fate
from tests.paths import ROOT
from tests.processes import ended

pytestmark = pytest.mark.usefixtures("processes")

LIMITS = ReadingLimits(cpu=1, wall=60, memory=300_000_000)


@contextlib.contextmanager
def pool(workers: int = 2, limits: ReadingLimits = LIMITS) -> Iterator[ExtractionPool]:
    made = ExtractionPool(workers, limits)
    try:
        yield made
    finally:
        made.close()


# What is done in the processes: functions of a module, since they are named to another process.
def echo(word: str) -> str:
    return word


def compute_for_ever() -> None:
    while True:
        pass


def take_memory() -> int:
    return len(bytearray(2_000_000_000))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.write_text("was here", encoding="utf-8")
        die()
    return "read"


def stand_still_once(mark: Path) -> str:
    if not mark.exists():
        mark.write_text(str(os.getpid()), encoding="utf-8")
        os.kill(os.getpid(), signal.SIGSTOP)
    return "read"


def note_and_wait(folder: Path, name: str) -> str:
    (folder / name).write_text(name, encoding="utf-8")
    while not (folder / "go").exists():
        time.sleep(0.01)
    return name


def fail() -> None:
    raise LookupError("not here")


def test_a_page_that_computes_for_ever_ends_alone_and_the_pages_behind_it_are_read() -> None:
    async def all_of_them() -> list[object]:
        with pool() as readers:
            return list(
                await asyncio.gather(readers.run(compute_for_ever, owner="bad"), *(readers.run(echo, f"{n}", owner="good") for n in range(12)))
            )

    hung, *innocent = asyncio.run(all_of_them())
    assert isinstance(hung, NotAnArticle)
    assert hung.fate is Fate.NOT_READ
    assert "1 s" in hung.detail
    assert innocent == [f"{n}" for n in range(12)]


def test_a_page_that_takes_all_memory_ends_alone() -> None:
    async def both() -> tuple[object, object]:
        with pool(workers=1) as readers:
            return await readers.run(take_memory, owner="bad"), await readers.run(echo, "x", owner="good")

    large, innocent = asyncio.run(both())
    assert isinstance(large, NotAnArticle)
    assert large.fate is Fate.NOT_READ
    assert "memory" in large.detail
    assert innocent == "x"


def test_a_page_that_kills_its_process_twice_is_not_read_and_one_whose_process_was_killed_from_outside_is_read_again(tmp_path: Path) -> None:
    async def both() -> tuple[object, object]:
        with pool() as readers:
            return await readers.run(die, owner="bad"), await readers.run(die_once, tmp_path / "mark", owner="good")

    killed, again = asyncio.run(both())
    assert isinstance(killed, NotAnArticle)
    assert killed.fate is Fate.NOT_READ
    assert again == "read"


def test_a_process_that_was_stopped_is_replaced_and_its_page_read_again(tmp_path: Path) -> None:
    async def one() -> object:
        with pool(limits=ReadingLimits(cpu=5, wall=8)) as readers:
            return await readers.run(stand_still_once, tmp_path / "mark", owner="a")

    assert asyncio.run(one()) == "read"


def test_one_outlet_never_holds_all_processes(tmp_path: Path) -> None:
    async def held() -> tuple[object, set[str]]:
        with pool(workers=2, limits=ReadingLimits(cpu=30, wall=60)) as readers:
            slow = [asyncio.ensure_future(readers.run(note_and_wait, tmp_path, f"slow-{n}", owner="slow")) for n in range(6)]
            while not (tmp_path / "slow-0").exists():
                await asyncio.sleep(0.01)
            other = await readers.run(echo, "other", owner="other")
            begun = {file.name for file in tmp_path.iterdir()}
            (tmp_path / "go").write_text("", encoding="utf-8")
            await asyncio.gather(*slow)
            return other, begun

    other, begun = asyncio.run(held())
    assert other == "other"
    assert len(begun) <= 2


def test_a_few_pages_are_read_by_one_process_and_pages_that_wait_for_long_get_more(tmp_path: Path) -> None:
    def processes() -> int:
        found = 0
        for child in psutil.Process().children():
            # One of an earlier pool may be ending.
            with contextlib.suppress(psutil.NoSuchProcess):
                found += "read_pages" in " ".join(child.cmdline())
        return found

    async def counted() -> tuple[int, int]:
        with pool(workers=2, limits=ReadingLimits(cpu=30, wall=60)) as readers:
            assert await asyncio.gather(*(readers.run(echo, f"{n}", owner=f"{n}") for n in range(12))) == [f"{n}" for n in range(12)]
            few = processes()
            slow = [asyncio.ensure_future(readers.run(note_and_wait, tmp_path, f"{n}", owner=f"{n}")) for n in range(6)]
            while len(list(tmp_path.iterdir())) < 3:
                await asyncio.sleep(0.01)
            many = processes()
            (tmp_path / "go").write_text("", encoding="utf-8")
            await asyncio.gather(*slow)
            return few, many

    assert asyncio.run(counted()) == (1, 3)


def test_what_waited_when_the_crawl_ended_is_kept_as_not_read() -> None:
    async def ended() -> list[object]:
        with pool(workers=1, limits=ReadingLimits(cpu=30, wall=60)) as readers:
            waiting = [asyncio.ensure_future(readers.run(time.sleep, 3600, owner="a")) for _ in range(5)]
            await asyncio.sleep(0)
            readers.close()
            late = await readers.run(echo, "late", owner="a")
            return [late, *await asyncio.gather(*waiting)]

    assert all(isinstance(one, NotAnArticle) and one.fate is Fate.NOT_READ for one in asyncio.run(ended()))


def test_what_a_reader_raises_reaches_whoever_asked() -> None:
    async def raised() -> object:
        with pool() as readers:
            return await readers.run(fail, owner="a")

    with pytest.raises(LookupError, match="not here"):
        asyncio.run(raised())


def children() -> list[psutil.Process]:
    alive = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in alive if "pipelines.extraction_pool" in " ".join(child.cmdline())]


def test_no_process_is_left_behind() -> None:
    async def one() -> None:
        with pool() as readers:
            await readers.run(echo, "x", owner="a")
            assert children()

    asyncio.run(one())
    assert not psutil.wait_procs(children(), timeout=600)[1]


def test_a_page_that_was_not_read_is_tried_again_by_a_later_run() -> None:
    assert Fate.NOT_READ in TEMPORARY_FATES


# Starts a reader, says its number, and is killed as by the system.
PARENT = """
import os, signal
from pipelines.extraction_pool import ReaderProcess, ReadingLimits
reader = ReaderProcess(ReadingLimits())
print(reader.work(os.getpid, ()), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def begun_with() -> set[str]:
    """The names in the environment with which the system began this process: what others on the machine see, and what lies in its memory."""
    return {pair.partition(b"=")[0].decode() for pair in Path("/proc/self/environ").read_bytes().split(b"\0")}


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not show it")
def test_it_gets_no_setting_that_reading_does_not_need(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET", "NOTIFY", "DATABASE_URL", "ANCHOR_KEY", "HOME_COUNTRY", "LANG"):
        monkeypatch.setenv(f"QORGAN_{name}", "KZ")
    monkeypatch.setenv("PGPASSWORD", "secret")
    reader = ReaderProcess(ReadingLimits())
    names = reader.work(begun_with, ())
    reader.kill()
    assert {name for name in names if name.startswith("QORGAN_")} == {"QORGAN_HOME_COUNTRY", "QORGAN_LANG"}
    assert "PATH" in names
    assert "PGPASSWORD" not in names


def test_it_ends_when_whoever_started_it_was_killed() -> None:
    done = subprocess.run([sys.executable, "-c", PARENT], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout, done.stderr
    # `run` waits until nobody holds the output open, and the reader has it too: one that lived on would be waited for in vain.
    assert done.returncode == -signal.SIGKILL


def test_a_process_that_reads_pages_loads_neither_the_database_nor_the_crawler() -> None:
    asked = "import sys, pipelines.extraction.page_extraction; print({'sqlalchemy', 'alembic', 'psycopg', 'scrapy', 'twisted'} & set(sys.modules))"
    assert ended([sys.executable, "-c", asked], cwd=ROOT).stdout.strip() == "set()"
