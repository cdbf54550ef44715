"""What is told of a reading anew of the archive, in figures that people can plan with."""

from datetime import UTC, datetime

import pytest

from flows.reread_words import RereadSchedule, announcement, cost, lasting, now_and_then, standing
from records.rereads import Reread
from tests.conftest import Speak

# Eleven in the morning in Kazakhstan.
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MILLION = Reread(1, "new", 1_000_000, 0, 0.0, None, False)


def test_a_million_articles_cost_two_hours_of_reading_in_twelve_runs_and_are_done_in_the_evening() -> None:
    assert announcement(MILLION, 150.0, RereadSchedule(10, every_minutes=60), 200, NOW) == (
        "1000000 stored articles are to be read anew by new, after the news and beginning with the newest. "
        "At 150 articles a second that takes about 112 minutes. A run reads them for 10 minutes at most, so it takes 12 runs. "
        "It is done about 2026-11-24 22:01. It may be interrupted at any moment and goes on where it stopped."
    )


def test_when_it_is_done_is_not_told_where_nobody_knows_when_the_next_run_begins() -> None:
    assert "done" not in cost(MILLION, 150.0, RereadSchedule(10), NOW)
    assert "It is done about 2026-11-24 12:51." in cost(MILLION, 150.0, RereadSchedule(600), NOW)


def test_runs_that_begin_more_often_than_they_read_are_told_one_after_the_other() -> None:
    assert "It is done about 2026-11-24 12:51." in cost(MILLION, 150.0, RereadSchedule(10, every_minutes=5), NOW)


def test_where_no_pace_is_known_it_is_promised_for_after_the_first_batch() -> None:
    assert "How long that takes is told after the first 200." in announcement(MILLION, None, RereadSchedule(10), 200, NOW)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 minute"), (61, "2 minutes"), (7_140, "119 minutes"), (7_141, "2 hours"), (10_800, "3 hours"), (10_801, "4 hours")]
)
def test_a_length_of_time_is_rounded_up(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


def test_how_it_stands_is_read_and_left_with_pace_and_time_once_there_is_one() -> None:
    assert standing(MILLION) == "0 of 1000000 read, 1000000 left"
    assert standing(Reread(1, "new", 450, 450, 20.0, (NOW, "a"), True)) == "450 of 450 read, 0 left"
    read = Reread(1, "new", 1_000_000, 400_000, 50_000.0, (NOW, "a"), False)
    assert standing(read) == "400000 of 1000000 read, 600000 left, 8.0 a second, about 21 hours of reading to go"


def test_a_log_gets_a_line_now_and_then_and_one_at_the_end() -> None:
    said: list[str] = []
    seconds = iter([0, 10, 59, 60, 61, 61, 70])
    show = now_and_then(said.append, every=60, clock=lambda: next(seconds))
    for read in (1, 2, 3, 4):
        show(Reread(1, "new", 10, read, 0.0, None, False))
    show(Reread(1, "new", 10, 10, 0.0, None, True))
    assert said == ["3 of 10 read, 7 left", "10 of 10 read, 0 left"]


@pytest.mark.parametrize(("lang", "words"), [("kk", "қайта оқылады"), ("ru", "прочитаны заново"), ("en", "read anew")])
def test_it_is_told_in_the_readers_language(speak: Speak, lang: str, words: str) -> None:
    speak(lang)
    assert words in announcement(MILLION, 150.0, RereadSchedule(10), 200, NOW)
