"""The training corpus: our own articles, one JSON object in each line of `classify/corpus/*.jsonl`, and those written as the press writes, in `press/`.
`classify/corpus/README.md` explains the fields."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records.vocabulary import SCREENING_LANGUAGES, Actor, Category, Outcome, ScreeningLabel, Track

CORPUS = Path(__file__).parent.parent / "corpus"
_MARKED = frozenset({"who", "act", "because"})


class CorpusError(ValueError):
    """A line of the corpus that cannot be used: names file, line and fault."""


@dataclass(frozen=True)
class Example:
    """One article of the corpus, with what a careful monitor would say of it. `origin` is the article from which a variation was made."""

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
    """Whose outcome it is; None: not known. Only the encoder's answers are taught by it."""
    spans: tuple[str, ...] = ()
    """The words that show who, what act and because of what, as they stand in the text."""
    origin: str = ""
    case: str = ""
    """What it tells of, where several articles tell of it: they are never parted when some are held out."""
    real: bool = False
    """A real article of which only the features are known, and whether it tells of an incident."""
    home: bool = True
    """Whether what it tells happened in a country whose events are flagged."""
    read: bool = True
    """Whether screening reads it to its end; others are never flagged."""

    @property
    def described(self) -> bool:
        """Whether the kind of incident and its outcome are known."""
        return self.telling and not self.real

    @property
    def telling(self) -> bool:
        """Whether it tells of an incident, new or running."""
        return self.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)


def read_corpus(folder: Path = CORPUS) -> list[Example]:
    """All articles, by file and line. Raises CorpusError at the first line that cannot be used."""
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
        # Of several incidents in one report nothing is learned of what each was.
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
    """Who, what act, because of what. Texts of the press mark other things too."""
    yield from (words for words in (row.get("reasons") or {}).values() if words)
    yield from (span["text"] for span in row.get("spans", ()) if span["role"] in _MARKED)
