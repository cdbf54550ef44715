"""The kinds of field values, each with all that the product does with such a value.

A value has four forms: in a correction (plain JSON), in the column, in `incident_model.Incident`, and in exports (plain JSON). A kind converts between
them, checks a correction, reads the cell of an import, describes the value for the API and the release, and says how a form asks for it. A new kind is
a class here and needs no other place.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Protocol

from babel.numbers import list_currencies
from pydantic import BeforeValidator, Field

from records import cell_values
from records.country import home, region_words
from records.errors import BadDecision
from records.i18n import LANGUAGES, gettext_noop, tr
from records.incident_texts.sentences import text_names
from records.legal_case import Appointment, ChargedArticle, in_order
from records.legal_words import appointment_line, article_line, read_appointment, read_charged_article
from records.row_ids import LARGEST_ID
from records.vocabulary import DatePrecision, Gender, LawStage

# Values that mean unknown or none.
_EMPTY = (None, "")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
# No claim is as large as this; a larger number is a typing error.
_MOST_MONEY = 10**15
_SPACES = re.compile(r"[\s\u00a0\u202f]")


def day_and_precision(value: Any) -> tuple[date, DatePrecision] | None:
    """Return the first day of a written date and its precision, or None if it is not a date."""
    match = _DATE.fullmatch(str(value).strip())
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return first, DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR


def _checked_code(codes: type[StrEnum], name: str, value: Any) -> str:
    listed = [code.value for code in codes]
    for code in listed:
        if isinstance(value, str) and value.strip().casefold() == code.casefold():
            return code
    raise BadDecision.of_value(name, value, tr("one of {codes}").format(codes=", ".join(listed)))


# JSON Schema of values, as the release describes them.

Schema = dict[str, Any]
IsoDay = Annotated[str, Field(json_schema_extra={"format": "date"})]
_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}


def codes_schema(codes: Any) -> Schema:
    """Return the schema of one of these codes."""
    return {"type": "string", "enum": [str(code) for code in codes]}


def object_schema(parts: Schema, sometimes: Schema | None = None) -> Schema:
    """Return the schema of an object with these parts, optionally with some more, and with no others."""
    return {"type": "object", "properties": parts | (sometimes or {}), "required": list(parts), "additionalProperties": False}


def list_schema(schema: Schema) -> Schema:
    """Return the schema of a list of such values."""
    return {"type": "array", "items": schema}


def code_list_pattern(codes: Iterable[str]) -> Schema:
    """Return the constraint of a cell that lists codes."""
    code = "|".join(codes)
    return {"pattern": f"({code})(; ({code}))*"}


_BY_LANGUAGE = object_schema(dict.fromkeys(LANGUAGES, _TEXT_OR_NULL))
# A person with a record, as outputs fill it in; the name may be withheld.
_RECORDED_PERSON = object_schema(
    {
        "name": _TEXT_OR_NULL, "names": _BY_LANGUAGE, "person": {"type": ["integer", "null"]}, "profession": _TEXT, "gender": codes_schema(Gender),
        "outlet": _TEXT, "publish": {"type": "boolean"},
    }
)  # fmt: skip


class _SubmittedForm(Protocol):
    """A submitted form, which has the values of each input."""

    def getlist(self, name: str, /) -> list[Any]: ...


def form_text(form: _SubmittedForm, name: str) -> str:
    """Return the last text of an input, with plain line ends."""
    return str(form.getlist(name)[-1]).replace("\r\n", "\n").strip() if form.getlist(name) else ""


def form_texts(form: _SubmittedForm, name: str) -> list[str]:
    """Return the texts of all inputs of a name."""
    return [str(value).strip() for value in form.getlist(name)]


# The kinds.


@dataclass(frozen=True)
class Kind:
    """A kind whose four forms are the same text. `nothing` is the model's value if nothing is known.

    `column_type` is the type of its column in the release (Table Schema), `part_keys` are the keys of its object, or of each object in its list.
    """

    nothing: ClassVar[Any] = None
    column_type: ClassVar[str] = "string"

    @property
    def part_keys(self) -> tuple[str, ...]:
        """Return the keys of its objects; empty for a plain value."""
        return ()

    # The four forms.

    def from_column(self, stored: Any) -> Any:
        """Convert a column's value to the model's value."""
        return stored

    def to_column(self, value: Any) -> Any:
        """Convert a model's value to the column's value."""
        return value

    def to_json(self, value: Any) -> Any:
        """Convert a model's value to the value in exports."""
        return value

    def kept_to_column(self, stored: Any) -> Any:
        """Convert a correction's value to the column's value."""
        return stored

    # Checking.

    def check(self, name: str, value: Any) -> Any:
        """Return a correction of the named field as it is stored. Raises BadDecision that says what is wrong with it."""
        raise TypeError(f"{name}: nobody corrects values of the kind {type(self).__name__}")

    def checked(self, name: str, value: Any) -> dict[str, Any]:
        """Return the corrections that follow from one of the named field, by field."""
        return {name: self.check(name, value)}

    # Importing.

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        """Return the type of a present value, and the function that reads it from a cell. `part` is the model of its objects."""
        return str, cell_values.text

    def from_cell(self, read: Any) -> Any:
        """Convert what was read from a cell to the model's value."""
        return read

    # Describing.

    def json_type(self, part: Callable[[], Any]) -> Any:
        """Return the type of the value in the API. `part` returns the model of its objects."""
        return str

    def schema(self) -> Schema | None:
        """Return the JSON Schema of the value; None if it is one word, as in a cell."""
        return None

    def column_limits(self) -> Schema:
        """Return the constraints of its column in the release."""
        return {}

    def column_codes(self) -> Mapping[Any, str]:
        """Return all possible values of its column in the release, with their words."""
        return {}

    # Drawing.

    def widget(self, lines: int) -> str:
        """Return the macro of the forms that draws its input of so many lines."""
        return "line"

    def draft_attributes(self) -> dict[str, Any]:
        """Return further attributes of its input in the form of a draft."""
        return self.incident_attributes()

    def incident_attributes(self) -> dict[str, Any]:
        """Return further attributes of its input in the form of an incident."""
        return {}

    def lines(self, values: Any) -> list[str]:
        """Return the entries of a column, one line each."""
        return [str(value) for value in values]

    def to_form(self, stored: Any) -> Any:
        """Return a column's value as the form of an incident shows it."""
        return str(stored or "")

    def from_form(self, name: str, form: _SubmittedForm) -> Any:
        """Read the named field from the form of an incident, in the shape of `to_form`."""
        return form_text(form, name)


