"""The rows of victims in a form: which of them say nothing, or name somebody again."""

from collections.abc import Mapping, Sequence

from records.i18n import tr
from records.persons.name_reading import letters_key, normal_form


def wrong_rows(victims: Sequence[Mapping[str, str]]) -> list[int]:
    """The rows without a name, and those that name somebody whom a row before them names, in whatever letters and order."""
    seen: set[str] = set()
    wrong = []
    for row, one in enumerate(victims):
        name = letters_key(one["name"]) or normal_form(one["name"])
        if not one["name"] or name in seen:
            wrong.append(row)
        seen.add(name)
    return wrong


def wrong_with(victims: Sequence[Mapping[str, str]]) -> str:
    """What is wrong with the first wrong row, in words; empty if all is well."""
    for row in wrong_rows(victims)[:1]:
        if not (name := victims[row]["name"]):
            return tr("a row without a name says nothing; write the name, or empty the row")
        return tr("{name} is named twice; one row is enough").format(name=name)
    return ""
