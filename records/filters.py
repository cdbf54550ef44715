"""Filters of records: every filter is one field of `DraftFilter`, `IncidentFilter` or `RowFilter`.

Its entry gives its name in the address of a page, in the API's query and in the options of `qorgan export`. All of these, and the description of
filters in an export, derive from the entries (`records.filter_queries`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from records.i18n import LANGUAGES, gettext_noop
from records.vocabulary import Actor, Category, DraftState, Fate, FunnelStage, StatusCode, Track

# A COUNT is no larger; as days it is a hundred years.
MOST_COUNTED = 36_500
# Numbers that an address may list; a figure with more incidents links to them by its filters.
MOST_NUMBERS = 400


class FilterKind(StrEnum):
    """The type of a filter's value, which decides how it is parsed."""

    TEXT = "text"
    WORDS = "words"
    CODE = "code"
    REGION = "region"
    LANGUAGE = "language"
    DAY = "day"
    FLAG = "flag"
    SHARE = "share"
    NUMBER = "number"
    NUMBERS = "numbers"
    COUNT = "count"
    """A whole number, 0 or more."""


@dataclass(frozen=True)
class FilterEntry:
    """One filter.

    `address` and `api` are its names there, `exports` the exports with it as an option, named after the field; empty = not available. `codes` are the
    values of a CODE. `also_address` and `also_api` are further values accepted there only. `help` is the option's help, `tells` the description in
    the API. A text longer than `longest` is left out of an address, or cut if `cuts`.
    """

    kind: FilterKind
    address: str = ""
    api: str = ""
    exports: tuple[str, ...] = ()
    codes: Collection[str] = ()
    also_address: tuple[str, ...] = ()
    also_api: tuple[str, ...] = ()
    help: str = ""
    tells: str = ""
    longest: int = 200
    cuts: bool = False


def filter_field(kind: FilterKind, **properties: Any) -> Any:
    """Return a field of a filter with its entry; the keywords are the fields of `FilterEntry`."""
    return field(default=None, metadata={"filter": FilterEntry(kind, **properties)})


@dataclass(frozen=True)
class RecordFilter:
    """The base class of filters; a field that is None does not filter."""

    def in_words(self) -> str:
        """Return the active filters as `name=value`; empty if there are none."""
        return "; ".join(f"{name}={value}" for name, value in self.to_json().items())

    def to_json(self) -> dict[str, Any]:
        """Return the active filters as stored in the ledger and in the header of an export."""
        return {name: _plain(getattr(self, name)) for name in entries(type(self)) if getattr(self, name) is not None}


_ENTRIES: dict[type[RecordFilter], Mapping[str, FilterEntry]] = {}


def entries(of: type[RecordFilter]) -> Mapping[str, FilterEntry]:
    """Return the entries of a filter by field name, in order.

    Cached, since every page reads them often.
    """
    if of not in _ENTRIES:
        _ENTRIES[of] = {entry.name: entry.metadata["filter"] for entry in fields(of) if "filter" in entry.metadata}
    return _ENTRIES[of]


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value) if isinstance(value, str) else value
    return value.isoformat() if isinstance(value, date) else ",".join(value)


# A draft that is new, or deferred to a day that has come.
WAITING = "waiting"
# No region of the country, or an unknown one; no block.
NONE = "none"
# In addition to the stages of the funnel: no answer of any kind.
UNANSWERED = "unanswered"
# Incidents whose texts in a language must be checked by a person.
UNCHECKED = "unchecked-"
UNCHECKED_TEXTS = tuple(f"{UNCHECKED}{lang}" for lang in LANGUAGES)
BLOCKS = ("A", "B", "C", NONE)
STAGES = (*FunnelStage, UNANSWERED)
# Values of a yes-or-no field, with "either".
YES, NO = "yes", "no"


class DraftKind(StrEnum):
    """Kinds of drafts: new incidents, follow-ups of recorded or missing ones, spot checks, and drafts that await a second opinion."""

    INCIDENT = "incident"
    FOLLOWUP = "followup"
    UNRECORDED = "unrecorded"
    SAMPLE = "sample"
    SECOND = "second"


