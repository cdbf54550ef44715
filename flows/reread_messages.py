"""Messages about rereading the archive with another model: its cost before it begins, and its progress."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from records.clock import to_home_time
from records.i18n import ntr, tr
from records.rereads import Reread


@dataclass(frozen=True)
class RereadSchedule:
    """The minutes for which a run reads the archive, and the minutes between the starts of two runs; None if the next one is started by a person."""

    minutes: float
    every_minutes: float | None = None


def announcement(reread: Reread, pace: float | None, schedule: RereadSchedule, first: int, now: datetime) -> str:
    """Return the message before the reading begins or continues: how many articles, how long it takes, when it is done, and that it may be
    interrupted.

    If no pace is known, it is reported after the first `first` articles.
    """
    many = ntr(
        "{n} stored article is to be read anew by {model}, after the news and beginning with the newest.",
        "{n} stored articles are to be read anew by {model}, after the news and beginning with the newest.",
        reread.left,
    )
    words = [many.format(n=reread.left, model=reread.model)]
    words.append(cost(reread, pace, schedule, now) if pace else tr("How long that takes is told after the first {n}.").format(n=first))
    words.append(tr("It may be interrupted at any moment and goes on where it stopped."))
    return " ".join(words)


def cost(reread: Reread, pace: float, schedule: RereadSchedule, now: datetime) -> str:
    """Describe how long the rest takes at a pace in articles a second, in how many runs, and when it is done if that can be known."""
    seconds = reread.left / pace
    runs = math.ceil(seconds / (60 * schedule.minutes))
    words = [tr("At {pace} articles a second that takes about {time}.").format(pace=_pace(pace), time=lasting(seconds))]
    if runs > 1:
        sliced = ntr(
            "A run reads them for {minutes} at most, so it takes {n} run.", "A run reads them for {minutes} at most, so it takes {n} runs.", runs
        )
        words.append(sliced.format(minutes=lasting(60 * schedule.minutes), n=runs))
    done = now + timedelta(seconds=seconds)
    if runs > 1 and schedule.every_minutes is not None:
        # The last run reads for the seconds that are left.
        done = (
            now
            + (runs - 1) * timedelta(minutes=max(schedule.every_minutes, schedule.minutes))
            + timedelta(seconds=seconds - (runs - 1) * 60 * schedule.minutes)
        )
    if runs == 1 or schedule.every_minutes is not None:
        words.append(tr("It is done about {moment}.").format(moment=f"{to_home_time(done):%Y-%m-%d %H:%M}"))
    return " ".join(words)


def reread_status(reread: Reread) -> str:
    """Describe the progress of a reading in one line."""
    if reread.pace is None or not reread.left:
        return tr("{read} of {total} read, {left} left").format(read=reread.read, total=reread.total, left=reread.left)
    words = tr("{read} of {total} read, {left} left, {pace} a second, about {time} of reading to go")
    time_left = lasting(reread.left / reread.pace)
    return words.format(read=reread.read, total=reread.total, left=reread.left, pace=_pace(reread.pace), time=time_left)


def lasting(seconds: float) -> str:
    """Return a duration in minutes, or in hours from two hours on; rounded up, so that no estimate is too short."""
    minutes = max(math.ceil(seconds / 60), 1)
    if minutes < 120:
        return ntr("{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = math.ceil(minutes / 60)
    return ntr("{n} hour", "{n} hours", hours).format(n=hours)


def _pace(pace: float) -> str:
    return f"{pace:.0f}" if pace >= 10 else f"{pace:.1f}"


def say_reread_periodically(say: Callable[[str], None], every: float = 60.0, clock: Callable[[], float] = time.monotonic) -> Callable[[Reread], None]:
    """Return a function that logs the progress of a reading, at most once in `every` seconds, and at its end."""
    last = clock()

    def show(reread: Reread) -> None:
        nonlocal last
        if reread.ended or clock() - last >= every:
            last = clock()
            say(reread_status(reread))

    return show
