"""The modules of the project and who imports whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT

SOURCE = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")


def source_files() -> list[Path]:
    """Return every Python file of the product."""
    return [path for package in SOURCE for path in sorted((ROOT / package).rglob("*.py"))]


def modules(root: Path = ROOT, packages: tuple[str, ...] = (*SOURCE, "tests")) -> dict[str, Path]:
    """Every module of the project by its dotted name; a package is named by its folder."""
    found: dict[str, Path] = {}
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(found: dict[str, Path]) -> dict[str, set[str]]:
    """The modules that each module imports by name.

    `from package import name` counts as the module `package.name` where there is one, else as the package's own `__init__`. That Python runs the
    `__init__` of every package above is not counted: it would make a circle of every package that hands on what its modules hold.
    """
    return {name: {other for other in _named(path, found) if other != name} for name, path in found.items()}


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which can be reached from every other (Tarjan's strongly connected components of two or more), sorted."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph.get(name, ())):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(graph):
        if name not in index:
            visit(name)
    return sorted(found)


def _named(path: Path, found: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in found)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if inner in found or node.module in found:
                    yield inner if inner in found else node.module
        elif isinstance(node, ast.Call) and _called(node.func) in ("import_module", "__import__"):
            yield from (given.value for given in node.args if isinstance(given, ast.Constant) and given.value in found)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
