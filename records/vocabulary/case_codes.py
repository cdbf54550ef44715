"""What an article tells of a case: what kind of news, who did it, what came of it, when."""

from enum import StrEnum

from records.i18n import kept, kept_in


class ScreeningLabel(StrEnum):
    """What kind of news an article is, seen by the screening."""

    INCIDENT = "incident"
    FOLLOWUP = "followup"
    REPORT = "report"
    NONE = "none"


SCREENING_LABELS: dict[ScreeningLabel, str] = {
    ScreeningLabel.INCIDENT: kept("incident"),
    ScreeningLabel.FOLLOWUP: kept("follow-up"),
    ScreeningLabel.REPORT: kept("report"),
    ScreeningLabel.NONE: kept_in("kind of news", "none"),
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
    """What came of it so far, as roughly as an article tells."""

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


class Target(StrEnum):
    """Who was attacked."""

    PERSON = "person"
    OUTLET = "outlet"
    CREW = "crew"
    BLOGGER = "blogger"
    CITIZEN = "citizen"


class During(StrEnum):
    """During which kind of event it happened."""

    PROTEST = "protest"
    ELECTION = "election"
    COURT = "court"
    BRIEFING = "briefing"
    EMERGENCY = "emergency"


class Motive(StrEnum):
    """Whether it is established that it was because of their work (as the Committee to Protect Journalists distinguishes)."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


class Lawful(StrEnum):
    """Whether a detention or an arrest was lawful."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


ACTOR_LABELS: dict[Actor, str] = {
    Actor.STATE_OFFICIAL: kept("state official"),
    Actor.LAW_ENFORCEMENT: kept("law enforcement"),
    Actor.COURT: kept("court"),
    Actor.SECURITY_GUARD: kept("security guard"),
    Actor.BUSINESS: kept("business"),
    Actor.PRIVATE_PERSON: kept("private person"),
    Actor.ONLINE_USER: kept("online user"),
    Actor.FOREIGN_STATE: kept("foreign state"),
    Actor.UNKNOWN: kept("unknown"),
}

OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.INVESTIGATING: kept("being investigated"),
    Outcome.DROPPED: kept("dropped"),
    Outcome.REFUSED: kept("refused"),
    Outcome.CONVICTED: kept("convicted"),
    Outcome.ACQUITTED: kept_in("outcome", "acquitted"),
    Outcome.VICTIM_BLAMED: kept("victims blamed"),
    Outcome.NONE: kept("not told"),
}

DATE_PRECISION_LABELS: dict[DatePrecision, str] = {
    DatePrecision.DAY: kept("known to the day"),
    DatePrecision.MONTH: kept("known to the month"),
    DatePrecision.YEAR: kept("known to the year"),
}

TARGET_LABELS: dict[Target, str] = {
    Target.PERSON: kept("journalist"),
    Target.OUTLET: kept("newsroom"),
    Target.CREW: kept("crew"),
    Target.BLOGGER: kept("blogger"),
    Target.CITIZEN: kept("citizen"),
}

DURING_LABELS: dict[During, str] = {
    During.PROTEST: kept("protest"),
    During.ELECTION: kept("election"),
    During.COURT: kept("court hearing"),
    During.BRIEFING: kept("briefing"),
    During.EMERGENCY: kept("emergency"),
}

MOTIVE_LABELS: dict[Motive, str] = {
    Motive.CONFIRMED: kept("confirmed as work-related"),
    Motive.UNCONFIRMED: kept("not confirmed as work-related"),
}

LAWFUL_LABELS: dict[Lawful, str] = {
    Lawful.YES: kept("yes"),
    Lawful.NO: kept("no"),
    Lawful.UNKNOWN: kept("unknown"),
}
