"""The keys of an article: names of persons and outlets in one spelling, distinctive words as numbers, and the keys by which other articles are found.

Everything is comparable in any two languages without storing the texts. Words are names, concepts (`classify/clustering/concepts.tsv`) and figures, each
with its rarity.
"""

import re
import zlib
from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import combinations
from pathlib import Path

from classify.matching.lexicon import LEXICA, read_phrases
from classify.text.spacy_pipelines import STOP_WORDS
from classify.text.words import clean_text, full_text
from records.event_model import Traits
from records.language.names import is_given_name, plain_form
from records.language.script import arabic_to_cyrillic, latin_to_cyrillic
from records.language.stems import kazakh_nominative, kazakh_stem
from records.model import Article
from records.vocabulary import CATEGORIES, SCREENING_LANGUAGES, Category

# One spelling for names: the plain form of a name and its consonants are the same in any script and language.

_VOWELS = frozenset("аеиоу")
# First vowels that are treated as equal: Есиров, Ысыров and Эсыров are one name, and so are Оскенов and Ускенов.
_FIRST = {"и": "е", "у": "о"}
_DECLINED = re.compile("^(.{2,}?(?:[ое]в|ин))(?:а|у|им|ом|ои|оу|е|их|и)$")
_ADJECTIVE = re.compile("^(.{2,}[сц]к)(?:и|а|ого|ому|им|ом|ои|уу|у)$")
_INSTRUMENTAL = re.compile("^(.{6,})(?:[ое]м)$")
_FAMILY_ENDING = re.compile("^(.{3,})(?:[ое]в|ин)$")
# A shorter stem is not distinctive enough to lose a letter.
_SHORT = 4


@lru_cache(maxsize=50_000)
def plain_spelling(word: str) -> str:
    """Return a word's plain form; дж is read as ж (Джунусов, Жунусов), Мухамет as Мухамед."""
    return plain_form(word).replace("дж", "ж").replace("мухамет", "мухамед")


@lru_cache(maxsize=50_000)
def family_stem(form: str) -> str:
    """Return the part of a surname's plain form that is the same in all genders and cases: сериковои → сериков, мухамедкарима → мухамедкарим."""
    for declined in (_DECLINED, _ADJECTIVE, _INSTRUMENTAL):
        if match := declined.match(form):
            return match[1]
    stem = form.rstrip("аеи")
    return stem if len(stem) >= _SHORT else form


@lru_cache(maxsize=50_000)
def _consonant_key(form: str) -> str:
    """Return the first sound and the consonants of a plain form: есергепов and есиргепов → есргпв."""
    consonants = [letter for letter in form[1:] if letter not in _VOWELS]
    return _FIRST.get(form[:1], form[:1]) + "".join(
        letter for number, letter in enumerate(consonants) if number == 0 or letter != consonants[number - 1]
    )


@lru_cache(maxsize=50_000)
def _family_root(stem: str) -> str:
    """Return a surname's stem without -ов, -ев, -ин, which many people leave out: аманжолов → аманжол."""
    match = _FAMILY_ENDING.match(stem)
    return match[1] if match else stem


