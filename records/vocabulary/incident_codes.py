"""Codes of incidents, persons and state requests, and the dated statuses of both tracks, with all facts about each in its one entry."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from records.i18n import kept, kept_in, kept_plural
from records.vocabulary.categories import Category

# Requests to state bodies: the kind of letter and the addressee.


class LetterKind(StrEnum):
    """The kind of a letter. The law sets a term for the answer to each."""

    INFORMATION = "information"
    """A journalist or an outlet asks for information."""
    APPEAL = "appeal"
    """An appeal or complaint to a body, which every citizen may make."""


LETTER_KIND_LABELS: dict[LetterKind, str] = {
    LetterKind.INFORMATION: kept("journalist's request for information"),
    LetterKind.APPEAL: kept("appeal or complaint"),
}


class StateBody(StrEnum):
    """The addressee of a letter."""

    PROSECUTOR = "prosecutor"
    POLICE = "police"
    MINISTRY = "ministry"
    AKIMAT = "akimat"
    COURT = "court"
    SECURITY = "security"
    OTHER = "other"


STATE_BODY_LABELS: dict[StateBody, str] = {
    StateBody.PROSECUTOR: kept_in("state body", "prosecutor's office"),
    StateBody.POLICE: kept_in("state body", "police"),
    StateBody.MINISTRY: kept_in("state body", "ministry"),
    StateBody.AKIMAT: kept_in("state body", "akimat"),
    StateBody.COURT: kept_in("state body", "court"),
    StateBody.SECURITY: kept_in("state body", "national security committee"),
    StateBody.OTHER: kept_in("state body", "another state body"),
}


# Codes of a person's record.


class Gender(StrEnum):
    """A person's gender, as somebody stated it. Nothing derives it from a name."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


GENDER_LABELS: dict[Gender, str] = {Gender.FEMALE: kept("female"), Gender.MALE: kept("male"), Gender.UNKNOWN: kept_in("gender", "not known")}


# The party that brought a case against a journalist, and the stage of an article of law in it.


class Claimant(StrEnum):
    """The party that brought the claim, the complaint or the charge."""

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
    """The stage of one article: a case may begin with several and end with one."""

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


# A ruling against a journalist: the kind of a sentence, and the unit of its length.


class SentenceKind(StrEnum):
    """The kinds of criminal sentences, distinguished by what they take away."""

    PRISON = "prison"
    RESTRICTED = "restricted_liberty"
    SUSPENDED = "suspended"


SENTENCE_KIND_LABELS: dict[SentenceKind, str] = {
    SentenceKind.PRISON: kept("prison"),
    SentenceKind.RESTRICTED: kept("restricted liberty"),
    SentenceKind.SUSPENDED: kept("suspended sentence"),
}


class TermUnit(StrEnum):
    """The unit of a penalty's length."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


# A penalty's length with its number: messages for `ntr`.
TERM_COUNTED: dict[TermUnit, tuple[str, str]] = {
    TermUnit.DAYS: kept_plural("{n} day", "{n} days"),
    TermUnit.MONTHS: kept_plural("{n} month", "{n} months"),
    TermUnit.YEARS: kept_plural("{n} year", "{n} years"),
}
TERM_UNIT_LABELS: dict[TermUnit, str] = {
    TermUnit.DAYS: kept("days"),
    TermUnit.MONTHS: kept("months"),
    TermUnit.YEARS: kept("years"),
}


# What an article says about a case: the kind of news, the perpetrator, the outcome, the date.


class ScreeningLabel(StrEnum):
    """The kind of news in an article, according to the screening."""

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
    """The kind of perpetrator."""

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
    """The outcome so far, as roughly as an article reports it."""

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
    """The kind of victim."""

    PERSON = "person"
    OUTLET = "outlet"
    CREW = "crew"
    BLOGGER = "blogger"
    CITIZEN = "citizen"


class During(StrEnum):
    """The kind of event during which it happened."""

    PROTEST = "protest"
    ELECTION = "election"
    COURT = "court"
    BRIEFING = "briefing"
    EMERGENCY = "emergency"


class Motive(StrEnum):
    """Whether the connection with the victim's work is established (as the Committee to Protect Journalists distinguishes)."""

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


# The facts of a status.


class Track(StrEnum):
    """The party whose case a status describes. The two are never mixed: a journalist's own sentence is the violation, not its punishment."""

    PERPETRATOR = "perpetrator"
    """The case against the perpetrator."""
    JOURNALIST = "journalist"
    """The case against the pursued person or outlet."""


