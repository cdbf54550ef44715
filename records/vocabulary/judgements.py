"""What bodies that judge killings of journalists call the states of a case.

Sources: UNESCO's observatory of killed journalists (no information, ongoing, resolved); the Committee to Protect Journalists (complete impunity, partial
impunity, full justice).
"""

from enum import StrEnum

from records.i18n import kept


class UnescoState(StrEnum):
    """UNESCO's three states of a case."""

    NO_INFORMATION = "no_information"
    ONGOING = "ongoing"
    RESOLVED = "resolved"


UNESCO_LABELS: dict[UnescoState, str] = {
    UnescoState.NO_INFORMATION: kept("no information"),
    UnescoState.ONGOING: kept("ongoing"),
    UnescoState.RESOLVED: kept("resolved"),
}


class CpjState(StrEnum):
    """The three degrees of impunity of the Committee to Protect Journalists."""

    COMPLETE_IMPUNITY = "complete_impunity"
    PARTIAL_IMPUNITY = "partial_impunity"
    FULL_JUSTICE = "full_justice"


CPJ_LABELS: dict[CpjState, str] = {
    CpjState.COMPLETE_IMPUNITY: kept("complete impunity"),
    CpjState.PARTIAL_IMPUNITY: kept("partial impunity"),
    CpjState.FULL_JUSTICE: kept("full justice"),
}
