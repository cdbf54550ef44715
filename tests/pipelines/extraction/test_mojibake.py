"""Text that was read in a wrong charset and stored as Unicode is brought back, and honest text is left alone."""

import time

import pytest

from pipelines.extraction.charset import decode

RUSSIAN = (
    "Редакция газеты «Степной край» второй день не может попасть в здание: вход закрыт, охрана ссылается на ремонт — ещё на неделю. "
    "Сайт orda.kz сообщил об этом в 2026 г. Редактору ответили «нет»."
)
KAZAKH = (
    "Өңірлік басылымның тілшісіне әкімдіктің жиынына қатысуға рұқсат берілмеді, ұжым ресми жауап күтіп отыр: «Құжат қайда?» – дейді. "
    "Ғалым Һәмитов №5 үйде, 12 ж. бұрын."
)


def shown(text: str, meant: str, charset: str) -> str:
    """The text as a browser shows its bytes in another charset: a byte that this lacks as the control character of its number."""
    return "".join(bytes([byte]).decode(charset, "ignore") or chr(byte) for byte in text.encode(meant))


def page(text: str) -> str:
    """A page whose frame is right."""
    return f"<html><head><title>Хабар</title></head><body><nav>Жаңалықтар</nav><p>{text}</p><p>Фото: orda.kz</p></body></html>"


@pytest.mark.parametrize("text", [RUSSIAN, KAZAKH], ids=["ru", "kk"])
@pytest.mark.parametrize("charset", ["latin-1", "cp1252", "cp1251", "koi8-r", "cp866"])
def test_unicode_shown_in_a_single_byte_charset_is_decoded_in_a_page_whose_frame_is_right(text: str, charset: str) -> None:
    assert decode(page(shown(text, "utf-8", charset)).encode(), "text/html; charset=utf-8") == page(text)


@pytest.mark.parametrize("charset", ["latin-1", "cp1252"])
@pytest.mark.parametrize(("text", "meant"), [(RUSSIAN, "cp1251"), (KAZAKH, "kz1048")], ids=["ru", "kk"])
def test_cyrillic_shown_in_western_letters_is_brought_back(text: str, meant: str, charset: str) -> None:
    assert decode(page(shown(text, meant, charset)).encode(), "") == page(text)


def test_koi8_and_windows_letters_shown_as_each_other_are_brought_back() -> None:
    text = RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-")  # koi8-r lacks them
    for meant, charset in (("koi8-r", "cp1251"), ("cp1251", "koi8-r")):
        assert decode(page(shown(text, meant, charset)).encode(), "") == page(text)


def test_kazakhstans_own_charset_shown_as_windows_cyrillic_gets_its_letters_back() -> None:
    broken = shown(KAZAKH, "kz1048", "cp1251")
    assert "ќатысуѓа" in broken or "ќатысуєа" in broken
    assert decode(page(broken).encode(), "") == page(KAZAKH)


@pytest.mark.parametrize(
    "text",
    [
        "Українська мова: її звуки, ґанок, єдність і сила. Їжак.",
        "Македонија и Србија: ќе, ѓавол, љубов, њега, џем, ћирилица",
        "Беларуская мова: ў, і, ё — усё як мае быць, ўжо",
        "Les garçons sont allés à l'école, où l'été a été très chaud: œuvre, façade, Noël",
        "Größe: ÄÖÜ, Öl, Ähre. Þórður Ævarsson",
        "НОВОСТИ ДНЯ: еНПФ и кВтЧ; мРОТ — ТОЖЕ",
        "Группы «А» и «В», РС, РФ, СССР. Тілек, Сізге, Рі, Ві.",
        "Қазақстан – ќ, ў, ј",
        "Ñandú, señor, ÑOÑO; Ðorđe; 5 Â° C",
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert decode(page(text).encode(), "text/html; charset=utf-8") == page(text)


@pytest.mark.parametrize("piece", ["Р°Р°Р° ", "Р° ", "ÐÐ ", "Àèèè ", "пЕДЮ ", "ќўјєїѕґі ", "п©п© "])
def test_twice_as_much_costs_twice_as_much(piece: str) -> None:
    spent = []
    for times in (40_000, 160_000):
        body, began = (piece * times).encode(), time.process_time()
        decode(body, "text/html; charset=utf-8")
        spent.append(time.process_time() - began)
    assert spent[1] < 16 * max(spent[0], 0.02)
