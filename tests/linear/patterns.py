"""Every pattern that the program reads text with, and the ways in which it is used.

Patterns are found in what modules hold: by name, in classes, in lists and tables, and in the instances that hold lexica. Those written straight into
a call (`re.sub("…", …)`) are found in the source.
"""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

PACKAGES = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows")
# How a pattern can be asked.
WAYS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
# Modules that act when they are imported.
_ACTING = ("__main__", ".migrations", "spiders.scrapy_settings")
_NOT_HERE = ("onnx", "torch", "transformers")


@dataclass(frozen=True)
class UsedPattern:
    """A pattern, where it stands, and how it is asked there."""

    place: str
    pattern: "re.Pattern[Any]"
    ways: tuple[str, ...]


@cache
def modules(package: str) -> list[ModuleType]:
    """Every module of the package that can be imported without acting, and with what is installed: the encoder is made in an environment of its own."""
    root = importlib.import_module(package)
    names = [found.name for found in pkgutil.walk_packages(root.__path__, f"{package}.")]
    return [root, *(found for name in names if not any(part in name for part in _ACTING) if (found := _imported(name)) is not None)]


def _imported(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name in _NOT_HERE:
            return None
        raise


def patterns(package: str) -> list[UsedPattern]:
    """Each pattern of the package once."""
    found: dict[tuple[Any, int], UsedPattern] = {}
    for module in modules(package):
        for used in (*_held(module), *_written_into_calls(module)):
            key = (used.pattern.pattern, used.pattern.flags)
            before = found.get(key)
            found[key] = used if before is None else UsedPattern(before.place, used.pattern, tuple(sorted({*before.ways, *used.ways})))
    return list(found.values())


def _held(module: ModuleType) -> Iterator[UsedPattern]:
    for name, value in list(vars(module).items()):
        if name.startswith("__"):
            continue
        if isinstance(value, re.Pattern):
            yield UsedPattern(f"{module.__name__}.{name}", value, _asked(module, name) or _asked_anywhere(name) or WAYS[:4])
        else:
            for pattern in _within(value, module, set()):
                yield UsedPattern(f"{module.__name__}.{name}", pattern, _asked_in_loop(module, name) or _asked_somehow(module))


def _within(value: Any, module: ModuleType, seen: set[int], depth: int = 0) -> Iterator["re.Pattern[Any]"]:
    """The patterns in a value: in what holds others, in the module's own classes, and in instances of our own classes."""
    if depth > 6 or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, re.Pattern):
        yield value
        return
    parts: Any = ()
    if isinstance(value, (list, tuple, set, frozenset)):
        parts = value
    elif isinstance(value, dict):
        parts = [*value, *value.values()]
    elif isinstance(value, type):
        parts = list(vars(value).values()) if value.__module__ == module.__name__ else ()
    elif type(value).__module__.partition(".")[0] in PACKAGES:
        slots = [getattr(value, name, None) for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
        parts = [*getattr(value, "__dict__", {}).values(), *slots]
    for part in parts:
        if not isinstance(part, (str, bytes, int, float)):
            yield from _within(part, module, seen, depth + 1)


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


@cache
def _asked_by_name(module: ModuleType) -> dict[str, tuple[str, ...]]:
    """For each name in the source, the ways in which it is asked: `_WORD.search` is `search` of `_WORD`."""
    asked: dict[str, set[str]] = {}
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Attribute) and node.attr in WAYS:
            name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr if isinstance(node.value, ast.Attribute) else "…"
            asked.setdefault(name, set()).add(node.attr)
    return {name: tuple(sorted(ways)) for name, ways in asked.items()}


def _asked(module: ModuleType, name: str) -> tuple[str, ...]:
    return _asked_by_name(module).get(name, ())


def _asked_anywhere(name: str) -> tuple[str, ...]:
    """For a pattern that other modules import."""
    return tuple(sorted({way for package in PACKAGES for module in modules(package) for way in _asked(module, name)}))


@cache
def _loops(module: ModuleType) -> list[tuple[set[str], set[str]]]:
    """For each loop: the names that it goes over, and the ways in which its own names are asked (`for limit, pattern in _PATTERNS`)."""
    found = []
    for node in ast.walk(_tree(module)):
        parts = [node] if isinstance(node, ast.For) else getattr(node, "generators", [])
        for part in parts:
            own = _names(part.target)
            asked = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr in WAYS and _names(one.value) & own}
            found.append((_names(part.iter), asked))
    return found


def _names(tree: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}


def _asked_in_loop(module: ModuleType, name: str) -> tuple[str, ...]:
    """For patterns in a table that is gone through."""
    return tuple(sorted({way for over, asked in _loops(module) if name in over for way in asked}))


def _asked_somehow(module: ModuleType) -> tuple[str, ...]:
    """For patterns in another table: the ways in which anything is asked that is no pattern by its own name."""
    own = {name for name, value in vars(module).items() if isinstance(value, (re.Pattern, ModuleType))}
    ways = {way for name, asked in _asked_by_name(module).items() if name not in own for way in asked if way != "split"}
    return tuple(sorted(ways)) or ("search", "match", "fullmatch")


def _written_into_calls(module: ModuleType) -> Iterator[UsedPattern]:
    for node in ast.walk(_tree(module)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)):
            continue
        if node.func.value.id != "re" or node.func.attr not in WAYS or not node.args:
            continue
        written = _text(node.args[0])
        if written is not None:
            flags = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else 0
            yield UsedPattern(f"{module.__name__}, line {node.lineno}", re.compile(written, flags), (node.func.attr,))


def _text(node: ast.expr) -> str | None:
    """The pattern as it is written; a letter stands for what is put into it when it runs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "4" for part in node.values)
    return None
