"""Feeds: whole and by category and region, in both forms, each entry known by its address."""

import json
from pathlib import Path

import feedparser
import pytest

from records.i18n import LANGUAGES, speaking
from reports.site.site_feeds import NEWEST, write_feeds
from reports.site.site_frame import SiteFrame
from reports.site.site_groups import groups_of
from reports.site.site_rows import in_order, site_row
from tests.desk.incident_records import many
from tests.reports.site.small_site import BASE, HOSTILE, TODAY, collecting, hostile

ROWS = in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in [*many(70), hostile()])


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory, catalogues: None) -> Path:
    place = tmp_path_factory.mktemp("feeds") / "public"
    with collecting(place) as folder, speaking("ru"):
        write_feeds(SiteFrame(folder, TODAY, BASE), ROWS, groups_of(ROWS))
    return place / "ru" / "feeds"


def test_the_whole_feed_has_the_newest_changes_first_and_is_well_formed(feeds: Path) -> None:
    feed = feedparser.parse((feeds / "incidents.atom").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == NEWEST
    assert [one.updated for one in feed.entries] == sorted((one.updated for one in feed.entries), reverse=True)
    assert all(one.id == one.link and one.id.startswith(f"{BASE}ru/incidents/KZ-") for one in feed.entries)
    assert feed.feed.language == "ru"


def test_both_forms_say_the_same(feeds: Path) -> None:
    for file in feeds.glob("*.json"):
        told, atom = json.loads(file.read_text()), feedparser.parse(file.with_suffix(".atom").read_bytes())
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert [one["id"] for one in told["items"]] == [one.id for one in atom.entries]
        assert told["feed_url"] == f"{BASE}ru/feeds/{file.name}"


def test_a_feed_of_a_category_or_a_region_has_its_incidents_alone(feeds: Path) -> None:
    some = json.loads((feeds / "category-ATT.json").read_text())["items"]
    assert some
    assert {tag for one in some for tag in one["tags"]} == {"ATT"}
    assert json.loads((feeds / "category-KIL.json").read_text())["items"] == [], "it can be followed before anything happened"
    regions = [json.loads(file.read_text())["items"] for file in feeds.glob("region-*.json")]
    assert sum(map(len, regions)) == len(ROWS)


def test_hostile_titles_are_text(feeds: Path) -> None:
    feed = (feeds / "incidents.atom").read_text() + (feeds / f"region-{next(row.region for row in ROWS if row.number == HOSTILE)}.atom").read_text()
    assert HOSTILE in feed
    assert "<script>" not in feed
