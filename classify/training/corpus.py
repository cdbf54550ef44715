"""The training data: our own articles, one JSON object in each line of `classify/corpus/*.jsonl`, those in the style of the press in `press/`,
decided articles, variations and real background news. `classify/corpus/README.md` explains the fields.
"""

import hashlib
import json
import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from classify.articles import first_section, matches_of
from classify.scoring.linear import Features, features, read_twice, word_prefixes
from classify.scoring.rules import RuleScorer, in_scope
from classify.screen import Screener
from records.country.kz import PACK as KZ
from records.model import Article, DecidedArticle
from records.vocabulary import SCREENING_LANGUAGES, Actor, Category, Outcome, ScreeningLabel, Track

CORPUS = Path(__file__).parent.parent / "corpus"
_MARKED = frozenset({"who", "act", "because"})


class CorpusError(ValueError):
    """Raised for a line of the corpus that cannot be used, with file, line and fault."""


@dataclass(frozen=True)
class Example:
    """One article of the corpus, with what a careful monitor would say about it. `origin` is the article from which a variation was made."""

    id: str
    lang: str
    title: str
    text: str
    label: ScreeningLabel
    categories: tuple[Category, ...] = ()
    victims: tuple[str, ...] = ()
    actor: Actor = Actor.UNKNOWN
    outcome: Outcome = Outcome.NONE
    outcome_of: Track | None = None
    """Whose outcome it is; None: not known. Used only to teach the encoder."""
    spans: tuple[str, ...] = ()
    """The words that show who, which act and why, exactly as in the text."""
    origin: str = ""
    case: str = ""
    """The case, where several articles report it: they are held out together."""
    real: bool = False
    """A real article of which only the features are known, and whether it reports an incident."""
    home: bool = True
    """Whether the event was in a country whose events are flagged."""
    read: bool = True
    """Whether screening reads it to its end; others are never flagged."""

    @property
    def described(self) -> bool:
        """Whether the kind of incident and its outcome are known."""
        return self.telling and not self.real

    @property
    def telling(self) -> bool:
        """Whether it reports an incident, new or ongoing."""
        return self.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)


def read_corpus(folder: Path = CORPUS) -> list[Example]:
    """Return all articles, by file and line. Raises CorpusError at the first line that cannot be used."""
    return [example for file in [*sorted(folder.glob("*.jsonl")), *sorted(folder.glob("press/*.jsonl"))] for example in _read(file)]


