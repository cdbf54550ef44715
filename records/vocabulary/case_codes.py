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


class Target(StrEnum):
    """Against whom it was directed."""

    PERSON = "person"
    OUTLET = "outlet"
    CREW = "crew"
    BLOGGER = "blogger"
    CITIZEN = "citizen"


class During(StrEnum):
    """In the midst of what it happened."""

    PROTEST = "protest"
    ELECTION = "election"
    COURT = "court"
    BRIEFING = "briefing"
    EMERGENCY = "emergency"


class Motive(StrEnum):
    """Whether it is established that it was because of their work (the Committee to Protect Journalists' distinction)."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


ACTOR_LABELS: dict[Actor, Label] = {
    Actor.STATE_OFFICIAL: Label("шенеунік", "чиновник", "state official"),
    Actor.LAW_ENFORCEMENT: Label("құқық қорғау органдары", "правоохранительные органы", "law enforcement"),
    Actor.COURT: Label("сот", "суд", "court"),
    Actor.SECURITY_GUARD: Label("күзет қызметкері", "охранник", "security guard"),
    Actor.BUSINESS: Label("кәсіпкерлер", "бизнес", "business"),
    Actor.PRIVATE_PERSON: Label("жеке тұлға", "частное лицо", "private person"),
    Actor.ONLINE_USER: Label("интернет пайдаланушысы", "пользователь интернета", "online user"),
    Actor.FOREIGN_STATE: Label("шет мемлекет", "иностранное государство", "foreign state"),
    Actor.UNKNOWN: Label("белгісіз", "неизвестно", "unknown"),
}

OUTCOME_LABELS: dict[Outcome, Label] = {
    Outcome.INVESTIGATING: Label("тергеліп жатыр", "расследуется", "being investigated"),
    Outcome.DROPPED: Label("іс қысқартылды", "дело прекращено", "dropped"),
    Outcome.REFUSED: Label("бас тартылды", "отказано", "refused"),
    Outcome.CONVICTED: Label("айыпталды", "осуждены", "convicted"),
    Outcome.ACQUITTED: Label("ақталды", "оправданы", "acquitted"),
    Outcome.VICTIM_BLAMED: Label("жәбірленуші кінәлі деп танылды", "виновными названы пострадавшие", "victims blamed"),
    Outcome.NONE: Label("айтылмаған", "не сказано", "not told"),
}

DATE_PRECISION_LABELS: dict[DatePrecision, Label] = {
    DatePrecision.DAY: Label("күні белгілі", "известен день", "known to the day"),
    DatePrecision.MONTH: Label("айы белгілі", "известен месяц", "known to the month"),
    DatePrecision.YEAR: Label("жылы белгілі", "известен год", "known to the year"),
}

TARGET_LABELS: dict[Target, Label] = {
    Target.PERSON: Label("тілші, журналист", "журналист", "journalist"),
    Target.OUTLET: Label("редакция ұжымы", "редакция", "newsroom"),
    Target.CREW: Label("түсірілім тобы", "съёмочная группа", "crew"),
    Target.BLOGGER: Label("желідегі блогер", "блогер", "blogger"),
    Target.CITIZEN: Label("азамат", "гражданин", "citizen"),
}

DURING_LABELS: dict[During, Label] = {
    During.PROTEST: Label("наразылық", "протест", "protest"),
    During.ELECTION: Label("сайлау", "выборы", "election"),
    During.COURT: Label("сот отырысы", "судебное заседание", "court hearing"),
    During.BRIEFING: Label("баспасөз жиыны, брифинг", "брифинг", "briefing"),
    During.EMERGENCY: Label("төтенше жағдай", "чрезвычайная ситуация", "emergency"),
}

MOTIVE_LABELS: dict[Motive, Label] = {
    Motive.CONFIRMED: Label("кәсіби қызметіне байланысты екені анықталған", "связь с профессией установлена", "confirmed as work-related"),
    Motive.UNCONFIRMED: Label("кәсіби қызметіне байланысы анықталмаған", "связь с профессией не установлена", "not confirmed as work-related"),
}
