"""When a page was published: what on it counts, what does not, whom to trust, and what is guessed where nothing says it."""

import json
from datetime import date, datetime, timedelta

import pytest
from cssselect import SelectorError
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipelines.extraction.dates import find_published, to_iso
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


def test_a_page_that_says_nothing_has_no_date() -> None:
    assert published(page()) is None


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
def test_json_ld_of_an_article_tells_the_moment_even_where_it_is_broken(head: str) -> None:
    assert published(page(head)) == META_ISO


@rows(
    "head",
    [
        json_ld(article_ld(dateModified=META_ISO)),
        json_ld({"@type": "ItemList", "itemListElement": [article_ld(**PUBLISHED)]}),
        json_ld({"@type": "WebPage", "hasPart": article_ld(**PUBLISHED)}),
        json_ld({"@type": "VideoObject", "uploadDate": META_ISO, "datePublished": META_ISO}),
        json_ld({"@type": "Organization", "foundingDate": "2001-01-01"}),
        json_ld({"@type": "NewsArticle", "datePublished": None}),
        json_ld({"@type": "NewsArticle", "datePublished": 1763613000}),
        '<script type="application/ld+json">{"@type": "WebSite", "datePublished": </script>',
        '<script type="application/ld+json"></script>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        f'<meta property="article:modified_time" content="{META_ISO}">',
        f'<meta property="og:updated_time" content="{META_ISO}">',
        f'<meta name="last-modified" content="{META_ISO}">',
    ],
)
def test_dates_of_changes_and_of_other_things_are_not_the_publication(head: str) -> None:
    assert published(page(head)) is None


def test_among_several_articles_in_json_ld_the_one_that_names_the_page_counts() -> None:
    other = article_ld(url="https://gazeta.example/news/drugaya", datePublished="2026-11-01T08:00:00+05:00")
    own = article_ld(mainEntityOfPage={"@id": "http://www.gazeta.example/news/remont-vodoprovoda/"}, datePublished=META_ISO)
    assert published(page(json_ld([other, own]))) == META_ISO


@rows("name",
    [
        'property="article:published_time"', 'property="og:article:published_time"', 'property="og:published_time"', 'name="DC.date"',
        'name="DC.date.issued"', 'name="dcterms.created"', 'name="parsely-pub-date"', 'name="sailthru.date"', 'name="pubdate"', 'name="PubDate"',
        'name="publish_date"', 'name="mediator_published_time"', 'name="date"', 'itemprop="datePublished"',
    ],
)  # fmt: skip
def test_a_meta_element_of_publication_tells_the_moment(name: str) -> None:
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
    ("", "<p>20 ноября 2026, 09:30</p>"),
    ("", "20.11.2026 09:30<br>"),
    ("", "<div class='meta'><span>Иван Примеров</span> | <span>20.11.2026, 09:30</span> | <span>Просмотров: 120</span></div>"),
    ("", "<div><span class='day'>20 ноября 2026</span> <span class='time'>09:30</span></div>"),
    ("", "<div>20 ноября 2026</div><div>09:30</div>"),
    ("", "<div>09:30</div><div>20 ноября 2026</div>"),
    ("", "<div><b>20</b><div>ноября</div><div>2026</div><div>09:30</div></div>"),
    ("", "<dl><dt>Опубликовано:</dt><dd>20.11.2026 09:30</dd></dl>"),
    ("", "<p>Опубликовано 20.11.2026 09:30, обновлено 22.11.2026 08:00</p>"),
    ("", "<p>Обновлено: 22.11.2026 08:00</p><p>Опубликовано: 20.11.2026 09:30</p>"),
    ("", "<p>Жаңартылды: 22.11.2026 08:00. Жарияланды: 20.11.2026 09:30</p>"),
    ("", "<ul class='entry-meta'><li>👁 345</li><li>💬 12</li><li>20.11.2026 09:30</li></ul>"),
    ("", "<p>Приём заявок: 25.12.2026 | 20.11.2026 09:30</p>"),
    ("", "<p>20 қараша 2026, 09:30</p>"),
    ("", "<p>2026 жылғы 20 қараша, сағат 09:30</p>"),
    ("", "<p>20 Қар 2026 09:30 &nbsp; 120 рет оқылды</p>"),
    ("", "<p>By Aliya Primer on November 20, 2026 at 9:30 a.m.</p>"),
    ("", "<p>Лид: что известно о ремонте водопровода в посёлке к этому часу</p><p>20 ноября, 09:30</p>"),
    ("<div class='date'>20.11.2026 09:30</div>", ""),
    ("<div class='meta'>Общество · 20 ноября 2026, 09:30</div>", ""),
    ("<div><p>20 қараша 2026, 09:30</p></div>", ""),
    ("20.11.2026 09:30", ""),
]


