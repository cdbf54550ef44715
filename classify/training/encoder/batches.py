"""Labelled texts for training the encoder, their tags, and batches: texts split into pieces once, cut into windows again in each pass, texts of
similar length together.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from classify.articles import prepare_article
from classify.encoder.readings import END, OUTLET_TAG, PADDING, PERSON_TAGS, SPAN_TAGS, START, TAGS, WINDOW, MentionKind, marked_window
from classify.text.words import CleanText, clean_text
from classify.training.corpus import CORPUS, CorpusError, is_training_article
from records.model import Article
from records.vocabulary import Actor, Category, CoarseClass, Outcome, ScreeningLabel, Track

# The window of a text in training: where it reports an incident, one that contains the act; otherwise its beginning or any other.
#
# Some windows are as short as a headline or a post of two sentences. For an incident such a window contains the act and the victim, or it would teach
# that every blow is one.

# Share of short windows, their most pieces besides the required ones, and the greatest distance between act and person in them.
_OFTEN, _BESIDE, _APART = 0.15, 40, 60


def training_window(
    length: int, acts: Sequence[int], whom: Sequence[int], dice: random.Random, *, telling: bool, window: int = WINDOW
) -> tuple[int, int]:
    """Return first and last piece (excluded) of the window for training.

    `acts` are the pieces of the act, `whom` those of its victim.
    """
    if dice.random() < _OFTEN and (short := _short_window(length, acts, whom, dice, telling=telling)):
        return short
    room = window - 2
    if length <= room:
        return 0, length
    if telling:
        if not acts:
            return 0, room
        first = max(0, min(length - room, dice.choice(acts) - dice.randint(room // 10, room - room // 10)))
        return first, first + room
    first = 0 if dice.random() < 0.5 else dice.randint(0, length - room)
    return first, first + room


def _short_window(length: int, acts: Sequence[int], whom: Sequence[int], dice: random.Random, *, telling: bool) -> tuple[int, int] | None:
    """Return a short window; None where act and person are too far apart, or not known."""
    if not telling:
        size = min(length, dice.randint(_BESIDE // 2, _BESIDE + _APART))
        first = dice.randint(0, length - size)
        return first, first + size
    if not acts or not whom:
        return None
    act = dice.choice(acts)
    person = min(whom, key=lambda place: abs(place - act))
    if abs(person - act) > _APART:
        return None
    first, last = min(act, person) - dice.randint(4, _BESIDE // 2), max(act, person) + 1 + dice.randint(4, _BESIDE // 2)
    return max(0, first), min(length, last)


# The texts from which the encoder learns, from all sources in one form. What a source does not say is None, and no question is asked about it.
#
# The sources are our corpus, the texts in the style of the press (`classify/corpus/press`), the first gold set (retold real articles), and, where
# available, files of real general news. Texts of one case stay together: `case` is the same.

TELLING = (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
# Share-alike texts would put their licence on the model.
_NOT_TAKEN = "SA"
_Read = TypeVar("_Read")


class TextSource(StrEnum):
    """The source of a text, which determines its weight in training."""

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
    """A text and what a careful monitor says about it. None = not known, so that nothing is learned from it.

    `kinds` are coarse classes where the codes themselves are not known. `outcome_of` None with an outcome: not known. `tagged`: spans and persons are
    complete, so that a piece without a tag really has none.
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
    outlets: tuple[str, ...] = ()
    """The outlets concerned, of a tagged text."""
    published: str = ""
    day: str | None = None
    """The day, month or year of the event, of a tagged text that reports one; None: not told. `place` and `region` likewise."""
    place: str | None = None
    region: str | None = None
    main: Category | None = None
    """The main category, where one is known to be the main one."""
    tagged: bool = False

    @property
    def whole(self) -> str:
        """Title and text, as they are read."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    @property
    def telling(self) -> bool:
        """Whether it reports an incident, new or ongoing."""
        return self.label in TELLING


def read_texts(corpus: Path = CORPUS, retold: Path | None = None, general: Path | None = None, abroad: Path | None = None) -> list[LabelledText]:
    """Return all texts.

    `retold` is a set of retold reports whose codes are coarse, `general` a JSONL of real news (id, lang, text, licence; title and label where there
    are any), `abroad` one of real reports about journalists under attack. Of real news only the half is used that `classify.training.corpus` trains
    on.

    Raises CorpusError for a line that lacks a field or has an unknown code.
    """
    texts = [text for file in sorted(corpus.glob("*.jsonl")) for text in _texts(file, _of_corpus)]
    texts += [text for file in sorted((corpus / "press").glob("*.jsonl")) for text in read_press(file)]
    if retold:
        texts += _texts(retold, _retold)
    for file, source in ((general, TextSource.GENERAL), (abroad, TextSource.ABROAD)):
        if file:
            texts += [text for text in _texts(file, partial(_real, source)) if text is not None]
    return texts


def read_press(file: Path) -> list[LabelledText]:
    """Return the texts of one file in the form of `classify/corpus/press`. Raises CorpusError as `read_texts` does."""
    return _texts(file, _of_press)


# Kazakh as some of the press spells it: in the Latin letters of 2018 and of 2021, and on a keyboard without Kazakh letters. The encoder must not take
# a text for an incident because of its spelling.

_KAZAKH = "аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_SPELLINGS = (
    dict(
        zip(
            _KAZAKH,
            [
                "a",
                "á",
                "b",
                "v",
                "g",
                "ǵ",
                "d",
                "e",
                "j",
                "z",
                "ı",
                "ı",
                "k",
                "q",
                "l",
                "m",
                "n",
                "ń",
                "o",
                "ó",
                "p",
                "r",
                "s",
                "t",
                "ý",
                "u",
                "ú",
                "f",
                "h",
                "h",
                "ts",
                "ch",
                "sh",
                "sh",
                "_",
                "y",
                "i",
                "_",
                "e",
                "ıý",
                "ıa",
            ],
            strict=True,
        )
    ),
    dict(
        zip(
            _KAZAKH,
            [
                "a",
                "ä",
                "b",
                "v",
                "g",
                "ğ",
                "d",
                "e",
                "j",
                "z",
                "i",
                "i",
                "k",
                "q",
                "l",
                "m",
                "n",
                "ñ",
                "o",
                "ö",
                "p",
                "r",
                "s",
                "t",
                "u",
                "ū",
                "ü",
                "f",
                "h",
                "h",
                "ts",
                "tş",
                "ş",
                "ş",
                "_",
                "y",
                "ı",
                "_",
                "e",
                "iu",
                "ia",
            ],
            strict=True,
        )
    ),
    dict(zip("әғқңөұүһі", "агкноуухи", strict=True)),
)


def respelled(text: LabelledText, dice: random.Random) -> LabelledText:
    """Return a Kazakh text in another spelling, with its names, spans and outlets spelled the same way."""
    spelling = dice.choice(_SPELLINGS)

    def spelled(words: str) -> str:
        return "".join(_letter(spelling, letter) for letter in words)

    spans = tuple(TextSpan(span.role, spelled(span.text)) for span in text.spans)
    persons = tuple(NamedPerson(spelled(person.name), person.role) for person in text.persons)
    return replace(text, title=spelled(text.title), text=spelled(text.text), spans=spans, persons=persons, outlets=tuple(map(spelled, text.outlets)))


def _letter(spelling: Mapping[str, str], letter: str) -> str:
    small = letter.lower()
    if small not in spelling:
        return letter
    written = spelling[small].replace("_", "")
    return written if letter == small else written.capitalize()


def _texts(file: Path, read: Callable[[Mapping[str, Any]], _Read]) -> list[_Read]:
    texts = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                texts.append(read(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise CorpusError(f"{file.name} line {number}: {fault!r}") from fault
    return texts


def _of_corpus(row: Mapping[str, Any]) -> LabelledText:
    spans = tuple(TextSpan(role, words) for role, words in (row.get("reasons") or {}).items() if words)
    return _described(row, TextSource.CORPUS, row["id"], spans, None)


def _of_press(row: Mapping[str, Any]) -> LabelledText:
    spans = tuple(TextSpan(span["role"], span["text"]) for span in row["spans"])
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
        persons=tuple(NamedPerson(person["name"], person["role"]) for person in row["persons"]),
        outlets=tuple(row["outlets"]),
        published=row.get("published") or "",
        day=_told_day(row.get("incident_date"), row.get("date_precision")),
        place=row.get("place"),
        region=row.get("region"),
        main=Category(row["categories"][0]) if telling else None,
        tagged=True,
    )


def _told_day(day: str | None, precision: str | None) -> str | None:
    """Return a date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    return day[: {"year": 4, "month": 7}.get(precision or "", 10)] if day else None


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
    """Return a real text; None for one that is reserved for measuring, or whose licence forbids it."""
    if not is_training_article(row["id"]) or _NOT_TAKEN in row["licence"]:
        return None
    telling = row.get("label") == "incident"
    label = ScreeningLabel.INCIDENT if telling else ScreeningLabel.NONE
    return LabelledText(row["id"], source, row["id"], row["lang"], row.get("title") or "", row["text"], label)


