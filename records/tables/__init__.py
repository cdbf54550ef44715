"""The tables. One class a table; what a column means stands beside it. Migrations in `records/migrations` build exactly these."""

from records.tables.articles import ArticleRow, BandRow, ScreeningRow, SnapshotRow, WatchRow
from records.tables.decisions import ApartRow, ArticleKeyRow, DraftArticleRow, DraftRow, LedgerRow, SampleRow, SampleWeekRow
from records.tables.desk import PresenceRow, RequestRow, SavedEditRow, SecondOpinionRow
from records.tables.incidents import IncidentRow, StatusRow
from records.tables.outlets import HostRow, NoticeRow, OutletDayRow, OutletMemoryRow, OutletRow, PaceRow
from records.tables.people import SessionRow, SignInTryRow, TokenRow, UserRow
from records.tables.root import Moment, Row
from records.tables.runs import ClaimRow, CursorRow, OutletRunRow, PageRow, RunRow, SourceRow

__all__ = [
    "ApartRow",
    "ArticleKeyRow",
    "ArticleRow",
    "BandRow",
    "ClaimRow",
    "CursorRow",
    "DraftArticleRow",
    "DraftRow",
    "HostRow",
    "IncidentRow",
    "LedgerRow",
    "Moment",
    "NoticeRow",
    "OutletDayRow",
    "OutletMemoryRow",
    "OutletRow",
    "OutletRunRow",
    "PaceRow",
    "PageRow",
    "PresenceRow",
    "RequestRow",
    "Row",
    "RunRow",
    "SampleRow",
    "SampleWeekRow",
    "SavedEditRow",
    "ScreeningRow",
    "SecondOpinionRow",
    "SessionRow",
    "SignInTryRow",
    "SnapshotRow",
    "SourceRow",
    "StatusRow",
    "TokenRow",
    "UserRow",
    "WatchRow",
]
