"""Measuring an encoder: reports are left out, the window that speaks most counts, and the figure is that of the ranking."""

import numpy as np
import pytest
from numpy.typing import NDArray

from classify.encoder.questions import ANSWERS, TELLING
from classify.training.encoder.encoder_figures import article_answers, measure
from classify.training.encoder.labelled_texts import LabelledText
from classify.training.encoder.vocabulary import tokenizer_of
from records.vocabulary import ScreeningLabel
from tests.classify.training.encoder.small_weights import PIECES, scores
from tests.classify.training.encoder.some_texts import some_texts, text

BEATEN = PIECES.index("▁избил")
TOKENIZER = tokenizer_of(PIECES, scores())


def counts_beatings(pieces: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    answers = np.zeros((len(pieces), ANSWERS), np.float32)
    answers[:, TELLING] = ((pieces == BEATEN) & (mask == 1)).sum(1)
    answers[:, TELLING + 1] = pieces[:, 1]
    return answers


def test_a_reader_that_ranks_rightly_has_one_and_one_that_ranks_wrongly_none() -> None:
    texts = [*some_texts(), text(99, label=ScreeningLabel.REPORT, text="избили избили избили")]
    right = measure(texts, TOKENIZER, counts_beatings)
    assert (right.auc, right.texts) == (1.0, 12)
    assert measure(texts, TOKENIZER, lambda pieces, mask: -counts_beatings(pieces, mask)).auc == 0.0


def test_the_answers_are_those_of_the_window_that_speaks_most_in_the_order_of_the_articles() -> None:
    articles = ["суд " * 300 + "избили " * 3 + "суд " * 300, "избили", "", "суд"]
    found = article_answers(articles, TOKENIZER, counts_beatings)
    assert found[:, TELLING].tolist() == [3, 1, 0, 0]


@pytest.mark.parametrize("texts", [some_texts()[:6], some_texts()[6:]])
def test_a_set_of_incidents_alone_or_of_others_alone_cannot_be_measured(texts: list[LabelledText]) -> None:
    with pytest.raises(ValueError, match="incidents and others"):
        measure(texts, TOKENIZER, counts_beatings)
