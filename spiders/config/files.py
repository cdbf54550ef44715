"""Reading outlet files (docs/contracts.md, section 4): YAML becomes outlets and faults. A faulty entry is left out and reported; the others are
loaded.

Files are read with PyYAML over libyaml, which records the line of every value and takes a tenth of the time of a pure-Python parser. Plain scalars
are read as in YAML 1.2: `no` is Norwegian, not false, and 2026-09-06 is checked as a date by the schema, whose messages are clearer.
"""

import difflib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from babel import Locale
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from records.byte_budgets import OUTLET_FILE, Budgeted, MiB, OverBudget
from records.country import home, region_words
from records.country.codes import country_codes
from records.i18n import gettext_noop, tr
from records.outlets.outlet_names import alias_clashes
from spiders.config.schema import ArticleRules, Minimum, Outlet, OutletEvidence, Title, languages
from spiders.sources.kinds import KINDS

# The desk's own outlet file: outlets added there and entries changed there. It is in the data folder, so that an update of Qorgan does not touch it.
# An entry in it replaces the entry of the same name in any other file (see `load_outlets`), so it comes first wherever files are listed.

# Code that reads outlet files recognises the desk's file by this name, also a crawler that is given only paths.
OWN = "desk_outlets.yaml"


def own_file(data: Path) -> Path:
    """Return the path of the desk's outlet file, which exists once an entry was saved."""
    return data / OWN


def with_own(files: Sequence[Path], data: Path) -> list[Path]:
    """Return the files, preceded by the desk's own file if it exists."""
    own = own_file(data)
    return [own, *files] if own.is_file() else list(files)


# Suggestions for unknown words in an outlet file.

# Common wrong codes that no similarity of spelling would find.
_USUAL = {"languages": {"kz": "kk", "ua": "uk", "qaz": "kk"}, "country": {}, "region": {}}
CODED = frozenset(_USUAL)
"""The fields that hold codes."""


def nearest(word: str, codes: dict[str, str]) -> str:
    """Return a question that suggests the most similar valid word, or several if equally similar; empty if none is similar."""
    matches = difflib.get_close_matches(word.lower()[:100], codes, n=4)
    best = [match for match in matches if _likeness(word, match) == _likeness(word, matches[0])]
    words = sorted({codes[match] for match in best})
    if not words:
        return ""
    near = words[0] if len(words) == 1 else tr("{these} or {this}").format(these=", ".join(words[:-1]), this=words[-1])
    return "; " + tr("did you mean {near}?").format(near=near)


def _likeness(word: str, match: str) -> float:
    return difflib.SequenceMatcher(None, match, word.lower()[:100]).ratio()


@cache
def words_for_codes(field: str) -> dict[str, str]:
    """Return the valid words for a field of `CODED` in lower case, each with its code: the codes themselves, and the names people may write for them."""
    english = Locale("en")
    if field == "region":
        names = {code: region_words(code) for code in home().regions}
    elif field == "country":
        names = {code: [english.territories.get(code, home().name)] for code in country_codes()}
    else:
        names = {code: [english.languages[code]] for code in languages()}
    return {**{word.lower(): code for code, words in names.items() for word in (code, *words)}, **_USUAL[field]}


# Messages about faults in an outlet file, in the reader's language; they follow "file:line: field:". The English messages of the libraries are listed
# here so that they can be translated.

# libyaml's messages for common mistakes; rarer ones are shown in English.
_YAML_PROBLEMS = frozenset(
    {
        gettext_noop("block sequence entries are not allowed in this context"),
        gettext_noop("but found another document"),
        gettext_noop("control characters are not allowed"),
        gettext_noop("could not find expected ':'"),
        gettext_noop("did not find expected ',' or ']'"),
        gettext_noop("did not find expected ',' or '}'"),
        gettext_noop("did not find expected '-' indicator"),
        gettext_noop("did not find expected comment or line break"),
        gettext_noop("did not find expected key"),
        gettext_noop("did not find expected node content"),
        gettext_noop("found a tab character that violates indentation"),
        gettext_noop("found character that cannot start any token"),
        gettext_noop("found undefined alias"),
        gettext_noop("found undefined tag handle"),
        gettext_noop("found unexpected end of stream"),
        gettext_noop("found unknown escape character"),
        gettext_noop("mapping values are not allowed in this context"),
        gettext_noop("second occurrence"),
        gettext_noop("unreadable"),
    }
)


