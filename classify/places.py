"""Where it happened: towns, districts and regions of Kazakhstan by today's borders, and the country."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from classify.countries import HOME
from classify.lexicon import LEXICA, LexiconError, read_rows
from classify.marks import Marks
from classify.words import Words

_LANGUAGES = ("kk", "ru", "en")
_KINDS = frozenset({"region", "capital", "city", "town", "district"})
# A market or a mine may bear the name of a far town; "the capital" is Astana only where nothing says otherwise.
_IN_QUOTES, _CAPITAL = 0.3, 0.6
# What may follow the base of a name in its cases, and in the adjectives made of it.
_ENDINGS = re.compile(
    r"(?:[аеиоуыюяйь]|ой|ей|ою|ею|ом|ем|ам|ами|ах|ым|ых|ими|их|ого|ому|ий|ая|ую|ое|ые|'s|’s"
    r"|н[ыіаеи]ң?|[дт][ыі]ң|ның|нің|[дт][ыіае]|[дтн][ае]н|[ғгқк][ае]|[бпм]ен|[дт]а?ғы|[дт]е?гі|сы|сі|сында\w*|сінде\w*|сының|сінің|ына|іне|ында\w*|інде\w*|ының|інің"
    r"|[лдт][ыі][қк]\w{0,6}|(?:ин|ов|ев)?ск\w{2,3})?$"
)
_DISTRICT_WORDS = re.compile("^(?:район|аудан|district|ровд|рувд|роп|суд|прокуратур|сот)")
_UNIT_WORDS = re.compile("^(?:район|аудан|district|ровд|рувд|роп|област|облыс|өңір|region|province|oblast)")
_KAZAKH_ADJECTIVE = re.compile("[лдт][ыі][қк]")
# Names that may begin with a small letter.
_LOWER_CASE = ("столиц", "столичн", "елорда", "оңтүстік", "южн", "област", "шахт", "capital")
_VOWEL_END = re.compile("[аеиоуыюяйьәіүұө]$")


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer; `shown` is its name in kk, ru and en."""

    region: str
    kind: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """Places that words start to end may mean (several only for districts of one name)."""

    places: tuple[Place, ...]
    start: int
    end: int
    sentence: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Where:
    """The answer: each part None where the text does not say."""

    country: str | None
    place: str | None
    region: str | None


class Gazetteer:
    """The places of Kazakhstan, found by the first word of any of their names."""

    def __init__(self, rows: Iterable[tuple[Place, tuple[str, ...]]]) -> None:
        self._by_opening: dict[str, list[tuple[tuple[str, ...], Place]]] = defaultdict(list)
        for place, names in rows:
            for name in names:
                words = tuple(re.findall(r"\w+", name.lower().replace("ё", "е")))
                self._by_opening[words[0][:3]].append((words, place))
        self._known: dict[str, list[tuple[tuple[str, ...], Place]]] = {}

    def find(self, words: Words, skip: AbstractSet[int], quoted: Collection[int] = (), *, any_case: bool = False) -> Iterator[PlaceMention]:
        """Every place named; words in `skip` (outlets, persons) are left out; in `quoted` (рынок «Шалкар») it counts little."""
        for number, (first, last) in enumerate(words.sentences):
            at = first
            while at < last:
                found, end = self._longest(words, at, last, skip) if at not in skip and (any_case or self._may_open(words, at)) else ([], at)
                if found:
                    weight = _IN_QUOTES if end - at == 1 and at in quoted else _CAPITAL if found[0].kind == "capital" else 1.0
                    yield PlaceMention(tuple(dict.fromkeys(found)), at, end, number, weight)
                at = max(end, at + 1)

    def _may_open(self, words: Words, at: int) -> bool:
        form = words.forms[at]
        return words.capital[at] or "ск" in form or form.startswith(_LOWER_CASE) or bool(_KAZAKH_ADJECTIVE.search(form))

    def _longest(self, words: Words, at: int, last: int, skip: AbstractSet[int]) -> tuple[list[Place], int]:
        candidates = self._known.get(words.forms[at])
        if candidates is None:
            candidates = self._known[words.forms[at]] = [
                (name, place) for name, place in self._by_opening.get(words.forms[at][:3], ()) if _is_form_of(words.forms[at], name[0])
            ]
        best: list[Place] = []
        best_end = at
        for name, place in candidates:
            end = at + len(name)
            if end < best_end or end > last or not skip.isdisjoint(range(at, end)) or not all(map(_is_form_of, words.forms[at:end], name)):
                continue
            if not _means(place, words, at, end, last):
                continue
            if end > best_end:
                best, best_end = [], end
            best.append(place)
        return best, best_end


