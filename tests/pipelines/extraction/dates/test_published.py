"""When a page was published: what on it counts, what does not, whom to trust, and what is guessed where nothing says it."""

import json
from datetime import date, datetime, timedelta

import pytest
from cssselect import SelectorError
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipelines.extraction.date_grammar import to_iso
from pipelines.extraction.dates import find_published
from pipelines.extraction.reader import extract
from pipelines.items import Css
from records.vocabulary import PublishedPrecision
from tests.layers import is_full
from tests.pipelines.extraction.articles import BODY as STORY
from tests.pipelines.extraction.articles import LEDE, ZONE, article, paragraphs, read, refuse
from tests.pipelines.extraction.articles import page as article_page
from tests.pipelines.extraction.dates.forms import MOMENT_FORMS, MOMENTS
from tests.pipelines.extraction.dates.pages import ALMATY, BODY, NOW, TITLE, URL, page, published
from tests.pipelines.rows import rows

META = '<meta property="article:published_time" content="2026-11-20T09:30:00+05:00">'
META_ISO = "2026-11-20T09:30:00+05:00"


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def article_ld(**more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **more}


PUBLISHED = {"datePublished": META_ISO, "dateModified": "2026-11-22T08:00:00+05:00"}


@rows(
    "head",
    [
        json_ld(article_ld(**PUBLISHED)),
        json_ld([{"@type": "Organization", "name": "Газета"}, article_ld(**PUBLISHED)]),
        json_ld({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, article_ld(**PUBLISHED)]}),
        json_ld({"@type": "WebPage", "mainEntity": article_ld(**PUBLISHED)}),
        json_ld({"@type": ["Article", "BlogPosting"], "datePublished": META_ISO}),
        json_ld({"@type": "https://schema.org/ReportageNewsArticle", "datePublished": {"@value": META_ISO}}),
        json_ld({"@type": "WebPage", "datePublished": META_ISO}),
        f'<script type="application/ld+json"><!-- {json.dumps(article_ld(**PUBLISHED))} --></script>',
        f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(article_ld(**PUBLISHED))}\n//]]></script>',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{META_ISO}",}}</script>',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "две\nстроки", "datePublished": "{META_ISO}"}}</script>',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "«кавычки" внутри", "datePublished": "{META_ISO}"</script>',
    ],
)
def test_json_ld_of_an_article_gives_the_moment_even_where_it_is_broken(head: str) -> None:
    assert published(page(head)) == META_ISO


@rows(
    "head",
    [
        json_ld(article_ld(dateModified=META_ISO)), json_ld({"@type": "ItemList", "itemListElement": [article_ld(**PUBLISHED)]}),
        json_ld({"@type": "WebPage", "hasPart": article_ld(**PUBLISHED)}),
        json_ld({"@type": "VideoObject", "uploadDate": META_ISO, "datePublished": META_ISO}),
        json_ld({"@type": "Organization", "foundingDate": "2001-01-01"}), json_ld({"@type": "NewsArticle", "datePublished": None}),
        json_ld({"@type": "NewsArticle", "datePublished": 1763613000}),
        '<script type="application/ld+json">{"@type": "WebSite", "datePublished": </script>', '<script type="application/ld+json"></script>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>', f'<meta property="article:modified_time" content="{META_ISO}">',
        f'<meta property="og:updated_time" content="{META_ISO}">', f'<meta name="last-modified" content="{META_ISO}">',
    ],
)  # fmt: skip
def test_dates_of_changes_and_of_other_things_are_not_the_publication(head: str) -> None:
    assert published(page(head)) is None


@rows("name",
    [
        'property="article:published_time"', 'property="og:article:published_time"', 'property="og:published_time"', 'name="DC.date"',
        'name="DC.date.issued"', 'name="dcterms.created"', 'name="parsely-pub-date"', 'name="sailthru.date"', 'name="pubdate"', 'name="PubDate"',
        'name="publish_date"', 'name="mediator_published_time"', 'name="date"', 'itemprop="datePublished"',
    ],
)  # fmt: skip
def test_a_meta_element_of_publication_gives_the_moment(name: str) -> None:
    head = f'<meta name="article:modified_time" content="2026-11-22T08:00:00+05:00"><meta {name} content="{META_ISO}">'
    assert published(page(head)) == META_ISO


@rows(
    "after",
    [
        f'<time datetime="{META_ISO}">20 ноября</time>',
        f'<div class="meta"><time class="entry-date published updated" datetime="{META_ISO}">20 ноября</time></div>',
        f'<time class="updated" datetime="2026-11-22T08:00">22 ноября</time><time class="entry-date" datetime="{META_ISO}">20 ноября</time>',
        f'<p>Обновлено: <time datetime="2026-11-22T08:00">22 ноября</time></p><p>Опубликовано: <time datetime="{META_ISO}">20 ноября</time></p>',
        f'<div>Жаңартылды:</div><div><time datetime="2026-11-22T08:00"></time></div><time datetime="{META_ISO}">20 қараша</time>',
        f'<time datetime="2026-11-22T08:00">Обновлено 22 ноября</time><time datetime="{META_ISO}">20 ноября</time>',
        f'<aside><time datetime="2026-11-24T09:00">сегодня</time></aside><time datetime="{META_ISO}">20 ноября</time>',
        f'<span itemprop="datePublished" content="{META_ISO}">20 ноября</span>',
        '<time datetime="" title="x">20 ноября 2026, 09:30</time><div class="related"><time datetime="2026-11-01T08:00">1</time></div>',
        f'<time pubdate datetime="{META_ISO}">20 ноября</time>',
    ],
)
def test_the_time_element_of_the_header_counts_and_not_those_of_updates_and_side_columns(after: str) -> None:
    assert published(page(after=after)) == META_ISO


