"""Every field of an incident and of a draft, one entry each. Whatever handles fields derives from this table.

A field is added here, as a column of `tables/incident_tables.py` with a migration, and where it has codes as a list in `vocabulary/`. Then the ledger
keeps it, corrections of drafts and incidents are checked, the forms of the desk ask for it, and exports, imports, the API and the release hold it.
CONTRIBUTING.md tells it step by step.
"""

from dataclasses import dataclass, fields
from typing import Any

from records.field_kinds import ByLanguage, Code, Codes, Country, Day, Flag, IncidentNumber, Kind, PartialDate, People, Region, Text, Texts
from records.i18n import kept
from records.incident_model import Incident, Victim
from records.users import Role
from records.vocabulary import (
    ACTOR_LABELS,
    CATEGORIES,
    DATE_PRECISION_LABELS,
    DURING_LABELS,
    MOTIVE_LABELS,
    OUTCOME_LABELS,
    SCREENING_LABELS,
    STATUS_LABELS,
    TARGET_LABELS,
    Actor,
    Category,
    DatePrecision,
    During,
    Motive,
    Outcome,
    ScreeningLabel,
    StatusCode,
    Target,
)

_CATEGORY_LABELS = {code: facts.label for code, facts in CATEGORIES.items()}
# Behind every field that has a place of its own.
LAST = 100


@dataclass(frozen=True, eq=False)
class IncidentField:
    """A field. `on_draft` and `on_incident` name the role that may correct it there; None means that nobody can, or that the field is not
    there.

    Every incident has the `needed` fields. `column` is the column in the table of incidents; a field without one belongs only to drafts.
    `private` fields are together in the column `private` and never leave the desk. `otherwise` is the incident's value if nobody said anything;
    None means that it may stay empty. `exported` is the field's name in export, import and API, and `place` its place among them. `published`
    explains the field and puts it into the open release; `always` says that every row of the release has it. `in_drafts` is its place in the
    export of drafts.
    """

    name: str
    kind: Kind
    on_draft: Role | None = Role.MONITOR
    on_incident: Role | None = None
    needed: bool = False
    column: str = ""
    attribute: str = ""
    private: bool = False
    otherwise: Any = None
    exported: str = ""
    place: int = LAST
    published: str = ""
    always: bool = False
    in_drafts: int | None = None

    @property
    def empty(self) -> Any:
        """The model's value if nothing is known."""
        return self.kind.nothing if self.otherwise is None else self.otherwise

    def of(self, incident: Incident) -> Any:
        """The field's value in an incident."""
        name = self.attribute or self.name
        return getattr(incident, name) if name in _ATTRIBUTES else incident.facts.get(name, self.empty)


_ATTRIBUTES = frozenset(one.name for one in fields(Incident))

