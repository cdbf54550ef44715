"""What the tests of the descriptions of a release share: one that is described, and its files with data."""

from datetime import UTC, date, datetime

from records.ledger.ledger_verify import Head
from reports.publications.period import ReportPeriod, period
from reports.release.about import About, Before
from reports.release.release_files import File

UNTIL = date(2021, 11, 2)
DATA = (File("incidents.csv", b"number\r\nKZ-2021-0001\r\n"), File("incidents.jsonl", b"{}\n"), File("incidents.xlsx", b"PK"))


def days() -> ReportPeriod:
    """The period of the release: the year up to November."""
    return period(date(2021, 1, 1), UNTIL, date(2026, 11, 25))


def about(doi: str = "", address: str = "", before: Before | None = None, incidents: int = 132) -> About:
    """A release of 132 incidents."""
    return About(days(), incidents, 146, 0, Head(5, "a" * 64), datetime(2026, 11, 25, 6, tzinfo=UTC), None, doi, address, before)
