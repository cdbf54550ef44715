"""The model that somebody names on the command line: a version, the shipped one, a file or a folder."""

from pathlib import Path
from typing import TYPE_CHECKING

from flows.models import SHIPPED, NoSuchVersion, file_of, usable
from records.country import home
from records.i18n import tr
from records.settings import Settings

if TYPE_CHECKING:
    from classify.screen import Screener


def named_model(settings: Settings, word: str) -> Path | None:
    """The file of the model that somebody names: `shipped` (None), a version, a file, or a folder with one model in it. Raises NoSuchVersion."""
    if word == SHIPPED:
        return None
    if (version := file_of(settings, word)).is_file():
        return version
    given = Path(word)
    found = sorted(given.glob("*.npz")) if given.is_dir() else [given] if given.is_file() else []
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchVersion(
            tr("{folder} holds several models; name one: {models}").format(folder=given, models=", ".join(file.stem for file in found))
        )
    raise NoSuchVersion(
        tr("there is no model {model}; `qorgan train --list` shows the versions, and a file or folder may be named").format(model=word)
    )


def named_screener(settings: Settings, word: str, countries: frozenset[str] | None) -> "Screener":
    """A screener with the model that somebody names. Raises NoSuchVersion, and ModelUnusable if it cannot be read."""
    from classify.screen import load_screener

    file = named_model(settings, word)
    with usable(file):
        return load_screener(countries, file, home())
