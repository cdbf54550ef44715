"""The lexica and what is found with them: patterns, press mentions, frames, denials, Kazakh stems and alphabets."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.lexicon import LEXICA, Lexicon, LexiconError, compile_pattern, load_lexicon, read_phrases
from classify.matching.places import load_gazetteer
from classify.text.alphabets import arabic_to_cyrillic, latin_to_cyrillic
from classify.text.clean_text import clean_text, sections
from classify.text.kazakh_stem import nominative, stem
from classify.text.russian_names import russian_nominative
from classify.text.script_language import find_language
from records.country import home
from records.vocabulary import Actor, Category, Outcome
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


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
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


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("ru", "Об этом начальник полиции сообщил журналистам.", []),
        ("ru", "Об этом передаёт корреспондент агентства.", []),
        ("ru", "В полиции избили журналиста.", ["журналиста"]),
        ("kk", "Бұл туралы әкім журналистерге айтты.", []),
        ("kk", "Әкім журналистерді залға кіргізбеді.", ["журналистерді"]),
        ("en", "The mayor told reporters that the road was closed.", []),
        ("en", "Guards pushed two reporters out of the hall.", ["reporters"]),
        ("ru", "Сотовый оператор поднял цены, туроператор тоже.", []),
    ],
)
def test_the_press_as_messenger_is_no_victim(lang: str, text: str, left: list[str]) -> None:
    assert living_press(lang, text) == left


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("ru", "Журналиста не задержали.", "DET"),
        ("kk", "Журналист ұсталмады.", "DET"),
        ("kk", "Журналист қамалмаған.", "ARR"),
        ("en", "The reporter was never detained.", "DET"),
        ("ru", "Если журналиста арестуют, нужен адвокат.", "ARR"),
    ],
)
def test_a_denied_or_imagined_act_hardly_counts(lang: str, text: str, code: str) -> None:
    assert acts(lang, text).get(code, 0.0) < 0.5


def test_a_person_named_by_role_is_known_again_by_surname() -> None:
    marks, _ = read("ru", "Корреспондент газеты «Степной край» Динара Омарова вела съёмку. Через час Омарову увезли.")
    assert [mention.sentence for mention in marks.press if mention.name == "Динара Омарова"] == [0, 1]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("журналистерге", "журналис"),
        ("журналисінің", "журналис"),
        ("тілшілеріміз", "тілші"),
        ("қаласында", "қала"),
        ("облысының", "облыс"),
        ("от", "от"),
    ],
)
def test_kazakh_suffix_chains_come_off(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Асхатты", "Асхат"),
        ("Сапарқызына", "Сапарқызы"),
        ("Айдана", "Айдана"),
        ("Нұрсұлтан", "Нұрсұлтан"),
        ("Омарованың", "Омарова"),
        ("Ертайұлымен", "Ертайұлы"),
    ],
)
def test_kazakh_names_lose_their_case_and_nothing_else(name: str, expected: str) -> None:
    assert nominative(name) == expected


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [
        ("Айгерим Досанову", "журналистку", "Айгерим Досанова"),
        ("Тимура Сатыбалдиева", "журналиста", "Тимур Сатыбалдиев"),
        ("Тимура Сатыбалдиева", "", "Тимур Сатыбалдиев"),
        ("Динаре Омаровой", "", "Динара Омарова"),
        ("Андрею Лунскому", "корреспонденту", "Андрей Лунский"),
        ("Марины Костюк", "", "Марина Костюк"),
        ("Руслан Ким", "", "Руслан Ким"),
    ],
)
def test_russian_names_come_to_the_nominative(name: str, role: str, expected: str) -> None:
    assert " ".join(russian_nominative(name.split(), role)) == expected


def test_kazakh_is_a_language_of_spacy_and_parts_words_at_hyphens() -> None:
    tokens = [token.text for token in spacy.blank("kk")("Orda.kz-тің тілшісі 158-бап бойынша (ҚР).")]
    assert tokens == ["Orda.kz", "-", "тің", "тілшісі", "158", "-", "бап", "бойынша", "(", "ҚР", ")", "."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jýrnalıstke qysym jasaldy", "Журналистке қысым жасалды"),
        ("jurnalist ustaldı, äkim şıqtı", "журналіст усталды, әкім шықты"),
        ("zhurnalist ustaldy", "жұрналіст ұсталды"),
        ("Orda.kz sayty", "Orda.kz сайты"),
    ],
)
def test_kazakh_latin_becomes_cyrillic_and_addresses_stay(text: str, expected: str) -> None:
    assert latin_to_cyrillic(text)[0] == expected


def test_kazakh_arabic_becomes_cyrillic() -> None:
    assert arabic_to_cyrillic("ٴتىلشى قامالدى، جۋرناليست")[0] == "тілші қамалды, журналист"


@pytest.mark.parametrize(
    ("text", "hint", "lang"),
    [
        ("Журналисті полиция бөлімшесіне алып кетті", "", "kk"),
        ("Журналиста увезли в отдел полиции", "", "ru"),
        ("The reporter was taken to the police station and held for hours", "", "en"),
        ("Jýrnalıst polısııa bólimshesine jetkizildi dep habarlady týraly", "", "kk"),
        ("ٴتىلشى قامالدى دەپ حابارلادى", "", "kk"),
        ("Der Journalist wurde gestern von der Polizei festgenommen und befragt", "", ""),
        ("Журналіста затримали в Києві, повідомляє її редакція, поліція їх відпустила", "", ""),
        ("Журналистти өлкөдө кечээ күнү бөлүмгө алып барышты, үч күндөн кийин бошотушту деп билдирди бул жөнүндө өзүнүн баракчасында", "", ""),
        ("يقول الصحفي إن الشرطة احتجزته أمس في المدينة", "", ""),
        ("12 345 678", "ru", "ru"),
        ("12 345 678", "", ""),
    ],
)
def test_the_language_is_found_from_letters_and_words(text: str, hint: str, lang: str) -> None:
    assert find_language(text, hint).lang == lang


def test_a_table_of_numbers_before_the_text_does_not_hide_its_language() -> None:
    assert find_language("494.87 520.65 " * 1000 + "Журналиста увезли в отдел полиции прямо с площади").lang == "ru"


@pytest.mark.parametrize(
    ("lang", "text", "region"),
    [
        ("ru", "Случай произошёл в Кокшетау", "KZ-11"),
        ("ru", "карагандинские телевизионщики", "KZ-35"),
        ("ru", "в Алматинской области", "KZ-19"),
        ("ru", "в Алма-Ате", "KZ-75"),
        ("ru", "в Медеуском районе", "KZ-75"),
        ("ru", "жители Капшагая", "KZ-19"),
        ("kk", "Оралда болған оқиға", "KZ-27"),
        ("kk", "шымкенттік тұрғын", "KZ-79"),
        ("kk", "Алматы облысында", "KZ-19"),
        ("kk", "Жаңаөзен қаласында", "KZ-47"),
        ("kk", "Нұр-Сұлтанда өткен жиын", "KZ-71"),
        ("en", "police in Semipalatinsk", "KZ-10"),
        ("en", "in the West Kazakhstan region", "KZ-27"),
    ],
)
def test_places_resolve_to_todays_region_in_every_case_and_under_old_names(lang: str, text: str, region: str) -> None:
    found = list(load_gazetteer().find(read(lang, text)[0].words, frozenset()))
    assert [mention.places[0].region for mention in found] == [region]


def test_the_gazetteer_knows_every_region() -> None:
    regions = {line.split("\t")[0] for line in (LEXICA / "places.tsv").read_text(encoding="utf-8").splitlines() if line.startswith("KZ-")}
    assert regions == set(home().regions)


@given(st.text(alphabet="жур\u00adн \u00a0a\u0301e\u200bлиСто.\n", max_size=60))
def test_cleaning_keeps_the_way_back_to_every_letter(text: str) -> None:
    clean = clean_text(text)
    for at in range(len(clean.clean)):
        start, end = clean.original_span(at, at + 1)
        assert 0 <= start < end <= len(text)
    visible = [letter for letter in text if letter not in "\u00ad\u200b\u0301"]
    assert len(clean.clean) == len(visible) or "\u0301" in text


@given(st.text(alphabet="аб \n", max_size=300), st.integers(2, 40))
def test_sections_cover_a_text_exactly_once(text: str, size: int) -> None:
    pieces = list(sections(text, size))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= size for start, end in pieces)


def test_loading_a_lexicon_twice_gives_the_same_one() -> None:
    assert load_lexicon("ru") is load_lexicon("ru")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Сторож ударил оператора, который снимал свалку."),
        ("ru", "Во время съёмки корреспондента толкнули."),
        ("kk", "Базарды түсіріп жүрген тілшіні күзетші итеріп жықты."),
        ("en", "Guards knocked down a cameraman who was filming the mine."),
    ],
)
def test_whoever_is_beaten_while_filming_is_hindered_too(lang: str, text: str) -> None:
    marks, _ = read(lang, text)
    assert {"OBS"} <= {cue.code for cue in marks.cues}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Редактор говорит о давлении со стороны акимата."),
        ("kk", "Тілшіге департамент тарапынан қысым жасалды."),
        ("en", "The editor speaks of pressure from the akimat."),
    ],
)
def test_pressure_is_both_a_threat_and_interference(lang: str, text: str) -> None:
    marks, _ = read(lang, text)
    assert {"THR", "INT"} <= {cue.code for cue in marks.cues}


def test_an_outlet_named_in_latin_letters_behind_its_kind_is_one_without_quotation_marks() -> None:
    marks, _ = read("ru", "Издание Tobyl Times взломали, а в сети Facebook шутят.")
    assert [mention.name for mention in marks.press if mention.name] == ["Tobyl Times"]


def test_the_outlet_of_whoever_only_passes_the_news_on_does_no_more_than_he() -> None:
    assert living_press("kk", "Бұл туралы Liter сайтының редакторы хабарлады.") == []
