"""Training by `qorgan train`: corpus, variations and real news → features → model → calibration → thresholds, with one seed. Two runs give the same
bytes.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from classify.scoring.linear import Features, save_model
from classify.training.corpus import CORPUS, Background, Example, article_features, article_words, load_background, read_corpus, variations
from classify.training.fit import Fitted, fit
from classify.training.prefilter_fit import fit_prefilter
from records.model import Article

_SEED = 20261124
# Variations of each article: more took longer and gave nothing in cross-validation.
EACH = 3


@dataclass(frozen=True)
class TrainingResult:
    """The result of a training: the model's file, its SHA-256 and that of the corpus, and the articles with their held-out chances."""

    file: Path
    sha256: str
    corpus_sha256: str
    examples: tuple[Example, ...]
    fitted: Fitted


def train(
    name: str,
    target: Path,
    report_progress: Callable[[str], None],
    corpus: Path = CORPUS,
    more: Sequence[Example] = (),
    background: Background | None = None,
) -> TrainingResult:
    """Train a model, write it to `target` and return it.

    `more` are further articles (decisions). `background` is real news (None: what is shipped). Raises CorpusError for a corpus that cannot be used.
    """
    real = load_background() if background is None else background
    originals = [*read_corpus(corpus), *more]
    report_progress(f"{len(originals)} articles")
    examples = [*originals, *variations(originals, _SEED, EACH)]
    report_progress(f"{len(examples)} with variations")
    report_progress(f"{len(real.examples)} texts of real news")
    everything = [*examples, *real.examples]
    prefilter = fit_prefilter(everything, [*map(article_words, map(_article, examples)), *real.words], _SEED)
    fitted = fit(name, everything, [*example_features(examples), *real.features], prefilter, _SEED)
    report_progress(f"{len(fitted.model.places)} features")
    return TrainingResult(target, save_model(fitted.model, target), _checksum(corpus), (*originals, *real.examples), fitted)


def example_features(examples: Sequence[Example]) -> list[Features]:
    """Return the features of articles."""
    return [article_features(_article(example)) for example in examples]


def _article(example: Example) -> Article:
    return Article(example.id, example.text, example.title, example.lang)


def _checksum(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in [*sorted(folder.glob("*.jsonl")), *sorted(folder.glob("press/*.jsonl"))]:
        whole.update(file.read_bytes())
    return whole.hexdigest()
