"""A text before it is read: its language found, cleaned with the way back to every letter, brought to one alphabet; and cases by the endings of words."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from classify.text.grammatical_case import ANY, kazakh_cases, russian_cases
from classify.text.words import clean_text, sections
from records.language.script import arabic_to_cyrillic, find_language, latin_to_cyrillic

LATIN = {
    "Jýrnalıstke qysym jasaldy": "Журналистке қысым жасалды", "jurnalist ustaldı, äkim şıqtı": "журналіст усталды, әкім шықты",
    "soqqyǧa jyǧyp": "соққыға жығып", "zhurnalist ustaldy": "жұрналіст ұсталды", "Orda.kz sayty": "Orda.kz сайты",
    "Qyzylordada jy'rnali'st sot zalynan s'yg'aryldy": "Қызылордада журналист сот залынан шығарылды", "tils'inin’ kamerasy, u’jym": "тілшінің камерасы, үжым",
    "jwrnalïst şığarıldı, tilşiniñ isi": "жұрналист шығарылды, тілшінің ісі", "jurnalist şyǧaryldy, tılşınıñ ısı": "журналист шығарылды, тілшінің ісі",
}  # fmt: skip
MIXED = {
    "iстi сотқа жiберген әкiмдiк": "істі сотқа жіберген әкімдік", "Журналисті coт залынан шығарды": "Журналисті сот залынан шығарды",
    "Тергеу iсi қозғалды": "Тергеу ісі қозғалды", "жаhандық CӘРСЕНОВА БIРIНШI": "жаһандық СӘРСЕНОВА БІРІНШІ", "Əкімдік əйелі": "Әкімдік әйелі",
    "tіlshі ustaldy, jurnalіst sottaldy": "tilshi ustaldy, jurnalist sottaldy", "Сайт Orda.kz, IT-маман, PR": "Сайт Orda.kz, IT-маман, PR",
}  # fmt: skip


def test_kazakh_latin_becomes_cyrillic_and_addresses_stay_and_a_word_of_two_alphabets_is_read_in_the_one_it_can_be_written_in() -> None:
    assert {text: latin_to_cyrillic(text)[0] for text in LATIN} == LATIN
    assert {text: clean_text(text).clean for text in MIXED} == MIXED


def test_each_letter_knows_the_apostrophe_that_belongs_to_it() -> None:
    text, origin = latin_to_cyrillic("S'yg's'a a'kim, a'kim")
    assert text == "Шығша әкім, әкім"
    assert [origin[at] for at in (0, 1, 2, 3)] == [0, 2, 3, 5]


def test_kazakh_arabic_becomes_cyrillic() -> None:
    assert arabic_to_cyrillic("ٴتىلشى قامالدى، جۋرناليست")[0] == "тілші қамалды, журналист"


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


RUSSIAN = {
    "журналист": "nom", "журналиста": "gen acc", "журналисту": "dat", "журналистов": "gen acc", "журналистка": "nom", "журналистку": "acc",
    "журналисток": "gen acc", "редакции": "gen nom dat loc", "телеканал": "nom acc", "телеканала": "gen", "издание": "nom acc", "мужчина": "nom",
    "мужчину": "acc", "охранники": "nom", "охранниками": "ins", "полицейский": "nom", "полицейского": "gen acc", "напавшему": "dat", "избившего": "gen acc",
}  # fmt: skip
KAZAKH = {
    "журналист": "nom", "журналисті": "acc", "журналиске": "dat", "журналистің": "gen", "тілшінің": "gen", "газеті": "nom", "газетіне": "dat",
    "газетінен": "abl", "операторын": "acc", "күзетшілерге": "dat", "блогермен": "ins",
}  # fmt: skip


def test_a_word_shows_its_case() -> None:
    assert {word: russian_cases(word) for word in RUSSIAN} == {word: frozenset(cases.split()) for word, cases in RUSSIAN.items()}
    assert {word: kazakh_cases(word) for word in KAZAKH} == {word: {case} for word, case in KAZAKH.items()}
    # A word that does not decline may stand in any.
    assert russian_cases("сми") == russian_cases("forbes.kz") == ANY


def test_a_surname_may_be_a_mans_or_a_womans_and_a_kazakh_name_that_ends_like_a_case_is_in_none() -> None:
    surnames = {"ахметов": {"nom"}, "ахметова": {"gen", "acc", "nom"}, "савицкого": {"gen", "acc"}}
    assert {word: russian_cases(word, name=True) for word in surnames} == surnames
    names = {"айдана": {"nom"}, "асхатты": {"acc"}, "нұрбекұлына": {"dat"}}
    assert {word: kazakh_cases(word, name=True) for word in names} == names


def test_kazakh_is_a_language_of_spacy_and_parts_words_at_hyphens() -> None:
    tokens = [token.text for token in spacy.blank("kk")("Orda.kz-тің тілшісі 158-бап бойынша (ҚР).")]
    assert tokens == ["Orda.kz", "-", "тің", "тілшісі", "158", "-", "бап", "бойынша", "(", "ҚР", ")", "."]


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
        # A table of numbers before the text does not hide its language.
        ("494.87 520.65 " * 1000 + "Журналиста увезли в отдел полиции прямо с площади", "", "ru"),
    ],
)
def test_the_language_is_found_from_letters_and_words(text: str, hint: str, lang: str) -> None:
    assert find_language(text, hint).lang == lang


PLAIN = (
    "Достар кеше кешке белгисиз адамдар тилшинин уйине келип, терезесин сындырды деп жазып жатыр. Полиция келди, арыз алды, бирак ким екени белгисиз"
)


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        (PLAIN, "kk", ("kk", "plain")),
        (PLAIN, "", ("kk", "plain")),
        (PLAIN, "ru", ("kk", "plain")),
        ("Бугин тунде тилшинин колигин ортеп кетти деп хабарлады", "", ("kk", "plain")),
        ("Тілші кеше түсіріп журген жерде устап алды деп жазды озимиз билемиз бул екинши рет", "", ("kk", "cyrillic")),
        ("Кеше редакция сообщила, что в дом журналиста ночью бросили бутылку, и она не взорвалась, как он и написал", "kk", ("ru", "cyrillic")),
        ("Болат Деп, Мен и Бир сказали, что он не был на суде", "", ("ru", "cyrillic")),
        ("Кечээ шаарда журналистти кармап кетишти деп билдирди, бул жонундо анын агасы айтты, уч саатта бошотушту жана кетти", "ky", ("kk", "plain")),
    ],
    ids=["said by the outlet", "not said", "said to be Russian", "short", "half of it with letters", "Russian with a Kazakh word", "names", "Kyrgyz without its letters"],
)  # fmt: skip
def test_kazakh_typed_on_a_russian_keyboard_is_kazakh(text: str, hint: str, expected: tuple[str, str]) -> None:
    assert find_language(text, hint) == expected


def test_half_typed_kazakh_with_letters_that_others_have_too_is_kazakh_where_the_outlet_says_so() -> None:
    text = "Караганды облыстык полициясы жауап берді: тілшінін арызы тіркелді, тексеру журіп жатыр деп хабарлады баспасоз кызметі. Бул кеше болган екен, енді екі кун калды"
    assert find_language(text, "kk") == ("kk", "plain")
    assert find_language(text, "").lang == ""
