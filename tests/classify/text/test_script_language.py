"""Which language a text to be screened is in."""

import pytest

from classify.text.script_language import find_language


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
