"""Codes of incidents, persons and state requests, and the dated statuses of both tracks, with all facts about each in its one entry."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from records.i18n import gettext_noop, ngettext_noop, pgettext_noop
from records.vocabulary.categories import Category

# Requests to state bodies: the kind of letter and the addressee.


class LetterKind(StrEnum):
    """The kind of a letter. The law sets a term for the answer to each."""

    INFORMATION = "information"
    """A journalist or an outlet asks for information."""
    APPEAL = "appeal"
    """An appeal or complaint to a body, which every citizen may make."""


LETTER_KIND_LABELS: dict[LetterKind, str] = {
    LetterKind.INFORMATION: gettext_noop("journalist's request for information"),
    LetterKind.APPEAL: gettext_noop("appeal or complaint"),
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
    StateBody.PROSECUTOR: pgettext_noop("state body", "prosecutor's office"),
    StateBody.POLICE: pgettext_noop("state body", "police"),
    StateBody.MINISTRY: pgettext_noop("state body", "ministry"),
    StateBody.AKIMAT: pgettext_noop("state body", "akimat"),
    StateBody.COURT: pgettext_noop("state body", "court"),
    StateBody.SECURITY: pgettext_noop("state body", "national security committee"),
    StateBody.OTHER: pgettext_noop("state body", "another state body"),
}


# Codes of a person's record.


class Gender(StrEnum):
    """A person's gender, as somebody stated it. Nothing derives it from a name."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


GENDER_LABELS: dict[Gender, str] = {
    Gender.FEMALE: gettext_noop("female"),
    Gender.MALE: gettext_noop("male"),
    Gender.UNKNOWN: pgettext_noop("gender", "not known"),
}


# The party that brought a case against a journalist, and the stage of an article of law in it.


class Claimant(StrEnum):
    """The party that brought the claim, the complaint or the charge."""

    OFFICIAL = "official"
    STATE_BODY = "state_body"
    LEGAL_ENTITY = "legal_entity"
    PRIVATE_PERSON = "private_person"
    PROSECUTOR = "prosecutor"


CLAIMANT_LABELS: dict[Claimant, str] = {
    Claimant.OFFICIAL: pgettext_noop("claimant", "official"),
    Claimant.STATE_BODY: gettext_noop("state body"),
    Claimant.LEGAL_ENTITY: gettext_noop("legal entity"),
    Claimant.PRIVATE_PERSON: pgettext_noop("claimant", "private person"),
    Claimant.PROSECUTOR: gettext_noop("prosecutor"),
}


class LawStage(StrEnum):
    """The stage of one article: a case may begin with several and end with one."""

    PRE_TRIAL = "pre_trial"
    COURT = "court"
    RULING = "ruling"
    DROPPED = "dropped"


LAW_STAGE_LABELS: dict[LawStage, str] = {
    LawStage.PRE_TRIAL: gettext_noop("before trial"),
    LawStage.COURT: pgettext_noop("stage", "in court"),
    LawStage.RULING: gettext_noop("in the ruling"),
    LawStage.DROPPED: pgettext_noop("stage", "no longer charged"),
}


# A ruling against a journalist: the kind of a sentence, and the unit of its length.


class SentenceKind(StrEnum):
    """The kinds of criminal sentences, distinguished by what they take away."""

    PRISON = "prison"
    RESTRICTED = "restricted_liberty"
    SUSPENDED = "suspended"


SENTENCE_KIND_LABELS: dict[SentenceKind, str] = {
    SentenceKind.PRISON: gettext_noop("prison"),
    SentenceKind.RESTRICTED: gettext_noop("restricted liberty"),
    SentenceKind.SUSPENDED: gettext_noop("suspended sentence"),
}


class TermKind(StrEnum):
    """What a length that an article reports takes away: the kinds of a sentence, an arrest, and measures before a trial."""

    PRISON = "prison"
    RESTRICTED = "restricted_liberty"
    SUSPENDED = "suspended"
    SENTENCE = "sentence"
    """A sentence whose kind the article does not say."""
    ARREST = "administrative_arrest"
    REMAND = "remand"
    HOUSE_ARREST = "house_arrest"
    TRAVEL_BAN = "travel_ban"


class SumRole(StrEnum):
    """What a sum of money in a legal case is."""

    CLAIMED = "claimed"
    FINED = "fined"
    AWARDED = "awarded"


