"""The outlets of `qorgan outlets` for a program: codes and times in place of words, as JSON or CSV on stdout."""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from spiders.config.schema import Outlet


class OutletsFormat(StrEnum):
    """In which form the outlets are listed. `table` is the same as `text`."""

    TEXT = "text"
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


# The columns of the CSV, and the fields of each object, in their order (docs/contracts.md, section 3).
FIELDS = ("outlet", "title", "region", "languages", "sources", "answered", "way", "address", "articles", "failing_since", "failing_days", "cause")


def outlet_lines(session: "Session", listed: "Sequence[Outlet]", now: datetime) -> Iterator[dict[str, Any]]:
    """One object an outlet. `answered` is when it last was read to its end, `way` and `address` are the source that served last, `articles` those of seven
    days; `failing_since`, `failing_days` and `cause` are null where it is not failing."""
    from records.clock import day_of
    from records.outlets import health, run_history
    from records.outlets.notices import last_successes, outages

    today = day_of(now)
    outage, success = outages(session, today), last_successes(session)
    for outlet in listed:
        answered, failing, ways = success.get(outlet.name), outage.get(outlet.name), run_history.last_ways(session, outlet.name)[0]
        way = min(ways, key=lambda way: not way["named"]) if ways else None
        yield {
            "outlet": outlet.name,
            "title": outlet.title.model_dump(exclude_none=True),
            "region": outlet.region,
            "languages": list(outlet.languages),
            "sources": sum(map(len, (outlet.feeds, outlet.sitemaps, outlet.sections, outlet.wordpress, outlet.telegram))),
            "answered": answered.isoformat() if answered else None,
            "way": str(way["kind"]) if way else None,
            "address": str(way["url"]) if way else None,
            "articles": health.articles_since(session, outlet.name, today - timedelta(days=6)),
            "failing_since": failing.since.isoformat() if failing else None,
            "failing_days": failing.days if failing else None,
            "cause": str(failing.cause) if failing and failing.cause else None,
        }


def print_lines(lines: Sequence[dict[str, Any]], form: OutletsFormat) -> None:
    """Print them: JSON as one list, CSV with a head and cells as those of an export."""
    from reports.exports.cells import cell

    if form is OutletsFormat.JSON:
        print(json.dumps(lines, ensure_ascii=False))
        return
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(FIELDS)
    table.writerows([cell(line[field]) for field in FIELDS] for line in lines)
