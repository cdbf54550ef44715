"""The fields of incidents and drafts, one entry each, from which all code that handles fields derives.

To add a field, add an entry here, a column in `tables/incident_tables.py` with a migration, and for codes a list in `vocabulary/`. The ledger, the
correction of drafts and incidents, the desk's forms, exports, imports, the API and the release then include it. A new kind of values is a class in
`field_kinds.py`. CONTRIBUTING.md describes the steps.
"""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from records.field_kinds import (
    Amount,
    Appointments,
    ByLanguage,
    Code,
    Codes,
    Country,
    Currency,
    Day,
    Flag,
    IncidentNumber,
    Kind,
    LawArticles,
    Notes,
    PartialDate,
    People,
    Region,
    Text,
    TextNames,
    Texts,
)
from records.i18n import gettext_noop, pgettext_noop
from records.incident_model import Incident, Victim
from records.users import Role
from records.vocabulary import (
    ACTOR_LABELS,
    CATEGORIES,
    CLAIMANT_LABELS,
    DATE_PRECISION_LABELS,
    DURING_LABELS,
    LAWFUL_LABELS,
    MOTIVE_LABELS,
    OUTCOME_LABELS,
    SCREENING_LABELS,
    STATUS_LABELS,
    TARGET_LABELS,
    TRACK_LABELS,
    Actor,
    Category,
    Claimant,
    DatePrecision,
    During,
    Lawful,
    Motive,
    Outcome,
    ScreeningLabel,
    StatusCode,
    Target,
    Track,
)

# Sorts after every field with a position of its own.
LAST = 100
_ATTRIBUTES = frozenset(field.name for field in fields(Incident))


class FormPosition(NamedTuple):
    """Where a form shows a field: fields with the same row are next to each other.

    `group` is a group of the draft form (`desk/fields.py`). A text of several `lines` gets a text area.
    """

    row: int = LAST
    column: int = 1
    group: str = ""
    lines: int = 1


@dataclass(frozen=True)
class FormPrompt:
    """How forms ask for a field; every text is a message, and `empty` labels the empty choice.

    `draft` and `incident` are its spots in the two forms; None if that form omits it. `told`: it is listed among the facts of a decided draft.
    """

    words: str
    hint: str = ""
    empty: str = ""
    draft: FormPosition | None = None
    incident: FormPosition | None = None
    told: bool = True


@dataclass(frozen=True, eq=False)
class IncidentField:
    """A field. `label` is its message in the history.

    `on_draft` and `on_incident` name the role that may correct it there; None means that nobody can, or that the field does not exist there. The desk
    and the API admit monitors to drafts and editors to incidents; a field for a higher role needs another check there first. Every incident has the
    `needed` fields. `column` is the column in the table of incidents; a field without one belongs only to drafts. `attribute` is the attribute of
    `Incident` if its name differs. `private` fields are stored together in the column `private` and never leave the desk. `default` is the incident's
    default; None means that it may stay empty. `exported` is the field's name in export, import and API, and `export_position` its position among
    them. `published` explains the field and includes it in the open release; `required_in_release` says that every row of the release has it.
    `in_drafts` is its position in the export of drafts, `in_record` its position among the facts on the incident's page.
    """

    name: str
    kind: Kind
    label: str
    form_prompt: FormPrompt | None = None
    on_draft: Role | None = Role.MONITOR
    on_incident: Role | None = None
    needed: bool = False
    column: str = ""
    attribute: str = ""
    private: bool = False
    default: Any = None
    exported: str = ""
    export_position: int = LAST
    published: str = ""
    required_in_release: bool = False
    in_drafts: int | None = None
    in_record: int | None = None

    @property
    def empty(self) -> Any:
        """Return the model's value if nothing is known."""
        return self.kind.nothing if self.default is None else self.default

    def of(self, incident: Incident) -> Any:
        """Return the field's value in an incident."""
        name = self.attribute or self.name
        return getattr(incident, name) if name in _ATTRIBUTES else incident.facts.get(name, self.empty)

    @property
    def is_fact(self) -> bool:
        """Return whether `Incident` stores it under `facts`."""
        return (self.attribute or self.name) not in _ATTRIBUTES


_CATEGORY_LABELS = {code: facts.label for code, facts in CATEGORIES.items()}
# Labels of the empty choice: unknown, and nothing of the kind.
NOT_KNOWN, _NOTHING = gettext_noop("not known"), gettext_noop("nothing of this kind")


