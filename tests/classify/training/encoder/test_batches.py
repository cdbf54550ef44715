"""Batches: the same dice give the same, texts of the press come twice, no batch outgrows the memory, and tags stay with their pieces."""

import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from classify.encoder.questions import TAGS
from classify.encoder.windows import END, PADDING, START
from classify.training.encoder.batches import ReadText, as_read, batches, read_text
from classify.training.encoder.labelled_texts import LabelledText, NamedPerson, TextSource, TextSpan
from classify.training.encoder.vocabulary import tokenizer_of
from tests.classify.training.encoder.small_weights import PIECES, scores
from tests.classify.training.encoder.some_texts import incident, some_texts, text

ACT = TAGS.index("act")


def read(texts: Sequence[LabelledText]) -> list[ReadText]:
    tokenizer = tokenizer_of(PIECES, scores())
    return [read_text(one, tokenizer) for one in texts]


def test_a_read_text_knows_the_pieces_of_its_act() -> None:
    found = read([incident(1)])[0]
    assert found.acts
    assert [PIECES[found.pieces[at]] for at in found.acts] == ["▁избил", "и"]


def test_a_text_is_read_as_articles_are_and_its_tags_stand_at_the_same_words() -> None:
    latin = incident(1, lang="kk", text="Жо\u00adлда тілшіні избили.", persons=())
    found = read([latin])[0]
    assert "\u00ad" not in as_read(latin).clean
    assert [PIECES[found.pieces[at]] for at in found.acts] == ["▁избил", "и"]


def test_kazakh_in_latin_letters_is_read_in_cyrillic_and_persons_are_found_in_it() -> None:
    words = "Oral qalasynda belgisiz bireyler tilshi Aıgúl Maratty uryp ketti, dep habarlaıdy redaktsııa. Polıtsııa tergeý bastady."
    spans = (TextSpan("act", "uryp ketti"), TextSpan("who", "tilshi Aıgúl"))
    one = incident(1, lang="kk", text=words, spans=spans, persons=(NamedPerson("Aıgúl Marat", "victim"),))
    found, clean = read([one])[0], as_read(one)
    assert clean.clean != words
    act, person = ("".join(PIECES[found.pieces[at]].replace("▁", "") for at in where) for where in (found.acts, found.whom))
    assert act == "ұрыпкетті"
    assert person.startswith("тілшіАигүлМарат")


def test_who_was_hit_is_known_beside_the_act() -> None:
    found = read([incident(1)])[0]
    assert "".join(PIECES[found.pieces[at]] for at in found.whom) == "▁Айжан"


def test_the_same_dice_give_the_same_batches_and_others_give_others() -> None:
    texts = read([text(number, text="суд " * (1 + number % 90)) for number in range(250)])
    one, again, other = (list(batches(texts, random.Random(seed))) for seed in (1, 1, 2))
    assert [batch.texts for batch in one] == [batch.texts for batch in again]
    assert all(np.array_equal(first.pieces, second.pieces) for first, second in zip(one, again, strict=True))
    assert [batch.texts for batch in one] != [batch.texts for batch in other]


@pytest.mark.parametrize(("source", "least", "most"), [(TextSource.PRESS, 400, 400), (TextSource.GENERAL, 200, 200), (TextSource.CORPUS, 70, 130)])
def test_texts_of_the_press_come_twice_in_a_pass_and_those_of_the_corpus_every_second_time(source: TextSource, least: int, most: int) -> None:
    texts = read([text(number, source) for number in range(200)])
    counts = Counter(one.id for batch in batches(texts, random.Random(1)) for one in batch.texts)
    assert least <= counts.total() <= most


def test_no_batch_is_larger_than_the_memory_holds() -> None:
    texts = read([text(number, text="суд " * (1 + number * 7 % 700)) for number in range(120)])
    found = list(batches(texts, random.Random(1)))
    assert all(batch.pieces.size <= 3600 and len(batch.texts) <= 32 and batch.pieces.shape[1] <= 256 for batch in found)
    assert sum(len(batch.texts) for batch in found) == 240


def test_each_row_is_a_window_between_start_and_end_and_the_tags_stand_at_their_pieces() -> None:
    for batch in batches(read([*some_texts(), incident(20, TextSource.RETOLD, tagged=False)]), random.Random(3)):
        for row, one in enumerate(batch.texts):
            inside = batch.pieces[row][batch.mask[row] == 1]
            assert (inside[0], inside[-1]) == (START, END)
            assert (batch.pieces[row][batch.mask[row] == 0] == PADDING).all()
            marked = [PIECES[number] for number in batch.pieces[row][batch.tags[row, :, ACT] == 1]]
            assert marked == (["▁избил", "и"] if one.telling else [])
            assert batch.tagged[row].sum() == (len(inside) - 2 if one.tagged else 0)