@dataclass(frozen=True)
class Text(Kind):
    """A text in one language."""

    def check(self, name: str, value: Any) -> str | None:
        if value in _EMPTY:
            return None
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise BadDecision.of_value(name, value, tr("a text"))
        return str(value).strip()

    def widget(self, lines: int) -> str:
        return "lines" if lines > 1 else "line"


@dataclass(frozen=True)
class Notes(Kind):
    """Notes about an incident's texts, which are not corrected on their own and not exported."""

    nothing: ClassVar[Any] = MappingProxyType({})

    def to_column(self, value: Any) -> Any:
        return dict(value)


@dataclass(frozen=True)
class Country(Kind):
    """A country, ISO 3166-1."""

    def check(self, name: str, value: Any) -> str | None:
        if value in _EMPTY:
            return None
        if not isinstance(value, str) or not re.fullmatch("[A-Za-z]{2}", value.strip()):
            raise BadDecision.of_value(name, value, tr("two letters, as KZ"))
        return value.strip().upper()

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return str, cell_values.country

    def column_limits(self) -> Schema:
        return {"pattern": "[A-Z]{2}"}

    def draft_attributes(self) -> dict[str, Any]:
        return {"maxlength": 2, "size": 3}

    def incident_attributes(self) -> dict[str, Any]:
        return {"maxlength": 2}


@dataclass(frozen=True)
class Region(Kind):
    """A region, ISO 3166-2."""

    def check(self, name: str, value: Any) -> str | None:
        if value in _EMPTY:
            return None
        written = str(value).strip()
        for code in home().regions:
            if written.casefold() in map(str.casefold, region_words(code)):
                return code
        raise BadDecision.of_value(name, value, tr("one of {codes}").format(codes=", ".join(home().regions)))

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return str, cell_values.region

    def column_limits(self) -> Schema:
        return {"pattern": "[A-Z]{2}(-[A-Z0-9]{1,3})?"}

    def widget(self, lines: int) -> str:
        return "choice"


@dataclass(frozen=True)
class IncidentNumber(Kind):
    """The number of an incident."""

    def check(self, name: str, value: Any) -> str | None:
        if value in _EMPTY:
            return None
        if not isinstance(value, str) or home().number_parts(value.strip().upper()) is None:
            raise BadDecision.of_value(name, value, tr("a number as {example}").format(example=home().number(2021, 42)))
        return value.strip().upper()

    def draft_attributes(self) -> dict[str, Any]:
        return {"maxlength": 14, "placeholder": home().number(2026, 3)}