@rows("before, after", PRINTED)
def test_what_is_printed_beside_the_headline_tells_the_moment(before: str, after: str) -> None:
    assert published(page(before=before, after=after)) == META_ISO


def test_a_date_at_the_foot_of_the_article_counts_if_it_is_the_only_one() -> None:
    foot = "<div class='news-date'>20.11.2026 09:30</div>"
    assert published(page(end=foot)) == META_ISO
    assert published(page(end=foot + "<div class='news-date'>21.11.2026 09:30</div>")) is None


def test_the_foot_of_the_article_is_its_own_and_the_foot_of_the_site_is_not() -> None:
    stamp = f"<time datetime='{META_ISO}'>20 ноября</time>"
    assert published(page(end=f"<footer class='entry-footer'>{stamp}</footer>")) == META_ISO
    assert published(page(end=f"<footer>{stamp}</footer>")) is None


def test_the_clock_of_a_site_in_its_main_element_is_passed_over_but_an_articles_day_there_is_not() -> None:
    source = f"<html><body><main><div>{{}}</div><div><h1>{TITLE}</h1><p>{BODY}</p></div></main></body></html>"
    assert published(source.format("24 ноября 2026, вторник")) is None
    assert published(source.format("20 ноября 2026, пятница")) == "2026-11-20"


def test_the_headline_is_the_heading_that_the_title_repeats_and_not_the_name_of_the_site() -> None:
    site = "<h1>Газета Степного района и всех его посёлков</h1><p>21.11.2026 08:00</p>" + f"<p>{BODY}</p>"
    source = f"<html><head><title>{TITLE}</title></head><body>{site}<div><h2>{TITLE}</h2><p>20.11.2026 09:30</p><p>{BODY}</p></div></body></html>"
    assert published(source) == META_ISO


def test_without_a_headline_the_article_begins_where_its_element_does() -> None:
    source = f"<html><body><article><p>20.11.2026 09:30</p><p>{BODY}</p></article></body></html>"
    assert published(source) == META_ISO


