"""A text read as screening reads it, without the door and the judge."""

from pathlib import Path

from classify.matching.lexicon import LEXICA
from classify.matching.matches import Matches
from classify.matching.names import PressName
from classify.text.spacy_pipelines import pipeline


def read(lang: str, text: str, *, folded: bool = False, lexica: Path = LEXICA) -> tuple[Matches, list[PressName]]:
    """What is found in a text, and the names tied to the press."""
    doc = pipeline((lang, folded), lexica)(text)
    return doc._.marks, doc._.names
