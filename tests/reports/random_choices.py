"""Incidents and filters by chance, for tests that compare what is counted with what is listed. Every filter that an address knows takes part, also later ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from records.country import home
from records.filter_queries import codes_of
from records.filters import FilterEntry, FilterKind, IncidentFilter, entries
from records.incident_model import Incident
from records.vocabulary import Actor, Category
from tests.desk.incident_records import TODAY, incident

OUTLETS = ("Дала жаршысы", "Орал өңірі", "Сыр <бойы>", "Zhetysu & Co")


def random_incidents(chance: Random, count: int, days: int = 500) -> Iterator[Incident]:
    """So many incidents; some without a date, some of no region, some withdrawn, against none or several outlets."""
    for nth in range(1, count + 1):
        day = None if chance.random() < 0.15 else TODAY - timedelta(days=chance.randrange(days))
        primary = chance.choice([Category.ATT, Category.THR, Category.DET, Category.CRM, Category.ACC])
        yield replace(
            incident(nth, day), primary=primary, categories=(primary,), region=chance.choice([*list(home().regions)[:4], None, "RU-MOW"]),
            actor=chance.choice(list(Actor)[:4]), outlets=tuple(chance.sample(OUTLETS, chance.randrange(3))), withdrawn=chance.random() < 0.1,
        )  # fmt: skip


def random_filter(chance: Random) -> dict[str, str]:
    """The parameters of an address that narrows by none to three filters."""
    known = {name: entry for name, entry in entries(IncidentFilter).items() if entry.address and name != "numbers"}
    return {known[name].address: _value(chance, known[name]) for name in chance.sample(sorted(known), chance.randrange(4))}


def _value(chance: Random, entry: FilterEntry) -> str:
    match entry.kind:
        case FilterKind.DAY:
            return (date(2025, 6, 1) + timedelta(days=chance.randrange(500))).isoformat()
        case FilterKind.FLAG:
            return "yes"
        case FilterKind.NUMBER:
            return f"KZ-2026-{chance.randrange(1, 30):04}"
        case FilterKind.TEXT:
            return chance.choice(OUTLETS)
        case FilterKind.WORDS:
            return chance.choice(["журналист", "ахметов", "KZ-2026", "сот"])
        case _ if codes_of(entry):
            return str(chance.choice([*list(codes_of(entry))[:5], *entry.also_address]))
    return str(chance.randrange(200))
