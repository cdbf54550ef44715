"""What the encoder says of one text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from records.vocabulary import READ_BY_MACHINE, Actor, Outcome, ScreeningLabel, Track

# What the encoder is asked: of a text, in the order of its answers, and of each piece of it, in the order of its tags.

LABELS = (ScreeningLabel.NONE, ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
# A category that no machine was taught to read yet is named by people.
CODES = tuple(READ_BY_MACHINE)
OUTCOMES = tuple(Outcome)
TRACKS = (Track.PERPETRATOR, Track.JOURNALIST)
ACTORS = tuple(Actor)

# Whom a piece names, and what it tells.
PERSON_TAGS = ("victim", "perpetrator", "official", "other")
SPAN_TAGS = ("who", "act", "because", "by", "outcome", "when", "where")
TAGS = (*PERSON_TAGS, *SPAN_TAGS)


@dataclass(frozen=True)
class _EncoderQuestion:
    """A question: its name, how many answers it has, and where they begin among all."""

    name: str
    answers: int
    first: int

    @property
    def place(self) -> slice:
        """Where its answers stand."""
        return slice(self.first, self.first + self.answers)


def _asked() -> dict[str, _EncoderQuestion]:
    found, first = {}, 0
    for name, answers in (
        ("telling", 1), ("label", len(LABELS)), ("codes", len(CODES)), ("outcome", len(OUTCOMES)), ("outcome_of", len(TRACKS)), ("actor", len(ACTORS)),
    ):  # fmt: skip
        found[name] = _EncoderQuestion(name, answers, first)
        first += answers
    return found


QUESTIONS = _asked()
ANSWERS = sum(question.answers for question in QUESTIONS.values())
TELLING = QUESTIONS["telling"].first


def asked() -> dict[str, list[str]]:
    """The answers by question and the tags, as they are named in the file that lies beside a network: another vocabulary is another network."""
    by_question = {"telling": ["telling"], "label": LABELS, "codes": CODES, "outcome": OUTCOMES, "outcome_of": TRACKS, "actor": ACTORS}
    return {**{name: [str(answer) for answer in answers] for name, answers in by_question.items()}, "tags": list(TAGS)}


# Cutting long texts: the network reads so many pieces at once, and an article may have thousands. Each window overlaps the next.

# Pieces in a window with start and end: 150 words of Kazakh, 180 of Russian. More cost time and gave nothing on articles of the press.
WINDOW = 256
# So many pieces of a window are read again in the next.
OVERLAP = 64
# An article this long has been told twice over.
MOST_WINDOWS = 12
# The pieces that stand at the beginning and the end of a window, and those that fill it up; as in XLM-R.
START, PADDING, END = 0, 1, 2


def windows_of(length: int, window: int = WINDOW) -> list[tuple[int, int]]:
    """First and last piece (excluded) of each window of a text of `length` pieces, in order. None for an empty one."""
    room = window - 2
    found: list[tuple[int, int]] = []
    first = 0
    while first < length and len(found) < MOST_WINDOWS:
        found.append((first, min(first + room, length)))
        if first + room >= length:
            break
        first += room - OVERLAP
    return found


Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class EncoderReading:
    """Answers (of the window that speaks most for an incident) before any sigmoid, and for each piece of the windows how likely each tag is.

    Of a text that is longer than all its windows, the pieces behind the last are not there.
    """

    answers: Floats
    starts: NDArray[np.int64]
    """Where each piece begins in the text, in characters, ascending; pieces × 1. `ends`: where it ends, exclusive."""
    ends: NDArray[np.int64]
    tags: Floats
    """Pieces × TAGS, each from 0 to 1."""
    mean: Floats
    """The mean of that window's pieces: what it is about."""

    @property
    def telling(self) -> float:
        """How surely it tells of an incident, as log-odds."""
        return float(self.answers[TELLING])

    def of(self, question: str) -> Floats:
        """The answers to a question."""
        return self.answers[QUESTIONS[question].place]

    def tagged(self, start: int, end: int) -> Floats:
        """How likely each tag is for text[start:end]: the mean over its pieces, as many as TAGS. Zero where no piece was read."""
        first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
        if first >= last:
            return np.zeros(len(TAGS), np.float32)
        mean: Floats = self.tags[first:last].mean(0)
        return mean

    def tagged_each(self, starts: Sequence[int], ends: Sequence[int]) -> Floats:
        """The same of many places at once, places × TAGS."""
        summed = np.vstack([np.zeros((1, len(TAGS))), np.cumsum(self.tags, axis=0, dtype=np.float64)])
        first, last = np.searchsorted(self.ends, starts, "right"), np.searchsorted(self.starts, ends, "left")
        last = np.maximum(first, last)
        means: Floats = ((summed[last] - summed[first]) / np.maximum(last - first, 1)[:, None]).astype(np.float32)
        return means

    def most(self, start: int, end: int) -> Floats:
        """The same, of the likeliest piece for each tag."""
        first, last = np.searchsorted(self.ends, start, "right"), np.searchsorted(self.starts, end, "left")
        return self.tags[first:last].max(0) if first < last else np.zeros(len(TAGS), np.float32)


# What is kept of a reading beside its article: the answers and the mean in half precision. From these alone a correction is learned (`classify.encoder.correction`).

# Half precision, the lower byte first on every machine; the largest number that it can hold.
_HALF, _LARGEST = np.dtype("<f2"), 65_504.0


@dataclass(frozen=True, eq=False)
class KeptReading:
    """The answers and the mean of the window that spoke most for an incident."""

    answers: Floats
    mean: Floats


def pack(reading: EncoderReading) -> bytes:
    """What is kept of a reading, less than a kilobyte."""
    numbers = np.nan_to_num(np.concatenate([reading.answers, reading.mean]), posinf=_LARGEST, neginf=-_LARGEST)
    return bytes(np.clip(numbers, -_LARGEST, _LARGEST).astype(_HALF).tobytes())


def unpack(kept: bytes) -> KeptReading:
    """Back from what `pack` gave. Raises ValueError for what it did not give."""
    numbers = np.frombuffer(kept, _HALF).astype(np.float32)
    if len(numbers) <= ANSWERS:
        raise ValueError(f"{len(numbers)} numbers are no reading of {ANSWERS} answers and a mean")
    return KeptReading(numbers[:ANSWERS], numbers[ANSWERS:])