DECOYS = [
    {"top": "<div class='top'>Сегодня: 24 ноября 2026</div>"},
    {"top": "<header><span class='date'>24 ноября 2026, вторник</span></header>"},
    {"top": "<div id='clock'>24.11.2026 10:02</div>"},
    {"top": "<div><div>Сегодня, 24 ноября 2026</div><div>Бүгін: 24 қараша 2026 жыл</div></div>"},
    {"top": "<div>24 ноября 2026, вторник</div>"},
    {"top": "<div>Свидетельство № 123 от 12.03.2010</div>"},
    {"before": "<div>Бүгін: 24 қараша 2026</div>"},
    {"before": "<div>Курс валют на 23.11.2026: $ 523.4 € 604.1</div>"},
    {"after": "<div class='currency'>23.11.2026 USD 523.4</div>"},
    {"after": "<p>USD 523.4 на 23.11.2026</p>"},
    {"after": "<aside><p>23.11.2026 08:00</p></aside>"},
    {"after": "<div class='related-news'><p>23.11.2026 08:00</p></div>"},
    {"after": "<div class='sidebar'><time datetime='2026-11-23T08:00'>вчера</time></div>"},
    {"after": "<p>Журналиста избили 23 ноября 2026 года</p>"},
    {"after": "<p>23 ноября 2026 года в Степном районе прошла встреча</p>"},
    {"after": "<p>Встреча пройдёт с 20 по 23 ноября 2026 года</p>"},
    {"after": "<p>1 – 5 ноября 2026</p>"},
    {"after": "<p>Вчера Иван Примеров приехал</p>"},
    {"after": "<p>К 8 марта</p>"},
    {"after": "<p>Обновлено: 23.11.2026 08:00</p>"},
    {"after": "<p>Обновлено 2 часа назад</p>"},
    {"after": "<p>Жаңартылды: 23 қараша 2026, 08:00</p>"},
    {"after": "<p>23.11.2026 08:00 жаңартылды</p>"},
    {"after": "<p>Последнее обновление</p><p>23.11.2026 08:00</p>"},
    {"after": "<span class='date-modified'>23.11.2026 08:00</span>"},
    {"after": "<div>Тел. +7 (7142) 53-02-26, 8 701 123 45 67</div>"},
    {"end": "<div class='comments'><div class='comment'><span class='date'>23.11.2026 08:00</span> Спасибо!</div></div>"},
    {"before": "<div><p>23.11.2026 08:00</p>" + "<p>Другая новость Степного района, о которой здесь не написано</p>" * 6 + "</div>"},
    {"end": "<div>Обновлено: <span class='news-date'>23.11.2026 08:00</span></div>"},
    {"end": "<div class='related'><time datetime='2026-11-23T08:00'>вчера</time></div>"},
    {"bottom": "<footer>© 2010–2026 Газета. Свидетельство от 12.03.2010</footer>"},
    {"bottom": "<div class='latest'><span class='date'>23.11.2026 08:00</span><a href='/x'>Другая новость</a></div>"},
    {"bottom": "<div itemscope class='popular'><meta itemprop='datePublished' content='2026-11-23T08:00'></div>"},
]


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
    ("20.11.2026 09:30", DAY_ISO),
    ("Пятница, 20 Ноябрь 2026 09:30", DAY_ISO),
    ("Опубликовано: 20 ноября 2026", DAY_ISO),
    ("Жарияланды: 20 қараша 2026", DAY_ISO),
    ("20 ноября", DAY_ISO),
    ("вчера, 18:54", "2026-11-23"),
    ("кеше, 18:54", "2026-11-23"),
    ("2 часа назад", "2026-11-24"),
    ("бүгін, 08:15", "2026-11-24"),
]


@rows("written, day", OLD_DATES)
@rows("layout", OLD_LAYOUTS)
@rows("text", [f"<p>{SENTENCE}</p>", f"<p>{BODY}</p><p>{BODY}</p>"])
def test_a_page_without_headings_tells_the_day_of_its_article(layout: str, written: str, day: str, text: str) -> None:
    source = old_page(layout.format(title=TITLE, date=written, text=text))
    assert (published(source) or "")[:10] == day


@rows("layout", OLD_LAYOUTS)
@rows("text", [f"<p>{SENTENCE}</p>", f"<p>{BODY}</p><p>{BODY}</p>"])
@rows(
    "under",
    [
        "",
        f"<div><b>Читайте также:</b>{TEASERS}</div>",
        f"<div>{TEASERS}</div>",
        f"<div>{APART}</div>",
        "<h4>Комментарии</h4><p><b>Айгүл</b> <small>23.11.2026 08:00</small> Рахмет!</p>",
        "<div><b>Айгүл</b> <small>23.11.2026 08:00</small><br>Рахмет!</div>",
        "<div class='hypercomments'><small>23.11.2026 08:00</small></div>",
        "<p>Фото 12 мая 2015 года</p>",
    ],
)
def test_a_page_without_headings_and_without_a_date_has_none_whatever_stands_around(layout: str, text: str, under: str) -> None:
    assert published(old_page(layout.format(title=TITLE, date="", text=text) + under)) is None


