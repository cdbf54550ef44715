"""What a page gives: which of its lines are the article, its title, its authors, and why it is none."""

import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.items import Css, Hints, PageItem
from records.vocabulary import Fate
from tests.conftest import NOW
from tests.layers import is_full
from tests.linear.hostile_pages import PAGES
from tests.pipelines.extraction.articles import ASIDE, BODY, LEDE, SCHEMA, TITLE, URL, ZONE, article, cards, lines, page, paragraphs, read, refuse
from tests.pipelines.rows import rows
from tests.press.model import Ask, Site, Snare
from tests.press.press import build_press

# How many times larger what may break a reader is in the whole layer.
SIZE = 10 if is_full() else 1


def test_headings_lists_and_quotes_stay_in_order() -> None:
    body = (
        f"<p>{LEDE}</p><h2>Что говорит закон</h2><ul><li>заседание открыто</li><li>пресса вправе присутствовать</li></ul>"
        f"<blockquote>{BODY[1]}</blockquote><h3>Ответ аппарата</h3><p>{BODY[2]}</p><p>{BODY[3]}</p>"
    )
    expected = [LEDE, "Что говорит закон", "заседание открыто", "пресса вправе присутствовать", BODY[1], "Ответ аппарата", BODY[2], BODY[3]]
    assert lines(read(article(f"<article>{body}</article>"))) == expected


def test_a_row_of_a_table_is_one_line() -> None:
    table = "<table><tr><td>Год</td><td>Отказов</td></tr><tr><td>2025</td><td>14</td></tr></table>"
    assert "2025 14" in lines(read(article(f"<div>{paragraphs(LEDE, *BODY[:3])}{table}<p>{BODY[3]}</p></div>")))


def test_inline_markup_glues_and_parts_no_words() -> None:
    text = "Ре<b>дактор</b> <i>Марат</i>&nbsp;<a href='/p'>Ескалиев</a>, <span>как</span> и прежде, стоял у входа в здание до полудня."
    assert lines(read(article(f"<div><p>{text}</p>{paragraphs(*BODY)}</div>")))[0] == (
        "Редактор Марат Ескалиев, как и прежде, стоял у входа в здание до полудня."
    )


FURNITURE = {
    "read also": "<p><strong>Читайте также: <a href='/news/1'>На трассе у села Жанаколь перевернулся грузовик</a></strong></p>",
    "оқи отырыңыз": "<p>Оқи отырыңыз: <a href='/news/2'>Мектеп оқушылары олимпиадада жеңді</a></p>",
    "read also box": "<div class='q7'><h6>Читайте также</h6><a href='/news/1'>На трассе перевернулся грузовик</a><p>Движение восстановили к вечеру.</p></div>",
    "photo credit": "<p><em>Фото: Ерлан Сабитов</em></p>",
    "photo credit kk": "<p>Сурет: ашық дереккөзден</p>",
    "subscribe": "<p>Подпишитесь на наш Telegram-канал и узнавайте новости первыми</p>",
    "subscribe kk": "<p>Telegram арнамызға жазылып, жаңалықтарды бірінші болып біліңіз</p>",
    "figure": "<figure><img src='a.jpg'><figcaption>Вход в здание маслихата утром во вторник.</figcaption></figure>",
    "picture table": "<table><tr><td><img src='a.jpg'></td></tr><tr><td>Здание маслихата, вид с площади</td></tr></table>",
    "picture's caption by its name": "<div><img src='a.jpg'><p class='img-caption'>Вход в здание маслихата утром.</p></div>",
    "picture with alt": "<img src='a.jpg' alt='Здание маслихата утром. Вид с площади.'><p>Здание маслихата утром. Вид с площади.</p>",
    "share": "<div>Поделиться: <a href='#'>Facebook</a> <a href='#'>ВКонтакте</a> <a href='#'>WhatsApp</a></div>",
    "views": "<span>Просмотров: 1 204</span>",
    "views kk": "<p>Қаралды: 88 рет</p>",
    "tags": "<p>Теги: <a href='/tag/1'>маслихат</a>, <a href='/tag/2'>пресса</a></p>",
    "typo": "<p>Нашли ошибку? Выделите её мышью и нажмите Ctrl + Enter.</p>",
    "rates": "<ul><li>USD 498,20</li><li>EUR 577,11</li><li>RUB 6,12</li></ul>",
    "rights": "<p>© 2026 Дала сөзі. Все права защищены. При использовании материалов гиперссылка обязательна.</p>",
    "cookies": "<div id='bar'>Мы используем файлы cookie. Продолжая пользоваться сайтом, вы соглашаетесь с политикой.</div>",
    "advert": "<p>На правах рекламы</p>",
    "editor's note": "<p><i>Новость отредактировал: <b>admin</b> - 22-04-2025, 12:31<br>Причина: опечатка</i></p>",
    "hits": "<div>Количество показов: 418<br>Рубрика: Общество</div>",
    "plug-in": "<p>{loadposition share}</p>",
    "short code": "<p>[adsense id=1]</p>",
    "call for news": "<p><em>Если у вас есть новость, пишите нам на WhatsApp: +7 700 000 00 00</em></p>",
    "call for news kk": "<p>Айтар жаңалығыңыз болса, бізге жазыңыз.</p>",
    "running list": "<div>Другие новости рубрики: <a href='/1'>Сев начнут с южных районов</a> (12.03) <a href='/2'>Клуб получил баян в подарок</a> (11.03)</div>",
    "hidden": "<div style='display: none'>Скрытый текст для поисковых машин, которого никто не видит на странице.</div>",
}


