"""`qorgan gate` and `qorgan train`: how well the screening reads the published gold set, and a new model from the corpus."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from records.errors import QorganError
from records.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from classify.gate import Figures

CARD = Path(__file__).parent.parent.parent / "docs" / "model-card.md"
# Room below a figure when floors are pinned anew: one article more or less is no fault.
ROOM = 0.02


class BelowFloor(QorganError):
    """The screening reads the gold set worse than was promised. Raised by the gate; exit 1."""


def add_to(app: typer.Typer) -> None:
    """Hang the commands into the app."""
    app.command(help=tr("Score the screening on the published gold set, fail below the pinned floors. Example: qorgan gate"))(gate)
    app.command(help=tr("Train a model on the corpus. Example: qorgan train --output model.npz"))(train)


def gate(
    card: Annotated[bool, typer.Option(help=tr("write the scores into docs/model-card.md"))] = False,
    lower_floors: Annotated[bool, typer.Option(help=tr("pin the floors anew, also lower ones"))] = False,
) -> None:
    """The table on stdout; exit 1 with what lies below its floor."""
    from classify.card import scores, with_scores
    from classify.gate import GOLD, article_of, below, measure, read_gold
    from classify.screen import load_screener

    gold = read_gold()
    # Everywhere counts here: the event is judged wherever it happened.
    screener = load_screener(None)
    figures = measure(gold, screener.screen_many(article_of(item) for item in gold))
    table = scores(screener.model, figures)
    print(table)
    if card:
        CARD.write_text(with_scores(CARD.read_text(encoding="utf-8"), table), encoding="utf-8")
    floors = GOLD / "floors.json"
    if lower_floors:
        floors.write_text(json.dumps(_floors(figures), indent=1) + "\n", encoding="utf-8")
    if lines := below(figures, json.loads(floors.read_text(encoding="utf-8"))):
        raise BelowFloor(tr("below the floor: {lines}").format(lines="; ".join(lines)))


def train(output: Annotated[Path, typer.Option(help=tr("file of the model"))] = Path("var/models/kk-ru-en.npz")) -> None:
    """Progress on stderr, the model's checksum on stdout."""
    from classify.training.workflow import train as trained

    made = trained("kk-ru-en 1.0.0", output, lambda words: print(words, file=sys.stderr))
    print(json.dumps({"file": str(made.file), "sha256": made.sha256, "corpus": made.corpus_sha256}))


def _floors(figures: "Mapping[str, Figures]") -> dict[str, dict[str, float]]:
    return {lang: {name: round(value - ROOM, 3) for name, value in one.numbers().items() if value is not None} for lang, one in figures.items()}
