"""Everything a person reads is in Kazakh, Russian and English: gettext catalogues in `records/locale`, English in the code."""

import gettext as _gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")
_LOCALE = Path(__file__).parent / "locale"


def language(environment: Mapping[str, str]) -> str:
    """The reader's language: QORGAN_LANG, else the system's, else English."""
    for name in ("QORGAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
        if value:
            break
    return "en"


@cache
def translations(lang: str) -> _gettext.NullTranslations:
    """The catalogue of a language. English needs none. Without compiled catalogues (`make setup` makes them) the English words stand."""
    return _gettext.translation("qorgan", _LOCALE, languages=[lang], fallback=True)


def tr(message: str) -> str:
    """A message in the language of this process."""
    return translations(language(os.environ)).gettext(message)


def ntr(one: str, many: str, number: int) -> str:
    """A message with a number, in the right plural form (Russian has three, Kazakh one after a number)."""
    return translations(language(os.environ)).ngettext(one, many, number)


def label(words: tuple[str, str, str]) -> str:
    """The word of a `vocabulary.Label` in the language of this process."""
    return words[LANGUAGES.index(language(os.environ))]
