"""What JSON-LD says of the page's own article."""

import json
from typing import Any

import pytest
from lxml.html import HtmlElement, fromstring

from pipelines.extraction.schema_org import read_schema

ARTICLE = {"@type": "NewsArticle", "headline": "Редактора не пустили на сессию", "articleBody": "<p>Раз.</p><p>Два.</p>"}


def page(*data: Any) -> HtmlElement:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one, ensure_ascii=False)}</script>' for one in data)
    return fromstring(f"<html><head>{scripts}</head><body></body></html>")


def authors(author: Any, *beside: Any) -> tuple[str, ...]:
    return read_schema(page({"@graph": [{**ARTICLE, "author": author}, *beside]})).articles[0].authors


def test_authors_are_persons_in_all_the_forms_of_the_data() -> None:
    assert authors("Дана Омарова") == ("Дана Омарова",)
    assert authors([{"@type": "Person", "name": "Дана Омарова"}, {"@type": ["Organization"], "name": "Дала сөзі"}]) == ("Дана Омарова",)
    assert authors({"@id": "#/person/7"}, {"@type": "Person", "@id": "#/person/7", "name": "Дана Омарова"}) == ("Дана Омарова",)
    assert authors({"@type": "NewsMediaOrganization", "name": "KazTAG"}) == ()


def test_the_article_that_bears_the_title_is_told_from_others() -> None:
    other = {"@type": "NewsArticle", "headline": "Сев начнут с южных районов", "author": "Ерлан Сабитов", "articleBody": "Сев. " * 90}
    found = read_schema(page(other, {**ARTICLE, "author": "Дана Омарова"}))
    (own,) = found.of("Редактора не пустили на сессию")
    assert (own.authors, own.body) == (("Дана Омарова",), "Раз.\nДва.")
    assert len(found.of("Чужой заголовок")) == 2


@pytest.mark.parametrize(
    ("value", "free"), [(False, False), ("False", False), ("http://schema.org/True", True), (1, True), ("maybe", None), (None, None)]
)
def test_whether_it_is_free_is_read_however_it_is_written(value: Any, free: bool | None) -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".locked"}
    found = read_schema(page({**ARTICLE, "isAccessibleForFree": value, "hasPart": [part]}))
    assert found.free is free
    assert found.locked == ([] if free is None else [".locked"])


def test_the_entries_of_a_live_blog_are_told_in_the_order_of_their_times() -> None:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": "Суд удалился",
            "articleBody": "Решение обещают к вечеру.",
            "datePublished": "2026-11-24T12:00:00+05:00",
        },
        {"@type": "BlogPosting", "articleBody": "Заседание началось.", "datePublished": "2026-11-24T10:00:00+05:00"},
        "no entry",
    ]
    found = read_schema(page({**ARTICLE, "@type": "LiveBlogPosting", "liveBlogUpdate": updates})).articles[0]
    assert found.body == "Раз.\nДва.\n\nЗаседание началось.\nСуд удалился\nРешение обещают к вечеру."


@pytest.mark.parametrize(
    "data", [None, [], 7, {"@type": {}}, {"@type": "Article", "author": [[{}]], "headline": {}, "liveBlogUpdate": "x"}, [[[[]]]]]
)
def test_no_data_whatever_breaks_the_reading(data: Any) -> None:
    assert read_schema(page(data)).lists == 0
