"""What became of a case: the dated statuses, and what three international bodies make of them.

Sources of the roll-ups: UNESCO's observatory of killed journalists (no information, ongoing, resolved), the Committee to Protect Journalists (complete
impunity, partial impunity, full justice), the Council of Europe's Platform (the category "impunity").
"""

from enum import StrEnum

from records.i18n import kept, kept_in
from records.vocabulary.case_codes import Outcome


class StatusCode(StrEnum):
    """One dated event in what became of a case. Never overwritten: a later one is added."""

    REP = "REP"
    CMP = "CMP"
    RFS = "RFS"
    PTI = "PTI"
    SUS = "SUS"
    DRP = "DRP"
    BLM = "BLM"
    APN = "APN"
    DSP = "DSP"
    CRTP = "CRTP"
    ACQ = "ACQ"
    CVP = "CVP"
    CVF = "CVF"
    CVM = "CVM"
    APO = "APO"
    NOI = "NOI"


STATUS_LABELS: dict[StatusCode, str] = {
    StatusCode.REP: kept("reported"),
    StatusCode.CMP: kept("complaint filed"),
    StatusCode.RFS: kept("registration refused"),
    StatusCode.PTI: kept("pre-trial investigation opened"),
    StatusCode.SUS: kept("suspended"),
    StatusCode.DRP: kept("case dropped"),
    StatusCode.BLM: kept("victims blamed"),
    StatusCode.APN: kept("administrative penalty"),
    StatusCode.DSP: kept("disciplined"),
    StatusCode.CRTP: kept("in court"),
    StatusCode.ACQ: kept_in("status", "acquitted"),
    StatusCode.CVP: kept("convicted in part"),
    StatusCode.CVF: kept("convicted in full"),
    StatusCode.CVM: kept("court ruled for the media"),
    StatusCode.APO: kept("apology or settlement"),
    StatusCode.NOI: kept("no information"),
}

# Somebody was held to account in some way.
ACCOUNTABILITY = frozenset({StatusCode.CVP, StatusCode.CVF, StatusCode.CVM, StatusCode.APN, StatusCode.DSP, StatusCode.APO})
# These say that a case is known or silent, but not what became of it: nobody took a step.
NO_STEP = frozenset({StatusCode.REP, StatusCode.NOI})

# What an article tells of the outcome, as the status that a confirmation of it proposes. A person may choose another.
STATUS_OF_OUTCOME: dict[Outcome, StatusCode] = {
    Outcome.INVESTIGATING: StatusCode.PTI,
    Outcome.DROPPED: StatusCode.DRP,
    Outcome.REFUSED: StatusCode.RFS,
    Outcome.CONVICTED: StatusCode.CVF,
    Outcome.ACQUITTED: StatusCode.ACQ,
    Outcome.VICTIM_BLAMED: StatusCode.BLM,
    Outcome.NONE: StatusCode.REP,
}


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
