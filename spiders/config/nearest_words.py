"""What somebody may have meant who wrote a wrong word into an outlet file."""

import difflib
from functools import cache

from babel import Locale

from records.country import home, region_words
from records.country.codes import country_codes
from records.i18n import tr
from spiders.config.schema import languages

# What people write for a code, where no spelling comes near it.
_USUAL = {"languages": {"kz": "kk", "ua": "uk", "qaz": "kk"}, "country": {}, "region": {}}
CODED = frozenset(_USUAL)
"""The fields that hold codes."""


def nearest(word: str, codes: dict[str, str]) -> str:
    """A question that names the nearest right word, or all of them if several are as near. Empty if none is near."""
    matches = difflib.get_close_matches(word.lower()[:100], codes, n=4)
    best = [match for match in matches if _likeness(word, match) == _likeness(word, matches[0])]
    words = sorted({codes[match] for match in best})
    if not words:
        return ""
    near = words[0] if len(words) == 1 else tr("{these} or {this}").format(these=", ".join(words[:-1]), this=words[-1])
    return "; " + tr("did you mean {near}?").format(near=near)


def _likeness(word: str, match: str) -> float:
    return difflib.SequenceMatcher(None, match, word.lower()[:100]).ratio()


@cache
def words_for_codes(field: str) -> dict[str, str]:
    """Right words for a field of `CODED` in lower case, each with its code: the codes, and the names that people may write for them."""
    english = Locale("en")
    if field == "region":
        names = {code: region_words(code) for code in home().regions}
    elif field == "country":
        names = {code: [english.territories.get(code, home().name)] for code in country_codes()}
    else:
        names = {code: [english.languages[code]] for code in languages()}
    return {**{word.lower(): code for code, words in names.items() for word in (code, *words)}, **_USUAL[field]}
