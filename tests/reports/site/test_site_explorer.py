"""What the explorer reads, and the list below it that is there without it."""

import json
from datetime import date
from pathlib import Path

from records.i18n import LANGUAGES, speaking
from reports.site.site_explorer import site_charts, write_data, write_lists
from reports.site.site_frame import SiteFrame
from reports.site.site_groups import groups_of
from reports.site.site_rows import in_order, site_row
from tests.desk.incident_records import incident, many
from tests.reports.site.small_site import TODAY, collecting, jailed

ROWS = in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in [*many(230), incident(903, None), jailed()])


def test_codes_stand_in_the_order_of_the_list(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder:
        write_data(folder, ROWS, TODAY)
    cases = json.loads((tmp_path / "public" / "data" / "cases.json").read_text())
    assert cases["number"] == [row.number for row in ROWS]
    nth = cases["number"].index(jailed().number)
    assert cases["custody"][nth] == 1
    assert cases["codes"]["category"][cases["category"][nth]] == "CRM"
    assert cases["codes"]["region"][cases["region"][nth]] == "KZ-75"
    assert cases["codes"]["actor"][cases["actor"][nth]] == "court"
    assert [cases["codes"]["status"][one] for one in cases["status"][nth]] == ["JDT"]
    assert cases["day"][-1] == ""
    words = json.loads((tmp_path / "public" / "data" / "words-1.json").read_text())
    assert words == [row.words for row in ROWS]


def test_the_list_has_every_incident_once_over_its_pages_and_one_form(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, speaking("kk"):
        write_lists(SiteFrame(folder, TODAY), ROWS, groups_of(ROWS))
    files = sorted((tmp_path / "public" / "kk" / "incidents").iterdir())
    assert [file.name for file in files] == ["index-2.html", "index-3.html", "index.html"]
    whole = "".join(file.read_text() for file in files)
    assert all(whole.count(f'<li id="{row.number}">') == 1 for row in ROWS)
    assert whole.count("<form") == 1
    assert 'data-filter="region" data-value="KZ-75"' in whole
    assert whole.count("explorer.js") == 1


def test_bars_and_tiles_count_what_is_in_their_pages() -> None:
    with speaking("en"):
        charts = site_charts(groups_of(ROWS), "../")
    assert sum(bar.count for bar in charts["category"]) == len(ROWS)
    assert sum(bar.count for bar in charts["actor"]) == len(ROWS)
    assert sum(tile.count for tile in charts["region"]) + sum(bar.count for bar in charts["nowhere"]) == len(ROWS)
    assert [bar.value for bar in charts["year"]] == ["2025", "2026"]
    assert max(bar.wide for bar in charts["category"]) == 100
    assert {tile.shade for tile in charts["region"]} <= {0, 1, 2, 3, 4}
    assert max(tile.shade for tile in charts["region"]) == 4
    assert len({(tile.row, tile.column) for tile in charts["region"]}) == len(charts["region"])


def test_a_record_without_anything_has_an_empty_list(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, speaking("en"):
        write_lists(SiteFrame(folder, date(2026, 1, 1)), [], groups_of([]))
        write_data(folder, [], date(2026, 1, 1))
    assert "Nothing is on record yet." in (tmp_path / "public" / "en" / "incidents" / "index.html").read_text()
    assert json.loads((tmp_path / "public" / "data" / "words-1.json").read_text()) == []
