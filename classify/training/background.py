"""Real news beside the corpus: what ordinary news looks like, as numbers and not as texts.

A corpus that is written cannot show what thousands of ordinary news texts look like, and a model that never met them flags one in thirty. So training also takes
`background.npz`: for some 2,000 real texts those features, words and pairs of words among them, that five articles of the corpus have too, and whether the text
tells of an incident. A word, name or pair of words that our own articles do not use is not in it, and the texts are not in the project. Their licences
are named in `background.md`. Only texts whose id has an even CRC-32 are taken; the others measure false alarms.

    python -m classify.training.background GENERAL.jsonl INCIDENTS.jsonl     writes the file anew (see background.md for both files)
"""

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classify.opened_article import first_section, matches_of
from classify.scoring.country_scope import in_scope
from classify.scoring.learned.features import Features, features
from classify.scoring.learned.wide_matches import read_twice
from classify.scoring.prefilter import beginnings
from classify.scoring.rules import RuleScorer
from classify.screen import Screener
from classify.training.corpus import Example, read_corpus
from records.country.kz import PACK as KZ
from records.model import Article
from records.vocabulary import ScreeningLabel

BACKGROUND = Path(__file__).parent / "background.npz"
# A feature that fewer articles of the corpus have is left out.
LEAST_ARTICLES = 5
# Share-alike texts would put their licence on the model.
_NOT_TAKEN = "SA"
_AT_DOOR = "door:"


@dataclass(frozen=True)
class Background:
    """Real articles as examples without text, and their features in the same order."""

    examples: tuple[Example, ...]
    features: tuple[Features, ...]
    words: tuple[frozenset[str], ...]
    """The beginnings of their words, for the prefilter."""


def trains(article: str) -> bool:
    """Whether a real text may be learned from, by its id. The other half is for measuring."""
    return zlib.crc32(article.encode()) % 2 == 0


def load_background(file: Path = BACKGROUND) -> Background:
    """What the file holds."""
    with np.load(file, allow_pickle=False) as kept:
        told = json.loads(kept["told"].tobytes().decode())
        starts, columns, values = kept["starts"], kept["columns"], kept["values"].astype(np.float64)
    names: list[str] = told["features"]
    examples, found, words = [], [], []
    for number, (lang, telling, home, read) in enumerate(told["articles"]):
        first, last = int(starts[number]), int(starts[number + 1])
        label = ScreeningLabel.INCIDENT if telling else ScreeningLabel.NONE
        examples.append(Example(f"news-{number}", lang, "", "", label, origin=f"news-{number}", real=True, home=bool(home), read=bool(read)))
        row = {names[column]: float(value) for column, value in zip(columns[first:last], values[first:last], strict=True)}
        found.append({name: value for name, value in row.items() if not name.startswith(_AT_DOOR)})
        words.append(frozenset(name.removeprefix(_AT_DOOR) for name in row if name.startswith(_AT_DOOR)))
    return Background(tuple(examples), tuple(found), tuple(words))


def write_background(general: Sequence[dict[str, Any]], incidents: Sequence[dict[str, Any]], known: frozenset[str], file: Path = BACKGROUND) -> int:
    """Read the texts for training and keep those of their features that are in `known`. `general` rows with the label "incident" tell of one.
    Gives how many were kept."""
    taken = [(row, row.get("label") == "incident") for row in [*general, *incidents] if trains(row["id"]) and _NOT_TAKEN not in row["licence"]]
    where = Screener(None, RuleScorer())
    rows, articles = [], []
    for row, telling in taken:
        article = Article(row["id"], row["text"], row.get("title") or "", row["lang"])
        rows.append({name: value for name, value in (article_features(article) | _at_door(article)).items() if name in known})
        articles.append([row["lang"], int(telling), int(in_scope(where.screen(article).country, KZ.neighbourhood, KZ.code)), int(is_read(article))])
    names = sorted({name for row in rows for name in row})
    places = {name: at for at, name in enumerate(names)}
    told = json.dumps({"features": names, "articles": articles}, ensure_ascii=False).encode()
    with open(file, "wb") as stream:
        np.savez_compressed(
            stream,
            told=np.frombuffer(told, dtype=np.uint8),
            starts=np.cumsum([0, *map(len, rows)], dtype=np.int64),
            columns=np.array([places[name] for row in rows for name in row], dtype=np.int32),
            values=np.array([value for row in rows for value in row.values()], dtype=np.float16),
        )
    return len(rows)


def is_read(article: Article) -> bool:
    """Whether screening reads an article to its end, or the prefilter drops it."""
    marks = matches_of(article)
    return marks is not None and read_twice(marks, _RULES).of_press


def article_features(article: Article) -> Features:
    """The features of one article; none for a text in another language."""
    marks = matches_of(article)
    return features(read_twice(marks, _RULES)) if marks is not None else {}


def article_words(article: Article) -> frozenset[str]:
    """The beginnings of an article's words, as the prefilter sees them. None for a text in another language."""
    return beginnings(first_section(article))


def _at_door(article: Article) -> Features:
    return dict.fromkeys((_AT_DOOR + word for word in article_words(article)), 1.0)


_RULES = RuleScorer()


def known_features(found: Iterable[Features]) -> frozenset[str]:
    """Features that enough articles of the corpus have."""
    counts = Counter(name for one in found for name in one)
    return frozenset(name for name, count in counts.items() if count >= LEAST_ARTICLES)


def main(files: Sequence[str]) -> int:
    """Write the file anew from two JSONL files: id, lang, text, licence; title and label where there are any."""
    if len(files) != 2:
        print("python -m classify.training.background GENERAL.jsonl INCIDENTS.jsonl", file=sys.stderr)
        return 2
    general, incidents = ([json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()] for file in files)
    corpus = [Article(example.id, example.text, example.title, example.lang) for example in read_corpus()]
    print(write_background(general, incidents, known_features(article_features(article) | _at_door(article) for article in corpus)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