@dataclass(frozen=True)
class Flag(Kind):
    """True or false. `yes` is the message of the choice for true, `statement` that of the checkbox."""

    column_type: ClassVar[str] = "boolean"
    yes: str = gettext_noop("yes")
    statement: str = gettext_noop("yes")

    def check(self, name: str, value: Any) -> bool:
        words = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False, "": False, "none": False}
        if (flag := words.get(str(value).strip().casefold())) is None:
            raise BadDecision.of_value(name, value, tr("true or false"))
        return flag

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return bool, cell_values.flag

    def json_type(self, part: Callable[[], Any]) -> Any:
        return bool

    def widget(self, lines: int) -> str:
        return "flag"

    def to_form(self, stored: Any) -> Any:
        return stored

    def from_form(self, name: str, form: _SubmittedForm) -> bool:
        return any(form.getlist(name)[-1:])


@dataclass(frozen=True)
class Code(Kind):
    """One code of a closed list, with labels. A field that may be unknown has a code for that, or no code at all."""

    codes: type[StrEnum]
    labels: Mapping[Any, str]

    def from_column(self, stored: Any) -> Any:
        return self.codes(stored) if stored else None

    def to_column(self, value: Any) -> Any:
        return str(value) if value else None

    def to_json(self, value: Any) -> Any:
        return str(value) if value else None

    def check(self, name: str, value: Any) -> Any:
        return None if value in _EMPTY else _checked_code(self.codes, name, value)

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return self.codes, cell_values.coded(self.codes, self.labels)

    def json_type(self, part: Callable[[], Any]) -> Any:
        return self.codes

    def column_codes(self) -> Mapping[Any, str]:
        return self.labels

    def widget(self, lines: int) -> str:
        return "choice"


@dataclass(frozen=True)
class Codes(Code):
    """Several codes of a closed list, in order."""

    nothing: ClassVar[Any] = ()

    def from_column(self, stored: Any) -> Any:
        return tuple(map(self.codes, stored))

    def to_column(self, value: Any) -> Any:
        return [str(code) for code in value]

    def to_json(self, value: Any) -> Any:
        return [str(code) for code in value]

    def check(self, name: str, value: Any) -> list[str]:
        """Return the codes, the primary one first, from a list, one code, comma-separated codes, or the machine's objects."""
        written = value if isinstance(value, list) else str(value or "").split(",")
        listed = [entry.get("code") if isinstance(entry, dict) else entry for entry in written]
        codes = list(dict.fromkeys(_checked_code(self.codes, name, code) for code in listed))
        if not codes:
            raise BadDecision.of_value(name, value, tr("one of {codes}").format(codes=", ".join(self.codes)))
        return codes

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        code = Annotated[self.codes, BeforeValidator(cell_values.coded(self.codes, self.labels))]  # type: ignore[name-defined]
        return list[code], cell_values.listed(str)

    def from_cell(self, read: Any) -> Any:
        return tuple(read)

    def json_type(self, part: Callable[[], Any]) -> Any:
        return list[self.codes]  # type: ignore[name-defined]

    def schema(self) -> Schema | None:
        return list_schema(codes_schema(self.codes))

    def column_limits(self) -> Schema:
        return code_list_pattern(self.codes)

    def column_codes(self) -> Mapping[Any, str]:
        return {}

    def widget(self, lines: int) -> str:
        return "boxes"

    def to_form(self, stored: Any) -> Any:
        return self.lines(stored)

    def from_form(self, name: str, form: _SubmittedForm) -> list[str]:
        return form_texts(form, name)


