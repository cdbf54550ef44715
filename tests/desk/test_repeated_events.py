"""Which refused events stand in the log, which are only counted, and that every one is either."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desk.repeated_events import IN_FULL, WINDOW, RepeatedEvents
from tests.conftest import NOW


def line(
    event: str = "locked", user: str | None = None, address: str | None = "a", number: int = 0, at: datetime = NOW, **more: Any
) -> dict[str, Any]:
    return {"at": at.isoformat(), "event": event, "user": user, "address": address, "request": f"r{number}", **more}


def test_what_repeats_have_in_common_stands_in_their_number_and_what_differs_does_not() -> None:
    events = RepeatedEvents()
    for number in range(IN_FULL):
        assert events.refused(line(path=f"/{number}"), NOW) == [line(path=f"/{number}")]
    for number, user in enumerate(("Aigul", "Berik", "Aigul")):
        assert events.refused(line(user=user, address=f"a{number}", number=number, path="/x", method="POST"), NOW) == []
    assert events.other() == [
        {
            **line(user=None, address=None, path="/x", method="POST"), "request": None, "repeats": 3, "since": NOW.isoformat(), "addresses": 3,
            "users": ["Aigul", "Berik"],
        }
    ]  # fmt: skip
    assert events.other() == []


def test_one_repeat_is_told_as_it_was() -> None:
    events = RepeatedEvents()
    events.refused(line(), NOW)
    assert events.refused(line(number=1), NOW) == []
    assert events.other() == [line(number=1)]


def test_another_refusal_that_stands_in_full_comes_after_what_was_counted_before_it() -> None:
    events = RepeatedEvents()
    for number in range(4):
        events.refused(line(number=number), NOW)
    told = events.refused(line("csrf_refused"), NOW)
    assert [(one["event"], one.get("repeats")) for one in told] == [("locked", 3), ("csrf_refused", None)]


def test_after_ten_minutes_or_when_the_clock_was_set_back_it_is_told_without_another_event() -> None:
    for later in (WINDOW, -timedelta(seconds=1)):
        events = RepeatedEvents()
        events.refused(line(), NOW)
        events.refused(line(number=1), NOW)
        events.refused(line(number=2), NOW)
        assert events.due(NOW + WINDOW - timedelta(seconds=1)) == []
        assert [one["repeats"] for one in events.due(NOW + later)] == [2]
        assert events.refused(line(number=3), NOW + later) == [line(number=3)], "then it is told at once again"


_EVENT = st.tuples(st.sampled_from(["locked", "host_refused", "csrf_refused", "user_added"]), st.integers(0, 9), st.integers(0, 120))


@given(st.lists(_EVENT, max_size=300))
def test_every_refusal_is_told_or_counted_once_and_few_stand_in_full(drawn: list[tuple[str, int, int]]) -> None:
    events, now, told, real = RepeatedEvents(), NOW, [], 0
    for number, (event, address, seconds) in enumerate(drawn):
        now += timedelta(seconds=seconds)
        one = line(event, address=f"a{address}", number=number, at=now)
        if event == "user_added":
            told += [*events.other(), one]
            real += 1
        else:
            told += events.refused(one, now)
    told += events.other()
    assert sum(one.get("repeats", 1) for one in told) == len(drawn)
    windows = (now - NOW) // WINDOW + 1
    assert len(told) <= 3 * windows * (2 * IN_FULL + 1) + 4 * real + 3
