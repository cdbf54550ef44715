"""The shapes of the API's answers, for its description. The rows themselves come from `reports.exports`; a test compares both."""

from functools import cache
from typing import Annotated, Any, Optional

from pydantic import BaseModel, ConfigDict, Field, create_model

from desk.api.problems import Problem
from records.country import home
from records.field_kinds import IsoDay, People
from records.incident_fields import DRAFT_EXPORT_FIELDS, EXPORTED_FIELDS, IncidentField
from records.incident_texts.sentences import TextState
from records.vocabulary import (
    Category,
    CpjState,
    DraftState,
    Gender,
    JfjType,
    LawStage,
    LinkReason,
    MapmfType,
    PageChange,
    Readers,
    RejectReason,
    ScreeningLabel,
    SentenceKind,
    StatusCode,
    TermUnit,
    Track,
    UnescoState,
    UnsureField,
)  # fmt: skip

# The answer type of a field of an incident or a draft, by the kind of its values.


class ResponseShape(BaseModel):
    """These fields and no others."""

    model_config = ConfigDict(extra="forbid")


class ScoredCategory(ResponseShape):
    """A category as the machine proposes it."""

    code: Category
    score: float


class ArticleOfLaw(ResponseShape):
    """An article under which somebody is charged or sued."""

    code: str = Field(description="The code of laws, as KZ-CC")
    article: str
    part: str
    stage: LawStage | None


class AppointmentShape(ResponseShape):
    """A hearing or a deadline; it may lie ahead."""

    date: IsoDay
    what: str
    where: str


class VictimShape(ResponseShape):
    """Somebody against whom it was directed. Where `publish` is false, there is neither name nor number."""

    name: str | None = Field(description="As it was spelled")
    names: dict[str, str | None] = Field(description="The name in each language, null where none is recorded")
    person: int | None = Field(description="The number of the person, the same under all spellings")
    profession: str
    gender: Gender
    outlet: str
    publish: bool = Field(description="Whether the name may leave the house")


# The models of a field's objects that say more than their keys.
_MODELS: dict[str, type[ResponseShape]] = {"victims": VictimShape, "law_articles": ArticleOfLaw, "next_dates": AppointmentShape}
# The names and descriptions of the others in the API description.
_NAMED = {
    "persons": ("NamedPerson", "A person of a draft."),
    "titles": ("TitlesShape", "In each language, null where there is none."),
    "summary": ("SummaryShape", "In each language, null where there is none."),
}


def shape(field: IncidentField) -> Any:
    """Return the type of the field's value in an incident; null if it may be empty."""
    types = _type(field)
    return types if field.needed or field.empty is not None else Optional[types]  # noqa: UP045  (a type that is a value)


def shape_in_draft(field: IncidentField) -> Any:
    """Return the type of the field's value in a draft; only a list is always present."""
    if field.name == "categories":
        return list[ScoredCategory | Category]
    types = _type(field)
    return types if field.kind.nothing == () else Optional[types]  # noqa: UP045  (a type that is a value)


def _type(field: IncidentField) -> Any:
    return field.kind.json_type(lambda: _object(field))


@cache
def _object(field: IncidentField) -> type[ResponseShape]:
    if field.name in _MODELS:
        return _MODELS[field.name]
    name, about = _NAMED.get(field.name, (f"{field.name.title().replace('_', '')}Shape", "The parts of the field."))
    part: Any = (str if isinstance(field.kind, People) else str | None, ...)
    parts: dict[str, Any] = dict.fromkeys(field.kind.part_keys, part)
    return create_model(name, __base__=ResponseShape, __doc__=about, **parts)


IsoMoment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Number = Annotated[str, Field(pattern=f"^{home().number_form}$", examples=[home().number(2026, 1)])]


class SourceArticle(ResponseShape):
    """An article as a draft or an incident names it."""

    id: str
    url: str
    outlet: str
    lang: str
    title: str
    published_at: str | None = Field(description="With the outlet's offset, or the day alone")
    sha256: str = Field(description="Of the stored page; empty where an imported incident has none")
    way: str = Field(
        default="",
        description="How a source came that is no article and has no address: call, letter, mail, message, meeting, document, social, other",
    )
    date_precision: str | None = Field(default=None, description="Of an article of a draft: moment, day, or unsure where the date was guessed")
    partial: bool = Field(
        default=False, description="Of an article of a draft: its page showed only the beginning, before a pay wall or a registration"
    )
    archived: str = Field(
        default="", description="Of an article of an incident: where a web archive keeps a snapshot of its page; empty where it has none"
    )
    archived_at: str | None = Field(default=None, description="When that snapshot was taken, by the archive's clock (UTC)")


class ReasonShape(BaseModel):
    """What in the text made the machine say so."""

    model_config = ConfigDict(extra="allow")

    start: int
    end: int


class PassageShape(ResponseShape):
    """A sentence of the article that says what happened, as the machine proposes it."""

    start: int
    end: int
    text: str


