"""The tables: one class for each, with the meaning of each column beside it. The migrations in `records/migrations` build exactly these."""

from records.largest_ids import LARGEST_ID, LARGEST_LONG_ID
from records.tables.anchor_tables import AnchorRow
from records.tables.archive_tables import ArchivedPageRow, PagePictureRow
from records.tables.article_tables import SURELY_PUBLISHED, ArticleRow, BandRow, EncodedArticleRow, RereadRow, ScreeningRow, SnapshotRow, WatchRow
from records.tables.base import Base, Moment
from records.tables.decision_tables import ApartRow, ArticleKeyRow, DraftArticleRow, DraftRow, LedgerRow, SampleRow, SampleWeekRow
from records.tables.desk_tables import FieldOpinionRow, PresenceRow, RequestRow, SavedEditRow, SavedViewRow, SecondOpinionRow
from records.tables.factor_tables import ChallengeRow, CodeGeneratorRow, PasskeyRow, RecoveryCodeRow
from records.tables.hand_tables import EvidenceFileRow, HandTipRow, StateRequestRow
from records.tables.incident_tables import IncidentRow, StatusRow
from records.tables.intake_tables import MessageFileRow, ReceivedMessageRow
from records.tables.outlet_tables import HostRow, NoticeRow, OutletDayRow, OutletMemoryRow, OutletRow, PaceRow
from records.tables.person_tables import PersonNameRow, PersonRow
from records.tables.run_tables import ClaimRow, CursorRow, OutletRunRow, PageRow, RunRow, SourceRow
from records.tables.together_tables import AssignmentRow, CommentRow, CommentVersionRow, FollowRow, PersonalNoticeRow, ProposalRow
from records.tables.user_tables import SessionRow, SignInTryRow, TokenRow, TourRow, UserRow

__all__ = [
    "SURELY_PUBLISHED",
    "AnchorRow",
    "ApartRow",
    "ArchivedPageRow",
    "ArticleKeyRow",
    "ArticleRow",
    "AssignmentRow",
    "BandRow",
    "ChallengeRow",
    "ClaimRow",
    "CodeGeneratorRow",
    "CommentRow",
    "CommentVersionRow",
    "CursorRow",
    "DraftArticleRow",
    "DraftRow",
    "EncodedArticleRow",
    "EvidenceFileRow",
    "FieldOpinionRow",
    "HandTipRow",
    "FollowRow",
    "HostRow",
    "LARGEST_ID",
    "LARGEST_LONG_ID",
    "IncidentRow",
    "LedgerRow",
    "MessageFileRow",
    "Moment",
    "NoticeRow",
    "OutletDayRow",
    "OutletMemoryRow",
    "OutletRow",
    "OutletRunRow",
    "PaceRow",
    "PagePictureRow",
    "PageRow",
    "PasskeyRow",
    "PersonNameRow",
    "PersonRow",
    "PersonalNoticeRow",
    "PresenceRow",
    "ProposalRow",
    "RecoveryCodeRow",
    "ReceivedMessageRow",
    "RequestRow",
    "RereadRow",
    "Base",
    "RunRow",
    "SampleRow",
    "SampleWeekRow",
    "SavedEditRow",
    "SavedViewRow",
    "ScreeningRow",
    "SecondOpinionRow",
    "SessionRow",
    "SignInTryRow",
    "SnapshotRow",
    "SourceRow",
    "StateRequestRow",
    "StatusRow",
    "TokenRow",
    "TourRow",
    "UserRow",
    "WatchRow",
]