def _of_incident(name: str, kind: Kind, label: str, form_prompt: FormPrompt | None, **more: Any) -> IncidentField:
    """Return a field that editors may correct, using its name as column and export name by default."""
    return IncidentField(name, kind, label, form_prompt, **{"on_incident": Role.EDITOR, "column": name, "exported": name, **more})


INCIDENT_FIELDS: tuple[IncidentField, ...] = (
    IncidentField("label", Code(ScreeningLabel, SCREENING_LABELS), gettext_noop("kind of news")),
    _of_incident(
        "title", Text(), gettext_noop("title"),
        FormPrompt(gettext_noop("Title"), draft=FormPosition(0, group="texts", lines=2), incident=FormPosition(1, group="texts", lines=2)),
        default="", export_position=3, in_drafts=1, published=gettext_noop("headline, in the language in which it was recorded"),
    ),
    _of_incident(
        "primary", Code(Category, _CATEGORY_LABELS), gettext_noop("primary category"),
        FormPrompt(gettext_noop("Kind of violation"), empty=gettext_noop("choose"), draft=FormPosition(1, group="what"), incident=FormPosition(2), told=False),
        needed=True, export_position=1, required_in_release=True, published=gettext_noop("main category, by which the incident is counted"),
    ),
    _of_incident(
        "categories", Codes(Category, _CATEGORY_LABELS), gettext_noop("categories"),
        FormPrompt(gettext_noop("Further kinds"), draft=FormPosition(2, group="what"), incident=FormPosition(3)),
        export_position=2, in_drafts=2, required_in_release=True, published=gettext_noop("codes of all categories, the main one first, separated by “; ”"),
    ),
    IncidentField("persons", People(("name", "role"), roles=("victim", "perpetrator", "official", "other")), gettext_noop("persons"), in_drafts=3),
    _of_incident(
        "incident_date", PartialDate("date_precision"), gettext_noop("date"),
        FormPrompt(gettext_noop("Date"), hint=gettext_noop("As much as is known: 22.11.2026, 22 November, 11.2026 or 2026."), draft=FormPosition(1, 1, "where"), incident=FormPosition(2, 2)),
        column="happened_on", attribute="day", exported="date", in_drafts=8, required_in_release=True,
        published=gettext_noop("day of the incident; where only the month or the year is known, its first day"),
    ),
    _of_incident(
        "date_precision", Code(DatePrecision, DATE_PRECISION_LABELS), gettext_noop("precision of the date"), None, attribute="precision", in_drafts=9,
        published=gettext_noop("how exactly the date is known"),
    ),
    _of_incident(
        "country", Country(), gettext_noop("country"),
        FormPrompt(gettext_noop("Country"), draft=FormPosition(2, 2, "where"), incident=FormPosition(6, 3), told=False),
        in_drafts=5, published=gettext_noop("country, ISO 3166-1"),
    ),
    _of_incident(
        "place", Text(), gettext_noop("place"),
        FormPrompt(gettext_noop("Place"), draft=FormPosition(1, 2, "where"), incident=FormPosition(6, 1)),
        in_drafts=6, published=gettext_noop("town or village"),
    ),
    _of_incident(
        "region", Region(), gettext_noop("region"),
        FormPrompt(gettext_noop("Region"), empty=NOT_KNOWN, draft=FormPosition(2, 1, "where"), incident=FormPosition(6, 2)),
        in_drafts=7, published=gettext_noop("region, ISO 3166-2, in today's borders"),
    ),
    _of_incident(
        "victims", People(("name", "profession", "outlet"), Victim, pointer="person", recorded=("names", "gender", "publish")), gettext_noop("victims"),
        FormPrompt(gettext_noop("Victims"), draft=FormPosition(1, group="harmed"), incident=FormPosition(4)),
        published=gettext_noop(
            "persons against whom it was directed, as JSON: the name as it was spelled, the name in each language, the number of the person, the same under all"
            " spellings, profession, gender, outlet, and whether the name may be published; if not, there is neither name nor number"
        ),
    ),
    _of_incident(
        "outlets", Texts(), gettext_noop("outlets"),
        FormPrompt(gettext_noop("Outlets against which it was directed"), hint=gettext_noop("One a line."), draft=FormPosition(2, group="harmed", lines=2), incident=FormPosition(5, lines=2)),
        in_drafts=4, published=gettext_noop("media against which it was directed, separated by “; ”; as JSON where a name holds a semicolon"),
    ),
    _of_incident(
        "actor", Code(Actor, ACTOR_LABELS), pgettext_noop("field", "who did it"),
        FormPrompt(gettext_noop("Who did it"), draft=FormPosition(1, 1, "cause"), incident=FormPosition(7, 1)),
        default=Actor.UNKNOWN, in_drafts=10, in_record=1, required_in_release=True, published=gettext_noop("who did it"),
    ),
    _of_incident(
        "target", Code(Target, TARGET_LABELS), gettext_noop("against whom"),
        FormPrompt(gettext_noop("Against whom"), empty=NOT_KNOWN, draft=FormPosition(3, 1, "cause"), incident=FormPosition(7, 2)),
        in_record=2, published=gettext_noop("against whom it was directed"),
    ),
    _of_incident(
        "online", Flag(yes=gettext_noop("yes, it happened online"), statement=gettext_noop("It happened online")), gettext_noop("online"),
        FormPrompt(gettext_noop("Online"), draft=FormPosition(3, 2, "cause"), incident=FormPosition(8)),
        default=False, in_record=5, required_in_release=True, published=gettext_noop("whether it happened on the internet"),
    ),
    _of_incident(
        "during", Code(During, DURING_LABELS), gettext_noop("in the midst of"),
        FormPrompt(gettext_noop("In the midst of"), empty=_NOTHING, draft=FormPosition(1, 2, "cause"), incident=FormPosition(7, 3)),
        in_record=4, published=gettext_noop("in the midst of what it happened"),
    ),
    _of_incident(
        "motive", Code(Motive, MOTIVE_LABELS), gettext_noop("link to their work"),
        FormPrompt(gettext_noop("Link to their work"), draft=FormPosition(2, group="cause"), incident=FormPosition(7, 4)),
        default=Motive.UNCONFIRMED, in_record=3, required_in_release=True,
        published=gettext_noop("whether it is established that it was because of the work as a journalist"),
    ),
    _of_incident(
        "lawful", Code(Lawful, LAWFUL_LABELS), gettext_noop("was the detention lawful"),
        FormPrompt(
            gettext_noop("Was the detention or arrest lawful"), hint=gettext_noop("Where it was not, the days without accountability count."),
            draft=FormPosition(1, 1, "legal"), incident=FormPosition(1, 1, "legal"),
        ),
        default=Lawful.UNKNOWN, required_in_release=True, published=gettext_noop("whether a detention or an arrest was lawful"),
    ),
    _of_incident(
        "law_articles", LawArticles(), gettext_noop("articles of law"),
        FormPrompt(
            gettext_noop("Articles of law"), draft=FormPosition(2, group="legal", lines=2), incident=FormPosition(2, group="legal", lines=2),
            hint=gettext_noop("One a line: Criminal Code 274, part 4. Behind a dash, how far it has come: before trial, in court, in the ruling, no longer charged."),
        ),
        published=gettext_noop("articles of law by which somebody is charged or sued, as JSON: code, article, part, stage"),
    ),
    _of_incident(
        "claimant", Code(Claimant, CLAIMANT_LABELS), gettext_noop("who brought the case"),
        FormPrompt(gettext_noop("Who brought the case"), empty=NOT_KNOWN, draft=FormPosition(1, 2, "legal"), incident=FormPosition(1, 2, "legal")),
        published=gettext_noop("who brought the case against the journalist or the outlet"),
    ),
    _of_incident(
        "amount_claimed", Amount(), gettext_noop("sum claimed"),
        FormPrompt(gettext_noop("Sum claimed"), draft=FormPosition(3, 1, "legal"), incident=FormPosition(3, 1, "legal")),
        published=gettext_noop("sum that was claimed, in whole units of the currency"),
    ),
    _of_incident(
        "amount_awarded", Amount(), gettext_noop("sum awarded"),
        FormPrompt(gettext_noop("Sum awarded"), hint=gettext_noop("0 = nothing was awarded."), draft=FormPosition(3, 2, "legal"), incident=FormPosition(3, 2, "legal")),
        published=gettext_noop("sum that a court awarded, in whole units of the currency; 0 = nothing"),
    ),
    _of_incident(
        "currency", Currency(), gettext_noop("currency"),
        FormPrompt(gettext_noop("Currency"), hint=gettext_noop("Empty = that of the country."), draft=FormPosition(3, 3, "legal"), incident=FormPosition(3, 3, "legal")),
        published=gettext_noop("currency of the sums, ISO 4217"),
    ),
    _of_incident(
        "next_dates", Appointments(), gettext_noop("hearings and deadlines"),
        FormPrompt(
            gettext_noop("Hearings and deadlines"), draft=FormPosition(4, group="legal", lines=2), incident=FormPosition(4, group="legal", lines=2),
            hint=gettext_noop("One a line, the day first: 01.12.2026 – appeal – district court."),
        ),
        exported="next_date", published=gettext_noop("hearings and deadlines, also ones to come, as JSON: date, what, where"),
    ),
    IncidentField("outcome", Code(Outcome, OUTCOME_LABELS), gettext_noop("outcome"), in_drafts=11),
    IncidentField("outcome_of", Code(Track, TRACK_LABELS), gettext_noop("whose outcome it is"), in_drafts=12),
    IncidentField("status", Code(StatusCode, STATUS_LABELS), gettext_noop("status"), FormPrompt(gettext_noop("Status"), draft=FormPosition(1, group="after"))),
    IncidentField("status_date", Day(), gettext_noop("date of the status"), FormPrompt(gettext_noop("Day of the status"), draft=FormPosition(2, 1, "after"))),
    IncidentField(
        "status_source", Text(), gettext_noop("source of the status"),
        FormPrompt(gettext_noop("Source of the status"), hint=gettext_noop("Empty = the first article."), draft=FormPosition(2, 2, "after")),
    ),
    IncidentField(
        "follows", IncidentNumber(), gettext_noop("follows"),
        FormPrompt(
            gettext_noop("News of an earlier incident"), draft=FormPosition(3, group="after"), told=False,
            hint=gettext_noop("Its number, as KZ-2026-0003. Confirmed, it becomes a status there and takes no number."),
        ),
    ),
    _of_incident(
        "title_lang", Text(), gettext_noop("language of the title"), None, on_draft=None, on_incident=None,
        published=gettext_noop("language in which the headline was recorded"),
    ),
    _of_incident(
        "titles", ByLanguage(), gettext_noop("title by language"),
        FormPrompt(gettext_noop("Title ({language})"), draft=FormPosition(1, group="texts", lines=2), incident=FormPosition(2, group="texts", lines=2)),
        published=gettext_noop("headline, as JSON in the languages in which there is one: kk, ru, en"),
    ),
    IncidentField("texts_checked", TextNames(), gettext_noop("texts checked"), on_incident=Role.EDITOR),
    _of_incident("text_notes", Notes(), gettext_noop("state of the texts"), None, on_draft=None, on_incident=None, exported=""),
    _of_incident(
        "summary", ByLanguage(), gettext_noop("summary"),
        FormPrompt(gettext_noop("Summary ({language})"), draft=FormPosition(2, group="texts", lines=3), incident=FormPosition(3, group="texts", lines=3)),
        published=gettext_noop("what happened, as JSON in the languages in which it was written: kk, ru, en"),
    ),
    IncidentField(
        "safety_notes", Text(), gettext_noop("Safety notes"),
        FormPrompt(gettext_noop("Safety notes"), draft=FormPosition(1, group="unpublished", lines=2), incident=FormPosition(1, group="unpublished", lines=2)),
        on_incident=Role.EDITOR, private=True,
    ),
    IncidentField(
        "contacts", Text(), gettext_noop("Contacts"),
        FormPrompt(gettext_noop("Contacts"), draft=FormPosition(2, group="unpublished", lines=2), incident=FormPosition(2, group="unpublished", lines=2)),
        on_incident=Role.EDITOR, private=True,
    ),
)  # fmt: skip

