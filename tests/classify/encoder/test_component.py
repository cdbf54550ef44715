"""The encoder in a pipeline of spaCy: each document has its own reading, in their order, and none is read before it is asked for."""

from collections.abc import Iterator

import pytest
import spacy

from classify.encoder.component import EncoderComponent
from classify.encoder.encoder import Encoder
from classify.encoder.encoder_files import EncoderFault
from tests.classify.encoder.conftest import TINY

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
    with pytest.raises(EncoderFault):
        spacy.blank("xx").add_pipe("encoder", config={"folder": str(tmp_path)})
