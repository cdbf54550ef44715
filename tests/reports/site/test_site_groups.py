"""Lists by what incidents have in common: everything is in its groups, pages are not too long, and nobody withheld has one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from records.country import home
from records.i18n import LANGUAGES, speaking
from records.incident_model import Victim
from records.vocabulary import CATEGORIES, Actor
from reports.site.site_frame import SiteFrame, outlet_page
from reports.site.site_groups import DATELESS, counted, groups_of, pages, write_groups
from reports.site.site_rows import NOWHERE, SiteRow, site_row
from tests.desk.incident_records import incident
from tests.reports.site.small_site import TODAY, collecting, jailed


def rows(count: int) -> list[SiteRow]:
    made = [incident(nth, date(2024 + nth % 3, 1 + nth % 12, 1) if nth % 10 else None) for nth in range(1, count + 1)]
    return [
        site_row(dict.fromkeys(LANGUAGES, replace(one, number=f"KZ-2026-{nth:04}", victims=(Victim("Ерлан", person=nth % 5),))), TODAY)
        for nth, one in enumerate(made)
    ]


def test_every_incident_is_in_one_region_one_year_one_category_and_of_one_actor() -> None:
    some = rows(40)
    groups = groups_of(some)
    for kind in ("regions", "years", "categories", "actors"):
        assert sum(len(group.rows) for group in groups[kind]) == 40, kind
    assert [group.key for group in groups["regions"]] == [*home().regions, NOWHERE]
    assert len(groups["categories"]) == len(CATEGORIES)
    assert len(groups["actors"]) == len(Actor)
    assert {group.key for group in groups["years"]} == {"2024", "2025", "2026", DATELESS}


def test_a_victim_without_a_record_has_no_page_and_each_record_one() -> None:
    assert sorted(group.key for group in groups_of(rows(40))["persons"]) == ["1", "2", "3", "4"]


def test_an_outlet_in_other_capitals_has_one_page() -> None:
    one = site_row(dict.fromkeys(LANGUAGES, replace(jailed(), outlets=("Дала", "ДАЛА "))), TODAY)
    assert [(group.key, len(group.rows)) for group in groups_of([one])["outlets"]] == [(outlet_page("дала"), 1)]


def test_a_long_list_goes_on_on_further_pages(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, speaking("en"):
        write_groups(SiteFrame(folder, TODAY), groups_of(rows(250)))
    some = sorted(file.name for file in (tmp_path / "public" / "en" / "persons").iterdir())
    assert some == ["1.html", "2.html", "3.html", "4.html", "index.html"]
    years = {file.name for file in (tmp_path / "public" / "en" / "years").iterdir()}
    assert years == {"2024.html", "2025.html", "2026.html", "undated.html", "index.html"}
    regions = (tmp_path / "public" / "en" / "regions" / "index.html").read_text()
    assert regions.index("KZ-10.html") < regions.index("KZ-79.html")


def test_pages_hold_everything_once() -> None:
    assert [(nth, list(some), last) for nth, some, last in pages([1, 2, 3], 2)] == [(1, [1, 2], 2), (2, [3], 2)]
    assert [(nth, list(some), last) for nth, some, last in pages(list[int](), 2)] == [(1, [], 1)]


def test_who_was_held_to_account_and_who_is_in_custody_is_counted() -> None:
    with speaking("en"):
        assert dict(counted([site_row(dict.fromkeys(LANGUAGES, jailed()), TODAY)])) == {"Nobody held to account": 0, "Journalist in custody": 1}