HONEST = (
    "Подпишитесь под обращением, сказал он собравшимся, и мы отнесём его в акимат уже завтра утром.",
    "Фото, которое он сделал у входа, суд приобщил к делу как доказательство.",
    "Комментарии в аппарате дали только через неделю после обращения редакции.",
    "Читать также умели не все, вспоминает учительница сельской школы.",
    "Просмотров у ролика набралось больше миллиона, и прокуратура начала проверку.",
    "Видео: «Уберите камеру», говорит полицейский на записи, которую сделал оператор канала во время рейда у рынка вечером.",
    "Telegram-канал редакции заблокировали без решения суда, подписчики жалуются.",
    "Реклама на остановках подорожает вдвое, сообщили в отделе архитектуры.",
    "Если у вас есть удостоверение, сказали ей, покажите его вахтёру и проходите.",
    "Другие новости рубрики читатели обсуждали охотнее, признаётся редактор сайта.",
)


@rows("sentence", HONEST)
def test_a_sentence_that_speaks_of_photos_channels_or_comments_stays(sentence: str) -> None:
    assert sentence in lines(read(article(f"<div>{paragraphs(LEDE, BODY[0], sentence, *BODY[1:])}</div>")))


FLAT_BODY = "\\n".join((LEDE, *BODY))
TEXT, BREAKS = f"<div>{paragraphs(LEDE, *BODY)}</div>", ("<br><br>", "<br/>\n<br />", "<br>&nbsp;<br>", "<br>")
SIDES = [f"<div><h3>Последние новости</h3><div>{cards(tag)}</div></div>" for tag in ("div", "li", "article", "p")]
FLAT_CARDS = "".join(f'<a href="/news/{n}">{title}</a><p>{lede}</p><small>24 ноября</small>' for n, (title, lede) in enumerate(ASIDE))
FORM = "<h3>Пікір қалдыру</h3><form><p>Электрондық поштаңыз жарияланбайды.</p><textarea></textarea></form><p>Әрине, бәрі дұрыс айтылған екен.</p>"
BOXES = f"<div class='introText'><p>{LEDE}</p></div><div class='fullText'>{paragraphs(*BODY)}</div>"
MENU = "<div><ul>" + "<li>Рубрика архива за год</li>" * 60 + "</ul></div>"
HEADED = f"<html><head><title>{TITLE}</title></head><body>"
BAD_NAMES = (
    'class="article-widget-text"', 'class="print:text-base"', 'class="typo-body-default"', 'aria-hidden="true"',
    'id="eto-ochen-dlinnyy-zagolovok-pro-similar-style"',
)  # fmt: skip
BAD_DATA = ("null", "[]", "7", '{"@type": {}}', '{"@type": "Article", "author": [[{}]], "headline": {}, "liveBlogUpdate": "x"}', "[[[[]]]]")


def with_part(part: str, place: int) -> str:
    """The article with another part among its paragraphs."""
    parts = [f"<p>{text}</p>" for text in (LEDE, *BODY)]
    return article(f"<div>{''.join([*parts[:place], part, *parts[place:]])}</div>")


@rows(
    "what, html",
    [
        ("plain", article(TEXT)),
        *((f"line breaks {number}", article(f"<div id='news-id-7'>{break_.join((LEDE, *BODY))}</div>")) for number, break_ in enumerate(BREAKS)),
        ("a line break in a sentence", article(f"<div>{paragraphs(LEDE.replace('второй раз', 'второй раз<br>'), *BODY)}</div>")),
        *((f"{name} at {place}", with_part(part, place)) for name, part in FURNITURE.items() for place in (2, 5)),
        ("a form for comments", article(f"<div>{paragraphs(LEDE, *BODY)}{FORM}</div>")),
        *((f"side column {number} before", f"{HEADED}{side}<h1>{TITLE}</h1>{TEXT}</body></html>") for number, side in enumerate(SIDES)),
        *((f"side column {number} behind", f"{HEADED}<h1>{TITLE}</h1>{TEXT}{side}</body></html>") for number, side in enumerate(SIDES)),
        ("links and ledes without boxes", article(TEXT, around=f"<div><h3>Сейчас читают</h3>{FLAT_CARDS}</div>")),
        ("a lede above the body", article(f"<div class='lead'>{LEDE}</div><div class='share-bar'>Поделиться</div><div class='article-body'>{paragraphs(*BODY)}</div>")),
        ("a lede in a box", f"<html><head><title>{TITLE}</title></head><body><h1>Дала сөзі</h1><div><h2>{TITLE}</h2>{BOXES}</div></body></html>"),
        ("all in one form", article(f"<form id='aspnetForm'>{TEXT}</form>")),
        ("class names that lie", article(f"<div class='content with-sidebar comments-open'><div class='post-content related'>{paragraphs(LEDE, *BODY)}</div></div>")),
        *((f"each paragraph with {name}", article("<div>" + "".join(f"<p {name}>{line}</p>" for line in (LEDE, *BODY)) + "</div>")) for name in BAD_NAMES),
        ("one paragraph with a bad name", article(f"<div>{paragraphs(LEDE, *BODY)}<p class='widget'>Погода на выходные будет ясной и тёплой.</p></div>")),
        ("the only named body", article(f"{MENU}<div class='widget Blog'><div class='post-body entry-content'>{paragraphs(LEDE, *BODY)}</div></div>")),
        ("less than half of the data's text", article(f"<div><p>{LEDE}</p></div>", head=SCHEMA % (TITLE, "\\n".join((LEDE, *BODY))))),
        ("built by scripts", f"<html><head>{SCHEMA % (TITLE, FLAT_BODY)}</head><body><div id='root'></div></body></html>"),
        *((f"data {data}", article(TEXT, head=f'<script type="application/ld+json">{data}</script>')) for data in BAD_DATA),
    ],
)  # fmt: skip
def test_of_a_page_with_this_the_article_is_read_whole_and_nothing_else(what: str, html: str) -> None:
    found = read(html)
    assert (lines(found), found.title, found.lang) == ([LEDE, *BODY], TITLE, "ru")


