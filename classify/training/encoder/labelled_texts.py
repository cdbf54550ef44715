"""The texts from which the encoder learns, from all sources in one shape. What a source does not tell is None, and no question is asked about it.

Our corpus, the texts as the press writes them (`classify/corpus/press`), the first gold set (retold real articles), and, where they are at hand, files of
real general news. Texts of one case are never parted: `case` is the same.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from classify.training.background import trains
from classify.training.corpus import CORPUS, CorpusError
from records.vocabulary import Actor, Category, CoarseClass, Outcome, ScreeningLabel, Track

TELLING = (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
# Share-alike texts would put their licence on the model.
_NOT_TAKEN = "SA"
_Read = TypeVar("_Read")


class TextSource(StrEnum):
    """Where a text is from; training weighs them differently."""

    CORPUS = "corpus"
    PRESS = "press"
    RETOLD = "retold"
    GENERAL = "general"
    ABROAD = "abroad"


@dataclass(frozen=True)
class TextSpan:
    """An exact piece of title or text and its role: who, act, because, by, outcome, when, where."""

    role: str
    text: str


@dataclass(frozen=True)
class NamedPerson:
    """A person in the nominative, with a role as in a screening."""

    name: str
    role: str


@dataclass(frozen=True)
class LabelledText:
    """A text and what a careful monitor says of it. None = not known, so that nothing is learnt of it.

    `kinds` are coarse classes where the codes themselves are not known. `outcome_of` None beside an outcome: not known. `tagged`: spans and persons are complete,
    so that a piece without a tag is really none.
    """

    id: str
    source: TextSource
    case: str
    lang: str
    title: str
    text: str
    label: ScreeningLabel
    codes: frozenset[Category] | None = None
    kinds: frozenset[CoarseClass] | None = None
    outcome: Outcome | None = None
    outcome_of: Track | None = None
    actor: Actor | None = None
    spans: tuple[TextSpan, ...] = ()
    persons: tuple[NamedPerson, ...] = ()
    tagged: bool = False

    @property
    def whole(self) -> str:
        """Title and text, as they are read."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def telling(self) -> bool:
        """Whether it tells of an incident, new or running."""
        return self.label in TELLING


def read_texts(corpus: Path = CORPUS, retold: Path | None = None, general: Path | None = None, abroad: Path | None = None) -> list[LabelledText]:
    """All texts. `retold` is a set of retold reports whose codes are coarse, `general` a JSONL of real news (id, lang, text, licence; title and label where there are any), `abroad` one of
    real reports about journalists under attack. Of real news only the half is taken that `classify.training.background` trains on.

    Raises CorpusError for a line that lacks a field or has a code that the vocabulary does not know.
    """
    found = [text for file in sorted(corpus.glob("*.jsonl")) for text in _texts(file, _of_corpus)]
    found += [text for file in sorted((corpus / "press").glob("*.jsonl")) for text in read_press(file)]
    if retold:
        found += _texts(retold, _retold)
    for file, source in ((general, TextSource.GENERAL), (abroad, TextSource.ABROAD)):
        if file:
            found += [text for text in _texts(file, partial(_real, source)) if text is not None]
    return found


def read_press(file: Path) -> list[LabelledText]:
    """The texts of one file in the form of `classify/corpus/press`. Raises CorpusError as `read_texts` does."""
    return _texts(file, _of_press)


def _texts(file: Path, read: Callable[[Mapping[str, Any]], _Read]) -> list[_Read]:
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found.append(read(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise CorpusError(f"{file.name} line {number}: {fault!r}") from fault
    return found


def _of_corpus(row: Mapping[str, Any]) -> LabelledText:
    spans = tuple(TextSpan(role, words) for role, words in (row.get("reasons") or {}).items() if words)
    return _described(row, TextSource.CORPUS, row["id"], spans, None)


def _of_press(row: Mapping[str, Any]) -> LabelledText:
    spans = tuple(TextSpan(one["role"], one["text"]) for one in row["spans"])
    return _described(row, TextSource.PRESS, row["incident_key"] or row["id"], spans, row["outcome_of"])


def _described(row: Mapping[str, Any], source: TextSource, case: str, spans: tuple[TextSpan, ...], outcome_of: str | None) -> LabelledText:
    label = ScreeningLabel(row["label"])
    telling = label in TELLING
    return LabelledText(
        id=row["id"],
        source=source,
        case=case,
        lang=row["lang"],
        title=row["title"],
        text=row["text"],
        label=label,
        codes=frozenset(map(Category, row["categories"])) if telling else None,
        outcome=Outcome(row["outcome"] or "none") if telling else None,
        outcome_of=Track(outcome_of) if outcome_of and telling else None,
        actor=Actor(row["actor"] or "unknown") if telling else None,
        spans=spans,
        persons=tuple(NamedPerson(one["name"], one["role"]) for one in row["persons"]),
        tagged=True,
    )


def _retold(row: Mapping[str, Any]) -> LabelledText:
    label = ScreeningLabel("none" if row["label"] == "negative" else row["label"])
    return LabelledText(
        id=row["id"],
        source=TextSource.RETOLD,
        case=row.get("incident_key") or row["id"],
        lang=row["lang"],
        title=row["title"],
        text=row["text"],
        label=label,
        kinds=frozenset(map(CoarseClass, row["categories"])) if label in TELLING else None,
        outcome=Outcome(row.get("outcome") or "none") if label in TELLING else None,
    )


def _real(source: TextSource, row: Mapping[str, Any]) -> LabelledText | None:
    """A real text; None for one that is kept for measuring, or that must not be taken."""
    if not trains(row["id"]) or _NOT_TAKEN in row["licence"]:
        return None
    telling = row.get("label") == "incident"
    label = ScreeningLabel.INCIDENT if telling else ScreeningLabel.NONE
    return LabelledText(row["id"], source, row["id"], row["lang"], row.get("title") or "", row["text"], label)