INCIDENT_FIELDS: tuple[IncidentField, ...] = (
    IncidentField("label", Code(ScreeningLabel, SCREENING_LABELS)),
    IncidentField(
        "title", Text(), on_incident=Role.EDITOR, column="title", otherwise="", exported="title", place=3, in_drafts=1,
        published=kept("headline, in the language in which it was recorded"),
    ),
    IncidentField(
        "primary", Code(Category, _CATEGORY_LABELS), on_incident=Role.EDITOR, needed=True, column="primary", exported="primary", place=1,
        always=True, published=kept("main category, by which the incident is counted"),
    ),
    IncidentField(
        "categories", Codes(Category, _CATEGORY_LABELS), on_incident=Role.EDITOR, column="categories", exported="categories", place=2, always=True,
        in_drafts=2, published=kept("codes of all categories, the main one first, separated by “; ”"),
    ),
    IncidentField("persons", People(("name", "role"), roles=("victim", "perpetrator", "official", "other")), in_drafts=3),
    IncidentField(
        "incident_date", PartialDate("date_precision"), on_incident=Role.EDITOR, column="happened_on", attribute="day", exported="date", always=True,
        in_drafts=8, published=kept("day of the incident; where only the month or the year is known, its first day"),
    ),
    IncidentField(
        "date_precision", Code(DatePrecision, DATE_PRECISION_LABELS), on_incident=Role.EDITOR, column="date_precision", attribute="precision",
        exported="date_precision", in_drafts=9, published=kept("how exactly the date is known"),
    ),
    IncidentField(
        "country", Country(), on_incident=Role.EDITOR, column="country", exported="country", in_drafts=5, published=kept("country, ISO 3166-1"),
    ),
    IncidentField("place", Text(), on_incident=Role.EDITOR, column="place", exported="place", in_drafts=6, published=kept("town or village")),
    IncidentField(
        "region", Region(), on_incident=Role.EDITOR, column="region", exported="region", in_drafts=7,
        published=kept("region, ISO 3166-2, in today's borders"),
    ),
    IncidentField(
        "victims", People(("name", "profession", "outlet"), Victim), on_incident=Role.EDITOR, column="victims", exported="victims",
        published=kept("persons against whom it was directed, as JSON: name, profession, outlet"),
    ),
    IncidentField(
        "outlets", Texts(), on_incident=Role.EDITOR, column="outlets", exported="outlets", in_drafts=4,
        published=kept("media against which it was directed, separated by “; ”; as JSON where a name holds a semicolon"),
    ),
    IncidentField(
        "actor", Code(Actor, ACTOR_LABELS), on_incident=Role.EDITOR, column="actor", otherwise=Actor.UNKNOWN, exported="actor", always=True,
        in_drafts=10, published=kept("who did it"),
    ),
    IncidentField(
        "target", Code(Target, TARGET_LABELS), on_incident=Role.EDITOR, column="target", exported="target",
        published=kept("against whom it was directed"),
    ),
    IncidentField(
        "online", Flag(), on_incident=Role.EDITOR, column="online", otherwise=False, exported="online", always=True,
        published=kept("whether it happened on the internet"),
    ),
    IncidentField(
        "during", Code(During, DURING_LABELS), on_incident=Role.EDITOR, column="during", exported="during",
        published=kept("in the midst of what it happened"),
    ),
    IncidentField(
        "motive", Code(Motive, MOTIVE_LABELS), on_incident=Role.EDITOR, column="motive", otherwise=Motive.UNCONFIRMED, exported="motive", always=True,
        published=kept("whether it is established that it was because of the work as a journalist"),
    ),
    IncidentField("outcome", Code(Outcome, OUTCOME_LABELS), in_drafts=11),
    IncidentField("status", Code(StatusCode, STATUS_LABELS)),
    IncidentField("status_date", Day()),
    IncidentField("status_source", Text()),
    IncidentField("follows", IncidentNumber()),
    IncidentField(
        "summary", ByLanguage(), on_incident=Role.EDITOR, column="summary", exported="summary",
        published=kept("what happened, as JSON in the languages in which it was written: kk, ru, en"),
    ),
    IncidentField("safety_notes", Text(), on_incident=Role.EDITOR, private=True),
    IncidentField("contacts", Text(), on_incident=Role.EDITOR, private=True),
)  # fmt: skip

BY_NAME = {one.name: one for one in INCIDENT_FIELDS}
# The fields that are columns of an incident, in the order in which the ledger keeps them.
COLUMN_FIELDS = tuple(one for one in INCIDENT_FIELDS if one.column)
# The fields of export, import and API, in their order.
EXPORTED_FIELDS = tuple(sorted((one for one in INCIDENT_FIELDS if one.exported), key=lambda one: one.place))
# Those of them that the open release holds.
PUBLISHED_FIELDS = tuple(one for one in EXPORTED_FIELDS if one.published)
# The fields in the export of drafts, in their order.
DRAFT_EXPORT_FIELDS = tuple(sorted((one for one in INCIDENT_FIELDS if one.in_drafts is not None), key=lambda one: one.in_drafts or 0))
# What is noted for those who help the victims: never in the draft, the ledger, an export, an API or a publication.
PRIVATE_FIELDS = tuple(one for one in INCIDENT_FIELDS if one.private)


def model_values(values: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `Incident` for the model's values of fields by their names: those with an attribute by that, the others under `facts`."""
    named = {BY_NAME[name].attribute or name: value for name, value in values.items()}
    facts = {name: value for name, value in named.items() if name not in _ATTRIBUTES and value != BY_NAME[name].empty}
    return {**{name: value for name, value in named.items() if name in _ATTRIBUTES}, "facts": facts}