def test_readers_comments_are_left_out_even_when_longer_than_a_brief() -> None:
    remarks = "".join(
        f"<div><b>Читатель {n}</b><p>{lede} Доколе это будет продолжаться, хочется спросить у начальства.</p></div>"
        for n, (_, lede) in enumerate(ASIDE)
    )
    found = read(article(f"<div><p>{LEDE}</p><p>{BODY[2]}</p></div>", around=f"<h3>Комментарии (4)</h3><div>{remarks}</div>"))
    assert lines(found) == [LEDE, BODY[2]]


def test_the_next_article_of_an_endless_page_is_left_out() -> None:
    other = " ".join(lede for _, lede in ASIDE)
    follower = f"<div class='story'><h1>{ASIDE[0][0]}</h1><div>{paragraphs(other, other + ' Ещё.', other + ' И ещё.')}</div></div>"
    found = read(
        f"<html><head><title>{TITLE}</title></head><body><div class='story'><h1>{TITLE}</h1><div>{paragraphs(LEDE, BODY[0])}</div></div>{follower}</body></html>"
    )
    assert lines(found) == [LEDE, BODY[0]]


def test_a_headline_that_only_a_line_break_parts_from_its_date_begins_the_article() -> None:
    menu = "<td>Рубрики<br><a href='/1'>Общество</a><br><a href='/2'>Село</a></td>"
    cell = (
        f"<td><font size=4><b>{TITLE}</b></font><br><font size=1>14.03.2026 09:30 Прочитано: 512</font><br><br>{'<br><br>'.join((LEDE, *BODY))}</td>"
    )
    found = read(
        f"<html><head><title>Дала сөзі :: Новости :: {TITLE}</title></head><body><a href='index.php'>Дала сөзі</a><table><tr>{menu}{cell}</tr></table></body></html>"
    )
    assert (found.title, lines(found)) == (TITLE, [LEDE, *BODY])


@rows("signature", ["Динара СЕРИКОВА", "Динара Серикова", "Автор: Динара Серикова"])
def test_a_signature_under_the_text_is_the_author(signature: str) -> None:
    html = article(f"<div>{'<br><br>'.join((LEDE, *BODY))}<br><br><div align='right'><b><i>{signature}</i></b></div></div>")
    found = read(html)
    assert (lines(found), [name.lower() for name in found.authors]) == ([LEDE, *BODY], ["динара серикова"])


def test_an_office_in_capitals_is_no_author() -> None:
    assert read(article(f"<div>{paragraphs(LEDE, *BODY)}<p>Пресс-служба МЧС</p></div>")).authors == ()


def test_the_title_said_again_and_the_by_line_are_no_text() -> None:
    found = read(article(f"<div><p>{TITLE}</p><p>24 ноября 2026, 10:15</p>{paragraphs(LEDE, *BODY)}<p>Автор: Динара Серикова</p></div>"))
    assert lines(found) == [LEDE, *BODY]
    assert found.authors == ("Динара Серикова",)


def test_an_article_in_chunks_is_read_to_the_end() -> None:
    chunks = "".join(
        f"<div class='chunk'><p>{text}</p><p>{text.replace('.', ', сообщает редакция.')}</p></div><div class='ad-slot'></div>"
        for text in (LEDE, *BODY)
    )
    assert len(lines(read(article(f"<section>{chunks}</section>")))) == 2 * len((LEDE, *BODY))


def test_a_kazakh_article_is_read_from_a_windows_page() -> None:
    text = "Редактор Марат Ескалиев соттан шықты, бірақ шешімді әлі алған жоқ, дейді оның қорғаушысы Айнұр Досанова бүгінгі жиында."
    html = f"<html><head><meta charset='windows-1251'></head><body><h1>Редактор соттан шықты</h1><div><p>{text}</p><p>{text[::-1]}</p></div></body></html>"
    found = extract(PageItem("kz", URL, URL, 200, (), html.encode("kz1048", "ignore"), datetime(2026, 11, 24, tzinfo=UTC)), zone=ZONE, css=Css())
    assert isinstance(found, Extraction)
    assert lines(found)[0] == text


def state(*articles: object, head: str = f'<meta property="og:title" content="{TITLE}">', shown: str = "<p>Загрузка…</p>") -> str:
    """A page that scripts build from its data."""
    data = json.dumps(
        {"props": {"pageProps": {"initial": {"menu": [{"title": "Новости дня и ночи", "url": "/news"}], "items": articles}}}}, ensure_ascii=False
    )
    return (
        f"<html><head><title>Дала сөзі</title>{head}</head><body><div id='__next'>{shown}<noscript>Включите JavaScript, чтобы читать сайт.</noscript></div>"
        f'<script id="__NEXT_DATA__" type="application/json">{data}</script></body></html>'
    )


ELSEWHERE = {"title": ASIDE[0][0], "slug": "gruzovik", "content": f"<p>{ASIDE[0][1]} {' '.join(lede for _, lede in ASIDE)}</p>" * 9}
MARKUP = f"<p><b>{LEDE}</b></p><figure><img src='a.jpg'><figcaption>Вход в маслихат</figcaption></figure>{paragraphs(*BODY)}"
EDITOR_JS = {"blocks": [{"type": "paragraph", "data": {"text": text}} for text in (LEDE, *BODY)] + [{"type": "image", "data": {"caption": "Вход"}}]}
PROSE_MIRROR = {
    "type": "doc",
    "content": [
        {"type": "paragraph", "content": [{"type": "text", "text": text[:20]}, {"type": "text", "text": text[20:]}]} for text in (LEDE, *BODY)
    ],
}
RENDERED = {"rendered": MARKUP}
FLAT = "\n\n".join((LEDE, *BODY))


