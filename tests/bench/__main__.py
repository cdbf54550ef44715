"""All benchmarks, one after the other: `make bench`."""

import sys

from tests.bench import collect, day, extraction, growth, screening


def main() -> int:
    """Exit 1 when extraction is worse than trafilatura's own or screening misses a bar; real data may be absent."""
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
    return 1 if 1 in (judged, screened) else 0


if __name__ == "__main__":
    sys.exit(main())