class TermUnit(StrEnum):
    """The unit of a penalty's length."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


# A penalty's length with its number: messages for `ntr`.
TERM_COUNTED: dict[TermUnit, tuple[str, str]] = {
    TermUnit.DAYS: ngettext_noop("{n} day", "{n} days"),
    TermUnit.MONTHS: ngettext_noop("{n} month", "{n} months"),
    TermUnit.YEARS: ngettext_noop("{n} year", "{n} years"),
}
TERM_UNIT_LABELS: dict[TermUnit, str] = {
    TermUnit.DAYS: gettext_noop("days"),
    TermUnit.MONTHS: gettext_noop("months"),
    TermUnit.YEARS: gettext_noop("years"),
}


# What an article says about a case: the kind of news, the perpetrator, the outcome, the date.


class ScreeningLabel(StrEnum):
    """The kind of news in an article, according to the screening."""

    INCIDENT = "incident"
    FOLLOWUP = "followup"
    REPORT = "report"
    NONE = "none"


SCREENING_LABELS: dict[ScreeningLabel, str] = {
    ScreeningLabel.INCIDENT: gettext_noop("incident"),
    ScreeningLabel.FOLLOWUP: gettext_noop("follow-up"),
    ScreeningLabel.REPORT: gettext_noop("report"),
    ScreeningLabel.NONE: pgettext_noop("kind of news", "none"),
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
    Actor.STATE_OFFICIAL: gettext_noop("state official"),
    Actor.LAW_ENFORCEMENT: gettext_noop("law enforcement"),
    Actor.COURT: gettext_noop("court"),
    Actor.SECURITY_GUARD: gettext_noop("security guard"),
    Actor.BUSINESS: gettext_noop("business"),
    Actor.PRIVATE_PERSON: gettext_noop("private person"),
    Actor.ONLINE_USER: gettext_noop("online user"),
    Actor.FOREIGN_STATE: gettext_noop("foreign state"),
    Actor.UNKNOWN: gettext_noop("unknown"),
}

OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.INVESTIGATING: gettext_noop("being investigated"),
    Outcome.DROPPED: gettext_noop("dropped"),
    Outcome.REFUSED: gettext_noop("refused"),
    Outcome.CONVICTED: gettext_noop("convicted"),
    Outcome.ACQUITTED: pgettext_noop("outcome", "acquitted"),
    Outcome.VICTIM_BLAMED: gettext_noop("victims blamed"),
    Outcome.NONE: gettext_noop("not told"),
}

DATE_PRECISION_LABELS: dict[DatePrecision, str] = {
    DatePrecision.DAY: gettext_noop("known to the day"),
    DatePrecision.MONTH: gettext_noop("known to the month"),
    DatePrecision.YEAR: gettext_noop("known to the year"),
}

TARGET_LABELS: dict[Target, str] = {
    Target.PERSON: gettext_noop("journalist"),
    Target.OUTLET: gettext_noop("newsroom"),
    Target.CREW: gettext_noop("crew"),
    Target.BLOGGER: gettext_noop("blogger"),
    Target.CITIZEN: gettext_noop("citizen"),
}

DURING_LABELS: dict[During, str] = {
    During.PROTEST: gettext_noop("protest"),
    During.ELECTION: gettext_noop("election"),
    During.COURT: gettext_noop("court hearing"),
    During.BRIEFING: gettext_noop("briefing"),
    During.EMERGENCY: gettext_noop("emergency"),
}

MOTIVE_LABELS: dict[Motive, str] = {
    Motive.CONFIRMED: gettext_noop("confirmed as work-related"),
    Motive.UNCONFIRMED: gettext_noop("not confirmed as work-related"),
}

LAWFUL_LABELS: dict[Lawful, str] = {
    Lawful.YES: gettext_noop("yes"),
    Lawful.NO: gettext_noop("no"),
    Lawful.UNKNOWN: gettext_noop("unknown"),
}


# The facts of a status.


class Track(StrEnum):
    """The party whose case a status describes. The two are never mixed: a journalist's own sentence is the violation, not its punishment."""

    PERPETRATOR = "perpetrator"
    """The case against the perpetrator."""
    JOURNALIST = "journalist"
    """The case against the pursued person or outlet."""


