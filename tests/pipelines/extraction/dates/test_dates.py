"""Dates as the press of Kazakhstan writes them, and finding the one that says when an article was published."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cssselect import SelectorError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html

from pipelines.extraction.dates import find_published, read_date, to_iso
from records.clock import outlet_zone
from records.country import home

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ALMATY)

# --- one written form -------------------------------------------------------------------------------------------------------------------------------

WRITTEN = [
    # ISO 8601 and what is meant by it
    ("2026-02-23", "2026-02-23"),
    ("20260223", "2026-02-23"),
    ("2026-W09-1", "2026-02-23"),
    ("2026-02-23T14:05", "2026-02-23T14:05:00+05:00"),
    ("2026-02-23T14:05:09", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23 14:05:09", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09.123456", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09,5+05:00", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09Z", "2026-02-23T19:05:09+05:00"),
    ("2026-02-23t14:05:09z", "2026-02-23T19:05:09+05:00"),
    ("2026-02-23T21:30:00Z", "2026-02-24T02:30:00+05:00"),
    ("2026-02-23T14:05:09+05:00", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09+0600", "2026-02-23T13:05:09+05:00"),
    ("2026-02-23T14:05:09+05", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09-03:30", "2026-02-23T22:35:09+05:00"),
    ("2026-02-23 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23 14:05:09 UTC", "2026-02-23T19:05:09+05:00"),
    ("20260223T140509Z", "2026-02-23T19:05:09+05:00"),
    ("2026-02-23T14", "2026-02-23T14:00:00+05:00"),
    ("2026-02-23T14:05:09+05:00[Asia/Almaty]", "2026-02-23T14:05:09+05:00"),
    ("  2026-02-23\n", "2026-02-23"),
    # RFC 822 and other clocks of machines
    ("Mon, 23 Feb 2026 14:05:09 GMT", "2026-02-23T19:05:09+05:00"),
    ("Mon, 23 Feb 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Mon, 23 Feb 2026 14:05 +0600", "2026-02-23T13:05:00+05:00"),
    ("Mon, 23 Feb 2026 14:05:09 EST", "2026-02-24T00:05:09+05:00"),
    ("23 Feb 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("23 Feb 2026 14:05:09", "2026-02-23T14:05:09+05:00"),
    ("Mon, 23 Feb 26 14:05:09 GMT", "2026-02-23T19:05:09+05:00"),
    ("Monday, 23-Feb-26 14:05:09 GMT", "2026-02-23T19:05:09+05:00"),
    ("Mon Feb 23 14:05:09 2026", "2026-02-23T14:05:09+05:00"),
    ("Mon Feb 23 14:05:09 +0500 2026", "2026-02-23T14:05:09+05:00"),
    ("Mon Feb 23 2026 14:05:09 GMT+0500 (West Kazakhstan Time)", "2026-02-23T14:05:09+05:00"),
    ("Пн, 23 фев 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Пн, 23 Февраль 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Дс, 23 Ақп 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Дүйсенбі, 23 Ақпан 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Сен, 28 Ақп 2026 14:05:09 +0500", "2026-02-28T14:05:09+05:00"),
    # figures
    ("23.02.2026", "2026-02-23"),
    ("3.2.2026", "2026-02-03"),
    ("23.02.26", "2026-02-23"),
    ("23.02.99", "1999-02-23"),
    ("23/02/2026", "2026-02-23"),
    ("03/02/2026", "2026-02-03"),
    ("02/23/2026", "2026-02-23"),
    ("11/18/19 11:04 PM", "2019-11-18T23:04:00+06:00"),
    ("23-02-2026", "2026-02-23"),
    ("2026/02/23", "2026-02-23"),
    ("2026.02.23", "2026-02-23"),
    ("23.02.2026, 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 14:05:09", "2026-02-23T14:05:09+05:00"),
    ("23.02.2026 в 9:05", "2026-02-23T09:05:00+05:00"),
    ("23.02.2026 | 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 - 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 14.05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 14-05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026г.", "2026-02-23"),
    ("23.02.2026 ж.", "2026-02-23"),
    ("14:05 23.02.2026", "2026-02-23T14:05:00+05:00"),
    ("14:05, 23.02.2026", "2026-02-23T14:05:00+05:00"),
    ("14:05 / 23.02.2026", "2026-02-23T14:05:00+05:00"),
    ("23.02, 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 (пн) 14:05", "2026-02-23T14:05:00+05:00"),
    # Russian
    ("23 февраля 2026", "2026-02-23"),
    ("23 ФЕВРАЛЯ 2026", "2026-02-23"),
    ("23 февраля 2026 г.", "2026-02-23"),
    ("23 февраля 2026 года", "2026-02-23"),
    ("23-го февраля 2026-го года", "2026-02-23"),
    ("23 февраля 2026 г. в 14:05", "2026-02-23T14:05:00+05:00"),
    ("23 февр. 2026", "2026-02-23"),
    ("23 Фев, 2026", "2026-02-23"),
    ("23 Февраль, 2026", "2026-02-23"),
    ("5 мая 2026, 09:00", "2026-05-05T09:00:00+05:00"),
    ("5 мар 2026", "2026-03-05"),
    ("5 сент. 2026", "2026-09-05"),
    ("5 нояб. 2026", "2026-11-05"),
    ("понедельник, 23 февраля 2026 - 14:05", "2026-02-23T14:05:00+05:00"),
    ("Пн. 23 фев. 2026, 14:05", "2026-02-23T14:05:00+05:00"),
    ("в понедельник, 23 февраля 2026 года", "2026-02-23"),
    ("23 февраля 2026, понедельник, 14:05", "2026-02-23T14:05:00+05:00"),
    ("14:05, 23 февраля 2026", "2026-02-23T14:05:00+05:00"),
    ("14:05 | 23 февраля", "2026-02-23T14:05:00+05:00"),
    ("23 cентября 2025", "2025-09-23"),  # a Latin c
    ("23 февраля", "2026-02-23"),
    ("23 февраля, 14:05", "2026-02-23T14:05:00+05:00"),
    ("24 ноября, 10:00", "2026-11-24T10:00:00+05:00"),
    ("24 ноября, 14:05", "2025-11-24T14:05:00+05:00"),
    ("25 декабря, 14:05", "2025-12-25T14:05:00+05:00"),
    ("29 февраля, 14:05", "2024-02-29T14:05:00+06:00"),
    ("только что", "2026-11-24T10:15:00+05:00"),
    ("сегодня", "2026-11-24"),
    ("сегодня, 10:15", "2026-11-24T10:15:00+05:00"),
    ("Сегодня в 10:15", "2026-11-24T10:15:00+05:00"),
    ("10:15, сегодня", "2026-11-24T10:15:00+05:00"),
    ("вчера", "2026-11-23"),
    ("вчера, 23:50", "2026-11-23T23:50:00+05:00"),
    ("Вчера в 23:50", "2026-11-23T23:50:00+05:00"),
    ("позавчера", "2026-11-22"),
    ("позавчера, 08:00", "2026-11-22T08:00:00+05:00"),
    ("2 часа назад", "2026-11-24T08:15:00+05:00"),
    ("14 часов назад", "2026-11-23T20:15:00+05:00"),
    ("час назад", "2026-11-24T09:15:00+05:00"),
    ("два часа назад", "2026-11-24T08:15:00+05:00"),
    ("полчаса назад", "2026-11-24T09:45:00+05:00"),
    ("полтора часа назад", "2026-11-24T08:45:00+05:00"),
    ("5 минут назад", "2026-11-24T10:10:00+05:00"),
    ("5 мин. назад", "2026-11-24T10:10:00+05:00"),
    ("1 час 20 минут назад", "2026-11-24T08:55:00+05:00"),
    ("1 ч. 20 мин. назад", "2026-11-24T08:55:00+05:00"),
    ("30 секунд назад", "2026-11-24T10:14:30+05:00"),
    ("день назад", "2026-11-23"),
    ("3 дня назад", "2026-11-21"),
    ("неделю назад", "2026-11-17"),
    ("2 недели назад", "2026-11-10"),
    ("месяц назад", "2026-10-24"),
    ("9 месяцев назад", "2026-02-24"),
    ("год назад", "2025-11-24"),
    ("5 лет назад", "2021-11-24"),
    # Kazakh
    ("23 ақпан 2023, 14:05", "2023-02-23T14:05:00+06:00"),
    ("23 ақпан 2023", "2023-02-23"),
    ("23 АҚПАН 2023", "2023-02-23"),
    ("2023 жылғы 23 ақпан", "2023-02-23"),
    ("2023 жылғы 23 ақпанда", "2023-02-23"),
    ("2023 жылдың 23 ақпаны", "2023-02-23"),
    ("2023 ж. 23 ақпан", "2023-02-23"),
    ("2023 жыл, 23 ақпан, 14:05", "2023-02-23T14:05:00+06:00"),
    ("2023 жылғы 23 ақпан күні сағат 14:05-те", "2023-02-23T14:05:00+06:00"),
    ("23 ақпан, 2023", "2023-02-23"),
    ("23 ақпан 2023 жыл", "2023-02-23"),
    ("23-ақпан, 2023 жыл", "2023-02-23"),
    ("23 Ақп 2023", "2023-02-23"),
    ("23 Ақп. 2023 14:05", "2023-02-23T14:05:00+06:00"),
    ("Дүйсенбі, 23 ақпан 2026 14:05", "2026-02-23T14:05:00+05:00"),
    ("23 ақпан", "2026-02-23"),
    ("23 ақпанда", "2026-02-23"),
    ("ақпанның 23-і", "2026-02-23"),
    ("ақпан айының 23-і", "2026-02-23"),
    ("2026 жылғы ақпанның 23-і", "2026-02-23"),
    ("2026 жылдың ақпан айының 23-і, 14:05", "2026-02-23T14:05:00+05:00"),
    ("23 сəуір 2026", "2026-04-23"),  # the Latin ə
    ("23 акпан 2026", "2026-02-23"),  # a Russian keyboard
    ("23 қыркуйек 2026", "2026-09-23"),
    ("бүгін", "2026-11-24"),
    ("бүгін, 09:40", "2026-11-24T09:40:00+05:00"),
    ("Бүгін 09:40", "2026-11-24T09:40:00+05:00"),
    ("бүгін сағат 09:40-та", "2026-11-24T09:40:00+05:00"),
    ("кеше", "2026-11-23"),
    ("кеше, 09:40", "2026-11-23T09:40:00+05:00"),
    ("кеше сағат 23:50-де", "2026-11-23T23:50:00+05:00"),
    ("алдыңғы күні", "2026-11-22"),
    ("алдыңғы күні, 09:40", "2026-11-22T09:40:00+05:00"),
    ("жаңа ғана", "2026-11-24T10:15:00+05:00"),
    ("2 сағат бұрын", "2026-11-24T08:15:00+05:00"),
    ("бір сағат бұрын", "2026-11-24T09:15:00+05:00"),
    ("жарты сағат бұрын", "2026-11-24T09:45:00+05:00"),
    ("5 минут бұрын", "2026-11-24T10:10:00+05:00"),
    ("1 сағат 20 минут бұрын", "2026-11-24T08:55:00+05:00"),
    ("3 күн бұрын", "2026-11-21"),
    ("2 апта бұрын", "2026-11-10"),
    ("1 ай бұрын", "2026-10-24"),
    ("2 жыл бұрын", "2024-11-24"),
    ("кеше, сағат 14:05", "2026-11-23T14:05:00+05:00"),
    ("3 сағ. бұрын", "2026-11-24T07:15:00+05:00"),
    ("5 мин бұрын", "2026-11-24T10:10:00+05:00"),
    # as the families of templates print them (tests/golden)
    ("23 февр. 2023", "2023-02-23"),
    ("23 февр. 2023, 14:05", "2023-02-23T14:05:00+06:00"),
    ("Вторник, 27 февраля 2024 11:30", "2024-02-27T11:30:00+06:00"),
    ("Опубликовано: 03 апреля 2024", "2024-04-03"),
    ("12.01.2024 16:45:00", "2024-01-12T16:45:00+06:00"),
    ("22-04-2025, 12:31", "2025-04-22T12:31:00+05:00"),
    ("14 мая, 2025", "2025-05-14"),
    ("Февраль 25, 2015", "2015-02-25"),
    ("Қазан 14, 2025", "2025-10-14"),
    ("Қазан 14, 2025, 10:12", "2025-10-14T10:12:00+05:00"),
    ("29 ақпан, 2024", "2024-02-29"),
    ("Сенбі, 2 наурыз, 2024", "2024-03-02"),
    ("2023 ж. 23 ақпан, 14:05", "2023-02-23T14:05:00+06:00"),
    ("23 ақпан 2023 ж. 14:05", "2023-02-23T14:05:00+06:00"),
    ("23.02.2023 жыл", "2023-02-23"),
    ("2025-10-14 05:12:00Z", "2025-10-14T10:12:00+05:00"),
    # English
    ("November 23, 2026 2:05 PM", "2026-11-23T14:05:00+05:00"),
    ("November 23, 2026", "2026-11-23"),
    ("Nov. 23, 2026 at 2 p.m.", "2026-11-23T14:00:00+05:00"),
    ("Monday, November 23rd, 2026 at 12:05 a.m.", "2026-11-23T00:05:00+05:00"),
    ("23 Nov 2026", "2026-11-23"),
    ("23rd of November 2026, 12:30 pm", "2026-11-23T12:30:00+05:00"),
    ("2026 Nov 23", "2026-11-23"),
    ("today, 9:40", "2026-11-24T09:40:00+05:00"),
    ("yesterday", "2026-11-23"),
    ("Yesterday at 11:50 PM", "2026-11-23T23:50:00+05:00"),
    ("day before yesterday", "2026-11-22"),
    ("2 hours ago", "2026-11-24T08:15:00+05:00"),
    ("an hour ago", "2026-11-24T09:15:00+05:00"),
    ("3 days ago", "2026-11-21"),
    ("just now", "2026-11-24T10:15:00+05:00"),
    # clocks told in words
    ("23.02.2026 14:05 (UTC+5)", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 14:05 (GMT+6)", "2026-02-23T13:05:00+05:00"),
    ("23.02.2026 14:05 UTC", "2026-02-23T19:05:00+05:00"),
    ("23.02.2026 14:05 МСК", "2026-02-23T16:05:00+05:00"),
    ("23 февраля 2026, 14:05 (мск+2)", "2026-02-23T14:05:00+05:00"),
    ("23 февраля 2026, 14:05 по времени Астаны", "2026-02-23T14:05:00+05:00"),
    ("23 февраля 2023, 14:05 (по времени Астаны)", "2023-02-23T14:05:00+06:00"),
    ("23 февраля 2026, 14:05 по московскому времени", "2026-02-23T16:05:00+05:00"),
    ("23 февраля 2026, 14:05 по местному времени", "2026-02-23T14:05:00+05:00"),
    ("23 ақпан 2026, 14:05 Астана уақытымен", "2026-02-23T14:05:00+05:00"),
    # what stands around, and what is not seen
    ("Опубликовано: 23.02.2026 14:05", "2026-02-23T14:05:00+05:00"),
    ("Дата публикации: 23 февраля 2026 года", "2026-02-23"),
    ("Дата: 23.02.2026 Время: 14:05", "2026-02-23T14:05:00+05:00"),
    ("Опубликовано 2 часа назад", "2026-11-24T08:15:00+05:00"),
    ("Жарияланды: 23 ақпан 2026, 14:05", "2026-02-23T14:05:00+05:00"),
    ("Жарияланған күні: 23.02.2026", "2026-02-23"),
    ("Published on November 23, 2026", "2026-11-23"),
    ("23\u00a0февраля\u00a02026\u202fг.", "2026-02-23"),
    ("23 фев\u00adра\u00adля 2026", "2026-02-23"),
    ("\u200b23\u200b.02.2026", "2026-02-23"),
    ("23 февраля 2026 — 14:05", "2026-02-23T14:05:00+05:00"),
    ("«23 февраля 2026»", "2026-02-23"),
    ("23 маи\u0306 2026", "2026-05-23"),  # й in two characters
]

NO_DATES = [
    "",
    " ",
    "Новости",
    "+7 701 123 45 67",
    "+77011234567",
    "8 (7142) 53-02-26",
    "53-02-26",
    "23.02",
    "23.02.",
    "10-15",
    "14:05",
    "2:1",
    "1500 тенге",
    "12 500 тг",
    "23.50 ₸",
    "2 000 000",
    "2026",
    "2026 год",
    "2026 ж.",
    "февраль 2026",
    "ақпан 2026",
    "2026-02",
    "1.2.26",
    "v12.04.26",
    "3.11.2",
    "192.168.10.26",
    "31.02.2026",
    "2026-02-30",
    "30 февраля 2026",
    "31 қараша 2026",
    "00.05.2026",
    "23.13.2026",
    "29 февраля 2025",
    "2026-W60-1",
    "23 февраля 1985",
    "23.02.1989",
    "1989-02-23T14:05:00Z",
    "12.03.85",
    "23.02.2026 25:61",
    "2026-02-23T25:00:00",
    "2026-02-23T14:05:00+25:00",
    "23.02.2026 - 25.02.2026",
    "1 – 5 марта 2026",
    "© 2026",
    "Обновлено: 23.02.2026",
    "Жаңартылды: 23.02.2026",
    "Сегодня: 24 ноября 2026",
    "Журналиста избили 23 февраля 2026 года",
    "23 человека",
    "5 минут",
    "назад",
    "через 2 часа",
    "99999999 дней назад",
    "23 там где-то",
    "1" * 5000,
]


def read(text: str, zone: ZoneInfo = ALMATY) -> str | None:
    return to_iso(read_date(text, now=NOW, zone=zone))


@pytest.mark.parametrize(("text", "iso"), WRITTEN)
def test_a_written_form_reads_as_its_day_or_moment(text: str, iso: str) -> None:
    assert read(text) == iso


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_reads_as_none(text: str) -> None:
    assert read(text) is None


def test_the_table_of_forms_stays_long_enough_to_mean_something() -> None:
    assert len({text for text, _ in WRITTEN}) >= 180


def test_a_day_is_no_moment_and_a_moment_is_aware_in_the_zone_asked_for() -> None:
    day, moment = (read_date(text, now=NOW, zone=ALMATY) for text in ("23.02.2026", "23.02.2026 14:05"))
    assert type(day) is date
    assert isinstance(moment, datetime)
    assert moment.tzinfo is ALMATY


def test_today_is_the_day_in_the_zone_of_the_outlet_and_not_in_that_of_the_clock() -> None:
    late = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)  # 01:30 on the 24th in Almaty
    assert read_date("сегодня", now=late, zone=ALMATY) == date(2026, 11, 24)


def test_a_day_without_a_year_is_in_the_past_but_for_ten_minutes_of_a_fast_clock() -> None:
    assert read("24 ноября, 10:20") == "2026-11-24T10:20:00+05:00"
    assert read("24 ноября, 10:30") == "2025-11-24T10:30:00+05:00"


def test_an_hour_ago_across_the_change_of_clocks_is_an_hour() -> None:
    after = datetime(2024, 3, 1, 0, 30, tzinfo=ALMATY)  # at midnight clocks went from +6 back to +5
    then = read_date("3 часа назад", now=after.replace(fold=1), zone=ALMATY)
    assert isinstance(then, datetime)
    assert after.replace(fold=1).astimezone(UTC) - then.astimezone(UTC) == timedelta(hours=3)


# --- any day in any form ----------------------------------------------------------------------------------------------------------------------------


def words(line: str) -> list[str]:
    return line.split()


MONTHS_RU = words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
MONTHS_RU_SHORT = words("янв фев мар апр мая июн июл авг сен окт ноя дек")
MONTHS_KK = words("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан")
MONTHS_KK_OF = words("қаңтардың ақпанның наурыздың сәуірдің мамырдың маусымның шілденің тамыздың қыркүйектің қазанның қарашаның желтоқсанның")
MONTHS_KK_IN = words("қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда қарашада желтоқсанда")
MONTHS_KK_SHORT = words("қаң ақп нау сәу мам мау шіл там қыр қаз қар жел")
MONTHS_KK_LATIN_2018 = words("qańtar aqpan naýryz sáýir mamyr maýsym shilde tamyz qyrkúiek qazan qarasha jeltoqsan")
MONTHS_KK_LATIN_2021 = words("qañtar aqpan nauryz säuır mamyr mausym şılde tamyz qyrküiek qazan qaraşa jeltoqsan")
MONTHS_KK_LATIN_PLAIN = words("qantar aqpan nauryz sauir mamyr mausym shilde tamyz qyrkuiek qazan qarasha jeltoqsan")
MONTHS_EN = words("January February March April May June July August September October November December")

DAY_FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(),
    "iso, close": lambda d: f"{d:%Y%m%d}",
    "dots": lambda d: f"{d:%d.%m.%Y}",
    "dots, short year": lambda d: f"{d:%d.%m.%y}",
    "slashes": lambda d: f"{d:%d/%m/%Y}",
    "slashes, year first": lambda d: f"{d:%Y/%m/%d}",
    "ru": lambda d: f"{d.day} {MONTHS_RU[d.month - 1]} {d.year}",
    "ru with г.": lambda d: f"{d.day} {MONTHS_RU[d.month - 1]} {d.year} г.",
    "ru short": lambda d: f"{d.day} {MONTHS_RU_SHORT[d.month - 1].title()}, {d.year}",
    "kk": lambda d: f"{d.day} {MONTHS_KK[d.month - 1]} {d.year}",
    "kk, year first": lambda d: f"{d.year} жылғы {d.day} {MONTHS_KK[d.month - 1]}",
    "kk, year first, short": lambda d: f"{d.year} ж. {d.day} {MONTHS_KK[d.month - 1]}",
    "kk, on the day": lambda d: f"{d.year} жылғы {d.day} {MONTHS_KK_IN[d.month - 1]}",
    "kk, of the month": lambda d: f"{d.year} жылғы {MONTHS_KK_OF[d.month - 1]} {d.day}-і",
    "kk short": lambda d: f"{d.day:02} {MONTHS_KK_SHORT[d.month - 1].title()} {d.year}",
    "kk latin 2018": lambda d: f"{d.day} {MONTHS_KK_LATIN_2018[d.month - 1]} {d.year}",
    "kk latin 2021": lambda d: f"{d.day} {MONTHS_KK_LATIN_2021[d.month - 1]} {d.year}",
    "kk latin plain": lambda d: f"{d.day} {MONTHS_KK_LATIN_PLAIN[d.month - 1]} {d.year}",
    "en": lambda d: f"{MONTHS_EN[d.month - 1]} {d.day}, {d.year}",
    "en short": lambda d: f"{d.day} {MONTHS_EN[d.month - 1][:3]} {d.year}",
}
MOMENT_FORMS: dict[str, Callable[[datetime], str]] = {
    "iso": lambda m: m.isoformat(),
    "iso, utc": lambda m: f"{m.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    "rfc 822": lambda m: f"{m.day:02} {MONTHS_EN[m.month - 1][:3]} {m.year} {m:%H:%M:%S} {m:%z}",
    "dots": lambda m: f"{m:%d.%m.%Y, %H:%M:%S}",
    "dots, time first": lambda m: f"{m:%H:%M:%S %d.%m.%Y}",
    "ru": lambda m: f"{m.day} {MONTHS_RU[m.month - 1]} {m.year} г. в {m:%H:%M:%S}",
    "kk": lambda m: f"{m.day} {MONTHS_KK[m.month - 1]} {m.year}, {m:%H:%M:%S}",
    "kk, at o'clock": lambda m: f"{m.year} жылғы {m.day} {MONTHS_KK[m.month - 1]}, сағат {m:%H:%M:%S}-де",
    "en": lambda m: f"{MONTHS_EN[m.month - 1]} {m.day}, {m.year} {m.hour % 12 or 12}:{m:%M:%S} {'PM' if m.hour >= 12 else 'AM'}",
    "offset in brackets": lambda m: f"{m:%d.%m.%Y %H:%M:%S} (UTC{m.utcoffset() // timedelta(hours=1):+d})",  # type: ignore[operator]
}
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=NOW.date())
SINCE = datetime(2005, 1, 1, tzinfo=UTC)
# Without the hour that was lived twice when clocks went back on 1 March 2024: its times do not tell which one is meant.
MOMENTS = (
    st.integers(0, int((NOW - SINCE).total_seconds())).map(lambda s: (SINCE + timedelta(seconds=s)).astimezone(ALMATY)).filter(lambda m: not m.fold)
)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of a form


@pytest.mark.parametrize("form", DAY_FORMS)
@CALM
@given(day=DAYS)
def test_any_day_reads_back_from_any_form(form: str, day: date) -> None:
    assert read_date(DAY_FORMS[form](day), now=NOW, zone=ALMATY) == day


@pytest.mark.parametrize("form", MOMENT_FORMS)
@CALM
@given(moment=MOMENTS)
def test_any_moment_reads_back_from_any_form(form: str, moment: datetime) -> None:
    assert read_date(MOMENT_FORMS[form](moment), now=NOW, zone=ALMATY) == moment


@CALM
@given(st.text(alphabet=st.sampled_from(" .,:-/|0123456789тгжчпмянварфевдекқаңті+()бұрыназдгобүгінсағат\u00a0"), max_size=60) | st.text())
@example("ч" * 150)
@example("ч." * 75)
@example("1" * 100_000)
def test_no_text_whatever_breaks_the_reading_and_what_is_read_is_read_again_the_same(text: str) -> None:
    value = read_date(text, now=NOW, zone=ALMATY)
    if (iso := to_iso(value)) is not None:
        again = read_date(iso, now=NOW, zone=ALMATY)
        assert to_iso(again) == iso


# --- zones ------------------------------------------------------------------------------------------------------------------------------------------

FIVE, SIX = timedelta(hours=5), timedelta(hours=6)
WEST = {"KZ-15", "KZ-23", "KZ-27", "KZ-47"}  # Aktobe, Atyrau, West Kazakhstan, Mangystau


def offset(region: str | None, day: str) -> timedelta | None:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=outlet_zone(region)).utcoffset()


@pytest.mark.parametrize("region", [None, *home().regions])
def test_every_region_keeps_five_hours_since_march_2024(region: str | None) -> None:
    assert offset(region, "2024-03-01") == offset(region, "2026-11-24") == FIVE


@pytest.mark.parametrize("region", [None, *home().regions])
def test_before_march_2024_the_west_and_kyzylorda_kept_five_hours_and_all_others_six(region: str | None) -> None:
    assert offset(region, "2024-02-29") == (FIVE if region in WEST | {"KZ-43"} else SIX)


def test_kyzylorda_went_west_on_21_december_2018() -> None:
    assert offset("KZ-43", "2018-12-20") == SIX
    assert offset("KZ-43", "2018-12-21") == FIVE
    assert offset("KZ-39", "2018-12-21") == SIX


def test_kostanay_kept_its_own_clock_until_2004() -> None:
    assert offset("KZ-39", "2003-12-01") == FIVE
    assert offset("KZ-75", "2003-12-01") == SIX


# The east went from +6 to +5 with the first day of March 2024, Kostanay (+5 until 2004) with it; the west had kept +5 all along, Kyzylorda since 2018.
EASTERN, WESTERN = ("KZ-63", "KZ-55", "KZ-39", "KZ-71", None), ("KZ-27", "KZ-23", "KZ-15", "KZ-47", "KZ-43")


@pytest.mark.parametrize("region", [*EASTERN, *WESTERN])
@pytest.mark.parametrize("last", ["29 ақпан 2024, 23:30", "29 февр. 2024, 23:30", "29.02.2024 23:30"])
@pytest.mark.parametrize("first", ["2024 жылғы 1 наурыз, 00:30", "1 марта 2024 г. в 00:30", "01.03.2024 00:30"])
def test_the_same_written_hour_is_another_moment_before_march_2024_and_after(region: str | None, last: str, first: str) -> None:
    zone = outlet_zone(region)
    assert read(last, zone) == f"2024-02-29T23:30:00+0{6 if region in EASTERN else 5}:00"
    assert read(first, zone) == "2024-03-01T00:30:00+05:00"


@pytest.mark.parametrize(("region", "clock"), [("KZ-63", "14:00"), ("KZ-39", "14:00"), ("KZ-27", "13:00"), ("KZ-43", "13:00")])
def test_hours_ago_are_told_by_the_outlets_own_clock(region: str, clock: str) -> None:
    now = datetime(2024, 2, 10, 10, 0, tzinfo=UTC)
    told = read_date("2 часа назад", now=now, zone=outlet_zone(region))
    assert isinstance(told, datetime)
    assert f"{told:%H:%M}" == clock


@pytest.mark.parametrize("region", ["KZ-00", "KZ-100", "kz-59", "", "Aktobe"])
def test_an_unknown_region_is_an_error_that_says_what_to_write(region: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166-2:KZ"):
        outlet_zone(region)


def test_an_outlet_abroad_is_read_by_the_clock_of_almaty_rather_than_refused() -> None:
    assert outlet_zone("KG-GB") == ALMATY


def test_an_outlet_of_the_west_reads_its_naive_times_by_its_own_clock() -> None:
    assert read("23.02.2023 14:05", outlet_zone("KZ-23")) == "2023-02-23T14:05:00+05:00"
    assert read("23.02.2023 14:05 по времени Астаны", outlet_zone("KZ-23")) == "2023-02-23T13:05:00+05:00"


# --- a page -----------------------------------------------------------------------------------------------------------------------------------------

TITLE = "В Степном районе обсудили ремонт водопровода"
BODY = (
    "Жители посёлка Жаңатал рассказали, что вода в домах появляется только ночью, а днём её приходится возить из соседнего села. "
    "Встреча прошла 12 октября 2026 года в сельском клубе. Подрядчик Иван Примеров пообещал закончить работы к 1 декабря 2026 года, "
    "а до того подвозить воду машинами дважды в день. На прошлой неделе, 17.11.2026 в 09:00, комиссия уже приезжала сюда."
)
URL = "https://gazeta.example/news/remont-vodoprovoda"
META = '<meta property="article:published_time" content="2026-11-20T09:30:00+05:00">'
META_ISO = "2026-11-20T09:30:00+05:00"


def page(head: str = "", before: str = "", after: str = "", end: str = "", top: str = "", bottom: str = "") -> str:
    """A page of an invented outlet: `top` and `bottom` of the site, `before` and `after` the headline, `end` of the article."""
    return (
        f"<html><head><title>{TITLE} | Газета</title>{head}</head><body>{top}<div class='content'><article>{before}<h1>{TITLE}</h1>{after}"
        f"<p>{BODY}</p><p>{BODY}</p>{end}</article></div>{bottom}</body></html>"
    )


def published(source: str, url: str = URL, hint: str = "", css: str | None = None, now: datetime = NOW) -> str | None:
    return to_iso(find_published(html.fromstring(source), url, now=now, zone=ALMATY, hint=hint, css=css))


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def article_ld(**more: object) -> dict[str, object]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **more}


PUBLISHED = {"datePublished": META_ISO, "dateModified": "2026-11-22T08:00:00+05:00"}


def test_a_page_that_says_nothing_has_no_date() -> None:
    assert published(page()) is None


@pytest.mark.parametrize(
    "head",
    [
        json_ld(article_ld(**PUBLISHED)),
        json_ld([{"@type": "Organization", "name": "Газета"}, article_ld(**PUBLISHED)]),
        json_ld({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, article_ld(**PUBLISHED)]}),
        json_ld({"@type": "WebPage", "mainEntity": article_ld(**PUBLISHED)}),
        json_ld({"@type": ["Article", "BlogPosting"], "datePublished": META_ISO}),
        json_ld({"@type": "https://schema.org/ReportageNewsArticle", "datePublished": {"@value": META_ISO}}),
        json_ld({"@type": "WebPage", "datePublished": META_ISO}),
        f'<script type="application/ld+json"><!-- {json.dumps(article_ld(**PUBLISHED))} --></script>',
        f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(article_ld(**PUBLISHED))}\n//]]></script>',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{META_ISO}",}}</script>',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "две\nстроки", "datePublished": "{META_ISO}"}}</script>',
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "«кавычки" внутри", "datePublished": "{META_ISO}"</script>',
    ],
)
def test_json_ld_of_an_article_tells_the_moment_even_where_it_is_broken(head: str) -> None:
    assert published(page(head)) == META_ISO


@pytest.mark.parametrize(
    "head",
    [
        json_ld(article_ld(dateModified=META_ISO)),
        json_ld({"@type": "ItemList", "itemListElement": [article_ld(**PUBLISHED)]}),
        json_ld({"@type": "WebPage", "hasPart": article_ld(**PUBLISHED)}),
        json_ld({"@type": "VideoObject", "uploadDate": META_ISO, "datePublished": META_ISO}),
        json_ld({"@type": "Organization", "foundingDate": "2001-01-01"}),
        json_ld({"@type": "NewsArticle", "datePublished": None}),
        json_ld({"@type": "NewsArticle", "datePublished": 1763613000}),
        '<script type="application/ld+json">{"@type": "WebSite", "datePublished": </script>',
        '<script type="application/ld+json"></script>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        f'<meta property="article:modified_time" content="{META_ISO}">',
        f'<meta property="og:updated_time" content="{META_ISO}">',
        f'<meta name="last-modified" content="{META_ISO}">',
    ],
)
def test_dates_of_changes_and_of_other_things_are_not_the_publication(head: str) -> None:
    assert published(page(head)) is None


def test_among_several_articles_in_json_ld_the_one_that_names_the_page_counts() -> None:
    other = article_ld(url="https://gazeta.example/news/drugaya", datePublished="2026-11-01T08:00:00+05:00")
    own = article_ld(mainEntityOfPage={"@id": "http://www.gazeta.example/news/remont-vodoprovoda/"}, datePublished=META_ISO)
    assert published(page(json_ld([other, own]))) == META_ISO


@pytest.mark.parametrize(
    "name",
    [
        'property="article:published_time"', 'property="og:article:published_time"', 'property="og:published_time"', 'name="DC.date"',
        'name="DC.date.issued"', 'name="dcterms.created"', 'name="parsely-pub-date"', 'name="sailthru.date"', 'name="pubdate"', 'name="PubDate"',
        'name="publish_date"', 'name="mediator_published_time"', 'name="date"', 'itemprop="datePublished"',
    ],
)  # fmt: skip
def test_a_meta_element_of_publication_tells_the_moment(name: str) -> None:
    head = f'<meta name="article:modified_time" content="2026-11-22T08:00:00+05:00"><meta {name} content="{META_ISO}">'
    assert published(page(head)) == META_ISO


@pytest.mark.parametrize(
    "after",
    [
        f'<time datetime="{META_ISO}">20 ноября</time>',
        f'<div class="meta"><time class="entry-date published updated" datetime="{META_ISO}">20 ноября</time></div>',
        f'<time class="updated" datetime="2026-11-22T08:00">22 ноября</time><time class="entry-date" datetime="{META_ISO}">20 ноября</time>',
        f'<p>Обновлено: <time datetime="2026-11-22T08:00">22 ноября</time></p><p>Опубликовано: <time datetime="{META_ISO}">20 ноября</time></p>',
        f'<div>Жаңартылды:</div><div><time datetime="2026-11-22T08:00"></time></div><time datetime="{META_ISO}">20 қараша</time>',
        f'<time datetime="2026-11-22T08:00">Обновлено 22 ноября</time><time datetime="{META_ISO}">20 ноября</time>',
        f'<aside><time datetime="2026-11-24T09:00">сегодня</time></aside><time datetime="{META_ISO}">20 ноября</time>',
        f'<span itemprop="datePublished" content="{META_ISO}">20 ноября</span>',
        '<time datetime="" title="x">20 ноября 2026, 09:30</time><div class="related"><time datetime="2026-11-01T08:00">1</time></div>',
        f'<time pubdate datetime="{META_ISO}">20 ноября</time>',
    ],
)
def test_the_time_element_of_the_header_counts_and_not_those_of_updates_and_side_columns(after: str) -> None:
    assert published(page(after=after)) == META_ISO


PRINTED = [
    ("", "<p>20 ноября 2026, 09:30</p>"),
    ("", "20.11.2026 09:30<br>"),
    ("", "<div class='meta'><span>Иван Примеров</span> | <span>20.11.2026, 09:30</span> | <span>Просмотров: 120</span></div>"),
    ("", "<div><span class='day'>20 ноября 2026</span> <span class='time'>09:30</span></div>"),
    ("", "<div>20 ноября 2026</div><div>09:30</div>"),
    ("", "<div>09:30</div><div>20 ноября 2026</div>"),
    ("", "<div><b>20</b><div>ноября</div><div>2026</div><div>09:30</div></div>"),
    ("", "<dl><dt>Опубликовано:</dt><dd>20.11.2026 09:30</dd></dl>"),
    ("", "<p>Опубликовано 20.11.2026 09:30, обновлено 22.11.2026 08:00</p>"),
    ("", "<p>Обновлено: 22.11.2026 08:00</p><p>Опубликовано: 20.11.2026 09:30</p>"),
    ("", "<p>Жаңартылды: 22.11.2026 08:00. Жарияланды: 20.11.2026 09:30</p>"),
    ("", "<ul class='entry-meta'><li>👁 345</li><li>💬 12</li><li>20.11.2026 09:30</li></ul>"),
    ("", "<p>Приём заявок: 25.12.2026 | 20.11.2026 09:30</p>"),
    ("", "<p>20 қараша 2026, 09:30</p>"),
    ("", "<p>2026 жылғы 20 қараша, сағат 09:30</p>"),
    ("", "<p>20 Қар 2026 09:30 &nbsp; 120 рет оқылды</p>"),
    ("", "<p>By Aliya Primer on November 20, 2026 at 9:30 a.m.</p>"),
    ("", "<p>Лид: что известно о ремонте водопровода в посёлке к этому часу</p><p>20 ноября, 09:30</p>"),
    ("<div class='date'>20.11.2026 09:30</div>", ""),
    ("<div class='meta'>Общество · 20 ноября 2026, 09:30</div>", ""),
    ("<div><p>20 қараша 2026, 09:30</p></div>", ""),
    ("20.11.2026 09:30", ""),
]


@pytest.mark.parametrize(("before", "after"), PRINTED)
def test_what_is_printed_beside_the_headline_tells_the_moment(before: str, after: str) -> None:
    assert published(page(before=before, after=after)) == META_ISO


def test_a_date_at_the_foot_of_the_article_counts_if_it_is_the_only_one() -> None:
    foot = "<div class='news-date'>20.11.2026 09:30</div>"
    assert published(page(end=foot)) == META_ISO
    assert published(page(end=foot + "<div class='news-date'>21.11.2026 09:30</div>")) is None


def test_the_foot_of_the_article_is_its_own_and_the_foot_of_the_site_is_not() -> None:
    stamp = f"<time datetime='{META_ISO}'>20 ноября</time>"
    assert published(page(end=f"<footer class='entry-footer'>{stamp}</footer>")) == META_ISO
    assert published(page(end=f"<footer>{stamp}</footer>")) is None


def test_the_clock_of_a_site_in_its_main_element_is_passed_over_but_an_articles_day_there_is_not() -> None:
    source = f"<html><body><main><div>{{}}</div><div><h1>{TITLE}</h1><p>{BODY}</p></div></main></body></html>"
    assert published(source.format("24 ноября 2026, вторник")) is None
    assert published(source.format("20 ноября 2026, пятница")) == "2026-11-20"


def test_the_headline_is_the_heading_that_the_title_repeats_and_not_the_name_of_the_site() -> None:
    site = "<h1>Газета Степного района и всех его посёлков</h1><p>21.11.2026 08:00</p>" + f"<p>{BODY}</p>"
    source = f"<html><head><title>{TITLE}</title></head><body>{site}<div><h2>{TITLE}</h2><p>20.11.2026 09:30</p><p>{BODY}</p></div></body></html>"
    assert published(source) == META_ISO


def test_without_a_headline_the_article_begins_where_its_element_does() -> None:
    source = f"<html><body><article><p>20.11.2026 09:30</p><p>{BODY}</p></article></body></html>"
    assert published(source) == META_ISO


DECOYS = [
    {"top": "<div class='top'>Сегодня: 24 ноября 2026</div>"},
    {"top": "<header><span class='date'>24 ноября 2026, вторник</span></header>"},
    {"top": "<div id='clock'>24.11.2026 10:02</div>"},
    {"top": "<div><div>Сегодня, 24 ноября 2026</div><div>Бүгін: 24 қараша 2026 жыл</div></div>"},
    {"top": "<div>24 ноября 2026, вторник</div>"},
    {"top": "<div>Свидетельство № 123 от 12.03.2010</div>"},
    {"before": "<div>Бүгін: 24 қараша 2026</div>"},
    {"before": "<div>Курс валют на 23.11.2026: $ 523.4 € 604.1</div>"},
    {"after": "<div class='currency'>23.11.2026 USD 523.4</div>"},
    {"after": "<p>USD 523.4 на 23.11.2026</p>"},
    {"after": "<aside><p>23.11.2026 08:00</p></aside>"},
    {"after": "<div class='related-news'><p>23.11.2026 08:00</p></div>"},
    {"after": "<div class='sidebar'><time datetime='2026-11-23T08:00'>вчера</time></div>"},
    {"after": "<p>Журналиста избили 23 ноября 2026 года</p>"},
    {"after": "<p>23 ноября 2026 года в Степном районе прошла встреча</p>"},
    {"after": "<p>Встреча пройдёт с 20 по 23 ноября 2026 года</p>"},
    {"after": "<p>1 – 5 ноября 2026</p>"},
    {"after": "<p>Вчера Иван Примеров приехал</p>"},
    {"after": "<p>К 8 марта</p>"},
    {"after": "<p>Обновлено: 23.11.2026 08:00</p>"},
    {"after": "<p>Обновлено 2 часа назад</p>"},
    {"after": "<p>Жаңартылды: 23 қараша 2026, 08:00</p>"},
    {"after": "<p>23.11.2026 08:00 жаңартылды</p>"},
    {"after": "<p>Последнее обновление</p><p>23.11.2026 08:00</p>"},
    {"after": "<span class='date-modified'>23.11.2026 08:00</span>"},
    {"after": "<div>Тел. +7 (7142) 53-02-26, 8 701 123 45 67</div>"},
    {"end": "<div class='comments'><div class='comment'><span class='date'>23.11.2026 08:00</span> Спасибо!</div></div>"},
    {"before": "<div><p>23.11.2026 08:00</p>" + "<p>Другая новость Степного района, о которой здесь не написано</p>" * 6 + "</div>"},
    {"end": "<div>Обновлено: <span class='news-date'>23.11.2026 08:00</span></div>"},
    {"end": "<div class='related'><time datetime='2026-11-23T08:00'>вчера</time></div>"},
    {"bottom": "<footer>© 2010–2026 Газета. Свидетельство от 12.03.2010</footer>"},
    {"bottom": "<div class='latest'><span class='date'>23.11.2026 08:00</span><a href='/x'>Другая новость</a></div>"},
    {"bottom": "<div itemscope class='popular'><meta itemprop='datePublished' content='2026-11-23T08:00'></div>"},
]


@pytest.mark.parametrize("decoy", DECOYS)
def test_a_decoy_alone_gives_no_date(decoy: dict[str, str]) -> None:
    assert published(page(**decoy)) is None


@pytest.mark.parametrize("decoy", DECOYS)
def test_a_decoy_does_not_hide_the_printed_date(decoy: dict[str, str]) -> None:
    decoy = {**decoy, "after": f"{decoy.get('after', '')}<p>20.11.2026 09:30</p>"}
    assert published(page(**decoy)) == META_ISO


@pytest.mark.parametrize(
    ("path", "iso"),
    [
        ("/2026/11/20/remont", "2026-11-20"),
        ("/2026/11/20/", "2026-11-20"),
        ("/2026/11/20-remont", "2026-11-20"),
        ("/2026-11-20-remont", "2026-11-20"),
        ("/news/20261120/remont", "2026-11-20"),
        ("/20261120-remont.html", "2026-11-20"),
        ("/news/20-11-2026/remont", "2026-11-20"),
        ("/news/20.11.2026", "2026-11-20"),
        ("/2026/3/5/remont", "2026-03-05"),
        ("/2026/11/remont", None),
        ("/2026/remont-2026", None),
        ("/news/2026112012", None),
        ("/news/123-45-67", None),
        ("/2026/13/45/x", None),
        ("/1985/11/20/x", None),
        ("/2026/12/20/x", None),  # not yet
    ],
)
def test_the_day_in_an_address_is_taken_where_the_page_is_silent(path: str, iso: str | None) -> None:
    assert published(page(), url=f"https://gazeta.example{path}") == iso


# --- as old sites print it ----------------------------------------------------------------------------------------------------------------------------

DAY_ISO = "2026-11-20"
OLD_LINES = [
    ("Добавлено: 20.11.2026 09:30", META_ISO),
    ("Создано: 20 Ноябрь 2026", DAY_ISO),
    ("Автор: admin от 20-11-2026, 09:30, посмотрело: 345", META_ISO),
    ("Автор: admin | 20-11-2026, 09:30 | Просмотров: 345 | Версия для печати", META_ISO),
    ("admin 20-11-2026, 09:30 Просмотров: 345 Комментариев: 0", META_ISO),
    ("Категория: Новости | Просмотров: 120 | Добавил: admin | Дата: 20.11.2026 | Рейтинг: 0.0/0", DAY_ISO),
    ("Запись опубликована 20.11.2026 автором admin в рубрике Новости", DAY_ISO),
    ("Опубликовано admin в Пт, 20/11/2026 - 09:30", META_ISO),
    ("Опубликовал: admin 20.11.2026", DAY_ISO),
    ("Дата материала 20.11.2026", DAY_ISO),
    ("Время: 09:30 Дата: 20.11.2026", META_ISO),
    ("20 ноября 2026, 09:30 Время чтения: 3 минуты", META_ISO),
    ("20 ноября 2026 2 мин. на чтение", DAY_ISO),
    ("Қосылған уақыты: 20.11.2026 09:30", META_ISO),
    ("Жүктелген күні: 20.11.2026 Қаралды: 345", DAY_ISO),
    ("20 ноября | Автор: Иван Примеров | 345", DAY_ISO),
    ("Общество и власть / 20 ноября / 345", DAY_ISO),
    ("Иван Примеров, 20 ноября", DAY_ISO),
    ("Общество • вчера • 345", "2026-11-23"),
    ("Иван Примеров, вчера", "2026-11-23"),
]


@pytest.mark.parametrize(("line", "iso"), OLD_LINES)
def test_a_line_of_author_section_and_views_tells_its_date(line: str, iso: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) == iso


@pytest.mark.parametrize(
    "line",
    [
        "Постановление от 20 ноября 2026 года № 345",
        "Приказ министра от 20.11.2026 № 12",
        "До 20 ноября 2026 года",
        "Начало: 20.11.2026 09:30",
        "Срок подачи: 20.11.2026",
        "Дата рождения: 20.11.2006",
        "Дата проведения: 20.11.2026",
        "Өткізілетін күні: 20.11.2026",
        "Последний комментарий: 20.11.2026 09:30",
        "По словам Ивана, вчера",
        "Общество | 9 мая | Спорт",
        "https://other.example/2026/11/20/chuzhaya-novost",
    ],
)
def test_a_line_about_an_event_an_act_or_another_page_tells_none(line: str) -> None:
    assert published(page(after=f"<p>{line}</p>")) is None


@pytest.mark.parametrize(
    ("markup", "iso"),
    [
        ("<span>вчера, 18:54</span><span class='icon-eye'>345</span><span>Иван Примеров</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>кеше, 18:54</span><span>345</span><span>Ерлан Мысал</span>", "2026-11-23T18:54:00+05:00"),
        ("<span>20 нояб. 2026</span><span class='views'>120</span><span>Иван Примеров</span>", DAY_ISO),
        ("<span>20.11.2026</span><b>345</b>", DAY_ISO),
        ("<span>20 ноября</span><span class='post-views'>2019</span>", DAY_ISO),
        ("<i class='fa fa-clock-o'></i> 20.11.2026 09:30 <i class='fa fa-eye'></i> 345", META_ISO),
        ("<a href='/o/'>Новости района</a> <span>20.11.2026</span>", DAY_ISO),
        ("Дата<b>20.11.2026</b>", DAY_ISO),
        ("20.11.2026<b>345</b>", DAY_ISO),
        ("<b>20</b>.<b>11</b>.<b>2026</b> 09:30", META_ISO),
        ("<b>2</b><b>часа</b><b>назад</b>", "2026-11-24T08:15:00+05:00"),
        ("<abbr title='2026-11-20T09:30:00+05:00'>4 дня назад</abbr>", META_ISO),
    ],
)
def test_what_a_reader_sees_apart_is_read_apart_though_no_space_stands_between(markup: str, iso: str) -> None:
    assert published(page(after=f"<div class='meta'>{markup}</div>")) == iso


SENTENCE = "Жители посёлка Жаңатал рассказали, что вода в домах появляется только ночью, а днём её возят из соседнего села."
TEASERS = "".join(
    f"<div><span>{day}.11.2026 15:20</span> <a href='/x{day}'>Аграрии Степного района подвели итоги сезона</a></div>" for day in (21, 19, 18)
)

APART = "".join(f"<div>{day}.11.2026 15:20</div><div><a href='/x{day}'>Аграрии подвели итоги сезона</a></div>" for day in (21, 19, 18))


def old_page(article: str, title: str = TITLE, column: str = TEASERS) -> str:
    """A page of tables without one heading: `article` stands in its main cell, beside a `column` of other news and below a clock."""
    return (
        f"<html><head><title>{title} - Газета</title></head><body><table><tr><td colspan='2'>Вторник, 24 Ноябрь 2026 10:14</td></tr>"
        f"<tr><td width='180'>{column}</td><td>{article}</td></tr><tr><td colspan='2'>© 2008-2026. Свидетельство от 12.03.2010</td></tr></table></body></html>"
    )


OLD_LAYOUTS = [
    "<table><tr><td class='contentheading'>{title}</td></tr></table><table><tr><td class='createdate'>{date}</td></tr><tr><td>{text}</td></tr></table>",
    "<table><tr><td>{date}</td></tr><tr><td><b>{title}</b></td></tr><tr><td>{text}</td></tr></table>",
    "<table><tr><td width='90'>{date}</td><td><b>{title}</b></td></tr><tr><td colspan='2'>{text}</td></tr></table>",
    "<table><tr><td><b>{title}</b></td><td align='right'>{date}</td></tr><tr><td colspan='2'>{text}</td></tr></table>",
    "<font size='4'><b>{title}</b></font><br><font size='1'>{date}</font><br><br>{text}",
    "<div><span class='news-date-time'>{date}</span><h3>{title}</h3><div style='clear:both'></div>{text}</div>",
    "<div><a href='/'>Главная</a> » <a href='/o/'>Общество</a> » {title}</div><div class='t'>{title}</div><div>{date}</div>{text}",
    "<div><p>{title}</p><p>" + SENTENCE + "</p><div>{date}</div>{text}</div>",
    "<div><div>{title}</div><div>{text}</div><div>{date}</div></div>",
    "<div><div><div>{title}</div><div>{text}</div></div><div>{date}</div></div>",
    "<div>{title}</div>{text}<p align='right'><i>{date}</i></p>",
]
OLD_DATES = [
    ("20.11.2026 09:30", DAY_ISO),
    ("Пятница, 20 Ноябрь 2026 09:30", DAY_ISO),
    ("Опубликовано: 20 ноября 2026", DAY_ISO),
    ("Жарияланды: 20 қараша 2026", DAY_ISO),
    ("20 ноября", DAY_ISO),
    ("вчера, 18:54", "2026-11-23"),
    ("кеше, 18:54", "2026-11-23"),
    ("2 часа назад", "2026-11-24"),
    ("бүгін, 08:15", "2026-11-24"),
]


@pytest.mark.parametrize(("written", "day"), OLD_DATES)
@pytest.mark.parametrize("layout", OLD_LAYOUTS)
@pytest.mark.parametrize("text", [f"<p>{SENTENCE}</p>", f"<p>{BODY}</p><p>{BODY}</p>"], ids=["short", "long"])
def test_a_page_without_headings_tells_the_day_of_its_article(layout: str, written: str, day: str, text: str) -> None:
    source = old_page(layout.format(title=TITLE, date=written, text=text))
    assert (published(source) or "")[:10] == day


@pytest.mark.parametrize("layout", OLD_LAYOUTS)
@pytest.mark.parametrize("text", [f"<p>{SENTENCE}</p>", f"<p>{BODY}</p><p>{BODY}</p>"], ids=["short", "long"])
@pytest.mark.parametrize(
    "under",
    [
        "",
        f"<div><b>Читайте также:</b>{TEASERS}</div>",
        f"<div>{TEASERS}</div>",
        f"<div>{APART}</div>",
        "<h4>Комментарии</h4><p><b>Айгүл</b> <small>23.11.2026 08:00</small> Рахмет!</p>",
        "<div><b>Айгүл</b> <small>23.11.2026 08:00</small><br>Рахмет!</div>",
        "<div class='hypercomments'><small>23.11.2026 08:00</small></div>",
        "<p>Фото 12 мая 2015 года</p>",
    ],
    ids=[
        "nothing",
        "related",
        "related without heading",
        "related in lines apart",
        "comments",
        "comments without heading",
        "comments by name",
        "picture",
    ],
)
def test_a_page_without_headings_and_without_a_date_has_none_whatever_stands_around(layout: str, text: str, under: str) -> None:
    assert published(old_page(layout.format(title=TITLE, date="", text=text) + under)) is None


def test_a_date_within_the_text_is_not_taken_for_the_foot_of_the_article() -> None:
    assert published(page(end=f"<p>12 мая 2015 года</p><p>{BODY}</p>")) is None


def test_the_date_above_the_headline_counts_before_readers_words_under_a_short_text() -> None:
    article = (
        f"<div><div class='d'>20.11.2026 09:30</div><div>{TITLE}</div><p>{SENTENCE}</p></div><div><b>Айгүл</b> <small>23.11.2026 08:00</small></div>"
    )
    assert published(old_page(article)) == META_ISO


@pytest.mark.parametrize("above", ["<div class='news-date'>24.11.2026</div>", "<div>24.11.2026 08:15</div>", "<div>сегодня, 08:15</div>"])
def test_an_article_of_today_is_told_from_a_clock_by_its_name_or_by_being_hours_old(above: str) -> None:
    article = f"<div><p>Общество</p></div><div>{above}<div><p>Рубрика</p><h1>{TITLE}</h1></div><p>{BODY}</p></div>"
    assert (published(f"<html><head><title>{TITLE}</title></head><body><div>{article}</div></body></html>") or "")[:10] == "2026-11-24"


def test_the_day_of_today_in_the_cell_above_that_of_the_headline_is_the_articles() -> None:
    assert published(old_page(f"<table><tr><td>24.11.2026</td></tr><tr><td><b>{TITLE}</b></td></tr><tr><td>{BODY}</td></tr></table>")) == "2026-11-24"


@pytest.mark.parametrize("column", [TEASERS, APART])
def test_the_last_of_a_few_news_in_a_side_column_does_not_date_the_article(column: str) -> None:
    assert published(old_page(f"<b>{TITLE}</b><p>{BODY}</p>", column=column)) is None


def test_where_the_site_name_is_the_only_heading_the_element_that_repeats_the_title_is_the_headline() -> None:
    name = "<h1>Газета Степного района и всех его посёлков</h1><p>21.11.2026 08:00</p>"
    assert published(old_page(f"{name}<div><div>{TITLE}</div><p>20.11.2026 09:30</p><p>{BODY}</p></div>")) == META_ISO


def test_a_headline_that_no_title_repeats_is_known_by_what_the_template_calls_it() -> None:
    article = f"<div><div class='news-title'>{TITLE}</div><div>20.11.2026 09:30</div><p>{BODY}</p></div>"
    assert published(old_page(article, title="Районная")) == META_ISO


def test_a_link_to_the_article_in_a_list_of_news_is_not_its_headline() -> None:
    column = f"<div>23.11.2026 08:00</div><a href='/n/1'>{TITLE}</a><div>23.11.2026 08:00</div>"
    article = f"<table><tr><td>{TITLE}</td></tr><tr><td>20.11.2026 09:30</td></tr><tr><td>{BODY}</td></tr></table>"
    assert published(old_page(article, column=column)) == META_ISO


def test_once_the_page_bears_out_its_source_an_older_date_further_down_proves_no_later_change() -> None:
    related = "<div>Ранее:</div><div>18.11.2026 08:00</div>"
    assert published(page(after=f"<p>20.11.2026 09:30</p>{related}"), hint="Fri, 20 Nov 2026 09:30:00 +0500") == META_ISO


def test_a_page_nested_thousands_of_levels_deep_breaks_nothing() -> None:
    deep = html.Element("div")
    deep.text = "20.11.2026 09:30"
    for _ in range(5_000):
        outer = html.Element("div")
        outer.append(deep)
        deep = outer
    tree = html.fromstring(page())
    heading = tree.find(".//h1")
    assert heading is not None
    heading.addnext(deep)
    assert to_iso(find_published(tree, URL, now=NOW, zone=ALMATY)) == META_ISO


# --- whom to trust ----------------------------------------------------------------------------------------------------------------------------------

HINT, HINT_ISO = "Thu, 19 Nov 2026 08:00:00 +0500", "2026-11-19T08:00:00+05:00"


def test_each_witness_is_asked_only_where_a_more_trusted_one_is_silent() -> None:
    css_part = "<div class='own'>15.11.2026 08:00</div>"
    ld = json_ld(article_ld(datePublished="2026-11-16T08:00:00+05:00"))
    meta = '<meta property="article:published_time" content="2026-11-17T08:00:00+05:00">'
    stamp = "<time datetime='2026-11-18T08:00:00+05:00'>18 ноября</time>"
    printed = "<p>20.11.2026 08:00</p>"
    url = "https://gazeta.example/2026/11/21/x"
    assert published(page(ld + meta, after=stamp + css_part + printed), url, HINT, ".own") == "2026-11-15T08:00:00+05:00"
    assert published(page(ld + meta, after=stamp + printed), url, HINT, ".own") == "2026-11-16T08:00:00+05:00"
    assert published(page(meta, after=stamp + printed), url, HINT) == "2026-11-17T08:00:00+05:00"
    assert published(page(after=stamp + printed), url, HINT) == "2026-11-18T08:00:00+05:00"
    assert published(page(after=printed), url, HINT) == HINT_ISO
    assert published(page(after=printed), url) == "2026-11-20T08:00:00+05:00"
    assert published(page(), url) == "2026-11-21"


@pytest.mark.parametrize("css", [".own", ".own::text", ".own::attr(data-at)", "div.own span", "[data-at]::attr(data-at)"])
def test_the_outlets_own_selector_finds_text_or_an_attribute(css: str) -> None:
    own = "<div class='own' data-at='2026-11-20T09:30'>Степной район, <span>20 ноября 2026 года, 09:30</span> — 20 ноября 2026 года, 09:30</div>"
    assert published(page(META.replace("20T", "21T"), end=own), css=css) == META_ISO


def test_where_the_outlets_own_selector_points_the_words_around_do_not_matter() -> None:
    own = "<div class='own'>наш корреспондент передал это 20.11.2026 в 09:30 из посёлка</div>"
    assert published(page(end=own), css=".own") == META_ISO


def test_a_selector_that_finds_no_date_leaves_the_page_to_speak() -> None:
    assert published(page(META), css=".absent") == META_ISO
    assert published(page(META, end="<i class='own'>Обновлено: 22.11.2026</i>"), css=".own") == META_ISO


def test_a_selector_that_is_none_is_an_error() -> None:
    with pytest.raises(SelectorError):
        published(page(META), css="div[")


def test_a_date_in_the_future_is_passed_over_for_the_next_witness() -> None:
    future = META.replace("2026-11-20", "2026-12-20")
    assert published(page(future, after="<p>25.11.2026 08:00</p><p>20.11.2026 09:30</p>")) == META_ISO
    assert published(page(future)) is None
    assert published(page(after="<p>25.11.2026</p>")) is None


def test_ten_minutes_of_a_fast_clock_are_forgiven_and_eleven_are_not() -> None:
    meta = '<meta property="article:published_time" content="2026-11-24T10:{}:00+05:00">'
    assert published(page(meta.format(25))) == "2026-11-24T10:25:00+05:00"
    assert published(page(meta.format(26))) is None


def test_a_moment_of_utc_is_told_by_the_clock_of_the_outlet_where_it_may_be_the_next_day() -> None:
    assert published(page(META.replace("T09:30:00+05:00", "T21:30:00Z"))) == "2026-11-21T02:30:00+05:00"


def test_a_naive_moment_is_local() -> None:
    assert published(page(META.replace("+05:00", ""))) == META_ISO
    assert published(page(META.replace("2026", "2023").replace("+05:00", ""))) == "2023-11-20T09:30:00+06:00"


@pytest.mark.parametrize("midnight", ["2026-11-20T00:00:00+05:00", "2026-11-20T00:00:00", "2026-11-20T00:00:00Z", "2026-11-20"])
def test_midnight_or_a_bare_day_takes_the_time_of_the_same_day_from_text_or_hint(midnight: str) -> None:
    meta = f'<meta property="article:published_time" content="{midnight}">'
    assert published(page(meta, after="<p>20.11.2026, 09:30</p>")) == META_ISO
    assert published(page(meta), hint="Fri, 20 Nov 2026 04:30:00 GMT") == META_ISO
    assert published(page(after="<p>20 ноября 2026</p>"), url="https://gazeta.example/2026/11/20/x", hint="") == "2026-11-20"


def test_midnight_stays_where_the_time_told_is_of_another_day() -> None:
    meta = '<meta property="article:published_time" content="2026-11-20T00:00:00+05:00">'
    assert published(page(meta, after="<p>21.11.2026, 09:30</p>"), hint=HINT) == "2026-11-20T00:00:00+05:00"


def test_a_page_dated_by_the_second_it_was_built_gives_way_to_its_source() -> None:
    meta = '<meta property="article:published_time" content="2026-11-24T10:14:58+05:00">'
    assert published(page(meta), hint=HINT) == HINT_ISO
    assert published(page(meta), url="https://gazeta.example/2026/11/20/x") == "2026-11-20"


def test_an_article_published_this_minute_keeps_its_moment() -> None:
    meta = '<meta property="article:published_time" content="2026-11-24T10:14:58+05:00">'
    assert published(page(meta)) == "2026-11-24T10:14:58+05:00"
    assert published(page(meta), url="https://gazeta.example/2026/11/24/x") == "2026-11-24T10:14:58+05:00"


@pytest.mark.parametrize("lastmod", ["2026-11-24", "2026-11-22T20:00:00+05:00"])
def test_a_sitemaps_last_change_yields_to_an_earlier_day_on_the_page_or_in_its_address(lastmod: str) -> None:
    assert published(page(after="<p>20.11.2026 09:30</p>"), hint=lastmod) == META_ISO
    assert published(page(), url="https://gazeta.example/2026/11/20/x", hint=lastmod) == "2026-11-20"


def test_a_change_on_the_next_day_is_told_from_the_moment_printed_but_one_of_the_same_morning_is_not() -> None:
    assert published(page(after="<p>20.11.2026 09:30</p>"), hint="2026-11-21T08:00:00+05:00") == META_ISO
    assert published(page(after="<p>20.11.2026 09:30</p>"), hint="2026-11-20T11:30:00+05:00") == "2026-11-20T11:30:00+05:00"


def test_a_server_that_counts_its_days_by_another_clock_does_not_outweigh_the_feed() -> None:
    assert published(page(), url="https://gazeta.example/2026/11/18/x", hint="Wed, 18 Nov 2026 20:00:00 GMT") == "2026-11-19T01:00:00+05:00"


@pytest.mark.parametrize("hint", ["2026-11-19T03:00:00Z", "Чт, 19 ноя 2026 08:00:00 +0500", "Бс, 19 Қар 2026 08:00:00 +0500", "19.11.2026, 08:00"])
def test_the_hint_is_read_in_any_form_a_source_writes(hint: str) -> None:
    assert published(page(), hint=hint) == HINT_ISO


def test_a_hint_without_sense_is_no_date() -> None:
    assert published(page(), hint="скоро") is None


@CALM
@given(moment=MOMENTS.filter(lambda m: m < NOW - timedelta(hours=1)), form=st.sampled_from(["dots", "dots, time first", "ru", "kk", "en"]))
def test_any_moment_printed_under_the_headline_is_found(moment: datetime, form: str) -> None:
    assert published(page(after=f"<div>{MOMENT_FORMS[form](moment)}</div>")) == to_iso(moment)


@CALM
@given(st.text(max_size=200))
def test_no_markup_whatever_breaks_the_finding(noise: str) -> None:
    source = page(head=f"<script type='application/ld+json'>{noise}</script>", before=noise, after=f"<time datetime='{noise}'>{noise}</time>")
    published("".join(c for c in source if c.isprintable()), hint=noise)


def test_an_instant_is_written_with_its_offset_a_day_without_and_nothing_as_none() -> None:
    assert to_iso(datetime(2026, 11, 24, 10, 15, 0, 999, tzinfo=ALMATY)) == "2026-11-24T10:15:00+05:00"
    assert to_iso(date(2026, 11, 24)) == "2026-11-24"
    assert to_iso(None) is None


def test_an_entry_date_of_wordpress_counts_though_the_theme_calls_it_updated() -> None:
    assert published(page(after=f'<time class="entry-date updated td-module-date" datetime="{META_ISO}">20 ноября 2026</time>')) == META_ISO
    assert published(page(after=f'<time class="updated" datetime="{META_ISO}">20 ноября 2026</time>')) is None


def test_a_copy_for_the_printer_does_not_pass_for_the_article() -> None:
    hidden = f'<div style="display: none"><h1>{TITLE}</h1><p>23.02.2025 10:00</p><p>{BODY}</p></div>'
    shown = f"<div class='a'><h3>{TITLE}</h3><i>20.11.2026 09:30</i><p>{BODY}</p></div>"
    assert published(f"<html><head><title>{TITLE}</title></head><body>{shown}{hidden}</body></html>") == META_ISO
    # A page that hides all of itself until its scripts have run is read nevertheless.
    whole = f"<div style='display:none'><h1>{TITLE}</h1><i>20.11.2026 09:30</i><p>{BODY}</p></div>"
    assert published(f"<html><head><title>{TITLE}</title></head><body>{whole}</body></html>") == META_ISO


def test_the_data_of_a_page_built_by_scripts_counts_after_the_pages_own_marks() -> None:
    def with_data(source: str) -> str | None:
        return to_iso(find_published(html.fromstring(source), URL, now=NOW, zone=ALMATY, data="2026-11-19T08:00:00+05:00"))

    assert with_data(page()) == "2026-11-19T08:00:00+05:00"
    assert with_data(page(head=META)) == META_ISO