@rows("content", [MARKUP, EDITOR_JS, PROSE_MIRROR, RENDERED, FLAT])
def test_a_page_built_by_scripts_is_read_from_its_data(content: object) -> None:
    own = {"title": TITLE, "slug": "x", "content": content, "published_at": "2026-11-24T10:15:00+05:00", "author": {"name": "Динара Серикова"}}
    found = read(state(ELSEWHERE, own))
    assert (found.title, lines(found)) == (TITLE, [LEDE, *BODY])
    assert (found.authors, found.published) == (("Динара Серикова",), datetime(2026, 11, 24, 10, 15, tzinfo=ZONE))


def test_the_article_of_the_data_is_known_by_the_address_where_the_page_bears_no_headline() -> None:
    own = {"Title": TITLE, "slug": "tilshi-sotta", "body": MARKUP, "publishedAt": 1795151700000}
    found = read(state(ELSEWHERE, own, head=""))
    assert (found.title, lines(found)) == (TITLE, [LEDE, *BODY])
    assert found.published == datetime(2026, 11, 20, 10, 15, tzinfo=ZONE)


def test_another_article_of_the_data_is_not_taken_for_the_pages_own() -> None:
    assert refuse(state(ELSEWHERE)).fate is Fate.BOT_WALL
    shown = f"<h1>{TITLE}</h1><div>{paragraphs(LEDE, *BODY)}</div>"
    assert lines(read(state(ELSEWHERE, shown=shown))) == [LEDE, *BODY]


NAMES = st.sampled_from(["title", "content", "slug", "blocks", "text", "type", "date", "author", "name", "id", "x"])
JSON: st.SearchStrategy[object] = st.deferred(
    lambda: (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from([TITLE, MARKUP, "tilshi-sotta"])
        | st.lists(JSON, max_size=4) | st.dictionaries(NAMES, JSON, max_size=6)
    )
)  # fmt: skip


@given(JSON)
def test_no_data_whatever_breaks_the_reading(data: object) -> None:
    assert isinstance(extract(page(state(data)), zone=ZONE, css=Css()), NotAnArticle | Extraction)


@rows(
    "data",
    [
        "[" * 10_000 * SIZE, '{"a":' * 5_000 * SIZE, f'{{"title":"{TITLE}","content":' + "[" * 900 + "]" * 900 + "}",
        "[" + ",".join([f'{{"title":"{TITLE}","content":"<p>{LEDE}</p>"}}'] * 500 * SIZE) + "]",
        f'{{"title":"{TITLE}","content":"{"<div>" * 5_000 * SIZE}"}}', f'{{"title":"{TITLE}","content":"{LEDE}","date":1e308}}',
    ],
)  # fmt: skip
def test_data_made_to_break_a_reader_ends_in_a_fate(data: str) -> None:
    html = f'<html><head><title>{TITLE}</title></head><body><script type="application/json">{data}</script></body></html>'
    assert isinstance(extract(page(html), zone=ZONE, css=Css()), NotAnArticle | Extraction)


def test_authors_are_persons_and_never_the_site() -> None:
    found = read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", head=SCHEMA % (TITLE, "")))
    assert found.authors == ("Динара Серикова",)
    assert found.published == datetime(2026, 11, 24, 10, 15, tzinfo=ZONE)


@rows(
    "markup, authors",
    [
        ("<div class='info'>Автор: <a href='/u/3'>Динара Серикова</a> от 24-11-2026</div>", ("Динара Серикова",)),
        ("<ul><li>24.11.2026</li><li>Динара Серикова</li></ul>", ("Динара Серикова",)),
        ("<div>Автор: <a href='/user/admin/'>admin</a> от <a href='/2026/11/24/'>Сегодня, 10:15</a></div>", ()),
        ("<meta name='author' content='admin'><span class='author'>Дала сөзі</span>", ()),
        ("<meta name='writer' content='Динара Серикова，&lt;b&gt;Дала сөзі&lt;/b&gt;'>", ("Динара Серикова",)),
        ("<span class='writer'>山田太郎</span>", ("山田太郎",)),
        ("<div><span class='name'>山田太郎</span><span class='date'>24.11.2026</span></div>", ("山田太郎",)),
        ("<h3>Подзаголовок без точки</h3>Автор: Динара Серикова / 24 ноября 2026 / <a href='#c'>3</a>", ("Динара Серикова",)),
        ("<ul><li>24.11.2026</li><li>Дала Сөзі</li></ul>", ()),  # named in the headline
        ("<div class='weather'><span>Астана Ветрено</span></div>", ()),
        ("<p>На сессии говорили о том, что <a href='/t/5'>Степная Весна</a> пройдёт в мае.</p>", ()),
    ],
)
def test_authors_under_the_title(markup: str, authors: tuple[str, ...]) -> None:
    assert (
        read(article(f"{markup}<div>{paragraphs(LEDE, *BODY)}</div>", head='<meta property="og:site_name" content="Дала сөзі">')).authors == authors
    )


def test_the_author_in_the_articles_own_element_comes_before_the_one_of_the_next_article() -> None:
    signed = "<article><div class='byline'><a class='author'>{}</a></div><h1>{}</h1><div>{}</div></article>"
    text = paragraphs(LEDE, *BODY)
    html = signed.format("Динара Серикова", TITLE, text) + signed.format("Ержан Кайратов", "Мост через реку закроют до самого мая", text)
    assert read(f"<html><head><title>{TITLE}</title></head><body>{html}</body></html>").authors == ("Динара Серикова",)


