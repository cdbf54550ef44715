"""Which language a text is in. A news page of Kazakhstan mixes languages, so every sentence votes with its words.

py3langid (a Bayes model over 140 languages) knows Kazakh in today's Cyrillic and takes Kazakh in Latin or Arabic script for Turkish, Uzbek or Persian;
on short headlines it takes Russian for Bulgarian. Letters that only one language of the region has, and the commonest small words, speak before it.
"""

import re
import unicodedata
from collections import Counter
from copy import copy
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

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

# Letters that settle a Cyrillic word, the rarest first: җ is never Kazakh, ұ is nothing else.
_LETTERS = (("ba", "ҙҫҡ"), ("tt", "җ"), ("tg", "ӣӯҷ"), ("uz", "ўҳ"), ("uk", "їєґ"), ("sr", "јљњћђџ"), ("kk", "ұ"), ("kk", "әғқі"), ("ky", "ңөү"))
_KAZAKH_WORDS = frozenset(
    [
        "мен",
        "пен",
        "бен",
        "бір",
        "бұл",
        "осы",
        "сол",
        "және",
        "үшін",
        "туралы",
        "бойынша",
        "болып",
        "болды",
        "деп",
        "деген",
        "дейді",
        "еді",
        "екен",
        "емес",
        "жоқ",
        "бірақ",
        "өз",
        "кейін",
        "дейін",
        "соң",
        "ол",
        "оның",
        "олар",
        "оны",
        "біз",
        "сіз",
        "жаңа",
        "сот",
        "тілші",
        "жыл",
        "жылы",
        "күні",
        "адам",
        "хабарлады",
        "айтты",
        "берді",
        "жауап",
    ]
)
_RUSSIAN_WORDS = frozenset(
    [
        "и",
        "в",
        "во",
        "не",
        "на",
        "что",
        "с",
        "со",
        "по",
        "из",
        "за",
        "от",
        "до",
        "для",
        "о",
        "об",
        "это",
        "как",
        "к",
        "у",
        "же",
        "но",
        "а",
        "его",
        "её",
        "он",
        "она",
        "они",
        "был",
        "была",
        "были",
        "быть",
        "так",
        "при",
        "или",
        "если",
        "после",
        "под",
        "над",
        "между",
        "также",
        "году",
        "года",
        "лет",
        "который",
        "которая",
        "которые",
        "уже",
        "ещё",
        "еще",
        "только",
        "более",
        "чем",
    ]
)
_RUSSIAN_ENDING = re.compile(
    "(?:[ое]го|[ое]му|[аяу]ет|ют|ла|ло|ли|ни[еяию]|[ыи]й|ая|ую|[ыо]е|[ыи]х|[ыи]м|ть|ся|ась|[ая]м|[ая]ми|[ая]х|ов|ев|ци[иейю]|ск[аоиу][еймх]?|ной|нных)$"
)
# Kazakh in Latin letters, folded to plain ones; what is also Turkish, Uzbek or Azerbaijani (bir, bu, men) is left out.
_KAZAKH_LATIN = frozenset(
    [
        "jane",
        "zhane",
        "pen",
        "ben",
        "bul",
        "osy",
        "sol",
        "ushin",
        "usin",
        "turaly",
        "twraly",
        "boiynsha",
        "boyynsha",
        "boyinsa",
        "boiinsha",
        "bolyp",
        "bolip",
        "boldy",
        "boldi",
        "dep",
        "degen",
        "deidi",
        "dedi",
        "edi",
        "eken",
        "emes",
        "joq",
        "zhoq",
        "biraq",
        "keiin",
        "keyin",
        "deiin",
        "onyn",
        "onin",
        "olar",
        "bolgan",
        "bolghan",
        "tilshi",
        "tilsi",
        "zhurnalist",
        "jurnalist",
        "jyrnalist",
        "jurnalisti",
        "aitty",
        "ayttu",
        "berdi",
        "qazaqstan",
        "qazaq",
        "qala",
        "qalasy",
        "qalasi",
        "qalasynda",
        "qalasinda",
        "audany",
        "audanynda",
        "oblysy",
        "oblysynda",
        "oblisi",
        "memleket",
        "ukimet",
        "akim",
        "akimi",
        "akimdigi",
        "polisiya",
        "turali",
        "nege",
        "kerek",
        "jayap",
        "jawap",
        "jauap",
        "zhauap",
        "ukimeti",
        "maslihat",
        "shyqty",
        "shaqyrdy",
        "ustady",
        "ustaldy",
        "jabyldy",
        "sheru",
        "seru",
        "beybit",
        "sot",
        "sotta",
        "zang",
        "zan",
        "jyl",
        "jyly",
        "zhyly",
        "adam",
        "baq",
        "aqparat",
        "habarlady",
        "habarladi",
        "haqqynda",
        "tekserv",
        "qyzmet",
        "qizmet",
    ]
)
_KAZAKH_LATIN_ENDING = re.compile(
    r"(?:nyn|nin|nyng|ning|dyn|din|tyn|tin|daghy|dagy|dagi|gan|ghan|qan|lyq|dyq|tyq|liq|diq|tiq|shy|lary|tary|dary|lardy|lardi|tardy|dardi|tardi|myz|izdar|yzdar|mayin|meymin|kizdi|gizdi)$"
)
# Letters of no other Latin alphabet of the region: ǵ; w as a vowel; ñ beside q or ğ.
_KAZAKH_LATIN_LETTERS = re.compile("[ǵ]|[bdfghjklmnpqrstvz]w[bdfghjklmnpqrstvz]|[qğ].*ñ|ñ.*[qğı]")
_TURKIC_OTHER = frozenset(
    ["ve", "ile", "icin", "bu", "olarak", "daha", "cok", "en", "ya", "gibi", "olan", "oldu", "dedi", "va", "bilan", "uchun", "ham", "bu", "uning", "yoki", "hamda", "bo'ldi", "degan", "va", "uz", "bolan", "olib", "ne", "edilib", "ucun", "haqqinda", "barada", "bilen", "hem", "we"]
)  # fmt: skip


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
    """Letters and small words first; a name in the other language is outvoted by the rest of its sentence."""
    seen: Counter[str] = Counter()
    for word in words:
        seen[_by_letters(word) or _by_form(word)] += 1
    del seen[""]
    # ң, ө, ү stand in Kyrgyz, Mongolian and Kazakh alike: words with ә, ғ, қ, ұ nearby make them Kazakh.
    if seen["kk"]:
        seen["kk"] += seen.pop("ky", 0)
    (first, most), (_, next_most) = [*seen.most_common(2), ("", 0), ("", 0)][:2]
    if first in ("kk", "ru") and most > next_most and most >= len(words) / 5:
        return first
    if set(seen) <= {"kk", "ru"}:
        return _foreign_without_letters(sentence, words) or _model("kk-ru").classify(sentence)[0]
    return _model("cyrillic").classify(sentence)[0]


