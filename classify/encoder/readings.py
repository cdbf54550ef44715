"""The reading of one text by the encoder: its questions, its answers, its tags and their stored form."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from records.vocabulary import READ_BY_MACHINE, Actor, Outcome, ScreeningLabel, Track

# The encoder's questions: for a text, in the order of its answers, and for each piece of it, in the order of its tags.

LABELS = (ScreeningLabel.NONE, ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
# Categories that the machine has not learned yet are chosen by people.
CODES = tuple(READ_BY_MACHINE)
OUTCOMES = tuple(Outcome)
TRACKS = (Track.PERPETRATOR, Track.JOURNALIST)
ACTORS = tuple(Actor)

# The persons and facts that a piece may name.
PERSON_TAGS = ("victim", "perpetrator", "official", "other")
SPAN_TAGS = ("who", "act", "because", "by", "outcome", "when", "where")
# An outlet whose journalist was hurt, or which itself was.
OUTLET_TAG = "outlet"
TAGS = (*PERSON_TAGS, *SPAN_TAGS, OUTLET_TAG)


class MentionKind(StrEnum):
    """The kinds of mention of which the network is asked, one at a time, with the pieces of the mention marked."""

    PERSON = "person"
    DAY = "day"
    PLACE = "place"
    OUTLET = "outlet"


# The answers for a marked mention: the role of a person in the event, and whether a day, a place or an outlet is the event's.
MENTION_NAMES = (*(f"{MentionKind.PERSON}:{role}" for role in PERSON_TAGS), MentionKind.DAY, MentionKind.PLACE, MentionKind.OUTLET)
MENTION_ANSWERS = len(MENTION_NAMES)


def mention_slice(kind: MentionKind) -> slice:
    """Return the slice of the answers for a kind of mention."""
    if kind is MentionKind.PERSON:
        return slice(0, len(PERSON_TAGS))
    first = MENTION_NAMES.index(kind)
    return slice(first, first + 1)


@dataclass(frozen=True)
class _EncoderQuestion:
    """A question: its name, the number of its answers, and the index of the first among all."""

    name: str
    answers: int
    first: int

    @property
    def place(self) -> slice:
        """The slice of its answers."""
        return slice(self.first, self.first + self.answers)


def _asked() -> dict[str, _EncoderQuestion]:
    questions, first = {}, 0
    for name, answers in (
        ("telling", 1), ("label", len(LABELS)), ("codes", len(CODES)), ("outcome", len(OUTCOMES)), ("outcome_of", len(TRACKS)), ("actor", len(ACTORS)),
    ):  # fmt: skip
        questions[name] = _EncoderQuestion(name, answers, first)
        first += answers
    return questions


QUESTIONS = _asked()
ANSWERS = sum(question.answers for question in QUESTIONS.values())
INCIDENT_INDEX = QUESTIONS["telling"].first


def question_names() -> dict[str, list[str]]:
    """Return the answers by question and the tags, as named in the file next to a network; another vocabulary means another network."""
    by_question = {"telling": ["telling"], "label": LABELS, "codes": CODES, "outcome": OUTCOMES, "outcome_of": TRACKS, "actor": ACTORS}
    return {
        **{name: [str(answer) for answer in answers] for name, answers in by_question.items()},
        "tags": list(TAGS),
        "mentions": [str(name) for name in MENTION_NAMES],
    }


# Cutting long texts: the network reads a limited number of pieces at once. Each window overlaps the next.

# Pieces in a window with start and end: 150 words of Kazakh, 180 of Russian. More took longer and gave nothing on articles of the press.
WINDOW = 256
# Pieces that a window shares with the next.
OVERLAP = 64
# Pieces in the window around a marked mention, with start and end. A longer one took longer and told roles no better.
MARKED_WINDOW = 160
# Longest text that is read; longer articles repeat themselves.
MOST_WINDOWS = 12
# The pieces at the beginning and the end of a window, and the padding; as in XLM-R.
START, PADDING, END = 0, 1, 2


def windows_of(length: int, window: int = WINDOW) -> list[tuple[int, int]]:
    """Return first and last piece (excluded) of each window of a text of `length` pieces, in order; none for an empty one."""
    room = window - 2
    windows: list[tuple[int, int]] = []
    first = 0
    while first < length and len(windows) < MOST_WINDOWS:
        windows.append((first, min(first + room, length)))
        if first + room >= length:
            break
        first += room - OVERLAP
    return windows


def marked_window(length: int, pieces: Sequence[int], window: int = MARKED_WINDOW) -> tuple[int, int]:
    """Return first and last piece (excluded) of the window that holds most of the marked pieces (ascending), as much before them as after."""
    room = window - 2
    if length <= room:
        return 0, length
    held = [sum(first <= piece < first + room // 2 for piece in pieces) for first in pieces]
    first = pieces[held.index(max(held))]
    last = max(piece for piece in pieces if first <= piece < first + room // 2)
    start = max(0, min(length - room, (first + last + 1 - room) // 2))
    return start, start + room


Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EncoderReading:
    """Answers of the window with the strongest sign of an incident, before any sigmoid, and the likelihood of each tag for each piece.

    Pieces of a very long text after the last window are missing.
    """

    answers: Floats
    starts: NDArray[np.int64]
    """The offset of each piece in the text, in characters, ascending; pieces × 1. `ends`: its end, exclusive."""
    ends: NDArray[np.int64]
    tags: Floats
    """Pieces × TAGS, each from 0 to 1."""
    mean: Floats
    """The mean of that window's pieces, a description of its subject."""

    @property
    def telling(self) -> float:
        """The log-odds that it reports an incident."""
        return float(self.answers[INCIDENT_INDEX])

    def of(self, question: str) -> Floats:
        """Return the answers to a question."""
        return self.answers[QUESTIONS[question].place]

    def tagged(self, start: int, end: int) -> Floats:
        """Return the likelihood of each tag for text[start:end]: the mean over its pieces, as many numbers as TAGS.

        Zero where no piece was read.
        """
        first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
        if first >= last:
            return np.zeros(len(TAGS), np.float32)
        mean: Floats = self.tags[first:last].mean(0)
        return mean

    def tagged_each(self, starts: Sequence[int], ends: Sequence[int]) -> Floats:
        """Return the same for many places at once, places × TAGS."""
        summed = np.vstack([np.zeros((1, len(TAGS))), np.cumsum(self.tags, axis=0, dtype=np.float64)])
        first, last = np.searchsorted(self.ends, starts, "right"), np.searchsorted(self.starts, ends, "left")
        last = np.maximum(first, last)
        means: Floats = ((summed[last] - summed[first]) / np.maximum(last - first, 1)[:, None]).astype(np.float32)
        return means

    def most(self, start: int, end: int) -> Floats:
        """Return the same for the likeliest piece of each tag."""
        first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
        return self.tags[first:last].max(0) if first < last else np.zeros(len(TAGS), np.float32)


# The stored form of a reading: answers and mean in half precision, enough to learn a correction from (`classify.encoder.correction`).

# Half precision, little-endian on every machine; its largest number.
_HALF, _LARGEST = np.dtype("<f2"), 65_504.0


@dataclass(frozen=True, eq=False)
class StoredReading:
    """The answers and the mean of the window with the strongest sign of an incident."""

    answers: Floats
    mean: Floats


def pack_reading(reading: EncoderReading) -> bytes:
    """Return the stored form of a reading, less than a kilobyte."""
    numbers = np.nan_to_num(np.concatenate([reading.answers, reading.mean]), posinf=_LARGEST, neginf=-_LARGEST)
    return bytes(np.clip(numbers, -_LARGEST, _LARGEST).astype(_HALF).tobytes())


def unpack_reading(packed: bytes) -> StoredReading:
    """Return the reading from what `pack_reading` gave. Raises ValueError for anything else."""
    numbers = np.frombuffer(packed, _HALF).astype(np.float32)
    if len(numbers) <= ANSWERS:
        raise ValueError(f"{len(numbers)} numbers are no reading of {ANSWERS} answers and a mean")
    return StoredReading(numbers[:ANSWERS], numbers[ANSWERS:])