PRINTED = [
    ("", "<p>20 ноября 2026, 09:30</p>"), ("", "20.11.2026 09:30<br>"),
    ("", "<div class='meta'><span>Иван Примеров</span> | <span>20.11.2026, 09:30</span> | <span>Просмотров: 120</span></div>"),
    ("", "<div><span class='day'>20 ноября 2026</span> <span class='time'>09:30</span></div>"), ("", "<div>20 ноября 2026</div><div>09:30</div>"),
    ("", "<div>09:30</div><div>20 ноября 2026</div>"), ("", "<div><b>20</b><div>ноября</div><div>2026</div><div>09:30</div></div>"),
    ("", "<dl><dt>Опубликовано:</dt><dd>20.11.2026 09:30</dd></dl>"), ("", "<p>Опубликовано 20.11.2026 09:30, обновлено 22.11.2026 08:00</p>"),
    ("", "<p>Обновлено: 22.11.2026 08:00</p><p>Опубликовано: 20.11.2026 09:30</p>"),
    ("", "<p>Жаңартылды: 22.11.2026 08:00. Жарияланды: 20.11.2026 09:30</p>"),
    ("", "<ul class='entry-meta'><li>👁 345</li><li>💬 12</li><li>20.11.2026 09:30</li></ul>"),
    ("", "<p>Приём заявок: 25.12.2026 | 20.11.2026 09:30</p>"), ("", "<p>20 қараша 2026, 09:30</p>"),
    ("", "<p>2026 жылғы 20 қараша, сағат 09:30</p>"), ("", "<p>20 Қар 2026 09:30 &nbsp; 120 рет оқылды</p>"),
    ("", "<p>By Aliya Primer on November 20, 2026 at 9:30 a.m.</p>"),
    ("", "<p>Лид: что известно о ремонте водопровода в посёлке к этому часу</p><p>20 ноября, 09:30</p>"),
    ("<div class='date'>20.11.2026 09:30</div>", ""), ("<div class='meta'>Общество · 20 ноября 2026, 09:30</div>", ""),
    ("<div><p>20 қараша 2026, 09:30</p></div>", ""), ("20.11.2026 09:30", ""),
]  # fmt: skip


@rows("before, after", PRINTED)
def test_what_is_printed_next_to_the_headline_gives_the_moment(before: str, after: str) -> None:
    assert published(page(before=before, after=after)) == META_ISO


DECOYS = [
    {"top": "<div class='top'>Сегодня: 24 ноября 2026</div>"}, {"top": "<header><span class='date'>24 ноября 2026, вторник</span></header>"},
    {"top": "<div id='clock'>24.11.2026 10:02</div>"},
    {"top": "<div><div>Сегодня, 24 ноября 2026</div><div>Бүгін: 24 қараша 2026 жыл</div></div>"}, {"top": "<div>24 ноября 2026, вторник</div>"},
    {"top": "<div>Свидетельство № 123 от 12.03.2010</div>"}, {"before": "<div>Бүгін: 24 қараша 2026</div>"},
    {"before": "<div>Курс валют на 23.11.2026: $ 523.4 € 604.1</div>"}, {"after": "<div class='currency'>23.11.2026 USD 523.4</div>"},
    {"after": "<p>USD 523.4 на 23.11.2026</p>"}, {"after": "<aside><p>23.11.2026 08:00</p></aside>"},
    {"after": "<div class='related-news'><p>23.11.2026 08:00</p></div>"},
    {"after": "<div class='sidebar'><time datetime='2026-11-23T08:00'>вчера</time></div>"},
    {"after": "<p>Журналиста избили 23 ноября 2026 года</p>"}, {"after": "<p>23 ноября 2026 года в Степном районе прошла встреча</p>"},
    {"after": "<p>Встреча пройдёт с 20 по 23 ноября 2026 года</p>"}, {"after": "<p>1 – 5 ноября 2026</p>"},
    {"after": "<p>Вчера Иван Примеров приехал</p>"}, {"after": "<p>К 8 марта</p>"}, {"after": "<p>Обновлено: 23.11.2026 08:00</p>"},
    {"after": "<p>Обновлено 2 часа назад</p>"}, {"after": "<p>Жаңартылды: 23 қараша 2026, 08:00</p>"},
    {"after": "<p>23.11.2026 08:00 жаңартылды</p>"}, {"after": "<p>Последнее обновление</p><p>23.11.2026 08:00</p>"},
    {"after": "<span class='date-modified'>23.11.2026 08:00</span>"}, {"after": "<div>Тел. +7 (7142) 53-02-26, 8 701 123 45 67</div>"},
    {"end": "<div class='comments'><div class='comment'><span class='date'>23.11.2026 08:00</span> Спасибо!</div></div>"},
    {"before": "<div><p>23.11.2026 08:00</p>" + "<p>Другая новость Степного района, о которой здесь не написано</p>" * 6 + "</div>"},
    {"end": "<div>Обновлено: <span class='news-date'>23.11.2026 08:00</span></div>"},
    {"end": "<div class='related'><time datetime='2026-11-23T08:00'>вчера</time></div>"},
    {"bottom": "<footer>© 2010–2026 Газета. Свидетельство от 12.03.2010</footer>"},
    {"bottom": "<div class='latest'><span class='date'>23.11.2026 08:00</span><a href='/x'>Другая новость</a></div>"},
    {"bottom": "<div itemscope class='popular'><meta itemprop='datePublished' content='2026-11-23T08:00'></div>"},
]  # fmt: skip


