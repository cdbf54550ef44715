"""`qorgan train`: corpus → variations → features → model → calibration → scores, with one seed. Two runs give the same bytes."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from classify.judge import RuleJudge
from classify.learned.features import Features, features
from classify.learned.model import save
from classify.lexicon import WIDE
from classify.screen import marks_of
from classify.training.corpus import CORPUS, Example, read_corpus
from classify.training.fit import Fitted, fit
from classify.training.variations import variations
from records.model import Article

SEED = 20261124
# Variations of each article: more cost time and gave nothing in cross-validation.
EACH = 3


@dataclass(frozen=True)
class Trained:
    """What came of a training: the model's file, its SHA-256 and that of the corpus, and the articles with their held-out chances."""

    file: Path
    sha256: str
    corpus_sha256: str
    examples: tuple[Example, ...]
    fitted: Fitted


def train(name: str, target: Path, tell: Callable[[str], None], corpus: Path = CORPUS, more: Sequence[Example] = ()) -> Trained:
    """Train a model and write it to `target`. `more` are further articles (decisions). Raises CorpusError for a corpus that cannot be used."""
    originals = [*read_corpus(corpus), *more]
    tell(f"{len(originals)} articles")
    examples = [*originals, *variations(originals, SEED, EACH)]
    tell(f"{len(examples)} with variations")
    found = features_of(examples)
    fitted = fit(name, examples, found, SEED)
    tell(f"{len(fitted.model.places)} features")
    return Trained(target, save(fitted.model, target), _checksum(corpus), tuple(originals), fitted)


def features_of(examples: Sequence[Example]) -> list[Features]:
    """The features of articles, read with the wide tables."""
    rules = RuleJudge()
    found = []
    for example in examples:
        marks = marks_of(Article(example.id, example.text, example.title, example.lang), WIDE)
        found.append(features(marks, rules.weigh(marks)) if marks is not None else {})
    return found


def _checksum(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(folder.glob("*.jsonl")):
        whole.update(file.read_bytes())
    return whole.hexdigest()
