"""The catalogues as `make setup` compiles them, but in a folder of their own: a test must not hang on what somebody compiled last week."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
