"""Bytes to text: right whatever header and meta say, and never a page of replacement characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.charset import decode

RUSSIAN = "Редакция газеты «Степной край» второй день не может попасть в здание: вход закрыт, охрана ссылается на ремонт — ещё на неделю."
KAZAKH = "Өңірлік басылымның тілшісіне әкімдіктің жиынына қатысуға рұқсат берілмеді, ұжым ресми жауап күтіп отыр: «Құжат қайда?» – дейді."
ENGLISH = "The café owner told reporters that the naïve plan was dropped – and paid in full."


def page(text: str, meta: str = "") -> str:
    return (
        f'<html><head><meta charset="{meta}"><title>x</title></head><body><p>{text}</p></body></html>'
        if meta
        else f"<html><body><p>{text}</p></body></html>"
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251", "koi8-r", "cp866", "iso8859-5"])
@pytest.mark.parametrize("header", ["", "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1251", "text/html; charset=koi8-r"])
def test_russian_is_read_in_every_charset_whatever_the_header_says(charset: str, header: str) -> None:
    text = RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-")  # the older charsets lack them
    assert text in decode(page(text).encode(charset), header)


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "kz1048"])
@pytest.mark.parametrize("header", ["", "text/html; charset=utf-8", "text/html; charset=windows-1251"])
def test_kazakh_letters_survive(charset: str, header: str) -> None:
    assert KAZAKH in decode(page(KAZAKH).encode(charset), header)


@pytest.mark.parametrize(("true", "claimed"), [("windows-1251", "utf-8"), ("utf-8", "windows-1251"), ("windows-1251", "koi8-r"), ("utf-8", "utf-16")])
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


@pytest.mark.parametrize("wrong", ["windows-1251", "latin-1"])
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
