"""Days and moments as pages show them."""

from datetime import UTC, date, datetime

from desk import rendering
from desk.rendering import day, moment
from records.i18n import speaking


def test_days_in_kazakh_have_no_zero_before_them_and_their_year_in_full() -> None:
    with speaking("kk"):
        assert rendering.day(date(2026, 12, 1)) == "2026 ж. 1 жел."
        assert rendering.day(date(2026, 11, 26), "short") == "26.11.2026"
    with speaking("ru"):
        assert rendering.day(date(2026, 11, 26), "short") == "26.11.2026"


def test_the_day_of_a_moment_is_that_of_the_clock_at_home() -> None:
    late = datetime(2026, 11, 28, 21, 30, tzinfo=UTC)
    with speaking("en"):
        assert day(late) == "Nov 29, 2026"
        assert moment(late).startswith("Nov 29, 2026")
