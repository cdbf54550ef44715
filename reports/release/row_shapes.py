"""What stands in a row of JSON where the cell of a table holds a list or an object: JSON Schema, by the kind of a field and for what is computed of an incident."""

from typing import Any

from records.field_kinds import Appointments, ByLanguage, Codes, Kind, LawArticles, People, Texts
from records.i18n import LANGUAGES
from records.vocabulary import STATUSES as STATUS_FACTS
from records.vocabulary import Gender, LawStage, SentenceKind, TermUnit, Track

Shape = dict[str, Any]

_TEXT: Shape = {"type": "string"}
_TEXT_OR_NOT: Shape = {"type": ["string", "null"]}
_DAY: Shape = {"type": "string", "format": "date"}
_DAY_OR_NOT: Shape = {"type": ["string", "null"], "format": "date"}


def _one_of(codes: Any) -> Shape:
    return {"type": "string", "enum": [str(code) for code in codes]}


def _object(parts: Shape, sometimes: Shape | None = None) -> Shape:
    """An object with these parts, and perhaps with some more, and with no others."""
    return {"type": "object", "properties": parts | (sometimes or {}), "required": list(parts), "additionalProperties": False}


def _list(one: Shape) -> Shape:
    return {"type": "array", "items": one}


_BY_LANGUAGE = _object(dict.fromkeys(LANGUAGES, _TEXT_OR_NOT))
_VICTIM = _object(
    {
        "name": _TEXT_OR_NOT,
        "names": _BY_LANGUAGE,
        "person": {"type": ["integer", "null"]},
        "profession": _TEXT,
        "gender": _one_of(Gender),
        "outlet": _TEXT,
        "publish": {"type": "boolean"},
    }
)
_PENALTY: Shape = {
    "kind": _one_of(SentenceKind),
    "term": {"type": "integer", "minimum": 1},
    "unit": _one_of(TermUnit),
    "sum": {"type": "integer", "minimum": 1},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
}
# No status that was withdrawn is in a release, so nothing is ever said there.
STATUSES = _list(
    _object(
        {
            "id": {"type": "integer"}, "date": _DAY, "track": _one_of(Track), "code": _one_of(STATUS_FACTS), "source": _TEXT, "note": _TEXT,
            "withdrawn": {"type": "null"},
        },
        _PENALTY,
    )
)  # fmt: skip
ARTICLES = _list(
    _object(
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
CUSTODY = _list(_object({"since": _DAY, "until": _DAY_OR_NOT}))
SENTENCE: Shape = {**_object({"code": _one_of(STATUS_FACTS), "date": _DAY}, _PENALTY), "type": ["object", "null"]}
TEXT_STATES = _object({f"{text}_{lang}": _one_of(("none", "proposed", "checked")) for lang in LANGUAGES for text in ("title", "summary")})


def shape_of(kind: Kind) -> Shape | None:
    """The value of a field of this kind; None if it is one word, as in a cell."""
    match kind:
        case Codes(codes=codes):
            return _list(_one_of(codes))
        case Texts():
            return _list(_TEXT)
        case People(pointer=pointer) if pointer:
            return _list(_VICTIM)
        case People(keys=keys):
            return _list(_object(dict.fromkeys(keys, _TEXT)))
        case ByLanguage():
            return _BY_LANGUAGE
        case LawArticles():
            stage: Shape = {"enum": [*map(str, LawStage), None]}
            return _list(_object({"code": _TEXT, "article": _TEXT, "part": _TEXT, "stage": stage}))
        case Appointments():
            return _list(_object({"date": _DAY, "what": _TEXT, "where": _TEXT}))
    return None