@rows("decoy", DECOYS)
def test_a_decoy_alone_gives_no_date(decoy: dict[str, str]) -> None:
    assert published(page(**decoy)) is None


@rows("decoy", DECOYS)
def test_a_decoy_does_not_hide_the_printed_date(decoy: dict[str, str]) -> None:
    decoy = {**decoy, "after": f"{decoy.get('after', '')}<p>20.11.2026 09:30</p>"}
    assert published(page(**decoy)) == META_ISO


DAY_ISO = "2026-11-20"
SENTENCE = "Жители посёлка Жаңатал рассказали, что вода в домах появляется только ночью, а днём её возят из соседнего села."
TEASERS = "".join(
    f"<div><span>{day}.11.2026 15:20</span> <a href='/x{day}'>Аграрии Степного района подвели итоги сезона</a></div>" for day in (21, 19, 18)
)
APART = "".join(f"<div>{day}.11.2026 15:20</div><div><a href='/x{day}'>Аграрии подвели итоги сезона</a></div>" for day in (21, 19, 18))


def old_page(article: str, title: str = TITLE, column: str = TEASERS) -> str:
    """A page of tables without one heading: `article` stands in its main cell, beside a `column` of other news and below a clock."""
    return (
        f"<html><head><title>{title} - Газета</title></head><body><table><tr><td colspan='2'>Вторник, 24 Ноябрь 2026 10:14</td></tr>"
        f"<tr><td width='180'>{column}</td><td>{article}</td></tr><tr><td colspan='2'>© 2008-2026. Свидетельство от 12.03.2010</td></tr></table></body></html>"
    )


OLD_LAYOUTS = [
    "<table><tr><td class='contentheading'>{title}</td></tr></table><table><tr><td class='createdate'>{date}</td></tr><tr><td>{text}</td></tr></table>",
    "<table><tr><td>{date}</td></tr><tr><td><b>{title}</b></td></tr><tr><td>{text}</td></tr></table>",
    "<table><tr><td width='90'>{date}</td><td><b>{title}</b></td></tr><tr><td colspan='2'>{text}</td></tr></table>",
    "<table><tr><td><b>{title}</b></td><td align='right'>{date}</td></tr><tr><td colspan='2'>{text}</td></tr></table>",
    "<font size='4'><b>{title}</b></font><br><font size='1'>{date}</font><br><br>{text}",
    "<div><span class='news-date-time'>{date}</span><h3>{title}</h3><div style='clear:both'></div>{text}</div>",
    "<div><a href='/'>Главная</a> » <a href='/o/'>Общество</a> » {title}</div><div class='t'>{title}</div><div>{date}</div>{text}",
    "<div><p>{title}</p><p>" + SENTENCE + "</p><div>{date}</div>{text}</div>",
    "<div><div>{title}</div><div>{text}</div><div>{date}</div></div>",
    "<div><div><div>{title}</div><div>{text}</div></div><div>{date}</div></div>",
    "<div>{title}</div>{text}<p align='right'><i>{date}</i></p>",
]
OLD_DATES = [
    ("20.11.2026 09:30", DAY_ISO), ("Пятница, 20 Ноябрь 2026 09:30", DAY_ISO), ("Опубликовано: 20 ноября 2026", DAY_ISO),
    ("Жарияланды: 20 қараша 2026", DAY_ISO), ("20 ноября", DAY_ISO), ("вчера, 18:54", "2026-11-23"), ("кеше, 18:54", "2026-11-23"),
    ("2 часа назад", "2026-11-24"), ("бүгін, 08:15", "2026-11-24"),
]  # fmt: skip


@rows("written, day", OLD_DATES)
@rows("layout", OLD_LAYOUTS)
@rows("text", [f"<p>{SENTENCE}</p>", f"<p>{BODY}</p><p>{BODY}</p>"])
def test_a_page_without_headings_gives_the_day_of_its_article(layout: str, written: str, day: str, text: str) -> None:
    source = old_page(layout.format(title=TITLE, date=written, text=text))
    assert (published(source) or "")[:10] == day


