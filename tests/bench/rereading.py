"""What is to be read, asked for at 10,000 and at 1,000,000 stored articles, on SQLite and on PostgreSQL.

The bar: asking for the next batch costs no more at a million than three times what it costs at ten thousand, wherever the reading stands. Figures are the least of fifteen, which other work on the machine disturbs least.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, select, text

from records import rereads, review, screenings
from records.database import read_session, upgrade
from records.rereads import Place
from records.tables import ArticleRow
from tests.bench.store import bench_database

NEWEST = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SMALL, LARGE = 10_000, 1_000_000
MOST = 3.0
_COLUMNS = "id, run_id, outlet, url, region, lang, title, text, authors, published_at, published_on, fetched_at, text_sha256, copy_of, unread"


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when a ratio misses the bar."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.rereading", description=__doc__)
    parser.add_argument("--large", type=int, default=LARGE, help="articles of the larger store, for a quick look")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args(argv)
    bad = 0
    for name in (asked.only,) if asked.only else ("sqlite", "postgresql"):
        small, large = (_figures(name, size) for size in (SMALL, asked.large))
        for what, seconds in large.items():
            ratio = seconds / small[what]
            judged = "" if what == _COUNT or ratio <= MOST else "  MISSED"
            print(
                f"{name}: {what}: {small[what] * 1000:.1f} ms at {SMALL:,}, {seconds * 1000:.1f} ms at {asked.large:,}: ratio {ratio:.2f}{judged}",
                flush=True,
            )
            bad += bool(judged)
    return 1 if bad else 0


_COUNT = "counting, once when a reading begins"


def _figures(name: str, size: int) -> dict[str, float]:
    with bench_database(name) as engine:
        upgrade(engine)
        _fill(engine, size)
        # News: two articles that nobody has read, in the middle of the store.
        with engine.begin() as connection:
            connection.execute(text("UPDATE articles SET unread = true WHERE id IN (:one, :two)"), {"one": f"a{size // 2}", "two": f"a{size // 3}"})
        middle, end = _place(engine, size // 2), _place(engine, size - 300)
        return {
            "news, two unread": _least(engine, lambda session: screenings.unscreened_articles(session, 200)),
            "archive, at its newest": _least(engine, lambda session: rereads.next_articles(session, None, ("new",), 200)),
            "archive, in its middle": _least(engine, lambda session: rereads.next_articles(session, middle, ("new",), 200)),
            "archive, near its end": _least(engine, lambda session: rereads.next_articles(session, end, ("new",), 200)),
            "archive, where all is read": _least(engine, lambda session: rereads.next_articles(session, middle, ("old",), 200)),
            "flagged and in no draft, none": _least(engine, lambda session: review.screenings_without_draft(session, "old", 50)),
            _COUNT: _least(engine, lambda session: rereads.count_left(session, ("new",)), times=1),
        }


def _fill(engine: Engine, size: int) -> None:
    """Articles of ten minutes each, the higher the number the older, all read by the old model; made in the database itself."""
    lite = engine.dialect.name == "sqlite"
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {size - 1})"
        if lite
        else f"WITH n AS (SELECT generate_series(0, {size - 1}) AS i)"
    )
    oldest = NEWEST.replace(tzinfo=None).isoformat(sep=" ")
    moment = (
        f"strftime('%Y-%m-%d %H:%M:%S', '{oldest}', '-' || (i * 10) || ' minutes') || '.000000'"
        if lite
        else f"TIMESTAMPTZ '{oldest}+00' - i * INTERVAL '10 minutes'"
    )
    false = "0" if lite else "false"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO articles ({_COLUMNS}) {numbers} SELECT 'a' || i, 'run', 'kz_' || (i % 150), 'https://x.example/' || i, 'KZ-35', 'kk', 'Тақырып ' || i,"
            f" 'Мәтін ' || i, '[]', NULL, NULL, {moment}, '0', NULL, {false} FROM n"
        )
        connection.exec_driver_sql(
            f"INSERT INTO screenings (article_id, model, at, score, flagged, label, body) {numbers} SELECT 'a' || i, 'old', {moment}, 0.1, {false}, 'none', '{{}}' FROM n"
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _place(engine: Engine, nth: int) -> Place:
    with read_session(engine) as session:
        return session.scalars(select(ArticleRow.fetched_at).where(ArticleRow.id == f"a{nth}")).one(), f"a{nth}"


def _least(engine: Engine, ask: Callable[..., object], times: int = 15) -> float:
    taken = []
    for _ in range(times):
        with read_session(engine) as session:
            began = time.perf_counter()
            ask(session)
            taken.append(time.perf_counter() - began)
    return min(taken)


if __name__ == "__main__":
    sys.exit(main())
