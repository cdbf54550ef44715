"""The published documents: statement, monthly report, impunity report. Data first, then words, then a format.

`publish` does all of it. Statement, Monthly and Impunity are frozen values in which every figure carries the incidents behind it; a `Document` tells one of
them in a language; `page`, `word` and `markdown` write it. docs/decisions/0017-publications.md gives the choices.
"""

from reports.publications.figures import Figure, ReportRefused, Share
from reports.publications.impunity import SILENT_DAYS, Impunity, impunity
from reports.publications.monthly import Monthly, monthly
from reports.publications.period import Period, WrongPeriod, period
from reports.publications.publishing import Form, Kind, Published, Wanted, keep, publish
from reports.publications.remarks import Panel
from reports.publications.statement import Statement, statement

__all__ = [
    "SILENT_DAYS",
    "Figure",
    "Form",
    "Impunity",
    "Kind",
    "Monthly",
    "Panel",
    "Period",
    "Published",
    "ReportRefused",
    "Share",
    "Statement",
    "Wanted",
    "WrongPeriod",
    "impunity",
    "keep",
    "monthly",
    "period",
    "publish",
    "statement",
]