@dataclass(frozen=True)
class DraftFilter(RecordFilter):
    """A filter of drafts.

    `state` None = all of them. Days are those on which the drafts were created, both included. `category` is any of the draft's. `number` = drafts
    that follow an incident or belong to it; `least` is the lowest score. `who` is the current user: kind `second` selects the drafts that somebody
    else decided, whatever `state` is. `given` selects drafts assigned to this person, `mine` those assigned to the current user: only desk pages use
    these two.
    """

    outlet: str | None = filter_field(
        FilterKind.TEXT, address="outlet", api="outlet", exports=("drafts",), longest=80, help=gettext_noop("only this outlet"),
        tells="Drafts with an article of this outlet",
    )  # fmt: skip
    region: str | None = filter_field(
        FilterKind.REGION,
        address="region",
        api="region",
        exports=("drafts",),
        help=gettext_noop("only this region"),
        tells="ISO 3166-2, or a country",
    )
    lang: str | None = filter_field(FilterKind.LANGUAGE, address="lang", api="lang", exports=("drafts",), help=gettext_noop("only this language"))
    state: str | None = filter_field(
        FilterKind.CODE, address="state", api="state", exports=("drafts",), codes=DraftState, also_api=(WAITING,),
        help=gettext_noop("only drafts in this state"), tells="`waiting` = new, or deferred to a day that has come",
    )  # fmt: skip
    kind: str | None = filter_field(
        FilterKind.CODE, address="kind", api="kind", codes=DraftKind, tells="`second`: decided by somebody else, and waiting for your second opinion"
    )
    run: str | None = filter_field(FilterKind.TEXT, exports=("drafts",), help=gettext_noop("only this run"))
    # The address has it in per cent.
    least: float | None = filter_field(FilterKind.SHARE, address="score", api="score", tells="The least score")
    since: date | None = filter_field(
        FilterKind.DAY,
        address="since",
        api="since",
        exports=("drafts",),
        help=gettext_noop("first day, YYYY-MM-DD"),
        tells="The first day on which it was made",
    )
    until: date | None = filter_field(
        FilterKind.DAY,
        address="until",
        api="until",
        exports=("drafts",),
        help=gettext_noop("last day, YYYY-MM-DD"),
        tells="The last day on which it was made",
    )
    category: str | None = filter_field(
        FilterKind.CODE, address="category", api="category", exports=("drafts",), codes=Category,
        help=gettext_noop("only this category, by its code: ATT, THR, …"), tells="Any of the draft's categories",
    )  # fmt: skip
    actor: str | None = filter_field(FilterKind.CODE, exports=("drafts",), codes=Actor, help=gettext_noop("only what this kind of actor did"))
    number: str | None = filter_field(FilterKind.NUMBER, exports=("drafts",), help=gettext_noop("only this incident, as KZ-2021-0042"))
    words: str | None = filter_field(FilterKind.WORDS, address="q", api="q", tells="Words in title, persons, outlets and place")
    given: str | None = filter_field(FilterKind.TEXT, address="given", longest=40)
    mine: bool | None = filter_field(FilterKind.FLAG, address="mine")
    who: str = ""


_CASES = ("incidents", "statuses", "impunity")
# Exports of whole incidents; the rows of statuses are filtered by the database.
_WHOLE_CASES = ("incidents", "impunity")


