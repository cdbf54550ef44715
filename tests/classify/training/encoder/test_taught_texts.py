"""The texts that teach the encoder: of all sources in one shape, cut into pieces with their tags, in windows and batches; and how an encoder is measured with them."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from classify.encoder.readings import ANSWERS, END, INCIDENT_INDEX, PADDING, START, TAGS
from classify.training.corpus import CorpusError, is_training_article
from classify.training.encoder.batches import (
    LabelledText,
    NamedPerson,
    TextSource,
    TextSpan,
    TokenizedText,
    batches,
    cleaned_text,
    name_places,
    piece_tags,
    read_texts,
    tokenize_text,
    training_window,
)
from classify.training.encoder.encoder_figures import article_answers, measure
from classify.training.encoder.vocabulary import SPECIAL, kept_pieces, tokenizer_of
from records.vocabulary import Actor, Category, CoarseClass, Outcome, ScreeningLabel, Track
from tests.classify.training.encoder.small_weights import PIECES, scores
from tests.classify.training.encoder.some_texts import OF_CORPUS, OF_PRESS, RETOLD, TRAINED, incident, lines, real, some_texts, text

LEFT_OUT = [f"r{number}" for number in range(40) if not is_training_article(f"r{number}")]
ACT, BEATEN = TAGS.index("act"), PIECES.index("▁избил")
TOKENIZER = tokenizer_of(PIECES, scores())


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    lines(tmp_path / "ru-a.jsonl", OF_CORPUS)
    lines(tmp_path / "press" / "ru-r.jsonl", OF_PRESS)
    return tmp_path


def test_an_article_of_the_corpus_has_every_field_but_whose_the_outcome_is(corpus: Path) -> None:
    found = read_texts(corpus)[0]
    assert (found.source, found.case, found.whole) == (TextSource.CORPUS, "c1", "Его избили.")
    assert (found.codes, found.outcome, found.outcome_of, found.actor) == (frozenset({Category.ATT}), Outcome.NONE, None, Actor.UNKNOWN)
    assert found.spans == (TextSpan("who", "Его"), TextSpan("act", "избили"))
    assert found.tagged


def test_a_text_of_the_press_says_whose_the_outcome_is_and_belongs_to_its_case(corpus: Path) -> None:
    found = read_texts(corpus)[1]
    assert (found.source, found.case, found.outcome_of, found.whole) == (TextSource.PRESS, "case-1", Track.PERPETRATOR, "Суд\nЕго избили.")


def test_of_what_is_no_incident_nothing_is_asked_but_whether_it_is_one(tmp_path: Path) -> None:
    lines(tmp_path / "ru-a.jsonl", {**OF_CORPUS, "label": "report"})
    found = read_texts(tmp_path)[0]
    assert (found.label, found.codes, found.kinds, found.outcome, found.actor) == (ScreeningLabel.REPORT, None, None, None, None)


def test_a_retold_report_has_coarse_classes_and_no_tags(tmp_path: Path) -> None:
    found = read_texts(tmp_path, lines(tmp_path / "retold" / "x.jsonl", RETOLD, {**RETOLD, "id": "g2", "label": "negative", "categories": []}))
    assert [one.label for one in found] == [ScreeningLabel.INCIDENT, ScreeningLabel.NONE]
    assert (found[0].kinds, found[0].codes, found[0].actor, found[0].tagged) == (frozenset({CoarseClass.ATTACK}), None, None, False)
    assert (found[1].kinds, found[1].outcome) == (None, None)


def test_of_real_news_the_half_for_training_is_taken_and_nothing_share_alike(tmp_path: Path) -> None:
    rows = [real(TRAINED[0]), real(LEFT_OUT[0]), real(TRAINED[1], "CC BY-SA 4.0"), real(TRAINED[2], label="incident")]
    found = read_texts(tmp_path / "none", general=lines(tmp_path / "general.jsonl", *rows), abroad=lines(tmp_path / "abroad.jsonl", real(TRAINED[3])))
    assert [(one.id, one.source, one.telling, one.tagged) for one in found] == [
        (TRAINED[0], TextSource.GENERAL, False, False),
        (TRAINED[2], TextSource.GENERAL, True, False),
        (TRAINED[3], TextSource.ABROAD, False, False),
    ]


def test_a_line_that_cannot_be_used_and_news_without_a_licence_are_refused_by_file_and_line(tmp_path: Path) -> None:
    spoilt: list[dict[str, Any]] = [{"categories": ["XXX"]}, {"label": "maybe"}, {"persons": None}, {"outcome": "won"}]
    for change in spoilt:
        lines(tmp_path / "ru-a.jsonl", OF_CORPUS, {**OF_CORPUS, **change})
        with pytest.raises(CorpusError, match=r"^ru-a\.jsonl line 2: "):
            read_texts(tmp_path)
    with pytest.raises(CorpusError, match=r"general\.jsonl line 1: .*licence"):
        read_texts(tmp_path / "none", general=lines(tmp_path / "general.jsonl", {"id": TRAINED[0], "lang": "ru", "text": "x"}))


def test_every_text_of_the_project_can_be_read_and_its_spans_stand_in_it() -> None:
    found: list[LabelledText] = read_texts()
    assert len(found) > 3000
    assert [one.id for one in found for span in one.spans if span.text not in one.whole] == []


def read(texts: Sequence[LabelledText]) -> list[TokenizedText]:
    return [tokenize_text(one, TOKENIZER) for one in texts]


def test_a_read_text_knows_the_pieces_of_its_act_and_of_whom_it_hit() -> None:
    found = read([incident(1)])[0]
    assert [PIECES[found.pieces[at]] for at in found.acts] == ["▁избил", "и"]
    assert "".join(PIECES[found.pieces[at]] for at in found.whom) == "▁Айжан"


def test_a_text_is_read_as_articles_are_and_its_tags_stand_at_the_same_words() -> None:
    latin = incident(1, lang="kk", text="Жо\u00adлда тілшіні избили.", persons=())
    found = read([latin])[0]
    assert "\u00ad" not in cleaned_text(latin).clean
    assert [PIECES[found.pieces[at]] for at in found.acts] == ["▁избил", "и"]


def test_kazakh_in_latin_letters_is_read_in_cyrillic_and_persons_are_found_in_it() -> None:
    words = "Oral qalasynda belgisiz bireyler tilshi Aıgúl Maratty uryp ketti, dep habarlaıdy redaktsııa. Polıtsııa tergeý bastady."
    spans = (TextSpan("act", "uryp ketti"), TextSpan("who", "tilshi Aıgúl"))
    one = incident(1, lang="kk", text=words, spans=spans, persons=(NamedPerson("Aıgúl Marat", "victim"),))
    found = read([one])[0]
    assert cleaned_text(one).clean != words
    act, person = ("".join(PIECES[found.pieces[at]].replace("▁", "") for at in where) for where in (found.acts, found.whom))
    assert act == "ұрыпкетті"
    assert person.startswith("тілшіАигүлМарат")


def test_the_same_dice_give_the_same_batches_and_others_give_others() -> None:
    texts = read([text(number, text="суд " * (1 + number % 90)) for number in range(250)])
    one, again, other = (list(batches(texts, random.Random(seed))) for seed in (1, 1, 2))
    assert [batch.texts for batch in one] == [batch.texts for batch in again]
    assert all(np.array_equal(first.pieces, second.pieces) for first, second in zip(one, again, strict=True))
    assert [batch.texts for batch in one] != [batch.texts for batch in other]


def test_texts_of_the_press_come_oftener_in_a_pass_than_others_and_those_of_the_corpus_seldom() -> None:
    counts = {}
    for source in (TextSource.PRESS, TextSource.GENERAL, TextSource.CORPUS):
        texts = read([text(number, source) for number in range(200)])
        counts[source] = Counter(one.id for batch in batches(texts, random.Random(1)) for one in batch.texts).total()
    assert counts[TextSource.GENERAL] == 200
    assert 260 <= counts[TextSource.PRESS] <= 340
    assert 50 <= counts[TextSource.CORPUS] <= 110


def test_no_batch_is_larger_than_the_memory_holds() -> None:
    texts = read([text(number, text="суд " * (1 + number * 7 % 700)) for number in range(120)])
    found = list(batches(texts, random.Random(1)))
    assert all(batch.pieces.size <= 3600 and len(batch.texts) <= 32 and batch.pieces.shape[1] <= 256 for batch in found)
    assert sum(len(batch.texts) for batch in found) >= 120


def test_each_row_is_a_window_between_start_and_end_and_the_tags_stand_at_their_pieces() -> None:
    for batch in batches(read([*some_texts(), incident(20, TextSource.RETOLD, tagged=False)]), random.Random(3)):
        for row, one in enumerate(batch.texts):
            inside = batch.pieces[row][batch.mask[row] == 1]
            assert (inside[0], inside[-1]) == (START, END)
            assert (batch.pieces[row][batch.mask[row] == 0] == PADDING).all()
            marked = [PIECES[number] for number in batch.pieces[row][batch.tags[row, :, ACT] == 1]]
            assert marked == (["▁избил", "и"] if one.telling else [])
            assert batch.tagged[row].sum() == (len(inside) - 2 if one.tagged else 0)


def words(whole: str) -> list[tuple[int, int]]:
    return [(one.start(), one.end()) for one in re.finditer(r"\w+", whole)]


def tagged(tag: str, whole: str, **fields: Any) -> str:
    """The words of a text that bear a tag."""
    marks = piece_tags(text(1, text=whole, **fields), words(whole))[:, TAGS.index(tag)]
    return " ".join(whole[first:last] for (first, last), mark in zip(words(whole), marks, strict=True) if mark)


@pytest.mark.parametrize(
    ("name", "whole", "found"),
    [
        ("Айжан Сериккызы", "Вчера Айжан Сериккызы пришла", "Айжан Сериккызы"),
        ("Данияр Ахметов", "Избили Данияра Ахметова, сказал суд", "Данияра Ахметова"),
        ("Марал Омарова", "Марал Омарованың үйіне келді", "Марал Омарованың"),
        ("Данияр Ахметов", "Г-н Ахметов и Данияр Сапаров", "Ахметов"),
        ("Данияр Ахметов", "АХМЕТОВУ угрожали", "АХМЕТОВУ"),
        ("Ким", "Ким ушёл", "Ким"),
    ],
)
def test_a_name_is_found_in_every_case(name: str, whole: str, found: str) -> None:
    assert tagged("victim", whole, persons=(NamedPerson(name, "victim"),)) == found
    assert tagged("perpetrator", whole, persons=(NamedPerson(name, "victim"),)) == ""


def test_two_persons_of_one_surname_are_both_marked_with_their_roles() -> None:
    both = (NamedPerson("Айжан Ахметова", "victim"), NamedPerson("Данияр Ахметов", "official"))
    assert "Данияр" not in tagged("victim", "Айжан Ахметова и Данияр Ахметов", persons=both)
    assert "Данияр Ахметов" in tagged("official", "Айжан Ахметова и Данияр Ахметов", persons=both)


def test_a_span_is_marked_exactly_from_the_title_on_and_a_role_without_a_tag_not_at_all() -> None:
    whole = "Его избили вчера вечером"
    assert tagged("act", whole, spans=(TextSpan("act", "избили"),)) == "избили"
    assert tagged("when", whole, spans=(TextSpan("when", "вчера вечером"),)) == "вчера вечером"
    assert not piece_tags(text(1, text=whole, spans=(TextSpan("mood", "избили"),)), words(whole)).any()
    titled = text(1, title="Суд", text="избили", spans=(TextSpan("act", "избили"),))
    assert piece_tags(titled, words(titled.whole))[:, ACT].tolist() == [False, True]


def test_a_piece_without_letters_bears_no_tag_and_a_name_without_letters_is_nowhere() -> None:
    assert not piece_tags(text(1, text="избили", spans=(TextSpan("act", "избили"),)), [(2, 2)]).any()
    assert list(name_places("текст", " ")) == []


ROOM = 98
Window = tuple[int, int]


def windows(length: int, acts: list[int], whom: list[int], *, telling: bool, times: int = 400) -> list[Window]:
    return [training_window(length, acts, whom, random.Random(seed), telling=telling, window=100) for seed in range(times)]


def long(found: list[Window]) -> list[Window]:
    return [(first, last) for first, last in found if last - first == ROOM]


@pytest.mark.parametrize("telling", [True, False])
def test_a_text_that_fits_is_mostly_read_whole(telling: bool) -> None:
    found = windows(ROOM, [3], [5], telling=telling)
    assert 0.78 < len(long(found)) / len(found) < 0.92
    assert set(long(found)) == {(0, ROOM)}


@pytest.mark.parametrize("act", [0, 5, 150, 480, 499])
def test_the_window_of_an_incident_holds_its_act_and_not_always_at_the_same_place(act: int) -> None:
    found = long(windows(500, [act], [act], telling=True, times=60))
    assert all(first <= act < last and first >= 0 and last <= 500 for first, last in found)
    assert len(set(found)) > 5 or act in (0, 5, 499, 480)


def test_without_a_marked_act_it_is_the_beginning() -> None:
    assert set(windows(500, [], [], telling=True)) == {(0, ROOM)}


def test_of_other_news_every_part_is_read_at_some_time_and_it_is_as_often_short_so_that_shortness_says_nothing() -> None:
    found = windows(500, [], [], telling=False)
    assert 120 < sum(first == 0 for first, _ in found) < 240
    assert max(last for _, last in found) > 480
    assert all(first >= 0 and last <= 500 for first, last in found)
    short = [one for one in found if one not in long(found)]
    assert 30 < len(short) < 100
    assert all(20 <= last - first <= 100 for first, last in short)


def test_a_short_window_of_an_incident_holds_the_act_and_to_whom_it_was_done() -> None:
    found = windows(500, [200], [180, 230], telling=True)
    short = [one for one in found if one not in long(found)]
    assert 30 < len(short) < 100
    assert all(first <= 180 and 200 < last <= 225 and last - first <= 62 for first, last in short)


@pytest.mark.parametrize(("acts", "whom"), [([200], []), ([], [200]), ([200], [400])])
def test_an_act_without_its_person_near_by_is_never_cut_out(acts: list[int], whom: list[int]) -> None:
    found = windows(500, acts, whom, telling=True)
    assert long(found) == found


TEXTS = ["тілші соққы", "журналист"]


def test_the_special_pieces_the_characters_and_what_the_texts_use_are_kept() -> None:
    kept = kept_pieces(PIECES, scores(), TEXTS)
    assert kept == sorted(kept)
    assert kept[:SPECIAL] == [0, 1, 2, 3]
    names = {PIECES[number] for number in kept}
    assert {"▁тіл", "ші", "▁соққы", "▁жур", "налист", "▁", "а", "қ", "z", "!"} <= names
    assert not {"▁beaten", "▁редкость"} & names


def test_the_texts_are_cut_as_before_and_others_can_still_be_written() -> None:
    numbers = kept_pieces(PIECES, scores(), TEXTS)
    less = tokenizer_of([PIECES[number] for number in numbers], [scores()[number] for number in numbers])
    for one in TEXTS:
        assert less.encode(one).tokens == TOKENIZER.encode(one).tokens
    assert TOKENIZER.encode("редкость").tokens == ["▁редкость"]
    assert "".join(less.encode("редкость beaten").tokens) == "▁редкость▁beaten"
    assert 3 not in less.encode("редкость beaten").ids


def test_what_nobody_can_write_is_one_piece_with_its_place() -> None:
    found = TOKENIZER.encode("суд 😀😀 суд")
    assert [found.offsets[at] for at, number in enumerate(found.ids) if number == 3] == [(4, 6)]


def test_the_end_of_a_line_parts_words_as_a_blank_does_and_other_forms_of_a_letter_are_read_as_the_same() -> None:
    found = TOKENIZER.encode("суд\n\nсуд")
    assert found.tokens == TOKENIZER.encode("суд суд").tokens == ["▁суд", "▁суд"]
    assert found.offsets == [(0, 3), (5, 8)]
    assert TOKENIZER.encode("ｓ").tokens == TOKENIZER.encode("s").tokens


def counts_beatings(pieces: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    answers = np.zeros((len(pieces), ANSWERS), np.float32)
    answers[:, INCIDENT_INDEX] = ((pieces == BEATEN) & (mask == 1)).sum(1)
    answers[:, INCIDENT_INDEX + 1] = pieces[:, 1]
    return answers


def test_a_reader_that_ranks_rightly_has_one_and_one_that_ranks_wrongly_none() -> None:
    texts = [*some_texts(), text(99, label=ScreeningLabel.REPORT, text="избили избили избили")]
    right = measure(texts, TOKENIZER, counts_beatings)
    assert (right.auc, right.texts) == (1.0, 12)
    assert measure(texts, TOKENIZER, lambda pieces, mask: -counts_beatings(pieces, mask)).auc == 0.0


def test_the_answers_are_those_of_the_window_that_speaks_most_in_the_order_of_the_articles() -> None:
    articles = ["суд " * 300 + "избили " * 3 + "суд " * 300, "избили", "", "суд"]
    assert article_answers(articles, TOKENIZER, counts_beatings)[:, INCIDENT_INDEX].tolist() == [3, 1, 0, 0]


@pytest.mark.parametrize("texts", [some_texts()[:6], some_texts()[6:]])
def test_a_set_of_incidents_alone_or_of_others_alone_cannot_be_measured(texts: list[LabelledText]) -> None:
    with pytest.raises(ValueError, match="incidents and others"):
        measure(texts, TOKENIZER, counts_beatings)