@rows(
    "head, h1, title",
    [
        ("<title>这个软件想帮你找到合适的对象_智能_日报</title>", "<h1>日报</h1>", "这个软件想帮你找到合适的对象"),
        (
            "<title>Происшествия на дорогах области за минувшие сутки</title>",
            "<h1>Происшествия</h1>",
            "Происшествия на дорогах области за минувшие сутки",
        ),
        ("<title>セキュリティに関する注意喚起：ABC 協会</title>", "<h1>セキュリティに関する注意喚起</h1>", "セキュリティに関する注意喚起"),
        (
            "<title>Суд отложили до лета » Общество » Дала сөзі Тараз</title>",
            "<h1>Суд отложили до лета<span>Дала сөзі Тараз</span></h1>",
            "Суд отложили до лета",
        ),
        (
            "<title>Почему суд? - Женский взгляд – Дала сөзі</title><meta property='og:title' content='Отчего суд над редактором отложили до лета'>",
            "<h1>Женский взгляд: отчего и почему над всем этим смеются</h1>",
            "Отчего суд над редактором отложили до лета",
        ),
        ("<title>Суд отложили - Дала сөзі</title><meta property='og:site_name' content='Дала сөзі'>", "", "Суд отложили"),
        ("<title>Суд отложили | Новости Степного района | dala-sozi.example</title>", "<h1>Суд отложили</h1>", "Суд отложили"),
        ("<title>Суд отложили » Дала сөзі</title>", "<h1><a href='/'>Дала сөзі</a></h1>", "Суд отложили"),
        ("<title>Дала сөзі :: Новости :: Суд снова отложили</title>", "", "Суд снова отложили"),
        ("<title>Дала сөзі - Тараз — город мастеров и садов</title>", "", "Дала сөзі - Тараз — город мастеров и садов"),
        ("<title>Редактор: «суд отложили»</title>", "", "Редактор: «суд отложили»"),
        ("<title>Суд отложили — редактор ждёт</title>", "", "Суд отложили — редактор ждёт"),
    ],
)
def test_the_title_is_free_of_the_sites_name(head: str, h1: str, title: str) -> None:
    logo = "" if h1 else "<a href='/'>Дала сөзі</a>"
    assert read(f"<html><head>{head}</head><body>{logo}{h1}<div>{paragraphs(LEDE, *BODY)}</div></body></html>").title == title


def test_a_feeds_headline_serves_where_the_page_shows_none_unless_it_is_cut() -> None:
    html = f"<html><head><title>Дала сөзі: новости</title></head><body><div>{paragraphs(LEDE, *BODY)}</div></body></html>"
    assert read(html, hints=Hints(title=TITLE)).title == TITLE
    assert read(html, hints=Hints(title="Редактора «Дала сөзі» не…")).title == "Дала сөзі: новости"


@rows(
    "href, canonical",
    [
        ("/a/b", "https://dala-sozi.example/a/b"), ("https://other.example/x", "https://other.example/x"), ("http://[", None),
        ("javascript:void(0)", None), ("", None),
    ],
)  # fmt: skip
def test_the_canonical_address_is_given_as_the_page_states_it(href: str, canonical: str | None) -> None:
    assert read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", head=f'<link rel="canonical" href="{href}">')).canonical == canonical


def test_an_outlets_own_selectors_are_obeyed_and_wrong_ones_forgiven() -> None:
    html = article(f"<div class='zz'>{paragraphs(*BODY)}</div><div class='mine'><p>{LEDE}</p></div><b class='day'>3 марта 2026</b>")
    assert lines(read(html, Css(text=".mine"))) == [LEDE]
    assert read(html, Css(date="b.day")).published == date(2026, 3, 3)
    assert BODY[0] in lines(read(html, Css(text="[[wrong", date="[[wrong")))
    assert BODY[0] in lines(read(html, Css(text=".nothing")))


def test_a_brief_of_thirty_words_is_an_article_and_a_stub_is_not() -> None:
    brief = "Сотрудника районной газеты оштрафовали за съёмку у здания полиции. Редакция подала жалобу в областной суд, заседание назначено на пятницу, сообщил юрист."
    side = f"<div>{cards()}</div>"
    assert lines(read(article(f"<div><p>{brief}</p></div>", around=side))) == [brief]
    stub = refuse(article("<div><p>Подробности позже.</p></div>", around=side))
    assert stub.fate in (Fate.TOO_SHORT, Fate.NOT_ARTICLE)


def test_a_page_without_text_is_empty() -> None:
    assert refuse("<html><head><title>Видео</title></head><body><div><img src='x.jpg'></div></body></html>").fate is Fate.EMPTY
    assert refuse("").fate is Fate.EMPTY


WALLS = {
    "cloudflare": "<html><head><title>Just a moment...</title></head><body><h2 id='challenge-running'>Checking if the site connection is secure</h2>"
    "<script>window._cf_chl_opt={}</script></body></html>",
    "ddos-guard": "<html><head><title>DDOS-GUARD</title><script src='/.well-known/ddos-guard/check'></script></head><body><h1>Проверка браузера перед переходом на сайт</h1></body></html>",
    "qrator": "<html><head><script src='/__qrator/qauth.js'></script></head><body></body></html>",
    "captcha": "<html><head><title>Вы не робот?</title></head><body><form><p>Подтвердите, что вы не робот</p><img src='/captcha.png'></form></body></html>",
    "kazakh": "<html><head><title>Браузерді тексеру</title></head><body><p>Браузеріңіз тексеріліп жатыр, робот емессіз бе?</p></body></html>",
    "cookie": "<html><body><script src='/aes.js'></script><script>document.cookie='__test='+slowAES.decrypt(c,2,a,b);location.href='/?i=1'</script></body></html>",
}