def _yaml_words(problem: str) -> str:
    """Return the message that a file is not YAML, with the parser's reason."""
    return tr("is not YAML: {problem}").format(problem=tr(problem) if problem in _YAML_PROBLEMS else problem)


def schema_words(detail: ErrorDetails) -> str:
    """Return the message for what the schema rejected."""
    words = _schema_words().get(detail["type"])
    if words is None:
        return detail["msg"].replace("Input should", "should").replace("Value should", "should")
    limits = detail.get("ctx")
    return words.format(**limits) if limits and detail["type"] in _WITH_LIMITS else words


_WITH_LIMITS = frozenset({"greater_than_equal", "string_too_long"})


def _schema_words() -> dict[str, str]:
    return {
        "missing": tr("is missing"),
        "string_type": tr("should be text; put it in quotes"),
        "string_too_short": tr("is empty"),
        "string_too_long": tr("String should have at most {max_length} characters"),
        "too_short": tr("is empty"),
        "tuple_type": tr("should be a list, such as [one, two]"),
        "model_type": tr("should hold named values, such as {name: value}"),
        "date_type": tr("is not a date; it looks like 2026-09-06"),
        "string_pattern_mismatch": tr("may hold small Latin letters, digits and _ only"),
        "finite_number": tr("should be a finite number"),
        "float_type": tr("should be a valid number"),
        "float_parsing": tr("should be a valid number, unable to parse string as a number"),
        "int_type": tr("should be a valid integer"),
        "int_from_float": tr("should be a valid integer, got a number with a fractional part"),
        "int_parsing": tr("should be a valid integer, unable to parse string as an integer"),
        "greater_than_equal": tr("should be greater than or equal to {ge:g}"),
    }


OUTLETS = Path(__file__).parent.parent / "outlets"
# Further outlet files, separated as in PATH. It is an environment variable because it is passed from process to process.
FILES_VARIABLE = "OUTLET_FILES"
_PARTS: dict[str, type[BaseModel]] = {
    "title": Title, "article": ArticleRules, "minimum": Minimum, "evidence": OutletEvidence,
    **{kind.field: kind.entry for kind in KINDS.values() if kind.is_model},
}  # fmt: skip
_Flaw = tuple[str, Any, str]
_YAML = "tag:yaml.org,2002:"
_KINDS: dict[str, Callable[[str], Any]] = {
    f"{_YAML}str": str, f"{_YAML}int": int, f"{_YAML}float": float, f"{_YAML}bool": lambda word: word.lower() == "true",
    f"{_YAML}null": lambda _: None, f"{_YAML}seq": list, f"{_YAML}map": str,
}  # fmt: skip
_TAGGED = gettext_noop("has a tag (!), which outlet files do not use; put a word that starts with ! in quotes")
_TWICE = gettext_noop("stands here twice")
_ALIAS = gettext_noop("is used with * elsewhere; write it out there, or put a word that starts with * in quotes")
_TOO_DEEP = gettext_noop("is nested too deeply")
# The maximum nesting of an entry; four levels are enough for any outlet.
_DEEPEST = 20


