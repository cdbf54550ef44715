"""A country is a pack: the sample newsroom under an invented second country, collected, screened, decided, exported and published by the real command.

Nothing but the pack and the outlet file is changed: no code, and no table of the product.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.flows.real_command import Home, with_prefect
from tests.flows.second_country import PACK
from tests.flows.test_faults import newsroom
from tests.paths import ROOT

MODULE = "tests.flows.second_country"


@pytest.fixture(scope="module")
def utopia(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A newsroom of the invented country, whose first draft was confirmed."""
    folder = tmp_path_factory.mktemp("second")
    home = with_prefect(Home(folder / "var", {"QORGAN_HOME_COUNTRY": MODULE, "PYTHONPATH": str(ROOT)}))
    with newsroom(folder) as file:
        words = file.read_text(encoding="utf-8")
        for old, new in (("country: KZ", "country: QQ"), ("KZ-35", "QQ-N"), ("KZ-43", "QQ-S"), ("KZ-39", "QQ-W")):
            assert old in words
            words = words.replace(old, new)
        file.write_text(words, encoding="utf-8")
        home.qorgan("run", "--outlets", str(file))
    draft = min(row["id"] for row in home.rows("drafts", "--state", "new"))
    home.qorgan("decide", str(draft), "confirm", "--as", "Aigul", "--set", "region=South Quoquo", "--set", "incident_date=2026-01-05")
    return home


def said_by(home: Home, code: str) -> str:
    """What a few lines of Python print in the invented country."""
    return subprocess.run([sys.executable, "-c", code], env=home.environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_an_incident_has_the_countrys_number_region_and_day(utopia: Home) -> None:
    (incident,) = utopia.rows("incidents")
    assert (incident["number"], incident["region"]) == ("QQX-2026-0001", "QQ-S")
    assert incident["recorded"] == datetime.now(UTC).astimezone(ZoneInfo(PACK.zone)).date().isoformat()
    assert "QQX-2026-0001" in utopia.qorgan("incident", "QQX-2026-0001").stdout
    assert "it is written QQX-2021-0042" in utopia.qorgan("export", "incidents", "--number", "KZ-2026-0001", code=2).stderr


def test_days_are_counted_by_the_countrys_clock_and_its_regions(utopia: Home) -> None:
    code = "from datetime import UTC, datetime; from records.clock import day_of; m = datetime(2026, 6, 1, 12, tzinfo=UTC); print(day_of(m), day_of(m, 'QQ-W'))"
    assert said_by(utopia, code) == "2026-06-02 2026-06-02"
    code = code.replace("6, 1, 12,", "6, 1, 11, 30,")
    assert said_by(utopia, code) == "2026-06-01 2026-06-02"


def test_articles_are_of_the_countrys_regions_and_read_by_their_clocks(utopia: Home) -> None:
    articles = utopia.rows("articles")
    assert len(articles) == 132
    assert {article["region"] for article in articles} == set(PACK.regions)
    written = {article["outlet"]: article["published_at"][19:] for article in articles if len(article["published_at"]) > 10}
    # The list pages of this outlet give hours without an offset.
    assert written["kz_sample_tobyl"] in ("+12:45", "+13:45")


def test_a_region_of_another_country_is_one_abroad_and_an_unknown_one_of_its_own_is_refused(utopia: Home) -> None:
    assert utopia.rows("incidents", "--region", "KZ-35") == []
    assert len(utopia.rows("incidents", "--region", "QQ-S")) == 1
    assert "--region QQ-Z: no such code; did you mean QQ-" in utopia.qorgan("export", "incidents", "--region", "QQ-Z", code=2).stderr


def test_the_monthly_report_shows_the_countrys_tiles(utopia: Home) -> None:
    html = utopia.qorgan("report", "monthly", "--since", "2026-01-01", "--until", "2026-01-31", "--lang", "en", "--format", "html").stdout
    for name in ("North Quoquo: 0 incidents", "South Quoquo: 1 incident", "West Isles: 0 incidents", "QQX-2026-0001"):
        assert name in html
    assert "Almaty" not in html


def test_the_release_is_of_the_country(utopia: Home, tmp_path: Path) -> None:
    utopia.qorgan("report", "release", "--since", "2026-01-01", "--until", "2026-01-31", "--lang", "en", "--output", str(tmp_path / "out"))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert "in Quoquo" in package["title"]
    assert "Quoquo" in package["keywords"]
    (pattern,) = {field["constraints"]["pattern"] for field in package["resources"][0]["schema"]["fields"] if field["name"] == "number"}
    assert pattern == r"QQX-\d{4}-\d{4,6}"


def test_an_export_is_imported_into_another_desk_of_the_country(utopia: Home, tmp_path: Path) -> None:
    (tmp_path / "incidents.jsonl").write_text(utopia.qorgan("export", "incidents").stdout, encoding="utf-8")
    other = Home(tmp_path / "var", utopia.more)
    other.qorgan("import", "incidents", str(tmp_path / "incidents.jsonl"))
    assert [row["number"] for row in other.rows("incidents")] == ["QQX-2026-0001"]
    elsewhere = Home(tmp_path / "kz")
    assert "QQX-2026-0001" in elsewhere.qorgan("import", "incidents", str(tmp_path / "incidents.jsonl"), code=1).stderr


def test_the_desk_and_its_api_speak_of_the_country(utopia: Home) -> None:
    code = "from desk.api.response_shapes import Number; from pydantic import TypeAdapter; print(TypeAdapter(Number).json_schema()['pattern'])"
    assert said_by(utopia, code) == "^QQX-[0-9]{4}-[0-9]{4,6}$"
    code = "from records.country import region_choices; print(*region_choices())"
    assert said_by(utopia, code) == "('QQ-N', 'North Quoquo') ('QQ-S', 'South Quoquo') ('QQ-W', 'West Isles')"


def test_a_country_without_a_pack_stops_every_command_with_one_line(tmp_path: Path) -> None:
    said = Home(tmp_path / "var", {"QORGAN_HOME_COUNTRY": "QQ"}).qorgan("outlets", code=2).stderr
    assert said.startswith("qorgan: QORGAN_HOME_COUNTRY: QQ is no country that Qorgan knows; write one of KZ")
    assert said.count("\n") == 1
