"""The public site of a large record: how long writing it takes, how much memory, how large it and its first page are.

    python -m tests.bench.public_site [--incidents N]

The bar: 20,000 incidents in 60 s, and 120 KB for the first page with everything that it asks for.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from records.database import consistent_read_session, open_engine
from reports.site import SiteFolder, SiteRequest, build_site
from reports.site.site_frame import STATIC
from tests.bench.desk_records import NOW, DeskSize, fill_desk

BAR, FIRST_PAGE = 60.0, 120_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 1 if it takes longer than the bar for 20,000, in proportion for fewer, or the first page is larger than its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--incidents", type=int, default=20_000)
    count = asked.parse_args(arguments).incidents
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bench.db")
        fill_desk(engine, DeskSize(articles=2 * count, drafts=0, incidents=count, persons=count), 1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, processor = time.perf_counter(), time.process_time()
        with consistent_read_session(engine) as session, SiteFolder(Path(folder) / "site") as site:
            built = build_site(session, SiteRequest(NOW.date(), "https://press.example/"), NOW.date(), site, os.cpu_count() or 1)
            site.stand({})
        took, processor = time.perf_counter() - began, time.process_time() - processor
        engine.dispose()
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        home = Path(folder) / "site"
        first = max(
            sum(len((home / name).read_bytes()) for name in (page, *(f"static/{asset}" for asset in STATIC)))
            for page in (f"{lang}/{name}" for lang in ("kk", "ru", "en") for name in ("index.html", "incidents/index.html"))
        )
        size = sum(file.stat().st_size for file in home.rglob("*") if file.is_file())
    print(f"  {built.incidents:,} incidents, {built.files:,} files, {size / 1e6:,.0f} MB, in {took:.1f} s ({processor:.1f} s of a core)")
    print(f"  memory {after / 1024:,.0f} MB at most ({before / 1024:,.0f} MB before); largest first page with its files {first / 1000:.0f} KB")
    return 1 if took > BAR * count / 20_000 or first > FIRST_PAGE else 0


if __name__ == "__main__":
    sys.exit(main())
