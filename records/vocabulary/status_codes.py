"""What became of a case: the dated statuses, and what three international bodies make of them.

Sources of the roll-ups: UNESCO's observatory of killed journalists (no information, ongoing, resolved), the Committee to Protect Journalists (complete
impunity, partial impunity, full justice), the Council of Europe's Platform (the category "impunity").
"""

from enum import StrEnum

from records.vocabulary.case_codes import Outcome
from records.vocabulary.label import Label


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


STATUS_LABELS: dict[StatusCode, Label] = {
    StatusCode.REP: Label("хабарланды", "сообщено", "reported"),
    StatusCode.CMP: Label("арыз берілді", "подано заявление", "complaint filed"),
    StatusCode.RFS: Label("тіркеуден бас тартылды", "отказано в регистрации", "registration refused"),
    StatusCode.PTI: Label("сотқа дейінгі тергеу басталды", "начато досудебное расследование", "pre-trial investigation opened"),
    StatusCode.SUS: Label("іс тоқтатыла тұрды", "производство приостановлено", "suspended"),
    StatusCode.DRP: Label("іс қысқартылды", "дело прекращено", "case dropped"),
    StatusCode.BLM: Label("жәбірленуші кінәлі деп танылды", "виновными названы пострадавшие", "victims blamed"),
    StatusCode.APN: Label("әкімшілік жаза қолданылды", "административное наказание", "administrative penalty"),
    StatusCode.DSP: Label("тәртіптік жаза қолданылды", "дисциплинарное наказание", "disciplined"),
    StatusCode.CRTP: Label("іс сотта", "дело в суде", "in court"),
    StatusCode.ACQ: Label("ақталды", "оправдательный приговор", "acquitted"),
    StatusCode.CVP: Label("жартылай айыпталды", "осуждены не все виновные", "convicted in part"),
    StatusCode.CVF: Label("толық айыпталды", "осуждены все виновные", "convicted in full"),
    StatusCode.CVM: Label("сот БАҚ пайдасына шешті", "суд решил в пользу СМИ", "court ruled for the media"),
    StatusCode.APO: Label("кешірім сұралды немесе бітімге келді", "извинения или примирение", "apology or settlement"),
    StatusCode.NOI: Label("мәлімет жоқ", "нет сведений", "no information"),
}

# Somebody answered for it in some way.
ACCOUNTABILITY = frozenset({StatusCode.CVP, StatusCode.CVF, StatusCode.CVM, StatusCode.APN, StatusCode.DSP, StatusCode.APO})
# They tell that a case is known or silent, not what became of it: no step by anybody.
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


UNESCO_LABELS: dict[UnescoState, Label] = {
    UnescoState.NO_INFORMATION: Label("мәлімет жоқ", "нет сведений", "no information"),
    UnescoState.ONGOING: Label("жалғасып жатыр", "продолжается", "ongoing"),
    UnescoState.RESOLVED: Label("шешілді", "разрешено", "resolved"),
}


class CpjState(StrEnum):
    """The three degrees of impunity of the Committee to Protect Journalists."""

    COMPLETE_IMPUNITY = "complete_impunity"
    PARTIAL_IMPUNITY = "partial_impunity"
    FULL_JUSTICE = "full_justice"


CPJ_LABELS: dict[CpjState, Label] = {
    CpjState.COMPLETE_IMPUNITY: Label("толық жазасыздық", "полная безнаказанность", "complete impunity"),
    CpjState.PARTIAL_IMPUNITY: Label("ішінара жазасыздық", "частичная безнаказанность", "partial impunity"),
    CpjState.FULL_JUSTICE: Label("толық әділдік", "справедливость восстановлена", "full justice"),
}
