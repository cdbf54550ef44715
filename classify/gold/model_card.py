"""The scores in the model card (`docs/model-card.md`). `qorgan gate` writes them between two marks."""

from collections.abc import Mapping

from classify.gold.gate import ALL, GateScores, ScoreShare

BEGIN, END = "<!-- scores: written by qorgan gate -->", "<!-- end of scores -->"
_NAMES = {ALL: "all", "kk": "Kazakh", "ru": "Russian", "en": "English"}


def scores(model: str, figures: Mapping[str, GateScores]) -> str:
    """The table: every figure, with its interval at 95% if it is a share."""
    head = "| | n | recall | precision | AUC | categories F1 | incident/follow-up | region | outcome | victims |"
    lines = [f"Model `{model}` on the published gold set (`classify/gold/dev2.jsonl`); 95% intervals after Wilson.", "", head, "|---" * 10 + "|"]
    for lang, one in figures.items():
        cells = [_share(one.recall), _share(one.precision), _number(one.auc), _number(one.codes)]
        cells += [_share(share) for share in (one.label, one.region, one.outcome, one.victims)]
        lines.append(f"| {_NAMES[lang]} | {one.judged} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def details(labels: Mapping[str, ScoreShare], categories: Mapping[str, tuple[ScoreShare, ScoreShare]]) -> str:
    """The tables by label and by coarse category."""
    lines = ["| label | n | flagged |", "|---|---|---|", *(f"| {name} | {share.of} | {_share(share)} |" for name, share in labels.items()), ""]
    lines += ["| category | n | found | right where given |", "|---|---|---|---|"]
    return "\n".join(lines + [f"| {name} | {found.of} | {_share(found)} | {_share(right)} |" for name, (found, right) in categories.items()])


def with_scores(card: str, table: str) -> str:
    """The card with new scores between its marks. Raises ValueError for a card without the marks."""
    before, begin, rest = card.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the model card has no place for scores")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _share(share: ScoreShare) -> str:
    if share.value is None:
        return "–"
    low, high = share.interval()
    return f"{share.value:.3f} ({low:.2f}–{high:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
