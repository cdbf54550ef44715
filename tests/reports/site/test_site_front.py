"""The overview, corrections, data, tombstones and the choice of a language."""

from datetime import date
from pathlib import Path

from records.i18n import LANGUAGES, speaking
from records.vocabulary import Category, LedgerAction
from reports.site.site_corrections import Change
from reports.site.site_frame import SiteFrame
from reports.site.site_front import longest_unanswered, write_corrections, write_data, write_front, write_languages, write_method, write_tombstone
from reports.site.site_groups import groups_of
from reports.site.site_rows import in_order, site_row
from tests.desk.incident_records import many
from tests.reports.site.small_site import TODAY, collecting, jailed

ROWS = in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in [*many(30), jailed()])


def test_the_overview_counts_and_leads_to_the_newest(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, speaking("en"):
        write_front(SiteFrame(folder, TODAY), ROWS, groups_of(ROWS), "")
    made = (tmp_path / "public" / "en" / "index.html").read_text()
    assert '<dd><a href="incidents/index.html">31</a></dd>' in made
    assert '<dd><a href="incidents/index.html?custody=1">1</a></dd>' in made
    assert f'href="incidents/{ROWS[0].number}.html"' in made
    assert "../incidents" not in made.partition("<main")[2]


def test_the_gravest_unanswered_cases_stand_first_and_of_equal_ones_the_longest() -> None:
    with speaking("en"):
        some = longest_unanswered(ROWS)
        assert 0 < len(some) <= 10
        found = {row.number: row for row in ROWS}
        assert all(found[one.number].unanswered for one in some)
        assert found[some[0].number].category is Category.ATT
        days = [found[one.number].clock.without_accountability or 0 for one in some if found[one.number].category is Category.ATT]
        assert days == sorted(days, reverse=True)
        assert longest_unanswered([]) == []


def test_corrections_stand_with_the_last_first(tmp_path: Path) -> None:
    changes = [Change("KZ-2026-0001", date(2026, 5, nth), LedgerAction.EDIT, ("place",)) for nth in (1, 2)]
    with collecting(tmp_path / "public") as folder, speaking("en"):
        write_corrections(SiteFrame(folder, TODAY), changes, ["KZ-2026-0009"])
    made = (tmp_path / "public" / "en" / "corrections.html").read_text()
    assert made.index("2026-05-02") < made.index("2026-05-01")
    assert 'href="incidents/KZ-2026-0009.html"' in made


def test_data_lead_to_the_release_and_the_feeds_of_what_there_is(tmp_path: Path) -> None:
    groups = groups_of(ROWS)
    with collecting(tmp_path / "public") as folder, speaking("en"):
        write_data(SiteFrame(folder, TODAY, "https://press.example/"), groups, "https://press.example/open.zip")
    made = (tmp_path / "public" / "en" / "data.html").read_text()
    assert 'href="https://press.example/open.zip"' in made
    assert 'href="feeds/incidents.atom"' in made
    assert 'href="feeds/category-ATT.json"' in made
    assert "category-KIL" not in made, "there is no killing"


def test_a_tombstone_has_the_number_and_the_day_and_nothing_else(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, speaking("en"):
        write_tombstone(SiteFrame(folder, TODAY), "KZ-2026-0001", date(2026, 5, 1))
        write_tombstone(SiteFrame(folder, TODAY), "KZ-2026-0002", None)
    made = (tmp_path / "public" / "en" / "incidents" / "KZ-2026-0001.html").read_text().partition("<main")[2].partition("</main>")[0]
    assert "This incident was withdrawn. Day of the withdrawal" in made
    assert "2026-05-01" in made
    assert "Day of" not in (tmp_path / "public" / "en" / "incidents" / "KZ-2026-0002.html").read_text()


def test_the_first_page_of_all_offers_every_language_in_its_own_words(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder:
        write_languages(SiteFrame(folder, TODAY))
    made = (tmp_path / "public" / "index.html").read_text()
    for code, language in LANGUAGES.items():
        assert f'<a href="{code}/index.html" lang="{code}" hreflang="{code}">{language.name}</a>' in made


def test_how_it_is_counted_is_told_in_each_language(tmp_path: Path) -> None:
    told = set()
    with collecting(tmp_path / "public") as folder:
        for lang in LANGUAGES:
            with speaking(lang):
                write_method(SiteFrame(folder, TODAY))
    for lang in LANGUAGES:
        told.add((tmp_path / "public" / lang / "method.html").read_text().partition("<main")[2].partition("</main>")[0])
    assert len(told) == 3
