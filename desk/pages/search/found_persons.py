"""Persons that incidents name as victims, with a record of their own or without one."""

from dataclasses import dataclass, field
from functools import lru_cache

from desk.pages.search.found_lines import FoundKind, FoundLine, Sought, SoughtKind, page_in_memory, words_shown
from records.filter_doors import address_of
from records.filter_entries import MOST_NUMBERS
from records.filters import IncidentFilter
from records.i18n import own_words
from records.incident_model import Victim
from records.words.asked_words import AskedWords
from records.words.word_keys import searched_in


@dataclass
class _NamedPerson:
    record: int | None
    names: dict[str, None] = field(default_factory=dict)
    more: dict[str, None] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)


def persons_found(sought: Sought) -> FoundKind:
    """Whoever incidents name so, the one that was named last first. A person without a record is the name alone."""
    persons: dict[int | str, _NamedPerson] = {}
    hers: dict[Victim, bool] = {}
    for entry in sought.book.naming(sought.asked.wanted):
        if sought.asked.unwanted and not sought.asked.are_said(entry.named):
            continue
        for victim in entry.incident.victims:
            if victim not in hers:
                hers[victim] = sought.asked.are_said(_keys_of(victim))
            if hers[victim]:
                one = persons.setdefault(victim.name if victim.person is None else victim.person, _NamedPerson(victim.person))
                one.names |= dict.fromkeys((*filter(None, [own_words(victim.names)]), victim.name))
                one.more |= dict.fromkeys(filter(None, (victim.profession, victim.outlet)))
                one.numbers.append(entry.incident.number)
    return page_in_memory(sought, SoughtKind.PERSONS, list(persons.values()), lambda one: _person(one, sought.asked))


def _keys_of(victim: Victim) -> str:
    return _keys_of_names((victim.name, *victim.names.values()))


@lru_cache(maxsize=50_000)
def _keys_of_names(names: tuple[str, ...]) -> str:
    return searched_in(names)


def _person(one: _NamedPerson, asked: AskedWords) -> FoundLine:
    name, *spellings = one.names
    numbers = list(dict.fromkeys(one.numbers))
    if one.record is not None:
        href = f"/persons/{one.record}"
    else:
        href = f"/incidents/{numbers[0]}" if len(numbers) == 1 else address_of(IncidentFilter(numbers=numbers[:MOST_NUMBERS]), "/incidents")
    return FoundLine(
        href,
        words_shown(name, asked),
        text=words_shown(", ".join(spellings), asked),
        facts=(*one.more, ", ".join(numbers[:3]) + ("…" if len(numbers) > 3 else "")),
    )
