"""Comparison of outlets' names as people write them with a victim."""

import re
from functools import cache
from pathlib import Path

from records.language.names import rough_form

# Words for kinds of outlets, which are ignored.
_KINDS = Path(__file__).with_name("outlet_kinds.txt")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")


def outlets_agree(name: str, other_name: str) -> bool:
    """Return whether two names mean one outlet. An empty name agrees with none.

    «Хабар 24», Khabar 24 and телеканал «Хабар 24» agree; Хабар and «Хабар 24» do not.
    """
    key, other_key = _key(name), _key(other_name)
    return bool(key) and key == other_key


def _key(name: str) -> str:
    words = [word for word in _WORD.findall(name.casefold()) if word not in _kinds()]
    return rough_form("".join(words)) + "".join(_DIGITS.findall(name)) or name.casefold().strip()


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_KINDS.read_text(encoding="utf-8").split())
