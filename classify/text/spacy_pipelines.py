"""The spaCy pipelines behind `qorgan screen`: one for each language, and one for Kazakh that was turned into Cyrillic.

Tokens → words and sentences → mentions of the press, with the names tied to them → acts and everything else. Each component leaves what it finds on
the document: `doc._.words`, `doc._.marks`, `doc._.names`. Batches go through `nlp.pipe`.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from classify.matching.lexicon import LEXICA
from classify.matching.matches import MatchFinder
from classify.matching.names import attach_names
from classify.text import kazakh
from classify.text.words import WordReader
from records.vocabulary import SCREENING_LANGUAGES

for _name in ("words", "marks", "names"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


# Language, and whether the text was brought from other letters.
Kind = tuple[str, bool]
KINDS: tuple[Kind, ...] = tuple((lang, folded) for lang in SCREENING_LANGUAGES for folded in ((False, True) if lang == "kk" else (False,)))


@cache
def finder(kind: Kind, lexica: Path = LEXICA) -> MatchFinder:
    """The finder of matches for texts of this kind."""
    return MatchFinder(kind[0], folded=kind[1], lexica=lexica)


@cache
def pipeline(kind: Kind, lexica: Path = LEXICA) -> Language:
    """The pipeline for texts of this kind."""
    lang, folded = kind
    nlp = spacy.blank(kazakh.Kazakh.lang if lang == "kk" else lang)
    settings = {"folded": folded, "lexica": str(lexica)}
    nlp.add_pipe("news_words")
    nlp.add_pipe("press", config=settings)
    nlp.add_pipe("acts", config=settings)
    return nlp


@Language.factory("news_words", assigns=["doc._.words"])
def news_words(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Make words and sentences from the tokens."""
    reader = WordReader()

    def read(doc: Doc) -> Doc:
        doc._.words = reader.words_of(doc, doc.text)
        return doc

    return read


@Language.factory("press", requires=["doc._.words"], assigns=["doc._.marks", "doc._.names"])
def press(nlp: Language, name: str, *, folded: bool, lexica: str) -> Callable[[Doc], Doc]:
    """Find mentions of the press, and the names tied to them."""
    found_by = finder((nlp.lang or "", folded), Path(lexica))

    def find(doc: Doc) -> Doc:
        doc._.marks = found_by.press_of(doc._.words)
        doc._.names = attach_names(doc._.marks, found_by.lang)
        return doc

    return find


@Language.factory("acts", requires=["doc._.marks"])
def acts(nlp: Language, name: str, *, folded: bool, lexica: str) -> Callable[[Doc], Doc]:
    """Find acts and everything else that is told of them. The press is known by now."""
    found_by = finder((nlp.lang or "", folded), Path(lexica))

    def find(doc: Doc) -> Doc:
        found_by.rest_of(doc._.marks)
        return doc

    return find
