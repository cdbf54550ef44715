"""The columns of the tables in a release, each with its type, its codes and what it means (Table Schema v1).

Source: Table Schema, version 1.0, https://specs.frictionlessdata.io/table-schema/
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from records.country import home
from records.field_kinds import Schema, code_list_pattern, codes_schema, list_schema, object_schema
from records.i18n import LANGUAGES, gettext_noop, tr
from records.incident_fields import PUBLISHED_FIELDS, IncidentField
from records.vocabulary import (
    CATEGORIES,
    CPJ_LABELS,
    SENTENCE_KIND_LABELS,
    STATUS_LABELS,
    TERM_UNIT_LABELS,
    TRACK_LABELS,
    UNESCO_LABELS,
    Category,
    SentenceKind,
    TermUnit,
    Track,
)
from records.vocabulary import STATUSES as STATUS_FACTS
from records.vocabulary.categories import TAXONOMIES_OF_OTHERS, Taxonomy

# JSON Schema of values computed from an incident that are lists or objects in a JSON row.

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NOT: Schema = {"type": ["string", "null"]}
_DAY: Schema = {"type": "string", "format": "date"}
_DAY_OR_NOT: Schema = {"type": ["string", "null"], "format": "date"}


_PENALTY: Schema = {
    "kind": codes_schema(SentenceKind),
    "term": {"type": "integer", "minimum": 1},
    "unit": codes_schema(TermUnit),
    "sum": {"type": "integer", "minimum": 1},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
}
# No withdrawn status is in a release, so this is always null.
_STATUS_LIST_SHAPE = list_schema(
    object_schema(
        {
            "id": {"type": "integer"}, "date": _DAY, "track": codes_schema(Track), "code": codes_schema(STATUS_FACTS), "source": _TEXT, "note": _TEXT,
            "withdrawn": {"type": "null"},
        },
        _PENALTY,
    )
)  # fmt: skip
_ARTICLES = list_schema(
    object_schema(
        {
            **dict.fromkeys(("id", "url", "outlet", "lang", "title"), _TEXT),
            "published_at": _TEXT_OR_NOT,
            "sha256": {"type": "string", "pattern": "^([0-9a-f]{64})?$"},
            "way": _TEXT,
            "archived": _TEXT,
            "archived_at": _TEXT_OR_NOT,
        }
    )
)
_CUSTODY = list_schema(object_schema({"since": _DAY, "until": _DAY_OR_NOT}))
_SENTENCE: Schema = {**object_schema({"code": codes_schema(STATUS_FACTS), "date": _DAY}, _PENALTY), "type": ["object", "null"]}
_TEXT_STATES = object_schema({f"{text}_{lang}": codes_schema(("none", "proposed", "checked")) for lang in LANGUAGES for text in ("title", "summary")})


_KIND = {code: facts.label for code, facts in CATEGORIES.items()}


@dataclass(frozen=True)
class Field:
    """A column. `about` is a message in English. `codes` are all its possible values, with their words.

    A constraint that depends on the home country is a function that returns it. `shape` is the value in a row of JSON as JSON Schema has it, where
    the cell of a table is flatter than the value: `reports.release.descriptors` reads it, and for all others the type, the codes and the constraints.
    """

    name: str
    type: str
    about: str
    codes: Mapping[Any, str] = field(default_factory=dict)
    constraints: Mapping[str, Any] = field(default_factory=dict)
    shape: Mapping[str, Any] | None = None

    @property
    def limits(self) -> dict[str, Any]:
        """Return the constraints as they are for the home country."""
        return {name: limit() if callable(limit) else limit for name, limit in self.constraints.items()}

    def described(self) -> dict[str, Any]:
        """Return the column in the form of Table Schema, in the current language."""
        about = tr(self.about)
        if self.codes:
            about += ": " + "; ".join(f"{code} – {tr(words)}" for code, words in self.codes.items())
        limits = self.limits | ({"enum": [str(code) for code in self.codes]} if self.codes else {})
        return {"name": self.name, "type": self.type, "description": about} | ({"constraints": limits} if limits else {})


def _number_form() -> str:
    return home().number_form.replace("[0-9]", r"\d")


_REQUIRED: Mapping[str, Any] = {"required": True}
_NOT_NEGATIVE: Mapping[str, Any] = {"minimum": 0}


_ALWAYS_PLACED = frozenset({"adil_soz", "us_tracker", "jfj", "mapmf"})
_PLACE_ABOUT = {
    "adil_soz_block": gettext_noop(
        "block of Adil Soz's monthly report: A – rights of journalists, B – access to information, C – claims and accusations; empty = none"
    ),
    "adil_soz": gettext_noop("category in the words of Adil Soz, in Russian"),
    "us_tracker": gettext_noop("category of the U.S. Press Freedom Tracker"),
    "mapping_media_freedom": gettext_noop("category of Mapping Media Freedom in its list of 2014–2019; empty = it has none"),
    "sdg": gettext_noop(
        "kind of violation under indicator 16.10.1 of the Sustainable Development Goals, or the indicator that covers it instead; empty = none"
    ),
    "jfj": gettext_noop("type of attack by the list of Justice for Journalists"),
    "mapmf": gettext_noop("type of attack by the list of Mapping Media Freedom as it is today"),
}


def _placed(taxonomy: Taxonomy) -> Field:
    """Return the column of a taxonomy; taxonomy_codes.csv says what each code means."""
    required = _REQUIRED if taxonomy.column in _ALWAYS_PLACED else {}
    return Field(taxonomy.column, "string", _PLACE_ABOUT[taxonomy.column], {}, {**required, "enum": list(taxonomy.labels)})


_PLACES = tuple(map(_placed, TAXONOMIES_OF_OTHERS))


def _described(field: IncidentField) -> Field:
    """Return the column of a field of an incident, by its kind."""
    kind, required = field.kind, _REQUIRED if field.required_in_release else {}
    return Field(field.exported, kind.column_type, field.published, kind.column_codes(), {**required, **kind.column_limits()}, kind.schema())


INCIDENTS = (
    Field("number", "string", gettext_noop("number of the incident, which never changes and is never given twice"), {},
          {**_REQUIRED, "unique": True, "pattern": _number_form}),
    *map(_described, PUBLISHED_FIELDS),
    Field("statuses", "array", gettext_noop("what became of it by the day as of which the release speaks, as JSON; also in statuses.csv"),
          shape=_STATUS_LIST_SHAPE),
    Field("articles", "array", gettext_noop("articles on which it rests, as JSON, each with the SHA-256 of its stored page"), shape=_ARTICLES),
    Field("recorded", "date", gettext_noop("day on which it was recorded"), {}, _REQUIRED),
    Field("withdrawn", "boolean", gettext_noop("always false: withdrawn incidents are in no release"), {}, _REQUIRED),
    Field("days_without_accountability", "integer",
          gettext_noop("days on which nobody had answered for it, up to that day or to the day on which somebody did; empty where nobody did anything punishable"),
          {}, _NOT_NEGATIVE),
    Field("days_since_status", "integer", gettext_noop("days since the last status of the perpetrator, up to that day; empty as above"), {}, _NOT_NEGATIVE),
    Field("days_under_pursuit", "integer", gettext_noop("days of the case against the journalist, up to that day or to its end; empty where there is none"),
          {}, _NOT_NEGATIVE),
    Field("days_in_custody", "integer", gettext_noop("days of the journalist in custody, up to that day; empty where there is no case against her"), {}, _NOT_NEGATIVE),
    Field("custody", "array", gettext_noop("times of the journalist in custody, as JSON: since when, and until when (null: it went on on that day)"),
          shape=_CUSTODY),
    Field("sentence", "object", gettext_noop("the last ruling against the journalist that was not undone, with what is known of its penalty, as JSON; empty = none"),
          shape=_SENTENCE),
    Field("unesco", "string", gettext_noop("state of the case in the sense of UNESCO, which judges killings; empty = it is none"), UNESCO_LABELS),
    Field("cpj", "string",
          gettext_noop("degree of impunity in the sense of the Committee to Protect Journalists, which judges killings for a confirmed motive; empty = it is none"),
          CPJ_LABELS),
    Field("as_of", "date", gettext_noop("day as of which everything is told"), {}, _REQUIRED),
    *_PLACES,
    Field("text_states", "object",
          gettext_noop("how far title and summary may be relied on in each language, as JSON: none – no text, proposed – nobody vouches for it, checked – by a person"),
          {}, _REQUIRED, _TEXT_STATES),
)  # fmt: skip

# Without the name of the monitor who entered it, who may be in danger too.
STATUSES = (
    Field("number", "string", gettext_noop("number of the incident of which it tells"), {}, {**_REQUIRED, "pattern": _number_form}),
    Field("date", "date", gettext_noop("day of the event"), {}, _REQUIRED),
    Field("track", "string", gettext_noop("whose story it tells"), TRACK_LABELS, _REQUIRED),
    Field("code", "string", gettext_noop("what happened"), STATUS_LABELS, _REQUIRED),
    Field("source", "string", gettext_noop("who tells it: an address, a document, a person")),
    Field("note", "string", gettext_noop("a note on it")),
    Field("kind", "string", gettext_noop("kind of a sentence"), SENTENCE_KIND_LABELS),
    Field("term", "integer", gettext_noop("length of an arrest, a sentence or a ban"), {}, {"minimum": 1}),
    Field("unit", "string", gettext_noop("unit of the length"), TERM_UNIT_LABELS),
    Field("sum", "integer", gettext_noop("sum of a fine or of damages, in whole units of its currency"), {}, {"minimum": 1}),
    Field("currency", "string", gettext_noop("its currency (ISO 4217)"), {}, {"pattern": "[A-Z]{3}"}),
)

# The languages of codes in that table, a column each, with its description; of another language its own name.
LABELLED = tuple(LANGUAGES)
_CODE_ABOUT = {
    "kk": gettext_noop("what it means, in Kazakh"),
    "ru": gettext_noop("what it means, in Russian"),
    "en": gettext_noop("what it means, in English"),
}
_LABEL_ABOUT = {
    "kk": gettext_noop("the category in Kazakh"),
    "ru": gettext_noop("the category in Russian"),
    "en": gettext_noop("the category in English"),
}

TAXONOMIES = (
    Field("code", "string", gettext_noop("code of the category"), _KIND, {**_REQUIRED, "unique": True}),
    *(Field(f"label_{lang}", "string", _LABEL_ABOUT.get(lang, LANGUAGES[lang].name), {}, _REQUIRED) for lang in LABELLED),
    *(place for place in _PLACES if place.name != "adil_soz"),
)

TAXONOMY_CODES = (
    Field("taxonomy", "string", gettext_noop("the column of incidents.csv and taxonomies.csv in which the code stands"), {},
          {**_REQUIRED, "enum": [taxonomy.column for taxonomy in TAXONOMIES_OF_OTHERS]}),
    Field("code", "string", gettext_noop("the code, as it stands there"), {}, _REQUIRED),
    *(Field(f"label_{lang}", "string", _CODE_ABOUT.get(lang, LANGUAGES[lang].name), {}, _REQUIRED) for lang in LABELLED),
    Field("owner", "string", gettext_noop("whose taxonomy it is"), {}, _REQUIRED),
    Field("source", "string", gettext_noop("where it is published"), {}, {**_REQUIRED, "pattern": "https://.+"}),
    Field("categories", "string", gettext_noop("codes of the categories that stand there, with semicolons between"), {}, {**_REQUIRED, **code_list_pattern(Category)}),
)  # fmt: skip

_CHANGE_LABELS = {
    "added": gettext_noop("the release before did not tell it"),
    "changed": gettext_noop("it has changed in the columns named here"),
    "withdrawn": gettext_noop("it was withdrawn"),
    "left": gettext_noop("it is no longer within the days of the release, because its date was corrected"),
}
CHANGES = (
    Field("number", "string", gettext_noop("number of the incident of which it tells"), {}, {**_REQUIRED, "unique": True, "pattern": _number_form}),
    Field("change", "string", gettext_noop("what became of it since the release before"), _CHANGE_LABELS, _REQUIRED),
    Field("fields", "string", gettext_noop("columns of incidents.csv in which it changed, with semicolons between")),
)
