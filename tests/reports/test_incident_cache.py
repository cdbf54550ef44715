"""The incidents in the memory of one process: what is kept of each, that they follow what is decided, by which words they are found, and what is worked out once."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.errors import QorganError
from records.i18n import LANGUAGES
from records.incident_model import Victim
from records.incident_texts.texts import needs_text_check
from records.incidents.repository import edit
from records.language.stems import parse_search_terms
from records.persons import victims as victims_module
from records.persons.decisions import edit_person, merge_persons, undo_person
from records.persons.victims import KnownPersons
from reports import incident_selection, incidents
from reports.incident_selection import cached_result
from reports.incidents import (
    IN_ALL,
    TELLS_WRONGLY,
    CachedIncident,
    CachedIncidentChange,
    IncidentCache,
    IncidentCollection,
    KeyPlaces,
    _build_collection,
    _with,
    cache_incident,
)
from reports.wrong_tracks import wrong_tracks_of
from tests.desk.incident_records import TODAY, admit_all, incident, many
from tests.records.persons.persons_case import BY, admit_victims


def test_it_is_found_by_its_number_title_place_and_names_and_by_what_its_kind_is_called() -> None:
    one = cache_incident(replace(incident(0, TODAY), place="Орал", victims=(Victim("Гүлнар Сапарқызы"),)), headlines=["Басқа сөз"])
    for words in (one.incident.number, "избили", "Уральск", "Сапаркызы", "Saparkyzy", "басқа"):
        assert parse_search_terms(words).are_said(one.found_by), words
    assert parse_search_terms("Сапарқызы").are_said(one.named)
    assert not parse_search_terms("Орал").are_said(one.named)
    assert not parse_search_terms("Басқа").are_said(one.searched)


def test_a_cached_incident_stands_by_its_day_without_articles_and_knows_its_persons_and_what_it_lacks() -> None:
    first, later, undated = (
        cache_incident(replace(incident(nth, day), number=f"KZ-2026-{nth:04}")) for nth, day in ((2, date(2026, 1, 5)), (1, TODAY), (3, None))
    )
    assert first.incident.articles == ()
    assert undated.key < first.key < later.key
    victims = (Victim("Олег Ким", person=7), Victim("Гүлнар Сапарқызы"), Victim("О. Ким", person=7))
    assert cache_incident(replace(incident(0, TODAY), victims=victims)).persons == {7}
    one = incident(1, date(2026, 1, 1))
    assert cache_incident(one).lacks == {lang for lang in LANGUAGES if needs_text_check(one, lang)} == set(LANGUAGES)


def test_what_is_decided_about_a_person_stands_in_every_cached_incident_that_names_her(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Бауыржан Жүсіпов"),), (Victim("Бауыржан Жусупов"),))
    cache = IncidentCache()

    def named() -> list[tuple[int | None, bool]]:
        with read_session(engine) as session:
            book = cache.book(session)
            return [(victim.person, victim.publish) for number in (one, two) for victim in book.by_number[number].incident.victims]

    assert named() == [(1, True), (2, True)]
    with write_transaction(engine) as session:
        merge_persons(session, 2, 1, **BY)
    assert named() == [(1, True), (1, True)]
    with read_session(engine) as session:
        found = cache.book(session).by_number[two].searched
    assert parse_search_terms("Жусупов").are_said(found)
    assert parse_search_terms("Бауыржан").are_said(found), "by the name of her record too"
    with write_transaction(engine) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    assert named() == [(1, False), (1, False)]
    with write_transaction(engine) as session:
        undo_person(session, 2, **BY)
    # Taking the merge back makes nobody's name public.
    assert named() == [(1, False), (2, False)]


def test_a_book_that_follows_is_the_book_that_is_read_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        names = ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Гүлнар Сапарқызы", "Олег Ким")
        numbers = admit_victims(session, *((Victim(name),) for name in names))
    cache, chance = IncidentCache(), random.Random(3)

    def agrees() -> None:
        with read_session(engine) as session:
            found, anew = cache.book(session), IncidentCache().book(session)
        assert (found.head, found.entries, found.keys, found.by_number) == (anew.head, anew.entries, anew.keys, anew.by_number)
        assert +found.tally == anew.tally

    agrees()
    for turn in range(25):
        number, person, other = chance.choice(numbers), *chance.sample(range(1, 5), 2)
        day = date(2026, 1, 1 + chance.randrange(28)) if chance.random() < 0.8 else None
        acts: list[Callable[[Session], object]] = [
            lambda session, number=number, day=day: edit(session, number, {"happened_on": day, "date_precision": day and "day"}, {}, **BY),  # type: ignore[misc]
            lambda session, person=person, other=other: merge_persons(session, person, other, **BY),  # type: ignore[misc]
            lambda session, person=person: undo_person(session, person, **BY),  # type: ignore[misc]
            lambda session, person=person, turn=turn: edit_person(session, person, {"profession": f"тілші {turn}"}, **BY),  # type: ignore[misc]
        ]
        try:
            with write_transaction(engine) as session:
                chance.choice(acts)(session)
        except QorganError:
            continue
        agrees()


def test_what_is_said_of_one_person_lets_the_other_incidents_stand(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, *others = admit_victims(session, *((Victim(name),) for name in ("Олег Ким", "Гүлнар Сапарқызы", "Анна Ли", "Ерлан Оспанов")))
    cache = IncidentCache()
    with read_session(engine) as session:
        before = cache.book(session)
    with write_transaction(engine) as session:
        edit_person(session, 1, {"profession": "editor"}, **BY)
    with read_session(engine) as session:
        after = cache.book(session)
    assert [after.by_number[number] is before.by_number[number] for number in (one, *others)] == [False, True, True, True]


def test_what_was_worked_out_for_today_stays_when_somebody_asks_for_days_gone_by() -> None:
    entry = cache_incident(incident(1, date(2026, 1, 1)))
    today = entry.on(TODAY)
    for ago in range(1, 5):
        assert entry.on(TODAY - timedelta(days=ago)).day == TODAY - timedelta(days=ago)
    assert entry.on(TODAY) is today
    assert entry.on(TODAY + timedelta(days=1)).day == TODAY + timedelta(days=1)
    assert len(entry.kept) == 2


def test_words_are_found_as_by_looking_at_every_incident() -> None:
    for typed in ["Ахметов", "избили дома", "хат", "Тастем избили", "ничего такого", "KZ-2026-0003"]:
        entries = [cache_incident(one) for one in many(40)]
        book, asked = _build_collection(1, entries), parse_search_terms(typed)
        found = [entry.incident.number for entry in book.saying(asked.wanted)]
        assert found == [entry.incident.number for entry in reversed(book.entries) if asked.are_said(entry.searched)]
        assert bool(found) is (typed != "ничего такого")
    book = _build_collection(1, [cache_incident(one, headlines=["Редакцияға келді"] if nth % 5 == 0 else []) for nth, one in enumerate(many(60))])
    for words in ("журналист", "редакция", "Қостанай редакция", "журналист Қостанай", "Дала тілші", "жоқсөз Қостанай"):
        asked = parse_search_terms(words)
        assert book.saying(asked.wanted) == [entry for entry in reversed(book.entries) if asked.are_said(entry.found_by)], words


def test_withdrawn_incidents_are_in_no_tally() -> None:
    some = [*many(5), incident(9, date(2026, 1, 1), withdrawn=True)]
    book = _build_collection(1, map(cache_incident, some))
    assert book.tally[IN_ALL] == book.tally["kk"] == 5
    assert book.tally[TELLS_WRONGLY] == sum(any(wrong_tracks_of(one)) for one in some if not one.withdrawn)


def test_a_book_remembers_what_led_to_it_and_says_where_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "_REMEMBERED", 3)
    book = _build_collection(1, [cache_incident(one) for one in many(10)])
    first = next(book.incidents)
    for head in range(2, 7):
        book = _with(book, head, [cache_incident(replace(first, title=f"Т{head}"))])
    for head in (3, 4):
        changes = book.changed_since(head)
        assert changes is not None
        (change,) = changes
        assert change.gone is not None
        assert (change.gone.incident.title, change.come) == (f"Т{head}", book.by_number[first.number]), "once, however often it changed"
    assert book.changed_since(6) == []
    assert book.changed_since(2) is None, "four changes ago"
    assert book.changed_since(7) is None, "that is a later book"


def test_what_one_has_read_before_it_is_committed_is_read_again_by_nobody(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, *((Victim(f"Олег Ким {nth}"),) for nth in range(6)))
    cache, persons, done = IncidentCache(), KnownPersons(), list[tuple[int, int]]()
    with read_session(engine) as session:
        cache.book(session)
        persons.everybody(session)
    monkeypatch.setattr(incidents, "_whole", lambda *_: pytest.fail("everything was read anew"))
    monkeypatch.setattr(KnownPersons, "_read_all", lambda *_: pytest.fail("everybody was read anew"))

    def look() -> None:
        with read_session(engine) as session:
            done.append((len(cache.book(session).entries), len(persons.everybody(session))))

    with write_transaction(engine) as session:
        admit_all(session, [incident(1, date(2025, 3, 1))])
        assert (len(cache.book(session).entries), len(persons.everybody(session))) == (7, 2)
        looking = Thread(target=look)
        looking.start()
        session.flush()
    looking.join()
    assert done == [(7, 2)]


@pytest.mark.parametrize("question", range(1, 8))
def test_decisions_between_any_two_questions_are_followed(engine: Engine, monkeypatch: pytest.MonkeyPatch, question: int) -> None:
    """One before the question of this number, and one before the one after it; also where the ledger has grown before the first."""
    names = iter(("Айгүл Серікова", "Болат Ахметов", "Дәурен Сапаров"))
    with write_transaction(engine) as session:
        admit_victims(session, *((Victim(f"Олег Ким {nth}"),) for nth in range(6)))
    cache, persons, decided = IncidentCache(), KnownPersons(), list[str]()

    def decide() -> None:
        decided.append(next(names))
        with write_transaction(engine) as session:
            admit_all(session, [replace(incident(1, date(2025, 3, 1)), number=f"KZ-2025-{len(decided):04}", victims=(Victim(decided[-1]),))])

    with read_session(engine) as session:
        cache.book(session)
        before = len(persons.everybody(session))
    decide()
    monkeypatch.setattr(incidents, "_whole", lambda *_: pytest.fail("everything was read anew"))
    monkeypatch.setattr(KnownPersons, "_read_all", lambda *_: pytest.fail("everybody was read anew"))
    asked = list[str]()

    def meanwhile(module: ModuleType, name: str) -> None:
        truly = getattr(module, name)

        def asks(session: Session) -> Any:
            asked.append(name)
            if question <= len(asked) < question + 2:
                decide()
            return truly(session)

        monkeypatch.setattr(module, name, asks)

    for module in (incidents, victims_module):
        for name in ("_newest", "_number"):
            meanwhile(module, name)
    with read_session(engine) as session:
        cache.book(session)
        persons.everybody(session)
    with read_session(engine) as session:
        assert len(cache.book(session).entries) == 6 + len(decided)
        assert len(persons.everybody(session)) == before + len(decided)
    assert len(decided) == 3


def test_a_record_that_went_back_is_read_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = admit_victims(session, *((Victim(f"Олег Ким {nth}"),) for nth in range(3)))
    cache = IncidentCache()
    with read_session(engine) as session:
        book = cache.book(session)
    cache._book = replace(book, head=book.head + 5)
    with read_session(engine) as session:
        anew = cache.book(session)
        assert (anew.head, set(anew.by_number)) == (book.head, set(numbers))


def counted(book: IncidentCollection, told: list[str], asked: str = "all") -> int:
    """How many incidents there are, kept; `told` gets how it was found out."""

    def made() -> int:
        told.append("made")
        return len(book.entries)

    def brought_up(before: int, changes: Sequence[CachedIncidentChange]) -> int:
        told.append("brought up")
        return before + sum(change.gone is None for change in changes)

    return cached_result(book, "numbers", asked, made, brought_up)


def fresh() -> IncidentCollection:
    return _build_collection(1, [cache_incident(one) for one in many(20)])


def test_a_kept_result_is_made_once_brought_up_by_changes_and_made_again_where_they_are_forgotten() -> None:
    book, told = fresh(), list[str]()
    assert (counted(book, told), counted(book, told)) == (20, 20)
    later = _with(book, 2, [cache_incident(incident(1000, date(2026, 2, 2)))])
    assert (counted(later, told), counted(later, told)) == (21, 21)
    assert told == ["made", "brought up"]
    asked: list[int] = []
    book = fresh()
    for _ in range(2):
        assert cached_result(book, "none", "x", lambda: asked.append(1), lambda before, _changes: before) is None
    assert asked == [1]
    book, told = fresh(), list[str]()
    counted(book, told)
    counted(replace(book, head=900, remembers=800), told)
    assert told == ["made", "made"]
    book, told = fresh(), list[str]()
    later = _with(book, 2, [cache_incident(incident(1000, date(2026, 2, 2)))])
    assert counted(later, told) == counted(book, told) == 21
    assert told == ["made"]


def test_of_one_kind_few_are_kept_those_that_were_asked_for_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incident_selection, "_KEPT", 3)
    book, told = fresh(), list[str]()
    for asked in ("a", "b", "c", "a", "d"):
        counted(book, told, asked)
    assert list(book.passed_on["numbers"]) == ["c", "a", "d"]


SOUGHT = ("Серікова", "Айгүл", "Ахметов", "Орал", "редактор Айгүл", "сот", "жоқсөз", "KZ-2025-0003")


def naming(number: int, *names: str) -> CachedIncident:
    one = list(many(40))[number]
    return cache_incident(replace(one, victims=tuple(Victim(name) for name in names), title=f"{names[0]} туралы"))


def plainly(book: IncidentCollection, typed: str, text: str) -> list[str]:
    wanted = parse_search_terms(typed).wanted
    return [one.incident.number for one in reversed(book.entries) if all(word.is_said(getattr(one, text)) for word in wanted)]


def found_in(book: IncidentCollection, typed: str, text: str) -> list[str]:
    wanted = parse_search_terms(typed).wanted
    return [one.incident.number for one in (book.saying if text == "found_by" else book.naming)(wanted)]


def test_a_key_is_found_whole_or_by_its_beginning_and_never_in_the_middle() -> None:
    places = KeyPlaces.of([" ab abc ", "", " b ", " a  b "])
    assert list(places.places(" b ")) == [2, 3]
    assert set(places.places(" a")) == {0, 3}
    assert list(places.places(" a ")) == [3]
    assert list(places.places(" abc")) == [0]
    assert list(places.places(" q")) == list(places.places(" q ")) == list(places.places(" c")) == []


@pytest.mark.parametrize("beside", [0, 3, 100])
@pytest.mark.parametrize("text", ["found_by", "named"])
def test_books_that_follow_one_another_find_what_is_found_by_looking_at_each(monkeypatch: pytest.MonkeyPatch, beside: int, text: str) -> None:
    """However many changes are looked through beside the words that were laid together before them."""
    monkeypatch.setattr(incidents, "_BESIDE", beside)
    chance = random.Random(7)
    names = ("Айгүл Серікова", "Болат Ахметов", "Айгүл Ахметова", "Дәурен Сот")
    book = _build_collection(0, [naming(number, chance.choice(names)) for number in range(12)])
    for head in range(1, 14):
        for typed in SOUGHT:
            assert found_in(book, typed, text) == plainly(book, typed, text)
        assert found_in(book, "Айгүл", "named")
        # Some change their names, and some are new.
        book = _with(book, head, [naming(chance.randrange(12 + head), chance.choice(names), chance.choice(names))])


def test_who_asks_an_older_book_finds_what_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    older = _build_collection(0, [naming(0, "Айгүл Серікова")])
    newer = _with(older, 1, [naming(0, "Болат Ахметов")])
    assert found_in(newer, "Ахметов", "named") == ["KZ-2025-0001"]
    assert found_in(older, "Ахметов", "named") == []
    assert found_in(older, "Серікова", "named") == ["KZ-2025-0001"]
