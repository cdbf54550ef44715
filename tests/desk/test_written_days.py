"""Dates in the forms of the desk: kept as ISO 8601, counted from the article, and told as they were understood."""

from datetime import date

import pytest
from sqlalchemy import update

from desk.written_days import DayCount, as_kept, as_meant, count_of, days_read, is_date
from records.i18n import speaking
from records.tables import ArticleRow, DraftRow
from records.written_dates import WrongDate
from tests.conftest import NOW
from tests.desk.site import Site

COUNT = DayCount(date(2026, 11, 28), article=date(2026, 11, 20))


def test_a_date_is_kept_as_much_as_was_written_of_it_and_anything_else_as_it_is() -> None:
    assert as_kept("incident_date", "21 қараша 2025", COUNT) == "2025-11-21"
    assert [as_kept("incident_date", written, COUNT) for written in ("11.2026", "2026", "вчера", "")] == ["2026-11", "2026", "2026-11-19", ""]
    assert as_kept("title", "вчера", COUNT) == "вчера"
    assert [is_date(name) for name in ("incident_date", "status_date", "next_dates", "day", "until", "title", "x")] == [True] * 5 + [False] * 2


def test_a_day_that_must_be_whole_is_refused_as_a_month() -> None:
    with speaking("en"), pytest.raises(WrongDate) as refused:
        as_kept("status_date", "ноябрь 2026", COUNT)
    assert str(refused.value) == "ноябрь 2026: write the day too"


def test_hearings_begin_with_their_day_however_it_is_written_and_may_lie_ahead() -> None:
    lines = ["1 декабря – апелляция – суд", "02.12.2026", "2026-12-03 – үкім", "завтра — суд", "апелляция"]
    assert as_kept("next_dates", lines, COUNT) == ["2026-12-01 – апелляция – суд", "2026-12-02", "2026-12-03 – үкім", "2026-11-29 – суд", "апелляция"]
    with speaking("ru"):
        assert [(one.iso, one.wrong) for one in days_read("next_dates", "\n".join([*lines[:2], "", lines[4]]), COUNT)] == [
            ("2026-12-01", False), ("2026-12-02", False), ("", True),
        ]  # fmt: skip


def test_what_is_kept_until_somebody_decides_has_its_dates_whole() -> None:
    typed: dict[str, str | list[str]] = {
        "incident_date": "кеше",
        "next_dates": "завтра – суд\nапелляция",
        "status_date": "ноябрь",
        "title": "вчера",
        "categories": ["ATT"],
        "x": "",
    }
    kept = {**typed, "incident_date": "2026-11-19", "next_dates": "2026-11-29 – суд\nапелляция"}
    assert as_meant(typed, COUNT) == kept
    assert as_meant({"incident_date": " "}, COUNT) == {"incident_date": ""}


def test_what_is_deferred_comes_on_the_next_such_day() -> None:
    assert as_kept("until", "пятница", COUNT) == "2026-12-04"


def test_a_draft_counts_from_the_day_on_which_its_news_was_published_or_else_found(site: Site) -> None:
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        session.execute(update(ArticleRow).values(published_on=date(2026, 11, 3)))
        assert count_of(session, draft, NOW) == DayCount(NOW.date(), date(2026, 11, 3))
        session.execute(update(ArticleRow).values(published_on=None))
        assert count_of(session, draft, NOW) == DayCount(NOW.date(), NOW.date())
        # An article that is dated ahead counts as one of today.
        session.execute(update(ArticleRow).values(published_on=date(2027, 1, 1)))
        assert count_of(session, draft, NOW).article == NOW.date()


def test_the_day_of_a_status_without_its_year_is_not_taken_for_one_long_past() -> None:
    for name in ("status_date", "day"):
        assert as_kept(name, "24 ноября", COUNT) == "2026-11-24", "after the article"
        with pytest.raises(WrongDate):
            as_kept(name, "5 декабря", COUNT)
    assert as_kept("incident_date", "5 декабря", COUNT) == "2025-12-05"
