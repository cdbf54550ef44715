"""What a run would ask is found out without asking and without writing."""

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine

from flows.run_preview import preview
from records.database import write_transaction
from records.model import Period
from records.outlets import claims, requests, runs
from records.tables import OutletRunRow, PageRow
from spiders.config.files import load_outlets
from spiders.config.schema import Outlet
from tests.conftest import NOW

FILE = """
- {name: kz_alau, title: {ru: Алау}, home: "https://alau.example/", country: KZ, region: KZ-27, languages: [ru],
   feeds: ["https://alau.example/rss"], sections: [{url: "https://alau.example/news/", links: "a::attr(href)"}]}
- {name: kz_bastau, title: {ru: Бастау}, home: "https://bastau.example/", country: KZ, region: KZ-59, languages: [ru]}
"""


def outlets(tmp_path: Path) -> list[Outlet]:
    (tmp_path / "outlets.yaml").write_text(FILE, encoding="utf-8")
    found, faults = load_outlets([tmp_path / "outlets.yaml"])
    assert not faults
    return found


def test_without_a_database_nothing_is_known_and_none_is_made(tmp_path: Path) -> None:
    found = preview(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}", outlets(tmp_path), Period(), NOW, named=False)
    assert [(one.name, one.known, one.held) for one in found.outlets] == [("kz_alau", 0, False), ("kz_bastau", 0, False)]
    assert found.outlets[0].sources == {"feed": ["https://alau.example/rss"], "section": ["https://alau.example/news/"]}
    assert found.outlets[1].sources == {}
    assert not (tmp_path / "var").exists()


def test_it_tells_what_is_on_record_since_when_is_looked_and_what_waits(engine: Engine, tmp_path: Path) -> None:
    before = NOW - timedelta(days=20)
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", before)
        runs.begin_outlet(session, "r", "kz_alau", None, before)
        row = session.get_one(OutletRunRow, ("r", "kz_alau"))
        row.state, row.finished = "answered", True
        for number, source in ((1, False), (2, False), (3, True)):
            address = f"https://alau.example/{number}"
            session.add(PageRow(run_id="r", outlet="kz_alau", url=address, key=address, fate="known", at=before, source=source))
        requests.ask_for_page(session, "https://alau.example/tip", who="Aigul", now=NOW, note="")
        claims.claim(session, "kz_bastau", "other", NOW)
    url = engine.url.render_as_string(hide_password=False)
    found = preview(url, outlets(tmp_path), Period(), NOW, named=False)
    alau, bastau = found.outlets
    assert (alau.known, alau.since, alau.held) == (2, before.date(), False)
    assert (bastau.known, bastau.held) == (0, True)
    assert (found.tips, found.looks) == (("https://alau.example/tip",), 0)
    asked = preview(url, outlets(tmp_path), Period(date(2026, 1, 1), date(2026, 1, 31)), NOW, named=True).as_json()
    assert [(one["since"], one["until"]) for one in asked["outlets"]] == [("2026-01-01", "2026-01-31")] * 2
