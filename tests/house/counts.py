"""Counts of names and ties in the source. Each says what it counts; the bounds stand in tests/test_house.py."""

import ast
import re
from collections import defaultdict
from pathlib import Path

from tests.paths import ROOT

SOURCE = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")
# File names that may recur, because their folder says of what they are: Python's own, and the parts of a page of the desk.
MAY_RECUR = frozenset(("__init__.py", "__main__.py", "routes.py", "view.py", "decide_routes.py"))
_FIXTURE_IMPORT = re.compile(r"#\s*(?:ruff:\s*)?noqa:[^\n]*\bF(?:401|811)\b")


def source_files() -> list[Path]:
    """Every Python file of the product."""
    return [path for package in SOURCE for path in sorted((ROOT / package).rglob("*.py"))]


def recurring_classes() -> dict[str, list[str]]:
    """Names that several classes of the product bear, with the files that hold them."""
    holders: dict[str, list[str]] = defaultdict(list)
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                holders[node.name].append(_relative(path))
    return {name: places for name, places in sorted(holders.items()) if len(places) > 1}


def recurring_files() -> dict[str, list[str]]:
    """File names that recur in the product, beside those that may."""
    holders: dict[str, list[str]] = defaultdict(list)
    for path in source_files():
        holders[path.name].append(_relative(path))
    return {name: places for name, places in sorted(holders.items()) if len(places) > 1 and name not in MAY_RECUR}


def fixture_imports() -> list[str]:
    """Lines of the tests that import a fixture by its name, and tell the linter to look away."""
    return _lines(sorted((ROOT / "tests").rglob("*.py")), _FIXTURE_IMPORT)


def modules_without_test() -> list[str]:
    """Modules of the product that do something and have no test of their name: `a/b.py` has one in `tests/a/test_b.py` or in a `tests/a/test_b_*.py`.

    The parts of a page of the desk (routes, view, …) are tested as one thing, so any test in the folder of the page counts for them.
    """
    missing = []
    for path in source_files():
        folder = ROOT / "tests" / path.parent.relative_to(ROOT)
        patterns = ["test_*.py"] if "pages" in path.parent.parts else [f"test_{path.stem}.py", f"test_{path.stem}_*.py"]
        if _does_something(path) and not any(next(folder.glob(pattern), None) for pattern in patterns):
            missing.append(_relative(path))
    return missing


def _does_something(path: Path) -> bool:
    """Whether a module has functions of its own. What only gathers others, starts a program or moves tables has its tests where those are."""
    if path.name in ("__init__.py", "__main__.py") or "migrations" in path.parts:
        return False
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def held_spiders() -> list[str]:
    """Lines of the product in which an object reaches through a spider that it holds."""
    return _lines(source_files(), re.compile(r"self\._spider\."))


def _lines(files: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{_relative(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and Path(__file__) != path
    ]


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