TRACK_LABELS: dict[Track, str] = {
    Track.PERPETRATOR: gettext_noop("what became of the perpetrator"),
    Track.JOURNALIST: gettext_noop("what became of the journalist"),
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
    StatusCode.REP: StatusFacts(_BY, gettext_noop("reported"), no_step=True),
    StatusCode.CMP: StatusFacts(_BY, gettext_noop("complaint filed")),
    StatusCode.RFS: StatusFacts(_BY, gettext_noop("registration refused")),
    StatusCode.PTI: StatusFacts(_BY, gettext_noop("pre-trial investigation opened"), needs_punishable=True),
    StatusCode.SUS: StatusFacts(_BY, gettext_noop("investigation suspended"), needs_punishable=True),
    StatusCode.DRP: StatusFacts(_BY, gettext_noop("case dropped"), needs_punishable=True),
    StatusCode.BLM: StatusFacts(_BY, gettext_noop("victims blamed"), needs_punishable=True),
    StatusCode.APN: StatusFacts(_BY, gettext_noop("perpetrator fined or arrested administratively"), accountability=True, needs_punishable=True),
    StatusCode.DSP: StatusFacts(_BY, gettext_noop("those responsible disciplined"), accountability=True),
    StatusCode.CRTP: StatusFacts(_BY, gettext_noop("perpetrator in court"), needs_punishable=True),
    StatusCode.ACQ: StatusFacts(_BY, gettext_noop("perpetrator acquitted"), needs_punishable=True),
    StatusCode.CVP: StatusFacts(_BY, gettext_noop("some of those responsible convicted"), accountability=True, needs_punishable=True),
    StatusCode.CVF: StatusFacts(_BY, gettext_noop("all those responsible convicted"), accountability=True, needs_punishable=True),
    StatusCode.CVM: StatusFacts(_BY, gettext_noop("court ruled for the media"), accountability=True, needs_punishable=True),
    StatusCode.APO: StatusFacts(_BY, gettext_noop("apology or settlement"), accountability=True),
    StatusCode.NOI: StatusFacts(_BY, gettext_noop("no information"), no_step=True),
    StatusCode.JIN: StatusFacts(_OF, gettext_noop("investigation or claim against the journalist opened")),
    StatusCode.JCH: StatusFacts(_OF, gettext_noop("journalist charged")),
    StatusCode.JDT: StatusFacts(_OF, gettext_noop("journalist detained or remanded"), penalty=frozenset({PenaltyPart.TERM}), takes_liberty=True),
    StatusCode.JHA: StatusFacts(_OF, gettext_noop("journalist under house arrest or travel ban"), gives_liberty=True),
    StatusCode.JCT: StatusFacts(_OF, gettext_noop("journalist on trial")),
    StatusCode.JAA: StatusFacts(
        _OF, gettext_noop("journalist under administrative arrest"), penalty=frozenset({PenaltyPart.TERM}), takes_liberty=True, verdict=True
    ),
    StatusCode.JFN: StatusFacts(_OF, gettext_noop("journalist fined"), penalty=frozenset({PenaltyPart.SUM}), verdict=True),
    StatusCode.JSN: StatusFacts(
        _OF, gettext_noop("journalist sentenced"), penalty=frozenset({PenaltyPart.KIND, PenaltyPart.TERM}), takes_liberty=True, verdict=True
    ),
    StatusCode.JDM: StatusFacts(_OF, gettext_noop("damages or a retraction ordered"), penalty=frozenset({PenaltyPart.SUM}), verdict=True),
    StatusCode.JBN: StatusFacts(
        _OF,
        gettext_noop("journalist banned from the profession, licence or accreditation withdrawn"),
        penalty=frozenset({PenaltyPart.TERM}),
        verdict=True,
        lasts=True,
    ),
    StatusCode.JAP: StatusFacts(_OF, gettext_noop("appeal in the journalist's case")),
    StatusCode.JUP: StatusFacts(_OF, gettext_noop("ruling against the journalist upheld")),
    StatusCode.JOV: StatusFacts(_OF, gettext_noop("ruling against the journalist overturned")),
    StatusCode.JDR: StatusFacts(_OF, gettext_noop("case against the journalist dropped, or claim withdrawn or dismissed"), gives_liberty=True),
    StatusCode.JAC: StatusFacts(_OF, gettext_noop("journalist acquitted"), gives_liberty=True),
    StatusCode.JRL: StatusFacts(_OF, gettext_noop("journalist released"), gives_liberty=True),
    StatusCode.JLF: StatusFacts(_OF, gettext_noop("block, ban or closure lifted")),
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
