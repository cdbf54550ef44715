"""Kazakh for spaCy: `spacy.blank("kk")` works once this module is imported."""

from spacy.lang.char_classes import CONCAT_QUOTES, LIST_ELLIPSES, LIST_ICONS, UNITS
from spacy.lang.punctuation import TOKENIZER_PREFIXES
from spacy.language import BaseDefaults, Language
from spacy.tokens import Doc
from spacy.util import registry

from records.words.kazakh_stem import stem

_STOP_WORDS = """ал арқылы бар басқа бәрі бен бері бірақ бір біз бойы бойынша болды болған болып болса бұл бүгін бірге ғана да
    дағы де дейін дейді деген деп дегенмен егер едi еді екен екі емес ең енді ете және жоқ жүр жүрген кейін
    кем керек кезде кім қалай қандай қарай қарсы қазір қатысты ма ме мен мұндай мынадай не немесе неге олар ол
    онда оның осы осындай отыр өз өзі пен сайын сияқты соң сол сондай соны себебі тағы та те тек туралы тұр
    үшін халде шейін шығар яғни"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_LETTER = "Ѐ-ӿA-Za-z"
# spaCy's letter classes lack ғ, қ and ұ, so words ending in them would not be parted from what follows.
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


class KazakhDefaults(BaseDefaults):
    """Tokens are divided at hyphens (Orda.kz-тің, 158-бап), so that the suffix does not hide an abbreviation."""

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
    Defaults = KazakhDefaults


@Language.component("kazakh_stems", assigns=["token.lemma"])
def kazakh_stems(doc: Doc) -> Doc:
    """Write the stem of each token into its lemma, for pipelines that want stems on every token."""
    for token in doc:
        token.lemma_ = stem(token.lower_)
    return doc
