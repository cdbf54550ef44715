"""The outlets of the desk: how each is heard, its page, a visit asked for once more, and tips."""

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, select
from syrupy.assertion import SnapshotAssertion

from desk.pages.outlets.routes import OutletSummary, outlet_facts
from records import rereads
from records.outlets import health, requests, runs
from records.outlets.health import PanelOutlet
from records.search import index_batch
from records.tables import OutletDayRow, OutletRunRow, RequestRow
from records.vocabulary import Cause, Fate
from reports.health import panel_health
from spiders.config.schema import Outlet
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, add_outlet
from tests.desk.site import Site, add_draft, texts
from tests.records.rows import article


@pytest.fixture
def heard(site: Site) -> Site:
    """Three outlets: one that works, one silent for four days, one under its minimum."""
    with site.writing() as session:
        add_outlet(session, "kz_works", region="KZ-35")
        add_outlet(session, "kz_silent", region=None, fails=4)
        add_outlet(session, "kz_little", region="KZ-35", minimum=60)
    return site


def row_of(page: str, outlet: str) -> str:
    """The line of an outlet."""
    found = re.search(rf'<tr[^>]*><th scope="row"><a href="/outlets/{outlet}".*?</tr>', page, re.S)
    assert found, f"{outlet} is not on the page"
    return found[0]


def test_each_outlet_shows_its_days_its_week_and_why_it_fails_until_it_answers_again(heard: Site, snapshot: SnapshotAssertion) -> None:
    browser = heard.signed_in()
    page = browser.get("/outlets").text
    assert texts(page, "//table//tr | //ul[contains(@class, 'sums')]/li") == snapshot
    assert 'aria-label="210 articles in 30 days"' in row_of(page, "kz_works")
    assert row_of(page, "kz_silent").count("l4 4m0-4l-4 4") == 4
    for cause, answered in ((Cause.BOT_WALL.value, 0), (None, 1)):
        with heard.writing() as session:
            day = session.get_one(OutletDayRow, ("kz_silent", TODAY))
            day.cause = cause
            if answered:
                day.answered, day.articles, day.last_success = 1, 40, NOW
        assert texts(browser.get("/outlets").text, "//tr[th/a[@href='/outlets/kz_silent']]") == snapshot


def test_only_failing_ones_are_shown_on_demand_a_region_alone_and_who_is_on_the_panel_that_day(heard: Site) -> None:
    browser = heard.signed_in()

    def shown(query: str = "") -> list[str]:
        return sorted(re.findall(r'<th scope="row"><a href="/outlets/(\w+)"', browser.get(f"/outlets{query}").text))

    assert shown("?failing=1") == ["kz_little", "kz_silent"]
    assert shown("?region=KZ-35") == ["kz_little", "kz_works"]
    assert shown("?region=national") == ["kz_silent"]
    with heard.writing() as session:
        health.leave_panel(session, ["kz_works"], date(2026, 11, 20))
    assert shown() == ["kz_little", "kz_silent"]


def test_an_outlet_in_its_first_week_is_not_held_to_its_minimum_and_one_silent_for_months_says_since_when(
    site: Site, snapshot: SnapshotAssertion
) -> None:
    with site.writing() as session:
        health.join_panel(
            session, PanelOutlet("kz_new", {"ru": "Новая"}, "https://kz-new.example/", "KZ", "KZ-35", ("ru",), 70), TODAY - timedelta(days=2)
        )
        session.add(OutletDayRow(outlet="kz_new", day=TODAY, tried=1, answered=1, articles=3, last_success=NOW))
        health.join_panel(session, PanelOutlet("kz_never", {}, "https://kz-never.example/", "KZ", "KZ-35", ("ru",), 70), TODAY)
        add_outlet(session, "kz_gone", fails=30)
        answered = NOW - timedelta(days=49)
        session.add(OutletDayRow(outlet="kz_gone", day=answered.date(), tried=1, answered=1, articles=1, last_success=answered))
    with site.reading() as session:
        found = {one.name: (one.untried, one.failing) for one in panel_health(session, TODAY)}
    assert found == {"kz_new": (False, False), "kz_never": (True, False), "kz_gone": (False, True)}
    assert texts(site.signed_in().get("/outlets").text, "//tbody/tr") == snapshot


