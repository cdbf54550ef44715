"""The vocabulary that is kept: what our languages use and every character, so that texts are cut as before and anything can be written."""

from classify.training.encoder.vocabulary import SPECIAL, kept_pieces, tokenizer_of
from tests.classify.training.encoder.small_weights import PIECES, scores

TEXTS = ["тілші соққы", "журналист"]


def test_the_special_pieces_the_characters_and_what_the_texts_use_are_kept() -> None:
    kept = kept_pieces(PIECES, scores(), TEXTS)
    assert kept == sorted(kept)
    assert kept[:SPECIAL] == [0, 1, 2, 3]
    names = [PIECES[number] for number in kept]
    assert {"▁тіл", "ші", "▁соққы", "▁жур", "налист"} <= set(names)
    assert {"▁", "а", "қ", "z", "!"} <= set(names)
    assert not {"▁beaten", "▁редкость"} & set(names)


def test_the_texts_are_cut_as_before_and_others_can_still_be_written() -> None:
    numbers, whole = kept_pieces(PIECES, scores(), TEXTS), tokenizer_of(PIECES, scores())
    less = tokenizer_of([PIECES[number] for number in numbers], [scores()[number] for number in numbers])
    for text in TEXTS:
        assert less.encode(text).tokens == whole.encode(text).tokens
    assert whole.encode("редкость").tokens == ["▁редкость"]
    assert "".join(less.encode("редкость beaten").tokens) == "▁редкость▁beaten"
    assert 3 not in less.encode("редкость beaten").ids


def test_what_nobody_can_write_is_one_piece_with_its_place() -> None:
    found = tokenizer_of(PIECES, scores()).encode("суд 😀😀 суд")
    assert [found.offsets[at] for at, number in enumerate(found.ids) if number == 3] == [(4, 6)]


def test_the_end_of_a_line_parts_words_as_a_blank_does_and_is_no_piece() -> None:
    tokenizer = tokenizer_of(PIECES, scores())
    found = tokenizer.encode("суд\n\nсуд")
    assert found.tokens == tokenizer.encode("суд суд").tokens == ["▁суд", "▁суд"]
    assert found.offsets == [(0, 3), (5, 8)]


def test_letters_that_are_written_otherwise_are_read_as_the_same() -> None:
    assert tokenizer_of(PIECES, scores()).encode("ｓ").tokens == tokenizer_of(PIECES, scores()).encode("s").tokens
