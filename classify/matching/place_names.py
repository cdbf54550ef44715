"""The tables of places and the forms of their names in a text: towns, districts and regions by current borders, cities abroad, and outlets that write
about one region.

The tables may contain places of several countries, each under the ISO 3166-2 code of its region.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from classify.matching.lexicon import LEXICA, LexiconError, read_rows
from records.country.kz import PACK as KZ
from records.country.pack import CountryPack
from records.language.letters import KAZAKH_LETTER, fold_cyrillic
from records.vocabulary import SCREENING_LANGUAGES

# The forms of a place name in a text: its cases, and the adjectives made from it, in Russian and Kazakh.


class PlaceForm(IntEnum):
    """The form of a name: the noun in some case, the Russian adjective (карагандинский), the Kazakh one (семейлік), or its inhabitants (аксайцы)."""

    NOUN = 0
    ADJECTIVE = 1
    KAZAKH_ADJECTIVE = 2
    PEOPLE = 3


class Use(NamedTuple):
    """A word of the text, understood as a form of a word in names."""

    word: str
    form: PlaceForm


class _Ending(NamedTuple):
    stem: str
    endings: frozenset[str]
    word: str
    form: PlaceForm


# The size at which the cache of looked-up words is emptied, so that a process that runs for months does not grow.
_REMEMBERED = 100_000
# Two letters are enough for Шу and Ош; no stem is shorter.
_SHORTEST = 2
# Signs that posts of channels put before a word without a space.
_SIGNS = "❗‼⚡🔥📍✅➡👉🔴#\ufe0f"


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold_cyrillic(word) for word in words.split())


_KAZAKH_CASES = _folded(
    "ның нің дың дің тың тің ға ге қа ке ны ні ды ді ты ті да де та те нан нен дан ден тан тен мен бен пен дағы дегі тағы тегі ша ше дікі тікі нікі"
)
_KAZAKH_NOUN = frozenset({"", *_KAZAKH_CASES})
# семейлік, семейліктер, семейліктерге; in cases the last қ of the ending softens no further than this.
_KAZAKH_ADJECTIVE = frozenset(
    "".join(parts) for parts in product(_folded("лық лік дық дік тық тік"), ("", *_folded("тар тер")), ("", *_KAZAKH_CASES))
)
# After a possessive, which few names end in: Хан Ордасында.
_KAZAKH_AFTER_POSSESSIVE = frozenset({"", *_folded("ның нің на не ны ні нда нде нан нен мен ндағы ндегі")})
# Before a case ending Kazakh puts a vowel after Russian names in -ск: Щучинскіде.
_KAZAKH_AFTER_SK = frozenset(fold_cyrillic("і") + ending for ending in _KAZAKH_NOUN)
_ADJECTIVAL = _folded("ий ый ой ого ому им ым ом ая ую ое ие ые их ых ими ыми")
_RUSSIAN_ADJECTIVE = frozenset(
    fold_cyrillic(middle) + "ск" + ending for middle in ("", "н", "ин", "ын", "ов", "ев", "ен", "и", "йн") for ending in _ADJECTIVAL
)
_PEOPLE = frozenset(
    fold_cyrillic(middle) + ending
    for middle in ("", "ин", "ов", "ев")
    for ending in _folded("ец ца цу цем це цы цев цам цами цах чанин чанина чане чан чанам чанами")
)
# A shorter stem with an ending of adjectives or of people is mostly another word (шұлық is a stocking).
_SHORTEST_OF_ADJECTIVE, _SHORTEST_OF_PEOPLE = 3, 5
_CONSONANTS = "бвгғджзкқлмнңпрстфхцчшщһ"
# The endings of the Russian cases, by the last letters of the name (longest first).
_CASES: tuple[tuple[str, frozenset[str]], ...] = (
    ("ое", _folded("ое ого ому ым ом")),
    ("ее", _folded("ее его ему им ем")),
    ("ая", _folded("ая ой ую")),
    ("ый", _folded("ый ого ому ым ом")),
    ("ий", _folded("ий ого ему ому им ом")),
    ("ия", _folded("ия ии ию ией")),
    ("а", _folded("а ы и е у ой ою")),
    ("я", _folded("я и е ю ей")),
    ("ь", _folded("ь я и ю е ем ью")),
    ("й", _folded("й я ю е ем")),
    ("о", _folded("о а у ом е")),
)  # fmt: skip
_AFTER_CONSONANT = _folded("а у ом ем е ым")


def _stems_of(word: str) -> Iterator[tuple[str, frozenset[str], PlaceForm]]:
    """Yield stem, endings and meaning of every form of a word in a name; the stems are not folded yet."""
    yield word, _KAZAKH_AFTER_POSSESSIVE if word.endswith(("сы", "сі")) else _KAZAKH_NOUN, PlaceForm.NOUN
    if len(word) >= _SHORTEST_OF_ADJECTIVE:
        yield word, _KAZAKH_ADJECTIVE, PlaceForm.KAZAKH_ADJECTIVE
    if word.endswith(("ский", "цкий", "ская", "цкая")):
        yield word[:-2], _ADJECTIVAL, PlaceForm.ADJECTIVE
        return
    for stem in (word, word.removesuffix("ск") if word.endswith("ск") else word[:-1] if word[-1] in "аеоуыиь" else word):
        if len(stem) >= _SHORTEST_OF_PEOPLE:
            yield stem, _PEOPLE, PlaceForm.PEOPLE
    yield word, _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE
    for tail, cases in _CASES:
        if word.endswith(tail) and len(word) - len(tail) >= _SHORTEST:
            yield word[: -len(tail)], cases, PlaceForm.NOUN
            yield word[: -len(tail)], _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE
            break
    else:
        if word[-1] in _CONSONANTS:
            yield word, _AFTER_CONSONANT, PlaceForm.NOUN
        elif len(word) > 3:
            yield word[:-1], _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE
    if word.endswith("ск"):
        yield word, _ADJECTIVAL, PlaceForm.ADJECTIVE
        yield word, _KAZAKH_AFTER_SK, PlaceForm.NOUN
    if word.endswith(("вка", "нка")):
        yield word[:-2], _RUSSIAN_ADJECTIVE, PlaceForm.ADJECTIVE


class Forms:
    """The words of names that a word of a text may be.

    Words are compared without the differences that Latin spellings and plain keyboards lose (Казакша for Қазақша). Words in `unchanging` (ВКО) have
    no cases.
    """

    def __init__(self, words: Iterable[str], unchanging: Iterable[str] = ()) -> None:
        self._stems: dict[str, list[_Ending]] = defaultdict(list)
        self._known: dict[str, tuple[Use, ...]] = {}
        fixed = frozenset(unchanging)
        for word in words:
            if word in fixed or not "\u0400" <= word[0] <= "\u04ff":
                self._stems[fold_cyrillic(word)].append(_Ending(word, frozenset({""}), word, PlaceForm.NOUN))
                continue
            for stem, endings, form in _stems_of(word):
                self._stems[fold_cyrillic(stem)].append(_Ending(stem, endings, word, form))

    def read(self, form: str) -> tuple[Use, ...]:
        """Return all readings of a lower-case word."""
        uses = self._known.get(form)
        if uses is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            uses = self._known[form] = tuple(self._read(form.lstrip(_SIGNS)))
        return uses

    def _read(self, form: str) -> Iterable[Use]:
        """Return the readings, preferring names with exactly these letters: есік is Есік (or the common noun), and not Есик."""
        folded = fold_cyrillic(form)
        uses: dict[Use, bool] = {}
        for length in range(_SHORTEST, len(form) + 1):
            for ending in self._stems.get(folded[:length], ()):
                if folded[length:] in ending.endings:
                    use = Use(ending.word, ending.form)
                    uses[use] = uses.get(use, False) or form.startswith(ending.stem)
        exact = [use for use, is_exact in uses.items() if is_exact]
        return exact or uses


_KINDS = frozenset({"region", "capital", "city", "town", "village", "district", "quarter"})
ABROAD, OUTLET = "abroad", "outlet"
_COUNTRY_CODE = re.compile("[A-Z]{2}")
_REGION_CODE = re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")
# Words for the unit that are part of a name in the table, and the unit they mean.
_UNITS = {
    "облысы": "region", "өңірі": "region", "область": "region", "region": "region", "province": "region",
    "район": "district", "қаласы": "city", "город": "city", "town": "city",
    "ауылы": "village", "село": "village", "village": "village",
}  # fmt: skip
_UNIT_OF_KIND = {"city": "city", "town": "village", "village": "village", "district": "district", "quarter": "district", "region": "region"}
_OUTLET_WORD = re.compile(r"(?:\w|(?<!\.)\.++(?=\w))++(?:-\w+\.\w+)?")
_LATIN_LETTER = re.compile("[a-z]")
_DISTRICT_SHOWN = {"kk": "{} ауданы", "ru": "{} район", "en": "{} district"}


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the tables.

    `region` is its ISO 3166-2 code; abroad it is the country's ISO 3166-1 code. `shown` are its names by language.
    """

    region: str
    kind: str
    shown: tuple[str, ...]

    @property
    def is_home(self) -> bool:
        return self.kind not in (ABROAD, OUTLET)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name of a place, as lower-case words.

    `unit` is the word next to it that makes it sure (city, village, district, region). `needs_unit`: without that word the name is not this place.
    `doubtful`: without it the name is this place only if other places of its region are named too. `text` is the name as it is shown in `lang`.
    """

    place: Place
    words: tuple[str, ...]
    lang: str
    text: str
    unit: str
    needs_unit: bool
    doubtful: bool


def read_names(home: CountryPack = KZ) -> list[PlaceName]:
    """Return the names of the three tables: places and regional outlets of the home country, and cities abroad.

    Raises LexiconError at the first bad row.
    """
    places = [name for name in _read(LEXICA / "places.tsv", _REGION_CODE, _KINDS, home) if name.place.region in home.regions]
    abroad = [name for name in _read(LEXICA / "cities_abroad.tsv", _COUNTRY_CODE, frozenset({ABROAD}), home) if name.place.region != home.code]
    return [*places, *abroad, *_read_outlets(LEXICA / "outlet_regions.tsv", home)]


def _is_code(code: str, form: re.Pattern[str], home: CountryPack) -> bool:
    """Return whether it may be the code of a country or a region.

    The regions of the home country are known, those of others are not.
    """
    return form.fullmatch(code) is not None and (not code.startswith(f"{home.code}-") or code in home.regions)


def _read_outlets(path: Path, home: CountryPack) -> Iterator[PlaceName]:
    for number, (region, names, *_) in read_rows(path, 2):
        if not _is_code(region, _REGION_CODE, home) or not names:
            raise LexiconError(f"{path.name} line {number}: needs a region code and names")
        if region not in home.regions:
            continue
        for text in map(str.strip, names.split(";")):
            words = tuple(word for word in _OUTLET_WORD.findall(text.lower()))
            yield PlaceName(
                Place(region, OUTLET, (text,) * len(SCREENING_LANGUAGES)), words, _language(text), text, "", needs_unit=False, doubtful=False
            )


@cache
def newsrooms(home: CountryPack = KZ) -> dict[str, str]:
    """Return the region of each national outlet's newsroom, by the outlet's name in small letters. Raises LexiconError at the first bad row."""
    region_of: dict[str, str] = {}
    for number, (region, names, *_) in read_rows(LEXICA / "newsrooms.tsv", 2):
        if not _is_code(region, _REGION_CODE, home) or not names:
            raise LexiconError(f"newsrooms.tsv line {number}: needs a region code and names")
        region_of |= {name.strip().lower(): region for name in names.split(";") if region in home.regions}
    return region_of


def _read(path: Path, code: re.Pattern[str], kinds: frozenset[str], home: CountryPack) -> Iterator[PlaceName]:
    for number, (region, kind, *cells) in read_rows(path, 6):
        names = [[name.strip() for name in cell.split(";") if name.strip()] for cell in cells[:4]]
        if kind not in kinds or not _is_code(region, code, home) or not all(names[:3]):
            raise LexiconError(f"{path.name} line {number}: needs a code, a kind and the names in kk, ru and en")
        place = Place(region, kind, tuple(_shown(kind, names[at][0], lang) for at, lang in enumerate(SCREENING_LANGUAGES)))
        own = [] if kind == "capital" else [(lang, text) for lang, cell in zip(SCREENING_LANGUAGES, names, strict=False) for text in cell]
        for lang, text in [*own, *((_language(text), text) for text in names[3])]:
            yield _name(place, lang, text)


def _name(place: Place, lang: str, text: str) -> PlaceName:
    doubtful = text.endswith("?")
    text = text.removesuffix("?")
    words = re.findall(r"\w+", text.lower().replace("ё", "е"))
    unit = _UNIT_OF_KIND.get(place.kind, "")
    named = next((word for word in words if word in _UNITS and len(words) > 1), None)
    if named is not None:
        words.remove(named)
        unit = _UNITS[named]
    needs_unit = named is not None or place.kind in ("district", "quarter")
    display = place.shown[SCREENING_LANGUAGES.index(lang)] if needs_unit or place.kind == "capital" else text
    return PlaceName(place, tuple(words), lang, display, unit, needs_unit, doubtful)


def _shown(kind: str, text: str, lang: str) -> str:
    """Return the name to show: a district with its unit (Карасайский район, район Алтай, Қарасай ауданы), anything else by its name."""
    text = text.removesuffix("?")
    if kind in ("district", "quarter"):
        return (
            text if text.startswith("район ") else f"район {text}" if lang == "ru" and not text.endswith("ий") else _DISTRICT_SHOWN[lang].format(text)
        )
    return text.removesuffix(" қаласы").removesuffix(" ауылы").removesuffix(" village").removeprefix("город ").removeprefix("село ")


def _language(text: str) -> str:
    lower = text.lower()
    return "en" if _LATIN_LETTER.search(lower) else "kk" if KAZAKH_LETTER.search(lower) else "ru"


@cache
def _centres(home: CountryPack) -> dict[str, Place]:
    centres: dict[str, Place] = {}
    for name in read_names(home):
        if name.place.kind == "city":
            centres.setdefault(name.place.region, name.place)
    return centres


def region_centre(region: str, home: CountryPack = KZ) -> Place:
    """Return the main city of a region: its first city in the table. Raises KeyError for a code that no table has."""
    return _centres(home)[region]