@dataclass(frozen=True)
class Day(Kind):
    """A day that is known exactly."""

    column_type: ClassVar[str] = "date"

    def to_json(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def kept_to_column(self, stored: Any) -> Any:
        return date.fromisoformat(stored) if stored else None

    def check(self, name: str, value: Any) -> str | None:
        if value in _EMPTY:
            return None
        day, precision = day_and_precision(value) or (None, None)
        if day is None or precision is not DatePrecision.DAY:
            raise BadDecision.of_value(name, value, tr("a day as 2021-06-10"))
        return day.isoformat()

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return date, cell_values.day

    def json_type(self, part: Callable[[], Any]) -> Any:
        return IsoDay

    def draft_attributes(self) -> dict[str, Any]:
        return {"maxlength": 60}

    def incident_attributes(self) -> dict[str, Any]:
        return {"maxlength": 60, "autocomplete": "off"}

    def to_form(self, stored: Any) -> Any:
        return stored.isoformat() if stored else ""


@dataclass(frozen=True)
class PartialDate(Day):
    """The first day of a date that may be known only in part; the field named `precision` says how exactly."""

    precision: str

    def checked(self, name: str, value: Any) -> dict[str, Any]:
        """Return the first day and its precision: a day, a month or a year, depending on how much is written."""
        if value in _EMPTY:
            return {name: None, self.precision: None}
        day, precision = day_and_precision(value) or (None, None)
        if day is None or precision is None:
            raise BadDecision.of_value(name, value, tr("a date as 2021-06-10, or 2021-06, or 2021"))
        return {name: day.isoformat(), self.precision: precision.value}


@dataclass(frozen=True)
class Texts(Kind):
    """A list of texts."""

    nothing: ClassVar[Any] = ()

    def from_column(self, stored: Any) -> Any:
        return tuple(stored)

    def to_column(self, value: Any) -> Any:
        return list(value)

    def to_json(self, value: Any) -> Any:
        return list(value)

    def check(self, name: str, value: Any) -> list[str]:
        texts = value if isinstance(value, list) else str(value or "").split(";")
        if not all(isinstance(text, str) for text in texts):
            raise BadDecision.of_value(name, value, tr("a list of texts"))
        return [text.strip() for text in texts if text.strip()]

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return list[Annotated[str, BeforeValidator(cell_values.text)]], cell_values.listed(str)

    def from_cell(self, read: Any) -> Any:
        return tuple(read)

    def json_type(self, part: Callable[[], Any]) -> Any:
        return list[str]

    def schema(self) -> Schema | None:
        return list_schema(_TEXT)

    def widget(self, lines: int) -> str:
        return "lines" if lines > 1 else "line"

    def to_form(self, stored: Any) -> Any:
        return self.lines(stored)

    def from_form(self, name: str, form: _SubmittedForm) -> list[str]:
        return _form_lines(name, form)


@dataclass(frozen=True)
class TextNames(Texts):
    """Names of an incident's texts, such as `title_kk` (`records.incident_texts.sentences`)."""

    def check(self, name: str, value: Any) -> list[str]:
        slots = [slot for slot, _, _ in text_names()]
        names = super().check(name, value)
        if unknown := [name for name in names if name not in slots]:
            raise BadDecision.of_value(name, unknown[0], tr("one of {codes}").format(codes=", ".join(slots)))
        return list(dict.fromkeys(names))


@dataclass(frozen=True)
class People(Kind):
    """A list of people, each with texts under these keys; only the first key, the name, is always filled.

    `roles` are the codes that `role` may have. `pointer` is the key of the id of the person's record, or null; empty if these people have no records.
    `recorded` are keys that outputs fill from that record and that are ignored in input.
    """

    nothing: ClassVar[Any] = ()
    column_type: ClassVar[str] = "array"
    keys: tuple[str, ...]
    person: Callable[..., Any] = dict
    roles: tuple[str, ...] = ()
    pointer: str = ""
    recorded: tuple[str, ...] = ()

    @property
    def part_keys(self) -> tuple[str, ...]:
        return self.keys

    def from_column(self, stored: Any) -> Any:
        return tuple(self.person(**person) for person in stored)

    def to_column(self, value: Any) -> Any:
        return [self._plain(person) for person in value]

    def to_json(self, value: Any) -> Any:
        return [self._plain(person) for person in value]

    def _plain(self, person: Any) -> dict[str, Any]:
        return {name: getattr(person, name) for name in (*self.keys, self.pointer) if name}

    def check(self, name: str, value: Any) -> list[dict[str, Any]]:
        """Return people as [{name, …}], from objects or from names separated by semicolons. A given reference to a person's record is included."""
        listed = value if isinstance(value, list) else [part for part in str(value or "").split(";") if part.strip()]
        return [self._checked_person(name, {"name": entry} if isinstance(entry, str) else entry, entry) for entry in listed]

    def _checked_person(self, name: str, person: Any, entry: Any) -> dict[str, Any]:
        fields = (*self.keys, *filter(None, [self.pointer]))
        if (
            not isinstance(person, dict)
            or set(person) - {*fields, *self.recorded}
            or not all(isinstance(person.get(key), str | None) for key in self.keys)
        ):
            raise BadDecision.of_value(name, entry, tr("a name, or {keys}").format(keys=", ".join(fields)))
        written: dict[str, Any] = {key: (person.get(key) or "").strip() for key in self.keys}
        if (pointer := person.get(self.pointer)) is not None:
            # `True` is an int and would be read as person 1.
            if not isinstance(pointer, int) or isinstance(pointer, bool) or not 0 < pointer <= LARGEST_ID:
                raise BadDecision.of_value(name, pointer, tr("the number of a person, as 12"))
            written[self.pointer] = pointer
        if not written["name"]:
            raise BadDecision.of_value(name, entry, tr("a name"))
        if self.roles:
            written["role"] = written["role"] or self.roles[0]
            if written["role"] not in self.roles:
                raise BadDecision.of_value(name, written["role"], tr("one of {codes}").format(codes=", ".join(self.roles)))
        return written

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return list[part], cell_values.listed(lambda name: {"name": name})

    def from_cell(self, read: Any) -> Any:
        # The id of a person belongs to another database: the person is found by the name.
        return tuple(self.person(**person.model_dump(include=set(self.keys))) for person in read)

    def json_type(self, part: Callable[[], Any]) -> Any:
        return list[part()]  # type: ignore[misc]

    def schema(self) -> Schema | None:
        return list_schema(_RECORDED_PERSON if self.pointer else object_schema(dict.fromkeys(self.keys, _TEXT)))

    def widget(self, lines: int) -> str:
        return "people"

    def to_form(self, stored: Any) -> Any:
        return [{key: str(person.get(key) or "") for key in self.keys} for person in stored]

    def from_form(self, name: str, form: _SubmittedForm) -> list[dict[str, str]]:
        # The inputs of a row are named in the singular: `victim_name`.
        columns = [form_texts(form, f"{name.removesuffix('s')}_{key}") for key in self.keys]
        return [dict(zip(self.keys, values, strict=True)) for values in zip(*columns, strict=False) if any(values)]


@dataclass(frozen=True)
class ByLanguage(Kind):
    """A text in each language in which somebody wrote it."""

    nothing: ClassVar[Any] = {}
    column_type: ClassVar[str] = "object"

    @property
    def part_keys(self) -> tuple[str, ...]:
        return tuple(LANGUAGES)

    def to_column(self, value: Any) -> Any:
        return dict(value)

    def to_json(self, value: Any) -> Any:
        return {lang: value.get(lang) for lang in LANGUAGES}

    def check(self, name: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or set(value) - set(LANGUAGES) or not all(isinstance(text, str | None) for text in value.values()):
            raise BadDecision.of_value(name, value, tr('texts by language, as {"kk": "…", "ru": "…"}'))
        return {lang: text.strip() for lang, text in value.items() if text and text.strip()}

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return part, cell_values.structure

    def from_cell(self, read: Any) -> Any:
        return {lang: text for lang, text in read.model_dump().items() if text}

    def json_type(self, part: Callable[[], Any]) -> Any:
        return part()

    def schema(self) -> Schema | None:
        return _BY_LANGUAGE

    def widget(self, lines: int) -> str:
        return "by_language"

    def to_form(self, stored: Any) -> Any:
        return {lang: str(stored.get(lang) or "") for lang in LANGUAGES}

    def from_form(self, name: str, form: _SubmittedForm) -> dict[str, str]:
        return {lang: form_text(form, f"{name}_{lang}") for lang in LANGUAGES}


@dataclass(frozen=True)
class Amount(Kind):
    """A sum of money in whole units of its currency. 0 is a sum; None means that none is known."""

    column_type: ClassVar[str] = "integer"

    def check(self, name: str, value: Any) -> int | None:
        """Return a sum in whole units, ignoring spaces between digits; None if the value is empty."""
        if value is None or value == "":
            return None
        written = _SPACES.sub("", str(value)).removesuffix(".0")
        if isinstance(value, bool) or not re.fullmatch("[0-9]{1,16}", written) or int(written) > _MOST_MONEY:
            raise BadDecision.of_value(name, value, tr("a whole number in digits, as 1500000, not below 0"))
        return int(written)

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return int, cell_values.by_rule(self.check)

    def json_type(self, part: Callable[[], Any]) -> Any:
        return int

    def column_limits(self) -> Schema:
        return {"minimum": 0}

    def incident_attributes(self) -> dict[str, Any]:
        return {"maxlength": 20, "inputmode": "numeric"}

    def to_form(self, stored: Any) -> Any:
        return "" if stored is None else str(stored)


@dataclass(frozen=True)
class Currency(Kind):
    """A currency, ISO 4217."""

    def check(self, name: str, value: Any) -> str | None:
        """Return a currency as its three letters (ISO 4217), or None if the value is empty."""
        if value is None or value == "":
            return None
        written = str(value).strip().upper()
        currencies = list_currencies()
        if written not in currencies:
            near = difflib.get_close_matches(written, sorted(currencies), 1)
            raise BadDecision.of_value(name, value, tr("three letters of ISO 4217, as {near}").format(near=near[0] if near else "KZT"))
        return written

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return str, cell_values.by_rule(self.check)

    def column_limits(self) -> Schema:
        return {"pattern": "[A-Z]{3}"}

    def incident_attributes(self) -> dict[str, Any]:
        return {"maxlength": 3, "placeholder": home().currency}


@dataclass(frozen=True)
class _LegalEntries(Kind):
    """A list of objects of `records.legal_case`, one line each in a form."""

    nothing: ClassVar[Any] = ()
    column_type: ClassVar[str] = "array"

    def to_column(self, value: Any) -> Any:
        return [entry.to_json() for entry in value]

    def to_json(self, value: Any) -> Any:
        return [entry.to_json() for entry in value]

    def cell(self, part: Any) -> tuple[Any, Callable[[Any], Any]]:
        return list[dict[str, Any]], cell_values.by_rule(self.check)

    def from_cell(self, read: Any) -> Any:
        return self.from_column(read)

    def json_type(self, part: Callable[[], Any]) -> Any:
        return list[part()]  # type: ignore[misc]

    def widget(self, lines: int) -> str:
        return "lines"

    def to_form(self, stored: Any) -> Any:
        return self.lines(stored)

    def from_form(self, name: str, form: _SubmittedForm) -> list[str]:
        return _form_lines(name, form)


@dataclass(frozen=True)
class LawArticles(_LegalEntries):
    """Articles of law, each with the stage of its case (`records.legal_case.ChargedArticle`)."""

    def from_column(self, stored: Any) -> Any:
        return tuple(map(ChargedArticle.from_json, stored))

    def check(self, name: str, value: Any) -> list[dict[str, Any]]:
        """Return articles of law as JSON objects, from objects or from text such as «УК 274 ч. 4 – in court».

        Several articles in one text are separated by semicolons or line ends.
        """
        articles = [read_charged_article(name, entry) for entry in _entries(value)]
        seen: set[tuple[str, str, str]] = set()
        for article in articles:
            key = article.code, article.article, article.part
            if key in seen:
                raise BadDecision.of_field(name, tr("{article} stands there twice").format(article=" ".join(filter(None, key))))
            seen.add(key)
        return [article.to_json() for article in articles]

    def schema(self) -> Schema | None:
        stage: Schema = {"enum": [*map(str, LawStage), None]}
        return list_schema(object_schema({"code": _TEXT, "article": _TEXT, "part": _TEXT, "stage": stage}))

    def lines(self, values: Any) -> list[str]:
        return [article_line(ChargedArticle.from_json(article)) for article in values]


@dataclass(frozen=True)
class Appointments(_LegalEntries):
    """Hearings and deadlines, sorted by day (`records.legal_case.Appointment`)."""

    def from_column(self, stored: Any) -> Any:
        return tuple(map(Appointment.from_json, stored))

    def check(self, name: str, value: Any) -> list[dict[str, Any]]:
        """Return hearings and deadlines as JSON objects in order, from objects or text such as «2026-12-01 – appeal – Medeu district court»."""
        return [appointment.to_json() for appointment in in_order(read_appointment(name, entry) for entry in _entries(value))]

    def schema(self) -> Schema | None:
        return list_schema(object_schema({"date": {"type": "string", "format": "date"}, "what": _TEXT, "where": _TEXT}))

    def lines(self, values: Any) -> list[str]:
        return [appointment_line(Appointment.from_json(appointment)) for appointment in values]


def _entries(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [part for part in re.split(r"[;\n]", str(value or "")) if part.strip()]


def _form_lines(name: str, form: _SubmittedForm) -> list[str]:
    return [part.strip() for part in form_text(form, name).splitlines() if part.strip()]
