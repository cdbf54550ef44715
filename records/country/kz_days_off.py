"""When the state bodies of Kazakhstan do not work.

Holidays: Law of 13 December 2001 № 267-II on holidays, articles 3 to 5. Where one falls on a weekend, the next working day is free; the first day of Kurban Ait and 7 January are days
off that are not moved (Labour Code, article 84). Republic Day came, and the Day of the First President and 17 December went, in 2022; Constitution Day is 15 March since 2027, and was
30 August until 2025 (Constitution adopted on 15 March 2026, article 94, and the ministry of labour on 18 March 2026).

Days of weekends that were exchanged: orders of the government and of the ministry of labour by article 85 of the Labour Code, each as the press told it. New ones, and the first day of
Kurban Ait of the years after 2027, are to be added when they are announced. A day off that is missing here makes a term end a day too early, never too late.
"""

from datetime import date

from records.country.working_days import DaysOff, PublicHoliday

_KURBAN_AIT = (
    date(2019, 8, 11), date(2020, 7, 31), date(2021, 7, 20), date(2022, 7, 9), date(2023, 6, 28), date(2024, 6, 16), date(2025, 6, 6), date(2026, 5, 27),
    date(2027, 5, 16),
)  # fmt: skip
# Free, and the day of the weekend that was worked for it.
_EXCHANGED = {
    date(2022, 10, 24): date(2022, 10, 22),
    date(2023, 7, 7): date(2023, 7, 1),
    date(2024, 5, 8): date(2024, 5, 4),
    date(2025, 1, 3): date(2025, 1, 5),
}

DAYS_OFF = DaysOff(
    holidays=(
        PublicHoliday(1, 1),
        PublicHoliday(1, 2),
        PublicHoliday(1, 7, moves=False),
        PublicHoliday(3, 8),
        PublicHoliday(3, 15, since=2027),
        PublicHoliday(3, 21),
        PublicHoliday(3, 22),
        PublicHoliday(3, 23),
        PublicHoliday(5, 1),
        PublicHoliday(5, 7),
        PublicHoliday(5, 9),
        PublicHoliday(7, 6),
        PublicHoliday(8, 30, until=2025),
        PublicHoliday(10, 25, since=2022),
        PublicHoliday(12, 1, until=2021),
        PublicHoliday(12, 16),
        PublicHoliday(12, 17, until=2021),
    ),
    single=frozenset({*_KURBAN_AIT, *_EXCHANGED}),
    worked=frozenset(_EXCHANGED.values()),
)