BY_NAME = {incident_field.name: incident_field for incident_field in INCIDENT_FIELDS}
# The columns of an incident, in the order of the ledger.
COLUMN_FIELDS = tuple(incident_field for incident_field in INCIDENT_FIELDS if incident_field.column)
# The fields of export, import and API, in order.
EXPORTED_FIELDS = tuple(
    sorted((incident_field for incident_field in INCIDENT_FIELDS if incident_field.exported), key=lambda one: one.export_position)
)
# The exported fields that the open release includes.
PUBLISHED_FIELDS = tuple(exported_field for exported_field in EXPORTED_FIELDS if exported_field.published)
# The fields in the export of drafts, in order.
DRAFT_EXPORT_FIELDS = tuple(
    sorted((incident_field for incident_field in INCIDENT_FIELDS if incident_field.in_drafts is not None), key=lambda one: one.in_drafts or 0)
)
# Notes for those who help the victims: never in a draft, the ledger, an export, the API or a publication.
PRIVATE_FIELDS = tuple(incident_field for incident_field in INCIDENT_FIELDS if incident_field.private)


def model_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `Incident` for field values by name, with other fields under `facts`."""
    facts = {name: value for name, value in values.items() if BY_NAME[name].is_fact and value != BY_NAME[name].empty}
    return {**{BY_NAME[name].attribute or name: value for name, value in values.items() if not BY_NAME[name].is_fact}, "facts": facts}
