"""How much a place counts, by the words around it: names of streets and clubs count for nothing, birthplaces, roads and ministries for little."""

import re

from classify.matching.place_forms import PlaceForm
from classify.matching.place_names import ABROAD, Place
from classify.text.words import ArticleWords
from records.country.pack import CountryPack

# A market or a mine may bear the name of a far town; "the capital" is Astana only where nothing says otherwise.
_IN_QUOTES, _CAPITAL = 0.3, 0.6
_BIRTHPLACE, _ROAD, _BASED, _MINISTRY, _DATELINE, _WATER = 0.15, 0.3, 0.5, 0.4, 0.35, 0.3
# Who comes from there may have met his trouble elsewhere; a foreign adjective is mostly a guest's.
_FROM, _PEOPLE, _FOREIGN_ADJECTIVE = 0.6, 0.8, 0.4
_FROM_WORDS = frozenset({"из", "от", "from"})
# A politician's town is where he comes from; a reporter's is where he works.
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


def weight_in_setting(
    words: ArticleWords, span: tuple[int, int], sentence: int, place: Place, form: PlaceForm, home: CountryPack, *, quoted: bool
) -> float:
    """How much a mention of a place counts at the words of `span` (end exclusive): from 0 (it is no place of an event) to 1."""
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
        weight *= _PEOPLE
    if kind == ABROAD and form is not PlaceForm.NOUN and not (after and _AREA.match(after[0])):
        weight *= _FOREIGN_ADJECTIVE
    if place.region in home.seats and any(map(_STATE.match, words.forms[first:last])):
        weight *= _MINISTRY
    if start == first and sentence <= 1 and _is_dateline(words, end, last):
        weight *= _DATELINE
    return weight


def _is_dateline(words: ArticleWords, end: int, last: int) -> bool:
    """Whether it is a dateline (АСТАНА. КазТАГ –; Almaty, 14 October –): a name alone at the beginning says where the text was written, and
    often where it happened."""
    return end >= last or (not words.joined[end] and words.text[words.ends[end - 1]] != ":")


def _comes_from(form: str, place: Place) -> bool:
    """Whether the Kazakh word says where somebody comes from: Түркістаннан, but not Түркістан itself."""
    return bool(_FROM_ENDING.search(form)) and not any(name.lower().endswith(form[-4:]) for name in place.shown)
