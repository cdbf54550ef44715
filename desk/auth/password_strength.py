"""Whether a password can be guessed, offline: against lists of common ones, names, rows of keys, dates, and what one knows of its owner (zxcvbn)."""

import threading
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from records.i18n import kept, tr

# zxcvbn's own scale: 3 = 10^8 guesses and more. With argon2id that is years for one password, and at the door it is for ever.
_ENOUGH = 3
# It looks at so much of a password: what comes after makes none weaker, and its work grows with the square of the length.
_LOOKED_AT = 72
# The same keys on a Russian keyboard and on an English one: “пароль” and “gfhjkm” are one password.
_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
# It keeps what is known of the owner in a table of the module.
_one_at_a_time = threading.Lock()


class Weakness(StrEnum):
    """Why a password is easy to guess."""

    COMMON = "common"
    OWNER = "owner"
    KEYS = "keys"
    DATE = "date"
    REPEATED = "repeated"
    SIMPLE = "simple"


_WORDS: dict[Weakness, str] = {
    Weakness.COMMON: kept("the password is too easy to guess: it is among the most used ones, or nearly"),
    Weakness.OWNER: kept("the password is too easy to guess: it is made of a name or a word that everybody connects with you"),
    Weakness.KEYS: kept("the password is too easy to guess: it is a row of keys or of numbers"),
    Weakness.DATE: kept("the password is too easy to guess: it is a date or a year with little around it"),
    Weakness.REPEATED: kept("the password is too easy to guess: the same letters again and again"),
    Weakness.SIMPLE: kept("the password is too easy to guess; a few words that belong together only for you are best"),
}


def weakness_words(found: Weakness) -> str:
    """What is wrong, and nothing of the password."""
    return tr(_WORDS[found])


def weakness(password: str, about: tuple[str, ...] = ()) -> Weakness | None:
    """Why a password is too easy to guess; None if it will do. `about`: what is known of its owner."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    known = [part for one in about for part in (one, *one.split()) if len(part) > 2] + list(_common_words())
    start = password[:_LOOKED_AT].lower()
    with _one_at_a_time:
        found = min((zxcvbn(one, user_inputs=known) for one in {start, start.translate(_KEYS)}), key=lambda one: int(one["score"]))
    return None if found["score"] >= _ENOUGH else _why(found["sequence"])


@cache
def _common_words() -> tuple[str, ...]:
    """Words of the country and of the trade that stand in no list of another language."""
    return tuple((Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").split())


def _why(sequence: list[dict[str, Any]]) -> Weakness:
    """From the longest part that was recognised."""
    longest = max(sequence, key=lambda part: len(part["token"]))
    match longest["pattern"]:
        case "dictionary":
            return {"passwords": Weakness.COMMON, "user_inputs": Weakness.OWNER}.get(longest["dictionary_name"], Weakness.SIMPLE)
        case "spatial" | "sequence":
            return Weakness.KEYS
        case "date" | "regex":
            return Weakness.DATE
        case "repeat":
            return Weakness.REPEATED
        case _:
            return Weakness.SIMPLE