def test_a_date_within_the_text_is_not_taken_for_the_foot_of_the_article() -> None:
    assert published(page(end=f"<p>12 мая 2015 года</p><p>{BODY}</p>")) is None


def test_the_date_above_the_headline_counts_before_readers_words_under_a_short_text() -> None:
    article = (
        f"<div><div class='d'>20.11.2026 09:30</div><div>{TITLE}</div><p>{SENTENCE}</p></div><div><b>Айгүл</b> <small>23.11.2026 08:00</small></div>"
    )
    assert published(old_page(article)) == META_ISO


@rows("above", ["<div class='news-date'>24.11.2026</div>", "<div>24.11.2026 08:15</div>", "<div>сегодня, 08:15</div>"])
def test_an_article_of_today_is_told_from_a_clock_by_its_name_or_by_being_hours_old(above: str) -> None:
    article = f"<div><p>Общество</p></div><div>{above}<div><p>Рубрика</p><h1>{TITLE}</h1></div><p>{BODY}</p></div>"
    assert (published(f"<html><head><title>{TITLE}</title></head><body><div>{article}</div></body></html>") or "")[:10] == "2026-11-24"


def test_the_day_of_today_in_the_cell_above_that_of_the_headline_is_the_articles() -> None:
    assert published(old_page(f"<table><tr><td>24.11.2026</td></tr><tr><td><b>{TITLE}</b></td></tr><tr><td>{BODY}</td></tr></table>")) == "2026-11-24"


@rows("column", [TEASERS, APART])
def test_the_last_of_a_few_news_in_a_side_column_does_not_date_the_article(column: str) -> None:
    assert published(old_page(f"<b>{TITLE}</b><p>{BODY}</p>", column=column)) is None


def test_where_the_site_name_is_the_only_heading_the_element_that_repeats_the_title_is_the_headline() -> None:
    name = "<h1>Газета Степного района и всех его посёлков</h1><p>21.11.2026 08:00</p>"
    assert published(old_page(f"{name}<div><div>{TITLE}</div><p>20.11.2026 09:30</p><p>{BODY}</p></div>")) == META_ISO


def test_a_headline_that_no_title_repeats_is_known_by_what_the_template_calls_it() -> None:
    article = f"<div><div class='news-title'>{TITLE}</div><div>20.11.2026 09:30</div><p>{BODY}</p></div>"
    assert published(old_page(article, title="Районная")) == META_ISO


def test_a_link_to_the_article_in_a_list_of_news_is_not_its_headline() -> None:
    column = f"<div>23.11.2026 08:00</div><a href='/n/1'>{TITLE}</a><div>23.11.2026 08:00</div>"
    article = f"<table><tr><td>{TITLE}</td></tr><tr><td>20.11.2026 09:30</td></tr><tr><td>{BODY}</td></tr></table>"
    assert published(old_page(article, column=column)) == META_ISO


def test_once_the_page_bears_out_its_source_an_older_date_further_down_proves_no_later_change() -> None:
    related = "<div>Ранее:</div><div>18.11.2026 08:00</div>"
    assert published(page(after=f"<p>20.11.2026 09:30</p>{related}"), hint="Fri, 20 Nov 2026 09:30:00 +0500") == META_ISO


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


HINT, HINT_ISO = "Thu, 19 Nov 2026 08:00:00 +0500", "2026-11-19T08:00:00+05:00"


