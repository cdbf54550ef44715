"""What the page of one outlet tells of its sources, its failures and its articles."""

from datetime import timedelta

import pytest

from desk.pages.outlets.outlet_facts import OutletTold, outlet_facts
from records.outlets import runs
from records.tables import OutletRunRow
from records.vocabulary import Cause, Fate, WayKind
from spiders.config.schema import Outlet
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, add_outlet
from tests.desk.site import Site, add_draft
from tests.records.rows import article

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
