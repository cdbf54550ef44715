"""What became of a case: the dated statuses of both tracks. Everything that is known of a status stands in its one entry here."""

from collections.abc import Callable, Collection
from enum import StrEnum

from records.i18n import kept
from records.vocabulary.case_codes import Outcome
from records.vocabulary.categories import Category
from records.vocabulary.status_facts import PenaltyPart, StatusFacts, Track

_BY, _OF = Track.PERPETRATOR, Track.JOURNALIST


class StatusCode(StrEnum):
    """One dated event in what became of a case. Never overwritten: a later one is added, and a wrong one is withdrawn with a reason."""

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
    """The statuses of which something holds."""
    return frozenset(code for code, facts in STATUSES.items() if holds(facts))


ACCOUNTABILITY = statuses_where(lambda facts: facts.accountability)
NO_STEP = statuses_where(lambda facts: facts.no_step)
# The statuses of each track, in the order of lists and forms.
ON_TRACK: dict[Track, tuple[StatusCode, ...]] = {track: tuple(code for code, facts in STATUSES.items() if facts.track is track) for track in Track}

# What an article tells of the outcome, as the status that a confirmation of it proposes. A person may choose another. An outcome that is not here proposes
# none: a complaint that is refused, or a victim who is blamed, are no steps of a case against the journalist.
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
# What a ruling against her is, by the kind of case: the first of these that the incident has.
_RULINGS: tuple[tuple[Category, StatusCode], ...] = (
    (Category.CRM, StatusCode.JSN),
    (Category.ARR, StatusCode.JAA),
    (Category.ADM, StatusCode.JFN),
    (Category.CIV, StatusCode.JDM),
)


def outcome_of_status(code: StatusCode) -> Outcome | None:
    """The outcome that proposes this status, the other way about; None for a status that no outcome proposes."""
    if code in (ruling for _, ruling in _RULINGS):
        return Outcome.CONVICTED
    return next((outcome for (_, outcome), status in _OF_OUTCOME.items() if status is code), None)


def status_of_outcome(whose: Track | None, outcome: Outcome, categories: Collection[Category]) -> StatusCode | None:
    """The status that an outcome proposes; None where it is not told whose it is, and where it is no step of that case."""
    if whose is None:
        return None
    if whose is Track.JOURNALIST and outcome is Outcome.CONVICTED:
        return next((ruling for category, ruling in _RULINGS if category in categories), StatusCode.JSN)
    return _OF_OUTCOME.get((whose, outcome))
