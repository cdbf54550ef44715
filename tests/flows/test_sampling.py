"""The weekly sample of what was screened out: drawn once, marked, decided by people, and what it says of the incidents that were missed."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select

from flows.sampling import SIZES, draw_sample
from records import review
from records.database import read_session, write_transaction
from records.filters import WAITING, DraftFilter, DraftKind, RowFilter
from records.review import weekly_sample
from records.review.drafts_queue import count
from records.tables import DraftRow, SampleRow, ScreeningRow, WatchRow
from reports.exports.missed_export import missed_rows
from tests.records import rows

# A Wednesday; the week before it is 2026-W47.
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 18, 6, tzinfo=UTC)


def _screened_out(engine: Engine, number: int, at: datetime = LAST_WEEK) -> None:
    with write_transaction(engine) as session:
        for one in range(number):
            rows.article(session, f"a{one}", title=f"Мақала {one}")
            rows.screening(session, f"a{one}", flagged=False, score=one / 10_000)
        session.query(ScreeningRow).update({ScreeningRow.at: at})
        # The scores of the column, as a run writes them.
        for row in session.query(ScreeningRow):
            row.score = row.body["score"]


def test_the_sample_is_drawn_once_a_week_from_both_strata_and_marked(engine: Engine) -> None:
    _screened_out(engine, 600)
    assert draw_sample(engine, "test 1", NOW) == sum(SIZES.values())
    assert draw_sample(engine, "test 1", NOW + timedelta(days=1)) == 0
    with read_session(engine) as session:
        assert [(one.week, one.stratum, one.population, one.drawn) for one in weekly_sample.strata(session)] == [
            ("2026-W47", "far", 570, SIZES["far"]),
            ("2026-W47", "near", 30, SIZES["near"]),
        ]
        assert count(session, DraftFilter(state=WAITING, kind=DraftKind.SAMPLE), NOW.date()) == 30
        assert count(session, DraftFilter(state=WAITING, kind=DraftKind.INCIDENT), NOW.date()) == 0
        assert session.scalar(select(func.count()).select_from(WatchRow)) == 30
        near = session.scalars(select(DraftRow.score).join(SampleRow, SampleRow.draft_id == DraftRow.id).where(SampleRow.stratum == "near"))
        assert min(near) >= 0.057


def test_articles_of_another_week_or_in_a_draft_are_not_drawn(engine: Engine) -> None:
    _screened_out(engine, 5, at=NOW)
    assert draw_sample(engine, "test 1", NOW) == 0
    assert draw_sample(engine, "test 1", NOW + timedelta(days=7)) == 5


def test_what_people_find_in_the_sample_tells_how_many_were_missed(engine: Engine) -> None:
    _screened_out(engine, 600)
    draw_sample(engine, "test 1", NOW)
    with read_session(engine) as session:
        (week, whole) = missed_rows(session, RowFilter())
        assert (week["week"], week["missed"], whole["week"]) == ("2026-W47", None, None)
        far = list(session.scalars(select(SampleRow.draft_id).where(SampleRow.stratum == "far").order_by(SampleRow.draft_id)))
        near = list(session.scalars(select(SampleRow.draft_id).where(SampleRow.stratum == "near")))
    with write_transaction(engine) as session:
        for draft in [*far[1:], *near]:
            review.reject(session, draft, who="Aigul", now=NOW, reason="not_press")
        review.confirm(session, far[0], who="Aigul", now=NOW, fields={"primary": "ATT"})
    with read_session(engine) as session:
        (week, whole) = missed_rows(session, RowFilter())
        assert (week["decided"], week["found"], week["missed"]) == (30, 1, 57.0)
        assert week["missed_low"] < 57 < week["missed_high"]
        assert whole == {**week, "week": None}


def test_the_sample_of_a_week_without_articles_is_no_sample(engine: Engine) -> None:
    assert draw_sample(engine, "test 1", NOW) == 0
    with read_session(engine) as session:
        assert list(missed_rows(session, RowFilter())) == []
