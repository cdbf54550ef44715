"""All benchmarks, one after the other: `make bench`. Two need a machine to themselves and are called by hand: `tests.bench.desk`, `tests.bench.workers`."""

import sys
from collections.abc import Callable

from tests.bench import (
    collect,
    day,
    extraction,
    forty_cards,
    grouping,
    growth,
    importing,
    public_site,
    replay,
    rereading,
    run_at_size,
    screening,
    search,
    starts,
    store,
    verify,
)  # fmt: skip

BENCHES: dict[str, Callable[[], int | None]] = {
    "extraction, word F1 on real news pages": lambda: extraction.main([]),
    "screening a stream of general news": lambda: screening.main([]),
    "collecting a press that was never seen": collect.main,
    "a simulated day of 150 outlets": day.main,
    "growth of the store": growth.main,
    "grouping articles by event": lambda: grouping.main([]),
    "the records at full size": lambda: store.main([]),
    "a run beside a million articles": lambda: run_at_size.main([]),
    "taking in earlier incidents": lambda: importing.main([]),
    "what is to be read, at a million articles": lambda: rereading.main([]),
    "forty cards put right by keyboard": lambda: forty_cards.main([]),
    "searching all articles": lambda: search.main([]),
    "the public site": lambda: public_site.main([]),
    "replaying a large WARC file": lambda: replay.main([]),
    "verifying": verify.main,
    "starting a command": starts.main,
}


def main() -> int:
    """Exit 1 when extraction is worse than trafilatura's own or another figure misses its bar; real data may be absent."""
    judged = []
    for what, bench in BENCHES.items():
        print(f"— {what}")
        judged.append(bench())
    return 1 if 1 in judged else 0


if __name__ == "__main__":
    sys.exit(main())
