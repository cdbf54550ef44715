"""The house in figures: names stand once, nothing imports in a circle. `python -m tests.house` prints the same counts."""

import shutil
import warnings
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.house.bounds import COUNTS, HouseCount
from tests.house.imports import circles, imports, modules
from tests.house.way import WAYS, PageWay, traced
from tests.paths import ROOT

MIGRATIONS = ROOT / "records" / "migrations"


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


def require_one_line(migrations: Path) -> None:
    """Raises AssertionError or Alembic's warning unless every migration has a number of its own, that of its file, and each follows the one before."""
    files = sorted(path.name for path in (migrations / "versions").glob("*.py"))
    with warnings.catch_warnings():
        # Of two with one number Alembic would only warn, and run one.
        warnings.simplefilter("error")
        walked = [(Path(script.path).name, script.revision) for script in ScriptDirectory(str(migrations)).walk_revisions()]
    assert walked[::-1] == [(name, f"{number:04}") for number, name in enumerate(files, 1)]
    assert all(name.startswith(f"{number}_") for name, number in walked)


def test_the_migrations_stand_in_one_line_and_each_has_a_number_of_its_own() -> None:
    require_one_line(MIGRATIONS)


@pytest.mark.parametrize(("number", "before"), [("0002", "0001"), ("0003", "0001")])
def test_two_migrations_that_were_begun_at_once_do_not_both_pass(tmp_path: Path, number: str, before: str) -> None:
    """With one number, or with two heads."""
    (tmp_path / "versions").mkdir()
    for path in sorted((MIGRATIONS / "versions").glob("*.py"))[:2]:
        shutil.copy(path, tmp_path / "versions")
    require_one_line(tmp_path)
    (tmp_path / "versions" / f"{number}_beside.py").write_text(f'revision = "{number}"\ndown_revision = "{before}"\n', encoding="utf-8")
    with pytest.raises((AssertionError, UserWarning)):
        require_one_line(tmp_path)
