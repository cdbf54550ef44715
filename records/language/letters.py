"""Letters that are written for each other, and detection of Kazakh in Latin letters among other languages.

The Latin alphabets that have been in use are: apostrophes (2017: s'yg'arma, bay'yrlar), acutes (2018: shyǵarma, ákim), diaereses and cedillas (2019: şığarma, äkim; 2021: şyğarma,
äkım; with ǧ on adyrna.kz and others), and plain letters (shygarma, akim).
"""

import re
import unicodedata
from collections.abc import Iterator

# Kazakh letters and the Russian ones in their place: on a Russian keyboard, in Russian spellings of names, and after folding.
KAZAKH_AS_RUSSIAN = dict(zip("әғқңөұүһі", "агкноуухи", strict=True))
KAZAKH_LETTER = re.compile(f"[{''.join(KAZAKH_AS_RUSSIAN)}]", re.IGNORECASE)
# Letters that look alike in both scripts and get mixed up: Latin ones, and the Cyrillic ones in the same order.
LATIN_LOOK_ALIKES = "AaBCcEeHhIiKkMmOoPpTXxYy"
CYRILLIC_LOOK_ALIKES = "АаВСсЕеНһІіКкМтОоРрТХхУу"
_FOLDED = str.maketrans(KAZAKH_AS_RUSSIAN | {"ы": "и", "й": "и", "ё": "е", "щ": "ш", "ц": "с"})


def fold_cyrillic(word: str) -> str:
    """Return a lower-case Cyrillic word without the differences that Latin spellings and plain keyboards lose."""
    return word.translate(_FOLDED)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Common words of Kazakh news, without those that are also Turkish, Uzbek or Azerbaijani when unmarked (бір, бұл, мен, бар).
_CYRILLIC = """
    деп деген дейді дейін және үшін туралы бойынша болды болған болып болатын болады сол осы оның оны одан оған олардың пен емес жоқ екен екенін бірақ
    кейін бері тағы бүгін кеше биыл былтыр күні жылы жылғы жылдан айтты айтуынша айтып айтады дейтін алды алған алып шықты шыққан шығарды келді келген келіп
    кетті кеткен қалды қалған отыр отырған жатыр жатқан тұрған жүр жүрген жасады жасаған жасалды жасалған өтті өткен түсті түскен түсірді түсіріп ұсталды ұстады
    сұрады сұраған жазды жазған жазып хабарлады хабарлаған қатысты қарсы арқылы ішінде кезінде кезде алдында жерде елде арасында тарапынан бірінші екінші бірнеше барлық
    қазақ бәрі басқа жаңа соңғы белгісіз қылмыстық қалалық облыстық аудандық мемлекеттік ұлттық халықаралық жергілікті қазақстан қазақстанда алматыда астанада шымкентте
    атырауда облысы облысында облыс қала қаласы қаласында аудан ауданы ауданында ауыл әкім әкімі әкімдік әкімдігі мәслихат үкімет полиция прокуратура сот соты сотқа сотта
    тергеу үкім заң айыппұл арыз шағым жауап сұрақ хат дерек тілші тілшісі тілшілер тілшіге журналисі журналистер журналистің журналистерді журналистке журналисті
    редакция редакциясы редактор редакторы газеті газетінің басылым баспасөз ақпарат хабар оқиға жағдай құқық бостандығы билік қызметі комитеті министрлігі президенті
    адамның азамат тұрғын тұрғындар басшысы қорғаушы өкілі қызметкері блогер шабуыл соққы қоқан лоққы сайты керек мүмкін неге қалай қайда ешкім бірге қайта
"""
# Each letter in six columns, without its marks: the alphabets of 2018, 2019, 2021 and 2017, and plain letters in the two ways they are typed.
_PLAIN = dict(zip("аәбвгғдезикқлмнңоөпрстұүфхһэі", "aabvggdezikqlmnnooprstuufhhei", strict=True))
_BY_ALPHABET = {
    "ж": ("j", "j", "j", "j", "zh", "j"), "й": ("i", "y", "i", "i", "y", "i"), "у": ("y", "w", "u", "y", "u", "u"), "ч": ("ch", "c", "ch", "c", "ch", "ch"),
    "ш": ("sh", "s", "s", "s", "sh", "sh"), "щ": ("sh", "s", "s", "s", "sh", "sh"), "ы": ("y", "i", "y", "y", "y", "y"), "ю": ("iy", "yw", "iu", "iy", "yu", "iu"),
    "я": ("ia", "ya", "ia", "ia", "ya", "ia"), "ц": ("s", "s", "s", "s", "ts", "s"),
}  # fmt: skip


