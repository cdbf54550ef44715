"""What a training reports of itself: whether a score is the chance that it claims to be, and how many cards a monitor has to look at to find how
much.

Both are reported for the stream (half a percent of incidents) by models that had not seen the article. So they hold for news like the training's, not
for any news.
"""

import numpy as np

from classify.scoring.learned.linear_model import INCIDENT
from classify.training.fit import Bools, Floats, stream
from classify.training.workflow import Trained

_BINS = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 1.0)
_RECALLS = (0.8, 0.85, 0.9, 0.95, 0.98)


def tables(trained: Trained) -> str:
    """Both tables as Markdown."""
    chances = trained.fitted.held_out[INCIDENT]
    answers = np.array([example.telling for example in trained.examples])
    parts = stream(trained.examples)
    lines = ["| score | mean score | share of incidents |", "|---|---|---|"]
    for low, high in zip(_BINS, _BINS[1:], strict=False):
        inside = (chances >= low) & ((chances < high) | (high == 1.0))
        if inside.any():
            weight = parts[inside].sum()
            lines.append(f"| {low:g}–{high:g} | {parts[inside] @ chances[inside] / weight:.3f} | {parts[inside & answers].sum() / weight:.3f} |")
    lines += ["", "| recall | threshold | cards per 1,000 articles |", "|---|---|---|"]
    lines += [_load(recall, chances, answers, parts) for recall in _RECALLS]
    return "\n".join(lines)


def _load(recall: float, chances: Floats, answers: Bools, parts: Floats) -> str:
    threshold = float(np.quantile(chances[answers], 1 - recall))
    return f"| {recall:.2f} | {threshold:.4f} | {1000 * parts[chances >= threshold].sum():.1f} |"
