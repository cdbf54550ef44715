"""A text read as screening reads it, without the door and the judge."""

from pathlib import Path

from classify.lexicon import LEXICA
from classify.marks import Marks
from classify.names import Name
from classify.pipeline import pipeline


def read(lang: str, text: str, *, folded: bool = False, lexica: Path = LEXICA) -> tuple[Marks, list[Name]]:
    """What is found in a text, and the names tied to the press."""
    doc = pipeline((lang, folded), lexica)(text)
    return doc._.marks, doc._.names
