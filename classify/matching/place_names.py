"""The tables of places: towns, districts and regions by today's borders, cities abroad, and outlets known to write of one region.

The tables may hold places of several countries, each under the ISO 3166-2 code of its region.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classify.matching.lexicon import LEXICA, LexiconError, read_rows
from records.country.kz import PACK as KZ
from records.country.pack import CountryPack
from records.vocabulary import SCREENING_LANGUAGES

_KINDS = frozenset({"region", "capital", "city", "town", "village", "district", "quarter"})
ABROAD, OUTLET = "abroad", "outlet"
_COUNTRY_CODE = re.compile("[A-Z]{2}")
_REGION_CODE = re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")
# Words for the unit that stand in a name in the table, and the unit they mean.
_UNITS = {
    "облысы": "region", "өңірі": "region", "область": "region", "region": "region", "province": "region",
    "район": "district", "қаласы": "city", "город": "city", "town": "city",
    "ауылы": "village", "село": "village", "village": "village",
}  # fmt: skip
_UNIT_OF_KIND = {"city": "city", "town": "village", "village": "village", "district": "district", "quarter": "district", "region": "region"}
_OUTLET_WORD = re.compile(r"(?:\w|(?<!\.)\.++(?=\w))++(?:-\w+\.\w+)?")
_KAZAKH_LETTER = re.compile("[әғқңөұүһі]")
_LATIN_LETTER = re.compile("[a-z]")
_DISTRICT_SHOWN = {"kk": "{} ауданы", "ru": "{} район", "en": "{} district"}


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the tables. `region` is its ISO 3166-2 code; abroad it is the country's ISO 3166-1 code. `shown` are its names by language."""

    region: str
    kind: str
    shown: tuple[str, ...]

    @property
    def is_home(self) -> bool:
        return self.kind not in (ABROAD, OUTLET)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One name of a place, as lower-case words.

    `unit` is the word beside it that makes it sure (city, village, district, region). `needs_unit`: without that word the name is not this place.
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
    """The names of the three tables: places and regional outlets of the home country, and cities abroad. Raises LexiconError at the first bad row."""
    places = [name for name in _read(LEXICA / "places.tsv", _REGION_CODE, _KINDS, home) if name.place.region in home.regions]
    abroad = [name for name in _read(LEXICA / "cities_abroad.tsv", _COUNTRY_CODE, frozenset({ABROAD}), home) if name.place.region != home.code]
    return [*places, *abroad, *_read_outlets(LEXICA / "outlet_regions.tsv", home)]


def _is_code(code: str, form: re.Pattern[str], home: CountryPack) -> bool:
    """Whether it may be the code of a country or a region. The regions of the home country are known, those of others are not."""
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
    """The region of each national outlet's newsroom, by the outlet's name in small letters. Raises LexiconError at the first bad row."""
    found: dict[str, str] = {}
    for number, (region, names, *_) in read_rows(LEXICA / "newsrooms.tsv", 2):
        if not _is_code(region, _REGION_CODE, home) or not names:
            raise LexiconError(f"newsrooms.tsv line {number}: needs a region code and names")
        found |= {name.strip().lower(): region for name in names.split(";") if region in home.regions}
    return found


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
    shown = place.shown[SCREENING_LANGUAGES.index(lang)] if needs_unit or place.kind == "capital" else text
    return PlaceName(place, tuple(words), lang, shown, unit, needs_unit, doubtful)


def _shown(kind: str, text: str, lang: str) -> str:
    """The name to show. A district is shown with its unit, everything else by its name: Карасайский район, район Алтай, Қарасай ауданы."""
    text = text.removesuffix("?")
    if kind in ("district", "quarter"):
        return (
            text if text.startswith("район ") else f"район {text}" if lang == "ru" and not text.endswith("ий") else _DISTRICT_SHOWN[lang].format(text)
        )
    return text.removesuffix(" қаласы").removesuffix(" ауылы").removesuffix(" village").removeprefix("город ").removeprefix("село ")


def _language(text: str) -> str:
    lower = text.lower()
    return "en" if _LATIN_LETTER.search(lower) else "kk" if _KAZAKH_LETTER.search(lower) else "ru"


@cache
def _centres(home: CountryPack) -> dict[str, Place]:
    centres: dict[str, Place] = {}
    for name in read_names(home):
        if name.place.kind == "city":
            centres.setdefault(name.place.region, name.place)
    return centres


def region_centre(region: str, home: CountryPack = KZ) -> Place:
    """The main city of a region: its first city in the table. Raises KeyError for a code that no table has."""
    return _centres(home)[region]
