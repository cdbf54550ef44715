"""What the desk shows of a period: which incidents count, by month, block, category and region, beside the year before, and who waits for an answer."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from flows.sampling import draw_sample
from records import review
from records.clock import iso_week
from records.database import read_session, write_transaction
from records.incident_model import Incident, Victim
from records.review import opinions as opinions_module
from records.tables import DraftRow
from records.vocabulary import Category
from reports.statistics import Statistics, StatisticsPeriod, screening_quality, statistics
from tests.conftest import NOW
from tests.records import rows
from tests.reports.publications.told import case

TODAY = date(2026, 4, 1)
DAYS = StatisticsPeriod(date(2026, 1, 15), date(2026, 3, 10))


def on(nth: int, day: date | None, category: Category = Category.ATT, *codes: str, **fields: Any) -> Incident:
    return case(f"KZ-2026-{nth:04}", category, *codes, day=day, **{"recorded": date(2026, 1, 1), **fields})


# Of the first and the last day, between them, and of the days around, withdrawn and without a date.
WITHIN = [
    on(3, date(2026, 1, 15), title="Күтуде", title_lang="kk", text_notes={"title_kk": {"state": "checked"}}, titles={"kk": "Күтуде"}, victims=(Victim("Асан Үлгі"),)),
    on(1, date(2026, 3, 10), Category.THR, "CVF", region=None, victims=(Victim("Асан Үлгі"), Victim("Сәуле Үлгі"))),
    on(2, date(2026, 3, 1), Category.CRM, "JIN", region="RU-MOW"),
    on(4, date(2026, 3, 2), Category.BOR),
]  # fmt: skip
OUTSIDE = [
    on(5, date(2026, 1, 14)),
    on(6, date(2026, 3, 11)),
    replace(on(7, date(2026, 2, 1)), withdrawn=True),
    on(8, None),
    replace(on(9, None), withdrawn=True),
]
YEAR_BEFORE = [on(11, date(2025, 1, 15)), on(12, date(2025, 3, 10)), on(13, date(2025, 3, 1)), on(14, date(2025, 1, 14)), on(15, date(2025, 3, 11))]


def counted(*incidents: Incident, days: StatisticsPeriod = DAYS) -> Statistics:
    return statistics(incidents, days, TODAY)


def test_what_lies_in_the_period_is_counted_in_every_way() -> None:
    found = counted(*WITHIN, *OUTSIDE, *YEAR_BEFORE)
    assert (found.days, found.total, found.persons, found.unnamed, found.undated) == (DAYS, 4, 2, 2, 1)
    assert found.by_month == {(2026, 1): 1, (2026, 2): 0, (2026, 3): 3}
    assert found.before == {(2025, 1): 1, (2025, 2): 0, (2025, 3): 2}
    assert found.by_category == {Category.ATT: 1, Category.THR: 1, Category.CRM: 1, Category.BOR: 1}
    assert found.by_region == {"KZ-35": 2, "none": 2}
    assert found.by_block == {(2026, 1): {"A": 1}, (2026, 2): {}, (2026, 3): {"A": 1, "C": 1, None: 1}}
    assert (found.funnel.recorded, found.funnel.accountable) == (("KZ-2026-0001", "KZ-2026-0003"), ("KZ-2026-0001",))
    assert found.waiting == (("KZ-2026-0003", "Күтуде", (TODAY - date(2026, 1, 15)).days),)
    assert (found.unanswered_share, found.beside) == (0.5, 2)


def test_without_anything_there_is_no_share_and_no_year_before() -> None:
    found = counted(*OUTSIDE)
    assert (found.total, found.unanswered_share, found.before, found.beside, found.undated) == (0, None, None, 0, 1)
    assert counted(on(1, date(2026, 4, 1)), days=StatisticsPeriod(TODAY, TODAY)).waiting[0][2] == 0


def test_a_period_has_its_months_their_parts_and_the_same_days_a_year_before() -> None:
    over_new_year = StatisticsPeriod(date(2025, 11, 20), date(2026, 1, 5))
    assert over_new_year.months == [(2025, 11), (2025, 12), (2026, 1)]
    assert [over_new_year.part(month) for month in over_new_year.months] == [
        StatisticsPeriod(date(2025, 11, 20), date(2025, 11, 30)),
        StatisticsPeriod(date(2025, 12, 1), date(2025, 12, 31)),
        StatisticsPeriod(date(2026, 1, 1), date(2026, 1, 5)),
    ]
    leap = StatisticsPeriod(date(2023, 3, 1), date(2024, 2, 29))
    assert leap.year_before == StatisticsPeriod(date(2022, 3, 1), date(2023, 2, 28))
    assert StatisticsPeriod(date(2024, 2, 29), date(2024, 2, 29)).year_before == StatisticsPeriod(date(2023, 2, 28), date(2023, 2, 28))
    for days, known in ((365, True), (366, False)):
        assert (StatisticsPeriod(date(2023, 1, 1), date(2023, 1, 1) + timedelta(days=days)).year_before is not None) is known
    assert StatisticsPeriod(date(1, 1, 1), date(1, 2, 1)).year_before is None
    assert StatisticsPeriod(date(2, 1, 1), date(2, 2, 1)).year_before == StatisticsPeriod(date(1, 1, 1), date(1, 2, 1))


def test_how_well_incidents_were_found_is_reported_of_the_weeks_of_the_period(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """One week before NOW with ten articles screened out, of which one tells of an incident, and three that were flagged and confirmed, one of them by two people."""
    monkeypatch.setattr(opinions_module, "is_chosen_for_opinion", lambda draft: True)
    collected = NOW - timedelta(days=5)
    with write_transaction(engine) as session:
        for nth in range(10):
            rows.article(session, f"out{nth}", now=collected)
            rows.screening(session, f"out{nth}", flagged=False)
        for nth in range(3):
            rows.article(session, f"in{nth}", now=collected, title=f"Оқиға {nth}", text=f"Мәтін {nth} " * 30)
            rows.screening(session, f"in{nth}")
        flagged = review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
        for draft in flagged:
            review.confirm(session, draft.id, who="Aigul", now=NOW, fields={"primary": "ATT"})
        opinions_module.request_opinion(session, flagged[0], now=NOW)
        opinions_module.record_opinion(session, flagged[0].id, who="Berik", now=collected, action="confirm")
    draw_sample(engine, "test 1", NOW)
    with write_transaction(engine) as session:
        sampled = list(session.scalars(select(DraftRow.id).where(DraftRow.sample.is_(True)).order_by(DraftRow.id)))
        review.confirm(session, sampled[0], who="Aigul", now=NOW, fields={"primary": "ATT"})
        for id in sampled[1:]:
            review.reject(session, id, who="Aigul", now=NOW, reason="not_press")
    week = StatisticsPeriod(collected.date(), collected.date())
    around = [StatisticsPeriod(day, day) for day in (collected.date() - timedelta(days=7), collected.date() + timedelta(days=7))]
    opinions = [StatisticsPeriod(day, day) for day in (collected.date() + timedelta(days=days) for days in (-1, 0, 1))]
    with read_session(engine) as session:
        found, *others = (screening_quality(session, days) for days in (week, *around))
        assert [screening_quality(session, days).agreement.opinions for days in opinions] == [0, 1, 0], "of the day alone"
    assert found.missed.missed is not None
    assert found.missed.missed.estimate == pytest.approx(1)
    assert found.confirmed == len(flagged) > 0
    assert found.recall == found.missed.recall(len(flagged))
    assert found.missed.weeks == (iso_week(collected.date()),)
    assert [(one.missed.missed, one.confirmed, one.recall) for one in others] == [(None, 0, None)] * 2, (
        "of the weeks before and after nothing is known"
    )
