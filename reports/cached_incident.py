"""An incident as the desk holds it in memory: without its articles, with the keys by which it is found, and with what was worked out of it for a day."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache

from records.country.places_by_language import place_names
from records.i18n import LANGUAGES, in_all_languages
from records.incident_model import Incident
from records.incident_texts.texts_of_incident import lacks_checked
from records.incident_texts.told_sentences import clause_of, target_told
from records.incidents import number_parts
from records.persons.rough_letters import rough
from records.vocabulary import CATEGORIES, Category
from records.words.word_keys import searched_in, words_in
from reports.incident_on_day import IncidentOnDay
from reports.wrong_tracks import of_incident

# What is counted of all incidents.
IN_ALL, TELLS_WRONGLY = "in all", "tells wrongly"

Key = tuple[int, int, int]
"""The place of an incident in time: its day (0 = not known), then its number."""


@dataclass(frozen=True)
class CachedIncident:
    """An incident without its articles, the keys by which it is found (`records.words.word_keys.searched_in`), of these the keys of its victims' names, and who recorded it and changed it since, the first
    one first. `headlined` are the keys of headlines of its articles that the desk shows as its title where the record has none in a reader's language, `told`
    those of what happened as its fields tell it: many incidents share them."""

    incident: Incident
    searched: str
    named: str
    hands: tuple[str, ...] = ()
    headlined: str = ""
    told: str = ""
    key: Key = (0, 0, 0)
    """Its place in the order of days."""
    kept: dict[date, IncidentOnDay] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out for the last two days asked, of which the later one stays. An entry that does not change passes it on from book to book."""

    @property
    def found_by(self) -> str:
        """All keys by which it is found at the desk."""
        return self.searched + self.headlined + self.told

    def on(self, day: date) -> IncidentOnDay:
        """The incident on a day."""
        found = self.kept.get(day)
        if found is None:
            found = IncidentOnDay(self.incident, day)
            # Who asks how it was on days gone by takes nothing from the day on which all others look.
            while len(self.kept) > 1:
                self.kept.pop(min(list(self.kept)), None)
            self.kept[day] = found
        return found

    @property
    def persons(self) -> set[int]:
        """The ids of the known persons among its victims."""
        return {victim.person for victim in self.incident.victims if victim.person is not None}

    @cached_property
    def tallied(self) -> tuple[str, ...]:
        """As what it is counted beside every list (`IncidentBook.tally`)."""
        if self.incident.withdrawn:
            return ()
        return (IN_ALL, *([TELLS_WRONGLY] if any(of_incident(self.incident)) else []), *self.lacks)

    @cached_property
    def name_words(self) -> tuple[tuple[str, str], ...]:
        """The words of its victims' names, each in rough letters and as it is written."""
        return tuple((rough(word[0]), word[0]) for victim in self.incident.victims for word in words_in(victim.name))

    @cached_property
    def lacks(self) -> frozenset[str]:
        """The languages in which its texts need a person's look."""
        return _same(frozenset(lang for lang in LANGUAGES if lacks_checked(self.incident, lang)))


@cache
def _same(languages: frozenset[str]) -> frozenset[str]:
    """One object for all incidents that lack the same."""
    return languages


def cached(incident: Incident, hands: tuple[str, ...] = (), headlines: Iterable[str] = ()) -> CachedIncident:
    """An incident as a book holds it."""
    # A person is found by whatever name her record has.
    names = [name for victim in incident.victims for name in (victim.name, *victim.names.values())]
    words = [
        incident.number,
        *(incident.titles.values() or [incident.title]),
        *place_names(incident.place or "", incident.region or incident.country),
        *names,
        *incident.outlets,
    ]
    # What a title that is told from the fields says beside names and places, in every language; many incidents share it.
    told = _keys_told(incident.primary, target_told(incident), incident.categories)
    year, serial = number_parts(incident.number) or (0, 0)
    place = (incident.day.toordinal() if incident.day else 0, year, serial)
    return CachedIncident(replace(incident, articles=()), searched_in(words), searched_in(names), hands, searched_in(headlines), told, place)


@lru_cache(maxsize=2000)
def _keys_told(primary: Category, target: str, categories: tuple[Category, ...]) -> str:
    told = (clause_of(primary, target), *(CATEGORIES[code].label for code in categories))
    return searched_in([words for one in told for words in in_all_languages(one)])
