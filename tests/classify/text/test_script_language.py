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