@rows("layout", OLD_LAYOUTS)
@rows("text", [f"<p>{SENTENCE}</p>", f"<p>{BODY}</p><p>{BODY}</p>"])
@rows(
    "under",
    [
        "", f"<div><b>Читайте также:</b>{TEASERS}</div>", f"<div>{TEASERS}</div>", f"<div>{APART}</div>",
        "<h4>Комментарии</h4><p><b>Айгүл</b> <small>23.11.2026 08:00</small> Рахмет!</p>",
        "<div><b>Айгүл</b> <small>23.11.2026 08:00</small><br>Рахмет!</div>", "<div class='hypercomments'><small>23.11.2026 08:00</small></div>",
        "<p>Фото 12 мая 2015 года</p>",
    ],
)  # fmt: skip
def test_a_page_without_headings_and_without_a_date_has_none_whatever_stands_around(layout: str, text: str, under: str) -> None:
    assert published(old_page(layout.format(title=TITLE, date="", text=text) + under)) is None


CSS_PART, STAMP = "<div class='own'>15.11.2026 08:00</div>", "<time datetime='2026-11-18T08:00:00+05:00'>18 ноября</time>"
LD_16, META_17 = json_ld(article_ld(datePublished="2026-11-16T08:00:00+05:00")), META.replace("20T09:30", "17T08:00")
PRINTED_20, URL_21 = "<p>20.11.2026 08:00</p>", "https://gazeta.example/2026/11/21/x"
HINT, HINT_ISO = "Thu, 19 Nov 2026 08:00:00 +0500", "2026-11-19T08:00:00+05:00"
FOOT, NEXT_FOOT = ("<div class='news-date'>20.11.2026 09:30</div>", "<div class='news-date'>21.11.2026 09:30</div>")
OWN = "<div class='own' data-at='2026-11-20T09:30'>Степной район, <span>20 ноября 2026 года, 09:30</span> — 20 ноября 2026 года, 09:30</div>"
META_21, FUTURE, MIDNIGHT = META.replace("20T", "21T"), META.replace("2026-11-20", "2026-12-20"), META.replace("T09:30", "T00:00")
NOW_BUILT = META.replace("20T09:30:00", "24T10:14:58")
MOMENT = "<p>20.11.2026 09:30</p>"
URL_20, URL_24 = "https://gazeta.example/2026/11/20/x", "https://gazeta.example/2026/11/24/x"
STAMPED = f"<time datetime='{META_ISO}'>20 ноября</time>"
LISTED = [f'<div><a href="/n/{day}">Новость</a><time pubdate datetime="2026-11-{day}T10:00:00+05:00">{day}.11.2026</time></div>' for day in (21, 22)]
SAYS_UTC = '<meta property="article:published_time" content="2026-11-20T20:30:00.000Z">'
OWN_TIME = '<time datetime="2026-11-20T20:30:00+05:00">20.11.2026 20:30</time>'
OTHER_LD = article_ld(url="https://gazeta.example/news/drugaya", datePublished="2026-11-01T08:00:00+05:00")
NAMED_LD = article_ld(mainEntityOfPage={"@id": "http://www.gazeta.example/news/remont-vodoprovoda/"}, datePublished=META_ISO)