@rows("name", WALLS)
def test_a_bot_wall_with_status_200_is_named(name: str) -> None:
    assert refuse(WALLS[name]).fate is Fate.BOT_WALL


def test_an_article_about_captchas_is_no_wall() -> None:
    html = f"""<html><head><title>Капча на портале госуслуг не пускает жителей</title></head><body><h1>Капча на портале госуслуг не пускает жителей</h1>
    <div><p>Портал просит: «Подтвердите, что вы не робот», жалуются жители. {LEDE}</p>{paragraphs(*BODY)}</div>
    <form><div class='g-recaptcha'></div><script src='https://www.google.com/recaptcha/api.js'></script></form></body></html>"""
    assert len(read(html).blocks) == len((LEDE, *BODY))


@rows("words", ["Страница не найдена", "Бет табылмады", "404", "Ошибка 404", "Page not found", "Материал удалён"])
def test_a_page_that_says_it_is_not_there_is_gone(words: str) -> None:
    html = (
        f"<html><head><title>{words} - Дала сөзі</title></head><body><h1>{words}</h1><p>Воспользуйтесь поиском.</p><div>{cards()}</div></body></html>"
    )
    assert refuse(html).fate is Fate.GONE


def test_an_article_about_a_missing_page_is_not_gone() -> None:
    html = f"<html><head><title>Страница не найдена: куда исчез сайт районного акимата</title></head><body><h1>Страница не найдена: куда исчез сайт районного акимата</h1><div>{paragraphs(LEDE, *BODY, *(f'{text} Так было и раньше.' for text in BODY))}</div></body></html>"
    assert read(html).title.startswith("Страница не найдена: куда")


@rows("path", ["/", "/ru/", "/tag/sud/", "/category/obshchestvo/", "/author/redakciya/", "/?s=суд", "/obshchestvo/"])
@rows("tag", ["div", "article", "li"])
def test_a_list_of_articles_is_no_article(path: str, tag: str) -> None:
    html = f"<html><head><title>Общество — Дала сөзі</title></head><body><h1>Общество</h1><div>{cards(tag)}</div><p>© 2026 Дала сөзі. Все права защищены.</p></body></html>"
    assert refuse(html, url="https://dala-sozi.example" + path).fate is Fate.NOT_ARTICLE


LINKS = "".join(f"<p><a href='https://gov.example/o/{number}'>Услуги и справки номер {number}</a></p>" for number in range(30))


@rows("address", ["/item/132240/1", "/2026/11/24/sud", "/tilshini-sessiyaga-kirgizbedi-taghy.html"])
def test_a_text_in_one_piece_at_the_address_of_one_article_is_no_list_whatever_links_are_around_it(address: str) -> None:
    found = read(article(f"<div>{paragraphs(LEDE, BODY[0])}</div>", around=f"<h2>Навигация</h2>{LINKS}"), url="https://dala-sozi.example" + address)
    assert lines(found) == [LEDE, BODY[0]]


@rows("address", ["/item/7", "/obshchestvo", "/tag/132240", "/archive/2026/11/24/sud", "/?s=132240"])
def test_the_same_text_at_another_address_may_be_the_description_of_a_list(address: str) -> None:
    html = article(f"<div>{paragraphs(LEDE, BODY[0])}</div>", around=f"<h2>Навигация</h2>{LINKS}")
    assert refuse(html, url="https://dala-sozi.example" + address).fate is Fate.NOT_ARTICLE


def test_the_first_teaser_of_a_list_is_no_text_in_one_piece() -> None:
    teaser = f"<h2><a href='/n/1'>Редактора газеты снова не пустили на сессию</a></h2><p>{LEDE}</p><p>{BODY[0]}</p>"
    html = f"<html><head><title>Общество</title></head><body><h1>Общество</h1>{teaser}{LINKS}</body></html>"
    assert refuse(html, url="https://dala-sozi.example/razdel/132240").fate is Fate.NOT_ARTICLE


def test_a_login_form_is_no_article() -> None:
    html = "<html><head><title>Вход</title></head><body><h1>Вход на сайт</h1><form><input name='login'><input type='password'></form><p>Забыли пароль?</p></body></html>"
    assert refuse(html).fate is Fate.NOT_ARTICLE


@rows(
    "body, kind",
    [
        (b"%PDF-1.4 \xe2\xe3", "text/html"), (b"\x89PNG\r\n\x1a\n", "text/html"), (b'{"title": "x"}', "application/json"),
        (b'{"title": "x"}', "text/html"), (b"ID3\x03", "audio/mpeg"), (b"body { color: red }", "text/css"),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', "text/xml"),
    ],
)  # fmt: skip
def test_what_is_no_page_is_unreadable(body: bytes, kind: str) -> None:
    found = extract(PageItem("kz", URL, URL, 200, (("content-type", kind),), body, datetime(2026, 11, 24, tzinfo=UTC)), zone=ZONE, css=Css())
    assert isinstance(found, NotAnArticle)
    assert found.fate is Fate.BAD_CONTENT


def test_a_refusal_keeps_the_canonical_address() -> None:
    html = "<html><head><link rel=canonical href='/x'><title>404</title></head><body><h1>404</h1></body></html>"
    assert refuse(html).canonical == "https://dala-sozi.example/x"


@rows("tag", ["div", "b", "span", "table", "ul", "blockquote"])
def test_thousands_of_nested_tags_lose_no_text(tag: str) -> None:
    html = f"<html><body><h1>{TITLE}</h1>{f'<{tag}>' * (10_000 if is_full() else 2_000)}{paragraphs(LEDE, *BODY)}</body></html>"
    found = lines(read(html))
    assert [text for text in (LEDE, *BODY) if text not in found] == []


