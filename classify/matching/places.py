"""The place of the incident: country, place and region by current borders, chosen among all places that an article names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from classify.matching.gazetteer import BY_UNIT, DOUBTFUL, Gazetteer, PlaceMention, PlaceReading, all_place_words, load_gazetteer
from classify.matching.matches import Matches, quoted_words
from classify.matching.place_names import ABROAD, OUTLET, Place, PlaceName, newsrooms, region_centre
from records.country.kz import PACK as KZ
from records.country.pack import CountryPack
from records.vocabulary import SCREENING_LANGUAGES

__all__ = ["Gazetteer", "PlaceMention", "EventPlace", "all_place_words", "find_event_place", "load_gazetteer"]

# Weight of a mention by its sentence: any, times the incident's weight there (0 to 2), and for being in the title or the first sentence.
_ANYWHERE, _INCIDENT, _LEAD = 1.0, 1.0, 1.0
_LEAD_SENTENCES = 1
# Factor for each further mention of a place.
_AGAIN = 0.6
# A region named as such says less about the region than a town in it, which is in no other.
_OF_KIND = {"region": 0.8, "district": 0.9, "quarter": 0.9}
# A town is a better place name than the district around it, and a city represents its districts.
_AS_PLACE = {"village": 0.8, "district": 0.4, "quarter": 0.8}
_BODY = re.compile(r"сот|суд|прокур|полиц|департамент|акимат|әкім|аким|маслихат|мәслихат|управлен|басқарма|court|prosecutor|police|akim|governor")
# Endings that show that a Kazakh word is a place even where it was taken for a person's name.
_SAYS_WHERE = re.compile(r"\w{4}(?:[дт][аеә]|[дт][ае][ғг][ыі]|[лдт][ыі][қк])$")
_CENTRE = re.compile(r"(?:областн\w{1,9} центр|центр\w{0,9} области|обл(?:ыс)? орталығ|regional (?:cent|capital))")
# A town at home says more than a country's name, which occurs in any news of visits and trade.
_TOWN, _CITY_ABROAD = 1.5, 1.2
# Texts in a language of the home country alone, or under its domain, are about it unless they say otherwise.
_PRIOR = 1.0
# A seat of this weight certainly belongs to the home country.
_OF_ONE_COUNTRY = 0.7
# A sentence of the incident without a place is set at the last place before it: the share of its weight added there.
_STAYS = 0.5
_REMINDER = re.compile("напомним|напоминаем|ранее|айта$|еске$|бұған$|бұдан$|earlier|previously")
# Places in a reminder of earlier news belong to that, unless the sentence also reports the incident.
_REMINDED, _TOLD_IN_REMINDER = 0.5, 0.5
# An outlet that is only quoted does not show where an incident was; an attacked one does.
_CONCERNED, _NEWSROOM = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class EventPlace:
    """The place found. Each part is None if the text does not say. `place` is a town, village or district in the nominative, never a region."""

    country: str | None
    place: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class _ResolvedMention:
    """A mention with the place it was found to mean, its sentence, and its weight."""

    name: PlaceName
    weight: float
    sentence: int


def find_event_place(marks: Matches, mentions: list[PlaceMention], weights: Mapping[int, float], lang: str, home: CountryPack = KZ) -> EventPlace:
    """Weigh all mentions and return the place of the incident.

    Mentions in sentences of the incident (`weights` by sentence number) and at the beginning count more.
    """
    named = list(_resolve(_in_order_of_news(marks, mentions, weights), weights, {hit.phrase.code for hit in marks.of("country")}, home))
    named += _staying(named, weights)
    here = [resolved for resolved in named if resolved.name.place.is_home]
    abroad = [resolved for resolved in named if resolved.name.place.kind == ABROAD]
    country = _country(marks, weights, here, abroad, lang, home)
    if country not in (None, home.code):
        return EventPlace(country, _best_name([resolved for resolved in abroad if resolved.name.place.region == country], lang, home), None)
    region = _region(here, home)
    if region is None:
        here = list(_resolve(list(_last_resort(marks, home)), weights, (), home))
        region = _region(here, home)
    if region is None:
        return _by_seat(marks, weights, country, lang, home)
    place = _best_name(
        [resolved for resolved in here if resolved.name.place.region == region and resolved.name.place.kind not in ("region", OUTLET)], lang, home
    )
    if place is None and (_CENTRE.search(marks.words.text.lower()) or _by_body(marks, mentions, region)):
        place = _centre(region, lang, home)
    return EventPlace(home.code, place, region)


def _by_seat(marks: Matches, weights: Mapping[int, float], country: str | None, lang: str, home: CountryPack) -> EventPlace:
    """Return the town of a unique institution or landmark (Мажилис, автовокзал Сайран), if nothing else shows the place.

    A ministry may belong to any country, so it counts only if something else shows that the article is about the home country.
    """
    seats: dict[str, float] = defaultdict(float)
    for hit in marks.of("seat"):
        if hit.phrase.code in home.regions and (country == home.code or hit.phrase.weight >= _OF_ONE_COUNTRY):
            seats[hit.phrase.code] += hit.phrase.weight * (1.0 + weights.get(marks.words.sentence_of(hit.start), 0.0))
    if country in (None, home.code):
        for region, weight in _newsrooms(marks, weights, home):
            seats[region] += weight
    if not seats:
        return EventPlace(country, None, None)
    region = max(seats, key=lambda code: seats[code])
    return EventPlace(home.code, _centre(region, lang, home), region)


def _centre(region: str, lang: str, home: CountryPack) -> str:
    return region_centre(region, home).shown[SCREENING_LANGUAGES.index(lang)]


def _newsrooms(marks: Matches, weights: Mapping[int, float], home: CountryPack) -> Iterator[tuple[str, float]]:
    """Yield the regions of the newsrooms of attacked outlets, each with its weight."""
    for mention in marks.press:
        region = newsrooms(home).get(mention.name.lower()) if mention.code == "outlet" and mention.strength >= _CONCERNED else None
        if region is not None:
            yield region, _NEWSROOM * mention.strength * (1.0 + weights.get(mention.sentence, 0.0))


def _resolve(mentions: list[PlaceMention], weights: Mapping[int, float], countries: Iterable[str], home: CountryPack) -> Iterable[_ResolvedMention]:
    """Yield the place that each mention means; mentions that mean nothing are left out.

    It is the one in whose region (or country) other named places are, else the likeliest.
    """
    sure = [mention for mention in mentions if mention.is_sure]
    supported: dict[str, set[str]] = defaultdict(set, {code: {code} for code in countries})
    for mention in sure:
        place = mention.places[0]
        for region in [place.region, *(child for child, parent in home.parents.items() if place.kind == "region" and parent == place.region)]:
            supported[region].add(place.shown[1])
    for mention in mentions:
        reading = _reading(mention, supported)
        if reading is not None:
            lead = _LEAD if mention.sentence <= _LEAD_SENTENCES else 0.0
            yield _ResolvedMention(
                reading.name, (_ANYWHERE + _INCIDENT * weights.get(mention.sentence, 0.0) + lead) * mention.weight, mention.sentence
            )


def _in_order_of_news(marks: Matches, mentions: list[PlaceMention], weights: Mapping[int, float]) -> list[PlaceMention]:
    """Return the mentions, with less weight for those in reminders of earlier news."""
    words = marks.words
    reminders = {
        number
        for number, (first, last) in enumerate(words.sentences)
        if first < last and number > _LEAD_SENTENCES and _REMINDER.match(words.forms[first]) and weights.get(number, 0.0) < _TOLD_IN_REMINDER
    }
    return [replace(mention, weight=mention.weight * _REMINDED) if mention.sentence in reminders else mention for mention in mentions]


def _staying(named: list[_ResolvedMention], weights: Mapping[int, float]) -> list[_ResolvedMention]:
    """Return the weight that sentences of the incident without a place add to the last place named before them."""
    places = [resolved for resolved in named if resolved.name.place.kind not in ("capital", OUTLET)]
    placed = {place.sentence for place in places}
    staying = []
    for sentence, weight in weights.items():
        before = [place for place in places if place.sentence < sentence]
        if sentence not in placed and before:
            last = max(resolved.sentence for resolved in before)
            nearest = max((resolved for resolved in before if resolved.sentence == last), key=lambda resolved: resolved.weight)
            staying.append(_ResolvedMention(nearest.name, _STAYS * weight, sentence))
    return staying


def _reading(mention: PlaceMention, supported: Mapping[str, set[str]]) -> PlaceReading | None:
    first = mention.readings[0]
    backed = [reading for reading in mention.readings if supported.get(reading.name.place.region, set()) - {reading.name.place.shown[1]}]
    if backed and (not mention.is_sure or (first not in backed and backed[0].fit > DOUBTFUL and first.fit < BY_UNIT)):
        return backed[0]
    return first if mention.is_sure else None


def _last_resort(marks: Matches, home: CountryPack) -> Iterable[PlaceMention]:
    """Yield the places to use if an article names no other place at home.

    They are places within names of outlets («Каскелен таймс»), and outlets that write about one region.
    """
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)} | quoted_words(marks.words)
    for mention in load_gazetteer(home).find(marks.words, frozenset(), any_case=True):
        inside = not outlets.isdisjoint(range(mention.start, mention.end))
        named = marks.words.capital[mention.start] and _SAYS_WHERE.search(marks.words.forms[mention.end - 1])
        if mention.places[0].kind != ABROAD and (inside or named):
            yield mention


def _totals(named: Iterable[_ResolvedMention]) -> dict[Place, float]:
    """Return the total weight of each place; each further mention counts less."""
    weights: dict[Place, list[float]] = defaultdict(list)
    for resolved in named:
        weights[resolved.name.place].append(resolved.weight * _OF_KIND.get(resolved.name.place.kind, 1.0))
    return {
        place: sum(weight * _AGAIN**number for number, weight in enumerate(sorted(place_weights, reverse=True)))
        for place, place_weights in weights.items()
    }


def _region(here: list[_ResolvedMention], home: CountryPack) -> str | None:
    """Return the region with the most weight.

    A region named as such counts less than the places in it, or in the regions made from it later.
    """
    regions: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for place, weight in _totals(here).items():
        (whole if place.kind == "region" else regions)[place.region] += weight
    for code, weight in whole.items():
        children = [child for child, parent in home.parents.items() if parent == code and child in regions]
        regions[max([code, *children], key=lambda candidate: regions.get(candidate, 0.0))] += weight
    return max(regions, key=lambda code: regions[code], default=None)


def _best_name(named: list[_ResolvedMention], lang: str, home: CountryPack) -> str | None:
    """Return the text's name of the place with the most weight, in the nominative; the current name if the text uses another language's."""
    totals = _totals(named)
    if not totals:
        return None
    best = max(totals, key=lambda place: totals[place] * _AS_PLACE.get(place.kind, 1.0))
    if best.kind == "quarter":
        best = region_centre(best.region, home)
    called: dict[str, float] = defaultdict(float)
    for resolved in named:
        if resolved.name.place == best and resolved.name.lang == lang:
            called[resolved.name.text] += resolved.weight
    return max(called, key=lambda text: called[text], default=best.shown[SCREENING_LANGUAGES.index(lang)])


def _by_body(marks: Matches, mentions: list[PlaceMention], region: str) -> bool:
    """Return whether the region is named together with one of its bodies, which are in its main city.

    Examples: Павлодар облыстық соты, прокуратура Павлодарской области.
    """
    for mention in mentions:
        first, last = marks.words.sentences[mention.sentence]
        if mention.places[0].region == region and any(
            map(_BODY.match, marks.words.forms[max(first, mention.start - 3) : min(last, mention.end + 4)])
        ):
            return True
    return False


def _country(
    marks: Matches, weights: Mapping[int, float], here: list[_ResolvedMention], abroad: list[_ResolvedMention], lang: str, home: CountryPack
) -> str | None:
    counts: dict[str, float] = defaultdict(float)
    for hit in marks.of("country"):
        sentence = marks.words.sentence_of(hit.start)
        counts[hit.phrase.code] += hit.phrase.weight * (1.0 + weights.get(sentence, 0.0) + (0.5 if sentence <= 1 else 0.0))
    for resolved in abroad:
        counts[resolved.name.place.region] += resolved.weight * _CITY_ABROAD
    at_home = counts.pop(home.code, 0.0) + _TOWN * sum(resolved.weight for resolved in here if resolved.name.place.kind != "capital")
    if lang in home.own_languages or (home.domain and any(home.domain in mention.name for mention in marks.press)):
        at_home += _PRIOR
    if not counts:
        return home.code if at_home else None
    foreign = max(counts, key=lambda code: counts[code])
    return foreign if counts[foreign] > at_home else home.code