def test_each_witness_is_asked_only_where_a_more_trusted_one_is_silent() -> None:
    css_part = "<div class='own'>15.11.2026 08:00</div>"
    ld = json_ld(article_ld(datePublished="2026-11-16T08:00:00+05:00"))
    meta = '<meta property="article:published_time" content="2026-11-17T08:00:00+05:00">'
    stamp = "<time datetime='2026-11-18T08:00:00+05:00'>18 ноября</time>"
    printed = "<p>20.11.2026 08:00</p>"
    url = "https://gazeta.example/2026/11/21/x"
    assert published(page(ld + meta, after=stamp + css_part + printed), url, HINT, ".own") == "2026-11-15T08:00:00+05:00"
    assert published(page(ld + meta, after=stamp + printed), url, HINT, ".own") == "2026-11-16T08:00:00+05:00"
    assert published(page(meta, after=stamp + printed), url, HINT) == "2026-11-17T08:00:00+05:00"
    assert published(page(after=stamp + printed), url, HINT) == "2026-11-18T08:00:00+05:00"
    assert published(page(after=printed), url, HINT) == HINT_ISO
    assert published(page(after=printed), url) == "2026-11-20T08:00:00+05:00"
    assert published(page(), url) == "2026-11-21"


@rows("css", [".own", ".own::text", ".own::attr(data-at)", "div.own span", "[data-at]::attr(data-at)"])
def test_the_outlets_own_selector_finds_text_or_an_attribute(css: str) -> None:
    own = "<div class='own' data-at='2026-11-20T09:30'>Степной район, <span>20 ноября 2026 года, 09:30</span> — 20 ноября 2026 года, 09:30</div>"
    assert published(page(META.replace("20T", "21T"), end=own), css=css) == META_ISO


def test_where_the_outlets_own_selector_points_the_words_around_do_not_matter() -> None:
    own = "<div class='own'>наш корреспондент передал это 20.11.2026 в 09:30 из посёлка</div>"
    assert published(page(end=own), css=".own") == META_ISO


def test_a_selector_that_finds_no_date_leaves_the_page_to_speak() -> None:
    assert published(page(META), css=".absent") == META_ISO
    assert published(page(META, end="<i class='own'>Обновлено: 22.11.2026</i>"), css=".own") == META_ISO


def test_a_selector_that_is_none_is_an_error() -> None:
    with pytest.raises(SelectorError):
        published(page(META), css="div[")


def test_a_date_in_the_future_is_passed_over_for_the_next_witness() -> None:
    future = META.replace("2026-11-20", "2026-12-20")
    assert published(page(future, after="<p>25.11.2026 08:00</p><p>20.11.2026 09:30</p>")) == META_ISO
    assert published(page(future)) is None
    assert published(page(after="<p>25.11.2026</p>")) is None


def test_ten_minutes_of_a_fast_clock_are_forgiven_and_eleven_are_not() -> None:
    meta = '<meta property="article:published_time" content="2026-11-24T10:{}:00+05:00">'
    assert published(page(meta.format(25))) == "2026-11-24T10:25:00+05:00"
    assert published(page(meta.format(26))) is None


def test_a_moment_of_utc_is_told_by_the_clock_of_the_outlet_where_it_may_be_the_next_day() -> None:
    assert published(page(META.replace("T09:30:00+05:00", "T21:30:00Z"))) == "2026-11-21T02:30:00+05:00"


def test_a_naive_moment_is_local() -> None:
    assert published(page(META.replace("+05:00", ""))) == META_ISO
    assert published(page(META.replace("2026", "2023").replace("+05:00", ""))) == "2023-11-20T09:30:00+06:00"


@rows("midnight", ["2026-11-20T00:00:00+05:00", "2026-11-20T00:00:00", "2026-11-20T00:00:00Z", "2026-11-20"])
def test_midnight_or_a_bare_day_takes_the_time_of_the_same_day_from_text_or_hint(midnight: str) -> None:
    meta = f'<meta property="article:published_time" content="{midnight}">'
    assert published(page(meta, after="<p>20.11.2026, 09:30</p>")) == META_ISO
    assert published(page(meta), hint="Fri, 20 Nov 2026 04:30:00 GMT") == META_ISO
    assert published(page(after="<p>20 ноября 2026</p>"), url="https://gazeta.example/2026/11/20/x", hint="") == "2026-11-20"


def test_midnight_stays_where_the_time_told_is_of_another_day() -> None:
    meta = '<meta property="article:published_time" content="2026-11-20T00:00:00+05:00">'
    assert published(page(meta, after="<p>21.11.2026, 09:30</p>"), hint=HINT) == "2026-11-20T00:00:00+05:00"