def test_an_operator_alone_asks_for_a_visit_of_the_panel_and_sees_what_became_of_it(heard: Site, snapshot: SnapshotAssertion) -> None:
    browser, button = heard.signed_in("operator"), 'name="outlet" value="kz_silent"'
    for role in ("monitor", "editor"):
        other = heard.signed_in(role)
        assert other.submit("/outlets/again", {"outlet": "kz_silent"}).status_code == 403
        assert button not in other.get("/outlets").text
    assert button in browser.get("/outlets").text
    assert browser.submit("/outlets/again", {"outlet": "kz_nowhere"}).status_code == 422
    elsewhere = browser.submit("/outlets/again", {"outlet": "kz_little", "next": "https://elsewhere.example"})
    assert elsewhere.headers["Location"] == "/outlets#requests"
    answer = browser.submit("/outlets/again", {"outlet": "kz_silent", "next": "/outlets?failing=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/outlets?failing=1#requests")

    def stands() -> tuple[list[str], bool]:
        page = browser.get("/outlets").text
        return texts(page, "//tr[th/a[@href='/outlets/kz_silent']] | //ul[contains(@class, 'requests')]/li"), button in page

    told = [stands()]
    with heard.writing() as session:
        runs.begin_run(session, "r1", "run", NOW)
        requests.claim_requests(session, "r1", ["kz_silent"], NOW)
    told.append(stands())
    with heard.writing() as session:
        runs.begin_outlet(session, "r1", "kz_silent", None, NOW)
        session.flush()
        runs.finish_outlet(session, "r1", "kz_silent", found=0, finished=True, now=NOW)
        requests.settle_requests(session, "r1")
    told.append(stands())
    assert [may_ask for _, may_ask in told] == [False, True, True]
    assert [words for words, _ in told] == snapshot


NO_TIPS = (
    "http://127.0.0.1:8460/", "http://localhost/admin", "http://10.0.0.7/", "http://[::1]/", "http://169.254.169.254/latest/meta-data",
    "javascript:alert(1)", "file:///etc/passwd", "",
)  # fmt: skip


def test_anybody_leaves_a_tip_that_waits_for_the_next_run_unless_it_is_to_no_public_page(heard: Site, snapshot: SnapshotAssertion) -> None:
    browser, told = heard.signed_in("monitor"), {}
    for url, note in (*((url, "себебі бар") for url in NO_TIPS), ("https://zhol.example/1", " ")):
        answer = browser.submit("/outlets/tip", {"url": url, "note": note})
        assert (answer.status_code, url in html.unescape(answer.text), note in answer.text) == (422, True, True)
        told[url] = texts(answer.text, "//section[@id='tip']//*[contains(@class, 'notice')]")
    assert told == snapshot
    with heard.reading() as session:
        assert session.scalars(select(RequestRow)).all() == []
    answer = browser.submit("/outlets/tip", {"url": " https://zhol.example/oqiga ", "note": "тілшіні ұрыпты"})
    assert answer.status_code == 303
    with heard.reading() as session:
        row = session.scalars(select(RequestRow)).one()
    assert (row.kind, row.url, row.note, row.who) == ("tip", "https://zhol.example/oqiga", "тілшіні ұрыпты", "Aigul")
    assert texts(browser.get(answer.headers["Location"]).text, "//*[@id='said'] | //ul[contains(@class, 'requests')]/li") == snapshot


def test_the_whole_panel_stands_on_one_light_page_with_few_queries(site: Site) -> None:
    with site.writing() as session:
        for nth in range(153):
            name, region = f"kz_a_rather_long_name_{nth}", [None, "KZ-35", "KZ-10"][nth % 3]
            title = {"kk": f"{name} газеті", "ru": f"Газета {name}", "en": f"{name} gazette"}
            health.join_panel(session, PanelOutlet(name, title, f"https://n{nth}.example/", "KZ", region, ("ru",), 9), TODAY - timedelta(days=60))
        days = (
            {"outlet": f"kz_a_rather_long_name_{nth}", "day": TODAY - timedelta(days=back), "tried": 1, "answered": int(back >= nth % 5),
             "articles": nth % 30, "last_success": NOW - timedelta(days=back)}
            for nth in range(153)
            for back in range(30)
        )  # fmt: skip
        session.execute(insert(OutletDayRow), list(days))
    for lang in ("kk", "en"):
        browser, asked = site.signed_in("operator", lang=lang), list[object]()

        def count(*_args: object, asked: list[object] = asked) -> None:
            asked.append(1)

        event.listen(site.engine, "before_cursor_execute", count)
        page = browser.get("/outlets")
        event.remove(site.engine, "before_cursor_execute", count)
        assert len(page.content) <= 150_000
        assert len(asked) <= 12
        assert page.text.count('class="sp"') == 153


def test_an_empty_panel_and_an_outlet_that_was_never_visited_have_pages_and_one_that_nobody_knows_has_none(site: Site) -> None:
    browsers = [site.signed_in(role) for role in ("monitor", "operator")]
    pages = [browser.get("/outlets").text for browser in browsers]
    assert [(page.count('class="empty"'), page.count("in-shell")) for page in pages] == [(1, 0), (1, 1)], "only an operator is told the command"
    assert [browsers[0].get(f"/outlets/{name}").status_code for name in ("kz_semeytany", "kz_nowhere")] == [200, 404]
    assert browsers[0].get("/outlets/" + "x" * 90).status_code in (404, 422)
    assert site.browser().get("/outlets/kz_test").status_code == 303


def test_how_far_a_new_model_has_come_with_the_archive_is_told_while_it_reads(heard: Site) -> None:
    def told() -> list[str]:
        return [one for one in texts(heard.signed_in().get("/outlets").text, "//main//p") if "(new)" in one]

    assert told() == []
    with heard.writing() as session:
        rereads.advance_reread(session, rereads.begin_reread(session, "new", 900, NOW), (NOW, "a"), 400, 40.0, NOW)
    assert [re.findall(r"\d+", one) for one in told()] == [["400", "900", "500"]]
    with heard.writing() as session:
        reading = rereads.newest_reread(session)
        assert reading
        rereads.advance_reread(session, reading, None, 500, 60.0, NOW)
    assert told() == []


ENTRY = Outlet.model_validate({
    "name": "kz_one", "title": {"ru": "Один"}, "home": "https://kz-one.example/", "country": "KZ", "languages": ["ru"],
    "feeds": ["https://kz-one.example/rss"], "sitemaps": ["https://kz-one.example/sitemap.xml"],
    "wordpress": ["https://kz-one.example/"], "archives": ["https://kz-one.example/{yyyy}/{mm}/"], "telegram": ["kz_one_news"],
})  # fmt: skip


def visit(site: Site, run: str, hours_ago: int, tried: dict[str, Fate], stored: int = 0) -> None:
    """A visit in which these sources were asked; those that are list pages served."""
    at = NOW - timedelta(hours=hours_ago)
    with site.writing() as session:
        runs.begin_run(session, run, "run", at)
        runs.begin_outlet(session, run, "kz_one", None, at)
        for url, fate in tried.items():
            runs.record_page_fate(session, run, "kz_one", url, url[-40:], fate, at=at, source=True)
        for nth in range(stored):
            runs.record_page_fate(session, run, "kz_one", f"https://kz-one.example/{run}/{nth}", f"{run}{nth}", Fate.STORED, at=at)
        served = [url for url, fate in tried.items() if fate is Fate.LISTING]
        part = runs.finish_outlet(session, run, "kz_one", found=stored, finished=True, now=at, served=bool(served), cause=Cause.TIMEOUT)
        part.ways = [{"kind": "feed", "url": url, "named": True} for url in served]


def told(site: Site) -> OutletSummary:
    with site.reading() as session:
        return outlet_facts(session, "kz_one", ENTRY, TODAY, NOW)


@pytest.fixture
def visited(site: Site) -> Site:
    visit(site, "r1", 5, {"https://kz-one.example/rss": Fate.LISTING}, stored=2)
    visit(site, "r2", 3, {"https://kz-one.example/rss": Fate.LISTING, "https://kz-one.example/2026/11/": Fate.GONE})
    visit(site, "r3", 1, {"https://kz-one.example/rss": Fate.TIMEOUT, "https://kz-one.example/wp-json/wp/v2/posts?page=1": Fate.FORBIDDEN})
    return site


def test_each_source_tells_its_last_try_and_failures_are_told_the_newest_first(visited: Site) -> None:
    facts = told(visited)
    by_kind = {one.kind: one for one in facts.sources}
    feed = by_kind["feed"]
    assert (feed.fate, feed.good, feed.tried, feed.brought) == (Fate.TIMEOUT, False, NOW - timedelta(hours=1), NOW - timedelta(hours=5))
    assert by_kind["sitemap"].tried is None
    assert (by_kind["wordpress"].fate, by_kind["archive"].fate) == (Fate.FORBIDDEN, Fate.GONE)
    assert by_kind["telegram"].url == "https://t.me/s/kz_one_news"
    assert facts.answered == NOW - timedelta(hours=3)
    assert [(one.fate, one.source) for one in facts.faults] == [(Fate.FORBIDDEN, True), (Fate.TIMEOUT, True), (Fate.GONE, True)]
    # One that served and that the entry does not name is told too.
    with visited.writing() as session:
        session.get_one(OutletRunRow, ("r1", "kz_one")).ways = [{"kind": "section", "url": "https://kz-one.example/news/", "named": False}]
    (found,) = [one for one in told(visited).sources if not one.named]
    assert (found.kind, found.url) == ("section", "https://kz-one.example/news/")


def test_articles_tell_languages_copies_drafts_and_incidents_and_show_what_turns_writing_by_name(site: Site) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_one")
        add_draft(session, "x1", title="Тестова избита", outlet="kz_one", lang="ru")
        article(session, "x2", outlet="kz_one", lang="kk", title="Қара\u202eсөз", copy_of="x1", now=NOW + timedelta(minutes=1))
        article(session, "x3", outlet="kz_one", lang="ru", now=NOW - timedelta(days=90))
    facts = told(site)
    assert (facts.looked_at, facts.copies, dict(facts.languages)) == (2, 1, {"ru": 1, "kk": 1})
    assert (facts.drafts, facts.incidents) == (1, 0)
    assert facts.newest_drafts[0][1].startswith("Тестова")
    assert "\u202e" not in facts.latest[0].title
    assert facts.latest[0].copy
    assert facts.articles == sum(count for _, count, _ in facts.days) == 210
    assert len(facts.days) == 30


def test_an_outlet_has_a_page_in_words_of_the_readers_language_without_codes(site: Site, snapshot: SnapshotAssertion) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_one", fails=3)
        article(session, "y1", outlet="kz_one", title="<script>alert(1)</script>")
    visit(site, "r1", 3, {"https://kz-one.example/rss": Fate.LISTING}, stored=1)
    visit(site, "r2", 1, {"https://kz-one.example/rss": Fate.FORBIDDEN})
    page = site.signed_in().get("/outlets/kz_one").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert 'href="https://kz-one.example/" rel="noopener noreferrer nofollow" target="_blank"' in page
    assert not re.search("qorgan |server_error", page)
    assert {lang: texts(site.signed_in(lang=lang).get("/outlets/kz_one").text, "//main//h1 | //main//h2") for lang in ("kk", "ru", "en")} == snapshot


def test_wherever_an_outlet_is_named_its_page_is_a_click_away(site: Site) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_test")
    index_batch(site.engine)
    browser = site.signed_in()
    for way in ("/outlets", f"/drafts/{site.drafts[0]}", "/articles/a/page", "/search?q=избит"):
        page = browser.get(way)
        assert (page.status_code, 'href="/outlets/kz_test"' in page.text) == (200, True), way
