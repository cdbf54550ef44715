"""An infographic, from the records to its bytes, and the row of the ledger that says that it was made."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from records.i18n import speaking
from reports import charts
from reports.infographic.infographic_figures import InfographicFigures, infographic_figures
from reports.infographic.infographic_picture import infographic_picture
from reports.publications import Monthly, ReportKind, ReportRequest
from reports.publications.publish import MadeFile, note_made
from reports.publications.report_data import report_data

_PIXELS = 1600
"""As wide as a PNG is: twice as many as the page has units."""


class InfographicForm(StrEnum):
    """In which format."""

    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True)
class InfographicRequest:
    """What was asked for. `since` None means from the beginning of the month of `until`."""

    until: date
    since: date | None = None
    lang: str = "en"
    form: InfographicForm = InfographicForm.SVG


@dataclass(frozen=True)
class Infographic:
    """A finished one."""

    wanted: InfographicRequest
    figures: InfographicFigures
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def make_infographic(session: Session, wanted: InfographicRequest, today: date) -> Infographic:
    """The infographic of the records as they are now. Raises WrongPeriod, and ReportRefused if the figures do not add up."""
    with speaking(wanted.lang):
        report = report_data(session, ReportRequest(ReportKind.MONTHLY, wanted.until, wanted.since, wanted.lang), today)
        assert isinstance(report, Monthly)
        found = infographic_figures(report)
        drawn = infographic_picture(found)
    content = charts.png(drawn, _PIXELS) if wanted.form is InfographicForm.PNG else f"{drawn}\n".encode()
    return Infographic(wanted, found, content)


def note_infographic(session: Session, made: Infographic, *, who: str, now: datetime) -> None:
    """Write into the ledger that it was made, and from which state of the ledger. Call it in `records.database.write_transaction`."""
    told = MadeFile("infographic", made.figures.period, made.wanted.lang, made.wanted.form.value, made.sha256, made.figures.total)
    note_made(session, told, who=who, now=now)