def test_a_page_dated_by_the_second_it_was_built_gives_way_to_its_source() -> None:
    meta = '<meta property="article:published_time" content="2026-11-24T10:14:58+05:00">'
    assert published(page(meta), hint=HINT) == HINT_ISO
    assert published(page(meta), url="https://gazeta.example/2026/11/20/x") == "2026-11-20"


def test_an_article_published_this_minute_keeps_its_moment() -> None:
    meta = '<meta property="article:published_time" content="2026-11-24T10:14:58+05:00">'
    assert published(page(meta)) == "2026-11-24T10:14:58+05:00"
    assert published(page(meta), url="https://gazeta.example/2026/11/24/x") == "2026-11-24T10:14:58+05:00"


@rows("lastmod", ["2026-11-24", "2026-11-22T20:00:00+05:00"])
def test_a_sitemaps_last_change_yields_to_an_earlier_day_on_the_page_or_in_its_address(lastmod: str) -> None:
    assert published(page(after="<p>20.11.2026 09:30</p>"), hint=lastmod) == META_ISO
    assert published(page(), url="https://gazeta.example/2026/11/20/x", hint=lastmod) == "2026-11-20"


def test_a_change_on_the_next_day_is_told_from_the_moment_printed_but_one_of_the_same_morning_is_not() -> None:
    assert published(page(after="<p>20.11.2026 09:30</p>"), hint="2026-11-21T08:00:00+05:00") == META_ISO
    assert published(page(after="<p>20.11.2026 09:30</p>"), hint="2026-11-20T11:30:00+05:00") == "2026-11-20T11:30:00+05:00"


def test_a_server_that_counts_its_days_by_another_clock_does_not_outweigh_the_feed() -> None:
    assert published(page(), url="https://gazeta.example/2026/11/18/x", hint="Wed, 18 Nov 2026 20:00:00 GMT") == "2026-11-19T01:00:00+05:00"


@rows("hint", ["2026-11-19T03:00:00Z", "Чт, 19 ноя 2026 08:00:00 +0500", "Бс, 19 Қар 2026 08:00:00 +0500", "19.11.2026, 08:00"])
def test_the_hint_is_read_in_any_form_a_source_writes(hint: str) -> None:
    assert published(page(), hint=hint) == HINT_ISO


def test_a_hint_without_sense_is_no_date() -> None:
    assert published(page(), hint="скоро") is None


@given(moment=MOMENTS.filter(lambda m: m < NOW - timedelta(hours=1)), form=st.sampled_from(["dots", "dots, time first", "ru", "kk", "en"]))
def test_any_moment_printed_under_the_headline_is_found(moment: datetime, form: str) -> None:
    assert published(page(after=f"<div>{MOMENT_FORMS[form](moment)}</div>")) == to_iso(moment)


@given(st.text(max_size=200))
def test_no_markup_whatever_breaks_the_finding(noise: str) -> None:
    source = page(head=f"<script type='application/ld+json'>{noise}</script>", before=noise, after=f"<time datetime='{noise}'>{noise}</time>")
    published("".join(c for c in source if c.isprintable()), hint=noise)


def test_an_entry_date_of_wordpress_counts_though_the_theme_calls_it_updated() -> None:
    assert published(page(after=f'<time class="entry-date updated td-module-date" datetime="{META_ISO}">20 ноября 2026</time>')) == META_ISO
    assert published(page(after=f'<time class="updated" datetime="{META_ISO}">20 ноября 2026</time>')) is None


def test_a_copy_for_the_printer_does_not_pass_for_the_article() -> None:
    hidden = f'<div style="display: none"><h1>{TITLE}</h1><p>23.02.2025 10:00</p><p>{BODY}</p></div>'
    shown = f"<div class='a'><h3>{TITLE}</h3><i>20.11.2026 09:30</i><p>{BODY}</p></div>"
    assert published(f"<html><head><title>{TITLE}</title></head><body>{shown}{hidden}</body></html>") == META_ISO
    # A page that hides all of itself until its scripts have run is read nevertheless.
    whole = f"<div style='display:none'><h1>{TITLE}</h1><i>20.11.2026 09:30</i><p>{BODY}</p></div>"
    assert published(f"<html><head><title>{TITLE}</title></head><body>{whole}</body></html>") == META_ISO