@dataclass(frozen=True)
class IncidentFilter(RecordFilter):
    """A filter of incidents.

    Days are those of the incident (of the event for statuses), both included; an incident without a date is in no period. `category` is the primary
    one, `any_category` any of them, `outlet` one that was targeted.

    `status` is the last one of its track on the day of the clocks. `track` selects cases with this track; with `silent` the silence is that of this
    track, without it that of both (`reports.impunity.silence`). `days_in_custody` is the least number of days, all periods together. `person` is a
    victim's name, found over spellings and scripts. `by` is who confirmed or changed it, `mine` means the current user (`asked_by`). `recorded_since`
    and `recorded_until` are the days on which it was recorded, both included.

    `withdrawn` includes withdrawn incidents, `withdrawn_only` selects them alone. `as_of` is the day of the clocks. `region` may be NONE, `texts` =
    without a checked text in a language, `block` is Adil Soz's or NONE, `stage` one of STAGES as of today, `undated` = without a date, `ahead` = with
    a hearing or deadline that has not passed, `in_custody` = with a journalist in custody on the day of the clocks, `review` = with a status on the
    wrong track, `words` are searched in title, names, outlets, place and number: only `reports` applies these, and those of clocks, a track and a
    person.

    `given` selects incidents assigned to this person, `given_me` those assigned to the current user: in-memory lists apply them after
    `records.collaboration.resolve_assignments` has set `given_numbers`. `overdue` = with an overdue answer of a state body;
    `records.state_requests.with_overdue` selects these.
    """

    outlet: str | None = filter_field(
        FilterKind.TEXT, address="outlet", api="outlet", exports=_CASES, cuts=True, help=gettext_noop("only this outlet"),
        tells="The outlet against which it was directed, as it is written in the record",
    )  # fmt: skip
    region: str | None = filter_field(
        FilterKind.REGION, address="region", api="region", exports=_CASES, also_address=(NONE,), help=gettext_noop("only this region"),
        tells="ISO 3166-2, or a country",
    )  # fmt: skip
    since: date | None = filter_field(
        FilterKind.DAY,
        address="since",
        api="since",
        exports=_CASES,
        help=gettext_noop("first day, YYYY-MM-DD"),
        tells="The first day of the incident",
    )
    until: date | None = filter_field(
        FilterKind.DAY, address="until", api="until", exports=_CASES, help=gettext_noop("last day, YYYY-MM-DD"), tells="The last day of the incident"
    )
    category: str | None = filter_field(
        FilterKind.CODE, address="category", api="category", exports=_CASES, codes=Category,
        help=gettext_noop("only this category, by its code: ATT, THR, …"), tells="The primary one",
    )  # fmt: skip
    actor: str | None = filter_field(
        FilterKind.CODE, address="actor", api="actor", exports=_CASES, codes=Actor, help=gettext_noop("only what this kind of actor did")
    )
    number: str | None = filter_field(FilterKind.NUMBER, exports=_CASES, help=gettext_noop("only this incident, as KZ-2021-0042"))
    withdrawn: bool | None = filter_field(
        FilterKind.FLAG, address="withdrawn", api="withdrawn", exports=("incidents", "statuses"), help=gettext_noop("withdrawn incidents too"),
        tells="Withdrawn incidents too",
    )  # fmt: skip
    as_of: date | None = filter_field(
        FilterKind.DAY, api="as_of", exports=("incidents", "impunity"), help=gettext_noop("day on which the clocks are read, YYYY-MM-DD; today if not given"),
        tells="The day on which the clocks are read; today if not given",
    )  # fmt: skip
    in_custody: bool | None = filter_field(
        FilterKind.FLAG, address="custody", api="in_custody", exports=("incidents", "impunity"),
        help=gettext_noop("only where the journalist is in custody on the day of the clocks"), tells="Only those whose journalist is in custody on the day of the clocks",
    )  # fmt: skip
    any_category: str | None = filter_field(
        FilterKind.CODE, address="any_category", api="any_category", exports=_WHOLE_CASES, codes=Category,
        help=gettext_noop("only with this category among all of its categories, by its code"), tells="Any of its categories",
    )  # fmt: skip
    status: str | None = filter_field(
        FilterKind.CODE, address="status", api="status", exports=_WHOLE_CASES, codes=StatusCode,
        help=gettext_noop("only where this is the last status of its track, by its code: PTI, JCT, …"), tells="The last status of its track",
    )  # fmt: skip
    track: str | None = filter_field(
        FilterKind.CODE, address="track", api="track", exports=_WHOLE_CASES, codes=Track,
        help=gettext_noop("only cases with this story: perpetrator or journalist; with --silent, silence is that of this story"),
        tells="Cases with this story; with `silent`, the silence is that of this story",
    )  # fmt: skip
    silent: int | None = filter_field(
        FilterKind.COUNT, address="silent", api="silent", exports=_WHOLE_CASES,
        help=gettext_noop("only cases that go on and of which nothing was heard for so many days"),
        tells="Cases that go on and of which nothing was heard for so many days",
    )  # fmt: skip
    days_in_custody: int | None = filter_field(
        FilterKind.COUNT, address="custody_days", api="days_in_custody", exports=_WHOLE_CASES,
        help=gettext_noop("only where the journalist was in custody for at least so many days, all times together"),
        tells="At least so many days in custody, all times together",
    )  # fmt: skip
    person: str | None = filter_field(
        FilterKind.WORDS, address="person", api="person", exports=_WHOLE_CASES, cuts=True,
        help=gettext_noop("only with a victim of this name, in whatever spelling and script"), tells="A victim's name, in whatever spelling and script",
    )  # fmt: skip
    online: str | None = filter_field(
        FilterKind.CODE, address="online", api="online", exports=_WHOLE_CASES, codes=(YES, NO), help=gettext_noop("only what happened online: yes, or no"),
        tells="Whether it happened online",
    )  # fmt: skip
    by: str | None = filter_field(
        FilterKind.TEXT, address="by", api="by", exports=_WHOLE_CASES, longest=80, help=gettext_noop("only what this person confirmed or changed"),
        tells="Who confirmed it or changed it",
    )  # fmt: skip
    mine: bool | None = filter_field(FilterKind.FLAG, address="mine", api="mine", tells="Only those that you confirmed or changed")
    recorded_since: date | None = filter_field(
        FilterKind.DAY, address="recorded_since", api="recorded_since", exports=_WHOLE_CASES,
        help=gettext_noop("first day on which it was recorded, YYYY-MM-DD"), tells="The first day on which it was recorded",
    )  # fmt: skip
    recorded_until: date | None = filter_field(
        FilterKind.DAY, address="recorded_until", api="recorded_until", exports=_WHOLE_CASES,
        help=gettext_noop("last day on which it was recorded, YYYY-MM-DD"), tells="The last day on which it was recorded",
    )  # fmt: skip
    review: bool | None = filter_field(FilterKind.FLAG, address="review")
    numbers: Collection[str] | None = filter_field(FilterKind.NUMBERS, address="numbers", api="number", tells="One or several, with commas")
    block: str | None = filter_field(FilterKind.CODE, address="block", codes=BLOCKS)
    stage: str | None = filter_field(FilterKind.CODE, address="stage", codes=STAGES)
    undated: bool | None = filter_field(FilterKind.FLAG, address="undated")
    texts: str | None = filter_field(
        FilterKind.CODE, address="texts", api="texts", codes=UNCHECKED_TEXTS,
        tells="Those whose title or summary in this language nobody has checked, or that were changed since somebody did",
    )  # fmt: skip
    ahead: bool | None = filter_field(FilterKind.FLAG, address="ahead")
    overdue: bool | None = filter_field(FilterKind.FLAG, address="overdue")
    words: str | None = filter_field(FilterKind.WORDS, address="q", cuts=True)
    given: str | None = filter_field(FilterKind.TEXT, address="given", longest=40)
    given_me: bool | None = filter_field(FilterKind.FLAG, address="given_me")
    given_numbers: Collection[str] | None = None
    overdue_numbers: Collection[str] | None = None
    withdrawn_only: bool | None = None
    asked_by: str = ""

    @property
    def whose(self) -> frozenset[str]:
        """Return the people who must all have confirmed or changed it: `by` and, with `mine`, the current user."""
        return frozenset(([self.by] if self.by else []) + ([self.asked_by] if self.mine else []))


