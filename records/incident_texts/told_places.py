"""Where an incident happened, in the reader's language: alone, and within a sentence. The one place from which texts and documents have it."""

from records.country import home, place_name, region_name
from records.i18n import LANGUAGES, reader
from records.incident_model import Incident
from records.persons.person_model import language_of
from records.words.kazakh_cases import KazakhCase, in_case
from records.words.russian_cases import in_place

# What a language says before a place that it does not decline.
_IN_PLACE = {"en": "in {place}"}
# The letters that readers of a language can be shown, by the language that has them.
_READABLE = {"en": ("en",), "ru": ("ru", "en"), "kk": ("kk", "ru", "en")}


def place_told(incident: Incident) -> str:
    """The place as this language calls it, else the region; empty if neither is known. A place in letters of which this language has none gives way to the region, whose
    name is known in every language."""
    place = place_name((incident.place or "").strip(), incident.region or incident.country)
    region = region_name(incident.region) if incident.region in home().regions else ""
    return place if place and _readable(place) else region


def place_unreadable(incident: Incident) -> str:
    """A place that is left out of texts in this language, as it was written: nobody recorded what the language calls it. Empty if there is none."""
    place = place_name((incident.place or "").strip(), incident.region or incident.country)
    return "" if _readable(place) else place


def place_in_sentence(incident: Incident) -> str:
    """Where it happened, within a sentence: «in Almaty», «в Алматы», «Алматыда». A place of which Russian grammar is not sure stands in parentheses."""
    place = place_told(incident)
    if not place:
        return ""
    if incident.region in home().cities and place == region_name(incident.region):
        # A city that is a region of its own: nobody says "in Almaty city".
        place = place.removeprefix("Город ").removesuffix(" қаласы").removesuffix(" city")
    if reader() == "kk":
        return in_case(place, KazakhCase.LOCATIVE)
    if reader() == "ru":
        return in_place(place) or f"({place})"
    return _IN_PLACE.get(reader(), "{place}").format(place=place)


def _readable(place: str) -> bool:
    return not place or language_of(place) in _READABLE.get(reader(), tuple(LANGUAGES))
