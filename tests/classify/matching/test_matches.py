"""The lexica and what is found with them: tables of words, patterns, press mentions, frames, denials."""

from pathlib import Path

import pytest

from classify.matching.lexicon import LEXICA, WIDE, Lexicon, LexiconError, compile_pattern, load_lexicon, read_phrases
from records.vocabulary import SCREENING_LANGUAGES, Actor, Category, Outcome
from tests.classify.read_text import read


def acts(lang: str, text: str) -> dict[str, float]:
    """Codes of the acts found, each with what denial left of it."""
    return {cue.code: cue.damp for cue in read(lang, text)[0].cues}


def living_press(lang: str, text: str) -> list[str]:
    marks, _ = read(lang, text)
    return [marks.words.original(mention.start, mention.end) for mention in marks.press if mention.strength >= 0.25]


@pytest.mark.parametrize("name", ["kk.tsv", "ru.tsv", "en.tsv", "outlets.tsv", "countries.tsv"])
def test_every_row_of_the_lexica_loads_and_its_code_is_one_of_the_vocabulary(name: str) -> None:
    codes: dict[str, set[str]] = {"cue": set(Category), "sure": set(Category), "outcome": set(Outcome), "actor": set(Actor)}
    phrases = read_phrases(LEXICA / name)
    assert len(phrases) > 40
    assert [phrase for phrase in phrases if phrase.kind in codes and phrase.code not in codes[phrase.kind]] == []


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_every_category_has_words_in_every_language(lang: str) -> None:
    assert {phrase.code for phrase in read_phrases(LEXICA / f"{lang}.tsv") if phrase.kind in ("cue", "sure")} == {code.value for code in Category}


@pytest.mark.parametrize(
    "row",
    [
        "cue\tATT\t0.9",
        "cue\tATT\tmuch\tword",
        "cue\tATT\t1.5\tword",
        "kue\tATT\t1\tword",
        "cue\tATT\t1\t~ word",
        "cue\tATT\t1\tчто-то",
        "cue\tATT\t1\ta*b",
    ],
)
def test_a_bad_row_is_named_by_file_and_line_and_nothing_loads(row: str, tmp_path: Path) -> None:
    table = tmp_path / "xx.tsv"
    table.write_text(f"# remark\ncue\tATT\t1\tword\n{row}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"xx\.tsv line 3"):
        read_phrases(table)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("разбил* ~2 камер*", "охранник разбил ему камеру", True),
        ("разбил* ~2 камер*", "разбил вчера ночью чужую камеру", False),
        ("журналист*!журналистик*", "факультет журналистики", False),
        ("суд ?города решил", "суд решил", True),
        ("суд ?города решил", "суд города решил", True),
        ("суд ?города решил", "суд района решил", False),
    ],
)
def test_patterns_mean_what_the_readme_says(pattern: str, text: str, found: bool) -> None:
    lexicon = Lexicon("ru", [phrase._replace(elements=compile_pattern(pattern)) for phrase in read_phrases(LEXICA / "ru.tsv")[:1]])
    words = text.split()
    assert bool(list(lexicon.find(words, (0, len(words)), {}, frozenset({"press"})))) is found


def test_a_pattern_does_not_reach_into_the_next_sentence() -> None:
    assert "PRP" not in acts("ru", "Журналист приехал, охранник разбил. Камеру он принёс сам.")
    assert "PRP" in acts("ru", "Журналист приехал, охранник разбил камеру. Он ушёл сам.")


def test_loading_a_lexicon_twice_gives_the_same_one() -> None:
    assert load_lexicon("ru") is load_lexicon("ru") is load_lexicon("ru", folded=False, folder=LEXICA)
    assert load_lexicon("kk") is not load_lexicon("kk", folded=True)
    assert load_lexicon("kk") is not load_lexicon("kk", folder=WIDE)


MESSENGERS = [
    ("ru", "Об этом начальник полиции сообщил журналистам.", []),
    ("ru", "Об этом передаёт корреспондент агентства.", []),
    ("ru", "В полиции избили журналиста.", ["журналиста"]),
    ("kk", "Бұл туралы әкім журналистерге айтты.", []),
    ("kk", "Әкім журналистерді залға кіргізбеді.", ["журналистерді"]),
    ("kk", "Бұл туралы Liter сайтының редакторы хабарлады.", []),
    ("en", "The mayor told reporters that the road was closed.", []),
    ("en", "Guards pushed two reporters out of the hall.", ["reporters"]),
    ("ru", "Сотовый оператор поднял цены, туроператор тоже.", []),
]
DENIED = [
    ("ru", "Журналиста не задержали.", "DET"),
    ("kk", "Журналист ұсталмады.", "DET"),
    ("kk", "Журналист қамалмаған.", "ARR"),
    ("en", "The reporter was never detained.", "DET"),
    ("ru", "Если журналиста арестуют, нужен адвокат.", "ARR"),
]
# Whoever is beaten while filming is hindered too; pressure is both a threat and interference.
TOGETHER = [
    ("ru", "Сторож ударил оператора, который снимал свалку.", {"OBS"}),
    ("ru", "Во время съёмки корреспондента толкнули.", {"OBS"}),
    ("kk", "Базарды түсіріп жүрген тілшіні күзетші итеріп жықты.", {"OBS"}),
    ("en", "Guards knocked down a cameraman who was filming the mine.", {"OBS"}),
    ("ru", "Редактор говорит о давлении со стороны акимата.", {"THR", "INT"}),
    ("kk", "Тілшіге департамент тарапынан қысым жасалды.", {"THR", "INT"}),
    ("en", "The editor speaks of pressure from the akimat.", {"THR", "INT"}),
]


def test_the_press_as_messenger_is_no_victim() -> None:
    assert [(text, living_press(lang, text)) for lang, text, left in MESSENGERS if living_press(lang, text) != left] == []


def test_a_denied_or_imagined_act_hardly_counts() -> None:
    assert [(text, code) for lang, text, code in DENIED if acts(lang, text).get(code, 0.0) >= 0.5] == []


def test_some_acts_are_two_at_once() -> None:
    assert [(text, acts(lang, text)) for lang, text, codes in TOGETHER if not codes <= acts(lang, text).keys()] == []


def test_a_person_named_by_role_is_known_again_by_surname() -> None:
    marks, _ = read("ru", "Корреспондент газеты «Степной край» Динара Омарова вела съёмку. Через час Омарову увезли.")
    assert [mention.sentence for mention in marks.press if mention.name == "Динара Омарова"] == [0, 1]


def test_an_outlet_named_in_latin_letters_behind_its_kind_is_one_without_quotation_marks() -> None:
    marks, _ = read("ru", "Издание Tobyl Times взломали, а в сети Facebook шутят.")
    assert [mention.name for mention in marks.press if mention.name] == ["Tobyl Times"]
