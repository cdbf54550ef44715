"""What tests of screening share: screeners, which take seconds to load, and the gold set as the shipped one reads it."""

from collections.abc import Sequence
from typing import Any

import pytest

from classify.gold.gate import article_of, read_gold
from classify.screen import Screener, load_screener
from records.model import Screening


@pytest.fixture(scope="session")
def screener() -> Screener:
    """As it is shipped: events at home and nearby are flagged."""
    return load_screener()


@pytest.fixture(scope="session")
def everywhere() -> Screener:
    """One that flags events of any country."""
    return load_screener(None)


@pytest.fixture(scope="session")
def gold(everywhere: Screener) -> Sequence[tuple[dict[str, Any], Screening]]:
    """Each item of the gold set with its screening."""
    items = read_gold()
    return list(zip(items, everywhere.screen_many(map(article_of, items)), strict=True))
