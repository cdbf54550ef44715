"""The kinds and formats of reports, apart from the reports, so that a command can list them without loading those."""

from enum import StrEnum


class ReportKind(StrEnum):
    """The kind of a report."""

    STATEMENT = "statement"
    MONTHLY = "monthly"
    IMPUNITY = "impunity"
    YEARLY = "yearly"
    RELEASE = "release"
    SITE = "site"
    INFOGRAPHIC = "infographic"


class ReportFormat(StrEnum):
    """The file format of a report."""

    HTML = "html"
    DOCX = "docx"
    MD = "md"
    JSON = "json"
    SVG = "svg"
    PNG = "png"


# The kinds that are documents over a period, and their formats.
DOCUMENT_KINDS = (ReportKind.STATEMENT, ReportKind.MONTHLY, ReportKind.IMPUNITY, ReportKind.YEARLY)
DOCUMENT_FORMATS = (ReportFormat.HTML, ReportFormat.DOCX, ReportFormat.MD, ReportFormat.JSON)