@lru_cache(maxsize=100_000)
def _same_spelling(one: str, other: str) -> bool:
    """Return whether two plain stems are one name: equal consonants, and vowels that differ only as spellings do."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < _SHORT or _consonant_key(one) != _consonant_key(other):
        return False
    return _distance(one, other) <= (1 if shorter < 8 else 2)


def _distance(one: str, other: str) -> int:
    """Return the Levenshtein distance: the number of letters to add, remove or change."""
    before = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        now = [row]
        for column, right in enumerate(other, start=1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (left != right)))
        before = now
    return before[-1]


# Names of persons. A key is "surname|given name" in plain spelling; the second part is one letter for an initial, or empty.

_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-’'ʼ][^\W\d_]+)*")
_FATHERS = re.compile("(?:[ое]вич|[ое]вна|ичн[аи]|ули|кизи|огли|угли)(?:[аеиу]|ем|ом|ои)?$")
FAMILY = re.compile("(?:[ое]в|ин)(?:а|у|им|ом|ои|е)?$|енко$|швили$|дзе$|[сц]к(?:и|а|ого|ому|им|ои)$|(?:ули|кизи)$")
_KAZAKH = re.compile("[әғқңөұүһі]")
_TAKEN_FOR_CASE = re.compile("(?<=..[лрн])[дт]$")
# Surnames of very many people that contain no given name.
_FREQUENT_NAMES = (
    "иванов смирнов кузнецов попов петров сидоров соколов морозов волков федоров лебедев козлов новиков ким ли пак цой тен хан ан мамедов"
)
_FREQUENT = frozenset(map(family_stem, map(plain_spelling, _FREQUENT_NAMES.split())))
# How surely two names mean one person: both in full; surname and initial; surname alone; the last two for a very common surname.
_FULL, _INITIAL, _FAMILY_ONLY, _COMMON_INITIAL, _COMMON_FAMILY = 1.0, 0.75, 0.6, 0.5, 0.3


def person_key(name: str) -> str:
    """Return the key of a name in any script, order and case; empty if there is no name in it."""
    words = _NAME_WORD.findall(name)
    initials = [plain_spelling(word) for word in words if len(word) == 1]
    whole = [word for word in words if len(word) > 1]
    # Only the last word of a Kazakh name takes the case ending.
    forms = [
        plain_spelling(kazakh_nominative(word) if number == len(whole) and _KAZAKH.search(word.lower()) else word)
        for number, word in enumerate(whole, start=1)
    ]
    own = [form for form in forms if not _FATHERS.search(form)]
    # A patronymic next to a surname is left out; where there is no surname, it takes the place of the surname.
    forms = own if len(own) >= 2 or (own and initials) else forms
    if not forms:
        return ""
    if len(forms) == 1:
        return f"{family_stem(forms[0])}|{initials[0] if initials else ''}"
    family = _family_of(forms)
    given_name = next(form for number, form in enumerate(forms) if number != family)
    return f"{family_stem(forms[family])}|{given_name}"


def _family_of(forms: list[str]) -> int:
    """Return the index of the surname: the word with such an ending, or the one next to a given name, else the last."""
    are_given = [is_given_name(form) for form in forms]
    shaped = [number for number, form in enumerate(forms) if FAMILY.search(form) and not are_given[number]]
    if shaped:
        return shaped[-1]
    unknown = [number for number in range(len(forms)) if not are_given[number]]
    return unknown[0] if len(unknown) == 1 else len(forms) - 1


@lru_cache(maxsize=50_000)
def _is_common(family: str) -> bool:
    """Return whether a surname is very common: made from a given name (Сериков from Серик), or in the list of frequent ones."""
    root = _family_root(family)
    return family in _FREQUENT or is_given_name(root) or is_given_name(family)


@lru_cache(maxsize=200_000)
def person_similarity(one: str, other: str) -> float:
    """Return how surely two keys mean one person, from 0 (they do not) to 1."""
    if frozenset(person_lookup_keys(one)[0]).isdisjoint(person_lookup_keys(other)[0]):
        return 0.0
    family, given_name = one.split("|")
    other_family, other_given = other.split("|")
    if _same_family(family, other_family):
        return _by_given(family, given_name, other_given)
    # Two words that may both be given names are in either order (Досжан Мухтархан).
    crossed = (
        bool(other_given) and _same_family(family, family_stem(other_given)),
        bool(given_name) and _same_family(family_stem(given_name), other_family),
    )
    if all(crossed):
        return _FULL
    if crossed[0] and len(given_name) == 1 and _is_either(other):
        return _INITIAL if _consonant_key(given_name)[0] == _consonant_key(other_family)[0] else 0.0
    if crossed[1] and len(other_given) == 1 and _is_either(one):
        return _INITIAL if _consonant_key(other_given)[0] == _consonant_key(family)[0] else 0.0
    alone = (crossed[0] and not given_name and _is_either(other)) or (crossed[1] and not other_given and _is_either(one))
    return _COMMON_FAMILY if alone else 0.0


@lru_cache(maxsize=50_000)
def _is_either(key: str) -> bool:
    """Return whether the surname of a full key may as well be the given name, because it has no surname ending."""
    family, given_name = key.split("|")
    return len(given_name) > 1 and not FAMILY.search(family)


def _same_family(one: str, other: str) -> bool:
    if _same_spelling(one, other):
        return True
    return min(len(one), len(other)) >= 5 and _same_spelling(bare_surname(one), bare_surname(other))


@lru_cache(maxsize=50_000)
def bare_surname(family: str) -> str:
    """Return a surname's stem without -ов and the vowel before it (Жиенгалиев, Жиенғали), and without an apparent case (Есенкелді, Есенкел)."""
    return _TAKEN_FOR_CASE.sub("", _family_root(family).rstrip("аеи"))


