"""Russian personal names brought to the nominative, as far as simple rules and a list of given names go.

Surnames in -ов, -ев, -ин, -ский and their feminine forms are handled with the given names before them; everything else is left as it stands.
"""

import re
from functools import cache
from pathlib import Path

_NAMES = Path(__file__).parent.parent / "lexica" / "given_names.tsv"
_SURNAME = re.compile("^(.{2,}(?:[оеё]в|[иы]н|[сц]к))(а|у|ым|ом|ой|ою|е|ая|ую|ого|ому|ий|им)?$")
_MASCULINE_CASES = re.compile("(?:ем|ом|[аеуюя])$")
_OBLIQUE_ROLE = re.compile("(?:[тнрквг](?:а|у|ом|е|ем)|ов|ам|ами|ах)$")
_FEMININE_ROLE = re.compile("(?:к[аиуе]|кой|ниц[аыуе]|ницей|ша|ши|шу|ше|шей|щая|щей|щую)$")


@cache
def _given_names() -> dict[str, str]:
    """Given name in lower case → m or f."""
    rows = (line.split("\t") for line in _NAMES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {name.lower().replace("ё", "е"): gender for gender, name in rows}


def russian_nominative(parts: list[str], role: str = "") -> list[str]:
    """Given name and surname (any order and case) in the nominative. `role` is the word before them: its ending (журналистку) tells the gender."""
    numbers = [number for number, part in enumerate(parts) if _SURNAME.match(part) and not _known_gender(part)]
    if not numbers:
        return [_known_gender(part) or part for part in parts]
    surname_at = numbers[-1]
    match = _SURNAME.match(parts[surname_at])
    if match is None:
        return parts
    base, case = match[1], match[2] or ""
    given = parts[0] if surname_at else (parts[1] if len(parts) > 1 else "")
    gender, given_base = _gender(given, case, role)
    if gender == "":
        return parts
    named = _surname(base, gender)
    return [named if number == surname_at else given_base if part == given else _patronymic(part, gender) for number, part in enumerate(parts)]


def _known_gender(part: str) -> str:
    """The nominative of a listed given name; empty where it is none."""
    known = _given_names()
    bases = [base for base, gender in _bases(part.lower().replace("ё", "е")) if known.get(base) == gender]
    return _with_case(part, bases[0]) if bases else ""


def _gender(given: str, case: str, role: str) -> tuple[str, str]:
    """Gender and nominative of the given name; gender is empty where nothing tells it."""
    known = _given_names()
    lower = given.lower().replace("ё", "е")
    for base, gender in _bases(lower):
        if known.get(base) == gender:
            return gender, _with_case(given, base)
    if case in ("ой", "ою", "ую", "ая"):
        return "f", _feminine_given(given)
    if case in ("ым", "ом", "ого", "ому", "им", "ий", "") or (_OBLIQUE_ROLE.search(role) and not _FEMININE_ROLE.search(role)):
        return "m", _MASCULINE_CASES.sub("", given) if case and len(given) > 4 else given
    if _FEMININE_ROLE.search(role):
        return "f", _feminine_given(given)
    # Айгерим Досанову: a man's given name would have changed with the surname, a woman's that ends in a consonant does not.
    if given and lower[-1] not in "аеёиоуыэюяь":
        return "f", given
    return ("f", given) if case == "а" else ("", given)


def _bases(lower: str) -> list[tuple[str, str]]:
    """What a given name in some case may come from."""
    found = [(lower, "m"), (lower, "f")]
    if lower.endswith(("а", "у", "е")):
        found += [(lower[:-1], "m"), (lower[:-1] + "а", "f")]
    if lower.endswith(("я", "ю", "е")):
        found += [(lower[:-1] + "й", "m"), (lower[:-1] + "ь", "m"), (lower[:-1] + "я", "f")]
    if lower.endswith(("ом", "ем")):
        found += [(lower[:-2], "m"), (lower[:-2] + "й", "m")]
    if lower.endswith(("ой", "ей", "ы", "и")):
        cut = lower[: -2 if lower.endswith("й") else -1]
        found += [(cut + "а", "f"), (cut + "я", "f"), (cut + "ия", "f"), (cut + "ь", "f")]
    return found


def _with_case(given: str, base: str) -> str:
    return base[:1].upper() + base[1:] if given[:1].isupper() else base


def _feminine_given(given: str) -> str:
    return re.sub("(?:ой|ою|[уеы])$", "а", re.sub("(?:ии|ию|ией)$", "ия", given))


def _surname(base: str, gender: str) -> str:
    if base.endswith(("ск", "цк")):
        return base + ("ая" if gender == "f" else "ий")
    return base + ("а" if gender == "f" else "")


def _patronymic(part: str, gender: str) -> str:
    if gender == "f":
        return re.sub("(вн)(?:ой|[уеы])$", r"\1а", part)
    return re.sub("(вич)(?:ем|[ауе])$", r"\1", part)
