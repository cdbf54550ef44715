"""A page that asks for consent before it shows anything is a wall; a notice of cookies on an article is none."""

import pytest
from lxml.html import fromstring

from pipelines.extraction.consent import asks_consent
from records.vocabulary import Fate
from tests.pipelines.extraction.test_reader import BODY, LEDE, TITLE, article, lines, paragraphs, read, refuse

ASKS = {
    "en": ("Before you continue", "We and our partners use cookies to store and access personal data such as browsing data. You may accept or manage your choices.", "Accept all"),
    "ru": ("Прежде чем продолжить", "Мы используем файлы cookie, чтобы сайт работал и чтобы показывать вам рекламу. Вы можете принять их или выбрать отдельные.", "Принять все"),
    "kk": ("Cookie файлдары", "Біз сайт жұмыс істеуі үшін және жарнама көрсету үшін cookie файлдарын қолданамыз. Оларды қабылдай аласыз немесе таңдай аласыз.", "Қабылдау"),
}  # fmt: skip


def consent(lang: str) -> str:
    head, text, button = ASKS[lang]
    return f"<html><head><title>{head}</title></head><body><h1>{head}</h1><p>{text}</p><form><button>{button}</button><a href='/choices'>…</a></form></body></html>"


@pytest.mark.parametrize("lang", ASKS)
def test_a_page_that_asks_for_consent_is_a_wall(lang: str) -> None:
    assert refuse(consent(lang)).fate is Fate.BOT_WALL


@pytest.mark.parametrize("lang", ASKS)
def test_a_notice_of_cookies_over_an_article_is_none(lang: str) -> None:
    head, text, button = ASKS[lang]
    notice = f"<div class='bar'><h2>{head}</h2><p>{text}</p><button>{button}</button></div>"
    assert lines(read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", around=notice))) == [LEDE, *BODY]


def test_an_article_about_cookies_is_none() -> None:
    text = "Сайт акимата просит согласие на cookie раньше, чем показывает новости: принять его нельзя, кнопка не работает."
    assert not asks_consent(
        fromstring(article(f"<div>{paragraphs(text, LEDE)}</div><button>Принять</button>").replace(TITLE, "Куда пропало согласие на сайте акимата"))
    )
