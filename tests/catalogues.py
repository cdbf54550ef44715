"""The catalogues as `make setup` compiles them, but in a folder of their own: a test must not hang on what somebody compiled last week."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from records import i18n
from tests.paths import ROOT

LOCALE = ROOT / "records" / "locale"


def compile_catalogues(folder: Path) -> Path:
    """Compile every catalogue of this version into a folder that is made, and return the folder."""
    shutil.copytree(LOCALE, folder, ignore=shutil.ignore_patterns("*.mo"))
    for words in folder.glob("*/LC_MESSAGES/qorgan.po"):
        with words.open("rb") as read, words.with_suffix(".mo").open("wb") as written:
            write_mo(written, read_po(read))
    return folder


@contextmanager
def reading_catalogues(*folders: Path) -> Iterator[None]:
    """This process reads its messages from the catalogues in these folders."""
    before = i18n.LOCALES[:]
    i18n.LOCALES[:] = folders
    i18n.translations.cache_clear()
    try:
        yield
    finally:
        i18n.LOCALES[:] = before
        i18n.translations.cache_clear()


class _Unknown(NullTranslations):
    """Asked where a catalogue does not have a message: keeps it. What is no English (what a person wrote, `SHA-256`) is the same in every language."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__()
        self._kept = kept

    def gettext(self, message: str) -> str:
        if re.search("[a-z]", message):
            self._kept.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._kept.append(msgid1)
        return super().ngettext(msgid1, msgid2, n)


class _English(NullTranslations):
    """English needs no catalogue: whether a message is one, another language is asked."""

    def __init__(self, other: NullTranslations) -> None:
        super().__init__()
        self._other = other

    def gettext(self, message: str) -> str:
        self._other.gettext(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self._other.ngettext(msgid1, msgid2, n)
        return super().ngettext(msgid1, msgid2, n)


@contextmanager
def keeping_unknown_messages() -> Iterator[list[str]]:
    """While inside, messages are kept that are said and stand in no catalogue: whoever reads Kazakh or Russian would read them in English. A test that brings
    its own catalogues is not watched from then on."""
    kept: list[str] = []
    i18n.translations.cache_clear()
    for lang in set(i18n.LANGUAGES) - {"en"}:
        i18n.translations(lang).add_fallback(_Unknown(kept))
    i18n.translations("en").add_fallback(_English(i18n.translations("ru")))
    try:
        yield kept
    finally:
        i18n.translations.cache_clear()
