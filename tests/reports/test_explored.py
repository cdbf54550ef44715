"""What the charts that filter together count is what the list shows, over incidents and filters by chance, on both databases."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import Engine

from records.country import home
from records.database import read_session, write_transaction
from records.filter_doors import from_address
from records.filters import NONE, IncidentFilter
from records.incidents import load
from reports.cached_incident import cached
from reports.explored import explored
from reports.incident_cache import IncidentCache, _bound, _with
from reports.incident_choice import chosen
from tests.desk.incident_records import TODAY, admit_all
from tests.reports.random_choices import random_filter, random_incidents


@pytest.mark.parametrize("seed", range(3))
def test_every_count_is_that_of_the_records_in_the_list(engine: Engine, seed: int) -> None:
    chance = Random(seed)
    with write_transaction(engine) as session:
        admit_all(session, list(random_incidents(chance, 60)))
    with read_session(engine) as session:
        book = IncidentCache().book(session)
        found_some = 0
        for _ in range(60):
            wanted = from_address(IncidentFilter, random_filter(chance))
            listed = {entry.incident.number for entry in book.newest(chosen(book, wanted, TODAY))}
            stored = list(load(session, IncidentFilter(numbers=frozenset(listed or {"KZ-1999-0001"}), withdrawn=True)))
            found = explored(book, wanted, TODAY)
            assert found.total == len(listed) == len(stored)
            assert found.undated == sum(one.day is None for one in stored)
            assert found.by_month == Counter((one.day.year, one.day.month) for one in stored if one.day)
            assert found.by_category == Counter(one.primary for one in stored)
            assert found.by_actor == Counter(one.actor for one in stored)
            assert found.by_region == Counter(one.region if one.region in home().regions else NONE for one in stored)
            assert found.by_outlet == Counter(outlet for one in stored for outlet in one.outlets)
            for stage, number in found.by_stage.items():
                at_stage = chosen(book, from_address(IncidentFilter, {"stage": stage, "withdrawn": "yes"}), TODAY)
                assert number == sum(at_stage(book.by_number[one]) for one in listed)
            assert found.total == sum(found.by_month.values()) + found.undated == sum(found.by_category.values()) == sum(found.by_actor.values())
            found_some += bool(found.total)
        assert found_some > 10


@pytest.mark.parametrize("seed", range(3))
def test_after_every_change_the_counts_are_those_of_a_book_read_anew(seed: int) -> None:
    chance = Random(seed)
    book = _bound(1, [cached(one) for one in random_incidents(chance, 60)])
    choices = [from_address(IncidentFilter, random_filter(chance)) for _ in range(12)] + [IncidentFilter()]
    for head in range(2, 12):
        kept = [explored(book, wanted, TODAY) for wanted in choices]
        anew = replace(book, passed_on={})
        assert kept == [explored(anew, wanted, TODAY) for wanted in choices]
        numbers = [one.number for one in chance.sample(list(book.incidents), 4)]
        others = random_incidents(chance, 5)
        changed = [cached(replace(other, number=number)) for number, other in zip(numbers, others, strict=False)]
        new = cached(replace(next(random_incidents(chance, 1)), number=f"KZ-2026-{5000 + head}"))
        book = _with(_with(book, 2 * head, [*changed, new]), 2 * head + 1, [cached(replace(new.incident, region=None))])


def test_what_has_not_changed_is_not_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    book = _bound(1, [cached(one) for one in random_incidents(Random(1), 40)])
    total = explored(book, IncidentFilter(), TODAY).total
    monkeypatch.setattr("reports.explored.chosen", lambda *_: pytest.fail("all incidents were looked at again"))
    new = cached(replace(next(one for one in book.incidents if not one.withdrawn), number="KZ-2026-5000"))
    assert explored(_with(book, 2, [new]), IncidentFilter(), TODAY).total == total + 1


def test_on_record_are_those_that_are_not_withdrawn(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, list(random_incidents(Random(5), 40)))
    with read_session(engine) as session:
        book = IncidentCache().book(session)
    found = explored(book, IncidentFilter(withdrawn=True), TODAY)
    assert found.total == 40
    assert found.in_all == explored(book, IncidentFilter(), TODAY).total < 40
