"""No module imports what another project keeps for itself, or promises to nobody."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

PACKAGES = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows", "tests")
OTHERS = {"scrapy", "twisted", "uvicorn"}
# Not marked as private, but not among what uvicorn documents.
UNDOCUMENTED = ("uvicorn.protocols",)


def imported(tree: ast.AST) -> Iterator[str]:
    """The full name of everything that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_private(name: str) -> bool:
    first, *inner = name.split(".")
    return first in OTHERS and (any(part.startswith("_") for part in inner) or name.startswith(UNDOCUMENTED))


@pytest.mark.parametrize(
    "line",
    ["from scrapy.utils._compression import brotli", "import twisted.web._newclient", "from uvicorn.protocols.http.h11_impl import H11Protocol"],
)
def test_a_private_import_is_seen(line: str) -> None:
    assert any(map(is_private, imported(ast.parse(line))))


def test_no_private_module_of_scrapy_twisted_or_uvicorn_is_imported() -> None:
    files: list[Path] = [file for folder in PACKAGES for file in sorted((ROOT / folder).rglob("*.py"))]
    found = {str(file.relative_to(ROOT)): [name for name in imported(ast.parse(file.read_bytes())) if is_private(name)] for file in files}
    assert {file: names for file, names in found.items() if names} == {}
