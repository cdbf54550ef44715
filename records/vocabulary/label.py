"""How one notion is written in the three languages of the house."""

from typing import NamedTuple


class Label(NamedTuple):
    """One notion in the three languages of the house."""

    kk: str
    ru: str
    en: str
