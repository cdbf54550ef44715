"""How far a replay has come: in bytes and records, with the pace of our pages and the time left."""

from flows.replay_words import replay_now_and_then, replay_standing
from spiders.crawl.replay_progress import ReplayProgress

HALF = ReplayProgress(
    files=3, files_ended=1, size=3_000_000_000, before=1_000_000_000, bytes=2_000_000_000, records=90_000, others=85_000, ours=1_000, seconds=500.0
)


def test_a_line_tells_files_bytes_records_pages_a_second_and_the_time_left() -> None:
    assert replay_standing(HALF) == "file 2 of 3, 2,000 of 3,000 MB, records 90,000, pages of ours 1,000 (2.0 a second), about 9 minutes to go"
    assert replay_standing(ReplayProgress(files=1, size=10)) == "file 1 of 1, 0 of 0 MB, records 0, pages of ours 0 (0 a second)"


def test_a_log_gets_it_once_in_a_while() -> None:
    now, said = [0.0], list[str]()
    show = replay_now_and_then(said.append, 60.0, lambda: now[0])
    for moment in (10.0, 59.0, 60.0, 61.0, 119.0, 121.0):
        now[0] = moment
        show(HALF)
    assert len(said) == 2
