"""A country is a pack: the sample newsroom under an invented second country, collected, screened, decided, exported and published by the command.

Nothing but the pack and the outlet file is changed: no code, and no table of the product. Which country it is is settled when the product is loaded, so all of it is
one process of its own.
"""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from spiders.sample.server import outlets_file
from tests.flows.conftest import Here
from tests.flows.crawl_here import PORT
from tests.flows.real_command import Home
from tests.flows.second_country import PACK
from tests.paths import ROOT

BEGAN = datetime.now(UTC)
MODULE = "tests.flows.second_country"
JANUARY = ("--since", "2026-01-01", "--until", "2026-01-31", "--lang", "en")
# The newsroom is in memory, and crawled in the process; Prefect is away.
FIRST = """
from contextlib import contextmanager
from flows import crawl_process, prefect_server
from tests.flows.conftest import Here
from tests.flows.crawl_here import crawl_here, sample_site
from pathlib import Path
crawl_process.run_crawler = crawl_here
prefect_server.prefect_server = contextmanager(lambda _settings: (yield False))
site = sample_site(Path({folder!r}))
site.__enter__()
"""
SHOWN = """
from datetime import UTC, datetime
from pydantic import TypeAdapter
from desk.api.response_models import Number
from records.clock import day_of
from records.country import region_choices
moments = [datetime(2026, 6, 1, *at, tzinfo=UTC) for at in ((12, 0), (11, 30))]
days = [[day_of(moment).isoformat(), day_of(moment, "QQ-W").isoformat()] for moment in moments]
import json
shown = {{"days": days, "regions": region_choices(), "number": TypeAdapter(Number).json_schema()["pattern"]}}
open({file!r}, "w").write(json.dumps(shown))
"""
Told = dict[str, "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def utopia(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What commands said in a newsroom of the invented country, by their first word or words."""
    folder = tmp_path_factory.mktemp("second")
    home = Home(folder / "var", {"QORGAN_HOME_COUNTRY": MODULE, "PYTHONPATH": str(ROOT)})
    file = outlets_file(PORT, folder)
    words = file.read_text(encoding="utf-8")
    for old, new in (("country: KZ", "country: QQ"), ("KZ-35", "QQ-N"), ("KZ-43", "QQ-S"), ("KZ-39", "QQ-W")):
        assert old in words
        words = words.replace(old, new)
    (folder / "second.yaml").write_text(words, encoding="utf-8")
    calls: dict[str, tuple[str, ...]] = {
        "run": ("run", "--outlets", str(folder / "second.yaml")),
        "decide": ("decide", "1", "confirm", "--as", "Aigul", "--set", "region=South Quoquo", "--set", "incident_date=2026-01-05"),
        "articles": ("export", "articles"),
        "incidents": ("export", "incidents"),
        "incident": ("incident", "QQX-2026-0001"),
        "number abroad": ("export", "incidents", "--number", "KZ-2026-0001"),
        "region abroad": ("export", "incidents", "--region", "KZ-35"),
        "own region": ("export", "incidents", "--region", "QQ-S"),
        "no region": ("export", "incidents", "--region", "QQ-Z"),
        "monthly": ("report", "monthly", *JANUARY, "--format", "html"),
        "release": ("report", "release", *JANUARY, "--output", str(folder / "out")),
    }
    done = home.several(*((words, "") for words in calls.values()), first=FIRST.format(folder=str(folder)))
    told = dict(zip(calls, done, strict=True))
    (folder / "incidents.jsonl").write_text(told["incidents"].stdout, encoding="utf-8")
    other, shown = Home(folder / "other", home.more), folder / "shown.json"
    taken, there = other.several(
        (("import", "incidents", str(folder / "incidents.jsonl")), ""), (("export", "incidents"), ""), first=SHOWN.format(file=str(shown))
    )
    told |= {"import": taken, "imported": there}
    for name, file in {"package": folder / "out" / "datapackage.json", "shown": shown}.items():
        told[name] = subprocess.CompletedProcess((), 0, file.read_text(encoding="utf-8"), "")
    return told


def rows(done: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_commands_end_well_but_for_what_is_not_of_this_country(utopia: Told) -> None:
    assert {name: done.returncode for name, done in utopia.items() if done.returncode} == {"number abroad": 2, "no region": 2}, utopia
    assert "QQX-2021-0042" in utopia["number abroad"].stderr
    assert (rows(utopia["region abroad"]), len(rows(utopia["own region"]))) == ([], 1)
    assert "QQ-Z" in utopia["no region"].stderr


def test_an_incident_has_the_countrys_number_region_and_day(utopia: Told) -> None:
    (incident,) = rows(utopia["incidents"])
    assert (incident["number"], incident["region"]) == ("QQX-2026-0001", "QQ-S")
    zone = ZoneInfo(PACK.zone)
    assert incident["recorded"] in {moment.astimezone(zone).date().isoformat() for moment in (BEGAN, datetime.now(UTC))}
    assert "QQX-2026-0001" in utopia["incident"].stdout
    assert [row["number"] for row in rows(utopia["imported"])] == ["QQX-2026-0001"]


def test_articles_are_of_the_countrys_regions_and_read_by_their_clocks(utopia: Told) -> None:
    articles = rows(utopia["articles"])
    assert len(articles) == 132
    assert {article["region"] for article in articles} == set(PACK.regions)
    written = {article["outlet"]: article["published_at"][19:] for article in articles if len(article["published_at"]) > 10}
    # The list pages of this outlet give hours without an offset.
    assert written["kz_sample_tobyl"] in ("+12:45", "+13:45")


def test_reports_show_the_countrys_tiles_name_and_numbers(utopia: Told) -> None:
    html = utopia["monthly"].stdout
    assert [name for name in ("North Quoquo: 0", "South Quoquo: 1", "West Isles: 0", "QQX-2026-0001") if name not in html] == []
    assert "Almaty" not in html
    package = json.loads(utopia["package"].stdout)
    assert PACK.in_country in package["title"]
    assert "Quoquo" in package["keywords"]
    (pattern,) = {field["constraints"]["pattern"] for field in package["resources"][0]["schema"]["fields"] if field["name"] == "number"}
    assert pattern == r"QQX-\d{4}-\d{4,6}"


def test_days_regions_and_numbers_of_the_desk_are_the_countrys(utopia: Told) -> None:
    assert json.loads(utopia["shown"].stdout) == {
        "days": [["2026-06-02", "2026-06-02"], ["2026-06-01", "2026-06-02"]],
        "regions": [["QQ-N", "North Quoquo"], ["QQ-S", "South Quoquo"], ["QQ-W", "West Isles"]],
        "number": "^QQX-[0-9]{4}-[0-9]{4,6}$",
    }


def test_its_incidents_are_refused_at_home_and_a_country_without_a_pack_stops_every_command_with_one_line(
    utopia: Told, here: Here, tmp_path: Path
) -> None:
    (tmp_path / "incidents.jsonl").write_text(utopia["incidents"].stdout, encoding="utf-8")
    assert "QQX-2026-0001" in here(Home(tmp_path / "kz"), "import", "incidents", str(tmp_path / "incidents.jsonl"), code=1).stderr
    said = Home(tmp_path / "var", {"QORGAN_HOME_COUNTRY": "QQ"}).qorgan("outlets", code=2).stderr
    assert (said.startswith("qorgan: QORGAN_HOME_COUNTRY: QQ "), said.count("\n")) == (True, 1)
