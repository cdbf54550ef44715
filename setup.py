"""The steps of a build that `pyproject.toml` cannot say: catalogues are compiled, so that a wheel speaks every language of the product."""

from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

LOCALES = Path(__file__).parent / "records" / "locale"
# Babel writes when a catalogue was made; of one source two builds are the same to the byte.
NO_TIME = datetime(2020, 1, 1, tzinfo=UTC)


def compile_catalogues() -> None:
    """Each `.po` of the product into the `.mo` beside it."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as read:
            catalogue = read_po(read, locale=source.parts[-3])
        catalogue.creation_date = catalogue.revision_date = NO_TIME
        with source.with_suffix(".mo").open("wb") as written:
            write_mo(written, catalogue)


class BuildPy(build_py):
    """The packages and what lies beside their modules. What is found there is asked for more than once, so catalogues come first of all."""

    def finalize_options(self) -> None:
        compile_catalogues()
        super().finalize_options()


class Sdist(sdist):
    """The source as it is published, the compiled catalogues in it."""

    def run(self) -> None:
        compile_catalogues()
        super().run()


setup(cmdclass={"build_py": BuildPy, "sdist": Sdist})
