"""Walls: a stub behind a pay wall or a registration, and a page that asks for consent; what only speaks of them is a whole article."""

from records.vocabulary import Fate
from tests.pipelines.extraction.articles import BODY, LEDE, TITLE, article, lines, paragraphs, read, refuse
from tests.pipelines.rows import rows

NOT_FREE = """<script type="application/ld+json">{"@type":"NewsArticle","headline":"%s","isAccessibleForFree":"False",
"hasPart":{"@type":"WebPageElement","isAccessibleForFree":false,"cssSelector":".locked"}%s}</script>"""
ASKS = (
    "Чтобы прочитать статью полностью, оформите подписку", "Оформите подписку, чтобы продолжить чтение",
    "Полный текст доступен только подписчикам", "Продолжение доступно только для зарегистрированных пользователей", "Материал для подписчиков",
    "Войдите или зарегистрируйтесь, чтобы дочитать материал", "Мақаланы толық оқу үшін тіркеліңіз", "Жалғасын оқу үшін жазылыңыз",
    "Бұл материал тек жазылушылар үшін қолжетімді", "Subscribe to continue reading", "Create a free account to read the full story",
    "This article is for subscribers only", "Already a subscriber? Log in", "You have reached your limit of free articles",
)  # fmt: skip
HONEST = (
    "Подпишитесь под обращением, сказал он собравшимся.", "Оформите подписку на районную газету до конца месяца, просят на почте.",
    "Читайте также: журналисты остались без доступа на сессию", "Полный текст закона опубликован в газете.", "Мақала авторы сотқа шағым түсірді.",
    "Subscribe to our newsletter", "Registered voters came to the polls early.", "The article is about three subscribers of the channel.",
)  # fmt: skip


@rows("ask", ASKS)
def test_a_stub_that_asks_to_pay_is_partial_and_its_request_is_no_text(ask: str) -> None:
    found = read(article(f"<div><p>{LEDE}</p><p>{BODY[0]}</p></div><div class='box'><p>{ask}</p><a href='/pay'>99 ₸</a></div>"))
    assert found.partial
    assert lines(found) == [LEDE, BODY[0]]


@rows("line", HONEST)
def test_a_line_that_asks_for_nothing_makes_no_article_partial(line: str) -> None:
    assert not read(article(f"<div><p>{LEDE}</p><p>{BODY[0]}</p></div><div class='box'><p>{line}</p></div>")).partial


ARTICLE_HEAD = '<meta property="og:type" content="article">'
STUB, TEXT = f"<p>{LEDE}</p><p>{BODY[0]}</p>", f"<div>{paragraphs(LEDE, *BODY)}</div>"
SAID = [f"«{ask}», — видят теперь читатели районной газеты вместо новостей, рассказывает редактор." for ask in ASKS[:3]]
PRICE = "<p>Три месяца за 990 тенге, потом 1 490 тенге в месяц, отменить можно в любой день без звонков и писем.</p>"
DATA_TEXT = " ".join((LEDE, *BODY) * 3)


@rows(
    "what, html, partial",
    [
        ("marked as not free, the locked part is missing", article(f"<div>{STUB}</div>", head=NOT_FREE % (TITLE, "")), True),
        ("marked as not free, the locked part is shown", article(f"<div><p>{LEDE}</p><div class='locked'>{paragraphs(*BODY)}</div></div>", head=NOT_FREE % (TITLE, "")), False),
        ("marked as not free, the data holds the text", article(f"<div><p>{LEDE}</p></div>", head=NOT_FREE % (TITLE, f',"articleBody":"{DATA_TEXT}"')), False),
        ("marked as not free, the locked part holds the wall", article(f"<div>{STUB}<div class='locked'><h3>{ASKS[0]}</h3>{PRICE}</div></div>", head=NOT_FREE % (TITLE, "")), True),
        ("an article about pay walls", article(f"<div>{paragraphs(LEDE, *SAID, *BODY)}</div>"), False),
        ("a hidden wall", article(TEXT + f"<div style='display:none' class='paywall'><p>{ASKS[0]}</p><p>Подписка стоит 990 тенге в месяц</p></div>"), False),
        ("a wall that only its name shows", article(f"<div>{STUB}</div><div class='article-paywall'><p>Три месяца за 990 тенге, потом 1 490 тенге в месяц</p></div>"), True),
        ("a long article in an element called paywall", article(f"<div class='paywall'>{paragraphs(*(LEDE, *BODY) * 3)}</div>"), False),
        ("a form to sign in", article(f"<div><p>{LEDE}</p></div><div><p>{ASKS[5]}</p><form><input name='login'><input type='password'></form></div>", head=ARTICLE_HEAD), True),
    ],
)  # fmt: skip
def test_a_page_behind_a_wall_is_partial_and_a_whole_one_is_not(what: str, html: str, partial: bool) -> None:
    found = read(html)
    assert found.partial is partial
    if partial and "the locked part is missing" in what:
        assert lines(found) == [LEDE, BODY[0]]
    if "the data" in what:
        assert len(found.text.split()) > 200


def test_of_a_stub_without_a_line_the_description_stands_for_the_text() -> None:
    head = f'<meta property="og:type" content="article"><meta property="og:description" content="{LEDE}">'
    found = read(article(f"<div class='paywall'><h2>{ASKS[0]}</h2></div>", head=head))
    assert (found.partial, lines(found)) == (True, [LEDE])


CONSENT = {
    "en": ("Before you continue", "We and our partners use cookies to store and access personal data such as browsing data. You may accept or manage your choices.", "Accept all"),
    "ru": ("Прежде чем продолжить", "Мы используем файлы cookie, чтобы сайт работал и чтобы показывать вам рекламу. Вы можете принять их или выбрать отдельные.", "Принять все"),
    "kk": ("Cookie файлдары", "Біз сайт жұмыс істеуі үшін және жарнама көрсету үшін cookie файлдарын қолданамыз. Оларды қабылдай аласыз немесе таңдай аласыз.", "Қабылдау"),
}  # fmt: skip


def consent(lang: str) -> str:
    head, text, button = CONSENT[lang]
    return f"<html><head><title>{head}</title></head><body><h1>{head}</h1><p>{text}</p><form><button>{button}</button><a href='/choices'>…</a></form></body></html>"


@rows("lang", CONSENT)
def test_a_page_that_asks_for_consent_is_a_wall(lang: str) -> None:
    assert refuse(consent(lang)).fate is Fate.BOT_WALL


@rows("lang", CONSENT)
def test_a_notice_of_cookies_over_an_article_is_none(lang: str) -> None:
    head, text, button = CONSENT[lang]
    notice = f"<div class='bar'><h2>{head}</h2><p>{text}</p><button>{button}</button></div>"
    assert lines(read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", around=notice))) == [LEDE, *BODY]


def test_an_article_about_cookies_is_an_article() -> None:
    text = "Сайт акимата просит согласие на cookie раньше, чем показывает новости: принять его нельзя, кнопка не работает."
    html = article(f"<div>{paragraphs(text, LEDE)}</div><button>Принять</button>").replace(TITLE, "Куда пропало согласие на сайте акимата")
    assert lines(read(html)) == [text, LEDE]
