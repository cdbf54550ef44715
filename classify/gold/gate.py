"""The gate: how well the screening reads the published gold set, and whether that is good enough to ship. Pure.

The gold set (`classify/gold/dev2.jsonl`) is for measuring and never for training. An item is positive if it reports an incident, new or ongoing.
`report` is left out of recall and precision. Intervals are Wilson's at 95% (Wilson 1927), since the counts are small.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.model import Article, CategoryScore, Person, ReaderAnswer, Screening
from records.vocabulary import SCREENING_LANGUAGES, Category, CoarseClass, Outcome, ReaderField, ScreeningLabel

GOLD = Path(__file__).parent
ALL = "all"
_Z = 1.96
# Letters of a surname that must agree: forms and spellings differ after them.
_SURNAME = 5


@dataclass(frozen=True)
class ScoreShare:
    """A part of a whole; the share is None if there was nothing to count."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    def interval(self) -> tuple[float, float]:
        """Return Wilson's interval at 95%; (0, 1) if there was nothing to count."""
        if not self.of:
            return 0.0, 1.0
        share, room = self.hits / self.of, _Z * _Z / self.of
        middle = share + room / 2
        spread = _Z * math.sqrt(share * (1 - share) / self.of + room / (4 * self.of))
        return max(0.0, (middle - spread) / (1 + room)), min(1.0, (middle + spread) / (1 + room))


@dataclass(frozen=True)
class GateScores:
    """The scores of one language, or of all together.

    `codes` is the micro-averaged F-measure over coarse categories, `auc` the area under the ROC curve.
    """

    judged: int
    recall: ScoreShare
    precision: ScoreShare
    auc: float | None
    codes: float | None
    label: ScoreShare
    region: ScoreShare
    outcome: ScoreShare
    victims: ScoreShare

    def numbers(self) -> dict[str, float | None]:
        """Return the figures for which a floor may be set."""
        shares = {name: getattr(self, name).value for name in ("recall", "precision", "label", "region", "outcome", "victims")}
        return {**shares, "auc": self.auc, "codes": self.codes}


def read_gold(file: Path = GOLD / "dev2.jsonl") -> list[dict[str, Any]]:
    """Return the items of the gold set."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def article_of(item: Mapping[str, Any]) -> Article:
    """Return an item as screening gets it."""
    return Article(item["id"], item["text"], item.get("title") or "", item.get("lang", ""), published_at=item.get("date") or "")


def measure(gold: Sequence[Mapping[str, Any]], screened: Iterable[Screening]) -> dict[str, GateScores]:
    """Return the figures of all items and of each language.

    Raises ValueError if screenings and items do not belong together.
    """
    pairs = list(zip(gold, screened, strict=True))
    if any(item["id"] != screening.id for item, screening in pairs):
        raise ValueError("screenings in another order than the gold set")
    return {lang: _figures([pair for pair in pairs if lang in (ALL, pair[0]["lang"])]) for lang in (ALL, *SCREENING_LANGUAGES)}


def scores_by_label(gold: Sequence[Mapping[str, Any]], screened: Sequence[Screening]) -> dict[str, ScoreShare]:
    """Return how many items of each label are flagged."""
    labels = sorted({item["label"] for item in gold})
    return {name: _share(screening.flagged for item, screening in zip(gold, screened, strict=True) if item["label"] == name) for name in labels}


def scores_by_category(gold: Sequence[Mapping[str, Any]], screened: Sequence[Screening]) -> dict[str, tuple[ScoreShare, ScoreShare]]:
    """Return the recall and the precision of each coarse category, among items that report an incident."""
    pairs = [
        (set(item["categories"]), {category.code.facts.coarse.value for category in screening.categories})
        for item, screening in zip(gold, screened, strict=True)
        if is_incident_item(item)
    ]
    return {
        name: (
            _share(name in assigned for expected, assigned in pairs if name in expected),
            _share(name in expected for expected, assigned in pairs if name in assigned),
        )
        for name in (coarse.value for coarse in CoarseClass)
    }


def is_incident_item(item: Mapping[str, Any]) -> bool:
    """Return whether the item reports an incident, new or ongoing."""
    return item["label"] in ("incident", "followup")


def _figures(pairs: list[tuple[Mapping[str, Any], Screening]]) -> GateScores:
    judged = [pair for pair in pairs if pair[0]["label"] != "report"]
    positive = [pair for pair in judged if is_incident_item(pair[0])]
    right = sum(screening.flagged for _, screening in positive)
    return GateScores(
        judged=len(judged),
        recall=ScoreShare(right, len(positive)),
        precision=ScoreShare(right, sum(screening.flagged for _, screening in judged)),
        auc=_auc([s.score for _, s in positive], [s.score for item, s in judged if not is_incident_item(item)]),
        codes=_codes(positive),
        label=_share(screening.label == item["label"] for item, screening in positive),
        region=_share(screening.region == item["region"] for item, screening in positive if item.get("region")),
        outcome=_share(screening.outcome == item["outcome"] for item, screening in positive if item.get("outcome") not in (None, "none")),
        victims=_share(is_found for item, screening in positive for is_found in _victims(item, screening)),
    )


def _share(answers: Iterable[bool]) -> ScoreShare:
    hits = list(answers)
    return ScoreShare(sum(hits), len(hits))


def _auc(positive: list[float], negative: list[float]) -> float | None:
    if not positive or not negative:
        return None
    above = sum((high > low) + 0.5 * (high == low) for high in positive for low in negative)
    return above / len(positive) / len(negative)


def _codes(positive: list[tuple[Mapping[str, Any], Screening]]) -> float | None:
    right = wrong = missed = 0
    for item, screening in positive:
        expected, assigned = set(item["categories"]), {category.code.facts.coarse.value for category in screening.categories}
        right, wrong, missed = right + len(expected & assigned), wrong + len(assigned - expected), missed + len(expected - assigned)
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else None


def _victims(item: Mapping[str, Any], screening: Screening) -> Iterator[bool]:
    """Yield for every victim with a name and a surname whether the surname is among the persons."""
    names = " ".join(person.name for person in screening.persons).lower()
    for victim in item.get("victims", []):
        words = victim.split()
        if 2 <= len(words) <= 3 and all(word[0].isalpha() for word in words):
            yield words[-1].lower()[:_SURNAME] in names


def floor_violations(figures: Mapping[str, GateScores], floors: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return what is below its floor, one line each: `ru recall 0.87 < 0.90`."""
    lines = []
    for lang, least in floors.items():
        numbers = figures[lang].numbers()
        for name, floor in least.items():
            value = numbers[name]
            if value is None or value < floor:
                lines.append(f"{lang} {name} {'-' if value is None else f'{value:.3f}'} < {floor:.3f}")
    return lines


