"""Everything a person reads comes from gettext catalogues in `records/locale`; the messages in the code are English.

A language of the product is one entry of `LANGUAGES` and one folder in `records/locale`. In which languages the screening reads articles is another
list: `records.vocabulary.SCREENING_LANGUAGES`.
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
    """A language in which people read the product. `name` and `short` are in that language itself: whoever cannot read the page still finds it.

    `tag` names it in documents (language and country, BCP 47). `formats` is whose dates and numbers it has (a locale of CLDR, as Babel knows them).
    `nearest` are the languages whose stored words stand in where its own are missing, the best first.
    """

    name: str
    short: str
    tag: str
    formats: str
    nearest: tuple[str, ...] = ()


# In the order of menus and of columns. Read it where it is used; a copy made at import would miss a language that is added later.
LANGUAGES: dict[str, Language] = {
    "kk": Language("Қазақша", "Қаз", "kk-KZ", "kk", ("ru",)),
    "ru": Language("Русский", "Рус", "ru-RU", "ru", ("kk",)),
    "en": Language("English", "Eng", "en-GB", "en", ("ru",)),
}
# The folders with catalogues, the first that has the language wins.
LOCALES: list[Path] = [Path(__file__).parent / "locale"]
# What gettext puts between the context of a message and the message.
_CONTEXT = "\x04"
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def language_of(tag: str) -> str:
    """Which of our languages a tag names, as kk-KZ, ru_RU.UTF-8 or en do. Empty for none."""
    return max((code for code in LANGUAGES if tag.lower().startswith(code)), key=len, default="")


def language(environment: Mapping[str, str]) -> str:
    """The reader's language: QORGAN_LANG where that is one (what is none is refused in the system's language), else the system's, else English."""
    if chosen := language_of(environment.get("QORGAN_LANG", "")):
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name, ""):
            return language_of(value) or "en"
    return "en"


@cache
def translations(lang: str) -> _gettext.NullTranslations:
    """The catalogue of a language. English needs none. Without compiled catalogues (`make setup` makes them) the English words stand."""
    folder = next((folder for folder in LOCALES if _gettext.find("qorgan", folder, languages=[lang])), LOCALES[0])
    return _gettext.translation("qorgan", folder, languages=[lang], fallback=True)


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


def formats() -> str:
    """Whose dates and numbers the reader writes: the locale to give to Babel."""
    return LANGUAGES[reader()].formats


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """While inside, in this thread or task alone, everything is said in this language: a page for one reader, a document for another."""
    if lang not in LANGUAGES:
        raise ValueError(f"{lang} is none of {', '.join(LANGUAGES)}")
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


def kept_in(context: str, message: str) -> str:
    """`kept` for a message whose English has another translation elsewhere. The context tells the translators which one is meant."""
    return f"{context}{_CONTEXT}{message}"


def tr(message: str) -> str:
    """A message in the reader's language."""
    return tr_to(reader(), message)


def tr_to(lang: str, message: str) -> str:
    """A message in this language, whoever reads."""
    return translations(lang).gettext(message).rpartition(_CONTEXT)[2]


def in_all_languages(message: str) -> list[str]:
    """A message in every language of the product: what people may write for it."""
    return [tr_to(lang, message) for lang in LANGUAGES]


def ntr(one: str, many: str, number: int) -> str:
    """A message with a number, in the right plural form (Russian has three, Kazakh one after a number)."""
    return translations(reader()).ngettext(one, many, number)


def own_words(words: Mapping[str, str]) -> str:
    """Of words that are stored by language (the title of an outlet, the name of a publisher) those for the reader. Empty where there are none."""
    return words_for(reader(), words)


def words_for(lang: str, words: Mapping[str, str]) -> str:
    """`own_words` for a reader of this language: its own words, else those of the nearest language that has some."""
    return next((words[one] for one in (lang, *LANGUAGES[lang].nearest, *LANGUAGES, *words) if words.get(one)), "")
