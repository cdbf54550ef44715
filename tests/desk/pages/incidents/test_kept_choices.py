"""A choice that is brought up after changes is the one that is made anew."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.pages.incidents import kept_choices
from desk.pages.incidents.kept_choices import kept_choice
from records.filters import YES, IncidentFilter
from records.i18n import LANGUAGES
from records.vocabulary import Category
from reports.cached_incident import cached
from reports.incident_cache import IncidentBook, _bound, _with
from reports.incident_choice import chosen
from tests.desk.incident_records import TODAY, incident, many

FILTERS = (
    IncidentFilter(),
    IncidentFilter(withdrawn=True),
    IncidentFilter(words="орал"),
    IncidentFilter(words="-орал"),
    IncidentFilter(silent=30),
    IncidentFilter(category=Category.ATT),
    IncidentFilter(since=date(2026, 3, 1), until=date(2026, 5, 1)),
    IncidentFilter(online=YES),
    IncidentFilter(by="Bota"),
)


def made_anew(book: IncidentBook, wanted: IncidentFilter) -> tuple[set[str], dict[str, int]]:
    """The numbers, and by language how many of these need a look at their texts."""
    holds = chosen(book, wanted, TODAY)
    found = [entry for entry in book.entries if holds(entry)]
    return {entry.incident.number for entry in found}, {
        lang: sum(lang in entry.lacks and not entry.incident.withdrawn for entry in found) for lang in LANGUAGES
    }


def kept(book: IncidentBook, wanted: IncidentFilter) -> tuple[set[str], dict[str, int]]:
    choice = kept_choice(book, wanted, TODAY)
    return set(choice.numbers), {lang: choice.unchecked.get(lang, 0) for lang in LANGUAGES}


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_after_every_change_a_choice_is_the_one_that_is_made_anew(wanted: IncidentFilter) -> None:
    chance, book = random.Random(5), _bound(1, [cached(one, ("Aigul",)) for one in many(60)])
    for turn in range(25):
        assert kept(book, wanted) == made_anew(book, wanted)
        changed = []
        for one in chance.sample(list(book.incidents), chance.randrange(4)):
            day = None if chance.random() < 0.2 else date(2026, 1, 1) + timedelta(days=chance.randrange(200))
            other = incident(chance.randrange(60), day, place=chance.choice([None, "Орал"]), withdrawn=chance.random() < 0.2)
            changed.append(cached(replace(other, number=one.number), chance.choice([(), ("Bota",)])))
        if chance.random() < 0.3:
            changed.append(cached(incident(1000 + turn, date(2026, 2, 2))))
        book = _with(book, book.head + 1, changed)


def test_only_what_has_changed_is_asked_again_and_of_very_many_changes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    book, wanted = _bound(1, [cached(one) for one in many(20)]), IncidentFilter(silent=30)
    kept_choice(book, wanted, TODAY)
    with monkeypatch.context() as patched:
        patched.setattr(kept_choices, "chosen", lambda *_: pytest.fail("all were asked again"))
        book = _with(book, 2, [cached(replace(next(book.incidents), title="Басқа"))])
        kept_choice(book, wanted, TODAY)
    late = replace(book, head=900, remembers=800)
    assert kept(late, wanted) == made_anew(late, wanted)