@rows(
    "what, given, iso",
    [
        ("nothing is said", {}, None),
        ("of several articles the one that names the page", {"head": json_ld([OTHER_LD, NAMED_LD])}, META_ISO),
        ("one date at the foot of the article", {"end": FOOT}, META_ISO),
        ("two dates at the foot", {"end": FOOT + NEXT_FOOT}, None),
        ("the foot of the article", {"end": f"<footer class='entry-footer'>{STAMPED}</footer>"}, META_ISO),
        ("the foot of the site", {"end": f"<footer>{STAMPED}</footer>"}, None),
        ("a date within the text", {"end": f"<p>12 мая 2015 года</p><p>{BODY}</p>"}, None),
        ("the source bears out the page", {"after": f"{MOMENT}<div>Ранее:</div><div>18.11.2026 08:00</div>", "hint": "Fri, 20 Nov 2026 09:30:00 +0500"}, META_ISO),
        ("the outlet's selector before all", {"head": LD_16 + META_17, "after": STAMP + CSS_PART + PRINTED_20, "url": URL_21, "hint": HINT, "css": ".own"}, "2026-11-15T08:00:00+05:00"),
        ("then JSON-LD", {"head": LD_16 + META_17, "after": STAMP + PRINTED_20, "url": URL_21, "hint": HINT, "css": ".own"}, "2026-11-16T08:00:00+05:00"),
        ("then meta", {"head": META_17, "after": STAMP + PRINTED_20, "url": URL_21, "hint": HINT}, "2026-11-17T08:00:00+05:00"),
        ("then the stamp", {"after": STAMP + PRINTED_20, "url": URL_21, "hint": HINT}, "2026-11-18T08:00:00+05:00"),
        ("then the feed", {"after": PRINTED_20, "url": URL_21, "hint": HINT}, HINT_ISO),
        ("then what is printed", {"after": PRINTED_20, "url": URL_21}, "2026-11-20T08:00:00+05:00"),
        ("then the address", {"url": URL_21}, "2026-11-21"),
        *(
            ("the outlet's selector", {"head": META_21, "end": OWN, "css": css}, META_ISO)
            for css in (".own", ".own::text", ".own::attr(data-at)", "div.own span", "[data-at]::attr(data-at)")
        ),
        ("words around where the selector points", {"end": "<div class='own'>наш корреспондент передал это 20.11.2026 в 09:30 из посёлка</div>", "css": ".own"}, META_ISO),
        ("a selector that finds nothing", {"head": META, "css": ".absent"}, META_ISO),
        ("a selector that finds a change", {"head": META, "end": "<i class='own'>Обновлено: 22.11.2026</i>", "css": ".own"}, META_ISO),
        ("a date in the future", {"head": FUTURE}, None),
        ("a day in the future", {"after": "<p>25.11.2026</p>"}, None),
        ("another one behind that in the future", {"head": FUTURE, "after": f"<p>25.11.2026 08:00</p>{MOMENT}"}, META_ISO),
        ("a clock ten minutes ahead", {"head": META.replace("20T09:30", "24T10:25")}, "2026-11-24T10:25:00+05:00"),
        ("a clock eleven minutes ahead", {"head": META.replace("20T09:30", "24T10:26")}, None),
        ("UTC, of the next day here", {"head": META.replace("T09:30:00+05:00", "T21:30:00Z")}, "2026-11-21T02:30:00+05:00"),
        ("no zone", {"head": META.replace("+05:00", "")}, META_ISO),
        ("no zone, in summer time", {"head": META.replace("2026", "2023").replace("+05:00", "")}, "2023-11-20T09:30:00+06:00"),
        ("a bare day and an address of it", {"after": "<p>20 ноября 2026</p>", "url": URL_20}, "2026-11-20"),
        ("midnight, and a time of another day", {"head": MIDNIGHT, "after": "<p>21.11.2026, 09:30</p>", "hint": HINT}, "2026-11-20T00:00:00+05:00"),
        ("the second it was built, and a feed", {"head": NOW_BUILT, "hint": HINT}, HINT_ISO),
        ("the second it was built, and an address", {"head": NOW_BUILT, "url": URL_20}, "2026-11-20"),
        ("published this minute", {"head": NOW_BUILT}, "2026-11-24T10:14:58+05:00"),
        ("published this minute, by its address too", {"head": NOW_BUILT, "url": URL_24}, "2026-11-24T10:14:58+05:00"),
        *(("a sitemap's last change", {"after": MOMENT, "hint": hint}, META_ISO) for hint in ("2026-11-24", "2026-11-22T20:00:00+05:00")),
        *(("a sitemap's last change", {"url": URL_20, "hint": hint}, "2026-11-20") for hint in ("2026-11-24", "2026-11-22T20:00:00+05:00")),
        ("a change on the next day", {"after": MOMENT, "hint": "2026-11-21T08:00:00+05:00"}, META_ISO),
        ("a change on the same morning", {"after": MOMENT, "hint": "2026-11-20T11:30:00+05:00"}, "2026-11-20T11:30:00+05:00"),
        ("a server with another clock", {"url": "https://gazeta.example/2026/11/18/x", "hint": "Wed, 18 Nov 2026 20:00:00 GMT"}, "2026-11-19T01:00:00+05:00"),
        *(
            ("a hint in any form", {"hint": hint}, HINT_ISO)
            for hint in ("2026-11-19T03:00:00Z", "Чт, 19 ноя 2026 08:00:00 +0500", "Бс, 19 Қар 2026 08:00:00 +0500", "19.11.2026, 08:00")
        ),
        ("a hint without sense", {"hint": "скоро"}, None),
        ("WordPress's entry date", {"after": f'<time class="entry-date updated td-module-date" datetime="{META_ISO}">20 ноября 2026</time>'}, META_ISO),
        ("WordPress's change", {"after": f'<time class="updated" datetime="{META_ISO}">20 ноября 2026</time>'}, None),
        *(("a stamp of another day than its words", {"after": f'<div><time datetime="2026-11-22T08:00:00Z">{words}</time></div>'}, None)
          for words in ("Publié le 20 novembre 2026", "Le <b>20</b> <i>novembre</i> 2026", "Geplaatst op 20 décembre 2026")),
        ("words that the stamp denies", {"after": '<div><time datetime="2026-11-22T08:00:00Z">Опубликовано 20 ноября 2026</time></div>'}, "2026-11-20"),
        *(("a stamp that its words do not deny", {"after": f'<div><time datetime="2026-11-22T08:00:00Z">{words}</time></div>'}, "2026-11-22T13:00:00+05:00")
          for words in ("22 ноября 2026", "21.11.2026, 23:50", "Ноябрь 2026", "2 часа назад", "")),
        ("next to the headline before a list", {"after": f'<p><time datetime="{META_ISO}">20.11.2026</time></p>', "bottom": "".join(LISTED)}, META_ISO),
        ("a list of one", {"bottom": LISTED[0]}, "2026-11-21T10:00:00+05:00"),
        ("the outlet's own time that its head calls UTC", {"head": SAYS_UTC, "after": OWN_TIME}, "2026-11-20T20:30:00+05:00"),
        ("another time at the headline", {"head": SAYS_UTC, "after": OWN_TIME.replace("20:30:00", "23:15:00")}, "2026-11-21T01:30:00+05:00"),
        ("UTC at the headline too", {"head": SAYS_UTC, "after": OWN_TIME.replace("+05:00", "Z")}, "2026-11-21T01:30:00+05:00"),
        ("UTC alone", {"head": SAYS_UTC}, "2026-11-21T01:30:00+05:00"),
    ],
)  # fmt: skip
def test_of_what_a_page_says_this_is_its_date(what: str, given: dict[str, str], iso: str | None) -> None:
    source = page(**{name: part for name, part in given.items() if name not in ("url", "hint", "css")})
    assert published(source, given.get("url", URL), given.get("hint", ""), given.get("css")) == iso