@rows(
    "html",
    [
        "<html", "<!-- never closed <p>text</p>", "<html><frameset><frame src=a></frameset></html>", "\x00" * 5000, "<" * 20_000 * SIZE,
        "<script>" * 2_000 * SIZE, "<p>" * 5_000 * SIZE, "<a href='http://[x'>слова ссылки без конца</a>" * 50,
        '<script type="application/ld+json">' + "[" * 10_000 * SIZE + "</script>", "<p>&#0;&#xD800;&#x110000;</p>" * 100,
    ],
)  # fmt: skip
def test_broken_pages_end_in_a_fate(html: str) -> None:
    assert isinstance(extract(page(html), zone=ZONE, css=Css(text="p")), NotAnArticle | Extraction)


def test_a_page_of_many_megabytes_is_read() -> None:
    count = 55_000 if is_full() else 2_000
    text = "".join(f"<p>Абзац {number} рассказывает о заседании маслихата, на которое редакцию не пустили.</p>" for number in range(count))
    assert len(read(f"<html><body><h1>{TITLE}</h1><div>{text}</div></body></html>").blocks) == count


OTHER = " ".join(f"Посёлок номер {number} получит новую школу и мост через реку уже к осени, обещает подрядчик." for number in range(12))


def of(body: str, stated: str = "", selector: str | None = None) -> Extraction:
    """What a page gives whose article is this, `stated` in its data too, where the outlet's entry has this selector."""
    return read(article(body, head=SCHEMA % (TITLE, stated)), Css(text=selector))


def test_a_body_that_was_cut_away_comes_back_from_the_untouched_page() -> None:
    lost = f"<div class='post'><p>{LEDE}</p></div><h1>Что говорит закон</h1><div role='dialog'>{paragraphs(*BODY, OTHER)}</div>"
    found = of(f"<div class='newsletter'>{paragraphs(LEDE)}</div><section class='story'>{lost}</section>")
    assert BODY[0] in found.text


def test_a_list_of_teasers_is_not_taken_for_a_body_that_was_cut_away() -> None:
    cards = "".join(
        f"<div><a href='/news/{number}'>Заголовок соседней новости номер {number}</a><p>{BODY[number % 3]}</p></div>" for number in range(8)
    )
    assert refuse(article(f"<div>{cards}</div>"), url="https://dala-sozi.example/obshchestvo/").fate in (Fate.NOT_ARTICLE, Fate.EMPTY)


def test_links_in_running_text_are_no_cards() -> None:
    links = ", ".join(f"<a href='/news/{number}'>ссылка на решение суда {number}</a> от судьи района" for number in range(4))
    assert "ссылка на решение суда 2 от судьи района" in of(f"<div><p>{LEDE}</p>{links}.{paragraphs(*BODY)}</div>").text


def test_a_paragraph_said_again_further_down_stays_and_a_lede_shown_twice_does_not() -> None:
    long = f"{LEDE[:-1]}, сообщает редакция газеты на своей странице."
    assert lines(of(f"<div>{paragraphs(long, *BODY, BODY[-1], long)}</div>")) == [long, *BODY]
    more = tuple(f"Пункт {number}: {text}" for number, text in enumerate(BODY))
    assert lines(of(f"<div>{paragraphs(LEDE, *BODY, *more, more[0])}</div>")).count(more[0]) == 2


def test_the_outlets_own_selector_is_the_last_word() -> None:
    found = of(f"<div class='mine'><p>{LEDE}</p></div><div>{paragraphs(*BODY, OTHER)}</div>", stated=OTHER, selector=".mine")
    assert lines(found) == [LEDE]


def test_the_article_of_a_page_in_chinese_is_found() -> None:
    text = tuple(
        f"第{number}名记者在区议会大楼门口被保安拦下，尽管会议此前已宣布对公众开放，编辑部已向法院提出申诉并要求说明理由。" for number in range(5)
    )
    assert lines(of(f"<div>{paragraphs(*text)}</div>")) == [*text]


STORY = tuple(f"Пункт {number}: пропуск ему заказали накануне, но на входе сослались на устное распоряжение." for number in range(4))


def test_the_article_goes_on_below_a_heading_whose_list_was_cut_but_not_below_teasers_or_in_another_element() -> None:
    head, others = paragraphs(LEDE, *STORY[:2]), "<h2>Похожие новости</h2>"
    whole = [LEDE, *STORY]
    assert [line for line in lines(of(f"<div>{head}{others}{paragraphs(*STORY[2:])}</div>")) if line in whole] == whole
    teasers = "".join(f"<p><a href='/{number}'>Другая новость</a> {text}</p>" for number, text in enumerate(STORY[2:]))
    assert lines(of(f"<div>{head}{others}{teasers}</div>")) == [LEDE, *STORY[:2]]
    assert lines(of(f"<div>{head}</div><aside>{others}{paragraphs(*STORY[2:])}</aside>")) == [LEDE, *STORY[:2]]


def test_a_part_with_its_own_main_heading_belongs_to_the_article_and_another_article_does_not() -> None:
    part = "<div class='x7'><h1>{}</h1></div><div class='text'>{}</div>"
    own = f"<div class='text'>{paragraphs(LEDE, *STORY[:2])}</div>"
    assert [line for line in lines(of(own + part.format("Что дальше", paragraphs(*STORY[2:])))) if line in STORY] == [*STORY]
    other = part.format("Редактора другой газеты не пустили на сессию", paragraphs(*STORY[2:]))
    assert lines(of(own + other)) == [LEDE, *STORY[:2]]


def test_a_heading_that_the_title_repeats_below_the_article_does_not_cut_the_article_away() -> None:
    tips = "".join(f"<p>Совет {number}: приходите с паспортом и копией обращения за час до начала.</p>" for number in range(6))
    html = f"<html><head><title>{TITLE}</title></head><body><div>{paragraphs(LEDE, *BODY)}<h1>{TITLE}</h1>{tips}</div></body></html>"
    assert lines(read(html))[: 1 + len(BODY)] == [LEDE, *BODY]


