"""Reading with the encoder: its questions, long texts in windows of which the one that speaks most counts, tags on the right characters, nothing that is read beside a
text changes it; what is kept of a reading, and the encoder in a pipeline of spaCy."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import spacy
from onnxruntime import InferenceSession
from tokenizers import Tokenizer

from classify.encoder.component import EncoderComponent
from classify.encoder.encoder import Encoder
from classify.encoder.encoder_files import NETWORK, TOKENIZER, EncoderFileError
from classify.encoder.readings import (
    ANSWERS,
    CODES,
    INCIDENT_INDEX,
    MARKED_WINDOW,
    MOST_WINDOWS,
    OVERLAP,
    QUESTIONS,
    TAGS,
    WINDOW,
    EncoderReading,
    marked_window,
    pack_reading,
    question_names,
    unpack_reading,
    windows_of,
)
from records.vocabulary import READ_BY_MACHINE, Category
from tests.classify.encoder.conftest import TINY
from tests.classify.made import bare_reading

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


def test_a_word_at_the_edge_of_a_window_is_marked_where_it_stands(tiny: Encoder) -> None:
    texts = ["а" * (lead - 1) + " Айжан " + "а" * 300 for lead in range(250, 256)]
    assert [marked(reading, text, VICTIM) for reading, text in zip(tiny.read(texts), texts, strict=True)] == ["Айжан"] * 6


def test_it_is_asked_about_one_mention_at_a_time_wherever_that_stands(tiny: Encoder) -> None:
    text = "Айжан соққы алды, ал Марат отыр. " + "а " * WINDOW + "Айжан"
    places = {name: [(at.start(), at.end()) for at in re.finditer(name, text)] for name in ("Айжан", "Марат")}
    asked = tiny.ask(text, [places["Айжан"], places["Марат"], places["Айжан"][1:], []])
    victim = asked[:, 0]
    assert victim[0] > victim[1] == victim[3] == 0
    assert victim[2] > 0, "the window is where the mention is"


@pytest.mark.parametrize(
    ("text", "victim", "act"),
    [
        ("Айжан далада соққы алды", "Айжан", "соққы"),
        ("Тілші Айжанға соққы жасалды", "Айжан", "соққы"),
        ("😀😀 Айжан 😀 избили", "Айжан", "избили"),
        ("👩‍👩‍👧 қала Айжан избили", "Айжан", "избили"),
        ("½ ﬁ ﷺ ㎢ Айжан избили", "Айжан", "избили"),
        ("й и\u0306 Айжан\u0301 избили", "Айжан", "избили"),
        ("Басы\nАйжан соққы", "Айжан", "соққы"),
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


@pytest.mark.parametrize("text", ["а б " * 15_000, "ж" * 60_000, "😀 " * 30_000, "ﷺ" * 6_000])
def test_an_endless_text_is_read_in_twelve_windows(text: str) -> None:
    session = CountedSession()
    reading = Encoder("tiny", session, Tokenizer.from_file(str(TINY / TOKENIZER))).read([text])[0]
    assert session.read == [(1, WINDOW)] * MOST_WINDOWS
    # What lies behind the last window was not read and takes no room.
    assert len(reading.tags) == len(reading.starts) == len(reading.ends) == windows_of(len(text))[-1][1]


def test_a_text_is_read_the_same_alone_and_with_others(tiny: Encoder) -> None:
    texts = ["Aigul", "избили " * 300, "", "Айжан соққы", "Aigul задержан", "а " * 2000]
    together, alone = tiny.read(texts), [tiny.read([text])[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        for name in ("answers", "tags", "mean", "starts", "ends"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    # A faint word is heard although a loud one is read beside it.
    assert together[0].telling > 0


def test_nothing_is_read_of_no_texts(tiny: Encoder) -> None:
    assert tiny.read([]) == []


TEXTS = ["избили", "а", "", "задержан", "избили " * 400, "Айжан"]


def test_readings_come_in_the_order_of_the_documents(tiny: Encoder) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("encoder", config={"folder": str(TINY)})
    read = [doc._.encoded.telling for doc in nlp.pipe(TEXTS, batch_size=4)]
    assert read == [one.telling for one in tiny.read(TEXTS)]
    assert len(set(read)) == 4
    assert nlp(TEXTS[3])._.encoded.telling == read[3]


def test_documents_are_read_as_they_come(tiny: Encoder) -> None:
    taken = []

    def stream() -> Iterator[spacy.tokens.Doc]:
        for text in TEXTS:
            taken.append(text)
            yield spacy.blank("xx").make_doc(text)

    first = next(EncoderComponent(tiny).pipe(stream()))
    assert first._.encoded.telling > 0
    assert taken == TEXTS[:1]


def test_a_pipeline_with_files_that_do_not_fit_does_not_start(tmp_path: object) -> None:
    with pytest.raises(EncoderFileError):
        spacy.blank("xx").add_pipe("encoder", config={"folder": str(tmp_path)})


def two_words() -> EncoderReading:
    """Of "Айжан Бек": two pieces of the first word and one, with the space before it, of the second."""
    tags = np.zeros((3, len(TAGS)), np.float32)
    tags[:, VICTIM] = [0.5, 1.0, 0.25]
    tags[2, ACT] = 0.75
    return EncoderReading(np.arange(ANSWERS, dtype=np.float32), np.array([0, 2, 5]), np.array([2, 5, 9]), tags, np.zeros(4, np.float32))


def test_a_word_of_several_pieces_has_their_mean_and_their_most() -> None:
    assert two_words().tagged(0, 5)[VICTIM] == 0.75
    assert two_words().most(0, 5)[VICTIM] == 1.0
    assert two_words().tagged(0, 5)[ACT] == 0


def test_a_piece_that_begins_at_the_space_belongs_to_the_word_behind_it_alone() -> None:
    assert two_words().tagged(6, 9)[ACT] == 0.75
    assert two_words().tagged(0, 5)[ACT] == 0
    assert two_words().most(0, 9)[ACT] == 0.75


def test_many_places_at_once_say_what_each_says_alone() -> None:
    starts, ends = [0, 6, 0, 9, 2], [5, 9, 9, 12, 2]
    together = two_words().tagged_each(starts, ends)
    for row, start, end in zip(together, starts, ends, strict=True):
        assert np.allclose(row, two_words().tagged(start, end), atol=1e-6)
    assert two_words().tagged_each([], []).shape == (0, len(TAGS))


def test_nothing_is_said_of_what_was_not_read() -> None:
    assert not two_words().tagged(9, 12).any()
    assert not two_words().most(9, 12).any()
    assert not two_words().tagged(100, 200).any()


def test_the_answers_to_a_question_stand_in_their_place() -> None:
    assert two_words().telling == INCIDENT_INDEX
    outcome = QUESTIONS["outcome"]
    assert two_words().of("outcome").tolist() == [outcome.first + at for at in range(outcome.answers)]


def test_answers_and_mean_come_back_as_nearly_as_half_precision_allows() -> None:
    chance = np.random.default_rng(1)
    answers, mean = chance.normal(0, 4, ANSWERS), chance.normal(0, 0.3, 384)
    packed = pack_reading(bare_reading(answers, mean))
    assert len(packed) == 2 * (ANSWERS + 384) < 1_000
    kept = unpack_reading(packed)
    assert np.allclose(kept.answers, answers, rtol=1e-3, atol=1e-4)
    assert np.allclose(kept.mean, mean, rtol=1e-3, atol=1e-4)


def test_what_an_encoder_reads_is_kept(tiny: Encoder) -> None:
    (read,) = tiny.read(["журналиста избили"])
    kept = unpack_reading(pack_reading(read))
    assert (kept.answers.shape, kept.mean.shape) == (read.answers.shape, read.mean.shape)
    assert kept.answers.any()


def test_numbers_that_half_precision_cannot_hold_become_the_nearest_that_it_can() -> None:
    answers = np.zeros(ANSWERS)
    answers[:4] = [1e9, -1e9, np.inf, np.nan]
    assert list(unpack_reading(pack_reading(bare_reading(answers, np.zeros(3)))).answers[:4]) == [65_504, -65_504, 65_504, 0]


@pytest.mark.parametrize("kept", [b"", b"1", bytes(2 * ANSWERS)])
def test_bytes_that_are_no_reading_are_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r"reading|buffer"):
        unpack_reading(kept)


def test_every_answer_belongs_to_one_question() -> None:
    places = [at for question in QUESTIONS.values() for at in range(ANSWERS)[question.place]]
    assert places == list(range(ANSWERS))


def test_the_description_names_as_many_answers_as_each_question_has() -> None:
    told = question_names()
    assert {name: len(told[name]) for name in QUESTIONS} == {name: question.answers for name, question in QUESTIONS.items()}
    assert told["codes"] == [code.value for code in READ_BY_MACHINE]
    assert told["tags"] == list(TAGS)


ROOM = WINDOW - 2


def test_an_empty_text_has_no_window_a_short_one_has_one_and_none_more_than_twelve() -> None:
    assert len(windows_of(1_000_000)) == MOST_WINDOWS
    assert windows_of(0) == []
    assert windows_of(1) == [(0, 1)]
    assert windows_of(ROOM) == [(0, ROOM)]


@pytest.mark.parametrize("length", [ROOM + 1, 2 * ROOM - OVERLAP, 2 * ROOM - OVERLAP + 1, 1500])
def test_a_longer_one_is_read_to_its_end_and_every_edge_is_read_twice(length: int) -> None:
    found = windows_of(length)
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(last - first <= ROOM for first, last in found)
    assert all(before[1] - after[0] == OVERLAP for before, after in zip(found, found[1:], strict=False))
    # None lies wholly inside the one before it.
    assert all(after[1] > before[1] for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("length", "pieces", "expected"),
    [
        (10, [3], (0, 10)),
        (400, [0], (0, MARKED_WINDOW - 2)),
        (400, [399], (400 - MARKED_WINDOW + 2, 400)),
        (400, [200], (200 - (MARKED_WINDOW - 3) // 2, 200 - (MARKED_WINDOW - 3) // 2 + MARKED_WINDOW - 2)),
    ],
    ids=["a short text", "at the beginning", "at the end", "in the middle"],
)
def test_the_window_of_a_mention_lies_around_it_and_inside_the_text(length: int, pieces: list[int], expected: tuple[int, int]) -> None:
    found = marked_window(length, pieces)
    assert abs(found[0] - expected[0]) <= 1
    assert found[1] - found[0] == expected[1] - expected[0]


def test_of_a_mention_with_many_places_the_window_holds_most() -> None:
    first, last = marked_window(1000, [5, 600, 610, 620, 990])
    assert first <= 600
    assert last > 620