@rows("midnight", ["2026-11-20T00:00:00+05:00", "2026-11-20T00:00:00", "2026-11-20T00:00:00Z", "2026-11-20"])
def test_midnight_or_a_bare_day_takes_the_time_of_the_same_day_from_text_or_hint(midnight: str) -> None:
    meta = f'<meta property="article:published_time" content="{midnight}">'
    assert published(page(meta, after="<p>20.11.2026, 09:30</p>")) == META_ISO
    assert published(page(meta), hint="Fri, 20 Nov 2026 04:30:00 GMT") == META_ISO


HEAD, NAME = f"<html><head><title>{TITLE}</title></head><body>", "<h1>Газета Степного района и всех его посёлков</h1><p>21.11.2026 08:00</p>"
IN_MAIN = f"<html><body><main><div>{{}}</div><div><h1>{TITLE}</h1><p>{BODY}</p></div></main></body></html>"
TODAYS = "<div><div><p>Общество</p></div><div>{}<div><p>Рубрика</p><h1>" + TITLE + f"</h1></div><p>{BODY}</p></div></div>"
COPY = f'<div style="display: none"><h1>{TITLE}</h1><p>23.02.2025 10:00</p><p>{BODY}</p></div>'
SHOWN = f"<div class='a'><h3>{TITLE}</h3><i>20.11.2026 09:30</i><p>{BODY}</p></div>"
READERS = "<div><b>Айгүл</b> <small>23.11.2026 08:00</small></div>"
NEIGHBOUR = f"<div>23.11.2026 08:00</div><a href='/n/1'>{TITLE}</a><div>23.11.2026 08:00</div>"


@rows(
    "what, source, iso",
    [
        ("the clock of a site in its main element", IN_MAIN.format("24 ноября 2026, вторник"), None),
        ("an article's day there", IN_MAIN.format("20 ноября 2026, пятница"), DAY_ISO),
        ("the headline is what the title repeats", f"{HEAD}{NAME}<p>{BODY}</p><div><h2>{TITLE}</h2>{MOMENT}<p>{BODY}</p></div></body></html>", META_ISO),
        ("without a headline the article's element", f"<html><body><article>{MOMENT}<p>{BODY}</p></article></body></html>", META_ISO),
        ("above the headline before readers' words", old_page(f"<div><div class='d'>20.11.2026 09:30</div><div>{TITLE}</div><p>{SENTENCE}</p></div>{READERS}"), META_ISO),
        *(("an article of today, and no clock", f"{HEAD}{TODAYS.format(above)}</body></html>", "2026-11-24")
          for above in ("<div class='news-date'>24.11.2026</div>", "<div>24.11.2026 08:15</div>", "<div>сегодня, 08:15</div>")),
        ("today in the cell above the headline", old_page(f"<table><tr><td>24.11.2026</td></tr><tr><td><b>{TITLE}</b></td></tr><tr><td>{BODY}</td></tr></table>"), "2026-11-24"),
        *(("the last of a few news in a side column", old_page(f"<b>{TITLE}</b><p>{BODY}</p>", column=column), None) for column in (TEASERS, APART)),
        ("the element that repeats the title", old_page(f"{NAME}<div><div>{TITLE}</div>{MOMENT}<p>{BODY}</p></div>"), META_ISO),
        ("what the template calls a headline", old_page(f"<div><div class='news-title'>{TITLE}</div><div>20.11.2026 09:30</div><p>{BODY}</p></div>", title="Районная"), META_ISO),
        ("a link to the article in a list", old_page(f"<table><tr><td>{TITLE}</td></tr><tr><td>20.11.2026 09:30</td></tr><tr><td>{BODY}</td></tr></table>", column=NEIGHBOUR), META_ISO),
        ("a copy for the printer", f"{HEAD}{SHOWN}{COPY}</body></html>", META_ISO),
        ("a page that hides all of itself until its scripts have run", HEAD + SHOWN.replace("class='a'", "style='display:none'").replace("h3", "h1") + "</body></html>", META_ISO),
    ],
)  # fmt: skip
def test_of_a_page_of_this_make_this_is_its_day(what: str, source: str, iso: str | None) -> None:
    assert (published(source) or "")[: len(iso or "x")] == (iso or "")