def test_the_data_of_a_page_built_by_scripts_counts_after_the_pages_own_marks() -> None:
    def with_data(source: str) -> str | None:
        return to_iso(find_published(html.fromstring(source), URL, now=NOW, zone=ALMATY, data="2026-11-19T08:00:00+05:00"))

    assert with_data(page()) == "2026-11-19T08:00:00+05:00"
    assert with_data(page(head=META)) == META_ISO


LATER = "2026-11-22T08:00:00Z"


@rows(
    "shown, day",
    [
        ("Publié le 20 novembre 2026", None),
        ("Le <b>20</b> <i>novembre</i> 2026", None),
        ("Geplaatst op 20 décembre 2026", None),
        ("Опубликовано 20 ноября 2026", "2026-11-20"),
    ],
)
def test_a_stamp_of_another_day_than_its_words_is_not_believed(shown: str, day: str | None) -> None:
    assert published(page(after=f'<div><time datetime="{LATER}">{shown}</time></div>')) == day


@rows("shown", ["22 ноября 2026", "21.11.2026, 23:50", "Ноябрь 2026", "2 часа назад", ""])
def test_a_stamp_is_believed_where_its_words_do_not_deny_it(shown: str) -> None:
    assert published(page(after=f'<div><time datetime="{LATER}">{shown}</time></div>')) == "2026-11-22T13:00:00+05:00"


def test_what_stands_next_to_the_headline_is_surer_than_a_list_with_marked_dates() -> None:
    listed = "".join(
        f'<div><a href="/n/{day}">Новость</a><time pubdate datetime="2026-11-{day}T10:00:00+05:00">{day}.11.2026</time></div>' for day in (21, 22)
    )
    assert published(page(after=f'<p><time datetime="{META_ISO}">20.11.2026</time></p>', bottom=listed)) == META_ISO
    assert published(page(bottom=listed.split("</div>")[0] + "</div>")) == "2026-11-21T10:00:00+05:00"


def test_the_outlets_own_time_that_its_head_calls_utc_is_told_by_the_stamp_at_the_headline() -> None:
    head = '<meta property="article:published_time" content="2026-11-20T20:30:00.000Z">'
    own = '<time datetime="2026-11-20T20:30:00+05:00">20.11.2026 20:30</time>'
    assert published(page(head=head, after=own)) == "2026-11-20T20:30:00+05:00"
    assert published(page(head=head, after=own.replace("20:30:00", "23:15:00"))) == "2026-11-21T01:30:00+05:00"
    assert published(page(head=head, after=own.replace("+05:00", "Z"))) == "2026-11-21T01:30:00+05:00"
    assert published(page(head=head)) == "2026-11-21T01:30:00+05:00"


OLD_LINES = [
    ("Добавлено: 20.11.2026 09:30", META_ISO),
    ("Создано: 20 Ноябрь 2026", DAY_ISO),
    ("Автор: admin от 20-11-2026, 09:30, посмотрело: 345", META_ISO),
    ("Автор: admin | 20-11-2026, 09:30 | Просмотров: 345 | Версия для печати", META_ISO),
    ("admin 20-11-2026, 09:30 Просмотров: 345 Комментариев: 0", META_ISO),
    ("Категория: Новости | Просмотров: 120 | Добавил: admin | Дата: 20.11.2026 | Рейтинг: 0.0/0", DAY_ISO),
    ("Запись опубликована 20.11.2026 автором admin в рубрике Новости", DAY_ISO),
    ("Опубликовано admin в Пт, 20/11/2026 - 09:30", META_ISO),
    ("Опубликовал: admin 20.11.2026", DAY_ISO),
    ("Дата материала 20.11.2026", DAY_ISO),
    ("Время: 09:30 Дата: 20.11.2026", META_ISO),
    ("20 ноября 2026, 09:30 Время чтения: 3 минуты", META_ISO),
    ("20 ноября 2026 2 мин. на чтение", DAY_ISO),
    ("Қосылған уақыты: 20.11.2026 09:30", META_ISO),
    ("Жүктелген күні: 20.11.2026 Қаралды: 345", DAY_ISO),
    ("20 ноября | Автор: Иван Примеров | 345", DAY_ISO),
    ("Общество и власть / 20 ноября / 345", DAY_ISO),
    ("Иван Примеров, 20 ноября", DAY_ISO),
    ("Общество • вчера • 345", "2026-11-23"),
    ("Иван Примеров, вчера", "2026-11-23"),
]