# From spans and names to tags on pieces: which piece of the text is part of a victim's name, of the act, of the day.
#
# Spans are exact pieces of the text. A person's name is known in the nominative and found by the beginning of its last word, with the first name
# before it.

_ACT, _WHO, _VICTIM = TAGS.index("act"), TAGS.index("who"), TAGS.index("victim")
# Most letters that an ending adds to a name, and most letters between first name and surname.
_ENDING, _BEFORE = 8, 30
# Most letters of the nominative that an ending replaces (Айжан-а, Серікұл-ы); the prefix never has fewer than four.
_TAKEN, _SHORTEST = 3, 4
_QUOTES = ("«", '"', "“", "„")


def piece_tags(text: LabelledText, places: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return the tags of each piece (pieces × TAGS).

    `places` are the offsets of the pieces in `text.whole`, as the tokeniser gives them.
    """
    tags = np.zeros((len(places), len(TAGS)), np.bool_)
    starts, ends = np.array([first for first, _ in places]), np.array([last for _, last in places])
    for tag, first, last in _marked(text):
        tags[(starts < last) & (ends > first) & (ends > starts), tag] = True
    return tags


def _marked(text: LabelledText) -> Iterator[tuple[int, int, int]]:
    whole = text.whole
    for span in text.spans:
        at = whole.find(span.text)
        if at >= 0 and span.role in SPAN_TAGS:
            yield TAGS.index(span.role), at, at + len(span.text)
    lower = whole.lower()
    for person in text.persons:
        if person.role in PERSON_TAGS:
            for first, last in name_places(lower, person.name.lower()):
                yield TAGS.index(person.role), first, last
    for outlet in text.outlets:
        for first, last in capital_places(whole, outlet):
            yield TAGS.index(OUTLET_TAG), first, last


def capital_places(whole: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has a name with a capital letter or in quotation marks, since many outlets are called by common words."""
    for first, last in name_places(whole.lower(), name.lower()):
        if whole[first].isupper() or whole[max(0, first - 1) : first] in _QUOTES or "." in name:
            yield first, last


def name_places(lower: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a name occurs in a text, both in small letters."""
    words = name.split()
    if not words:
        return
    first_name = re.compile(re.escape(_beginning(words[0])) + rf"\w{{0,{_ENDING}}}\W{{1,2}}$") if len(words) > 1 else None
    for match in re.finditer(rf"\b{re.escape(_beginning(words[-1]))}\w{{0,{_ENDING}}}", lower):
        first = match.start()
        before = first_name.search(lower, max(0, first - _BEFORE), first) if first_name else None
        yield (before.start() if before else first), match.end()


def _beginning(word: str) -> str:
    return word[: max(_SHORTEST, len(word) - _TAKEN)]


# Uses of a text per pass: the corpus has one author, whose style the network learns, so it is used less often; press-style texts more.
TAKEN = {TextSource.CORPUS: 0.4, TextSource.PRESS: 1.5, TextSource.RETOLD: 2.0, TextSource.GENERAL: 1.0, TextSource.ABROAD: 1.0}
# Most pieces in a batch, padding included, and most texts: limited by the memory of a small machine.
_PIECES, _TEXTS = 3600, 32
# Number of windows that are sorted by length together.
_SORTED = 400
# Share of the mentions that are read in a window around any of their places, as in texts of which only a part is read.
_ELSEWHERE = 0.3


@dataclass(frozen=True)
class TokenizedText:
    """A text with its pieces, their offsets in the cleaned text (pieces × 2), their tags, the pieces of the act, and those of its victim."""

    text: LabelledText
    pieces: NDArray[np.int64]
    places: NDArray[np.int64]
    tags: NDArray[np.bool_]
    acts: tuple[int, ...]
    whom: tuple[int, ...]


@dataclass(frozen=True)
class Batch:
    """Texts × pieces, with start, end and padding; `tagged` is 1 where tags are known."""

    texts: tuple[LabelledText, ...]
    pieces: NDArray[np.int64]
    mask: NDArray[np.int64]
    tags: NDArray[np.float32]
    tagged: NDArray[np.float32]


@dataclass(frozen=True)
class LabelledMention:
    """All mentions of one person, day, place or outlet in a text, as ascending pieces, and the right answer: the number of the person's role, or
    whether it is the event's.
    """

    kind: MentionKind
    pieces: tuple[int, ...]
    answer: int


@dataclass(frozen=True)
class MentionBatch:
    """Windows × pieces as in a batch of texts, each with the pieces of its mention marked (1)."""

    mentions: tuple[LabelledMention, ...]
    pieces: NDArray[np.int64]
    mask: NDArray[np.int64]
    marked: NDArray[np.float32]


def tokenize_text(text: LabelledText, tokenizer: Tokenizer) -> TokenizedText:
    """Return a text as pieces, and their tags."""
    clean = cleaned_text(text)
    encoded = tokenizer.encode(clean.clean)
    tags = piece_tags(text, [clean.original_span(*place) for place in encoded.offsets])
    places = np.array(encoded.offsets, np.int64).reshape(-1, 2)
    return TokenizedText(text, np.array(encoded.ids, np.int64), places, tags, _marked_batch(tags, _ACT), _marked_batch(tags, _WHO, _VICTIM))


def cleaned_text(text: LabelledText) -> CleanText:
    """Return title and text, cleaned and in the letters in which articles are read (`classify.articles`)."""
    opened = prepare_article(Article(text.id, text.text, text.title, text.lang))
    return opened.clean if opened else clean_text(text.whole)


def _marked_batch(tags: NDArray[np.bool_], *which: int) -> tuple[int, ...]:
    return tuple(map(int, np.flatnonzero(tags[:, list(which)].any(1))))


Marked = tuple[TokenizedText, LabelledMention]


def mention_batches(marked: Sequence[Marked], share: float, dice: random.Random) -> Iterator[MentionBatch]:
    """Yield batches of a share of the mentions, in random order; the same dice give the same batches."""
    cut = [
        (text, mention, window)
        for text, mention in dice.sample(marked, round(len(marked) * share))
        if len(text.pieces) > 0
        for window in (_window_around(text, mention, dice),)
    ]
    every_batch: list[list[tuple[TokenizedText, LabelledMention, tuple[int, int]]]] = []
    for start in range(0, len(cut), _SORTED):
        batch: list[tuple[TokenizedText, LabelledMention, tuple[int, int]]] = []
        for one in sorted(cut[start : start + _SORTED], key=lambda one: one[2][1] - one[2][0]):
            if batch and ((one[2][1] - one[2][0] + 2) * (len(batch) + 1) > _PIECES or len(batch) >= _TEXTS):
                every_batch.append(batch)
                batch = []
            batch.append(one)
        every_batch.append(batch)
    dice.shuffle(every_batch)
    yield from map(_mention_batch, every_batch)


def _window_around(text: TokenizedText, mention: LabelledMention, dice: random.Random) -> tuple[int, int]:
    """Return the window in which the mention is read, or sometimes one around another of its places."""
    first, last = marked_window(len(text.pieces), mention.pieces)
    if dice.random() < _ELSEWHERE:
        room, piece = last - first, dice.choice(mention.pieces)
        first = max(0, min(len(text.pieces) - room, piece - dice.randint(room // 6, room - room // 6)))
        last = first + room
    return first, last


def _mention_batch(cut: Sequence[tuple[TokenizedText, LabelledMention, tuple[int, int]]]) -> MentionBatch:
    longest = max(last - first for _, _, (first, last) in cut) + 2
    pieces = np.full((len(cut), longest), PADDING, np.int64)
    mask = np.zeros((len(cut), longest), np.int64)
    marked = np.zeros((len(cut), longest), np.float32)
    for row, (text, mention, (first, last)) in enumerate(cut):
        end = 1 + last - first
        pieces[row, 0], pieces[row, 1:end], pieces[row, end] = START, text.pieces[first:last], END
        mask[row, : end + 1] = 1
        marked[row, [1 + piece - first for piece in mention.pieces if first <= piece < last]] = 1
    return MentionBatch(tuple(mention for _, mention, _ in cut), pieces, mask, marked)


def batches(texts: Sequence[TokenizedText], dice: random.Random, window: int = WINDOW) -> Iterator[Batch]:
    """Yield the batches of one pass over the texts in random order; the same dice give the same batches."""
    repeated = [text for text in texts for _ in range(_times(TAKEN[text.text.source], dice))]
    cut = [(text, window_of(text, dice, window)) for text in repeated]
    dice.shuffle(cut)
    every_batch: list[list[tuple[TokenizedText, tuple[int, int]]]] = []
    for start in range(0, len(cut), _SORTED):
        batch: list[tuple[TokenizedText, tuple[int, int]]] = []
        for cut_text in sorted(cut[start : start + _SORTED], key=lambda cut_text: cut_text[1][1] - cut_text[1][0]):
            # Sorted by length: the newest is the longest, and all are padded to it.
            if batch and (_padded(cut_text) * (len(batch) + 1) > _PIECES or len(batch) >= _TEXTS):
                every_batch.append(batch)
                batch = []
            batch.append(cut_text)
        every_batch.append(batch)
    dice.shuffle(every_batch)
    yield from map(_batch, every_batch)


def window_of(text: TokenizedText, dice: random.Random, window: int = WINDOW) -> tuple[int, int]:
    """Return first and last piece (excluded) of the window of a text in this pass."""
    return training_window(len(text.pieces), text.acts, text.whom, dice, telling=text.text.telling, window=window)


def _times(often: float, dice: random.Random) -> int:
    return int(often) + (dice.random() < often - int(often))


def _padded(cut: tuple[TokenizedText, tuple[int, int]]) -> int:
    return cut[1][1] - cut[1][0] + 2


def _batch(cut: Sequence[tuple[TokenizedText, tuple[int, int]]]) -> Batch:
    longest = max(map(_padded, cut))
    pieces = np.full((len(cut), longest), PADDING, np.int64)
    mask = np.zeros((len(cut), longest), np.int64)
    tags = np.zeros((len(cut), longest, len(TAGS)), np.float32)
    tagged = np.zeros((len(cut), longest), np.float32)
    for row, (text, (first, last)) in enumerate(cut):
        inside = slice(1, 1 + last - first)
        pieces[row, 0], pieces[row, inside], pieces[row, inside.stop] = START, text.pieces[first:last], END
        mask[row, : inside.stop + 1] = 1
        tags[row, inside] = text.tags[first:last]
        tagged[row, inside] = float(text.text.tagged)
    return Batch(tuple(text.text for text, _ in cut), pieces, mask, tags, tagged)
