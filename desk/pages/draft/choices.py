"""The choices in the form of a draft, in the reader's language."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from markupsafe import Markup

from records.country import home
from records.i18n import reader, tr
from records.vocabulary import ACTOR_LABELS, CATEGORIES, DURING_LABELS, MOTIVE_LABELS, STATUS_LABELS, TARGET_LABELS

_CODES: Mapping[str, Mapping[Any, str]] = {
    "categories": {code: facts.label for code, facts in CATEGORIES.items()},
    "targets": TARGET_LABELS,
    "actors": ACTOR_LABELS,
    "during": DURING_LABELS,
    "motives": MOTIVE_LABELS,
    "statuses": STATUS_LABELS,
}


def options(kind: str, chosen: str) -> Markup:
    """The options of a choice in the reader's language: `categories`, `regions`, `actors`, …, with one of them chosen."""
    return _marked(_options(kind, reader()), chosen, "selected")


def boxes(chosen: Iterable[str]) -> Markup:
    """A checkbox for each category."""
    found = _boxes(reader())
    for code in chosen:
        found = _marked(found, code, "checked")
    return found


def _marked(words: Markup, code: str, how: str) -> Markup:
    """The option or box of this code, marked as chosen. An unknown code changes nothing."""
    if not code.replace("-", "").replace("_", "").isalnum():
        return words
    # Letters, digits and dashes alone: nothing that could leave its quotes.
    return Markup(str(words).replace(f'value="{code}"', f'value="{code}" {how}', 1))  # noqa: S704


# A page has a hundred of them, the same every time.
@cache
def _options(kind: str, lang: str) -> Markup:
    codes = {"regions": home().regions, **_CODES}[kind]
    offered = [(code.value if isinstance(code, StrEnum) else code, tr(words)) for code, words in codes.items()]
    return Markup("").join(Markup('<option value="{}">{}</option>').format(code, words[:1].upper() + words[1:]) for code, words in offered)


@cache
def _boxes(lang: str) -> Markup:
    box = Markup('<label class="check"><input type="checkbox" name="categories" value="{}"> <span>{}</span></label>')
    return Markup("").join(box.format(code.value, tr(facts.label)) for code, facts in CATEGORIES.items())
