"""The outlets of a run: their files are read once in each process that needs them, however many steps ask for them."""

import os
from collections import Counter
from pathlib import Path

import pytest

from flows.selection import select
from records.errors import OutletFileError
from spiders.config.own_file import own_file
from tests.flows.real_command import Home, free_ports, with_prefect
from tests.spiders.config.test_files import LEAST

# Python runs this first in every process of the run, and from then on tells of every file that is opened.
TELLTALE = """
import os, sys

def tell(event, given):
    reading = event == "open" and given[1] in ("r", "rb") and isinstance(given[0], (str, os.PathLike))
    if reading and str(given[0]).endswith(".yaml") and "{folder}" in os.path.abspath(given[0]):
        with open("{note}", "a", encoding="utf-8") as note:
            note.write(f"{{os.getpid()}} {{' '.join(sys.orig_argv[1:4])}}\\n")

sys.addaudithook(tell)
"""


def test_the_nearest_right_word_is_one_that_the_command_takes() -> None:
    with pytest.raises(OutletFileError, match="`qorgan outlets` lists them"):
        select(["sampel"])
    with pytest.raises(OutletFileError, match="did you mean sample"):
        select(["sampel"], others=["sample"])


def test_a_run_reads_the_outlet_files_once_in_the_command_and_once_in_the_crawler(tmp_path: Path) -> None:
    note = tmp_path / "opened.txt"
    (tmp_path / "sitecustomize.py").write_text(TELLTALE.format(folder=tmp_path / "var" / "sample", note=note), encoding="utf-8")
    found_first = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    home = with_prefect(Home(tmp_path / "var", {"QORGAN_SAMPLE_PORT": str(free_ports(3)), "PYTHONPATH": found_first}))
    home.qorgan("run", "--outlets", "sample")
    read = [line.split(" ", 1) for line in note.read_text(encoding="utf-8").splitlines()]
    assert list(Counter(number for number, _ in read).values()) == [1, 1], read
    assert ["spiders.crawl" in words for _, words in read] == [False, True], read


def test_what_was_changed_or_added_at_the_desk_is_what_a_run_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path))
    file = tmp_path / "mine.yaml"
    file.write_text(LEAST.format(name="kz_mine") + LEAST.format(name="kz_other"), encoding="utf-8")
    own = own_file(tmp_path)
    own.write_text(LEAST.format(name="kz_mine").replace("Образец", "Своё") + LEAST.format(name="kz_added"), encoding="utf-8")
    named = select([str(file)])
    assert {one.name: one.title.model_dump()["ru"] for one in named.outlets} == {"kz_mine": "Своё", "kz_other": "Образец"}
    assert named.files == (own, file)
    assert named.faults == ()
    everything = select([])
    assert {"kz_added", "kz_mine"} <= {one.name for one in everything.outlets}
    assert select(["kz_added"]).outlets[0].name == "kz_added"
    own.write_text(LEAST.format(name="kz_mine") + "  dead: 2026-11-01\n", encoding="utf-8")
    assert [one.name for one in select([str(file)]).outlets] == ["kz_other"]
