"""A language that nobody speaks: every message of the code in ⟦⟧ and with accents. What a page shows outside of ⟦⟧ is data, or was forgotten.

It is added as any language is: one entry of the list, and one folder with a catalogue.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from records import i18n
from tests.catalogues import LOCALE

CODE = "qps"
_ACCENTS = str.maketrans("aceinoruyzACEINORUYZ", "áćéíńóŕúýźÁĆÉÍŃÓŔÚÝŹ")
# What a translation leaves as it is: placeholders, and what a person is to type.
_LEFT = re.compile(r"(\{[^{}]*\}|%\(\w+\)\w|`[^`]*`|https?://\S+|\bqorgan .*$|--[a-z]+|QORGAN_\w+)")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Data: addresses, codes, hashes, names of fields, times.
_DATA = re.compile(r"https?://\S*|\S*\.example\S*|\b[a-z]+_[a-z_]+\b|\bKZ-[\w-]+|\b[0-9a-f]{16,}…?|\b[A-Z]{3,4}\b|\bSHA-256\b")
_INNERMOST = re.compile(r"⟦[^⟦⟧]*⟧")


def pseudo(message: str) -> str:
    """A message in this language."""
    return "⟦" + "".join(part if _LEFT.fullmatch(part) else part.translate(_ACCENTS) for part in _LEFT.split(message)) + "⟧"


def outside(text: str) -> str:
    """What is left of a text without what comes from the catalogue."""
    while _INNERMOST.search(text):
        text = _INNERMOST.sub(" ", text)
    return text


def forgotten(text: str, data: frozenset[str] = frozenset()) -> list[str]:
    """Latin words that come neither from the catalogue nor from the record. `data` are further words of the record."""
    return [word for word in _WORD.findall(_DATA.sub(" ", outside(text))) if word.isascii() and word not in data]


def write_catalogue(folder: Path) -> None:
    """The catalogue of this language, with the three plural forms of Russian."""
    with open(LOCALE / "ru" / "LC_MESSAGES" / "qorgan.po", "rb") as file:
        catalogue = read_po(file, locale="ru")
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = (pseudo(message.id[-1]),) * 3
        elif message.id:
            message.string = pseudo(str(message.id))
    made = folder / CODE / "LC_MESSAGES"
    made.mkdir(parents=True)
    with open(made / "qorgan.mo", "wb") as compiled:
        write_mo(compiled, catalogue)


def add_language(folder: Path) -> None:
    """Adds the language to the product. Dates are Russian, so that Latin letters outside of ⟦⟧ are none of theirs."""
    i18n.LOCALES.append(folder)
    i18n.LANGUAGES[CODE] = i18n.Language("⟦Pseudo⟧", "⟦Pse⟧", "qps-KZ", "ru", ("kk",))
    i18n.translations.cache_clear()


@contextmanager
def one_more_language(folder: Path) -> Iterator[None]:
    """While inside, the product speaks this language too."""
    write_catalogue(folder)
    add_language(folder)
    try:
        yield
    finally:
        i18n.LOCALES.remove(folder)
        del i18n.LANGUAGES[CODE]
        i18n.translations.cache_clear()
