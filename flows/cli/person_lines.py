"""What `qorgan person` prints: persons, one person, pairs who may be one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flows.cli.table_console import table_console
from records.i18n import tr
from records.vocabulary import GENDER_LABELS

if TYPE_CHECKING:
    from rich.table import Table

    from records.persons.person_model import KnownPerson, PersonOutlet
    from records.persons.suggestions import DoubtfulPair


def show_persons(persons: "Sequence[KnownPerson]", naming: Mapping[int, Sequence[str]]) -> None:
    """A line for each person."""
    from rich.table import Table
    from rich.text import Text

    table = Table(tr("person"), tr("name"), tr("profession"), tr("outlets"), tr("incidents"), "", box=None, pad_edge=False)
    for one in persons:
        outlets = "; ".join(outlet.outlet for outlet in one.outlets)
        state = "" if one.publish else tr("name withheld")
        table.add_row(str(one.id), Text(one.name), Text(one.profession), Text(outlets), str(len(naming.get(one.id, ()))), state)
    _print(table)


def show_person(one: "KnownPerson", numbers: Sequence[str]) -> None:
    """All that is known of a person, line by line."""
    from rich.table import Table
    from rich.text import Text

    facts = [
        (tr("Person"), str(one.id) + (f" ({tr('with records')} {', '.join(map(str, one.merged))})" if one.merged else "")),
        *((f"{tr('Name')} ({lang})", name) for lang, name in one.names.items()),
        (tr("Spellings"), "; ".join(one.spellings)),
        (tr("Profession"), one.profession),
        (tr("Gender"), tr(GENDER_LABELS[one.gender])),
        (tr("Outlets"), "; ".join(map(_outlet, one.outlets))),
        (tr("Name"), tr("may be published") if one.publish else f"{tr('withheld')}: {one.publish_reason}"),
        (tr("Incidents"), ", ".join(numbers)),
    ]
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in facts:
        table.add_row(name, Text(value))
    _print(table)


def show_pairs(pairs: "Sequence[DoubtfulPair]") -> None:
    """A line for each pair: both persons, how likely they are one, and why."""
    from records.persons.likeness import LIKENESS_LABELS
    from records.persons.suggestions import reasons_in_words

    for pair in pairs:
        first, second = pair.spellings
        likely = f"{tr(LIKENESS_LABELS[pair.likened.likeness])}: {reasons_in_words(pair.likened)}"
        print(pair.first.id, first, pair.second.id, second, likely, sep="\t")


def _outlet(one: "PersonOutlet") -> str:
    days = f" ({one.since or '…'} – {one.until or '…'})" if one.since or one.until else ""
    return one.outlet + days


def _print(table: "Table") -> None:
    table_console().print(table)
