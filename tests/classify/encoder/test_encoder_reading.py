"""What is said of a stretch of text: the mean and the most of its pieces, and nothing where none was read."""

import numpy as np

from classify.encoder.encoder_reading import EncoderReading
from classify.encoder.questions import ANSWERS, QUESTIONS, TAGS, TELLING

VICTIM, ACT = TAGS.index("victim"), TAGS.index("act")


def reading() -> EncoderReading:
    """Of "Айжан Бек": two pieces of the first word and one, with the space before it, of the second."""
    tags = np.zeros((3, len(TAGS)), np.float32)
    tags[:, VICTIM] = [0.5, 1.0, 0.25]
    tags[2, ACT] = 0.75
    return EncoderReading(np.arange(ANSWERS, dtype=np.float32), np.array([0, 2, 5]), np.array([2, 5, 9]), tags, np.zeros(4, np.float32))


def test_a_word_of_several_pieces_has_their_mean_and_their_most() -> None:
    assert reading().tagged(0, 5)[VICTIM] == 0.75
    assert reading().most(0, 5)[VICTIM] == 1.0
    assert reading().tagged(0, 5)[ACT] == 0


def test_a_piece_that_begins_at_the_space_belongs_to_the_word_behind_it_alone() -> None:
    assert reading().tagged(6, 9)[ACT] == 0.75
    assert reading().tagged(0, 5)[ACT] == 0
    assert reading().most(0, 9)[ACT] == 0.75


def test_many_places_at_once_say_what_each_says_alone() -> None:
    starts, ends = [0, 6, 0, 9, 2], [5, 9, 9, 12, 2]
    together = reading().tagged_each(starts, ends)
    for row, start, end in zip(together, starts, ends, strict=True):
        assert np.allclose(row, reading().tagged(start, end), atol=1e-6)
    assert reading().tagged_each([], []).shape == (0, len(TAGS))


def test_nothing_is_said_of_what_was_not_read() -> None:
    assert not reading().tagged(9, 12).any()
    assert not reading().most(9, 12).any()
    assert not reading().tagged(100, 200).any()


def test_the_answers_to_a_question_stand_in_their_place() -> None:
    assert reading().telling == TELLING
    outcome = QUESTIONS["outcome"]
    assert reading().of("outcome").tolist() == [outcome.first + at for at in range(outcome.answers)]