@dataclass(frozen=True)
class OutletFault:
    """One fault in an outlet file. `line` counts from 1. `field` is empty if the whole entry or file is faulty."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: " + (f"{self.field}: " if self.field else "") + self.message


def outlet_files() -> list[Path]:
    """Return the outlet files named in the environment, or else the folder of outlets that comes with Qorgan."""
    named = os.environ.get(FILES_VARIABLE, "")
    return [Path(part) for part in named.split(os.pathsep) if part] or [OUTLETS]


def load_outlets(paths: Sequence[Path]) -> tuple[list[Outlet], list[OutletFault]]:
    """Return the outlets in these files and folders (every *.yaml and *.yml in them), including closed ones, and the faults. Never raises.

    A name may occur once, except that an entry of the desk's own file, which comes first, replaces a later one. An alias that another outlet has is
    left out and reported.
    """
    outlets: dict[str, Outlet] = {}
    places: dict[str, tuple[str, int]] = {}
    faults: list[OutletFault] = []
    of_desk: set[str] = set()
    for path, label in _files(paths):
        in_own = path.name == OWN
        for read in _read(path, label):
            if isinstance(read, OutletFault):
                faults.append(read)
                continue
            outlet, line = read
            if outlet.name in of_desk and not in_own:
                continue
            if outlet.name in outlets:
                words = tr("'{name}' is taken by {place}; choose another").format(name=outlet.name, place="{}:{}".format(*places[outlet.name]))
                faults.append(OutletFault(label, line, "name", words))
                continue
            outlets[outlet.name] = outlet
            places[outlet.name] = (label, line)
            if in_own:
                of_desk.add(outlet.name)
    for clash in alias_clashes(outlet.names for outlet in outlets.values()):
        words = tr("'{alias}' is also a name of {outlet}; an alias belongs to one outlet").format(alias=clash.alias, outlet=clash.other_outlet)
        faults.append(OutletFault(*places[clash.outlet], "aliases", words))
        kept = tuple(alias for alias in outlets[clash.outlet].aliases if alias != clash.alias)
        outlets[clash.outlet] = outlets[clash.outlet].model_copy(update={"aliases": kept})
    return list(outlets.values()), faults


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file once, with its label for faults: the path as given, or folder/file for a file in a folder."""
    visited: set[Path] = set()
    for path in paths:
        inside = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml")) if path.is_dir() else [path]
        for file in inside:
            if file.resolve() not in visited:
                visited.add(file.resolve())
                yield file, str(file) if file == path else f"{path.resolve().name}/{file.name}"