def _by_letters(word: str) -> str:
    return next((lang for lang, letters in _LETTERS if any(letter in word for letter in letters)), "")


def _by_form(word: str) -> str:
    if word in _KAZAKH_WORDS:
        return "kk"
    return "ru" if word in _RUSSIAN_WORDS or (len(word) > 5 and _RUSSIAN_ENDING.search(word)) else ""


def _foreign_without_letters(sentence: str, words: list[str]) -> str:
    """Bulgarian has no letter of its own; it lacks ы, э and ё, which eight Russian or Kazakh words hardly do without."""
    if len(words) < 8 or re.search("[ыэёіқғ]", sentence.lower()):
        return ""
    return "bg" if _model("bulgarian").classify(sentence)[0] == "bg" else ""


def _of_latin(sentence: str, words: list[str]) -> str:
    folded = [_fold(word) for word in words]
    own = sum(map(_kazakh_latin, words, folded))
    other = sum(word in _TURKIC_OTHER for word in folded)
    if own > other and own >= max(1, len(words) / 6):
        return "kk"
    lang, sure = _model("latin").classify(sentence)
    # A short headline full of names looks like any language. 0.9: where the model's own confidence starts to hold on the general-news set.
    return lang if sure > 0.9 or not sentence.isascii() else "en"


def _kazakh_latin(word: str, folded: str) -> float:
    signs = (len(folded) > 4 and _KAZAKH_LATIN_ENDING.search(folded), re.search("q(?!u[aeio])", folded), _KAZAKH_LATIN_LETTERS.search(word))
    return float(folded in _KAZAKH_LATIN) + 0.5 * sum(map(bool, signs))


def _fold(word: str) -> str:
    """Plain letters: á, ä, ǵ, ğ, ń, ñ, ş, ı lose their marks, as the several Kazakh alphabets differ by just these."""
    plain = unicodedata.normalize("NFD", word.replace("ı", "i"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _of_arabic(sentence: str, words: list[str]) -> str:
    """Kazakh is written with a high hamza and full vowels, without the ئ before vowels and the ې of Uyghur."""
    if "\u0674" in sentence or ("ۋ" in sentence and not re.search("[ېئۈ]", sentence)):
        return "kk"
    if re.search("[ېۈ]", sentence):
        return "ug"
    return _model("arabic").classify(sentence)[0]


@cache
def _model(choice: str) -> LanguageIdentifier:
    """The model, asked only about languages that the script allows. All choices share its tables."""
    model = copy(_whole_model())
    model.set_languages({"cyrillic": _CYRILLIC, "latin": _LATIN, "arabic": _ARABIC, "kk-ru": ("kk", "ru"), "bulgarian": ("bg", "ru", "kk")}[choice])
    return model


@cache
def _whole_model() -> LanguageIdentifier:
    """Loaded once in a process (0.3 s)."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
