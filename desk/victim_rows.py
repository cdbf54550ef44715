"""The rows of victims in a form: which of them say nothing, or name somebody again."""

from collections.abc import Mapping, Sequence

from records.i18n import tr
from records.persons.name_reading import letters_key, normal_form

# The input by which somebody says that persons of one name in a form are different persons.
APART = "victims_apart"


def doubled_rows(victims: Sequence[Mapping[str, str]]) -> list[int]:
    """The rows that name somebody whom a row before them names, in whatever letters and order."""
    seen: set[str] = set()
    doubled = []
    for row, one in enumerate(victims):
        name = letters_key(one["name"]) or normal_form(one["name"])
        if name and name in seen:
            doubled.append(row)
        seen.add(name)
    return doubled


def wrong_rows(victims: Sequence[Mapping[str, str]], *, apart: bool = False) -> list[int]:
    """The rows without a name, and the doubled ones unless these are different persons: `apart`."""
    doubled = [] if apart else doubled_rows(victims)
    return [row for row, one in enumerate(victims) if not one["name"] or row in doubled]


def wrong_with(victims: Sequence[Mapping[str, str]], *, apart: bool = False) -> str:
    """What is wrong with the first wrong row, in words; empty if all is well."""
    for row in wrong_rows(victims, apart=apart)[:1]:
        if not (name := victims[row]["name"]):
            return tr("a row without a name says nothing; write the name, or empty the row")
        return tr("{name} is named twice; one row is enough, unless these are two persons").format(name=name)
    return ""
