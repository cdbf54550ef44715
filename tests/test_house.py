"""The house: nothing imports in a circle, nothing reaches through another object, and the migrations stand in one line."""

import re
import shutil
import warnings
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.house import circles, imports, modules, source_files
from tests.paths import ROOT

MIGRATIONS = ROOT / "records" / "migrations"


def lines_with(files: list[Path], pattern: str) -> list[str]:
    """The lines of these files that hold the pattern, as `file:line`."""
    lines = ((path, number, line) for path in files for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    return [f"{path.relative_to(ROOT)}:{number}" for path, number, line in lines if re.search(pattern, line)]


def test_nothing_imports_in_a_circle() -> None:
    """Imports inside functions and for type checking included."""
    assert circles(imports(modules())) == []


def test_nothing_reaches_through_a_spider_that_it_holds() -> None:
    assert lines_with(source_files(), r"self\._spider\.") == []


def test_no_test_imports_a_fixture_by_its_name() -> None:
    others = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    assert lines_with(others, r"#\s*(?:ruff:\s*)?noqa:[^\n]*\bF(?:401|811)\b") == []


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
    assert walked[::-1] == [(name, f"{number:04}") for number, name in enumerate(files, 100)]
    assert all(name.startswith(f"{number}_") for name, number in walked)


def test_the_migrations_stand_in_one_line_and_each_has_a_number_of_its_own() -> None:
    require_one_line(MIGRATIONS)


@pytest.mark.parametrize(("number", "before"), [("0101", "0100"), ("0102", "0100")])
def test_two_migrations_that_were_begun_at_once_do_not_both_pass(tmp_path: Path, number: str, before: str) -> None:
    """With one number, or with two heads."""
    (tmp_path / "versions").mkdir()
    shutil.copy(min((MIGRATIONS / "versions").glob("*.py")), tmp_path / "versions")
    (tmp_path / "versions" / "0101_one.py").write_text('revision = "0101"\ndown_revision = "0100"\n', encoding="utf-8")
    require_one_line(tmp_path)
    (tmp_path / "versions" / f"{number}_beside.py").write_text(f'revision = "{number}"\ndown_revision = "{before}"\n', encoding="utf-8")
    with pytest.raises((AssertionError, UserWarning)):
        require_one_line(tmp_path)
