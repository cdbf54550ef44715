"""A visit without any network: what its sources answered, and what is asked next. Plain functions over one state."""

from datetime import date

import pytest
from parsel import Selector
from sqlalchemy import Engine

from pipelines.items import AttemptItem
from records import database
from records.model import Period
from records.vocabulary import Fate
from spiders.config.schema import Outlet
from spiders.sources import source_kind
from spiders.sources.documents import parsed_page
from spiders.sources.list_pages import ListWalk, OutletSource
from spiders.sources.pagination import next_pages
from spiders.sources.section import Section
from spiders.sources.source_responses import SourceResponse, note_no_answer, read_source
from spiders.sources.visit import ArticleRequest, SourceRequest, Visit, begin_visit, first_requests, load_visit_history, next_requests
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.lost_connections import cut_at

HOME = "https://site.kz/"
FEED = f"{HOME}rss"
OWN = [f"{HOME}news/{number}" for number in range(5)]


def visit(engine: Engine, period: Period | None = None) -> Visit:
    outlet = Outlet.model_validate({"name": "kz_site", "title": {"kk": "Сайт"}, "home": HOME, "country": "KZ", "languages": ["kk"], "feeds": [FEED]})
    return begin_visit(outlet, engine, period or Period(), lambda: NOW)


def feed(links: list[str], day: str = "24 Nov 2026") -> bytes:
    items = "".join(f"<item><link>{link}</link><pubDate>{day} 08:00:00 +0500</pubDate></item>" for link in links)
    return f"<rss><channel>{items}</channel></rss>".encode()


def answer(request: SourceRequest, body: bytes) -> SourceResponse:
    return SourceResponse(request, request.url, 200, (("Content-Type", "application/rss+xml"), ("ETag", '"7"')), body, NOW)


def test_a_feed_is_asked_first_and_its_own_unknown_articles_next(engine: Engine) -> None:
    state = visit(engine)
    (request,) = first_requests(state)
    assert (request.url, request.source) == (FEED, OutletSource("feed", FEED, named=True))
    ended, *articles = read_source(state, answer(request, feed([*OWN, "https://elsewhere.kz/1", OWN[0]])))
    assert isinstance(ended, AttemptItem)
    assert (ended.fate, ended.source) == (Fate.LISTING, True)
    assert [article.url for article in articles if isinstance(article, ArticleRequest)] == OWN
    assert state.found == len(OWN)
    assert state.validators == {FEED: ('"7"', None)}
    assert next_requests(state) == [], "the feed serves, so that no other way is tried"


def test_a_feed_that_is_none_sends_the_visit_to_the_home_page(engine: Engine) -> None:
    state = visit(engine)
    (request,) = first_requests(state)
    (ended,) = read_source(state, answer(request, b"<html><body>404</body></html>"))
    assert isinstance(ended, AttemptItem)
    assert (ended.fate, ended.detail) == (Fate.BAD_CONTENT, "a web page")
    assert [asked.url for asked in next_requests(state)] == [HOME, f"{HOME}robots.txt"]


def test_a_source_that_has_not_changed_serves_and_a_host_that_is_down_is_not_guessed_at(engine: Engine) -> None:
    unchanged, down = visit(engine), visit(engine)
    for state, fate in ((unchanged, Fate.LISTING), (down, Fate.DNS)):
        (request,) = first_requests(state)
        note_no_answer(state, request, fate)
        assert next_requests(state) == []
    assert ([way.url for way in unchanged.tried_sources.served], down.tried_sources.served) == ([FEED], [])


def test_a_list_that_is_newer_than_the_days_asked_for_is_leapt_over_and_costs_no_article(engine: Engine) -> None:
    state = visit(engine, Period(date(2025, 1, 1), date(2025, 1, 31)))
    walk = ListWalk(OutletSource("section", f"{HOME}news/"), f"{HOME}news/?page=1", template=f"{HOME}news/?page=2")
    request = SourceRequest(f"{HOME}news/?page=1", walk.source, walk)
    page = "".join(f'<h3><a href="/2026/11/2{number}/habar-{number}">{number}-хабар осында тұр</a></h3>' for number in range(4))
    (ended,) = read_source(state, answer(request, f"<html><body><main>{page}</main></body></html>".encode()))
    assert isinstance(ended, AttemptItem)
    assert [asked.url for asked in next_pages(state)] == [f"{HOME}news/?page=2"]
    assert state.waiting == []


def test_wherever_the_connection_is_cut_while_a_visit_reads_what_it_knows_it_reads_it_again(
    upgraded_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    engine, number = open_upgraded(upgraded_postgresql_url), 0
    while True:
        number += 1
        with cut_at(engine, number) as cut:
            state = visit(engine, Period(since=date(2026, 11, 1)))
            load_visit_history(state)
            requests = list(first_requests(state))
            read = [list(read_source(state, answer(request, feed(OWN)))) for request in requests]
        assert [one.url for one in read[0] if isinstance(one, ArticleRequest)] == OWN
        if not cut.done:
            break
    assert number > 4
    engine.dispose()


def test_a_home_page_is_parsed_once_whatever_is_asked_of_it(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counting(html: str) -> Selector:
        parsed.append(html)
        return parsed_page(html)

    monkeypatch.setattr(source_kind, "parsed_page", counting)
    state = visit(engine, Period(since=date(2026, 11, 1)))
    html = b"<link rel=alternate type=application/rss+xml href=/feed><link rel=https://api.w.org/ href=/wp-json/><nav><a href=/kogam/>Kogam</a></nav>"
    home = SourceRequest(HOME, OutletSource("home", HOME), ListWalk(OutletSource("home", HOME), HOME, Section(url=HOME, links="h3 a::attr(href)")))
    asked = list(read_source(state, answer(home, html + b"<p><a href=/news/1234567>Jana habar</a></p>")))
    assert {one.url.split("?")[0] for one in asked if isinstance(one, SourceRequest)} == {f"{HOME}feed", f"{HOME}wp-json/wp/v2/posts"}
    assert [one.url for one in asked if isinstance(one, ArticleRequest)] == [f"{HOME}news/1234567"]
    assert state.tried_sources.sections == [f"{HOME}kogam/"]
    assert len(parsed) == 1
