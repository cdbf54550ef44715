"""Reading with the encoder: long texts in windows, of which the one that speaks most counts; tags on the right characters; nothing that is read beside a text changes it."""

from typing import Any

import numpy as np
import pytest
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from classify.encoder.encoder import Encoder
from classify.encoder.encoder_files import NETWORK, TOKENIZER
from classify.encoder.encoder_reading import EncoderReading
from classify.encoder.questions import CODES, TAGS
from classify.encoder.windows import MOST_WINDOWS, WINDOW, windows_of
from records.vocabulary import Category
from tests.classify.encoder.conftest import TINY

VICTIM, ACT = TAGS.index("victim"), TAGS.index("act")


def code(reading: EncoderReading, category: Category) -> float:
    return float(reading.of("codes")[CODES.index(category)])


def marked(reading: EncoderReading, text: str, tag: int) -> str:
    """The characters whose pieces bear a tag."""
    sure = [(start, end) for start, end, chances in zip(reading.starts, reading.ends, reading.tags, strict=True) if chances[tag] > 0.5]
    return " ".join(text[start:end].strip() for start, end in sure)


class CountedSession:
    """A session that notes how many pieces each call gave it."""

    def __init__(self) -> None:
        self._session = InferenceSession(str(TINY / NETWORK), providers=["CPUExecutionProvider"])
        self.read: list[tuple[int, ...]] = []

    def run(self, names: list[str], given: dict[str, Any]) -> Any:
        self.read.append(given["pieces"].shape)
        return self._session.run(names, given)


def test_of_a_long_text_the_window_that_speaks_most_counts(tiny: Encoder) -> None:
    between = "а " * WINDOW
    reading = tiny.read([f"Ол задержан {between} избили {between} задержан"])[0]
    assert reading.telling == pytest.approx(7, abs=0.1)
    assert code(reading, Category.ATT) == pytest.approx(7, abs=0.1)
    # The others' answers are theirs alone, but what they mark stays marked.
    assert code(reading, Category.DET) == 0
    assert int((reading.tags[:, ACT] > 0.5).sum()) == 3


def windows_read(text: str, worth: str) -> tuple[list[int], EncoderReading]:
    """How many pieces each call gave the network, where only what holds this word is worth reading; and the reading."""
    session = CountedSession()
    encoder = Encoder("counted", session, Tokenizer.from_file(str(TINY / TOKENIZER)))
    (reading,) = encoder.read([text], lambda part: worth in part)
    return [shape[1] for shape in session.read], reading


@pytest.fixture
def sure_of_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny network says 0 of what tells nothing; the shipped one says -6."""
    monkeypatch.setattr("classify.encoder.encoder._WITHIN_REACH", 1.0)


@pytest.mark.usefixtures("sure_of_nothing")
def test_of_a_long_text_that_tells_nothing_only_what_is_worth_it_is_read() -> None:
    text = " ".join(["а " * WINDOW, "қала", "а " * WINDOW])
    all_windows = len(windows_read(text, "")[0])
    read, reading = windows_read(text, "қала")
    assert 0 < len(read) < all_windows
    assert reading.telling == 0
    assert len(reading.tags) == len(windows_read(text, "")[1].tags)
    # Nothing in it is worth it, and yet it was let in: then all of it is read.
    assert len(windows_read(text, "басқа")[0]) == all_windows


@pytest.mark.usefixtures("sure_of_nothing")
def test_where_a_window_tells_of_an_incident_the_others_are_read_too() -> None:
    text = " ".join(["избили", "а " * WINDOW, "Айжан"])
    read, reading = windows_read(text, "избили")
    assert len(read) == len(windows_read(text, "")[0])
    assert marked(reading, text, VICTIM) == "Айжан"


@pytest.mark.parametrize("lead", range(250, 256))
def test_a_word_at_the_edge_of_a_window_is_marked_where_it_stands(tiny: Encoder, lead: int) -> None:
    text = "а" * (lead - 1) + " Айжан " + "а" * 300
    assert marked(tiny.read([text])[0], text, VICTIM) == "Айжан"


@pytest.mark.parametrize(
    ("text", "victim", "act"),
    [
        ("Айжан далада соққы алды", "Айжан", "соққы"),
        ("Тілші Айжанға соққы жасалды", "Айжан", "соққы"),
        ("😀😀 Айжан 😀 избили", "Айжан", "избили"),
        ("👩‍👩‍👧 қала Айжан избили", "Айжан", "избили"),
        ("½ ﬁ ﷺ ㎢ Айжан избили", "Айжан", "избили"),
        ("й и\u0306 Айжан\u0301 избили", "Айжан", "избили"),
        ("Басы\nАйжан соққы", "", "соққы"),
        ("一二 Aigul избили", "Aigul", "избили"),
    ],
)
def test_tags_land_on_the_characters_of_the_word(tiny: Encoder, text: str, victim: str, act: str) -> None:
    reading = tiny.read([text])[0]
    assert (marked(reading, text, VICTIM), marked(reading, text, ACT)) == (victim, act)
    for word, tag in ((victim, VICTIM), (act, ACT)):
        if word:
            at = text.index(word)
            assert reading.tagged(at, at + len(word))[tag] > 0.9
            assert reading.most(0, max(0, at - 1))[tag] < 0.1


def test_pieces_stand_in_the_order_of_the_text(tiny: Encoder) -> None:
    reading = tiny.read(["½ ﷺ е\u0327\u0301 Айжан избили 😀"])[0]
    assert (np.diff(reading.starts) >= 0).all()
    assert (np.diff(reading.ends) >= 0).all()


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u200b"])
def test_an_empty_text_has_answers_and_marks_nothing(tiny: Encoder, text: str) -> None:
    reading = tiny.read([text])[0]
    assert np.isfinite(reading.answers).all()
    assert marked(reading, text, VICTIM) == ""


@pytest.mark.parametrize("text", ["а б " * 250_000, "ж" * 1_000_000, "😀 " * 500_000, "ﷺ" * 100_000])
def test_a_text_of_a_megabyte_is_read_in_twelve_windows(text: str) -> None:
    session = CountedSession()
    reading = Encoder("tiny", session, Tokenizer.from_file(str(TINY / TOKENIZER))).read([text])[0]
    assert session.read == [(1, WINDOW)] * MOST_WINDOWS
    # What lies behind the last window was not read and takes no room.
    assert len(reading.tags) == len(reading.starts) == len(reading.ends) == windows_of(len(text))[-1][1]


def test_a_text_is_read_the_same_alone_and_beside_others(tiny: Encoder) -> None:
    texts = ["Aigul", "избили " * 300, "", "Айжан соққы", "Aigul задержан", "а " * 2000]
    together, alone = tiny.read(texts), [tiny.read([text])[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        for name in ("answers", "tags", "mean", "starts", "ends"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    # A faint word is heard although a loud one is read beside it.
    assert together[0].telling > 0


def test_nothing_is_read_of_no_texts(tiny: Encoder) -> None:
    assert tiny.read([]) == []
