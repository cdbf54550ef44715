"""How far a replay has come, in a line: for the bar of a terminal, and now and then for a log."""

import time
from collections.abc import Callable

from flows.reread_words import lasting
from records.i18n import tr
from spiders.crawl.replay_progress import ReplayProgress


def replay_standing(counts: ReplayProgress) -> str:
    """Files, megabytes, records, pages of ours and how many a second, and how long the rest takes at the pace so far."""
    words = tr("file {ended} of {files}, {read} of {size} MB, records {records}, pages of ours {ours} ({pace} a second)").format(
        ended=min(counts.files_ended + 1, counts.files), files=counts.files, read=f"{counts.bytes / 1e6:,.0f}", size=f"{counts.size / 1e6:,.0f}",
        records=f"{counts.records:,}", ours=f"{counts.ours:,}", pace=f"{counts.ours / counts.seconds:.1f}" if counts.seconds else "0",
    )  # fmt: skip
    if counts.seconds_left is None:
        return words
    return tr("{words}, about {time} to go").format(words=words, time=lasting(counts.seconds_left))


def replay_now_and_then(
    say: Callable[[str], None], every: float = 60.0, clock: Callable[[], float] = time.monotonic
) -> Callable[[ReplayProgress], None]:
    """For a log: how a replay stands, at most once in so many seconds."""
    told = clock()

    def show(counts: ReplayProgress) -> None:
        nonlocal told
        if clock() - told >= every:
            told = clock()
            say(replay_standing(counts))

    return show
