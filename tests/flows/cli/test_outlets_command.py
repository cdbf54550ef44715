"""`qorgan outlets` and the outlets in a run's summary, as a person reads them."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner, Result

from flows import run_request
from flows.cli import outlets_command
from flows.cli.outlets_command import FIELDS, OutletsFormat, print_lines
from records.database import write_transaction
from records.i18n import tr
from records.outlets import health, runs
from records.outlets.health import PageMeasures
from records.settings import read_settings
from records.tables import OutletRunRow
from records.vocabulary import Cause
from spiders.sources.kinds import KINDS
from spiders.sources.list_pages import OutletSource
from tests.conftest import Speak
from tests.empty_database import open_upgraded

OUTLETS = """
- {name: kz_alau, title: {ru: Алау}, home: "https://alau.example/", country: KZ, region: KZ-27, languages: [kk, ru],
   feeds: ["https://alau.example/rss"], telegram: [alau_news]}
- {name: kz_bastau, title: {ru: Бастау}, home: "https://bastau.example/", country: KZ, region: KZ-59, languages: [ru]}
- {name: kz_orda, title: {ru: Орда}, home: "https://orda.example/", country: KZ, languages: [ru]}
- {name: kz_ush, title: {ru: Уш}, home: "https://ush.example/", country: KZ, region: KZ-27, languages: [kk], dead: 2026-09-01}
"""
TODAY = datetime.now(UTC)
DAY = timedelta(days=1)
Look = Callable[..., Result]


def visit(engine: Engine, outlet: str, ago: int, cause: Cause | None, articles: int = 0, ways: list[OutletSource] | None = None) -> None:
    """A run that visited an outlet some days ago."""
    moment = TODAY - ago * DAY
    run, day = f"{outlet}-{ago}", (moment + timedelta(hours=5)).date()
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", moment)
        runs.begin_outlet(session, run, outlet, None, moment)
        row = session.get_one(OutletRunRow, (run, outlet))
        row.state, row.cause, row.ways = "failed" if cause else "answered", cause, [way.as_json() for way in ways or []]
        health.note_pages(session, run, outlet, day, PageMeasures(articles=articles))
        health.note_visit(session, outlet, day, cause, moment)


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """`qorgan outlets …` over a file of three living outlets, two of which have been visited."""
    file = tmp_path / "outlets.yaml"
    file.write_text(OUTLETS, encoding="utf-8")
    monkeypatch.setattr(run_request, "OUTLETS", file)
    engine = open_upgraded(read_settings().database)
    visit(engine, "kz_alau", 8, None, 40)
    visit(
        engine,
        "kz_alau",
        2,
        None,
        5,
        [OutletSource("home", "https://alau.example/"), OutletSource("feed", "https://alau.example/feed/")],
    )
    visit(
        engine,
        "kz_alau",
        0,
        None,
        6,
        [OutletSource("telegram", "https://t.me/s/x"), OutletSource("feed", "https://alau.example/rss", named=True)],
    )
    for ago, cause in ((4, None), (2, Cause.TIMEOUT), (1, Cause.BOT_WALL)):
        ways = [OutletSource("home", "https://bastau.example/"), OutletSource("wordpress", "https://bastau.example/wp-json/")]
        visit(engine, "kz_bastau", ago, cause, 3 if cause is None else 0, ways)
    engine.dispose()

    def run(*words: str, columns: int | None = None) -> Result:
        app = typer.Typer()
        app.add_typer(outlets_command.app, name="outlets")
        app.command("other")(lambda: None)
        return CliRunner().invoke(app, ["outlets", *words], env={"COLUMNS": str(columns)} if columns else {}, catch_exceptions=False)

    return run


def local(ago: int) -> str:
    return f"{TODAY - ago * DAY + timedelta(hours=5):%Y-%m-%d %H:%M}"


def cells(line: str) -> list[str]:
    """The cells of a printed row, where two blanks part them."""
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_one_line_an_outlet_tells_how_it_stands(look: Look, snapshot: SnapshotAssertion) -> None:
    head, *lines = look().stdout.splitlines()
    assert len(cells(head)) == 5
    assert [line.split()[0] for line in lines] == ["kz_alau", "kz_bastau", "kz_orda"]
    assert [local(0) in lines[0], local(4) in lines[1]] == [True, True]
    assert [line.replace(local(0), "TODAY").replace(local(4), "BEFORE") for line in lines] == snapshot
    assert len(lines) == 3


def test_a_way_that_the_file_does_not_name_has_a_mark_that_is_explained_beside_the_data(look: Look) -> None:
    told = look()
    assert told.stderr == "* = not named in the outlet's file\n"
    assert look("--region", "KZ-27").stderr == ""


def test_a_region_and_failing_narrow_the_list(look: Look, snapshot: SnapshotAssertion) -> None:
    assert [line.split()[0] for line in look("--region", "KZ-27").stdout.splitlines()[1:]] == ["kz_alau"]
    assert [line.split()[0] for line in look("--failing").stdout.splitlines()[1:]] == ["kz_bastau"]
    none = look("--failing", "--region", "KZ-27")
    assert (none.stdout, none.stderr, none.exit_code) == snapshot


def test_a_program_gets_codes_and_times_of_the_same_outlets(look: Look, speak: Speak) -> None:
    speak("kk")
    given = json.loads(look("--format", "json").stdout)
    assert [line["outlet"] for line in given] == ["kz_alau", "kz_bastau", "kz_orda"]
    assert [tuple(line) for line in given] == [FIELDS] * 3
    alau, bastau, orda = given
    assert (alau["region"], alau["languages"], alau["sources"], alau["way"], alau["articles"]) == ("KZ-27", ["kk", "ru"], 2, "feed", 11)
    assert datetime.fromisoformat(alau["answered"]) == TODAY
    assert (bastau["failing_days"], bastau["cause"], alau["cause"], orda["answered"]) == (2, "bot_wall", None, None)
    assert [line["outlet"] for line in json.loads(look("--format", "json", "--failing").stdout)] == ["kz_bastau"]
    assert look("--format", "table").stdout == look().stdout == look("--format", "text").stdout


def test_a_table_for_a_spreadsheet_has_the_same_fields(look: Look) -> None:
    head, *rows = csv.reader(io.StringIO(look("--format", "csv").stdout))
    assert tuple(head) == FIELDS
    assert [row[0] for row in rows] == ["kz_alau", "kz_bastau", "kz_orda"]
    assert rows[0][head.index("languages")] == "kk; ru"
    assert rows[2][head.index("answered")] == ""


def test_a_word_that_is_no_command_is_wrong_use(look: Look) -> None:
    assert look("nonsense").exit_code == 2


def test_another_command_can_hang_in_the_group_and_the_list_does_not_come_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlets_command.app, "registered_commands", [*outlets_command.app.registered_commands])
    app, group_seen = typer.Typer(), []
    app.add_typer(outlets_command.app, name="outlets")
    (registered,) = app.registered_groups
    assert registered.typer_instance is not None
    registered.typer_instance.command("check")(lambda: group_seen.append("check"))
    app.command("other")(lambda: None)
    told = CliRunner().invoke(app, ["outlets", "check"], catch_exceptions=False)
    assert (told.exit_code, told.stdout, group_seen) == (0, "", ["check"])


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_an_outlet_keeps_to_one_line_of_120_columns_and_its_trouble_to_two(look: Look, speak: Speak, lang: str) -> None:
    speak(lang)
    lines = look(columns=120).stdout.splitlines()
    assert max(map(len, lines)) <= 120
    named = [number for number, line in enumerate(lines) if line.startswith("kz_")]
    assert [lines[number].split()[0] for number in named] == ["kz_alau", "kz_bastau", "kz_orda"]
    heights = [later - earlier for earlier, later in zip(named, [*named[1:], len(lines)], strict=True)]
    assert [heights[0], heights[2]] == [1, 1]
    assert heights[1] <= 2
    assert local(4) in lines[named[1]]
    assert f"*{tr(KINDS['wordpress'].label)}" in lines[named[1]]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_narrow_terminal_still_shows_what_fails_and_since_when(look: Look, speak: Speak, lang: str) -> None:
    speak(lang)
    lines = look("--region", "KZ-59", columns=80).stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert {"kk": "2 күн: боттан", "ru": "2 дня: защита", "en": "2 days: bot"}[lang] in " ".join(lines)
    assert local(4) in " ".join(lines)
    assert "WordPress" not in " ".join(lines)


@pytest.mark.parametrize(("lang", "told"), [("kk", "2 күн: боттан қорғаныс"), ("ru", "2 дня: защита от ботов")])
def test_the_trouble_is_told_in_the_readers_language(look: Look, speak: Speak, lang: str, told: str) -> None:
    speak(lang)
    assert told in look().stdout


def test_a_title_that_a_spreadsheet_would_run_is_made_plain(capsys: pytest.CaptureFixture[str]) -> None:
    line = dict.fromkeys(FIELDS) | {"outlet": "kz_a", "title": {"ru": "А"}, "languages": ["ru"], "address": "=cmd|' /C calc'!A0", "sources": 1}
    print_lines([line], OutletsFormat.CSV)
    assert "'=cmd" in capsys.readouterr().out.splitlines()[1]