def _by_given(family: str, value: str, other: str) -> float:
    common = _is_common(family)
    if not value or not other:
        return _COMMON_FAMILY if common else _FAMILY_ONLY
    if len(value) == 1 or len(other) == 1:
        return (_COMMON_INITIAL if common else _INITIAL) if _consonant_key(value)[0] == _consonant_key(other)[0] else 0.0
    return _FULL if _same_given(value, other) else 0.0


@lru_cache(maxsize=100_000)
def _same_given(one: str, other: str) -> bool:
    """Return whether two given names in plain form are one name: Наталья, Наталия; Гульнар, Гульнара; but not Дина, Дана."""
    one, other = _even(one), _even(other)
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and len(short) >= 3:
        return len(long) - len(short) <= 2
    return len(short) >= 5 and _consonant_key(one) == _consonant_key(other) and _distance(one, other) <= 1


def _even(value: str) -> str:
    return value.replace("иа", "а").replace("ие", "е").rstrip("и")


@lru_cache(maxsize=200_000)
def person_lookup_keys(key: str) -> tuple[tuple[str, ...], str]:
    """Return the keys for looking up a person.

    They are the consonants of the surname (of each name, if either may be it), and those of both names in alphabetical order (empty without a given
    name).
    """
    family, given_name = key.split("|")
    by_family = _consonant_key(bare_surname(family))
    if len(given_name) < 2:
        return (by_family,), ""
    by_given = _consonant_key(bare_surname(family_stem(given_name)))
    return (by_family, by_given) if _is_either(key) else (by_family,), "+".join(sorted((by_family, by_given)))


# Names of outlets: without quotation marks, words for the medium, domain endings, case endings and differences of script.

_OUTLET_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_DOMAIN = re.compile(r"\.(?:kz|com|org|net|info|asia|media|news|ru|city|press|tv|online|қаз|каз)$")
_MEDIUM = re.compile(
    r"(?:газет\w*|теле(?=\w*канал)\w*|канал\w*|телеарна\w*|арна(?:сы\w*)?|портал\w*|сайт\w*|журнал\w*|радио\w*|издани\w*|басылым\w*|агентств\w*|агентті\w*"
    r"|апталы[кғ]\w*|еженедельник\w*|newspaper|weekly|daily|website|site|portal|channel|television|agency|magazine|radio|outlet|the|тв|tv|ньюс|news"
    r"|online|онлайн|медиа|media|инфо|info|kz|кз|www|редакци\w*)$"
)
# Case endings of Russian nouns and adjectives in plain spelling, which outlet names take outside quotation marks (Степного вестника).
_OUTLET_CASE = re.compile("(?:ого|его|ому|ему|ими|ии|ои|еи|ом|ем|им|ах|ами|[аеиоу])$")
_SHORTEST_OUTLET = 3
# Several names of one newsroom, for comparing texts; which outlet a name means is told by `records.outlets.outlet_names`.
_SAME_NEWSROOM = {"rfe/rl": "Азаттық", "радио свобода": "Азаттық", "radio liberty": "Азаттық"}


@lru_cache(maxsize=20_000)
def outlet_key(name: str) -> str:
    """Return the key of an outlet's name; empty if nothing of the name is left."""
    name = _SAME_NEWSROOM.get(name.lower(), name)
    words = [_DOMAIN.sub("", word.removeprefix("www.")) for word in _OUTLET_WORD.findall(name.lower())]
    own = [word for word in words if not _MEDIUM.match(word)] or words
    return "".join(_outlet_stem(word) for word in own)


def _outlet_stem(word: str) -> str:
    form = plain_spelling(kazakh_nominative(word) if _KAZAKH.search(word) else word)
    cut = _OUTLET_CASE.sub("", form)
    return cut if len(cut) >= _SHORTEST_OUTLET else form


@cache
def _known_outlets() -> frozenset[str]:
    rows = read_phrases(LEXICA / "outlets.tsv")
    return frozenset(outlet_key(phrase.code) for phrase in rows)


def is_widely_known(key: str) -> bool:
    """Return whether this is an outlet that others quote every day; two articles that name it need not be about it."""
    return key in _known_outlets()


# Distinctive words.