def _spelled(word: str) -> Iterator[str]:
    for column in range(6):
        yield "".join(_BY_ALPHABET[letter][column] if letter in _BY_ALPHABET else _PLAIN.get(letter, "") for letter in word)


_WORDS = frozenset(form for word in _CYRILLIC.split() for form in _spelled(word))
_OTHER = _set(
    "ve ile icin bu olarak daha cok en ya gibi olan oldu dedi va bilan uchun ham bu uning yoki hamda boldi degan va uz bolan olib ne edilib ucun "
    "haqqinda barada bilen hem we kecha yangi haqida qilindi qildi boyicha esa sud"
)
# "And", "with" and "for" in Uzbek, Karakalpak and Tatar: one of them rules out Kazakh.
_NEVER = frozenset({"bilan", "uchun", "hám", "menen", "ushın", "häm", "belän", "öçen"})
_ENDING = re.compile(
    r"(?:nyn|nin|nyng|ning|dyn|din|tyn|tin|daghy|dagy|dagi|gan|ghan|qan|lyq|dyq|tyq|liq|diq|tiq|shy|lary|tary|dary|lardy"
    r"|lardi|tardy|dardi|tardi|myz|izdar|yzdar|mayin|meymin|kizdi|gizdi|synda|sinda|ynda|inde|ymen|imen|ylgan|ilgen|ady|edi|ypty|ipti)$"
)
_Q = re.compile("q(?!u['’]?[aeio])")
# Letters of no other Latin alphabet of the region: ǵ, ǧ; w as a vowel; ñ next to q or ğ; ū.
_OWN = re.compile("[ǵǧū]|[bdfghjklmnpqrstvz]w[bdfghjklmnpqrstvz]|[qğ][^qğñ]*ñ|ñ[^ñqğı]*[qğı]")
_BESIDE_Q = re.compile("[äñūýǵǧáńóú]")
# An apostrophe after a letter inside a word. Uzbek has o' and g', and ' before a consonant; elided French and English words begin with their letter.
_MARKED = re.compile("(?<=[^\\W\\d_]|['’ʼ‘`])([agnouscyi])['’ʼ‘`]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ‘`][^\W\d_]*)*")
_APOSTROPHE = re.compile("['’ʼ‘`]")


def is_kazakh_latin(text: str) -> bool:
    """Return whether a text in Latin letters is Kazakh, by the share of words with Kazakh features."""
    lower = text.lower()
    words = _WORD.findall(lower)
    marked = set(_MARKED.findall(lower))
    if not words or "ə" in lower or not _NEVER.isdisjoint(words) or (marked & set("og") and not marked & set("scyui")):
        return False
    folded = [_fold(word) for word in words]
    if "q" not in lower and not marked and _WORDS.isdisjoint(folded) and not _OWN.search(lower):
        return False  # Endings alone are not distinctive, so most sentences of other languages are decided here.
    signs = list(map(_signs, words, folded))
    own, other = sum(signs), sum(word in _OTHER for word in folded)
    own_alphabet = any(map(_Q.search, words)) and (bool(_BESIDE_Q.search(lower)) or len(marked) >= 2)
    # Iraq and Qatar occur in every language, so a q alone is not sufficient.
    return own > other and (own_alphabet or max(signs) >= 1) and own >= max(1, len(words) / (9 if own_alphabet else 6))


def has_apostrophes(text: str) -> bool:
    """Return whether a Kazakh text is in the alphabet of 2017, which marks letters with apostrophes."""
    return len(_MARKED.findall(text.lower())) >= max(2, len(_WORD.findall(text)) / 6)


def _signs(word: str, folded: str) -> float:
    signs = (len(folded) > 4 and _ENDING.search(folded), _Q.search(folded), _OWN.search(word) or _MARKED.search(word))
    return float(folded in _WORDS) + 0.5 * sum(map(bool, signs))


def _fold(word: str) -> str:
    """Return the word in plain letters: á, ä, ǵ, ğ, ń, ñ, ş, ı and letters with apostrophes lose their marks, which differ between alphabets."""
    if word.isascii() and word.isalpha():
        return word
    plain = unicodedata.normalize("NFD", _APOSTROPHE.sub("", word).replace("ı", "i"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def capitalized(words: str) -> str:
    """Return the words with a capital letter at the beginning; the other letters stay."""
    return words[:1].upper() + words[1:]
