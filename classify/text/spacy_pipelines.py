"""The spaCy pipelines of `qorgan screen`: one for each language, and one for Kazakh transliterated into Cyrillic.

Tokens → words and sentences → mentions of the press, with the names tied to them → acts and everything else. Each component stores its results on the
document: `doc._.words`, `doc._.marks`, `doc._.names`. Batches go through `nlp.pipe`.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import spacy
from spacy.lang.char_classes import CONCAT_QUOTES, LIST_ELLIPSES, LIST_ICONS, UNITS
from spacy.lang.punctuation import TOKENIZER_PREFIXES
from spacy.language import BaseDefaults, Language
from spacy.tokens import Doc
from spacy.util import registry

from classify.matching.lexicon import LEXICA
from classify.matching.matches import MatchFinder
from classify.matching.names import attach_names
from classify.text.words import WordReader
from records.language.stems import kazakh_stem
from records.vocabulary import SCREENING_LANGUAGES

# Kazakh for spaCy: `spacy.blank("kk")` works once this module is imported.

_STOP_WORDS = """ал арқылы бар басқа бәрі бен бері бірақ бір біз бойы бойынша болды болған болып болса бұл бүгін бірге ғана да
    дағы де дейін дейді деген деп дегенмен егер едi еді екен екі емес ең енді ете және жоқ жүр жүрген кейін
    кем керек кезде кім қалай қандай қарай қарсы қазір қатысты ма ме мен мұндай мынадай не немесе неге олар ол
    онда оның осы осындай отыр өз өзі пен сайын сияқты соң сол сондай соны себебі тағы та те тек туралы тұр
    үшін халде шейін шығар яғни"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_LETTER = "Ѐ-ӿA-Za-z"
# spaCy's letter classes lack ғ, қ and ұ, so words ending in them would not be separated from what follows.
_INFIXES = [
    *LIST_ELLIPSES,
    *LIST_ICONS,
    r"(?<=[0-9])[+\-\*^](?=[0-9-])",
    rf"(?<=[а-яәғқңөұүһі){CONCAT_QUOTES}])\.(?=[А-ЯӘҒҚҢӨҰҮҺІ{CONCAT_QUOTES}])",
    rf"(?<=[{_LETTER}]),(?=[{_LETTER}])",
    rf"(?<=[{_LETTER}0-9])[-–—](?=[{_LETTER}])",
    rf"(?<=[{_LETTER}0-9])[:<>=/()](?=[{_LETTER}])",
]
_SUFFIXES = [
    "»", "«", "”", "“", "’", "'", '"', r"\)", r"\]", r"\}", ",", ";", ":", r"\?", "!", "—", "–", "%", *LIST_ELLIPSES, *LIST_ICONS,
    rf"(?<=[0-9])(?:{UNITS})", r"(?<=[а-яәғқңөұүһі0-9)»”%])\.", r"(?<=[А-ЯӘҒҚҢӨҰҮҺІ]{2})\.", r"(?<=[A-Za-z]{2})\.",
]  # fmt: skip


class _KazakhDefaults(BaseDefaults):
    """The tokeniser settings of Kazakh.

    Tokens are divided at hyphens (Orda.kz-тің, 158-бап), so that the suffix does not hide an abbreviation.
    """

    prefixes = TOKENIZER_PREFIXES
    suffixes = _SUFFIXES
    infixes = _INFIXES
    tokenizer_exceptions = {  # noqa: RUF012 - spaCy reads this class attribute
        short: [{"ORTH": short, "NORM": full}]
        for short, full in (
            ("т.б.", "тағы басқа"), ("т.с.с.", "тағы сол сияқты"), ("б.з.д.", "біздің заманымызға дейін"), ("млн.", "миллион"), ("млрд.", "миллиард"),
            ("ж.", "жыл"), ("ғ.", "ғасыр"), ("обл.", "облыс"), ("ауд.", "аудан"), ("қ.", "қала"), ("т.ғ.к.", "ғылым кандидаты"),
        )
    }  # fmt: skip
    stop_words = set(STOP_WORDS)  # noqa: RUF012 - as above


@registry.languages("kk")
class Kazakh(Language):  # type: ignore[no-untyped-call]  # spaCy's own __init_subclass__
    """The Kazakh language."""

    lang = "kk"
    Defaults = _KazakhDefaults


@Language.component("kazakh_stems", assigns=["token.lemma"])
def kazakh_stems(doc: Doc) -> Doc:
    """Write the stem of each token into its lemma, for pipelines that want stems on every token."""
    for token in doc:
        token.lemma_ = kazakh_stem(token.lower_)
    return doc


for _name in ("words", "marks", "names"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


# Language, and whether the text was transliterated.
Kind = tuple[str, bool]
KINDS: tuple[Kind, ...] = tuple((lang, folded) for lang in SCREENING_LANGUAGES for folded in ((False, True) if lang == "kk" else (False,)))


@cache
def finder(kind: Kind, lexica: Path = LEXICA) -> MatchFinder:
    """Return the finder of matches for texts of this kind."""
    return MatchFinder(kind[0], folded=kind[1], lexica=lexica)


@cache
def pipeline(kind: Kind, lexica: Path = LEXICA) -> Language:
    """Return the pipeline for texts of this kind."""
    lang, folded = kind
    nlp = spacy.blank(Kazakh.lang if lang == "kk" else lang)
    settings = {"folded": folded, "lexica": str(lexica)}
    nlp.add_pipe("news_words")
    nlp.add_pipe("press", config=settings)
    nlp.add_pipe("acts", config=settings)
    return nlp


@Language.factory("news_words", assigns=["doc._.words"])
def news_words(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Return a component that makes words and sentences from the tokens."""
    reader = WordReader()

    def read(doc: Doc) -> Doc:
        doc._.words = reader.words_of(doc, doc.text)
        return doc

    return read


@Language.factory("press", requires=["doc._.words"], assigns=["doc._.marks", "doc._.names"])
def press(nlp: Language, name: str, *, folded: bool, lexica: str) -> Callable[[Doc], Doc]:
    """Return a component that finds mentions of the press, and the names tied to them."""
    found_by = finder((nlp.lang or "", folded), Path(lexica))

    def find(doc: Doc) -> Doc:
        doc._.marks = found_by.press_of(doc._.words)
        doc._.names = attach_names(doc._.marks, found_by.lang)
        return doc

    return find


@Language.factory("acts", requires=["doc._.marks"])
def acts(nlp: Language, name: str, *, folded: bool, lexica: str) -> Callable[[Doc], Doc]:
    """Return a component that finds acts and everything else, after the press."""
    found_by = finder((nlp.lang or "", folded), Path(lexica))

    def find(doc: Doc) -> Doc:
        found_by.rest_of(doc._.marks)
        return doc

    return find
