"""Translation of everything that people read, with gettext catalogues in `records/locale`; messages in the code are English.

A language of the product is one entry of `LANGUAGES` and one folder in `records/locale`. The languages in which screening reads articles are a
separate list: `records.vocabulary.SCREENING_LANGUAGES`.
"""

import gettext as _gettext
import os
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Language(NamedTuple):
    """A language of the product, with `name` and `short` in that language itself, so that its readers find it on any page.

    `tag` is the BCP 47 tag for documents (language and country). `formats` is the CLDR locale for dates and numbers, as Babel names it. `nearest`
    lists the languages that replace missing stored words, the best first.
    """

    name: str
    short: str
    tag: str
    formats: str
    nearest: tuple[str, ...] = ()


# In the order of menus and columns. Read it where it is used: a copy made at import would miss a language that is added later.
LANGUAGES: dict[str, Language] = {
    "kk": Language("Қазақша", "Қаз", "kk-KZ", "kk", ("ru",)),
    "ru": Language("Русский", "Рус", "ru-RU", "ru", ("kk",)),
    "en": Language("English", "Eng", "en-GB", "en", ("ru",)),
}
# Catalogue folders; the first that has the language wins.
LOCALES: list[Path] = [Path(__file__).parent / "locale"]
# The separator that gettext puts between a message's context and the message.
_CONTEXT = "\x04"
_current_language: ContextVar[str] = ContextVar("spoken", default="")


def language_of(tag: str) -> str:
    """Return the language code that a tag such as kk-KZ or ru_RU.UTF-8 names, or an empty string."""
    return max((code for code in LANGUAGES if tag.lower().startswith(code)), key=len, default="")


def language(environment: Mapping[str, str]) -> str:
    """Return the reader's language: QORGAN_LANG if valid, else the system's, else English.

    An invalid QORGAN_LANG is reported in the system's language.
    """
    if chosen := language_of(environment.get("QORGAN_LANG", "")):
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return language_of(value) or "en"
    return "en"


@cache
def translations(lang: str) -> _gettext.NullTranslations:
    """Return the catalogue of a language.

    English has none, and without compiled catalogues (`make setup` compiles them) messages stay English.
    """
    folder = next((folder for folder in LOCALES if _gettext.find("qorgan", folder, languages=[lang])), LOCALES[0])
    return _gettext.translation("qorgan", folder, languages=[lang], fallback=True)


@cache
def _env_file() -> dict[str, str]:
    """Return QORGAN_LANG from a `.env` file, because messages may be needed before the settings are read."""
    try:
        lines = Path(".env").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines)
    return {name.strip(): value.strip().strip("'\"") for name, _, value in pairs if name.strip() == "QORGAN_LANG"}


def reader_language() -> str:
    """Return the reader's language: the one set by `use_language`, else that of the environment or a `.env` file."""
    return _current_language.get() or language(ChainMap(os.environ, _env_file()))


def reader_locale() -> str:
    """Return the Babel locale for the reader's dates and numbers."""
    return LANGUAGES[reader_language()].formats


@contextmanager
def use_language(lang: str) -> Iterator[None]:
    """Use this language for all messages inside the block, in the current thread or task only."""
    if lang not in LANGUAGES:
        raise ValueError(f"{lang} is none of {', '.join(LANGUAGES)}")
    before = _current_language.set(lang)
    try:
        yield
    finally:
        _current_language.reset(before)


def gettext_noop(message: str) -> str:
    """Mark a message that is stored in English and translated when displayed: `tr(kept_message)`."""
    return message


def ngettext_noop(singular: str, plural: str) -> tuple[str, str]:
    """Mark a plural message that is stored in English and translated when displayed: `ntr(*kept_message, number)`."""
    return singular, plural


def pgettext_noop(context: str, message: str) -> str:
    """Mark a message as `gettext_noop` does, with a context for translators where the same English has several translations."""
    return f"{context}{_CONTEXT}{message}"


def tr(message: str) -> str:
    """Return a message in the reader's language."""
    return tr_to(reader_language(), message)


def tr_to(lang: str, message: str) -> str:
    """Return a message in this language."""
    return translations(lang).gettext(message).rpartition(_CONTEXT)[2]


def in_all_languages(message: str) -> list[str]:
    """Return a message in every language of the product, to recognise what people typed."""
    return [tr_to(lang, message) for lang in LANGUAGES]


def ntr(singular: str, plural: str, number: int) -> str:
    """Return a message with a number, in the right plural form (Russian has three, Kazakh one after a number)."""
    return translations(reader_language()).ngettext(singular, plural, number)


def words_for_reader(words: Mapping[str, str]) -> str:
    """Return the reader's words from a mapping by language (an outlet's title, a publisher's name), or an empty string."""
    return words_in_language(reader_language(), words)


def words_in_language(lang: str, words: Mapping[str, str]) -> str:
    """Return the words in this language, else in its nearest language that has any, or an empty string."""
    return next((words[one] for one in (lang, *LANGUAGES[lang].nearest, *LANGUAGES, *words) if words.get(one)), "")