def test_a_page_nested_thousands_of_levels_deep_breaks_nothing() -> None:
    deep = html.Element("div")
    deep.text = "20.11.2026 09:30"
    for _ in range(5_000 if is_full() else 1_500):
        outer = html.Element("div")
        outer.append(deep)
        deep = outer
    tree = html.fromstring(page())
    heading = tree.find(".//h1")
    assert heading is not None
    heading.addnext(deep)
    assert to_iso(find_published(tree, URL, now=NOW, zone=ALMATY)) == META_ISO


def test_a_selector_that_is_none_is_an_error() -> None:
    with pytest.raises(SelectorError):
        published(page(META), css="div[")


@given(moment=MOMENTS.filter(lambda m: m < NOW - timedelta(hours=1)), form=st.sampled_from(["dots", "dots, time first", "ru", "kk", "en"]))
def test_any_moment_printed_under_the_headline_is_found(moment: datetime, form: str) -> None:
    assert published(page(after=f"<div>{MOMENT_FORMS[form](moment)}</div>")) == to_iso(moment)


@given(st.text(max_size=200))
def test_no_markup_whatever_breaks_the_finding(noise: str) -> None:
    source = page(head=f"<script type='application/ld+json'>{noise}</script>", before=noise, after=f"<time datetime='{noise}'>{noise}</time>")
    published("".join(c for c in source if c.isprintable()), hint=noise)


@rows("head, iso", [("", "2026-11-19T08:00:00+05:00"), (META, META_ISO)])
def test_the_data_of_a_page_built_by_scripts_counts_after_the_pages_own_marks(head: str, iso: str) -> None:
    tree = html.fromstring(page(head=head))
    assert to_iso(find_published(tree, URL, now=NOW, zone=ALMATY, data="2026-11-19T08:00:00+05:00")) == iso


OLD_LINES = [
    ("Добавлено: 20.11.2026 09:30", META_ISO), ("Создано: 20 Ноябрь 2026", DAY_ISO),
    ("Автор: admin от 20-11-2026, 09:30, посмотрело: 345", META_ISO),
    ("Автор: admin | 20-11-2026, 09:30 | Просмотров: 345 | Версия для печати", META_ISO),
    ("admin 20-11-2026, 09:30 Просмотров: 345 Комментариев: 0", META_ISO),
    ("Категория: Новости | Просмотров: 120 | Добавил: admin | Дата: 20.11.2026 | Рейтинг: 0.0/0", DAY_ISO),
    ("Запись опубликована 20.11.2026 автором admin в рубрике Новости", DAY_ISO), ("Опубликовано admin в Пт, 20/11/2026 - 09:30", META_ISO),
    ("Опубликовал: admin 20.11.2026", DAY_ISO), ("Дата материала 20.11.2026", DAY_ISO), ("Время: 09:30 Дата: 20.11.2026", META_ISO),
    ("20 ноября 2026, 09:30 Время чтения: 3 минуты", META_ISO), ("20 ноября 2026 2 мин. на чтение", DAY_ISO),
    ("Қосылған уақыты: 20.11.2026 09:30", META_ISO), ("Жүктелген күні: 20.11.2026 Қаралды: 345", DAY_ISO),
    ("20 ноября | Автор: Иван Примеров | 345", DAY_ISO), ("Общество и власть / 20 ноября / 345", DAY_ISO), ("Иван Примеров, 20 ноября", DAY_ISO),
    ("Общество • вчера • 345", "2026-11-23"), ("Иван Примеров, вчера", "2026-11-23"),
]  # fmt: skip


@rows("line, iso", OLD_LINES)
def test_a_line_of_author_section_and_views_gives_its_date(line: str, iso: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) == iso


@rows(
    "line",
    [
        "Постановление от 20 ноября 2026 года № 345", "Приказ министра от 20.11.2026 № 12", "До 20 ноября 2026 года", "Начало: 20.11.2026 09:30",
        "Срок подачи: 20.11.2026", "Дата рождения: 20.11.2006", "Дата проведения: 20.11.2026", "Өткізілетін күні: 20.11.2026",
        "Последний комментарий: 20.11.2026 09:30", "По словам Ивана, вчера", "Общество | 9 мая | Спорт",
        "https://other.example/2026/11/20/chuzhaya-novost",
    ],
)  # fmt: skip
def test_a_line_about_an_event_an_act_or_another_page_gives_none(line: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) is None