@rows("line, iso", OLD_LINES)
def test_a_line_of_author_section_and_views_tells_its_date(line: str, iso: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) == iso


@rows(
    "line",
    [
        "Постановление от 20 ноября 2026 года № 345",
        "Приказ министра от 20.11.2026 № 12",
        "До 20 ноября 2026 года",
        "Начало: 20.11.2026 09:30",
        "Срок подачи: 20.11.2026",
        "Дата рождения: 20.11.2006",
        "Дата проведения: 20.11.2026",
        "Өткізілетін күні: 20.11.2026",
        "Последний комментарий: 20.11.2026 09:30",
        "По словам Ивана, вчера",
        "Общество | 9 мая | Спорт",
        "https://other.example/2026/11/20/chuzhaya-novost",
    ],
)
def test_a_line_about_an_event_an_act_or_another_page_tells_none(line: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) is None


@rows(
    "markup, iso",
    [
        ("<span>вчера, 18:54</span><span class='icon-eye'>345</span><span>Иван Примеров</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>кеше, 18:54</span><span>345</span><span>Ерлан Мысал</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>20 нояб. 2026</span><span class='views'>120</span><span>Иван Примеров</span>", DAY_ISO),
        ("<span>20.11.2026</span><b>345</b>", DAY_ISO),
        ("<span>20 ноября</span><span class='post-views'>2019</span>", DAY_ISO),
        ("<i class='fa fa-clock-o'></i> 20.11.2026 09:30 <i class='fa fa-eye'></i> 345", META_ISO),
        ("<a href='/o/'>Новости района</a> <span>20.11.2026</span>", DAY_ISO),
        ("Дата<b>20.11.2026</b>", DAY_ISO),
        ("20.11.2026<b>345</b>", DAY_ISO),
        ("<b>20</b>.<b>11</b>.<b>2026</b> 09:30", META_ISO),
        ("<b>2</b><b>часа</b><b>назад</b>", "2026-11-24T08:15:00+05:00"),
        ("<abbr title='2026-11-20T09:30:00+05:00'>4 дня назад</abbr>", META_ISO),
    ],
)
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


def test_the_day_of_the_last_change_stands_where_the_page_tells_no_other() -> None:
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


def test_a_guess_is_told_as_unsure_and_what_the_page_says_is_not() -> None:
    guessed = read(hidden("2026/11/20"), url="https://dala-sozi.example/n/tilshi")
    assert (guessed.published, guessed.date_precision, guessed.surely_published) == (date(2026, 11, 20), PublishedPrecision.UNSURE, None)
    told = read(article(f"<time datetime='2026-11-24T10:15:00+05:00'></time>{TEXT}"))
    assert (told.date_precision, told.surely_published) == (PublishedPrecision.MOMENT, told.published)


def test_a_refused_page_keeps_its_title_and_its_date() -> None:
    found = refuse(article("<time datetime='2026-11-24T10:15:00+05:00'></time><div><p>Подробности позже.</p></div>"))
    assert found.title.startswith("Редактора")
    assert found.published == datetime(2026, 11, 24, 10, 15, tzinfo=ZONE)
    assert not found.unsure
