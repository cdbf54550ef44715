"""The strata of the weekly sample, how many are drawn from each, and how many were missed, are what somebody counts who has only the rows and the rule."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from flows.sampling import draw_sample
from records import review
from records.database import read_session, write_transaction
from records.filters import RowFilter
from records.tables import DraftArticleRow, SampleRow, SampleWeekRow
from reports.exports.missed_export import missed_rows
from tests.records import rows
from tests.reports.recounted_missed import ScreenedOut, cards_of, missed, stratum_of

# Three Mondays; the first sample is that of 2026-W47.
MONDAYS = [datetime(2026, 11, 23, 6, tzinfo=UTC) + timedelta(days=7 * nth) for nth in range(3)]
# With many disputed articles, with few, and where the lexical judge reads alone.
KNOWN = (0.7, 0.02, 0.0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_strata_cards_and_what_was_missed_are_what_the_rule_says(engine: Engine) -> None:
    chance = random.Random(2026)
    recounted = 0.0
    for week, (monday, known) in enumerate(zip(MONDAYS, KNOWN, strict=True)):
        told = [
            ScreenedOut(f"w{week}a{nth}", round(chance.random() ** 6, 4), round(chance.random() ** 8, 4) if chance.random() < known else None)
            for nth in range(chance.randrange(400, 900))
        ]
        with write_transaction(engine) as session:
            for one in told:
                rows.article(session, one.article, now=monday - timedelta(days=1 + chance.randrange(5)))
                rows.screening(session, one.article, flagged=False, score=one.score, disagreement=one.apart)
        draw_sample(engine, "test 1", monday)
        placed = stratum_of(told)
        with read_session(engine) as session:
            query = select(DraftArticleRow.article_id, DraftArticleRow.draft_id, SampleRow.stratum).join(
                SampleRow, SampleRow.draft_id == DraftArticleRow.draft_id
            )
            drawn = {article: (draft, stratum) for article, draft, stratum in session.execute(query) if article.startswith(f"w{week}")}
            populations = dict(
                session.execute(select(SampleWeekRow.stratum, SampleWeekRow.population).where(SampleWeekRow.week.endswith(f"{47 + week}"))).all()
            )
        assert populations == {name: sum(one == name for one in placed.values()) for name in set(placed.values())}
        assert {name: sum(one == name for _, one in drawn.values()) for name in cards_of(placed)} == cards_of(placed)
        assert {article: stratum for article, (_, stratum) in drawn.items()} == {article: placed[article] for article in drawn}
        incidents = {article for article in drawn if chance.random() < 0.2}
        with write_transaction(engine) as session:
            for article, (draft, _) in drawn.items():
                if article in incidents:
                    review.confirm(session, draft, who="Aigul", now=monday, fields={"primary": "ATT"})
                else:
                    review.reject(session, draft, who="Aigul", now=monday, reason="not_press")
        with read_session(engine) as session:
            (*_, mine, whole) = missed_rows(session, RowFilter())
        assert mine["missed"] == pytest.approx(missed(placed, drawn, incidents), abs=0.051)
        recounted += missed(placed, drawn, incidents)
    assert whole["missed"] == pytest.approx(recounted, abs=0.051)