@rows(
    "markup, iso",
    [
        ("<span>вчера, 18:54</span><span class='icon-eye'>345</span><span>Иван Примеров</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>кеше, 18:54</span><span>345</span><span>Ерлан Мысал</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>20 нояб. 2026</span><span class='views'>120</span><span>Иван Примеров</span>", DAY_ISO),
        ("<span>20.11.2026</span><b>345</b>", DAY_ISO), ("<span>20 ноября</span><span class='post-views'>2019</span>", DAY_ISO),
        ("<i class='fa fa-clock-o'></i> 20.11.2026 09:30 <i class='fa fa-eye'></i> 345", META_ISO),
        ("<a href='/o/'>Новости района</a> <span>20.11.2026</span>", DAY_ISO), ("Дата<b>20.11.2026</b>", DAY_ISO),
        ("20.11.2026<b>345</b>", DAY_ISO), ("<b>20</b>.<b>11</b>.<b>2026</b> 09:30", META_ISO),
        ("<b>2</b><b>часа</b><b>назад</b>", "2026-11-24T08:15:00+05:00"), ("<abbr title='2026-11-20T09:30:00+05:00'>4 дня назад</abbr>", META_ISO),
    ],
)  # fmt: skip
def test_what_a_reader_sees_apart_is_read_apart_though_no_space_stands_between(markup: str, iso: str) -> None:
    assert published(page(after=f"<div class='meta'>{markup}</div>")) == iso


@rows(
    "path, iso",
    [
        ("/2026/11/20/remont", "2026-11-20"),
        ("/2026/11/20/", "2026-11-20"),
        ("/2026/11/20-remont", "2026-11-20"),
        ("/2026-11-20-remont", "2026-11-20"),
        ("/news/20261120/remont", "2026-11-20"),
        ("/20261120-remont.html", "2026-11-20"),
        ("/news/20-11-2026/remont", "2026-11-20"),
        ("/news/20.11.2026", "2026-11-20"),
        ("/2026/3/5/remont", "2026-03-05"),
        ("/2026/11/remont", None),
        ("/2026/remont-2026", None),
        ("/news/2026112012", None),
        ("/news/123-45-67", None),
        ("/2026/13/45/x", None),
        ("/1985/11/20/x", None),
        ("/2026/12/20/x", None),  # not yet
    ],
)
def test_the_day_in_an_address_is_taken_where_the_page_is_silent(path: str, iso: str | None) -> None:
    assert published(page(), url=f"https://gazeta.example{path}") == iso


TEXT = f"<div>{paragraphs(LEDE, *STORY)}</div>"


def guess(html: str, url: str = "https://dala-sozi.example/n/tilshi") -> date | None:
    """The day that is guessed of a page; None where it says one, or none is found."""
    found = extract(article_page(html, url=url), zone=ZONE, css=Css())
    return found.published if found.unsure else None


def hidden(day: str) -> str:
    """A page that holds a day only in the address of its picture."""
    return article(f"{TEXT}<img src='/uploads/{day}/vhod.jpg'>", head=f"<meta property='og:image' content='/uploads/{day}/vhod.jpg'>")


def test_a_day_hidden_in_the_source_is_found() -> None:
    assert guess(hidden("2026/11/20")) == date(2026, 11, 20)


@rows("said", ["2026-12-20", "2029-01-05", "1890-05-06"])
def test_no_day_after_today_and_none_before_there_were_sites_is_taken(said: str) -> None:
    assert guess(article(f"{TEXT}<span class='x'>{said}</span>")) is None


def test_the_year_of_a_line_of_rights_is_no_day() -> None:
    assert guess(article(f"{TEXT}<footer>© 2024 Дала сөзі</footer>")) is None


def test_the_day_of_the_last_change_stands_where_the_page_names_no_other() -> None:
    assert guess(article(f"<p>Обновлено: 20 ноября 2026, 11:05</p>{TEXT}")) == date(2026, 11, 20)
    assert guess(article(f"<p>最終更新日：2026年11月20日</p>{TEXT}")) == date(2026, 11, 20)
    assert guess(article(f"<p>Обновлено: 20 декабря 2026</p>{TEXT}")) is None


def test_no_day_outside_the_month_in_the_address_is_taken() -> None:
    page = hidden("2026/10/20")
    assert guess(page) == date(2026, 10, 20)
    assert guess(page, "https://dala-sozi.example/story/2026/11/tilshi") is None
    assert guess(page, "https://dala-sozi.example/story/2026/10/tilshi") == date(2026, 10, 20)
    assert guess(page, "https://dala-sozi.example/1902/22/tilshi") == date(2026, 10, 20)


def test_a_page_that_nobody_wrote_is_not_looked_through() -> None:
    assert guess(hidden("2026/11/20").replace("</h1>", "</h1>" + "<i></i>" * 10_000)) is None


def test_a_guess_is_kept_as_unsure_and_what_the_page_says_is_not() -> None:
    guessed = read(hidden("2026/11/20"), url="https://dala-sozi.example/n/tilshi")
    assert (guessed.published, guessed.date_precision, guessed.surely_published) == (date(2026, 11, 20), PublishedPrecision.UNSURE, None)
    told = read(article(f"<time datetime='2026-11-24T10:15:00+05:00'></time>{TEXT}"))
    assert (told.date_precision, told.surely_published) == (PublishedPrecision.MOMENT, told.published)


def test_a_refused_page_keeps_its_title_and_its_date() -> None:
    found = refuse(article("<time datetime='2026-11-24T10:15:00+05:00'></time><div><p>Подробности позже.</p></div>"))
    assert found.title.startswith("Редактора")
    assert found.published == datetime(2026, 11, 24, 10, 15, tzinfo=ZONE)
    assert not found.unsure
