"""Bytes to text: right whatever header and meta say, brought back where it was read in a wrong charset, honest text left alone."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.charset import decode
from tests.linear.growth import Measure
from tests.pipelines.rows import rows

RUSSIAN = "Редакция газеты «Степной край» второй день не может попасть в здание: вход закрыт, охрана ссылается на ремонт — ещё на неделю."
KAZAKH = "Өңірлік басылымның тілшісіне әкімдіктің жиынына қатысуға рұқсат берілмеді, ұжым ресми жауап күтіп отыр: «Құжат қайда?» – дейді."
ENGLISH = "The café owner told reporters that the naïve plan was dropped – and paid in full."


def page(text: str, meta: str = "") -> str:
    return (
        f'<html><head><meta charset="{meta}"><title>x</title></head><body><p>{text}</p></body></html>'
        if meta
        else f"<html><body><p>{text}</p></body></html>"
    )


@rows("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251", "koi8-r", "cp866", "iso8859-5"])
@rows("header", ["", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1251", "text/html; charset=koi8-r"])
def test_russian_is_read_in_every_charset_whatever_the_header_says(charset: str, header: str) -> None:
    text = RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-")  # the older charsets lack them
    assert text in decode(page(text).encode(charset), header)


@rows("charset", ["utf-8", "utf-16", "utf-16-le", "kz1048"])
@rows("header", ["", "text/html; charset=utf-8", "text/html; charset=windows-1251"])
def test_kazakh_letters_survive(charset: str, header: str) -> None:
    assert KAZAKH in decode(page(KAZAKH).encode(charset), header)


@rows("true, claimed", [("windows-1251", "utf-8"), ("utf-8", "windows-1251"), ("windows-1251", "koi8-r"), ("utf-8", "utf-16")])
def test_a_lying_meta_tag_is_not_believed(true: str, claimed: str) -> None:
    assert RUSSIAN in decode(page(RUSSIAN, claimed).encode(true), "text/html; charset=" + claimed)


def test_a_declared_western_page_keeps_its_accents() -> None:
    assert ENGLISH in decode(page(ENGLISH).encode("cp1252"), "text/html; charset=iso-8859-1")


def test_a_declared_chinese_page_is_read() -> None:
    assert "记者被拘留" in decode(page("记者被拘留，编辑部要求释放").encode("gb18030"), "text/html; charset=gb2312")


def test_a_single_byte_word_in_a_unicode_page_is_read_and_half_a_letter_dropped() -> None:
    body = page(KAZAKH).encode() + "Погода".encode("windows-1251") + b" " + RUSSIAN.encode()[:-3][:41] + b"... " + RUSSIAN.encode()
    text = decode(body, "text/html; charset=utf-8")
    assert KAZAKH in text
    assert "Погода" in text
    assert RUSSIAN in text
    assert "\ufffd" not in text


def test_a_unicode_widget_in_a_single_byte_page_is_read() -> None:
    body = page(RUSSIAN).encode("windows-1251") + "виджет в юникоде".encode()
    text = decode(body, "text/html; charset=windows-1251")
    assert RUSSIAN in text
    assert "виджет в юникоде" in text


@rows("wrong", ["windows-1251", "latin-1"])
def test_text_that_was_encoded_twice_is_brought_back(wrong: str) -> None:
    twice = "Журналист вышел из суда и дал комментарий".encode().decode(wrong)
    assert "Журналист вышел из суда и дал комментарий" in decode(page(twice).encode(), "")


def test_control_characters_and_zero_bytes_are_gone() -> None:
    assert decode(b"<p>a\x00b\x08c\x0bd\te\n</p>", "") == "<p>abcd\te\n</p>"


@given(st.binary(max_size=400), st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=windows-1251", "; charset=nonsense", "\x00"]))
def test_no_bytes_raise_or_give_replacement_characters(body: bytes, header: str) -> None:
    assert "\ufffd" not in decode(body, header)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufeff\ufffdÐÑРСТУ"), max_size=300))
def test_honest_unicode_is_never_changed(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=utf-8") == text


RUSSIAN_NEWS = (
    "Редакция газеты «Степной край» второй день не может попасть в здание: вход закрыт, охрана ссылается на ремонт — ещё на неделю. "
    "Сайт orda.kz сообщил об этом в 2026 г. Редактору ответили «нет»."
)
KAZAKH_NEWS = (
    "Өңірлік басылымның тілшісіне әкімдіктің жиынына қатысуға рұқсат берілмеді, ұжым ресми жауап күтіп отыр: «Құжат қайда?» – дейді. "
    "Ғалым Һәмитов №5 үйде, 12 ж. бұрын."
)


def shown(text: str, meant: str, charset: str) -> str:
    """The text as a browser shows its bytes in another charset: a byte that this lacks as the control character of its number."""
    return "".join(bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in text.encode(meant))


def right_page(text: str) -> str:
    """A page whose frame is right."""
    return f"<html><head><title>Хабар</title></head><body><nav>Жаңалықтар</nav><p>{text}</p><p>Фото: orda.kz</p></body></html>"


@rows("text", [RUSSIAN_NEWS, KAZAKH_NEWS])
@rows("charset", ["latin-1", "cp1252", "cp1251", "koi8-r", "cp866"])
def test_unicode_shown_in_a_single_byte_charset_is_decoded_in_a_page_whose_frame_is_right(text: str, charset: str) -> None:
    assert decode(right_page(shown(text, "utf-8", charset)).encode(), "text/html; charset=utf-8") == right_page(text)


@rows("charset", ["latin-1", "cp1252"])
@rows("text, meant", [(RUSSIAN_NEWS, "cp1251"), (KAZAKH_NEWS, "kz1048")])
def test_cyrillic_shown_in_western_letters_is_brought_back(text: str, meant: str, charset: str) -> None:
    assert decode(right_page(shown(text, meant, charset)).encode(), "") == right_page(text)


def test_koi8_and_windows_letters_shown_as_each_other_are_brought_back() -> None:
    text = RUSSIAN_NEWS.replace("«", '"').replace("»", '"').replace("—", "-")  # koi8-r lacks them
    for meant, charset in (("koi8-r", "cp1251"), ("cp1251", "koi8-r")):
        assert decode(right_page(shown(text, meant, charset)).encode(), "") == right_page(text)


def test_kazakhstans_own_charset_shown_as_windows_cyrillic_gets_its_letters_back() -> None:
    broken = shown(KAZAKH_NEWS, "kz1048", "cp1251")
    assert "ќатысуѓа" in broken or "ќатысуєа" in broken
    assert decode(right_page(broken).encode(), "") == right_page(KAZAKH_NEWS)


@rows(
    "text",
    [
        "Українська мова: її звуки, ґанок, єдність і сила. Їжак.", "Македонија и Србија: ќе, ѓавол, љубов, њега, џем, ћирилица",
        "Беларуская мова: ў, і, ё — усё як мае быць, ўжо", "Les garçons sont allés à l'école, où l'été a été très chaud: œuvre, façade, Noël",
        "Größe: ÄÖÜ, Öl, Ähre. Þórður Ævarsson", "НОВОСТИ ДНЯ: еНПФ и кВтЧ; мРОТ — ТОЖЕ", "Группы «А» и «В», РС, РФ, СССР. Тілек, Сізге, Рі, Ві.",
        "Қазақстан – ќ, ў, ј", "Ñandú, señor, ÑOÑO; Ðorđe; 5 Â° C",
    ],
)  # fmt: skip
def test_honest_text_is_left_alone(text: str) -> None:
    assert decode(right_page(text).encode(), "text/html; charset=utf-8") == right_page(text)


@pytest.mark.parametrize("piece", ["Р°Р°Р° ", "Р° ", "ÐÐ ", "Àèèè ", "пЕДЮ ", "ќўјєїѕґі ", "п©п© "])
def test_what_has_to_be_brought_back_takes_time_that_grows_with_it(piece: str, growth: Measure) -> None:
    def reading(size: int) -> Callable[[], object]:
        body = (piece * size).encode()
        return lambda: decode(body, "text/html; charset=utf-8")

    assert (grown := growth(reading, (2_500, 10_000, 40_000, 160_000))).linear, grown
