"""The catalogues as `make setup` compiles them, but in a folder of their own: a test must not hang on what somebody compiled last week."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from records import i18n
from tests.paths import ROOT


def compile_catalogues(folder: Path) -> Path:
    """Compile every catalogue of this version into a folder that is made, and return the folder."""
    shutil.copytree(ROOT / "records" / "locale", folder, ignore=shutil.ignore_patterns("*.mo"))
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "--domain", "qorgan", "--directory", str(folder)]
    subprocess.run(pybabel, check=True)
    return folder


@contextmanager
def reading_catalogues(folder: Path) -> Iterator[pytest.MonkeyPatch]:
    """This process reads its messages from these catalogues."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "_LOCALE", folder)
        i18n.translations.cache_clear()
        yield patch
    i18n.translations.cache_clear()
