"""Pages to articles: what is kept, what is left out, and what is no article at all."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.reader import Extraction, NotAnArticle, extract
from pipelines.items import Css, Hints, PageItem
from records.vocabulary import Fate
from tests.bench.extraction import compare, main, score

ZONE = timezone(timedelta(hours=5))
URL = "https://dala-sozi.example/news/2026/11/24/tilshi-sotta"
TITLE = "Редактора «Дала сөзі» не пустили на сессию маслихата"
LEDE = "Охрана здания в Степном районе второй раз за месяц закрыла двери перед редактором газеты, хотя заседание было объявлено открытым."
BODY = (
    "По словам Марата Ескалиева, пропуск ему заказали накануне, но на входе сослались на устное распоряжение руководителя аппарата.",
    "— Мне сказали ждать у турникета, а через час заседание закончилось, — рассказал он и показал письмо с отметкой канцелярии.",
    "В аппарате маслихата произошедшее назвали недоразумением и пообещали провести проверку до конца недели.",
    "Юрист Айнур Досанова напомнила, что закон обязывает пускать прессу на открытые заседания без дополнительных условий.",
)
ASIDE = (
    ("На трассе у села Жанаколь перевернулся грузовик с углём", "Движение по одной полосе восстановили только к вечеру, водитель не пострадал."),
    ("Школьники Степного района выиграли олимпиаду по физике", "Сборная из пяти человек привезла три медали и кубок за общее место."),
    ("Тарифы на тепло пересчитают после жалоб жителей", "Поставщик признал ошибку в расчётах и вернёт разницу до января."),
    ("В парке высадили двести молодых елей", "Саженцы привезли из питомника, ухаживать за ними будут волонтёры."),
)


def page(html: str, *, url: str = URL, kind: str = "text/html; charset=utf-8", status: int = 200, hints: Hints | None = None) -> PageItem:
    body = html.encode() if isinstance(html, str) else html
    return PageItem("kz_dala", url, url, status, (("Content-Type", kind),), body, datetime(2026, 11, 24, 12, 0, tzinfo=UTC), hints or Hints())


def read(html: str, css: Css | None = None, **options: object) -> Extraction:
    found = extract(page(html, **options), zone=ZONE, css=css or Css())  # type: ignore[arg-type]
    assert isinstance(found, Extraction), found
    return found


def refuse(html: str, **options: object) -> NotAnArticle:
    found = extract(page(html, **options), zone=ZONE, css=Css())  # type: ignore[arg-type]
    assert isinstance(found, NotAnArticle), found
    return found


def lines(found: Extraction) -> list[str]:
    return [block.text for block in found.blocks]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def cards(tag: str = "div") -> str:
    return "".join(f'<{tag}><a href="/news/{n}">{title}</a><p>{lede}</p></{tag}>' for n, (title, lede) in enumerate(ASIDE))


def article(body: str, head: str = "", around: str = "") -> str:
    return (
        f"<html><head><title>{TITLE} | Дала сөзі</title>{head}</head><body><div class='top'><a href='/'>Дала сөзі</a></div>"
        f"<h1>{TITLE}</h1>{body}{around}</body></html>"
    )


def test_a_plain_article_comes_out_paragraph_by_paragraph() -> None:
    found = read(article(f"<div class='text'>{paragraphs(LEDE, *BODY)}</div>"))
    assert lines(found) == [LEDE, *BODY]
    assert found.title == TITLE
    assert found.lang == "ru"


@pytest.mark.parametrize("break_", ["<br><br>", "<br/>\n<br />", "<br>&nbsp;<br>", "<br>"])
def test_text_parted_by_line_breaks_in_a_div_comes_out_as_paragraphs(break_: str) -> None:
    assert lines(read(article(f"<div id='news-id-7'>{break_.join((LEDE, *BODY))}</div>"))) == [LEDE, *BODY]


def test_a_line_break_inside_a_sentence_parts_nothing() -> None:
    half = LEDE.replace("второй раз", "второй раз<br>")
    assert lines(read(article(f"<div>{paragraphs(half, *BODY)}</div>")))[0] == LEDE


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


@pytest.mark.parametrize("name", FURNITURE)
@pytest.mark.parametrize("place", [2, 5])
def test_furniture_is_left_out_without_any_class_to_tell_it_by(name: str, place: int) -> None:
    parts = [f"<p>{text}</p>" for text in (LEDE, *BODY)]
    parts.insert(place, FURNITURE[name])
    assert lines(read(article(f"<div>{''.join(parts)}</div>"))) == [LEDE, *BODY]


def test_a_form_for_comments_ends_the_article() -> None:
    form = "<h3>Пікір қалдыру</h3><form><p>Электрондық поштаңыз жарияланбайды.</p><textarea></textarea></form><p>Әрине, бәрі дұрыс айтылған екен.</p>"
    assert lines(read(article(f"<div>{paragraphs(LEDE, *BODY)}{form}</div>"))) == [LEDE, *BODY]


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


@pytest.mark.parametrize("sentence", HONEST)
def test_a_sentence_that_speaks_of_photos_channels_or_comments_stays(sentence: str) -> None:
    assert sentence in lines(read(article(f"<div>{paragraphs(LEDE, BODY[0], sentence, *BODY[1:])}</div>")))


@pytest.mark.parametrize("tag", ["div", "li", "article", "p"])
@pytest.mark.parametrize("where", ["before", "after"])
def test_teasers_in_a_nameless_side_column_are_left_out(tag: str, where: str) -> None:
    side = f"<div><h3>Последние новости</h3><div>{cards(tag)}</div></div>"
    text = f"<div>{paragraphs(LEDE, *BODY)}</div>"
    main = f"<h1>{TITLE}</h1>{text}"
    html = f"<html><head><title>{TITLE}</title></head><body>{side + main if where == 'before' else main + side}</body></html>"
    assert lines(read(html)) == [LEDE, *BODY]


def test_a_row_of_links_and_ledes_without_boxes_is_left_out() -> None:
    flat = "".join(f'<a href="/news/{n}">{title}</a><p>{lede}</p><small>24 ноября</small>' for n, (title, lede) in enumerate(ASIDE))
    assert lines(read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", around=f"<div><h3>Сейчас читают</h3>{flat}</div>"))) == [LEDE, *BODY]


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


def test_a_lede_above_the_body_is_kept() -> None:
    html = article(f"<div class='lead'>{LEDE}</div><div class='share-bar'>Поделиться</div><div class='article-body'>{paragraphs(*BODY)}</div>")
    assert lines(read(html)) == [LEDE, *BODY]


def test_a_lede_in_a_box_of_its_own_is_kept_under_a_headline_that_is_no_main_heading() -> None:
    boxes = f"<div class='introText'><p>{LEDE}</p></div><div class='fullText'>{paragraphs(*BODY)}</div>"
    found = read(f"<html><head><title>{TITLE}</title></head><body><h1>Дала сөзі</h1><div><h2>{TITLE}</h2>{boxes}</div></body></html>")
    assert lines(found) == [LEDE, *BODY]


def test_a_headline_that_only_a_line_break_parts_from_its_date_begins_the_article() -> None:
    menu = "<td>Рубрики<br><a href='/1'>Общество</a><br><a href='/2'>Село</a></td>"
    cell = (
        f"<td><font size=4><b>{TITLE}</b></font><br><font size=1>14.03.2026 09:30 Прочитано: 512</font><br><br>{'<br><br>'.join((LEDE, *BODY))}</td>"
    )
    found = read(
        f"<html><head><title>Дала сөзі :: Новости :: {TITLE}</title></head><body><a href='index.php'>Дала сөзі</a><table><tr>{menu}{cell}</tr></table></body></html>"
    )
    assert (found.title, lines(found)) == (TITLE, [LEDE, *BODY])


@pytest.mark.parametrize("signature", ["Динара СЕРИКОВА", "Динара Серикова", "Автор: Динара Серикова"])
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


def test_a_page_wrapped_in_one_form_is_read() -> None:
    assert lines(read(article(f"<form id='aspnetForm'><div>{paragraphs(LEDE, *BODY)}</div></form>"))) == [LEDE, *BODY]


def test_a_layout_whose_class_names_lie_is_read() -> None:
    html = article(
        f"<div class='content with-sidebar comments-open social-enabled'><div class='post-content related'>{paragraphs(LEDE, *BODY)}</div></div>"
    )
    assert lines(read(html)) == [LEDE, *BODY]


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


SCHEMA = """<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"%s",
"author":[{"@type":"Person","name":"Динара Серикова"},{"@type":"Organization","name":"Дала сөзі"}],"publisher":{"@type":"Organization","name":"Дала сөзі"},
"datePublished":"2026-11-24T10:15:00+05:00","articleBody":"%s"}]}</script>"""


def test_a_page_built_by_scripts_is_read_from_its_article_body() -> None:
    schema = SCHEMA % (TITLE, "\\n".join((LEDE, *BODY)))
    found = read(f"<html><head>{schema}</head><body><div id='root'></div></body></html>")
    assert lines(found) == [LEDE, *BODY]
    assert found.title == TITLE


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


@pytest.mark.parametrize("content", [MARKUP, EDITOR_JS, PROSE_MIRROR, RENDERED, FLAT], ids=["html", "editor.js", "prosemirror", "rendered", "lines"])
def test_a_page_built_by_scripts_is_read_from_its_data(content: object) -> None:
    own = {"title": TITLE, "slug": "x", "content": content, "published_at": "2026-11-24T10:15:00+05:00", "author": {"name": "Динара Серикова"}}
    found = read(state(ELSEWHERE, own))
    assert (found.title, lines(found)) == (TITLE, [LEDE, *BODY])
    assert (found.authors, found.published) == (("Динара Серикова",), datetime(2026, 11, 24, 10, 15, tzinfo=ZONE))


def test_the_article_of_the_data_is_told_by_the_address_where_the_page_bears_no_headline() -> None:
    own = {"Title": TITLE, "slug": "tilshi-sotta", "body": MARKUP, "publishedAt": 1795151700000}
    found = read(state(ELSEWHERE, own, head=""))
    assert (found.title, lines(found)) == (TITLE, [LEDE, *BODY])
    assert found.published == datetime(2026, 11, 20, 10, 15, tzinfo=ZONE)


def test_another_article_of_the_data_is_not_taken_for_the_pages_own() -> None:
    assert refuse(state(ELSEWHERE)).fate is Fate.BOT_WALL
    shown = f"<h1>{TITLE}</h1><div>{paragraphs(LEDE, *BODY)}</div>"
    assert lines(read(state(ELSEWHERE, shown=shown))) == [LEDE, *BODY]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from([TITLE, MARKUP, "tilshi-sotta"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "content", "slug", "blocks", "text", "type", "date", "author", "name", "id", "x"]), inner, max_size=6
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_no_data_whatever_breaks_the_reading(data: object) -> None:
    assert isinstance(extract(page(state(data)), zone=ZONE, css=Css()), NotAnArticle | Extraction)


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000,
        '{"a":' * 50_000,
        f'{{"title":"{TITLE}","content":' + "[" * 900 + "]" * 900 + "}",
        "[" + ",".join([f'{{"title":"{TITLE}","content":"<p>{LEDE}</p>"}}'] * 5_000) + "]",
        f'{{"title":"{TITLE}","content":"{"<div>" * 50_000}"}}',
        f'{{"title":"{TITLE}","content":"{LEDE}","date":1e308}}',
    ],
)
def test_data_made_to_break_a_reader_ends_in_a_fate(data: str) -> None:
    html = f'<html><head><title>{TITLE}</title></head><body><script type="application/json">{data}</script></body></html>'
    assert isinstance(extract(page(html), zone=ZONE, css=Css()), NotAnArticle | Extraction)


def test_authors_are_persons_and_never_the_site() -> None:
    found = read(article(f"<div>{paragraphs(LEDE, *BODY)}</div>", head=SCHEMA % (TITLE, "")))
    assert found.authors == ("Динара Серикова",)
    assert found.published == datetime(2026, 11, 24, 10, 15, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("markup", "authors"),
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


@pytest.mark.parametrize(
    ("head", "h1", "title"),
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


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/a/b", "https://dala-sozi.example/a/b"),
        ("https://other.example/x", "https://other.example/x"),
        ("http://[", None),
        ("javascript:void(0)", None),
        ("", None),
    ],
)
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


@pytest.mark.parametrize("name", WALLS)
def test_a_bot_wall_with_status_200_is_named(name: str) -> None:
    assert refuse(WALLS[name]).fate is Fate.BOT_WALL


def test_an_article_about_captchas_is_no_wall() -> None:
    html = f"""<html><head><title>Капча на портале госуслуг не пускает жителей</title></head><body><h1>Капча на портале госуслуг не пускает жителей</h1>
    <div><p>Портал просит: «Подтвердите, что вы не робот», жалуются жители. {LEDE}</p>{paragraphs(*BODY)}</div>
    <form><div class='g-recaptcha'></div><script src='https://www.google.com/recaptcha/api.js'></script></form></body></html>"""
    assert len(read(html).blocks) == len((LEDE, *BODY))


@pytest.mark.parametrize("words", ["Страница не найдена", "Бет табылмады", "404", "Ошибка 404", "Page not found", "Материал удалён"])
def test_a_page_that_says_it_is_not_there_is_gone(words: str) -> None:
    html = (
        f"<html><head><title>{words} - Дала сөзі</title></head><body><h1>{words}</h1><p>Воспользуйтесь поиском.</p><div>{cards()}</div></body></html>"
    )
    assert refuse(html).fate is Fate.GONE


def test_an_article_about_a_missing_page_is_not_gone() -> None:
    html = f"<html><head><title>Страница не найдена: куда исчез сайт районного акимата</title></head><body><h1>Страница не найдена: куда исчез сайт районного акимата</h1><div>{paragraphs(LEDE, *BODY, *(f'{text} Так было и раньше.' for text in BODY))}</div></body></html>"
    assert read(html).title.startswith("Страница не найдена: куда")


@pytest.mark.parametrize("path", ["/", "/ru/", "/tag/sud/", "/category/obshchestvo/", "/author/redakciya/", "/?s=суд", "/obshchestvo/"])
@pytest.mark.parametrize("tag", ["div", "article", "li"])
def test_a_list_of_articles_is_no_article(path: str, tag: str) -> None:
    html = f"<html><head><title>Общество — Дала сөзі</title></head><body><h1>Общество</h1><div>{cards(tag)}</div><p>© 2026 Дала сөзі. Все права защищены.</p></body></html>"
    assert refuse(html, url="https://dala-sozi.example" + path).fate is Fate.NOT_ARTICLE


LINKS = "".join(f"<p><a href='https://gov.example/o/{number}'>Услуги и справки номер {number}</a></p>" for number in range(30))


@pytest.mark.parametrize("address", ["/item/132240/1", "/2026/11/24/sud", "/tilshini-sessiyaga-kirgizbedi-taghy.html"])
def test_a_text_in_one_piece_at_the_address_of_one_article_is_no_list_whatever_links_are_around_it(address: str) -> None:
    found = read(article(f"<div>{paragraphs(LEDE, BODY[0])}</div>", around=f"<h2>Навигация</h2>{LINKS}"), url="https://dala-sozi.example" + address)
    assert lines(found) == [LEDE, BODY[0]]


@pytest.mark.parametrize("address", ["/item/7", "/obshchestvo", "/tag/132240", "/archive/2026/11/24/sud", "/?s=132240"])
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


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4 \xe2\xe3", "text/html"),
        (b"\x89PNG\r\n\x1a\n", "text/html"),
        (b'{"title": "x"}', "application/json"),
        (b'{"title": "x"}', "text/html"),
        (b"ID3\x03", "audio/mpeg"),
        (b"body { color: red }", "text/css"),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', "text/xml"),
    ],
)
def test_what_is_no_page_is_unreadable(body: bytes, kind: str) -> None:
    found = extract(PageItem("kz", URL, URL, 200, (("content-type", kind),), body, datetime(2026, 11, 24, tzinfo=UTC)), zone=ZONE, css=Css())
    assert isinstance(found, NotAnArticle)
    assert found.fate is Fate.BAD_CONTENT


def test_a_refusal_keeps_the_canonical_address() -> None:
    html = "<html><head><link rel=canonical href='/x'><title>404</title></head><body><h1>404</h1></body></html>"
    assert refuse(html).canonical == "https://dala-sozi.example/x"


@pytest.mark.parametrize("tag", ["div", "b", "span", "table", "ul", "blockquote"])
def test_ten_thousand_nested_tags_lose_no_text(tag: str) -> None:
    html = f"<html><body><h1>{TITLE}</h1>{f'<{tag}>' * 10_000}{paragraphs(LEDE, *BODY)}</body></html>"
    found = lines(read(html))
    assert [text for text in (LEDE, *BODY) if text not in found] == []


@pytest.mark.parametrize(
    "html",
    [
        "<html",
        "<!-- never closed <p>text</p>",
        "<html><frameset><frame src=a></frameset></html>",
        "\x00" * 5000,
        "<" * 200_000,
        "<script>" * 20_000,
        "<p>" * 50_000,
        "<a href='http://[x'>слова ссылки без конца</a>" * 50,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        "<p>&#0;&#xD800;&#x110000;</p>" * 100,
    ],
)
def test_broken_pages_end_in_a_fate(html: str) -> None:
    assert isinstance(extract(page(html), zone=ZONE, css=Css(text="p")), NotAnArticle | Extraction)


def test_a_page_of_ten_megabytes_is_read() -> None:
    text = "".join(f"<p>Абзац {number} рассказывает о заседании маслихата, на которое редакцию не пустили.</p>" for number in range(55_000))
    html = f"<html><body><h1>{TITLE}</h1><div>{text}</div></body></html>"
    assert len(html.encode()) > 8_000_000
    assert len(read(html).blocks) == 55_000


def test_the_benchmark_counts_runs_of_four_words_as_its_source_does() -> None:
    assert compare("a b c d e", "a b c d") == (1.0, 0.5)
    assert compare("a b c d", "a b c d a b c d") == (0.2, 1.0)
    assert compare("a b", "a b") == (1.0, 1.0)
    assert compare("a b c d", "") == (0.0, 0.0)
    assert score({"1": "a b c d", "2": "e f g h"}, {"1": "a b c d"}).f1 == 0.5


def test_the_benchmark_says_that_its_pages_are_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "absent" in capsys.readouterr().err