def as_read(judged: Screening, answer: ReaderAnswer | None) -> Screening:
    """Return the third reader's answer in the form of a screening, so that both are measured alike. Without an answer it says nothing.

    Its score is that of its label, since it gives no chance.
    """
    if answer is None:
        return Screening(judged.id, judged.model, lang=judged.lang)
    when = next(iter(answer.of(ReaderField.INCIDENT_DATE)), None)
    return Screening(
        judged.id,
        judged.model,
        lang=judged.lang,
        score=float(answer.tells),
        flagged=answer.tells,
        label=answer.label or ScreeningLabel.NONE,
        categories=tuple(CategoryScore(Category(code), 1.0) for code in answer.of(ReaderField.CATEGORIES)),
        persons=tuple(Person(name, "victim") for name in answer.of(ReaderField.VICTIMS)),
        place=next(iter(answer.of(ReaderField.PLACE)), None),
        region=next(iter(answer.of(ReaderField.REGION)), None),
        incident_date=when,
        outcome=Outcome(next(iter(answer.of(ReaderField.OUTCOME)), Outcome.NONE)),
    )


def days_right(gold: Sequence[Mapping[str, Any]], screened: Sequence[Screening]) -> ScoreShare:
    """Return how many days of incidents are right, of those that the gold set knows to the day."""
    return _share(
        screening.incident_date == item["incident_date"]
        for item, screening in zip(gold, screened, strict=True)
        if is_incident_item(item) and len(item.get("incident_date") or "") == len("2026-11-22")
    )


def beside(reader: str, gold: Sequence[Mapping[str, Any]], judges: Sequence[Screening], read: Sequence[Screening]) -> str:
    """Return the table of the two judges and the third reader, field by field, over all languages."""
    figures, own = (measure(gold, screened)[ALL] for screened in (judges, read))
    names = {
        "recall": "recall",
        "precision": "precision",
        "label": "incident/follow-up",
        "region": "region",
        "outcome": "outcome",
        "victims": "victims",
    }
    lines = [f"Third reader `{reader}` on the same articles; 95% intervals after Wilson.", "", "| | two judges | third reader |", "|---|---|---|"]
    lines += [f"| {words} | {_share_of(getattr(figures, name))} | {_share_of(getattr(own, name))} |" for name, words in names.items()]
    lines.append(f"| day | {_share_of(days_right(gold, judges))} | {_share_of(days_right(gold, read))} |")
    return "\n".join([*lines, f"| categories F1 | {_number(figures.codes)} | {_number(own.codes)} |"])


# The scores in the model card (`docs/model-card.md`), which `qorgan gate` writes between two marks.

BEGIN, END = "<!-- scores: written by qorgan gate -->", "<!-- end of scores -->"
_NAMES = {ALL: "all", "kk": "Kazakh", "ru": "Russian", "en": "English"}


def scores(model: str, figures: Mapping[str, GateScores]) -> str:
    """Return the table: every figure, with its interval at 95% if it is a share."""
    head = "| | n | recall | precision | AUC | categories F1 | incident/follow-up | region | outcome | victims |"
    lines = [f"Model `{model}` on the published gold set (`classify/gold/dev2.jsonl`); 95% intervals after Wilson.", "", head, "|---" * 10 + "|"]
    for lang, score in figures.items():
        cells = [_share_of(score.recall), _share_of(score.precision), _number(score.auc), _number(score.codes)]
        cells += [_share_of(share) for share in (score.label, score.region, score.outcome, score.victims)]
        lines.append(f"| {_NAMES[lang]} | {score.judged} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def details(labels: Mapping[str, ScoreShare], categories: Mapping[str, tuple[ScoreShare, ScoreShare]]) -> str:
    """Return the tables by label and by coarse category."""
    lines = ["| label | n | flagged |", "|---|---|---|", *(f"| {name} | {share.of} | {_share_of(share)} |" for name, share in labels.items()), ""]
    lines += ["| category | n | found | right where given |", "|---|---|---|---|"]
    return "\n".join(
        lines + [f"| {name} | {recall.of} | {_share_of(recall)} | {_share_of(precision)} |" for name, (recall, precision) in categories.items()]
    )


def with_scores(card: str, table: str) -> str:
    """Return the card with new scores between its marks. Raises ValueError for a card without the marks."""
    before, begin, after_begin = card.partition(BEGIN)
    _, end, after = after_begin.partition(END)
    if not begin or not end:
        raise ValueError("the model card has no place for scores")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _share_of(share: ScoreShare) -> str:
    if share.value is None:
        return "–"
    low, high = share.interval()
    return f"{share.value:.3f} ({low:.2f}–{high:.2f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