_DRAFT: dict[str, Any] = {
    "id": (int, ...),
    "state": (DraftState, ...),
    "score": (float, ...),
    "label": (ScreeningLabel | None, ...),
    **{field.name: (shape_in_draft(field), ...) for field in DRAFT_EXPORT_FIELDS},
    "articles": (list[SourceArticle], ...),
    "follows": (Number | None, ...),
    "sample": (bool, ...),
    "reasons": (list[ReasonShape], ...),
    "decided_by": (str | None, ...),
    "decided_at": (IsoMoment | None, ...),
    "reason": (RejectReason | None, ...),
    "proposed_summary": (list[PassageShape], Field(description="Of the article from which the title comes; never a field of the incident by itself")),
    "unsure": (list[UnsureField], Field(description="The fields of which the machine was unsure, also where a person corrected them")),
    "readers": (Readers, Field(description="Which judges read that article")),
}
Draft = create_model(
    "Draft",
    __base__=ResponseShape,
    __doc__="A draft with the corrections of a person in place of the machine's values (contract 6).",
    **_DRAFT,
)


class PerhapsShape(ResponseShape):
    """A draft or an incident to which a draft perhaps belongs. Nothing joins by it; `into` is what the decision `merge` takes."""

    into: int | Number
    score: float = Field(description="How likely that is, 0 to 1")
    why: list[LinkReason]


OneDraft = create_model(
    "OneDraft",
    __base__=Draft,
    __doc__="A draft, and to what it perhaps belongs: at most three, the likeliest first.",
    perhaps=(list[PerhapsShape], ...),
)


class DraftList(ResponseShape):
    """A page of drafts."""

    items: list[Draft]  # type: ignore[valid-type]
    next: str | None = Field(description="What to give as `after` for the next page; null: these are the last")


_DECIDED: dict[str, Any] = {
    "incident": (Number | None, Field(description="The incident to which it counts")),
    "merged_into": (int | None, ...),
    "deferred_until": (IsoDay | None, ...),
    "split_off": (int | None, Field(description="The draft that a split has just made")),
}
DecidedDraft = create_model("DecidedDraft", __base__=Draft, __doc__="A draft after a decision, and what it led to.", **_DECIDED)


class StandingDecision(ResponseShape):
    """The decision that stands."""

    state: DraftState
    decided_by: str | None
    decided_at: IsoMoment | None
    reason: RejectReason | None
    incident: Number | None
    merged_into: int | None


class Decided(Problem):
    """Why a decision cannot be taken, with the one that stands."""

    decision: StandingDecision | None = None


class StatusShape(ResponseShape):
    """What became of a case on a day."""

    id: int
    date: IsoDay
    track: Track
    code: StatusCode
    source: str
    note: str
    kind: SentenceKind | None = None
    term: int | None = None
    unit: TermUnit | None = None
    sum: int | None = None
    currency: str | None = None
    withdrawn: str | None = Field(description="Why it does not count; null while it stands")


class CustodyShape(ResponseShape):
    """A time in custody. `until` null: it goes on."""

    since: IsoDay
    until: IsoDay | None


class SentenceShape(ResponseShape):
    """The last ruling against the journalist that was not undone."""

    code: StatusCode
    date: IsoDay
    kind: SentenceKind | None = None
    term: int | None = None
    unit: TermUnit | None = None
    sum: int | None = None
    currency: str | None = None


_INCIDENT: dict[str, Any] = {
    "number": (Number, ...),
    **{field.exported: (shape(field), ...) for field in EXPORTED_FIELDS},
    "statuses": (list[StatusShape], ...),
    "articles": (list[SourceArticle], ...),
    "recorded": (IsoDay, ...),
    "withdrawn": (bool, ...),
    "days_without_accountability": (int | None, ...),
    "days_since_status": (int | None, ...),
    "days_under_pursuit": (int | None, ...),
    "days_in_custody": (int | None, ...),
    "custody": (list[CustodyShape], ...),
    "sentence": (SentenceShape | None, ...),
    "unesco": (UnescoState | None, ...),
    "cpj": (CpjState | None, ...),
    "as_of": (IsoDay, ...),
    "adil_soz_block": (str | None, ...),
    "adil_soz": (str, ...),
    "us_tracker": (str | None, ...),
    "mapping_media_freedom": (str | None, ...),
    "sdg": (str | None, ...),
    "jfj": (JfjType, ...),
    "mapmf": (MapmfType, ...),
    "text_states": (dict[str, TextState], Field(description="Of `title_kk`, `summary_kk` and so on: `none`, `proposed`, or `checked` by a person")),
}
IncidentShape = create_model("IncidentShape", __base__=ResponseShape, __doc__="An incident as exports have it (contract 6).", **_INCIDENT)


_COLUMNS: dict[str, Any] = {name: (field.annotation, Field(default=None)) for name, field in IncidentShape.model_fields.items()}
IncidentColumns = create_model("IncidentColumns", __base__=ResponseShape, __doc__="An incident, or the fields of it that `fields` names.", **_COLUMNS)


class IncidentList(ResponseShape):
    """A page of incidents."""

    items: list[IncidentColumns]  # type: ignore[valid-type]
    next: str | None = Field(description="What to give as `after` for the next page; null: these are the last")


class Snapshot(ResponseShape):
    """One stored state of an article's page."""

    id: int
    fetched_at: IsoMoment
    url: str
    status: int
    sha256: str
    file: str
    offset: int
    change: PageChange | None = Field(description="What was seen against the state before; null for the first")
    cleared_at: IsoMoment | None = Field(description="When the stored page was cleared away by a decision; null: it is there")


class EvidenceShape(ResponseShape):
    """Where the pages of an article lie. The fields beside `snapshots` are of the newest state that shows the article."""

    id: str
    url: str
    outlet: str
    fetched_at: IsoMoment
    sha256: str
    file: str
    offset: int
    snapshots: list[Snapshot]
