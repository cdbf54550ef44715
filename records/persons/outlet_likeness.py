"""Whether two names of outlets, as people write them beside a victim, mean one outlet."""

import re
from functools import cache
from pathlib import Path

from records.language.names import rough

# What outlets of a kind are called beside their names.
_KINDS = Path(__file__).with_name("outlet_kinds.txt")
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")


def outlets_agree(one: str, other: str) -> bool:
    """«Хабар 24», Khabar 24 and телеканал «Хабар 24» agree; Хабар and «Хабар 24» do not. An empty name agrees with none."""
    mine, theirs = _key(one), _key(other)
    return bool(mine) and mine == theirs


def _key(name: str) -> str:
    words = [word for word in _WORD.findall(name.casefold()) if word not in _kinds()]
    return rough("".join(words)) + "".join(_DIGITS.findall(name)) or name.casefold().strip()


@cache
def _kinds() -> frozenset[str]:
    return frozenset(_KINDS.read_text(encoding="utf-8").split())
