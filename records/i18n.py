"""Everything a person reads is in Kazakh, Russian and English: gettext catalogues in `records/locale`, English in the code."""

import gettext as _gettext
import os
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")
_LOCALE = Path(__file__).parent / "locale"
_spoken: ContextVar[str] = ContextVar("spoken", default="")


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


@cache
def _env_file() -> dict[str, str]:
    """QORGAN_LANG where a `.env` sets it: the first words are said before the settings are read."""
    try:
        lines = Path(".env").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines)
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs if name.strip() == "QORGAN_LANG"}


def reader() -> str:
    """The language of whoever reads: the one spoken right here, else that of this process, from the environment and, as for every setting, a `.env` file."""
    return _spoken.get() or language(ChainMap(os.environ, _env_file()))


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """While inside, in this thread or task alone, everything is said in this language: a page for one reader, a document for another."""
    if lang not in LANGUAGES:
        raise ValueError(f"{lang} is none of {LANGUAGES}")
    before = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(before)


def kept(message: str) -> str:
    """Marks a message that stays in English where it is kept (a constant, a stored row) and is translated where it is shown: `tr(kept_message)`."""
    return message


def kept_plural(one: str, many: str) -> tuple[str, str]:
    """Marks a message with a number that stays in English where it is kept and is translated where it is shown: `ntr(*kept_message, number)`."""
    return one, many


def tr(message: str) -> str:
    """A message in the language of this process."""
    return translations(reader()).gettext(message)


def ntr(one: str, many: str, number: int) -> str:
    """A message with a number, in the right plural form (Russian has three, Kazakh one after a number)."""
    return translations(reader()).ngettext(one, many, number)


def label(words: tuple[str, str, str]) -> str:
    """The word of a `vocabulary.Label` in the language of this process."""
    return words[LANGUAGES.index(reader())]
