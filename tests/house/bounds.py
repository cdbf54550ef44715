"""How many of each there may be. A bound only ever falls; what it allows above 0 is still to be mended."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from tests.house.counts import fixture_imports, held_spiders, modules_without_test, recurring_classes, recurring_files
from tests.house.imports import circles, imports, modules


@dataclass(frozen=True)
class HouseCount:
    """One thing that is counted: in words, what was found, and the most there may be."""

    what: str
    found: Callable[[], Collection[object]]
    most: int = 0


COUNTS = (
    HouseCount("class names that several classes bear", recurring_classes),
    HouseCount("file names that several files bear", recurring_files),
    HouseCount("import circles, lazy and type-checking imports included", lambda: circles(imports(modules()))),
    HouseCount("lines that reach through a spider that they hold", held_spiders),
    HouseCount("fixtures imported by name in tests", fixture_imports),
    HouseCount("modules that do something and have no test of their name", modules_without_test, most=237),
)