def _read(path: Path, label: str) -> Iterator[tuple[Outlet, int] | OutletFault]:
    """Yield the entries of one file: each is an outlet with its line, or its faults."""
    try:
        with open(path, "rb") as stream:
            written = Budgeted(stream, OUTLET_FILE).whole()
        # The nodes carry their line numbers; None for an empty file.
        root = _Loader(written.decode("utf-8-sig")).get_single_node()
    except RecursionError:
        yield OutletFault(label, 1, "", tr("is not YAML: nested too deeply"))
        return
    except OSError as error:
        yield OutletFault(label, 1, "", tr("cannot be read ({reason})").format(reason=error.strerror or tr("no such file")))
        return
    except OverBudget:
        yield OutletFault(label, 1, "", tr("is larger than {limit} MB; divide it").format(limit=OUTLET_FILE // MiB))
        return
    except UnicodeDecodeError as error:
        yield OutletFault(label, error.object[: error.start].count(b"\n") + 1, "", tr("is not UTF-8 text; save it as UTF-8"))
        return
    except yaml.YAMLError as error:
        yield OutletFault(label, *_syntax(error))
        return
    if root is None or root.tag == f"{_YAML}null":
        return
    if not isinstance(root, yaml.SequenceNode):
        yield OutletFault(label, root.start_mark.line + 1, "", tr("should be a list of outlets, each starting with '- name:'"))
        return
    for node in root.value:
        yield from _entry(node, label)


def _syntax(error: yaml.YAMLError) -> tuple[int, str, str]:
    """Return line, field and message of a YAML syntax error."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    return (mark.line + 1 if mark else 1), "", _yaml_words(str(problem))


def _entry(node: Any, label: str) -> Iterator[tuple[Outlet, int] | OutletFault]:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        yield OutletFault(label, line, "", tr("should be an outlet: lines of 'field: value', the first one '- name:'"))
        return
    flaws: list[_Flaw] = []
    value = _plain(node, flaws, set())
    faults = [OutletFault(label, mark.line + 1, field, tr(message)) for field, mark, message in dict.fromkeys(flaws)]
    try:
        outlet = Outlet.model_validate(value) if all(message == _TWICE for _, _, message in flaws) else None
    except ValidationError as error:
        faults += [_fault(detail, node, label) for detail in error.errors(include_url=False)]
    if faults:
        yield from sorted(faults, key=lambda fault: fault.line)
    elif outlet:
        yield outlet, line


def _plain(node: Any, flaws: list[_Flaw], node_ids: set[int], above: str = "", depth: int = 0) -> Any:
    """Return the value of a node.

    `flaws` collects what YAML allows but an outlet file may not contain: duplicate fields (YAML would silently drop one), aliases (a few lines can
    expand to gigabytes), and tags.
    """
    if id(node) in node_ids or depth > _DEEPEST or node.tag not in _KINDS:
        flaws.append((above, node.start_mark, _ALIAS if id(node) in node_ids else _TOO_DEEP if depth > _DEEPEST else _TAGGED))
        return None
    node_ids.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, flaws, node_ids, above, depth + 1) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        try:
            return _KINDS[node.tag](node.value)
        except ValueError:
            flaws.append((above, node.start_mark, _TAGGED))
            return None
    values: dict[str, Any] = {}
    for key, value in node.value:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        if name in values:
            flaws.append((f"{above}.{name}" if above else name, key.start_mark, _TWICE))
        values[name] = _plain(value, flaws, node_ids, f"{above}.{name}" if above else name, depth + 1)
    return values


def checked_entry(values: Mapping[str, Any]) -> tuple[Outlet | None, dict[str, str]]:
    """Return the outlet that plain values from a form describe, or else the messages by field (`title.kk`, `feeds`)."""
    try:
        return Outlet.model_validate(dict(values)), {}
    except ValidationError as error:
        return None, dict(reversed([_field_and_message(detail) for detail in error.errors(include_url=False)]))


def _fault(detail: ErrorDetails, node: Any, label: str) -> OutletFault:
    """Return an error of the schema as a fault with its line."""
    field, message = _field_and_message(detail)
    return OutletFault(label, _line(node, detail["loc"]), field, message)


def _field_and_message(detail: ErrorDetails) -> tuple[str, str]:
    """Return the field and the message of a schema error, with the most similar valid word."""
    where = detail["loc"]
    names = [part for part in where if isinstance(part, str)]
    value = detail["input"]
    if detail["type"] == "extra_forbidden":
        model = _PARTS.get(names[0], Outlet) if len(names) > 1 else Outlet
        message = tr("is not a field") + nearest(names[-1], {name: name for name in model.model_fields})
    elif detail["type"] == "value_error":
        message = str(detail.get("ctx", {}).get("error", tr("is wrong")))
        if names[-1:] and names[-1] in CODED and isinstance(value, str):
            message += nearest(value, words_for_codes(names[-1]))
    elif value is None and detail["type"] != "missing":
        message = tr("is empty")
    else:
        message = schema_words(detail)
    return ".".join(names), message


def _line(node: Any, where: tuple[int | str, ...]) -> int:
    """Return the line of the value that is faulty, or of its parent if the value is missing."""
    line = node.start_mark.line
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1


def _loader() -> Any:
    """Return a safe loader class that reads plain scalars as YAML 1.2 does, on libyaml if it is installed."""
    loader: Any = type("OutletLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {"yaml_implicit_resolvers": {}})
    for tag, words, first in (
        # One line for each type: its pattern, and the characters that values start with.
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
        ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
        ("int", r"[-+]?(?:0|[1-9][0-9]{0,17})", list("-+0123456789")),
        ("float", r"[-+]?(?:\.[0-9]+|[0-9]{1,18}(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?", list("-+.0123456789")),
    ):
        loader.add_implicit_resolver(_YAML + tag, re.compile(f"^(?:{words})$"), first)
    return loader


_Loader = _loader()
