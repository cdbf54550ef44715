"""What was asked for: which report, over which days, in which language and format, and which cases the editor wants told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reports.publications.cases import CASES_TOLD
from reports.publications.impunity_report import SILENT_DAYS


class ReportKind(StrEnum):
    """Which report."""

    STATEMENT = "statement"
    MONTHLY = "monthly"
    IMPUNITY = "impunity"
    YEARLY = "yearly"


class ReportFormat(StrEnum):
    """In which format."""

    HTML = "html"
    DOCX = "docx"
    MD = "md"
    JSON = "json"


@dataclass(frozen=True)
class ReportRequest:
    """What was asked for.

    `since` None means: from the beginning of the year of `until` for a statement and a yearly report, of its month for a monthly report, of all records for the
    impunity report. `tell` are the numbers of further cases that the editor wants told. `final`: nothing may be told that nobody has checked.
    """

    kind: ReportKind
    until: date
    since: date | None = None
    lang: str = "en"
    form: ReportFormat = ReportFormat.HTML
    base_url: str = ""
    silent_days: int = SILENT_DAYS
    cases: int = CASES_TOLD
    tell: tuple[str, ...] = ()
    final: bool = False


def told_numbers(written: Iterable[str]) -> tuple[str, ...]:
    """The numbers of incidents that somebody wrote, with commas or blanks between them, each once."""
    found = (number.upper() for part in written for number in re.split(r"[\s,;]+", part))
    return tuple(dict.fromkeys(filter(None, found)))
