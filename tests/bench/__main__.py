"""All benchmarks, one after the other: `make bench`. Two need a machine to themselves and are called by hand: `tests.bench.desk`, `tests.bench.workers`."""

import sys

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
)


def main() -> int:
    """Exit 1 when extraction is worse than trafilatura's own or another figure misses its bar; real data may be absent."""
    print("— extraction, word F1 on real news pages")
    judged = extraction.main([])
    print("— screening a stream of general news")
    screened = screening.main([])
    print("— collecting a press that was never seen")
    collect.main()
    print("— a simulated day of 150 outlets")
    day.main()
    print("— growth of the store")
    growth.main()
    print("— grouping articles by event")
    grouped = grouping.main([])
    print("— the records at full size")
    stored = store.main([])
    print("— a run beside a million articles")
    grown = run_at_size.main([])
    print("— taking in earlier incidents")
    imported = importing.main([])
    print("— what is to be read, at a million articles")
    reread = rereading.main([])
    print("— forty cards put right by keyboard")
    desk_work = forty_cards.main([])
    print("— searching all articles")
    sought = search.main([])
    print("— the public site")
    published = public_site.main([])
    print("— replaying a large WARC file")
    replayed = replay.main([])
    print("— verifying")
    verified = verify.main()
    print("— starting a command")
    started = starts.main()
    return 1 if 1 in (judged, screened, grouped, stored, grown, imported, reread, desk_work, sought, published, replayed, verified, started) else 0


if __name__ == "__main__":
    sys.exit(main())