def _means(place: Place, words: Words, at: int, end: int, last: int) -> bool:
    """Whether the unit named beside fits: a district needs its word (Абайский район), a town bears none (not Алматы облысы)."""
    if place.kind == "district":
        return _beside(words, at, end, last, _DISTRICT_WORDS)
    if place.kind in ("city", "town"):
        if "ск" in words.forms[at] and "ск" not in place.shown[1] and _beside(words, at, end, last, _UNIT_WORDS):
            return False
        return end >= last or not _UNIT_WORDS.match(words.forms[end])
    return True


def _beside(words: Words, start: int, end: int, last: int, pattern: re.Pattern[str]) -> bool:
    return (end < last and bool(pattern.match(words.forms[end]))) or (start > 0 and bool(pattern.match(words.forms[start - 1])))


def _is_form_of(form: str, name: str) -> bool:
    """Whether a word is a case of a name, or the adjective of it."""
    if form == name:
        return True
    base = name[:-1] if len(name) > 4 and _VOWEL_END.search(name) else name
    if len(name) > 4 and name.endswith(("ий", "ый", "ой", "ое", "ая")):
        base = name[:-2]
    if not form.startswith(base) or len(base) < 3:
        return False
    return bool(_ENDINGS.match(form[len(base) :])) or (form.startswith(name) and bool(_ENDINGS.match(form[len(name) :])))


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of `lexica/places.tsv`. Raises LexiconError at the first bad row."""
    rows = []
    for number, cells in read_rows(LEXICA / "places.tsv", 6):
        region, kind, *names = cells[:6]
        if kind not in _KINDS or not re.fullmatch(r"KZ-\d\d", region) or not all(names[:3]):
            raise LexiconError(f"places.tsv line {number}: needs a region code, a kind and the names in kk, ru and en")
        split = [[name.strip() for name in cell.split(";") if name.strip()] for cell in names]
        shown = tuple(names_here[0].removesuffix(" қаласы") for names_here in split[:3])
        rows.append((Place(region, kind, shown), tuple(name for cell in split for name in cell)))
    return Gazetteer(rows)


def find_where(marks: Marks, mentions: list[PlaceMention], weights: Mapping[int, float], lang: str) -> Where:
    """Region and place by weighing mentions: those in sentences of the incident (`weights` by sentence) and at the beginning count more."""
    regions: dict[str, float] = defaultdict(float)
    at_home = 0.0
    places: dict[Place, float] = defaultdict(float)
    sure_regions = {mention.places[0].region for mention in mentions if len({place.region for place in mention.places}) == 1}
    for mention in mentions:
        weight = (1.0 + weights.get(mention.sentence, 0.0) + (1.0 if mention.sentence <= 1 else 0.0)) * mention.weight
        options = [place for place in mention.places if place.region in sure_regions] or list(mention.places)
        if len({place.region for place in options}) > 1:
            continue
        regions[options[0].region] += weight
        at_home += weight if options[0].kind != "capital" else 0.0
        places[options[0]] += weight * (1.0 if options[0].kind in ("city", "town") else 0.6)
    country = _country(marks, weights, at_home)
    if not regions or country not in (None, HOME):
        return Where(country, None, None)
    region = max(regions, key=lambda code: regions[code])
    place = max((place for place in places if place.region == region), key=lambda place: places[place])
    return Where(HOME, place.shown[_LANGUAGES.index(lang)], region)


def _country(marks: Marks, weights: Mapping[int, float], at_home: float) -> str | None:
    counts: dict[str, float] = defaultdict(float)
    for hit in marks.of("country"):
        sentence = marks.words.sentence_of(hit.start)
        counts[hit.phrase.code] += hit.phrase.weight * (1.0 + weights.get(sentence, 0.0) + (0.5 if sentence <= 1 else 0.0))
    # A named town of Kazakhstan says more than a state's name, which stands in any news of visits and trade.
    home = counts.pop(HOME, 0.0) + 1.5 * at_home
    if not counts:
        return HOME if home else None
    foreign = max(counts, key=lambda code: counts[code])
    return foreign if counts[foreign] > home else HOME


def all_place_words(mentions: Iterable[PlaceMention]) -> set[int]:
    return {at for mention in mentions for at in range(mention.start, mention.end)}
