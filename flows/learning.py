"""Learning from decisions: a new model is trained on the corpus and on one half of the decisions, compared with the active model, and promoted or
not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from classify.gold.gate import GateScores, article_of, measure, read_gold
from classify.scoring.learned_weights import NO_LEARNED_WEIGHTS, read_learned_weights
from classify.scoring.linear import load_model, save_model
from classify.screen import load_screener
from classify.training.corpus import CORPUS, Decisions, held_articles, split_halves
from classify.training.promotion import ModelScores, find_regressions, judge_held
from classify.training.workflow import TrainingResult, train
from flows import models
from flows.teaching import Counting, learn_weights, uncounted
from records.country import home
from records.database import read_session
from records.errors import QorganError
from records.i18n import ntr, tr
from records.model import DecidedArticle
from records.review.training_labels import decided_articles
from records.settings import Settings

# With fewer decisions, neither half is conclusive.
LEAST_DECISIONS = 20
Gold = Sequence[Mapping[str, Any]]


class TooFewDecisions(QorganError):
    """Too few drafts were decided for a model to learn from them. Raised before training; exit 1."""


@dataclass(frozen=True)
class LearningResult:
    """The result: the version, its file with both checksums, and whether it is active now."""

    version: models.Version
    trained: TrainingResult
    promoted: bool


def learn(
    settings: Settings,
    engine: Engine,
    *,
    who: str,
    now: datetime,
    say: Callable[[str], None],
    counting: Counting = uncounted,
    corpus: Path = CORPUS,
    gold: Gold | None = None,
) -> LearningResult:
    """Train on the decisions, and promote the new model if it is not worse anywhere.

    Raises TooFewDecisions, and ModelUnusable if no model is active.
    """
    gold = read_gold() if gold is None else gold
    decided = _decided(engine)
    count, decisions = len({article.draft for article in decided}), split_halves(decided)
    active = models.active_model(settings)["model"]
    champion_file = models.active_version(settings)
    # Checked before the training, which takes minutes, because the new model will be compared with this one, and both are read with the encoder.
    with models.translate_model_errors(champion_file):
        screener, champion_weights = (
            load_screener(None, champion_file, home()),
            read_learned_weights(champion_file) if champion_file else NO_LEARNED_WEIGHTS,
        )
    with models.new_version(settings) as name:
        words = tr("Decided drafts: {drafts}. Articles for training: {training}; held back to judge: {held}.")
        say(words.format(drafts=count, training=len(decisions.training), held=len(decisions.held)))
        say(tr("Training {model}; this takes some minutes.").format(model=name))
        trained = train(name, models.version_file(settings, name), lambda _: None, corpus, decisions.training)
        taught = learn_weights(engine, screener, decided, champion_weights, say, counting)
        trained = replace(trained, sha256=save_model(load_model(trained.file), trained.file, taught.arrays()))
        say(tr("Comparing it with the model that stands ({model}).").format(model=active))
        challenger = _read(trained.file, gold, decisions)
        champion = _read(champion_file, gold, decisions)
        shipped = champion if champion_file is None else _read(None, gold, decisions)
        lines = find_regressions(challenger, champion, shipped.gold)
        version = models.Version(name, trained.sha256, now.astimezone(UTC).isoformat(), count, lines, _numbers(challenger))
        models.write_version(settings, version)
        if not lines:
            models.promote(settings, engine, version, instead_of=active, who=who, now=now)
    return LearningResult(version, trained, promoted=not lines)


def _decided(engine: Engine) -> list[DecidedArticle]:
    """Return the articles of all decided drafts. Raises TooFewDecisions."""
    with read_session(engine) as session:
        decided = decided_articles(session)
    count = len({article.draft for article in decided})
    if count < LEAST_DECISIONS:
        missing = LEAST_DECISIONS - count
        words = ntr(
            "{n} more decision is needed before a model can learn from them (confirmed, or rejected as no incident)",
            "{n} more decisions are needed before a model can learn from them (confirmed, or rejected as no incident)",
            missing,
        )
        raise TooFewDecisions(words.format(n=missing))
    return decided


def _read(model: Path | None, gold: Gold, decisions: Decisions) -> ModelScores:
    """Return a model's scores on the gold set and the held-out decisions, wherever their events happened."""
    screener = load_screener(None, model, home())
    figures: dict[str, GateScores] = measure(gold, screener.screen_many(article_of(item) for item in gold))
    return ModelScores(figures, judge_held(decisions.held, screener.screen_many(held_articles(decisions.held))))


def _numbers(read: ModelScores) -> dict[str, dict[str, float | None]]:
    figures = {lang: scores.numbers() for lang, scores in read.gold.items()}
    return {**figures, "decisions": {"right": read.held.right.value, "confirmed": read.held.confirmed.value}}
