"""What an article tells of a case: what kind of news, who did it, what came of it, when."""

from enum import StrEnum

from records.vocabulary.label import Label


class ScreeningLabel(StrEnum):
    """What kind of news an article is, seen by the screening."""

    INCIDENT = "incident"
    FOLLOWUP = "followup"
    REPORT = "report"
    NONE = "none"


SCREENING_LABELS: dict[ScreeningLabel, Label] = {
    ScreeningLabel.INCIDENT: Label("оқиға", "инцидент", "incident"),
    ScreeningLabel.FOLLOWUP: Label("оқиғаның жалғасы", "продолжение", "follow-up"),
    ScreeningLabel.REPORT: Label("шолу, статистика", "обзор, статистика", "report"),
    ScreeningLabel.NONE: Label("қатысы жоқ", "не относится", "none"),
}


class Actor(StrEnum):
    """Who did it."""

    STATE_OFFICIAL = "state_official"
    LAW_ENFORCEMENT = "law_enforcement"
    COURT = "court"
    SECURITY_GUARD = "security_guard"
    BUSINESS = "business"
    PRIVATE_PERSON = "private_person"
    ONLINE_USER = "online_user"
    FOREIGN_STATE = "foreign_state"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """What came of it so far, as coarse as an article tells."""

    INVESTIGATING = "investigating"
    DROPPED = "dropped"
    REFUSED = "refused"
    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    VICTIM_BLAMED = "victim_blamed"
    NONE = "none"


class DatePrecision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
