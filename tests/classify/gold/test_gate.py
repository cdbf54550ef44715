"""The gate: figures that can be worked out by hand, and a failure where the screening reads worse than was promised."""

import json
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.gold.gate import ScoreShare, below, measure, read_gold, scores_by_category, scores_by_label
from classify.gold.model_card import BEGIN, END, details, scores, with_scores
from flows import models
from flows.cli import train_command
from flows.cli.train_command import BelowFloor, gate
from flows.models import active_screener
from records.model import Article, CategoryScore, Person, Screening
from records.settings import read_settings
from records.vocabulary import Category, Outcome, ScreeningLabel


def item(name: str, label: str, lang: str = "ru", **more: Any) -> dict[str, Any]:
    return {"id": name, "lang": lang, "label": label, "categories": [], "victims": [], **more}


def screened(name: str, score: float, label: str = "none", **more: Any) -> Screening:
    return Screening(name, "test", score=score, flagged=score >= 0.5, label=ScreeningLabel(label), **more)


GOLD = [
    item("a", "incident", categories=["attack", "property"], victims=["Ержан Сұлтанов"], region="KZ-35", outcome="dropped"),
    item("b", "followup", categories=["threat"], victims=["Анна Ким", "редакция"], region="KZ-75", outcome="none"),
    item("c", "negative"),
    item("d", "negative"),
    item("e", "report"),
]
SCREENED = [
    screened("a", 0.9, "incident", categories=(CategoryScore(Category.ATT, 0.9), CategoryScore(Category.TOR, 0.6), CategoryScore(Category.DET, 0.5)),
             persons=(Person("Ержан Сұлтановты", "victim"),), region="KZ-35", outcome=Outcome.DROPPED),
    screened("b", 0.4, "incident", region="KZ-71"),
    screened("c", 0.6, "incident"),
    screened("d", 0.1),
    screened("e", 0.99, "incident"),
]  # fmt: skip


def test_the_figures_are_what_counting_by_hand_gives() -> None:
    figures = measure(GOLD, SCREENED)["ru"]
    assert figures.judged == 4, "a report is left out"
    assert (figures.recall, figures.precision) == (ScoreShare(1, 2), ScoreShare(1, 2))
    assert figures.auc == 3 / 4
    # Wanted attack, property, threat; given attack (twice, counted once) and detention.
    assert figures.codes == pytest.approx(2 * 1 / (2 * 1 + 1 + 2))
    assert (figures.label, figures.region, figures.outcome) == (ScoreShare(1, 2), ScoreShare(1, 2), ScoreShare(1, 1))
    assert figures.victims == ScoreShare(1, 2), "an office has no surname and is not counted"


def test_each_label_and_each_category_has_its_own_count() -> None:
    labels = scores_by_label(GOLD, SCREENED)
    assert {name: (share.hits, share.of) for name, share in labels.items()} == {
        "incident": (1, 1),
        "followup": (0, 1),
        "negative": (1, 2),
        "report": (1, 1),
    }
    found, right = scores_by_category(GOLD, SCREENED)["attack"]
    assert ((found.hits, found.of), (right.hits, right.of)) == ((1, 1), (1, 1))
    found, right = scores_by_category(GOLD, SCREENED)["detention"]
    assert ((found.hits, found.of), (right.hits, right.of)) == ((0, 0), (0, 1))
    assert "| attack | 1 | 1.000" in details(labels, scores_by_category(GOLD, SCREENED))


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_share_and_narrows_with_the_count(hits: int, more: int) -> None:
    share = ScoreShare(hits, hits + more)
    low, high = share.interval()
    assert 0 <= low <= high <= 1
    if share.value is not None:
        assert low - 1e-9 <= share.value <= high + 1e-9
        wide = ScoreShare(hits * 10, (hits + more) * 10).interval()
        assert wide[1] - wide[0] <= high - low + 1e-9


def test_screenings_of_other_items_are_refused() -> None:
    with pytest.raises(ValueError, match="another order"):
        measure(GOLD, SCREENED[::-1])
    with pytest.raises(ValueError, match="zip"):
        measure(GOLD, SCREENED[:-1])


def test_what_lies_below_its_floor_is_named() -> None:
    figures = measure(GOLD, SCREENED)
    assert below(figures, {"ru": {"recall": 0.4, "auc": 0.7}}) == []
    assert below(figures, {"ru": {"recall": 0.6}, "kk": {"recall": 0.1}}) == ["ru recall 0.500 < 0.600", "kk recall - < 0.100"]


def test_the_card_takes_the_scores_and_keeps_all_else() -> None:
    card = f"# Card\n\nAbove.\n{BEGIN}\nold\n{END}\nBelow.\n"
    table = scores("test", measure(GOLD, SCREENED))
    assert with_scores(card, table) == f"# Card\n\nAbove.\n{BEGIN}\n{table}\n{END}\nBelow.\n"
    assert "| Russian | 4 | 0.500 (0.09–0.91) |" in table
    with pytest.raises(ValueError, match="no place"):
        with_scores("# Card", table)


def test_the_gold_set_is_whole() -> None:
    gold = read_gold()
    assert len(gold) == 181
    assert {one["lang"] for one in gold} == {"kk", "ru", "en"}


@pytest.fixture(scope="module")
def readings() -> dict[tuple[str, ...], list[Screening]]:
    """What the shipped screening read, by the ids of the articles that it was given."""
    return {}


@pytest.fixture
def read_once(readings: dict[tuple[str, ...], list[Screening]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped screening reads the gold set at the first call of the gate; at the others what it read then is counted."""
    screener = active_screener(read_settings(), None)

    def screen_many(articles: Iterable[Article]) -> list[Screening]:
        given = list(articles)
        names = tuple(article.id for article in given)
        if names not in readings:
            readings[names] = list(screener.screen_many(given))
        return readings[names]

    monkeypatch.setattr(models, "active_screener", lambda *_: SimpleNamespace(model=screener.model, screen_many=screen_many))


@pytest.mark.usefixtures("read_once")
def test_the_screening_as_it_is_shipped_passes_the_gate(capsys: pytest.CaptureFixture[str]) -> None:
    gate()
    assert "| Kazakh | 66 |" in capsys.readouterr().out


@pytest.mark.usefixtures("read_once")
def test_the_gate_fails_when_the_screening_reads_worse(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from classify.gold import gate as gate_file

    strict = tmp_path / "gold"
    strict.mkdir()
    (strict / "floors.json").write_text(json.dumps({"all": {"recall": 1.0}}), encoding="utf-8")
    monkeypatch.setattr(gate_file, "GOLD", strict)
    with pytest.raises(BelowFloor, match=r"all recall 0\.\d+ < 1\.000"):
        gate()
    assert "| all |" in capsys.readouterr().out


@pytest.mark.usefixtures("read_once")
def test_floors_fall_only_when_that_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from classify.gold import gate as gate_file

    monkeypatch.setattr(gate_file, "GOLD", tmp_path)
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"all": {"recall": 1.0}}), encoding="utf-8")
    with pytest.raises(BelowFloor):
        gate()
    assert json.loads(floors.read_text()) == {"all": {"recall": 1.0}}
    gate(lower_floors=True)
    assert json.loads(floors.read_text())["all"]["recall"] < 1.0
    assert train_command.CARD.name == "model-card.md"