def test_the_mode_in_which_a_part_is_shown_is_no_counter_of_views() -> None:
    shown = "<div class='paragraph paragraph--view-mode--default'>Врезка о том, что говорит закон.</div>"
    assert "Врезка о том, что говорит закон." in lines(of(f"<div>{paragraphs(LEDE, *BODY)}{shown}</div>"))
    assert "345" not in of(f"<div>{paragraphs(LEDE, *BODY)}<div class='post-view'>345</div></div>").text


@rows(
    "inside",
    [
        "<span class='kicker'>Политика</span> {}", "<span class='article-header__kicker'>Политика</span><span>{}</span>",
        "<span class='ArticleKicker'>Политика:</span> {}", "<small class='rubric'>Политика</small>{}",
        "<span>Политика</span><span class='headline'>{}</span>", "<div>Политика</div><div itemprop='headline'>{}</div>",
        "{}<span class='badge'>видео</span>", "<span class='sr-only'>Статья:</span>{}", "<a class='title-link' href='/x'>{}</a>",
    ],
)  # fmt: skip
def test_the_title_is_read_without_the_kicker_of_its_heading(inside: str) -> None:
    head, text = "<head><title>Дала сөзі</title></head>", paragraphs(LEDE, *BODY)
    assert read(f"<html>{head}<body><h1>{inside.format(TITLE)}</h1><div>{text}</div></body></html>").title == TITLE


AUTHOR = '"author":[{"@type":"Person","name":"Динара Серикова"},{"@type":"Organization","name":"Дала сөзі"}]'


@rows(
    "author, beside, authors",
    [
        ('"Дана Омарова"', "", ("Дана Омарова",)),
        ('[{"@type":"Person","name":"Дана Омарова"},{"@type":["Organization"],"name":"Дала сөзі"}]', "", ("Дана Омарова",)),
        ('{"@id":"#/person/7"}', ',{"@type":"Person","@id":"#/person/7","name":"Дана Омарова"}', ("Дана Омарова",)),
        ('{"@type":"NewsMediaOrganization","name":"KazTAG"}', "", ()),
    ],
)
def test_authors_are_persons_in_all_the_forms_of_the_data(author: str, beside: str, authors: tuple[str, ...]) -> None:
    data = (SCHEMA % (TITLE, "")).replace(AUTHOR, f'"author":{author}').replace("}]}</script>", f"}}{beside}]}}</script>")
    assert read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", head=data)).authors == authors


def test_the_entries_of_a_live_blog_are_read_in_the_order_of_their_times() -> None:
    entries = (
        {"@type": "BlogPosting", "headline": "Суд удалился", "articleBody": LEDE, "datePublished": "2026-11-24T12:00:00+05:00"},
        {"@type": "BlogPosting", "articleBody": BODY[0], "datePublished": "2026-11-24T10:00:00+05:00"},
        "no entry",
    )
    data = json.dumps({"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": entries}, ensure_ascii=False)
    found = read(article("<div id='root'></div>", head=f'<script type="application/ld+json">{data}</script>'))
    assert lines(found) == [BODY[0], "Суд удалился", LEDE]


@rows("name", [name for name in PAGES if name.startswith("attributes")])
def test_a_page_whose_tags_have_hundreds_of_attributes_is_read(name: str) -> None:
    found = extract(page(PAGES[name](20_000)), zone=ZONE, css=Css())
    assert isinstance(found, Extraction | NotAnArticle)


CAPTIONS = (
    "Редактор ждёт у турникета маслихата, утро вторника.",
    "Письмо с отметкой канцелярии, которое ей не отдали.",
    "После сессии депутаты прошли мимо молча.",
)
GALLERY = "".join(f"<figure><img src='{n}.jpg'><figcaption>{text}</figcaption></figure>" for n, text in enumerate(CAPTIONS))
HEAD = '<meta property="og:type" content="article">'


def test_a_photo_story_is_read_from_its_captions() -> None:
    found = read(article(f"<div class='gallery'>{GALLERY}</div>", head=HEAD))
    assert (found.title, lines(found)) == (TITLE, [*CAPTIONS])


def test_a_video_story_is_read_from_the_description_of_its_video() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "video": {"@type": "VideoObject", "description": LEDE}}, ensure_ascii=False)
    assert lines(read(article("<iframe src='/v/1'></iframe>", head=f'<script type="application/ld+json">{data}</script>'))) == [LEDE]


def test_a_gallery_with_credits_alone_is_no_article() -> None:
    bare = "<figure><img src='1.jpg'><figcaption>Фото: Ерлан Сабитов</figcaption></figure>" * 6
    assert refuse(article(f"<div>{bare}</div>", head=HEAD)).fate in (Fate.EMPTY, Fate.TOO_SHORT)


THIN = [
    (site, snare)
    for seed in (7, 11)
    for site in build_press(seed=seed, articles=14, now=NOW).sites
    for snare in site.snares
    if snare.name in ("empty article", "article of one short sentence")
]


@rows("site, snare", THIN)
def test_a_page_without_a_text_is_no_article(site: Site, snare: Snare) -> None:
    (path,) = snare.paths
    reply = site.answer(Ask(path, {}, {}, 1))
    address = f"https://press.example{path}"
    page = PageItem(site.name, address, address, 200, (("Content-Type", "text/html; charset=utf-8"),), reply.body, NOW)
    found = extract(page, zone=UTC, css=Css())
    assert isinstance(found, NotAnArticle)
    assert found.fate.value in snare.fates
