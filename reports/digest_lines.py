"""What the notices about drafts and cases tell: drafts, incidents, dates and statuses as lines, and the digests of a day and of a week. No words yet (`reports.digests`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from records.filters import DraftKind
from records.incident_model import NO_PENALTY, Penalty
from records.vocabulary import DatePrecision, LetterKind, StateBody, StatusCode


@dataclass(frozen=True)
class DraftLine:
    """A draft in a notice. `titles` are those in other languages, where a person or an article has one. `site` is the site of the outlet. `day` is the day of the incident as far as
    it is known. `earlier`: it is news of an earlier incident, whose number is `follows` if it is recorded."""

    id: int
    title: str
    score: float
    codes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    site: str = ""
    outlet_title: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    region: str | None = None
    day: date | None = None
    precision: DatePrecision | None = None
    url: str = ""
    earlier: bool = False
    follows: str | None = None


@dataclass(frozen=True)
class IncidentLine:
    """An incident in a notice. `titles` are those that a person checked, by language; `title` is the original."""

    number: str
    title: str
    primary: str
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AheadLine:
    """A hearing or a deadline in a notice, or, with a ruling, the last day for appealing that."""

    day: date
    incident: IncidentLine
    what: str = ""
    ruling: StatusCode | None = None


@dataclass(frozen=True)
class AnswerLine:
    """A request that a state body must answer by a day, in a notice: kinds and the number of the case, or of the draft, alone."""

    id: int
    due: date
    body: StateBody
    kind: LetterKind
    number: str | None = None
    draft: int | None = None


@dataclass(frozen=True)
class UrgentNotice:
    """What is told at once: drafts, and the dates of today and tomorrow. `followed` are the incidents whose news drafts tell, by number."""

    drafts: Sequence[DraftLine] = ()
    near: Sequence[AheadLine] = ()
    followed: Mapping[str, IncidentLine] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.drafts or self.near)


@dataclass(frozen=True)
class DayDigest:
    """What came into the queue since a moment, is still undecided and was not told at once, by kind. `waiting` counts all that wait, `deferred` those of them whose
    day has come, `told` those that came since then and were told at once. `ahead` is what the calendar has for the next days, `answers` the answers that are due in them, and `owed` those
    whose term has passed lately: each as far as it was not told before. `followed` are the incidents whose news drafts tell, by number."""

    since: datetime
    new: Mapping[DraftKind, int]
    likeliest: Sequence[DraftLine]
    waiting: int
    deferred: int
    ahead: Sequence[AheadLine] = ()
    answers: Sequence[AnswerLine] = ()
    owed: Sequence[AnswerLine] = ()
    told: int = 0
    followed: Mapping[str, IncidentLine] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(self.new.values()) and not self.ahead and not self.answers and not self.owed


@dataclass(frozen=True)
class StatusLine:
    """A status that was added, and its incident."""

    incident: IncidentLine
    code: StatusCode
    day: date
    penalty: Penalty = NO_PENALTY


@dataclass(frozen=True)
class WeekDigest:
    """What became of cases in the days from `first` to `last`.

    The lists may be cut; `added`, `cases` and `recorded` are the full numbers of statuses, of the incidents to which they were added, and of incidents. That something was reported is no
    status here: it is no news of a case. `decisions` are counted by person.
    `head` is the last row of the ledger when this was made: whoever keeps the message can prove later that nothing before it was written anew. `misplaced` are all
    statuses on the wrong track, which are told nowhere; they alone are no reason to write.
    """

    first: date
    last: date
    statuses: Sequence[StatusLine]
    added: int
    cases: int
    confirmed: Sequence[IncidentLine]
    recorded: int
    passed_a_year: Sequence[IncidentLine]
    decisions: Mapping[str, int]
    head: str = ""
    misplaced: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.added or self.recorded or self.passed_a_year or self.decisions)