TRACK_LABELS: dict[Track, str] = {
    Track.PERPETRATOR: kept("what became of the perpetrator"),
    Track.JOURNALIST: kept("what became of the journalist"),
}


class PenaltyPart(StrEnum):
    """A part of a penalty that may be recorded with its status."""

    KIND = "kind"
    TERM = "term"
    SUM = "sum"


@dataclass(frozen=True)
class StatusFacts:
    """The facts about a status; flags default to false."""

    track: Track
    label: str
    """A message, translated where it is shown. It names the party concerned, because it is also shown alone."""
    accountability: bool = False
    """Somebody was held to account in some form."""
    no_step: bool = False
    """The case is known or there is no news of it: nobody has acted."""
    needs_punishable: bool = False
    """It describes how a punishable act was handled.

    In an incident that is only a case against the journalist, it would count her own case as justice.
    """
    penalty: frozenset[PenaltyPart] = frozenset()
    """The parts of a penalty that it may have."""
    takes_liberty: bool = False
    """She is in custody from its day on. A sentence counts only if it is prison."""
    gives_liberty: bool = False
    """Custody ends on its day."""
    verdict: bool = False
    """A ruling against her. The pursuit ends with it, unless an appeal follows or it is a ban."""
    lasts: bool = False
    """A ban: it lasts until it is lifted or its length has passed."""


_BY, _OF = Track.PERPETRATOR, Track.JOURNALIST


class StatusCode(StrEnum):
    """One dated event in a case. It is never overwritten: later ones are added, and a wrong one is withdrawn with a reason."""

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
    JIN = "JIN"
    JCH = "JCH"
    JDT = "JDT"
    JHA = "JHA"
    JCT = "JCT"
    JAA = "JAA"
    JFN = "JFN"
    JSN = "JSN"
    JDM = "JDM"
    JBN = "JBN"
    JAP = "JAP"
    JUP = "JUP"
    JOV = "JOV"
    JDR = "JDR"
    JAC = "JAC"
    JRL = "JRL"
    JLF = "JLF"


STATUSES: dict[StatusCode, StatusFacts] = {
    StatusCode.REP: StatusFacts(_BY, kept("reported"), no_step=True),
    StatusCode.CMP: StatusFacts(_BY, kept("complaint filed")),
    StatusCode.RFS: StatusFacts(_BY, kept("registration refused")),
    StatusCode.PTI: StatusFacts(_BY, kept("pre-trial investigation opened"), needs_punishable=True),
    StatusCode.SUS: StatusFacts(_BY, kept("investigation suspended"), needs_punishable=True),
    StatusCode.DRP: StatusFacts(_BY, kept("case dropped"), needs_punishable=True),
    StatusCode.BLM: StatusFacts(_BY, kept("victims blamed"), needs_punishable=True),
    StatusCode.APN: StatusFacts(_BY, kept("perpetrator fined or arrested administratively"), accountability=True, needs_punishable=True),
    StatusCode.DSP: StatusFacts(_BY, kept("those responsible disciplined"), accountability=True),
    StatusCode.CRTP: StatusFacts(_BY, kept("perpetrator in court"), needs_punishable=True),
    StatusCode.ACQ: StatusFacts(_BY, kept("perpetrator acquitted"), needs_punishable=True),
    StatusCode.CVP: StatusFacts(_BY, kept("some of those responsible convicted"), accountability=True, needs_punishable=True),
    StatusCode.CVF: StatusFacts(_BY, kept("all those responsible convicted"), accountability=True, needs_punishable=True),
    StatusCode.CVM: StatusFacts(_BY, kept("court ruled for the media"), accountability=True, needs_punishable=True),
    StatusCode.APO: StatusFacts(_BY, kept("apology or settlement"), accountability=True),
    StatusCode.NOI: StatusFacts(_BY, kept("no information"), no_step=True),
    StatusCode.JIN: StatusFacts(_OF, kept("investigation or claim against the journalist opened")),
    StatusCode.JCH: StatusFacts(_OF, kept("journalist charged")),
    StatusCode.JDT: StatusFacts(_OF, kept("journalist detained or remanded"), takes_liberty=True),
    StatusCode.JHA: StatusFacts(_OF, kept("journalist under house arrest or travel ban"), gives_liberty=True),
    StatusCode.JCT: StatusFacts(_OF, kept("journalist on trial")),
    StatusCode.JAA: StatusFacts(
        _OF, kept("journalist under administrative arrest"), penalty=frozenset({PenaltyPart.TERM}), takes_liberty=True, verdict=True
    ),
    StatusCode.JFN: StatusFacts(_OF, kept("journalist fined"), penalty=frozenset({PenaltyPart.SUM}), verdict=True),
    StatusCode.JSN: StatusFacts(
        _OF, kept("journalist sentenced"), penalty=frozenset({PenaltyPart.KIND, PenaltyPart.TERM}), takes_liberty=True, verdict=True
    ),
    StatusCode.JDM: StatusFacts(_OF, kept("damages or a retraction ordered"), penalty=frozenset({PenaltyPart.SUM}), verdict=True),
    StatusCode.JBN: StatusFacts(
        _OF,
        kept("journalist banned from the profession, licence or accreditation withdrawn"),
        penalty=frozenset({PenaltyPart.TERM}),
        verdict=True,
        lasts=True,
    ),
    StatusCode.JAP: StatusFacts(_OF, kept("appeal in the journalist's case")),
    StatusCode.JUP: StatusFacts(_OF, kept("ruling against the journalist upheld")),
    StatusCode.JOV: StatusFacts(_OF, kept("ruling against the journalist overturned")),
    StatusCode.JDR: StatusFacts(_OF, kept("case against the journalist dropped, or claim withdrawn or dismissed"), gives_liberty=True),
    StatusCode.JAC: StatusFacts(_OF, kept("journalist acquitted"), gives_liberty=True),
    StatusCode.JRL: StatusFacts(_OF, kept("journalist released"), gives_liberty=True),
    StatusCode.JLF: StatusFacts(_OF, kept("block, ban or closure lifted")),
}

