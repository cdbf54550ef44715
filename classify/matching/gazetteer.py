"""A search for places in a text by any of their names in any form. The unit next to a name (city, village, district) shows which place is meant."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from classify.matching.place_names import ABROAD, Forms, Place, PlaceForm, PlaceName, read_names
from classify.text.words import ArticleWords
from records.country.kz import PACK as KZ
from records.country.pack import CountryPack

# Weight of a place by the words around it: none for names of streets and clubs, little for birthplaces, roads and ministries.

# A market or a mine may have the name of a distant town; "the capital" is Astana only where nothing contradicts it.
_IN_QUOTES, _CAPITAL = 0.3, 0.6
_BIRTHPLACE, _ROAD, _BASED, _MINISTRY, _DATELINE, _WATER = 0.15, 0.3, 0.5, 0.4, 0.35, 0.3
# People from a town may be harmed elsewhere; a foreign adjective mostly describes a guest.
_FROM, _PEOPLE_BESIDE, _FOREIGN_ADJECTIVE = 0.6, 0.8, 0.4
_FROM_WORDS = frozenset({"из", "от", "from"})
# A politician comes from his town; a reporter works in his.
_OF_A_PERSON, _PERSON_AFTER = (
    0.4,
    re.compile(
        "оппозиц|активист|политик|депутат|бизнесм|предприним|олигарх|юрист|адвокат|правозащит|эксперт|учен|спортсм|певец|певиц|белсенді|саясаткер|кәсіпкер|заңгер|қорғаушы|activist|politician|businessman|lawyer"
    ),
)
_FROM_ENDING = re.compile(r"\w{3}[дтн][ае]н$")
_STREET_BEFORE = re.compile(r"улиц|ул$|проспект|пр$|просп|переул|бульвар|площад|набережн|шоссе")
_STREET_AFTER = re.compile(r"көше|даңғыл|street|avenue|prospekt|тұйығы")
_BORN = re.compile(r"родил|рожд|урожен|выходец|выходца|туған|тумасы|born|native")
_ROAD_WORDS = re.compile(r"трасс|автодорог|автотрасс|рейс|поезд|самолет|жолаушылар|тас$|highway|flight|train|direction|направлен|сторон")
_STATE = re.compile(r"министерств|министрлі|генпрокур|генеральн|верховн|жоғарғы|мажилис|мәжіліс|сенат|парламент|ministr|supreme|parliament|senate")
_AREA = re.compile(r"регион|област|кра[яй]|стран|республик|облыс|өңір|провинц")
_WATER_AFTER = re.compile(r"теңіз|өзен|көл[іг]|бассейн|тау(?:ы|ла|$)|sea$|river|lake|mountain|basin")
_WATER_BEFORE = re.compile(r"рек[аиуе]|озер|море|мор[яюе]$|гор[ыаеу]$|пик$|бассейн|берег|river|lake")


def _weight_in_setting(
    words: ArticleWords, span: tuple[int, int], sentence: int, place: Place, form: PlaceForm, home: CountryPack, *, quoted: bool
) -> float:
    """Return the weight of a mention of a place at the words of `span` (end exclusive), from 0 (not the place of an event) to 1."""
    start, end = span
    kind = place.kind
    first, last = words.sentences[sentence]
    before = words.forms[max(first, start - 3) : start]
    after = words.forms[end : min(last, end + 2)]
    if (before and _STREET_BEFORE.match(before[-1])) or (after and _STREET_AFTER.match(after[0])):
        return 0.0
    if kind == "capital" and after and (_AREA.match(after[0]) or (words.capital[end] and not after[0].startswith(home.name_stems))):
        return 0.0
    weight = _IN_QUOTES if quoted else _CAPITAL if kind == "capital" else 1.0
    if any(map(_BORN.match, [*before, *after])):
        weight *= _BIRTHPLACE
    if any(map(_ROAD_WORDS.match, [*before, *after])):
        weight *= _ROAD
    if after and after[0] == "based":
        weight *= _BASED
    if (before and before[-1] in _FROM_WORDS) or (form is PlaceForm.NOUN and _comes_from(words.forms[end - 1], place)):
        weight *= _FROM
    if (before and _WATER_BEFORE.match(before[-1])) or (after and _WATER_AFTER.match(after[0])):
        weight *= _WATER
    if form in (PlaceForm.ADJECTIVE, PlaceForm.KAZAKH_ADJECTIVE) and any(map(_PERSON_AFTER.match, after)):
        weight *= _OF_A_PERSON
    if form is PlaceForm.PEOPLE:
        weight *= _PEOPLE_BESIDE
    if kind == ABROAD and form is not PlaceForm.NOUN and not (after and _AREA.match(after[0])):
        weight *= _FOREIGN_ADJECTIVE
    if place.region in home.seats and any(map(_STATE.match, words.forms[first:last])):
        weight *= _MINISTRY
    if start == first and sentence <= 1 and _is_dateline(words, end, last):
        weight *= _DATELINE
    return weight


def _is_dateline(words: ArticleWords, end: int, last: int) -> bool:
    """Return whether it is a dateline (АСТАНА. КазТАГ –; Almaty, 14 October –).

    A dateline is a name alone at the beginning. It says where the text was written, which is often where it happened.
    """
    return end >= last or (not words.joined[end] and words.text[words.ends[end - 1]] != ":")


def _comes_from(form: str, place: Place) -> bool:
    """Return whether the Kazakh word says where somebody comes from: Түркістаннан, but not Түркістан itself."""
    return bool(_FROM_ENDING.search(form)) and not any(name.lower().endswith(form[-4:]) for name in place.shown)


# Words next to a name that show its unit; р and на are the parts of "р-на".
_UNIT_WORDS = {
    "city": re.compile(r"город|гор$|г$|қала|қ$|горсуд|горакимат|горотдел|city$|town$"),
    "village": re.compile(r"сел[оаеу]|с$|аул|ауыл|посел|пос$|пгт|п$|кент|станци|станса|ст$|деревн|разъезд|бекет|пристан|хутор|village|settlement|station|мкр|микрорайон|шағын|а$"),
    "district": re.compile(r"район|р-н|аудан|district|ровд|рувд|роп$|райсуд|р$"),
    "region": re.compile(r"област|обл$|облыс|облсуд|облакимат|өңір|region|province|oblast"),
}  # fmt: skip
_ANY_AREA = ("district", "region")
# The adjective of a district alone before a state body means the district: Шетский суд.
_BODIES = re.compile(r"суд|прокуратур|акимат|аким|полиц|отдел|маслихат")
_LETTERS_FOR_UNITS = frozenset({"с", "п", "а", "р"})
_NAMED_FOR = frozenset({"имени", "им"})
# How well a reading fits: next to its unit; as a plain name; through a body next to it; only with other places of its region.
BY_UNIT, _PLAIN, _BY_BODY, DOUBTFUL = 3, 2, 1, 0
_BY_SIZE = {"village": 0, "town": 1, "district": 2, "quarter": 2, "region": 3, "city": 4, "abroad": 5, "capital": 6, "outlet": 7}
# A village's name this long is hardly another word; a shorter one needs its unit or other places of its region.
_TELLING_VILLAGE = 7
_SIGNS_BEFORE = 3
_SAYS_WHERE = re.compile(r"\w{3}[дт](?:[ае]|[ае][ғг][ыі])$")
_SURNAME = re.compile(r"(?:ов|ев|ин)(?:а|у|ым|е|ты|тың|қа|тан)?$")


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """One place that a mention may mean. `fit` says how well the words next to it agree."""

    name: PlaceName
    form: PlaceForm
    fit: int


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """The places that words start to end may mean, the likeliest first.

    `weight` is lower if the words around it show that it matters little (a birthplace).
    """

    readings: tuple[PlaceReading, ...]
    start: int
    end: int
    sentence: int
    weight: float = 1.0

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(reading.name.place for reading in self.readings)

    @property
    def is_sure(self) -> bool:
        """Whether it is clear without the rest of the text: the best readings agree on the region."""
        first = self.readings[0]
        same = [other for other in self.readings if other.fit == first.fit and _size(other) == _size(first)]
        return first.fit > DOUBTFUL and len({other.name.place.region for other in same}) == 1


def _size(reading: PlaceReading) -> int:
    return _BY_SIZE[reading.name.place.kind]


class Gazetteer:
    """The places of the tables, indexed by the first word of any of their names."""

    def __init__(self, names: Iterable[PlaceName], home: CountryPack) -> None:
        self._home = home
        self._by_opening: dict[str, list[PlaceName]] = defaultdict(list)
        words: set[str] = set()
        for name in names:
            words.update(name.words)
            self._by_opening[name.words[0]].append(name)
        self._forms = Forms(
            sorted(words), {name.words[0] for same_opening in self._by_opening.values() for name in same_opening if name.text.isupper()}
        )
        # Names that may begin with a small letter (столица, шахта имени Костенко).
        self._small = {
            word
            for word, same_opening in self._by_opening.items()
            if any(name.place.kind == "capital" or name.text[0].islower() for name in same_opening)
        }

    def find(self, words: ArticleWords, skip: AbstractSet[int], quoted: Collection[int] = (), *, any_case: bool = False) -> Iterator[PlaceMention]:
        """Yield every place named, in reading order.

        Words in `skip` (outlets, persons) are left out. In `quoted` (рынок «Шалкар») a name counts little.
        """
        for number, (first, last) in enumerate(words.sentences):
            at = first
            while at < last:
                longest, end = self._longest(words, at, first, last, skip, any_case) if at not in skip else ([], at)
                if longest:
                    readings = tuple(sorted(longest, key=lambda reading: (-reading.fit, -_size(reading))))
                    weight = _weight_in_setting(
                        words, (at, end), number, readings[0].name.place, readings[0].form, self._home, quoted=end - at == 1 and at in quoted
                    )
                    if weight > 0:
                        yield PlaceMention(readings, at, end, number, weight)
                at = max(end, at + 1)

    def _longest(self, words: ArticleWords, at: int, first: int, last: int, skip: AbstractSet[int], any_case: bool) -> tuple[list[PlaceReading], int]:
        """Return the readings of the longest name that begins at word `at`, and the word after it."""
        best: list[PlaceReading] = []
        best_end = at
        for word, form in self._forms.read(words.forms[at]):
            capital = any_case or _is_capital(words, at)
            if not (capital or form is not PlaceForm.NOUN or word in self._small):
                continue
            for name in self._by_opening.get(word, ()):
                end = at + len(name.words)
                if name.doubtful and not capital:
                    continue
                if end < best_end or end > last or not self._goes_on(name, words, at, end, skip):
                    continue
                fit = _fit(name, form, words, (at, end), (first, last))
                if fit is None:
                    continue
                if end > best_end:
                    best, best_end = [], end
                best.append(PlaceReading(name, form, fit))
        return best, best_end

    def _goes_on(self, name: PlaceName, words: ArticleWords, at: int, end: int, skip: AbstractSet[int]) -> bool:
        following = range(at + 1, end)
        return all(
            number not in skip and any(use.word == word for use in self._forms.read(words.forms[number]))
            for word, number in zip(name.words[1:], following, strict=True)
        )


def _fit(name: PlaceName, form: PlaceForm, words: ArticleWords, span: tuple[int, int], sentence: tuple[int, int]) -> int | None:
    """Return how well the words next to a name agree with this place; None if they show that it is another."""
    at, end = span
    first, last = sentence
    after = words.forms[end] if end < last and words.joined[end] else ""
    before = _word_before(words, at, first)
    adjective = form is PlaceForm.ADJECTIVE
    if _UNIT_WORDS[name.unit].match(after) if name.unit else False:
        return BY_UNIT
    if name.unit and not adjective and name.lang != "kk" and before and _UNIT_WORDS[name.unit].match(before):
        return BY_UNIT
    if name.needs_unit:
        return _BY_BODY if adjective and name.unit == "district" and _BODIES.match(after) else None
    if name.place.is_home and (adjective or name.lang != "ru") and any(_UNIT_WORDS[unit].match(after) for unit in _ANY_AREA):
        return None
    if _is_surname(words, at, first, name):
        return None
    if name.doubtful or (name.place.kind == "village" and len(name.words[0]) < _TELLING_VILLAGE):
        # At the beginning of a sentence the capital of a common word is no evidence.
        return DOUBTFUL if at > first or _SAYS_WHERE.search(words.forms[end - 1]) else None
    return _PLAIN


def _word_before(words: ArticleWords, at: int, first: int) -> str:
    before = at - 1
    if before > first and words.forms[before] in _NAMED_FOR:
        before -= 1
    if before < first or not words.joined[before + 1]:
        return ""
    # "с. Коктал" is a village, "с Кокталом" is not.
    dotted = words.text[words.ends[before] - 1] == "." or words.text.startswith(".", words.ends[before])
    return words.forms[before] if dotted or words.forms[before] not in _LETTERS_FOR_UNITS else ""


def _is_surname(words: ArticleWords, at: int, first: int, name: PlaceName) -> bool:
    """Return whether it is a surname: Каныш Сатпаев, Д. Конаев.

    It looks like one, and follows an initial or a capitalised word that does not begin the sentence, or it is a doubtful name.
    """
    before = at - 1
    if name.doubtful and _SURNAME.search(words.forms[at]):
        return True
    if before < first or not words.capital[before] or not _SURNAME.search(words.forms[at]):
        return False
    return before > first or (len(words.forms[before]) == 1 and words.text[words.starts[before] + 1 : words.starts[at]].startswith("."))


def _is_capital(words: ArticleWords, at: int) -> bool:
    """Return whether a word begins with a capital, or with a sign and then a capital (❗️Сарқанда)."""
    return words.capital[at] or any(map(str.isupper, words.text[words.starts[at] : words.starts[at] + _SIGNS_BEFORE]))


@cache
def load_gazetteer(home: CountryPack = KZ) -> Gazetteer:
    """Return the gazetteer of the tables: places of the home country, and cities abroad. Raises LexiconError at the first bad row."""
    return Gazetteer(read_names(home), home)


def all_place_words(mentions: Iterable[PlaceMention]) -> set[int]:
    """Return the numbers of the words that certainly name places."""
    return {at for mention in mentions if mention.is_sure for at in range(mention.start, mention.end)}