_FOLDER = Path(__file__).parent
_LONGEST_TEXT = 6_000
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"(?<![\d.,:])\d{1,3}(?:[ \u00a0.,:]?\d{1,3})*(?!\d)")
_LATIN, _CYRILLIC, _ARABIC = re.compile("[a-z]"), re.compile("[\u0400-\u04ff]"), re.compile("[\u0600-\u06ff]")
# Russian and English words are truncated instead of stemmed; their beginnings are specific enough.
_BEGINNING = 6
_SHORTEST_STEM, _SHORTEST_NAME = 4, 4
# Two consonant frames of this length seldom agree by chance.
_LONG_FRAME = 4


class TermKind(IntEnum):
    """The kind of a term. Stems are only counted, to distinguish ordinary words from names; all other kinds are comparable across languages."""

    NAME = 0
    CONCEPT = 1
    STEM = 2
    NUMBER = 3


_TERM_KINDS = tuple(TermKind)
# Number of terms of each kind, the rarest first.
_MOST_TERMS = {TermKind.NAME: 32, TermKind.CONCEPT: 28, TermKind.NUMBER: 8}
# The rarity of a term is log(N / number of articles with it) in steps of a half (`rarity.tsv`); this is that of a term in no article of the corpus.
STEP = 0.5
UNSEEN = 13
# Terms in every tenth article say nothing, and a place in every twentieth says little.
_LEAST, _OFTEN = 5, 6


def terms_of(article: Article, lang: str) -> tuple[int, ...]:
    """Return the rarest terms of the text: at most 68 numbers under 2**31, whose six lowest bits are rarity and kind."""
    known_rarities = rarities()
    by_kind: dict[TermKind, set[int]] = {kind: set() for kind in _MOST_TERMS}
    for kind, term in read_terms(full_text(article)[:_LONGEST_TEXT], lang):
        rarity = known_rarities.get((kind, "", term), UNSEEN)
        if kind in _MOST_TERMS and rarity >= _LEAST:
            by_kind[kind].add(_coded(kind, term, rarity))
    return tuple(
        number for kind in _MOST_TERMS for number in nsmallest(_MOST_TERMS[kind], by_kind[kind], key=lambda number: (-rarity_of(number), number))
    )


def read_terms(text: str, lang: str) -> Iterator[tuple[TermKind, str]]:
    """Yield every term of a text, in order."""
    clean = _readable(text, lang)
    for match in _WORD.finditer(clean):
        word = match.group()
        lower = word.lower()
        if lower in STOP_WORDS:
            continue
        concept = _concept(lower, lang)
        opens = _opens(clean, match.start())
        if word[0].isupper() and not (opens and (concept or is_plain_word(lower, lang))):
            name = _name_term(lower, lang)
            if name:
                yield TermKind.NAME, name
        elif len(_stem(lower, lang)) >= _SHORTEST_STEM:
            yield TermKind.STEM, _stem(lower, lang)
        if concept:
            yield TermKind.CONCEPT, concept
    for quoted in _QUOTED.finditer(clean):
        yield TermKind.NAME, outlet_key(quoted[1])
        # The later words of a name in quotation marks are in lower case.
        for word in _WORD.findall(quoted[1]):
            name = _name_term(word.lower(), lang) if word[0].islower() else ""
            if name:
                yield TermKind.NAME, name
    for match in _NUMBER.finditer(clean):
        number = re.sub(r"[ \u00a0]", "", match.group()).replace(".", ",")
        if len(number) > 1:
            yield TermKind.NUMBER, number


def _name_term(lower: str, lang: str) -> str:
    """Return the consonants of a name if it is long enough, else its plain form; empty if it is too short to be distinctive."""
    return _bones(bare_surname(family_stem(plain_spelling(kazakh_nominative(lower) if lang == "kk" else lower))))


def name_number(plain_form: str, whole: bool = False) -> int:
    """Return the number of a name in plain form, without rarity; 0 for a name that is too short.

    An outlet's key uses the number of its `whole` form.
    """
    term = plain_form if whole else _bones(bare_surname(family_stem(plain_spelling(plain_form))))
    return without_rarity(_coded(TermKind.NAME, term, 0)) if term else 0


def _bones(form: str) -> str:
    if len(form) < _SHORTEST_NAME:
        return ""
    bones = _consonant_key(form)
    return bones if len(bones) >= _LONG_FRAME else form.rstrip("аеиоу")


def is_plain_word(lower: str, lang: str) -> bool:
    """Return whether the corpus has the word as an ordinary one, so that its capital letter is no evidence of a name."""
    return (TermKind.STEM, lang, _stem(lower, lang)) in rarities()


