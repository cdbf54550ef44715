"""`qorgan replay --compare`: counts first, then by outlet and category, then examples, in every language and as JSON."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from flows.cli.compare_models import show
from flows.comparing import ChangedArticle, ModelChange, ModelComparison, ModelVerdict
from records.vocabulary import DraftState
from tests.conftest import Speak
from tests.flows.conftest import Here
from tests.flows.real_command import Home, with_tables

GONE = ChangedArticle(
    ModelChange.GOES, "a", "kz_a", "kk", "[bold]Тілші[/bold] " + "х" * 200, "https://a.example/1", ModelVerdict(0.91, True, "ATT"), ModelVerdict(0.2, False, ""), 7, DraftState.NEW
)  # fmt: skip
FOUND = ModelComparison(
    "other 2", 1200, 3, 10, 9, Counter({("kz_a", ModelChange.GOES): 1}), Counter({("ATT", ModelChange.GOES): 1}), Counter({DraftState.NEW: 1}), {ModelChange.GOES: [GONE]}
)  # fmt: skip


def shown() -> str:
    stream = io.StringIO()
    show(FOUND, Console(file=stream, width=250, highlight=False))
    return stream.getvalue()


def test_counts_stand_first_then_outlets_and_categories_then_examples() -> None:
    said = shown()
    places = [
        said.index(words) for words in ("Stored articles", "1,200", "would go", "By outlet", "By category", "ATT", "Examples: would go", "0.91 ATT")
    ]
    assert places == sorted(places)
    assert "[bold]Тілші[/bold]" in said
    assert "х" * 100 not in said
    assert "7, " in said


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_it_speaks_the_language_of_the_house(speak: Speak, lang: str) -> None:
    english = shown()
    speak(lang)
    words = shown()
    for line in ("Stored articles", "By outlet", "would go", "Examples"):
        assert line in english
        assert line not in words


def test_the_command_reads_the_store_says_json_and_refuses_what_is_no_model(here: Here, tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    told = json.loads(here(home, "replay", "--compare", "shipped", "--format", "json").stdout)
    assert (told["articles"], told["comes"], told["examples"]["goes"]) == (0, 0, [])
    assert "kk 9" in here(home, "replay", "--compare", "kk 9", code=1).stderr
    assert "--compare" in here(home, "replay", "x.warc.gz", "--compare", "shipped", code=2).stderr
