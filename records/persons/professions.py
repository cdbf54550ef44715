"""The words of professions in each language: in the place of a name that is withheld, and beside a name in a sentence."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from records.i18n import reader, tr
from records.persons.person_model import language_of

_LIST = Path(__file__).with_name("professions.tsv")
_LANGUAGES = ("kk", "ru", "en")


def profession_word(profession: str) -> str:
    """The profession as the reader says it. One that is written in another language, and that the list lacks, is told as "journalist"."""
    written = profession.strip()
    if words := _known().get(_plain(written)):
        return words.get(reader()) or tr("journalist")
    if written and language_of(written) == reader():
        return written
    return _known()["journalist"].get(reader()) or tr("journalist")


def profession_code(profession: str) -> str:
    """One word for a profession in all languages: the English one of the list, else the word as it is written; empty for none."""
    return _known().get(_plain(profession), {}).get("en") or _plain(profession)


def is_blogger(profession: str) -> bool:
    """Whether somebody is a blogger by profession."""
    return _known().get(_plain(profession), {}).get("en") == "blogger"


def profession_told(profession: str) -> str:
    """The profession as the reader says it; empty for one whose words in this language are not known, and for a journalist and a blogger, of whom a sentence tells
    anyway."""
    words = _known().get(_plain(profession), {})
    return "" if words.get("en") in ("journalist", "blogger") else words.get(reader(), "")


def profession_in_reader_language(profession: str) -> str:
    """The profession as it was written, where that is the reader's language, else as she says it; empty for one whose words in this language are not known."""
    written = profession.strip()
    if written and language_of(written) == reader():
        return written
    words = _known().get(_plain(written), {})
    return words.get(reader(), "")


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    """The words of each profession by language, under every word by which it is recognised."""
    known: dict[str, Mapping[str, str]] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = [cell.split(";") for cell in line.split("\t")]
            words = {lang: cell[0] for lang, cell in zip(_LANGUAGES, cells, strict=True)}
            for word in (word for cell in cells for word in cell):
                known.setdefault(_plain(word), words)
    return known


def _plain(word: str) -> str:
    return word.strip().casefold().replace("ё", "е")
