"""The house in figures: names stand once, nothing imports in a circle. `python -m tests.house` prints the same counts."""

from pathlib import Path

import pytest

from tests.house.bounds import COUNTS, HouseCount
from tests.house.imports import circles, imports, modules
from tests.house.way import WAYS, PageWay, traced


@pytest.fixture(scope="module")
def trace() -> dict[str, list[str]]:
    return traced()


@pytest.mark.parametrize("count", COUNTS, ids=lambda count: count.what)
def test_there_are_no_more_than_the_house_allows(count: HouseCount) -> None:
    found = count.found()
    assert len(found) <= count.most, found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.what)
def test_a_page_passes_no_more_files_than_somebody_can_follow(way: PageWay, trace: dict[str, list[str]]) -> None:
    files = way.files(trace)
    assert len(files) <= way.most, files


def test_the_traced_page_was_stored(trace: dict[str, list[str]]) -> None:
    """Else the way would be short because the page did not go it."""
    assert "records/articles.py:add_article" in trace["socket to article"]
    assert "pipelines/extraction/reader.py:extract" in trace["socket to article"]
    assert "records/outlets/hosts.py:reserve" in trace["request to socket"]


def test_a_circle_is_found_however_the_import_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    for name, text in {
        "__init__": "",
        "head": "from house import late\n",
        "late": "def work():\n    from house.typed import Thing\n",
        "typed": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.named import NAME\nclass Thing: ...\n",
        "named": "from importlib import import_module\nNAME = import_module('house.head')\n",
        "beside": "import house.head\n",
    }.items():
        (tmp_path / "house" / f"{name}.py").write_text(text, encoding="utf-8")
    graph = imports(modules(tmp_path, ("house",)))
    assert circles(graph) == [["house.head", "house.late", "house.named", "house.typed"]]
    assert graph["house.beside"] == {"house.head"}


def test_a_package_that_hands_on_what_its_modules_hold_is_no_circle(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "__init__.py").write_text("from house.one import ONE\n", encoding="utf-8")
    (tmp_path / "house" / "one.py").write_text("from house import two\nONE = two\n", encoding="utf-8")
    (tmp_path / "house" / "two.py").write_text("", encoding="utf-8")
    assert circles(imports(modules(tmp_path, ("house",)))) == []
    (tmp_path / "house" / "two.py").write_text("from house import ONE\n", encoding="utf-8")
    assert circles(imports(modules(tmp_path, ("house",)))) == [["house", "house.one", "house.two"]]
