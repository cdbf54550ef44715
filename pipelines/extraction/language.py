"""Which language a text is in. A news page of Kazakhstan mixes languages, so every sentence votes with its words.

py3langid (a Bayes model over 140 languages) knows Kazakh in today's Cyrillic and takes Kazakh in Latin or Arabic script for Turkish, Uzbek or Persian;
on short headlines it takes Russian for Bulgarian. Letters that only one language of the region has, and the commonest small words, speak before it.
"""

import re
from collections import Counter
from copy import copy
from functools import cache
from typing import TYPE_CHECKING

from pipelines.extraction.language_words import (
    ENGLISH_WORDS,
    KAZAKH_WORDS,
    LETTERS,
    RUSSIAN_ENDING,
    RUSSIAN_WORDS,
)
from records.words.kazakh_latin import is_kazakh_latin

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LIMIT = 20_000  # characters that may vote: the majority of the words does not change further down
_VOTERS = 24  # sentences that vote, spread over the text: more cost time (0.2 ms each) and change nothing on the gold and general sets
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
_WORD = re.compile(r"[^\W\d_]+")
# Languages that outlets around Kazakhstan publish in, by script. Serbian and Macedonian are known by their letters, Bulgarian only in a long text.
_CYRILLIC = ("kk", "ru", "ky", "uz", "tg", "uk", "be", "mn", "tt", "ba")
_LATIN = ("en", "tr", "az", "uz", "tk", "de", "fr", "es", "it", "pt", "pl", "cs", "nl", "sv", "fi", "hu", "ro", "et", "lv", "lt", "kk")
_ARABIC = ("ar", "fa", "ur", "ug", "kk")
_SCRIPTS = (
    ("cyrillic", re.compile("[\u0400-\u052f]")), ("latin", re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")), ("arabic", re.compile("[\u0600-\u06ff]")),
    ("hangul", re.compile("[\uac00-\ud7af]")), ("kana", re.compile("[\u3040-\u30ff]")), ("han", re.compile("[\u4e00-\u9fff]")),
    ("georgian", re.compile("[\u10a0-\u10ff]")), ("armenian", re.compile("[\u0530-\u058f]")), ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")), ("devanagari", re.compile("[\u0900-\u097f]")),
)  # fmt: skip
_ONE_LANGUAGE = {"hangul": "ko", "kana": "ja", "han": "zh", "georgian": "ka", "armenian": "hy", "hebrew": "he", "greek": "el", "devanagari": "hi"}


def detect(text: str) -> str:
    """ISO 639-1 code of the language that most of the words are in; "" when it cannot be told. Deterministic, no IO beyond the packaged model."""
    votes: Counter[str] = Counter()
    sentences = _SENTENCE.findall(text[:_LIMIT])
    for sentence in sentences[:: 1 + len(sentences) // _VOTERS]:
        words = _WORD.findall(sentence.lower())
        if sum(map(len, words)) > 2:
            votes[_of_sentence(sentence, words)] += len(words)
    del votes[""]
    return votes.most_common(1)[0][0] if votes else ""


def _of_sentence(sentence: str, words: list[str]) -> str:
    if sentence.isascii():
        return _of_latin(sentence, words)
    counts = {script: len(pattern.findall(sentence)) for script, pattern in _SCRIPTS}
    # Cyrillic and Arabic texts are full of Latin brand names; the reverse does not happen.
    counts["latin"] //= 3 if counts["cyrillic"] or counts["arabic"] else 1
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return ""
    if script in _ONE_LANGUAGE:
        return "ja" if script == "han" and counts["kana"] else _ONE_LANGUAGE[script]
    return {"cyrillic": _of_cyrillic, "latin": _of_latin, "arabic": _of_arabic}[script](sentence, words)


def _of_cyrillic(sentence: str, words: list[str]) -> str:
    """The language of a Cyrillic text. Letters and small words decide first. A name in the other language is outvoted by the rest of its sentence."""
    if lang := _without_own_letters(sentence, words):
        return lang
    # Names are written with their own letters in every language: the small words of a headline speak before them.
    small = [word for word in _WORD.findall(sentence) if word.islower()]
    return _by_evidence(sentence, small) or _by_evidence(sentence, words) or _by_model(sentence, words)


def _by_evidence(sentence: str, words: list[str]) -> str:
    """Kazakh or Russian, if the letters and small words of enough words say so; else ""."""
    letters = Counter(map(_by_letters, words))
    forms = Counter(_by_form(word) for word in words if not _by_letters(word))
    if any(letters[lang] for lang in ("ba", "tt", "tg", "uz", "sr", "uk")):
        return ""
    # ң, ө, ү stand in Kyrgyz, Mongolian and Kazakh alike: words with ә, ғ, қ, ұ, і nearby make them Kazakh.
    if letters["ky"] and not letters["kk"]:
        return ""
    kazakh, russian = letters["kk"] + letters["ky"] + forms["kk"], forms["ru"]
    if max(kazakh, russian) < max(1, len(words) / 5) or kazakh == russian:
        return ""
    return "kk" if kazakh > russian else "ru"


def _by_model(sentence: str, words: list[str]) -> str:
    foreign = any(lang not in ("kk", "") for lang in map(_by_letters, words))
    return _ask("cyrillic" if foreign else "kk-ru", sentence)


def _by_letters(word: str) -> str:
    return next((lang for lang, letters in LETTERS if any(letter in word for letter in letters)), "")


def _by_form(word: str) -> str:
    if word in KAZAKH_WORDS:
        return "kk"
    return "ru" if word in RUSSIAN_WORDS or (len(word) > 5 and RUSSIAN_ENDING.search(word)) else ""


def _without_own_letters(sentence: str, words: list[str]) -> str:
    """Whether it may be Bulgarian, which has no letter of its own. It lacks ы, э and ё, and fifteen Russian or Kazakh words nearly always have
    one of them."""
    if len(words) < 15 or re.search("[ыэёіқғәөүң]", sentence.lower()):
        return ""
    return "bg" if _ask("bulgarian", sentence) == "bg" else ""


def _of_latin(sentence: str, words: list[str]) -> str:
    if is_kazakh_latin(sentence):
        return "kk"
    if sum(word in ENGLISH_WORDS for word in words) >= max(2, len(words) / 5):
        return "en"
    lang, sure = _model("latin").classify(sentence)
    # A short headline full of names looks like any language. 0.9: where the model's own confidence starts to hold on the general-news set.
    return lang if sure > 0.9 or not sentence.isascii() else "en"


def _of_arabic(sentence: str, words: list[str]) -> str:
    """The language of a text in Arabic letters. Kazakh has a high hamza and full vowels, and lacks the ئ before vowels and the ې of Uyghur."""
    if "\u0674" in sentence or ("ۋ" in sentence and not re.search("[ېئۈ]", sentence)):
        return "kk"
    if re.search("[ېۈ]", sentence):
        return "ug"
    return _ask("arabic", sentence)


def _ask(choice: str, sentence: str) -> str:
    """The model's answer among the languages of `choice`."""
    return str(_model(choice).classify(sentence)[0])


@cache
def _model(choice: str) -> "LanguageIdentifier":
    """The model, asked only about languages that the script allows. All choices share its tables."""
    model = copy(_whole_model())
    model.set_languages({"cyrillic": _CYRILLIC, "latin": _LATIN, "arabic": _ARABIC, "kk-ru": ("kk", "ru"), "bulgarian": ("bg", "ru", "kk")}[choice])
    return model


@cache
def _whole_model() -> "LanguageIdentifier":
    """Loaded once in a process that needs it, and so is what it stands on (0.6 s)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