# A short name: of an outlet, a company, a market.
_QUOTED = re.compile(r"[«“\"„]([^\W\d_][^«»“”\"„\n]{2,40})[»”\"“]")
# What comes before a meaningless capital: the beginning of the text, of a line or of a sentence.
_OPENS = re.compile(r"(?:^|[.!?…:\n])(?:[^\S\n]|[«»\"“”'—–-])*$")


def _opens(text: str, at: int) -> bool:
    return at == 0 or bool(_OPENS.search(text[max(0, at - 6) : at]))


def _readable(text: str, lang: str) -> str:
    clean = clean_text(text).clean
    if lang != "kk":
        return clean
    if _ARABIC.search(clean):
        clean = arabic_to_cyrillic(clean)[0]
    lower = clean.lower()
    return latin_to_cyrillic(clean)[0] if len(_LATIN.findall(lower)) > len(_CYRILLIC.findall(lower)) else clean


@lru_cache(maxsize=50_000)
def _stem(lower: str, lang: str) -> str:
    return kazakh_stem(lower) if lang == "kk" else lower.replace("ё", "е")[:_BEGINNING]


@lru_cache(maxsize=50_000)
def _concept(lower: str, lang: str) -> str:
    """Return the concept of a word: that of the longest matching prefix in the table."""
    table = _concepts().get(lang, {})
    whole = table.get(lower + ".")
    if whole:
        return whole
    short = _stem(lower, lang) + "."
    if short in table:
        return table[short]
    return next((table[lower[:end]] for end in range(min(len(lower), 14), 2, -1) if lower[:end] in table), "")


