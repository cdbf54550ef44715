"""How far a case came, from a report to somebody who answers for it."""

from enum import StrEnum


class FunnelStage(StrEnum):
    """A stage of the funnel, in order. The last one stands beside the funnel."""

    RECORDED = "recorded"
    COMPLAINT = "complaint"
    INVESTIGATION = "investigation"
    COURT = "court"
    ACCOUNTABILITY = "accountability"
    WITHOUT_COURT = "without_court"
