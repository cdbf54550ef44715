"""The published documents: statement, monthly report, impunity report, yearly report. Each is made as data, then words, then a file format.

`publish.publish` does all of it. Statement, Monthly, Impunity and Yearly are frozen values in which every figure has the incidents behind it. A `Document`
puts one of them into a language. `html_document`, `word` and `markdown` write it. docs/decisions/0017-publications.md gives the reasons.
"""

from reports.publications.figures import Figure, ReportRefused, Share
from reports.publications.impunity_report import SILENT_DAYS, Impunity, impunity
from reports.publications.markdown import NotePart, notes_file, notes_for_page
from reports.publications.monthly_report import Monthly, monthly
from reports.publications.publish import PublishedReport, note_report
from reports.publications.remarks import PanelCoverage
from reports.publications.report_data import ReportRequest, requested_numbers
from reports.publications.report_period import ReportPeriod, WrongPeriod, period
from reports.publications.statement_report import Statement, statement
from reports.publications.yearly_report import Yearly, yearly

__all__ = [
    "SILENT_DAYS",
    "Figure",
    "Impunity",
    "Monthly",
    "NotePart",
    "PanelCoverage",
    "ReportPeriod",
    "PublishedReport",
    "ReportRefused",
    "Share",
    "Statement",
    "ReportRequest",
    "WrongPeriod",
    "Yearly",
    "impunity",
    "note_report",
    "monthly",
    "notes_file",
    "notes_for_page",
    "period",
    "statement",
    "requested_numbers",
    "yearly",
]
