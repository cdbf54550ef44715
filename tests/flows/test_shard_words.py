"""Runs in Prefect say which outlets and which day, and of a crawler's log what an operator needs."""

from datetime import UTC, date, datetime

from flows import shard_words
from flows.shard_words import outlets_table, run_name, shard_run_name, shown_lines

DAY = date(2026, 11, 29)


def test_a_run_says_its_schedule_and_when_it_began_and_a_shard_its_outlets_and_day() -> None:
    run = run_name("half-hourly", datetime(2026, 11, 29, 17, 7, tzinfo=UTC))
    assert run == "half-hourly run, 2026-11-29 17:07"
    assert run_name(None, datetime(2026, 11, 29, 17, 7, tzinfo=UTC)).startswith("qorgan run")
    assert shard_run_name(run, 3, ["kz_orda"], DAY) == f"{run}, shard 3: kz_orda, 2026-11-29"
    assert shard_run_name(run, 3, ["kz_orda", "kz_time", "kz_vlast"], DAY) == f"{run}, shard 3: kz_orda and 2 more, 2026-11-29"


def test_of_a_long_log_the_end_is_shown_and_every_line_of_an_outlet_that_failed_up_to_a_bound() -> None:
    lines = [f"{number} kz_fine" for number in range(2000)]
    lines[3] = "3 kz_dead: " + "x" * 10_000
    lines[1990] = "1990 kz_dead"
    shown = shown_lines("\n".join(lines), ["kz_dead"])
    assert len(shown) == 1 + shard_words.LAST
    assert shown[0].startswith("3 kz_dead")
    assert max(map(len, shown)) == shard_words.LONGEST
    assert shown[-1] == "1999 kz_fine"
    assert len(shown_lines("kz_dead\n" * 5000, ["kz_dead"])) == shard_words.OF_FAILED + shard_words.LAST
    assert shown_lines("", []) == []


def test_the_table_has_a_line_for_each_outlet() -> None:
    assert outlets_table([("kz_orda", "answered", 12, 3)]).splitlines()[-1] == "| kz_orda | answered | 12 | 3 |"
