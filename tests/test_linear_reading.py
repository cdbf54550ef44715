"""No pattern takes more than linear time, whatever it is given: a text that is four times as long takes four times as long to read, not sixteen times.

Looked at is how the computing grows with the length of a hostile text, never how many seconds it takes. The strings are made from the patterns
themselves (`tests/linear/hostile.py`), so a new pattern is attacked without anybody thinking of how.
"""

import re

import pytest

from tests.layers import is_full
from tests.linear.growth import Growth, Measure
from tests.linear.pattern_growth import superlinear
from tests.linear.patterns import PACKAGES, patterns

SLOW = [
    (r"\s+x", "search"),  # begins at each blank anew
    (r"<([a-z]+)([^<>]*)>", "match"),  # two repeats that share the letters
    (r"(?:\w+\s?)*$", "match"),  # exponential
    (r"(?:news|post)\w*date", "search"),  # begins at each of the words that it looks for
    (r"[\w-]+\.(?:kz|com)", "finditer"),
    (r"\W*(?:\d\s*)*[.]?\s*$", "match"),
]
MENDED = [(r"(?<!\s)\s+x", "search"), (r"<([a-z]++)([^<>]*+)>", "match"), (r"\w*x", "match"), (r".{0,300}x", "search")]


@pytest.mark.usefixtures("growth")
@pytest.mark.parametrize("package", PACKAGES)
def test_no_pattern_takes_more_than_linear_time(package: str) -> None:
    faults = []
    for used in patterns(package):
        # Measured once more, since other work on the machine can lengthen one measurement.
        if any(superlinear(used.pattern, used.ways)) and (slow := next(superlinear(used.pattern, used.ways), None)):
            faults.append(f"{used.place}: {used.pattern.pattern!r} by {slow[0]} on {slow[1]} grows as {slow[2]}")
    assert faults == []


def test_the_patterns_of_all_packages_are_found_with_the_ways_in_which_they_are_asked() -> None:
    found = {package: {used.place: used.ways for used in patterns(package)} for package in PACKAGES}
    assert sum(map(len, found.values())) > 300
    # By name, in a table that is gone through, straight in a call.
    assert "pipelines.extraction.title._SEPARATOR" in found["pipelines"]
    assert "pipelines.extraction.phrases._PATTERNS" in found["pipelines"]
    assert any(place.startswith("records.country.law_reading, line") for place in found["records"])
    assert found["pipelines"]["pipelines.extraction.date_grammar._WHOLE"] == ("fullmatch",)
    assert found["pipelines"]["pipelines.extraction.date_grammar._WITHIN"] == ("finditer",)


@pytest.mark.usefixtures("growth")
def test_what_is_not_linear_is_noticed_and_what_is_linear_passes() -> None:
    assert [slow for slow, way in SLOW[:: 1 if is_full() else 2] if next(superlinear(re.compile(slow), (way,)), None) is None] == []
    assert [mended for mended, way in MENDED if next(superlinear(re.compile(mended), (way,)), None) is not None] == []


def test_growth_is_the_exponent_of_the_size(growth: Measure) -> None:
    assert Growth((1000, 4000), (0.01, 0.16)).exponent == pytest.approx(2)
    assert Growth((1000, 4000), (0.01, 0.04)).linear
    assert Growth((1000, 4000), (0.0001, 0.0016)).exponent is None, "next to nothing"
    assert growth(lambda size: lambda: sum(range(size * 400)), (500, 2000, 4000)).linear
    assert not growth(lambda size: lambda: sum(1 for _ in range(size) for _ in range(size)), (500, 2000, 4000)).linear
