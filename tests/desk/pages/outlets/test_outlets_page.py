"""The outlets of the desk: how each is heard, its page, a visit asked for once more, and tips."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from desk.pages.outlets.outlet_facts import OutletTold, outlet_facts
from records import rereads
from records.outlets import panel, requests, runs
from records.outlets.panel import PanelOutlet
from records.search.article_index import catch_up
from records.tables import OutletDayRow, OutletRunRow, RequestRow
from records.vocabulary import Cause, Fate, WayKind
from reports.panel_health import panel_health
from spiders.config.schema import Outlet
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, add_outlet
from tests.desk.site import Site, add_draft
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


def test_each_outlet_shows_its_days_its_week_and_why_it_fails(heard: Site) -> None:
    page = heard.signed_in().get("/outlets").text
    works, silent, little = (row_of(page, name) for name in ("kz_works", "kz_silent", "kz_little"))
    assert "<td>works</td>" in works
    assert "<td>52</td>" in works
    assert 'aria-label="210 articles in 30 days"' in works
    assert "timed out" in silent
    assert "since Nov 21, 2026" in silent
    assert "4 days ago" in silent
    assert "4 days failed" in silent
    assert silent.count("l4 4m0-4l-4 4") == 4
    assert "<td>52<i>/60</i></td>" in little
    assert "fewer articles than its minimum" in little
    assert "<b>2</b> failing" in page


def test_only_failing_ones_are_shown_on_demand_and_a_region_alone(heard: Site) -> None:
    browser = heard.signed_in()
    failing = browser.get("/outlets?failing=1").text
    assert "/outlets/kz_silent" in failing
    assert "/outlets/kz_works" not in failing
    region = browser.get("/outlets?region=KZ-35").text
    assert "/outlets/kz_works" in region
    assert "/outlets/kz_silent" not in region
    national = browser.get("/outlets?region=national").text
    assert "/outlets/kz_silent" in national
    assert "/outlets/kz_works" not in national


def test_an_outlet_that_answers_again_fails_no_more(heard: Site) -> None:
    with heard.writing() as session:
        day = session.get_one(OutletDayRow, ("kz_silent", TODAY))
        day.answered, day.articles, day.last_success = 1, 40, NOW
    page = heard.signed_in().get("/outlets").text
    assert "works" in row_of(page, "kz_silent")
    assert "today" in row_of(page, "kz_silent")


def test_an_outlet_in_its_first_week_is_not_held_to_its_minimum(site: Site) -> None:
    with site.writing() as session:
        panel.join(session, PanelOutlet("kz_new", {"ru": "Новая"}, "https://kz-new.example/", "KZ", "KZ-35", ("ru",), 70), TODAY - timedelta(days=2))
        session.add(OutletDayRow(outlet="kz_new", day=TODAY, tried=1, answered=1, articles=3, last_success=NOW))
        panel.join(session, PanelOutlet("kz_never", {}, "https://kz-never.example/", "KZ", "KZ-35", ("ru",), 70), TODAY)
    with site.reading() as session:
        new, never = {one.name: one for one in panel_health(session, TODAY)}["kz_new"], panel_health(session, TODAY)[0]
    assert not new.failing
    assert (never.name, never.untried, never.failing) == ("kz_never", True, False)
    page = site.signed_in().get("/outlets").text
    assert "never" in row_of(page, "kz_never")
    assert "not visited" in row_of(page, "kz_never")
    assert "kz_never</a>" in row_of(page, "kz_never")


def test_one_that_was_silent_for_months_says_since_when(site: Site) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_gone", fails=30)
        first = session.get_one(OutletDayRow, ("kz_gone", TODAY - timedelta(days=29)))
        session.add(
            OutletDayRow(outlet="kz_gone", day=first.day - timedelta(days=20), tried=1, answered=1, articles=1, last_success=NOW - timedelta(days=49))
        )
    page = site.signed_in().get("/outlets").text
    assert "49 days ago" in row_of(page, "kz_gone")
    assert "since Oct 26, 2026" in row_of(page, "kz_gone")


def test_an_operator_asks_for_a_visit_and_sees_what_became_of_it(heard: Site) -> None:
    browser = heard.signed_in("operator")
    assert 'value="kz_silent">Run again' in browser.get("/outlets").text
    answer = browser.submit("/outlets/again", {"outlet": "kz_silent", "next": "/outlets?failing=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/outlets?failing=1#requests")
    page = browser.get("/outlets").text
    assert "a visit is asked for" in row_of(page, "kz_silent")
    assert 'value="kz_silent">Run again' not in page
    assert "waits" in page
    with heard.writing() as session:
        runs.begin_run(session, "r1", "run", NOW)
        requests.take_up(session, "r1", ["kz_silent"], NOW)
    assert "a run has taken it up" in browser.get("/outlets").text
    with heard.writing() as session:
        runs.begin_outlet(session, "r1", "kz_silent", None, NOW)
        session.flush()
        runs.finish_outlet(session, "r1", "kz_silent", found=0, finished=True, now=NOW)
        requests.settle_requests(session, "r1")
    page = browser.get("/outlets").text
    assert "no links found" in page[page.index('id="requests"') :]
    assert 'value="kz_silent">Run again' in page


def test_only_an_operator_may_ask_for_a_visit_and_only_of_the_panel(heard: Site) -> None:
    for role in ("monitor", "editor"):
        assert heard.signed_in(role).submit("/outlets/again", {"outlet": "kz_silent"}).status_code == 403
        assert "Run again" not in heard.signed_in(role).get("/outlets").text
    assert heard.signed_in("operator").submit("/outlets/again", {"outlet": "kz_nowhere"}).status_code == 422
    assert (
        heard.signed_in("operator").submit("/outlets/again", {"outlet": "kz_silent", "next": "https://elsewhere.example"}).headers["Location"]
        == "/outlets#requests"
    )


def test_anybody_leaves_a_tip_that_waits_for_the_next_run(heard: Site) -> None:
    browser = heard.signed_in("monitor")
    answer = browser.submit("/outlets/tip", {"url": " https://zhol.example/oqiga ", "note": "тілшіні ұрыпты"})
    assert answer.status_code == 303
    with heard.reading() as session:
        row = session.scalars(select(RequestRow)).one()
    assert (row.kind, row.url, row.note, row.who) == ("tip", "https://zhol.example/oqiga", "тілшіні ұрыпты", "Aigul")
    page = browser.get(answer.headers["Location"]).text
    assert "Thank you: the next run takes the page." in page
    assert "https://zhol.example/oqiga" in page
    assert "тілшіні ұрыпты" in page


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:8460/", "leads to a private host"),
        ("http://localhost/admin", "leads to a private host"),
        ("http://10.0.0.7/", "leads to a private host"),
        ("http://[::1]/", "leads to a private host"),
        ("http://169.254.169.254/latest/meta-data", "leads to a private host"),
        ("javascript:alert(1)", "is no web address"),
        ("file:///etc/passwd", "is no web address"),
        ("", "is no web address"),
    ],
)
def test_a_tip_to_a_private_host_or_to_no_page_is_refused_with_words(heard: Site, url: str, words: str) -> None:
    answer = heard.signed_in().submit("/outlets/tip", {"url": url, "note": "себебі бар"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "себебі бар" in answer.text
    with heard.reading() as session:
        assert session.scalars(select(RequestRow)).all() == []


def test_a_tip_needs_a_word_on_why(heard: Site) -> None:
    answer = heard.signed_in().submit("/outlets/tip", {"url": "https://zhol.example/1", "note": " "})
    assert answer.status_code == 422
    assert "Say in a word why this page matters" in answer.text
    assert "https://zhol.example/1" in answer.text


def test_the_whole_panel_stands_on_one_light_page_with_few_queries(site: Site) -> None:
    with site.writing() as session:
        for nth in range(153):
            add_outlet(session, f"kz_a_rather_long_name_{nth}", region=[None, "KZ-35", "KZ-10"][nth % 3], minimum=9, articles=nth % 30, fails=nth % 5)
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


def test_an_empty_panel_says_what_to_do(site: Site) -> None:
    monitor, operator = (site.signed_in(role).get("/outlets").text for role in ("monitor", "operator"))
    assert "Outlets stand here after the first run." in monitor
    assert "Outlets stand here after the first run." in operator
    assert ("qorgan run" in monitor, "qorgan run" in operator) == (False, True)


def test_causes_are_told_in_words(heard: Site) -> None:
    with heard.writing() as session:
        session.get_one(OutletDayRow, ("kz_silent", TODAY)).cause = Cause.BOT_WALL.value
    assert "bot wall" in row_of(heard.signed_in().get("/outlets").text, "kz_silent")


def test_the_panel_is_that_of_the_day(heard: Site) -> None:
    with heard.writing() as session:
        panel.leave(session, ["kz_works"], date(2026, 11, 20))
    assert "/outlets/kz_works" not in heard.signed_in().get("/outlets").text


def test_how_far_a_new_model_has_come_with_the_archive_is_told_while_it_reads(heard: Site) -> None:
    words = "A new model (new) reads the archive anew, after the news of each run: 400 of 900 articles are read, 500 are left."
    assert "reads the archive anew" not in heard.signed_in().get("/outlets").text
    with heard.writing() as session:
        rereads.move_on(session, rereads.begin(session, "new", 900, NOW), (NOW, "a"), 400, 40.0, NOW)
    assert words in heard.signed_in().get("/outlets").text
    with heard.writing() as session:
        reading = rereads.newest(session)
        assert reading
        rereads.move_on(session, reading, None, 500, 60.0, NOW)
    assert "reads the archive anew" not in heard.signed_in().get("/outlets").text


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
            runs.settle(session, run, "kz_one", url, url[-40:], fate, at=at, source=True)
        for nth in range(stored):
            runs.settle(session, run, "kz_one", f"https://kz-one.example/{run}/{nth}", f"{run}{nth}", Fate.STORED, at=at)
        served = [url for url, fate in tried.items() if fate is Fate.LISTING]
        part = runs.finish_outlet(session, run, "kz_one", found=stored, finished=True, now=at, served=bool(served), cause=Cause.TIMEOUT)
        part.ways = [{"kind": "feed", "url": url, "named": True} for url in served]


def told(site: Site) -> OutletTold:
    with site.reading() as session:
        return outlet_facts(session, "kz_one", ENTRY, TODAY, NOW)


@pytest.fixture
def visited(site: Site) -> Site:
    visit(site, "r1", 5, {"https://kz-one.example/rss": Fate.LISTING}, stored=2)
    visit(site, "r2", 3, {"https://kz-one.example/rss": Fate.LISTING, "https://kz-one.example/2026/11/": Fate.GONE})
    visit(site, "r3", 1, {"https://kz-one.example/rss": Fate.TIMEOUT, "https://kz-one.example/wp-json/wp/v2/posts?page=1": Fate.FORBIDDEN})
    return site


def test_each_source_tells_its_last_try_and_when_it_last_brought_something(visited: Site) -> None:
    facts = told(visited)
    by_kind = {one.kind: one for one in facts.sources}
    feed = by_kind[WayKind.FEED]
    assert (feed.fate, feed.good, feed.tried, feed.brought) == (Fate.TIMEOUT, False, NOW - timedelta(hours=1), NOW - timedelta(hours=5))
    assert by_kind[WayKind.SITEMAP].tried is None
    assert by_kind[WayKind.WORDPRESS].fate is Fate.FORBIDDEN
    assert by_kind[WayKind.ARCHIVE].fate is Fate.GONE
    assert by_kind[WayKind.TELEGRAM].url == "https://t.me/s/kz_one_news"
    assert facts.answered == NOW - timedelta(hours=3)


def test_a_source_that_served_and_that_the_entry_does_not_name_is_told_too(visited: Site) -> None:
    with visited.writing() as session:
        session.get_one(OutletRunRow, ("r1", "kz_one")).ways = [{"kind": "section", "url": "https://kz-one.example/news/", "named": False}]
    (found,) = [one for one in told(visited).sources if not one.named]
    assert (found.kind, found.url) == (WayKind.SECTION, "https://kz-one.example/news/")


def test_failures_are_told_the_newest_first_and_what_is_fine_is_not(visited: Site) -> None:
    faults = told(visited).faults
    assert [one.fate for one in faults] == [Fate.FORBIDDEN, Fate.TIMEOUT, Fate.GONE]
    assert all(one.source for one in faults)


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


def test_an_outlet_has_a_page_in_words_of_the_readers_language_without_codes(site: Site) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_one", fails=3)
        article(session, "y1", outlet="kz_one", title="<script>alert(1)</script>")
    visit(site, "r1", 3, {"https://kz-one.example/rss": Fate.LISTING}, stored=1)
    visit(site, "r2", 1, {"https://kz-one.example/rss": Fate.FORBIDDEN})
    page = site.signed_in().get("/outlets/kz_one").text
    for words in ("kz_one gazette", "Forbidden (403)", "Last visits", "Articles stored a day", "As a table", "timed out"):
        assert words in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert 'href="https://kz-one.example/" rel="noopener noreferrer nofollow" target="_blank"' in page
    assert "qorgan " not in page
    assert "server_error" not in page
    for lang, words in (("kk", "Соңғы"), ("ru", "Последние")):
        assert words in site.signed_in(lang=lang).get("/outlets/kz_one").text


def test_one_of_the_files_that_was_never_visited_has_a_page_and_one_that_nobody_knows_has_none(site: Site) -> None:
    browser = site.signed_in()
    page = browser.get("/outlets/kz_semeytany").text
    assert "It has not been visited yet." in page
    assert browser.get("/outlets/kz_nowhere").status_code == 404
    assert browser.get("/outlets/" + "x" * 90).status_code in (404, 422)


@pytest.mark.parametrize("way", ["/outlets", "/drafts/{draft}", "/articles/a/page", "/search?q=избит"])
def test_wherever_an_outlet_is_named_its_page_is_a_click_away(site: Site, way: str) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_test")
    catch_up(site.engine)
    page = site.signed_in().get(way.format(draft=site.drafts[0]))
    assert page.status_code == 200
    assert 'href="/outlets/kz_test"' in page.text


def test_the_page_is_for_whoever_is_signed_in(site: Site) -> None:
    assert site.browser().get("/outlets/kz_test").status_code == 303