@dataclass(frozen=True)
class RowFilter(RecordFilter):
    """A filter of the rows of other exports.

    Days are those of publication for articles, of the attempt for pages, the outlet's own for health, any of the week's for drift and missed, of the
    action for decisions; both ends included.
    """

    outlet: str | None = filter_field(FilterKind.TEXT, exports=("articles", "pages", "health", "drift"), help=gettext_noop("only this outlet"))
    region: str | None = filter_field(FilterKind.REGION, exports=("articles", "health", "drift"), help=gettext_noop("only this region"))
    lang: str | None = filter_field(FilterKind.LANGUAGE, exports=("articles",), help=gettext_noop("only this language"))
    fate: str | None = filter_field(FilterKind.CODE, exports=("pages",), codes=Fate, help=gettext_noop("only pages with this fate"))
    run: str | None = filter_field(FilterKind.TEXT, exports=("articles", "pages"), help=gettext_noop("only this run"))
    since: date | None = filter_field(
        FilterKind.DAY, exports=("articles", "pages", "health", "drift", "decisions", "missed"), help=gettext_noop("first day, YYYY-MM-DD")
    )
    until: date | None = filter_field(
        FilterKind.DAY, exports=("articles", "pages", "health", "drift", "decisions", "missed"), help=gettext_noop("last day, YYYY-MM-DD")
    )
    number: str | None = filter_field(FilterKind.NUMBER, exports=("decisions",), help=gettext_noop("only this incident, as KZ-2021-0042"))


FILTERS: tuple[type[RecordFilter], ...] = (IncidentFilter, DraftFilter, RowFilter)


def options_of(export: str) -> Mapping[str, FilterEntry]:
    """Return the filters that are options of an export, by name."""
    return {name: entry for of in FILTERS for name, entry in entries(of).items() if export in entry.exports}
