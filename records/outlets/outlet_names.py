"""Names of outlets as people write them: which mean the same outlet, and the spelling under which a name is looked up."""

import re
from functools import cache
from pathlib import Path

from records.language.names import rough_form

# Words for kinds of outlets, which are ignored.
_KINDS = Path(__file__).with_name("outlet_kinds.txt")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_QUOTES_AND_BLANKS = " «»\"“”„'"


def outlets_agree(name: str, other_name: str) -> bool:
    """Return whether two names mean one outlet. An empty name agrees with none.

    «Хабар 24», Khabar 24 and телеканал «Хабар 24» agree; Хабар and «Хабар 24» do not.
    """
    key, other_key = outlet_key(name), outlet_key(other_name)
    return bool(key) and key == other_key


def outlet_key(name: str) -> str:
    """Return what all names of one outlet have in common, whatever their script, spelling and kind; empty if nothing is left."""
    words = [word for word in _WORD.findall(name.casefold()) if word not in _kinds()]
    return "".join(map(rough_form, words)) + "".join(_DIGITS.findall(name)) or folded_outlet(name)


def spelling_key(name: str) -> str:
    """Return what a name has in common with its spellings in other scripts: its words one by one, kinds of outlets included; empty without a word.

    «Хабар 24» and Khabar 24 have one key; Түркістан and Turkistan TV, or kt.kz and ktk.kz, do not.
    """
    return " ".join(rough_form(word) or word for word in _WORD.findall(name.casefold()))


def folded_outlet(name: str) -> str:
    """Return a name without case, surrounding quotation marks and extra blanks, for finding it in a list; empty if nothing is left."""
    return " ".join(name.casefold().strip(_QUOTES_AND_BLANKS).split())


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_KINDS.read_text(encoding="utf-8").split())
