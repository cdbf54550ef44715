"""The catalogues as `make setup` compiles them, but in a folder of their own: a test must not hang on what somebody compiled last week."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records import i18n
from tests.paths import ROOT

LOCALE = ROOT / "records" / "locale"


def compile_catalogues(folder: Path) -> Path:
    """Compile every catalogue of this version into a folder that is made, and return the folder."""
    shutil.copytree(LOCALE, folder, ignore=shutil.ignore_patterns("*.mo"))
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "--domain", "qorgan", "--directory", str(folder)]
    subprocess.run(pybabel, check=True)
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
