"""Suggestions below a field while somebody types a name. It changes nothing, but is a POST, so that names are in no address."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import islice

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from classify.matching.place_names import OUTLET, PlaceName, read_names
from desk.auth.dependencies import Db, Reader
from desk.state import desk_state
from records.collaboration import colleagues
from records.country import home, region_name
from records.country.pack import CountryPack
from records.i18n import reader_language, tr, words_for_reader
from records.persons.repository import KnownPerson, language_of
from records.persons.victims import KnownPersons, have_prefixes, name_keys, suggest_persons
from records.tables import OutletRow
from records.vocabulary import SCREENING_LANGUAGES

# Known names that begin with what is typed, in any spelling and script: persons, outlets, places, and users of the desk.

# Users of the desk are offered even before anything is typed.
_COLLEAGUES = "colleagues"
# The largest number of offers.
MOST = 8
# Languages of the screening in Cyrillic letters.
_CYRILLIC = frozenset({"kk", "ru"})


@dataclass(frozen=True)
class NameSuggestion:
    """A known name. `more` distinguishes it from others of the same name; `fills` are further values, by input. `said`: what was typed has no other
    meaning, so that the values are filled in without choosing it, and this text is shown then."""

    value: str
    more: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)
    said: str = ""


def suggest_names(session: Session, known_persons: KnownPersons, kind: str, typed: str) -> list[NameSuggestion]:
    """Return the offers for what was typed into a field of this kind; empty for an unknown kind."""
    sought = name_keys(typed)
    if kind == _COLLEAGUES:
        return list(islice((NameSuggestion(name) for name in colleagues(session) if not sought or have_prefixes(name_keys(name), sought)), MOST))
    if not sought:
        return []
    suggest = {"persons": _persons, "outlets": _outlets, "places": _places}.get(kind)
    return list(islice(suggest(session, known_persons, typed, sought), MOST)) if suggest else []


def _persons(session: Session, known_persons: KnownPersons, typed: str, sought: tuple[str, ...]) -> Iterator[NameSuggestion]:
    """Yield persons whose name begins so, then those who may be meant by another spelling."""
    begun = list(islice(known_persons.beginning(session, sought), MOST))
    near = (
        [suggestion.person for suggestion in suggest_persons(known_persons.sounding_like(session, [typed]), typed)]
        if len(sought) > 1 and len(begun) < MOST
        else []
    )
    for person in {known_person.id: known_person for known_person in [*begun, *near]}.values():
        outlet = next((outlet.outlet for outlet in reversed(person.outlets) if outlet.until is None), "")
        fills = {"profession": person.profession, "outlet": outlet}
        yield NameSuggestion(
            _spelling(person, sought, _tongue(typed)),
            ", ".join(filter(None, fills.values())),
            {name: value for name, value in fills.items() if value},
        )


def _spelling(person: KnownPerson, sought: tuple[str, ...], lang: str) -> str:
    """Return the name in the language in which it is typed, so that a person is always spelled the same."""
    return person.names.get(lang) or next(
        (name for name in person.all_names if have_prefixes(name_keys(name), sought) and _tongue(name) == lang), person.name
    )


def _tongue(typed: str) -> str:
    """Return the language of the typed text: Latin letters are English, Cyrillic ones the reader's language if it has them."""
    language = language_of(typed)
    return reader_language() if language == "ru" and reader_language() in _CYRILLIC else language


def _outlets(session: Session, known_persons: KnownPersons, typed: str, sought: tuple[str, ...]) -> Iterator[NameSuggestion]:
    """Yield watched outlets, and outlets for which known persons work."""
    named: dict[str, list[str]] = {}
    for row in session.scalars(select(OutletRow).order_by(OutletRow.name)):
        named.setdefault(words_for_reader(row.title) or row.name, []).extend([*row.title.values(), row.name])
    for outlet in known_persons.outlets(session):
        named.setdefault(outlet, []).append(outlet)
    for title, names in named.items():
        if title and any(have_prefixes(name_keys(name), sought) for name in names):
            yield NameSuggestion(title)


def _places(session: Session, known_persons: KnownPersons, typed: str, sought: tuple[str, ...]) -> Iterator[NameSuggestion]:
    """Yield places of the gazetteer in the typed language, towns before villages, each with its region."""
    at = list(SCREENING_LANGUAGES).index(_tongue(typed))
    meant = sure_region(typed)
    offered = set()
    for name, keys in _gazetteer(home()):
        place = name.place
        if place in offered or not have_prefixes(keys, sought):
            continue
        offered.add(place)
        inside = place.region in home().regions
        where = region_name(place.region) if inside else tr("abroad: {country}").format(country=place.region)
        message = tr("Set from the place: {region}").format(region=where) if keys == sought and place.region == meant else ""
        yield NameSuggestion(
            place.shown[at], where, {"region": place.region, "country": home().code} if inside else {"country": place.region[:2]}, message
        )


def sure_region(place: str) -> str:
    """Return the region of a place at home whose whole name was typed, if all places of that name are in it; else empty."""
    sought = name_keys(place)
    regions = {name.place.region for name, keys in _gazetteer(home()) if keys == sought} if sought else set()
    (region,) = regions if len(regions) == 1 else ("",)
    return region if region in home().regions else ""


@cache
def _gazetteer(country: CountryPack) -> tuple[tuple[PlaceName, tuple[str, ...]], ...]:
    """Return its names with their words in rough letters, the larger places first."""
    size = {"city": 0, "abroad": 1, "town": 2, "district": 3, "quarter": 4, "village": 5}
    names = [name for name in read_names(country) if name.place.kind in size and name.place.kind != OUTLET]
    return tuple((name, name_keys(name.text)) for name in sorted(names, key=lambda one: size[one.place.kind]))


router = APIRouter()


class _TypedName(BaseModel):
    """The typed part of a name."""

    words: str = Field(max_length=300)


@router.post("/suggestions/{kind}")
def suggestions(request: Request, person: Reader, session: Db, kind: str, body: _TypedName) -> Response:
    """Return known persons, outlets, places or colleagues whose name begins so in any spelling, the likeliest first."""
    return JSONResponse({"offers": [asdict(suggestion) for suggestion in suggest_names(session, desk_state(request).persons, kind, body.words)]})
