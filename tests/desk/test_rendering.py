"""Days and moments as pages show them."""

from datetime import date

from desk import rendering
from records.i18n import speaking


def test_days_in_kazakh_have_no_zero_before_them_and_their_year_in_full() -> None:
    with speaking("kk"):
        assert rendering.day(date(2026, 12, 1)) == "2026 ж. 1 жел."
        assert rendering.day(date(2026, 11, 26), "short") == "26.11.2026"
    with speaking("ru"):
        assert rendering.day(date(2026, 11, 26), "short") == "26.11.2026"
