"""What the summary of a run says of its outlets."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import Engine

from flows import run_summary
from flows.rereading import ArchiveSlice
from flows.run_summary import OutletLine, RunSummary, as_markdown, naming_sources, show, summarise
from flows.steps import ScreenedCounts
from records.database import read_session, write_transaction
from records.outlets import runs
from records.rereads import Reread
from records.tables import OutletRunRow
from records.vocabulary import WayKind
from spiders.config.files import load_outlets
from spiders.sources.fallback import Way
from tests.conftest import NOW

OUTLETS = """
- {name: kz_alau, title: {ru: Алау}, home: "https://alau.example/", country: KZ, region: KZ-27, languages: [kk, ru],
   feeds: ["https://alau.example/rss"], telegram: [alau_news]}
- {name: kz_bastau, title: {ru: Бастау}, home: "https://bastau.example/", country: KZ, region: KZ-59, languages: [ru]}
- {name: kz_orda, title: {ru: Орда}, home: "https://orda.example/", country: KZ, languages: [ru]}
- {name: kz_ush, title: {ru: Уш}, home: "https://ush.example/", country: KZ, region: KZ-27, languages: [kk], dead: 2026-09-01}
"""


def line(name: str, state: str = "answered", cause: str | None = None, *ways: Way, names_sources: bool = True) -> OutletLine:
    return OutletLine(name, state, cause, 1, {}, True, ways, names_sources)


def shown(*lines: OutletLine, width: int = 100) -> str:
    stream = io.StringIO()
    show(RunSummary("run-1", lines, 0, 0, 0, 1.0), Console(file=stream, width=width))
    return stream.getvalue()


FEED = Way(WayKind.FEED, "https://alau.example/feed/")
HOME = Way(WayKind.HOME, "https://alau.example/")
NAMED = Way(WayKind.SECTION, "https://alau.example/news/", named=True)
CHANNEL = Way(WayKind.TELEGRAM, "https://t.me/s/alau", named=True)


def test_an_outlet_served_by_another_way_than_its_file_names_is_told() -> None:
    said = shown(line("kz_alau", "answered", None, HOME, FEED), line("kz_fine", "answered", None, NAMED, FEED))
    assert said.splitlines()[-2:] == [
        f"{'Outlets whose named sources gave nothing':42}what served instead".ljust(len(said.splitlines()[-2])),
        f"{'kz_alau':42}feed https://alau.example/feed/".ljust(len(said.splitlines()[-1])),
    ]
    assert "kz_fine" not in said


@pytest.mark.parametrize(
    ("given", "detour"),
    [
        (line("kz", "answered", None, HOME), HOME),
        (line("kz", "answered", None, HOME, FEED), FEED),
        (line("kz", "answered", None, CHANNEL, FEED), FEED),
        (line("kz", "answered", None, NAMED, FEED), None),
        (line("kz", "answered", None, CHANNEL), None),
        (line("kz", "answered", None), None),
        (line("kz", "answered", None, HOME, FEED, names_sources=False), None),
    ],
)
def test_a_detour_is_what_served_where_nothing_that_the_file_names_of_the_site_did(given: OutletLine, detour: Way | None) -> None:
    assert given.detour == detour


def test_the_summary_names_failing_outlets_with_causes_seen_only_over_time() -> None:
    said = shown(
        line("kz_a", "failed", "layout_changed"), line("kz_b", "answered", "under_minimum"), line("kz_c", "failed", "not_article"), line("kz_d")
    )
    rows = {row.split()[0]: " ".join(row.split()[1:]) for row in said.splitlines() if row.startswith("kz_")}
    assert rows == {"kz_a": "layout changed", "kz_b": "fewer articles than its minimum", "kz_c": "not an article"}
    assert "3 answered, 0 failed" not in said
    assert "2 answered, 2 failed" in said


def test_an_address_from_the_web_can_neither_break_a_table_nor_flood_it() -> None:
    hostile = line("kz_alau", "answered", None, Way(WayKind.FEED, "https://alau.example/[/red]|[bold]" + "x" * 5000))
    said = shown(hostile, width=150)
    assert "https://alau.example/[/red]|[bold]xxx" in said
    assert max(map(len, said.splitlines())) <= 150
    row = as_markdown(RunSummary("run-1", (hostile,), 0, 0, 0, 1.0)).splitlines()[-1]
    assert row.count("|") == 3
    assert len(row) < 100


def test_a_summary_is_read_back_from_the_records_with_the_ways_that_served(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "outlets.yaml"
    file.write_text(OUTLETS, encoding="utf-8")
    naming = naming_sources(load_outlets([file])[0])
    assert naming == {"kz_alau"}
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
        for outlet in ("kz_alau", "kz_bastau"):
            runs.begin_outlet(session, "run", outlet, None, NOW)
            row = session.get_one(OutletRunRow, ("run", outlet))
            row.state, row.ways = "answered", [FEED.as_json()]
    with read_session(engine) as session:
        found = summarise(session, "run", screened=0, flagged=0, drafts=0, seconds=1.0, naming=naming)
        without = summarise(session, "run", screened=0, flagged=0, drafts=0, seconds=1.0)
    assert found.detours == [("kz_alau", FEED)]
    assert found.as_json()["detours"] == {"kz_alau": {"kind": "feed", "url": "https://alau.example/feed/", "named": False}}
    assert without.detours == []


def test_what_the_lexical_judge_read_alone_is_one_line_and_none_where_nothing_is_lacking(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
        found = summarise(session, "run", screened=7, flagged=1, drafts=1, seconds=1.0, alone=5)
        whole = summarise(session, "run", screened=7, flagged=1, drafts=1, seconds=1.0)
    words = "Read by the word lists alone, without the encoder"
    assert (words, "5") in run_summary.rows(found)
    assert f"{words}: 5" in run_summary.as_line(found)
    assert (found.as_json()["alone"], whole.as_json()["alone"]) == (5, 0)
    assert words not in run_summary.as_line(whole)


def test_an_outlet_whose_visit_left_pages_open_is_listed_with_what_is_open() -> None:
    said = shown(replace(line("kz_alau"), note="2 pages were not read; the next run tries them again"), line("kz_fine"))
    assert " ".join(said.splitlines()[-1].split()) == "kz_alau 2 pages were not read; the next run tries them again"
    assert "kz_fine" not in said


def test_how_the_archive_stands_is_told_while_there_is_something_to_read_and_its_drafts_are_counted(engine: Engine) -> None:
    open_ = ArchiveSlice(ScreenedCounts(400, 3, 2), 2, Reread(1, "new", 1_000, 600, 60.0, (NOW, "a"), False))
    done = ArchiveSlice(stands=Reread(1, "new", 1_000, 1_000, 100.0, (NOW, "a"), True))
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
        found, whole = (summarise(session, "run", screened=7, flagged=1, drafts=1, seconds=1.0, alone=5, anew=anew) for anew in (open_, done))
    told = dict(run_summary.rows(found))
    assert (told["Read by the classifier"], told["Read anew by a new model"]) == ("7, flagged 1", "400, flagged 3")
    assert told["  in all"] == "600 of 1000 read, 400 left, 10 a second, about 1 minute of reading to go"
    assert (told["New drafts"], told["Read by the word lists alone, without the encoder"]) == ("3", "7")
    assert {name: found.as_json()[name] for name in ("drafts", "alone", "reread", "reread_left")} == {
        "drafts": 3,
        "alone": 7,
        "reread": 400,
        "reread_left": 400,
    }
    assert "Read anew by a new model" not in dict(run_summary.rows(whole))