STATUS_LABELS: dict[StatusCode, str] = {code: facts.label for code, facts in STATUSES.items()}


def statuses_where(holds: Callable[[StatusFacts], object]) -> frozenset[StatusCode]:
    """Return the statuses whose facts satisfy a condition."""
    return frozenset(code for code, facts in STATUSES.items() if holds(facts))


ACCOUNTABILITY = statuses_where(lambda facts: facts.accountability)
NO_STEP = statuses_where(lambda facts: facts.no_step)
# The statuses of each track, in the order of lists and forms.
ON_TRACK: dict[Track, tuple[StatusCode, ...]] = {track: tuple(code for code, facts in STATUSES.items() if facts.track is track) for track in Track}

# The status that a confirmation proposes for an article's outcome; a person may choose another. Outcomes that are missing here propose none: a
# refused complaint or a blamed victim is no step of a case against the journalist.
_OF_OUTCOME: dict[tuple[Track, Outcome], StatusCode] = {
    (_BY, Outcome.INVESTIGATING): StatusCode.PTI,
    (_BY, Outcome.DROPPED): StatusCode.DRP,
    (_BY, Outcome.REFUSED): StatusCode.RFS,
    (_BY, Outcome.CONVICTED): StatusCode.CVF,
    (_BY, Outcome.ACQUITTED): StatusCode.ACQ,
    (_BY, Outcome.VICTIM_BLAMED): StatusCode.BLM,
    (_OF, Outcome.INVESTIGATING): StatusCode.JIN,
    (_OF, Outcome.DROPPED): StatusCode.JDR,
    (_OF, Outcome.CONVICTED): StatusCode.JSN,
    (_OF, Outcome.ACQUITTED): StatusCode.JAC,
}
# The status of a ruling against her by the kind of case: the first of these categories that the incident has.
_RULINGS: tuple[tuple[Category, StatusCode], ...] = (
    (Category.CRM, StatusCode.JSN),
    (Category.ARR, StatusCode.JAA),
    (Category.ADM, StatusCode.JFN),
    (Category.CIV, StatusCode.JDM),
)


def outcome_of_status(code: StatusCode) -> Outcome | None:
    """Return the outcome that proposes this status; None if no outcome proposes it."""
    if code in (ruling for _, ruling in _RULINGS):
        return Outcome.CONVICTED
    return next((outcome for (_, outcome), status in _OF_OUTCOME.items() if status is code), None)


def status_of_outcome(whose: Track | None, outcome: Outcome, categories: Collection[Category]) -> StatusCode | None:
    """Return the status that an outcome proposes.

    None if its track is unknown, or if it is no step of that case.
    """
    if whose is None:
        return None
    if whose is Track.JOURNALIST and outcome is Outcome.CONVICTED:
        return next((ruling for category, ruling in _RULINGS if category in categories), StatusCode.JSN)
    return _OF_OUTCOME.get((whose, outcome))
