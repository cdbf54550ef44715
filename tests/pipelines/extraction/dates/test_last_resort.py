"""Where nothing on a page tells its date, one is guessed, and told as unsure."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipelines.extraction.dates.last_resort import guessed_day
from pipelines.extraction.tree import parse
from records.vocabulary import PublishedPrecision
from tests.pipelines.extraction.test_reader import BODY, LEDE, article, paragraphs, read, refuse

NOW, ZONE = datetime(2026, 11, 24, 12, 0, tzinfo=UTC), timezone(timedelta(hours=5))
TEXT = f"<div>{paragraphs(LEDE, *BODY)}</div>"


def guess(html: str, url: str = "https://dala-sozi.example/n/tilshi") -> date | None:
    tree = parse(html)
    assert tree is not None
    return guessed_day(tree, url, now=NOW, zone=ZONE)


def test_a_day_hidden_in_the_source_is_found() -> None:
    assert guess(
        article(f"{TEXT}<img src='/uploads/2026/11/20/vhod.jpg'>", head="<meta property='og:image' content='/uploads/2026/11/20/vhod.jpg'>")
    ) == date(2026, 11, 20)


@pytest.mark.parametrize("said", ["2026-12-20", "2029-01-05", "1890-05-06"])
def test_no_day_after_today_and_none_before_there_were_sites_is_taken(said: str) -> None:
    assert guess(article(f"{TEXT}<span class='x'>{said}</span>")) is None


def test_the_year_of_a_line_of_rights_is_no_day() -> None:
    assert guess(article(f"{TEXT}<footer>© 2024 Дала сөзі</footer>")) is None


def test_the_day_of_the_last_change_stands_where_the_page_tells_no_other() -> None:
    assert guess(article(f"<p>Обновлено: 20 ноября 2026, 11:05</p>{TEXT}")) == date(2026, 11, 20)
    assert guess(article(f"<p>最終更新日：2026年11月20日</p>{TEXT}")) == date(2026, 11, 20)
    assert guess(article(f"<p>Обновлено: 20 декабря 2026</p>{TEXT}")) is None


def test_no_day_outside_the_month_in_the_address_is_taken() -> None:
    hidden = article(f"{TEXT}<span class='x'>2026-10-20</span>")
    assert guess(hidden) == date(2026, 10, 20)
    assert guess(hidden, "https://dala-sozi.example/story/2026/11/tilshi") is None
    assert guess(hidden, "https://dala-sozi.example/story/2026/10/tilshi") == date(2026, 10, 20)
    assert guess(hidden, "https://dala-sozi.example/1902/22/tilshi") == date(2026, 10, 20)


def test_a_page_that_nobody_wrote_is_not_looked_through() -> None:
    assert guess(f"<html><body>{'<p>слово 2026-11-20</p>' * 12_000}</body></html>") is None


def test_a_guess_is_told_as_unsure_and_what_the_page_says_is_not() -> None:
    guessed = read(
        article(f"{TEXT}<img src='/uploads/2026/11/20/vhod.jpg'>", head="<meta property='og:image' content='/uploads/2026/11/20/vhod.jpg'>"),
        url="https://dala-sozi.example/n/tilshi",
    )
    assert (guessed.published, guessed.date_precision, guessed.surely_published) == (date(2026, 11, 20), PublishedPrecision.UNSURE, None)
    told = read(article(f"<time datetime='2026-11-24T10:15:00+05:00'></time>{TEXT}"))
    assert (told.date_precision, told.surely_published) == (PublishedPrecision.MOMENT, told.published)


def test_a_refused_page_keeps_its_title_and_its_date() -> None:
    found = refuse(article("<time datetime='2026-11-24T10:15:00+05:00'></time><div><p>Подробности позже.</p></div>"))
    assert found.title.startswith("Редактора")
    assert found.published == datetime(2026, 11, 24, 10, 15, tzinfo=ZONE)
    assert not found.unsure
