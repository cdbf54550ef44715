"""The states of a draft, and the reasons to reject one."""

from enum import StrEnum

from records.i18n import kept, kept_in


class DraftState(StrEnum):
    """The state of a draft."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    DEFERRED = "deferred"


DRAFT_STATE_LABELS: dict[DraftState, str] = {
    DraftState.NEW: kept("new"),
    DraftState.CONFIRMED: kept_in("draft", "confirmed"),
    DraftState.REJECTED: kept_in("draft", "rejected"),
    DraftState.MERGED: kept("merged"),
    DraftState.DEFERRED: kept("deferred"),
}


class RejectReason(StrEnum):
    """Why a person rejected a draft."""

    NOT_PRESS = "not_press"
    NOT_WORK = "not_work"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"
    STATISTICS = "statistics"
    OPINION = "opinion"
    OLD = "old"
    EXTRACTION = "extraction"
    OTHER = "other"


REJECT_REASON_LABELS: dict[RejectReason, str] = {
    RejectReason.NOT_PRESS: kept("not the press"),
    RejectReason.NOT_WORK: kept("not because of their work"),
    RejectReason.DUPLICATE: kept("duplicate"),
    RejectReason.OUTSIDE: kept("outside the countries watched"),
    RejectReason.STATISTICS: kept("statistics, overview"),
    RejectReason.OPINION: kept("opinion"),
    RejectReason.OLD: kept("old event"),
    RejectReason.EXTRACTION: kept("text extracted wrongly"),
    RejectReason.OTHER: kept("other"),
}
