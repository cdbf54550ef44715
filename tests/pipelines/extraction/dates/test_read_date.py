"""One written form of a date: what it means in three languages to the minute, by the clocks of an outlet's region."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.extraction.date_grammar import read_date, to_iso
from records.clock import outlet_zone
from records.country import home
from tests.pipelines.extraction.dates.forms import MOMENT_FORMS, MOMENTS, MONTHS_EN, MONTHS_KK, MONTHS_RU, read, words
from tests.pipelines.rows import rows

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ALMATY)
WRITTEN = [
    # ISO 8601 and what is meant by it
    ("2026-02-23", "2026-02-23"), ("20260223", "2026-02-23"), ("2026-W09-1", "2026-02-23"), ("2026-02-23T14:05", "2026-02-23T14:05:00+05:00"),
    ("2026-02-23T14:05:09", "2026-02-23T14:05:09+05:00"), ("2026-02-23 14:05:09", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09.123456", "2026-02-23T14:05:09+05:00"), ("2026-02-23T14:05:09,5+05:00", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09Z", "2026-02-23T19:05:09+05:00"), ("2026-02-23t14:05:09z", "2026-02-23T19:05:09+05:00"),
    ("2026-02-23T21:30:00Z", "2026-02-24T02:30:00+05:00"), ("2026-02-23T14:05:09+05:00", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09+0600", "2026-02-23T13:05:09+05:00"), ("2026-02-23T14:05:09+05", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23T14:05:09-03:30", "2026-02-23T22:35:09+05:00"), ("2026-02-23 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("2026-02-23 14:05:09 UTC", "2026-02-23T19:05:09+05:00"), ("20260223T140509Z", "2026-02-23T19:05:09+05:00"),
    ("2026-02-23T14", "2026-02-23T14:00:00+05:00"), ("2026-02-23T14:05:09+05:00[Asia/Almaty]", "2026-02-23T14:05:09+05:00"),
    ("  2026-02-23\n", "2026-02-23"),
    # Chinese, Japanese, Korean
    ("2026年2月23日", "2026-02-23"), ("2026年02月23日 14時05分", "2026-02-23T14:05:00+05:00"), ("公開日：2026年2月23日", "2026-02-23"),
    ("2026년 2월 23일", "2026-02-23"),
    # The month first, by those whose clock is American
    ("02/03/26 02:05 PM EST", "2026-02-04T00:05:00+05:00"), ("02/03/2026 2:05 PM", "2026-03-02T14:05:00+05:00"),
    # RFC 822 and other clocks of machines
    ("Mon, 23 Feb 2026 14:05:09 GMT", "2026-02-23T19:05:09+05:00"), ("Mon, 23 Feb 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Mon, 23 Feb 2026 14:05 +0600", "2026-02-23T13:05:00+05:00"), ("Mon, 23 Feb 2026 14:05:09 EST", "2026-02-24T00:05:09+05:00"),
    ("23 Feb 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"), ("23 Feb 2026 14:05:09", "2026-02-23T14:05:09+05:00"),
    ("Mon, 23 Feb 26 14:05:09 GMT", "2026-02-23T19:05:09+05:00"), ("Monday, 23-Feb-26 14:05:09 GMT", "2026-02-23T19:05:09+05:00"),
    ("Mon Feb 23 14:05:09 2026", "2026-02-23T14:05:09+05:00"), ("Mon Feb 23 14:05:09 +0500 2026", "2026-02-23T14:05:09+05:00"),
    ("Mon Feb 23 2026 14:05:09 GMT+0500 (West Kazakhstan Time)", "2026-02-23T14:05:09+05:00"),
    ("Пн, 23 фев 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"), ("Пн, 23 Февраль 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Дс, 23 Ақп 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"), ("Дүйсенбі, 23 Ақпан 2026 14:05:09 +0500", "2026-02-23T14:05:09+05:00"),
    ("Сен, 28 Ақп 2026 14:05:09 +0500", "2026-02-28T14:05:09+05:00"),
    # The letter i of the Latin keyboard
    ("23 ш\u0069лде 2026", "2026-07-23"),
    # figures
    ("23.02.2026", "2026-02-23"), ("3.2.2026", "2026-02-03"), ("23.02.26", "2026-02-23"), ("23.02.99", "1999-02-23"), ("23/02/2026", "2026-02-23"),
    ("03/02/2026", "2026-02-03"), ("02/23/2026", "2026-02-23"), ("11/18/19 11:04 PM", "2019-11-18T23:04:00+06:00"), ("23-02-2026", "2026-02-23"),
    ("2026/02/23", "2026-02-23"), ("2026.02.23", "2026-02-23"), ("23.02.2026, 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 14:05:09", "2026-02-23T14:05:09+05:00"), ("23.02.2026 в 9:05", "2026-02-23T09:05:00+05:00"),
    ("23.02.2026 | 14:05", "2026-02-23T14:05:00+05:00"), ("23.02.2026 - 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 14.05", "2026-02-23T14:05:00+05:00"), ("23.02.2026 14-05", "2026-02-23T14:05:00+05:00"), ("23.02.2026г.", "2026-02-23"),
    ("23.02.2026 ж.", "2026-02-23"), ("14:05 23.02.2026", "2026-02-23T14:05:00+05:00"), ("14:05, 23.02.2026", "2026-02-23T14:05:00+05:00"),
    ("14:05 / 23.02.2026", "2026-02-23T14:05:00+05:00"), ("23.02, 14:05", "2026-02-23T14:05:00+05:00"),
    ("23.02.2026 (пн) 14:05", "2026-02-23T14:05:00+05:00"),
    # Russian
    ("23 февраля 2026", "2026-02-23"), ("23 ФЕВРАЛЯ 2026", "2026-02-23"), ("23 февраля 2026 г.", "2026-02-23"),
    ("23 февраля 2026 года", "2026-02-23"), ("23-го февраля 2026-го года", "2026-02-23"),
    ("23 февраля 2026 г. в 14:05", "2026-02-23T14:05:00+05:00"), ("23 февр. 2026", "2026-02-23"), ("23 Фев, 2026", "2026-02-23"),
    ("23 Февраль, 2026", "2026-02-23"), ("5 мая 2026, 09:00", "2026-05-05T09:00:00+05:00"), ("5 мар 2026", "2026-03-05"),
    ("5 сент. 2026", "2026-09-05"), ("5 нояб. 2026", "2026-11-05"), ("понедельник, 23 февраля 2026 - 14:05", "2026-02-23T14:05:00+05:00"),
    ("Пн. 23 фев. 2026, 14:05", "2026-02-23T14:05:00+05:00"), ("в понедельник, 23 февраля 2026 года", "2026-02-23"),
    ("23 февраля 2026, понедельник, 14:05", "2026-02-23T14:05:00+05:00"), ("14:05, 23 февраля 2026", "2026-02-23T14:05:00+05:00"),
    ("14:05 | 23 февраля", "2026-02-23T14:05:00+05:00"),
    ("23 cентября 2025", "2025-09-23"),  # a Latin c
    ("23 февраля", "2026-02-23"), ("23 февраля, 14:05", "2026-02-23T14:05:00+05:00"), ("24 ноября, 10:00", "2026-11-24T10:00:00+05:00"),
    ("24 ноября, 14:05", "2025-11-24T14:05:00+05:00"), ("25 декабря, 14:05", "2025-12-25T14:05:00+05:00"),
    ("29 февраля, 14:05", "2024-02-29T14:05:00+06:00"), ("только что", "2026-11-24T10:15:00+05:00"), ("сегодня", "2026-11-24"),
    ("сегодня, 10:15", "2026-11-24T10:15:00+05:00"), ("Сегодня в 10:15", "2026-11-24T10:15:00+05:00"),
    ("10:15, сегодня", "2026-11-24T10:15:00+05:00"), ("вчера", "2026-11-23"), ("вчера, 23:50", "2026-11-23T23:50:00+05:00"),
    ("Вчера в 23:50", "2026-11-23T23:50:00+05:00"), ("позавчера", "2026-11-22"), ("позавчера, 08:00", "2026-11-22T08:00:00+05:00"),
    ("2 часа назад", "2026-11-24T08:15:00+05:00"), ("14 часов назад", "2026-11-23T20:15:00+05:00"), ("час назад", "2026-11-24T09:15:00+05:00"),
    ("два часа назад", "2026-11-24T08:15:00+05:00"), ("полчаса назад", "2026-11-24T09:45:00+05:00"),
    ("полтора часа назад", "2026-11-24T08:45:00+05:00"), ("5 минут назад", "2026-11-24T10:10:00+05:00"),
    ("5 мин. назад", "2026-11-24T10:10:00+05:00"), ("1 час 20 минут назад", "2026-11-24T08:55:00+05:00"),
    ("1 ч. 20 мин. назад", "2026-11-24T08:55:00+05:00"), ("30 секунд назад", "2026-11-24T10:14:30+05:00"), ("день назад", "2026-11-23"),
    ("3 дня назад", "2026-11-21"), ("неделю назад", "2026-11-17"), ("2 недели назад", "2026-11-10"), ("месяц назад", "2026-10-24"),
    ("9 месяцев назад", "2026-02-24"), ("год назад", "2025-11-24"), ("5 лет назад", "2021-11-24"),
    # Kazakh
    ("23 ақпан 2023, 14:05", "2023-02-23T14:05:00+06:00"), ("23 ақпан 2023", "2023-02-23"), ("23 АҚПАН 2023", "2023-02-23"),
    ("2023 жылғы 23 ақпан", "2023-02-23"), ("2023 жылғы 23 ақпанда", "2023-02-23"), ("2023 жылдың 23 ақпаны", "2023-02-23"),
    ("2023 ж. 23 ақпан", "2023-02-23"), ("2023 жыл, 23 ақпан, 14:05", "2023-02-23T14:05:00+06:00"),
    ("2023 жылғы 23 ақпан күні сағат 14:05-те", "2023-02-23T14:05:00+06:00"), ("23 ақпан, 2023", "2023-02-23"),
    ("23 ақпан 2023 жыл", "2023-02-23"), ("23-ақпан, 2023 жыл", "2023-02-23"), ("23 Ақп 2023", "2023-02-23"),
    ("23 Ақп. 2023 14:05", "2023-02-23T14:05:00+06:00"), ("Дүйсенбі, 23 ақпан 2026 14:05", "2026-02-23T14:05:00+05:00"),
    ("23 ақпан", "2026-02-23"), ("23 ақпанда", "2026-02-23"), ("ақпанның 23-і", "2026-02-23"), ("ақпан айының 23-і", "2026-02-23"),
    ("2026 жылғы ақпанның 23-і", "2026-02-23"), ("2026 жылдың ақпан айының 23-і, 14:05", "2026-02-23T14:05:00+05:00"),
    ("23 сəуір 2026", "2026-04-23"),  # the Latin ə
    ("23 акпан 2026", "2026-02-23"),  # a Russian keyboard
    ("23 қыркуйек 2026", "2026-09-23"), ("бүгін", "2026-11-24"), ("бүгін, 09:40", "2026-11-24T09:40:00+05:00"),
    ("Бүгін 09:40", "2026-11-24T09:40:00+05:00"), ("бүгін сағат 09:40-та", "2026-11-24T09:40:00+05:00"), ("кеше", "2026-11-23"),
    ("кеше, 09:40", "2026-11-23T09:40:00+05:00"), ("кеше сағат 23:50-де", "2026-11-23T23:50:00+05:00"), ("алдыңғы күні", "2026-11-22"),
    ("алдыңғы күні, 09:40", "2026-11-22T09:40:00+05:00"), ("жаңа ғана", "2026-11-24T10:15:00+05:00"),
    ("2 сағат бұрын", "2026-11-24T08:15:00+05:00"), ("бір сағат бұрын", "2026-11-24T09:15:00+05:00"),
    ("жарты сағат бұрын", "2026-11-24T09:45:00+05:00"), ("5 минут бұрын", "2026-11-24T10:10:00+05:00"),
    ("1 сағат 20 минут бұрын", "2026-11-24T08:55:00+05:00"), ("3 күн бұрын", "2026-11-21"), ("2 апта бұрын", "2026-11-10"),
    ("1 ай бұрын", "2026-10-24"), ("2 жыл бұрын", "2024-11-24"), ("кеше, сағат 14:05", "2026-11-23T14:05:00+05:00"),
    ("3 сағ. бұрын", "2026-11-24T07:15:00+05:00"), ("5 мин бұрын", "2026-11-24T10:10:00+05:00"),
    # as the families of templates print them (tests/golden)
    ("23 февр. 2023", "2023-02-23"), ("23 февр. 2023, 14:05", "2023-02-23T14:05:00+06:00"),
    ("Вторник, 27 февраля 2024 11:30", "2024-02-27T11:30:00+06:00"), ("Опубликовано: 03 апреля 2024", "2024-04-03"),
    ("12.01.2024 16:45:00", "2024-01-12T16:45:00+06:00"), ("22-04-2025, 12:31", "2025-04-22T12:31:00+05:00"), ("14 мая, 2025", "2025-05-14"),
    ("Февраль 25, 2015", "2015-02-25"), ("Қазан 14, 2025", "2025-10-14"), ("Қазан 14, 2025, 10:12", "2025-10-14T10:12:00+05:00"),
    ("29 ақпан, 2024", "2024-02-29"), ("Сенбі, 2 наурыз, 2024", "2024-03-02"), ("2023 ж. 23 ақпан, 14:05", "2023-02-23T14:05:00+06:00"),
    ("23 ақпан 2023 ж. 14:05", "2023-02-23T14:05:00+06:00"), ("23.02.2023 жыл", "2023-02-23"),
    ("2025-10-14 05:12:00Z", "2025-10-14T10:12:00+05:00"),
    # English
    ("November 23, 2026 2:05 PM", "2026-11-23T14:05:00+05:00"), ("November 23, 2026", "2026-11-23"),
    ("Nov. 23, 2026 at 2 p.m.", "2026-11-23T14:00:00+05:00"), ("Monday, November 23rd, 2026 at 12:05 a.m.", "2026-11-23T00:05:00+05:00"),
    ("23 Nov 2026", "2026-11-23"), ("23rd of November 2026, 12:30 pm", "2026-11-23T12:30:00+05:00"), ("2026 Nov 23", "2026-11-23"),
    ("today, 9:40", "2026-11-24T09:40:00+05:00"), ("yesterday", "2026-11-23"), ("Yesterday at 11:50 PM", "2026-11-23T23:50:00+05:00"),
    ("day before yesterday", "2026-11-22"), ("2 hours ago", "2026-11-24T08:15:00+05:00"), ("an hour ago", "2026-11-24T09:15:00+05:00"),
    ("3 days ago", "2026-11-21"), ("just now", "2026-11-24T10:15:00+05:00"),
    # clocks told in words
    ("23.02.2026 14:05 (UTC+5)", "2026-02-23T14:05:00+05:00"), ("23.02.2026 14:05 (GMT+6)", "2026-02-23T13:05:00+05:00"),
    ("23.02.2026 14:05 UTC", "2026-02-23T19:05:00+05:00"), ("23.02.2026 14:05 МСК", "2026-02-23T16:05:00+05:00"),
    ("23 февраля 2026, 14:05 (мск+2)", "2026-02-23T14:05:00+05:00"), ("23 февраля 2026, 14:05 по времени Астаны", "2026-02-23T14:05:00+05:00"),
    ("23 февраля 2023, 14:05 (по времени Астаны)", "2023-02-23T14:05:00+06:00"),
    ("23 февраля 2026, 14:05 по московскому времени", "2026-02-23T16:05:00+05:00"),
    ("23 февраля 2026, 14:05 по местному времени", "2026-02-23T14:05:00+05:00"),
    ("23 ақпан 2026, 14:05 Астана уақытымен", "2026-02-23T14:05:00+05:00"),
    # what stands around, and what is not seen
    ("Опубликовано: 23.02.2026 14:05", "2026-02-23T14:05:00+05:00"), ("Дата публикации: 23 февраля 2026 года", "2026-02-23"),
    ("Дата: 23.02.2026 Время: 14:05", "2026-02-23T14:05:00+05:00"), ("Опубликовано 2 часа назад", "2026-11-24T08:15:00+05:00"),
    ("Жарияланды: 23 ақпан 2026, 14:05", "2026-02-23T14:05:00+05:00"), ("Жарияланған күні: 23.02.2026", "2026-02-23"),
    ("Published on November 23, 2026", "2026-11-23"), ("23\u00a0февраля\u00a02026\u202fг.", "2026-02-23"),
    ("23 фев\u00adра\u00adля 2026", "2026-02-23"), ("\u200b23\u200b.02.2026", "2026-02-23"),
    ("23 февраля 2026 — 14:05", "2026-02-23T14:05:00+05:00"), ("«23 февраля 2026»", "2026-02-23"),
    ("23 маи\u0306 2026", "2026-05-23"),  # й in two characters
]  # fmt: skip
NO_DATES = [
    "", " ", "Новости", "+7 701 123 45 67", "+77011234567", "8 (7142) 53-02-26", "53-02-26", "23.02", "23.02.", "10-15", "14:05", "2:1",
    "1500 тенге", "12 500 тг", "23.50 ₸", "2 000 000", "2026", "2026 год", "2026 ж.", "февраль 2026", "ақпан 2026", "2026-02", "1.2.26",
    "v12.04.26", "3.11.2", "192.168.10.26", "31.02.2026", "2026-02-30", "30 февраля 2026", "31 қараша 2026", "00.05.2026", "23.13.2026",
    "29 февраля 2025", "2026-W60-1", "23 февраля 1985", "23.02.1989", "1989-02-23T14:05:00Z", "12.03.85", "23.02.2026 25:61",
    "2026-02-23T25:00:00", "2026-02-23T14:05:00+25:00", "23.02.2026 - 25.02.2026", "1 – 5 марта 2026", "© 2026", "Обновлено: 23.02.2026",
    "Жаңартылды: 23.02.2026", "Сегодня: 24 ноября 2026", "Журналиста избили 23 февраля 2026 года", "23 человека", "5 минут", "назад",
    "через 2 часа", "99999999 дней назад", "23 там где-то", "1" * 5000,
]  # fmt: skip


@rows("text, iso", WRITTEN)
def test_a_written_form_reads_as_its_day_or_moment(text: str, iso: str) -> None:
    assert read(text) == iso


@rows("text", NO_DATES)
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


MONTHS_RU_SHORT = words("янв фев мар апр мая июн июл авг сен окт ноя дек")
MONTHS_KK_OF = words("қаңтардың ақпанның наурыздың сәуірдің мамырдың маусымның шілденің тамыздың қыркүйектің қазанның қарашаның желтоқсанның")
MONTHS_KK_IN = words("қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда қарашада желтоқсанда")
MONTHS_KK_SHORT = words("қаң ақп нау сәу мам мау шіл там қыр қаз қар жел")
MONTHS_KK_LATIN_2018 = words("qańtar aqpan naýryz sáýir mamyr maýsym shilde tamyz qyrkúiek qazan qarasha jeltoqsan")
MONTHS_KK_LATIN_2021 = words("qañtar aqpan nauryz säuır mamyr mausym şılde tamyz qyrküiek qazan qaraşa jeltoqsan")
MONTHS_KK_LATIN_PLAIN = words("qantar aqpan nauryz sauir mamyr mausym shilde tamyz qyrkuiek qazan qarasha jeltoqsan")
DAY_FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(), "iso, close": lambda d: f"{d:%Y%m%d}", "dots": lambda d: f"{d:%d.%m.%Y}",
    "dots, short year": lambda d: f"{d:%d.%m.%y}", "slashes": lambda d: f"{d:%d/%m/%Y}", "slashes, year first": lambda d: f"{d:%Y/%m/%d}",
    "ru": lambda d: f"{d.day} {MONTHS_RU[d.month - 1]} {d.year}", "ru with г.": lambda d: f"{d.day} {MONTHS_RU[d.month - 1]} {d.year} г.",
    "ru short": lambda d: f"{d.day} {MONTHS_RU_SHORT[d.month - 1].title()}, {d.year}",
    "kk": lambda d: f"{d.day} {MONTHS_KK[d.month - 1]} {d.year}", "kk, year first": lambda d: f"{d.year} жылғы {d.day} {MONTHS_KK[d.month - 1]}",
    "kk, year first, short": lambda d: f"{d.year} ж. {d.day} {MONTHS_KK[d.month - 1]}",
    "kk, on the day": lambda d: f"{d.year} жылғы {d.day} {MONTHS_KK_IN[d.month - 1]}",
    "kk, of the month": lambda d: f"{d.year} жылғы {MONTHS_KK_OF[d.month - 1]} {d.day}-і",
    "kk short": lambda d: f"{d.day:02} {MONTHS_KK_SHORT[d.month - 1].title()} {d.year}",
    "kk latin 2018": lambda d: f"{d.day} {MONTHS_KK_LATIN_2018[d.month - 1]} {d.year}",
    "kk latin 2021": lambda d: f"{d.day} {MONTHS_KK_LATIN_2021[d.month - 1]} {d.year}",
    "kk latin plain": lambda d: f"{d.day} {MONTHS_KK_LATIN_PLAIN[d.month - 1]} {d.year}",
    "en": lambda d: f"{MONTHS_EN[d.month - 1]} {d.day}, {d.year}", "en short": lambda d: f"{d.day} {MONTHS_EN[d.month - 1][:3]} {d.year}",
}  # fmt: skip
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=NOW.date())


@pytest.mark.parametrize("form", DAY_FORMS)
@given(day=DAYS)
def test_any_day_reads_back_from_any_form(form: str, day: date) -> None:
    assert read_date(DAY_FORMS[form](day), now=NOW, zone=ALMATY) == day


@pytest.mark.parametrize("form", MOMENT_FORMS)
@given(moment=MOMENTS)
def test_any_moment_reads_back_from_any_form(form: str, moment: datetime) -> None:
    assert read_date(MOMENT_FORMS[form](moment), now=NOW, zone=ALMATY) == moment


@given(st.text(alphabet=st.sampled_from(" .,:-/|0123456789тгжчпмянварфевдекқаңті+()бұрыназдгобүгінсағат\u00a0"), max_size=60) | st.text())
@example("ч" * 150)
@example("ч." * 75)
@example("1" * 100_000)
def test_no_text_whatever_breaks_the_reading_and_what_is_read_is_read_again_the_same(text: str) -> None:
    value = read_date(text, now=NOW, zone=ALMATY)
    if (iso := to_iso(value)) is not None:
        again = read_date(iso, now=NOW, zone=ALMATY)
        assert to_iso(again) == iso


FIVE, SIX = timedelta(hours=5), timedelta(hours=6)
WEST = {"KZ-15", "KZ-23", "KZ-27", "KZ-47"}  # Aktobe, Atyrau, West Kazakhstan, Mangystau


def offset(region: str | None, day: str) -> timedelta | None:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=outlet_zone(region)).utcoffset()


@rows("region", [None, *home().regions])
def test_every_region_keeps_five_hours_since_march_2024(region: str | None) -> None:
    assert offset(region, "2024-03-01") == offset(region, "2026-11-24") == FIVE


@rows("region", [None, *home().regions])
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


@rows("region", [*EASTERN, *WESTERN])
@rows("last", ["29 ақпан 2024, 23:30", "29 февр. 2024, 23:30", "29.02.2024 23:30"])
@rows("first", ["2024 жылғы 1 наурыз, 00:30", "1 марта 2024 г. в 00:30", "01.03.2024 00:30"])
def test_the_same_written_hour_is_another_moment_before_march_2024_and_after(region: str | None, last: str, first: str) -> None:
    zone = outlet_zone(region)
    assert read(last, zone) == f"2024-02-29T23:30:00+0{6 if region in EASTERN else 5}:00"
    assert read(first, zone) == "2024-03-01T00:30:00+05:00"


@rows("region, clock", [("KZ-63", "14:00"), ("KZ-39", "14:00"), ("KZ-27", "13:00"), ("KZ-43", "13:00")])
def test_hours_ago_are_known_by_the_outlets_own_clock(region: str, clock: str) -> None:
    now = datetime(2024, 2, 10, 10, 0, tzinfo=UTC)
    told = read_date("2 часа назад", now=now, zone=outlet_zone(region))
    assert isinstance(told, datetime)
    assert f"{told:%H:%M}" == clock


@rows("region", ["KZ-00", "KZ-100", "kz-59", "", "Aktobe"])
def test_an_unknown_region_is_an_error_that_says_what_to_write(region: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166-2:KZ"):
        outlet_zone(region)


def test_an_outlet_abroad_is_read_by_the_clock_of_almaty_rather_than_refused() -> None:
    assert outlet_zone("KG-GB") == ALMATY


def test_an_outlet_of_the_west_reads_its_naive_times_by_its_own_clock() -> None:
    assert read("23.02.2023 14:05", outlet_zone("KZ-23")) == "2023-02-23T14:05:00+05:00"
    assert read("23.02.2023 14:05 по времени Астаны", outlet_zone("KZ-23")) == "2023-02-23T13:05:00+05:00"


def test_an_instant_is_written_with_its_offset_a_day_without_and_nothing_as_none() -> None:
    assert to_iso(datetime(2026, 11, 24, 10, 15, 0, 999, tzinfo=ALMATY)) == "2026-11-24T10:15:00+05:00"
    assert to_iso(date(2026, 11, 24)) == "2026-11-24"
    assert to_iso(None) is None