@cache
def _concepts() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {lang: {} for lang in SCREENING_LANGUAGES}
    for line in (_FOLDER / "concepts.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            concept, *columns = line.split("\t")
            for lang, cell in zip(SCREENING_LANGUAGES, columns, strict=True):
                tables[lang].update(dict.fromkeys(cell.split("|"), concept))
    return tables


@cache
def rarities() -> dict[tuple[TermKind, str, str], int]:
    """Return the rarity of the corpus terms, by kind, language (stems only) and term."""
    rows: dict[tuple[TermKind, str, str], int] = {}
    for line in (_FOLDER / "rarity.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, lang, rarity, terms = line.split("\t")
            rows |= {(TermKind[kind], lang, term): int(rarity) for term in terms.split(" ")}
    return rows


@lru_cache(maxsize=20_000)
def is_often_told(place: str) -> bool:
    """Return whether so many articles name this place that it does not distinguish events."""
    return any(rarities().get((TermKind.NAME, "", _name_term(word, "ru")), UNSEEN) <= _OFTEN for word in place.split())


@lru_cache(maxsize=200_000)
def _coded(kind: TermKind, term: str, rarity: int) -> int:
    return (zlib.crc32(f"{kind.value}{term}".encode("utf-8", "replace")) & 0x1FFFFFF) << 6 | rarity << 2 | kind


def rarity_of(number: int) -> int:
    """Return the rarity of a term number, in steps of a half."""
    return number >> 2 & 0xF


def without_rarity(number: int) -> int:
    """Return a term number without its rarity."""
    return number & ~0x3C


def kind_of(number: int) -> TermKind:
    """Return the kind of a term number."""
    return _TERM_KINDS[number & 3]


# Keys for looking up articles. Articles on one event very probably share at least one key; few others share it.

_MOST_KEYS = 24
_VICTIMS, _OTHERS, _OUTLETS, _KEY_KINDS = 3, 2, 2, 2
# Number of words used as keys.
_KEY_NAMES, _KEY_SUBJECTS, _PAIRED_SUBJECTS = 3, 5, 3
# The rarity, in steps, from which a subject, and a name, yields few enough drafts.
_RARE, _RARE_NAME = 8, 11
# Longest name in a key; with its context a key stays under 120 characters.
_LONGEST_IN_KEY = 50
# Length of a time bucket in days, for news that shares no name and for common names. Buckets overlap by half, so that close days share one.
_WINDOW, _SEASON, _YEAR = 10, 180, 400


def kinds_of(traits: Traits) -> tuple[str, ...]:
    """Return the kinds of act in an article, the surest first."""
    return tuple(dict.fromkeys(CATEGORIES[Category(code)].kind.value for code in traits.codes))


def keys_of(traits: Traits) -> tuple[str, ...]:
    """Return at most 24 keys, the most specific first.

    They are made of both names of a person, surname and initial, place with kind and days, an outlet, a surname alone, the rarest names in the text,
    and the rarest subjects with the place.
    """
    victims, others = traits.persons[:_VICTIMS], traits.others[:_OTHERS]
    by_outlet = [_of_outlet(outlet, traits) for outlet in traits.outlets[:_OUTLETS]]
    keys = [key for person in (*victims, *others) for key in _both_names(person)]
    keys += [key for person in victims[:1] for key in _with_initial(person)]
    keys += _where_and_when(traits)
    keys += by_outlet[0] if by_outlet else []
    for person in (*victims, *others):
        keys += [*_with_initial(person), *_surname(person, traits.published)]
    keys += _by_words(traits)
    for further in by_outlet[1:]:
        keys += further
    return tuple(dict.fromkeys(keys))[:_MOST_KEYS]


def wide_keys_of(traits: Traits) -> tuple[str, ...]:
    """Return at most 6 keys for finding drafts to which an article perhaps belongs.

    They are the place, and the region with the kind of act, within its year. They find late news that names nobody, and too many other drafts for
    automatic joining.
    """
    years, where = _buckets(traits.published, _YEAR), traits.region or traits.country
    by_place = [f"my:{traits.place[:_LONGEST_IN_KEY]}:{year}" for year in years] if traits.place else []
    return tuple(by_place + [f"mk:{where}:{kind}:{year}" for kind in kinds_of(traits)[:_KEY_KINDS] for year in years if where])


def _both_names(person: str) -> list[str]:
    both = person_lookup_keys(person)[1]
    return [f"pp:{both[:_LONGEST_IN_KEY]}"] if both else []


def _with_initial(person: str) -> list[str]:
    families, given_name = person_lookup_keys(person)[0], person.split("|")[1]
    initial = [f"pi:{families[0][:_LONGEST_IN_KEY]}+{_initial(given_name)}"] if given_name else []
    # Where either word may be the surname, the initial of the other is looked up too.
    return initial + ([f"pi:{families[1][:_LONGEST_IN_KEY]}+{families[0][:1]}"] if len(families) > 1 else [])


def _initial(value: str) -> str:
    return person_lookup_keys(f"{value}|")[0][0][:1]


def _surname(person: str, published: date | None) -> list[str]:
    families = [family[:_LONGEST_IN_KEY] for family in person_lookup_keys(person)[0]]
    if _is_common(person.split("|")[0]):
        return [f"p:{family}:{season}" for family in families for season in _buckets(published, _SEASON)]
    return [f"p:{family}" for family in families]


def _of_outlet(outlet: str, traits: Traits) -> list[str]:
    """Return the keys of an outlet in its time buckets, one for each act."""
    name, seasons = outlet[:_LONGEST_IN_KEY], _buckets(traits.published, _SEASON)
    return [f"o:{name}:{kind}:{season}" for kind in kinds_of(traits)[:_KEY_KINDS] or ("?",) for season in seasons]


def _by_words(traits: Traits) -> list[str]:
    """Return keys for follow-ups that name neither victim nor outlet: the rarest names, and the subjects with the place."""
    rare = sorted((-rarity_of(number), number) for number in traits.words if rarity_of(number) >= _RARE)
    names = [without_rarity(number) for _, number in rare if kind_of(number) is TermKind.NAME and rarity_of(number) >= _RARE_NAME][:_KEY_NAMES]
    names += [name_number(person.split("|")[0]) for person in traits.persons[:_KEY_KINDS]]
    subjects = [number for _, number in rare if kind_of(number) is TermKind.CONCEPT][:_KEY_SUBJECTS]
    where = (traits.place or traits.region or "?")[:_LONGEST_IN_KEY]
    return (
        [f"n:{number}" for number in names if number]
        + [f"c:{where}:{number}" for number in subjects]
        + [f"cc:{one}:{other}" for one, other in combinations(sorted(subjects[:_PAIRED_SUBJECTS]), 2)]
    )


def _where_and_when(traits: Traits) -> list[str]:
    where = traits.region or traits.country or "?"
    days = _buckets(traits.day if traits.day and traits.precision == "day" else traits.published, _WINDOW)
    return [f"w:{where}:{kind}:{bucket}" for kind in kinds_of(traits)[:_KEY_KINDS] for bucket in days]


def _buckets(day: date | None, size: int) -> list[str]:
    if day is None:
        return ["?"]
    number = day.toordinal()
    return [f"{number // size}a", f"{(number + size // 2) // size}b"]