def _read(file: Path) -> Iterator[Example]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield _example(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise CorpusError(f"{file.name} line {number}: {fault!r}") from fault


def _example(row: dict[str, Any]) -> Example:
    if row["lang"] not in SCREENING_LANGUAGES or not row["text"].strip():
        raise ValueError("no text in one of the languages")
    label = ScreeningLabel(row["label"])
    example = Example(
        id=row["id"],
        lang=row["lang"],
        title=row["title"],
        text=row["text"],
        label=label,
        # From a report of several incidents nothing is learned about each.
        categories=tuple(Category(code) for code in row["categories"]) if label is not ScreeningLabel.REPORT else (),
        victims=tuple(person["name"] for person in row["persons"] if person["role"] == "victim"),
        actor=Actor(row["actor"] or "unknown"),
        outcome=Outcome(row["outcome"] or "none"),
        spans=tuple(_spans(row)),
        origin=row["id"],
        case=row.get("incident_key") or row["id"],
    )
    if example.telling != bool(example.categories):
        raise ValueError("an incident has categories, and nothing else has")
    missing = [words for words in example.spans if words not in f"{example.title}\n{example.text}"]
    if missing:
        raise ValueError(f"not in the text: {missing[0]}")
    return example


def _spans(row: dict[str, Any]) -> Iterator[str]:
    """Yield who, which act, and why; texts of the press mark other things too."""
    yield from (words for words in (row.get("reasons") or {}).values() if words)
    yield from (span["text"] for span in row.get("spans", ()) if span["role"] in _MARKED)


# Decided articles: those that a model learns from, and those that only test it.
#
# The number of a draft permanently decides in which half all its articles are, by the parity of the SHA-256 of `draft <number>`. One half trains. The
# other is held out and only tests a new model ("past decisions"). No model ever trains on the held half, neither the new one nor the one before, so
# that both are compared on decisions that neither has seen.


@dataclass(frozen=True)
class Decisions:
    """The decided articles in their two halves."""

    training: tuple[Example, ...]
    held: tuple[Example, ...]


def is_held(draft: int) -> bool:
    """Return whether the articles of this draft only test and never train."""
    return hashlib.sha256(f"draft {draft}".encode()).digest()[0] % 2 == 1


def split_halves(decided: Iterable[DecidedArticle]) -> Decisions:
    """Return the decided articles as examples, each in the half of its draft."""
    training: list[Example] = []
    held_back: list[Example] = []
    for article in decided:
        (held_back if is_held(article.draft) else training).append(as_example(article))
    return Decisions(tuple(training), tuple(held_back))


def as_example(decided_article: DecidedArticle) -> Example:
    """Return a decided article as an example, without spans.

    People mark none, and the machine's own would only teach it what it already says.
    """
    name = f"decision-{decided_article.draft}-{decided_article.article}"
    return Example(
        name,
        decided_article.lang,
        decided_article.title,
        decided_article.text,
        decided_article.label,
        decided_article.categories,
        decided_article.victims,
        decided_article.actor,
        decided_article.outcome,
        decided_article.outcome_of,
        origin=name,
    )


def held_articles(examples: Sequence[Example]) -> list[Article]:
    """Return the articles of the held half, as screening gets them."""
    return [Article(example.id, example.text, example.title, example.lang) for example in examples]


# Variations of the corpus: the same story with other things around it. Deterministic: one seed gives one set.
#
# Only what must not matter is changed: the length, the title, the order of the other paragraphs, the clutter of sites, the ordinary news around it, a
# missing introduction. An incident in a single sentence is also put into an ordinary article (buried), and taken out of its own (an article that is
# left without its incident has none).

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
# Boilerplate lines of sites; our own, modelled on common kinds.
_CLUTTER = {
    "kk": ("Бөлісу: WhatsApp Telegram", "Пікір қалдыру", "Оқи отырыңыз:", "USD 521,4 EUR 566,1 RUB 5,2", "Қаралды: 1248", "Тағы да оқыңыз", "Telegram арнамызға жазылыңыз!"),
    "ru": ("Поделиться: Facebook Telegram", "Оставить комментарий", "Читайте также:", "USD 521,4 EUR 566,1 RUB 5,2", "Просмотров: 1248", "Подписывайтесь на наш канал", "Фото из открытых источников"),
    "en": ("Share this article", "Leave a comment", "Read also:", "USD 521.4 EUR 566.1 RUB 5.2", "Views: 1248", "Follow us on Telegram", "Photo: archive"),
}  # fmt: skip


def variations(examples: Sequence[Example], seed: int, each: int) -> Iterator[Example]:
    """Yield `each` variations of every article, in the order of the articles."""
    ordinary = {lang: [example for example in examples if example.lang == lang and example.label is ScreeningLabel.NONE] for lang in _CLUTTER}
    for example in examples:
        for number in range(each):
            # The random numbers depend on the article alone, so that a new article does not change the variations of others.
            dice = random.Random(f"{seed} {example.id} {number}")  # noqa: S311  (no secret)
            varied = _vary(example, ordinary[example.lang], dice)
            yield replace(varied, id=f"{example.id}~{number}", origin=example.id)


def _vary(example: Example, ordinary: Sequence[Example], dice: random.Random) -> Example:
    kind = dice.random()
    if kind < 0.2:
        return _brief(example, dice)
    if example.telling and kind < 0.4 and (grounds := _grounds(example)):
        return _without(example, grounds) if kind < 0.25 else _buried(example, grounds, dice.choice(ordinary), dice)
    paragraphs = example.text.split("\n")
    if kind < 0.6 and len(paragraphs) > 2:
        head, *remaining = paragraphs
        dice.shuffle(remaining)
        paragraphs = [head, *remaining]
    if kind > 0.8:
        other = dice.choice(ordinary).text.split("\n")
        paragraphs += [dice.choice(other)] if example.telling or kind > 0.9 else []
    for _ in range(dice.randrange(3)):
        paragraphs.insert(dice.randrange(len(paragraphs) + 1), dice.choice(_CLUTTER[example.lang]))
    title = "" if dice.random() < 0.3 else example.title
    return replace(example, title=title, text="\n".join(paragraphs))


def _brief(example: Example, dice: random.Random) -> Example:
    """Return the article as a line of a digest or a post.

    It has the sentences with its reasons, or one or two sentences of an article without any.
    """
    sentences = [sentence for paragraph in example.text.split("\n") for sentence in _SENTENCE_END.split(paragraph) if sentence.strip()]
    if example.telling:
        chosen = [sentence for sentence in sentences if any(words in sentence for words in example.spans)]
    else:
        start = dice.randrange(len(sentences))
        chosen = sentences[start : start + dice.randrange(1, 3)]
    return replace(example, title="", text=" ".join(chosen)) if chosen else example


def _grounds(example: Example) -> str | None:
    """Return the one sentence with all reasons of an incident; None if they are in several."""
    sentences = [sentence for paragraph in example.text.split("\n") for sentence in _SENTENCE_END.split(paragraph)]
    return next((sentence for sentence in sentences if example.spans and all(words in sentence for words in example.spans)), None)


def _buried(example: Example, grounds: str, ordinary: Example, dice: random.Random) -> Example:
    """Return an ordinary article with the sentence of the incident, mostly at its end."""
    paragraphs = ordinary.text.split("\n")
    paragraphs.insert(len(paragraphs) if dice.random() < 0.6 else dice.randrange(1, len(paragraphs) + 1), grounds)
    return replace(example, title=ordinary.title, text="\n".join(paragraphs))


def _without(example: Example, grounds: str) -> Example:
    """Return the article up to its incident, without the incident and what follows from it."""
    before = example.text.partition(grounds)[0].rstrip()
    if len(before.split()) < 25:
        return example
    return replace(example, title="", text=before, label=ScreeningLabel.NONE, categories=(), spans=())


# Real news besides the corpus: what ordinary news looks like, as numbers and not as texts.
#
# A written corpus cannot show what thousands of ordinary news texts look like, and a model that never saw them flags one in thirty. So training also
# uses `background.npz`: for some 2,000 real texts those features, including words and pairs of words, that five articles of the corpus have too, and
# whether the text reports an incident. A word, name or pair of words that our own articles do not use is not in it, and the texts are not in the
# project. Their licences are named in `background.md`. Only texts whose id has an even CRC-32 are used; the others measure false alarms.
#
# python -m classify.training.corpus GENERAL.jsonl INCIDENTS.jsonl writes the file again (see background.md for both files)

_BACKGROUND = Path(__file__).parent / "background.npz"
# A feature that fewer articles of the corpus have is left out.
LEAST_ARTICLES = 5
# Share-alike texts would put their licence on the model.
_NOT_TAKEN = "SA"
_PREFILTER_PREFIX = "door:"


@dataclass(frozen=True)
class Background:
    """Real articles as examples without text, and their features in the same order."""

    examples: tuple[Example, ...]
    features: tuple[Features, ...]
    words: tuple[frozenset[str], ...]
    """The prefixes of their words, for the prefilter."""


def is_training_article(article: str) -> bool:
    """Return whether a real text may be learned from, by its id; the other half is for measuring."""
    return zlib.crc32(article.encode()) % 2 == 0


def load_background(file: Path = _BACKGROUND) -> Background:
    """Return the contents of the file."""
    with np.load(file, allow_pickle=False) as arrays:
        header = json.loads(arrays["told"].tobytes().decode())
        starts, columns, values = arrays["starts"], arrays["columns"], arrays["values"].astype(np.float64)
    names: list[str] = header["features"]
    examples, feature_rows, words = [], [], []
    for number, (lang, telling, home, read) in enumerate(header["articles"]):
        first, last = int(starts[number]), int(starts[number + 1])
        label = ScreeningLabel.INCIDENT if telling else ScreeningLabel.NONE
        examples.append(Example(f"news-{number}", lang, "", "", label, origin=f"news-{number}", real=True, home=bool(home), read=bool(read)))
        row = {names[column]: float(value) for column, value in zip(columns[first:last], values[first:last], strict=True)}
        feature_rows.append({name: value for name, value in row.items() if not name.startswith(_PREFILTER_PREFIX)})
        words.append(frozenset(name.removeprefix(_PREFILTER_PREFIX) for name in row if name.startswith(_PREFILTER_PREFIX)))
    return Background(tuple(examples), tuple(feature_rows), tuple(words))


def write_background(
    general: Sequence[dict[str, Any]], incidents: Sequence[dict[str, Any]], known_features: frozenset[str], file: Path = _BACKGROUND
) -> int:
    """Read the texts for training, write those of their features that are in `known_features`, and return the number of texts.

    `general` rows with the label "incident" report one.
    """
    texts = [
        (row, row.get("label") == "incident") for row in [*general, *incidents] if is_training_article(row["id"]) and _NOT_TAKEN not in row["licence"]
    ]
    where = Screener(None, RuleScorer())
    rows, articles = [], []
    for row, telling in texts:
        article = Article(row["id"], row["text"], row.get("title") or "", row["lang"])
        rows.append({name: value for name, value in (article_features(article) | _prefilter_features(article)).items() if name in known_features})
        articles.append(
            [row["lang"], int(telling), int(in_scope(where.screen(article).country, KZ.neighbourhood, KZ.code)), int(_is_fully_screened(article))]
        )
    names = sorted({name for row in rows for name in row})
    places = {name: at for at, name in enumerate(names)}
    header = json.dumps({"features": names, "articles": articles}, ensure_ascii=False).encode()
    with open(file, "wb") as stream:
        np.savez_compressed(
            stream,
            told=np.frombuffer(header, dtype=np.uint8),
            starts=np.cumsum([0, *map(len, rows)], dtype=np.int64),
            columns=np.array([places[name] for row in rows for name in row], dtype=np.int32),
            values=np.array([value for row in rows for value in row.values()], dtype=np.float16),
        )
    return len(rows)


def _is_fully_screened(article: Article) -> bool:
    """Return whether screening reads an article to its end, because it mentions the press."""
    marks = matches_of(article)
    return marks is not None and read_twice(marks, _RULES).of_press


def article_features(article: Article) -> Features:
    """Return the features of one article; none for a text in an unsupported language."""
    marks = matches_of(article)
    return features(read_twice(marks, _RULES)) if marks is not None else {}


def article_words(article: Article) -> frozenset[str]:
    """Return the prefixes of an article's words, as the prefilter sees them; none for a text in an unsupported language."""
    return word_prefixes(first_section(article))


def _prefilter_features(article: Article) -> Features:
    return dict.fromkeys((_PREFILTER_PREFIX + word for word in article_words(article)), 1.0)


_RULES = RuleScorer()


def _known_features(rows: Iterable[Features]) -> frozenset[str]:
    """Return the features that enough articles of the corpus have."""
    counts = Counter(name for row in rows for name in row)
    return frozenset(name for name, count in counts.items() if count >= LEAST_ARTICLES)


def main(files: Sequence[str]) -> int:
    """Write the file again from two JSONL files: id, lang, text, licence; title and label where there are any."""
    if len(files) != 2:
        print("python -m classify.training.corpus GENERAL.jsonl INCIDENTS.jsonl", file=sys.stderr)
        return 2
    general, incidents = ([json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()] for file in files)
    corpus = [Article(example.id, example.text, example.title, example.lang) for example in read_corpus()]
    print(write_background(general, incidents, _known_features(article_features(article) | _prefilter_features(article) for article in corpus)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
