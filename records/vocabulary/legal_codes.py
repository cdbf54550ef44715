"""Who brought a case against a journalist, and how far an article of law has come in it."""

from enum import StrEnum

from records.i18n import kept, kept_in


class Claimant(StrEnum):
    """Who brought it: the claim, the complaint or the charge."""

    OFFICIAL = "official"
    STATE_BODY = "state_body"
    LEGAL_ENTITY = "legal_entity"
    PRIVATE_PERSON = "private_person"
    PROSECUTOR = "prosecutor"


CLAIMANT_LABELS: dict[Claimant, str] = {
    Claimant.OFFICIAL: kept_in("claimant", "official"),
    Claimant.STATE_BODY: kept("state body"),
    Claimant.LEGAL_ENTITY: kept("legal entity"),
    Claimant.PRIVATE_PERSON: kept_in("claimant", "private person"),
    Claimant.PROSECUTOR: kept("prosecutor"),
}


class LawStage(StrEnum):
    """How far one article has come: a case may begin with several and end with one."""

    PRE_TRIAL = "pre_trial"
    COURT = "court"
    RULING = "ruling"
    DROPPED = "dropped"


LAW_STAGE_LABELS: dict[LawStage, str] = {
    LawStage.PRE_TRIAL: kept("before trial"),
    LawStage.COURT: kept_in("stage", "in court"),
    LawStage.RULING: kept("in the ruling"),
    LawStage.DROPPED: kept_in("stage", "no longer charged"),
}
