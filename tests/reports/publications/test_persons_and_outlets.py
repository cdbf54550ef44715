"""Persons and outlets in a report: each counted once whatever the spelling, named when in several incidents, and called by their titles."""

from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import use_language
from records.incident_model import Incident, Source, Victim
from records.incidents import load
from records.outlets import health
from records.outlets.health import PanelOutlet
from records.persons.decisions import mark_separate_persons, merge_persons
from records.vocabulary import Category
from reports.publications.figures import Figure
from reports.publications.persons_affected import affected_persons, doubtful_persons
from reports.publications.wording import host, outlet_titles, source_title
from reports.publications.yearly_report import MOST_NAMED, targeted_outlets, targeted_persons
from tests.desk.incident_records import incident
from tests.records.persons.persons_case import BY, admit_victims
from tests.reports.publications.told import case

NAMES = (Victim("Бауыржан Жусупов"), Victim("Бауыржан Жүсіпов"))


def naming(*victims: tuple[Victim, ...]) -> list[Incident]:
    return [incident(nth, date(2026, 1, nth), victims=some) for nth, some in enumerate(victims, 1)]


def test_two_spellings_that_somebody_merged_are_one_and_until_then_they_are_reported(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, NAMES[:1], NAMES[1:], NAMES[1:])
        before = list(load(session, IncidentFilter()))
        assert (affected_persons(before).affected.value, affected_persons(before).folded) == (2, ())
        assert doubtful_persons(before) == (("Бауыржан Жусупов", "Бауыржан Жүсіпов"),)
        merge_persons(session, 2, 1, **BY)
        after = list(load(session, IncidentFilter()))
        assert affected_persons(after).affected == Figure(1, ("KZ-2026-0001", "KZ-2026-0002", "KZ-2026-0003"))
        assert affected_persons(after).folded == (("Бауыржан Жусупов", "Бауыржан Жүсіпов"),)
        assert doubtful_persons(after) == ()


def test_two_of_whom_somebody_said_that_they_are_two_are_not_reported_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, NAMES[:1], NAMES[1:])
        mark_separate_persons(session, 1, 2, **BY)
        some = list(load(session, IncidentFilter()))
        assert (affected_persons(some).affected.value, doubtful_persons(some)) == (2, ())


def test_persons_are_counted_apart_and_one_in_several_spellings_once() -> None:
    three = (Victim("Серік Бекенов"), Victim("Ольга Тарасова"), Victim("Жанат Омаров"))
    found = affected_persons(naming(three, three[:1], ()))
    assert found.affected == Figure(3, ("KZ-2026-0001", "KZ-2026-0002"))
    assert (found.unnamed, found.folded) == (("KZ-2026-0003",), ())
    for spellings in [
        ("Айгерім Сақтапова", "Aigerim Saktapova", "Айгерим Сактапова", "САКТАПОВА Айгерим Маратовна"),
        ("Ержан Жүнісов", "Yerzhan Zhunisov", "Жүнісов, Ержан"),
        ("Наталья Юрьева", "Natalya Yuryeva"),
        ("Шыңғыс Төлегенұлы", "Shyngys Tolegenuly"),
    ]:
        found = affected_persons(naming(tuple(map(Victim, spellings))))
        assert (found.affected.value, found.folded) == (1, (spellings,))
    names = ("Наталья Юрьева", "Natalia Yurieva")
    some = naming(tuple(map(Victim, names)))
    assert (affected_persons(some).affected.value, doubtful_persons(some)) == (2, (names,))
    for others in [("Серік Бекенов", "Серик Бекова"), ("А. Иванова", "Анна Иванова"), ("Ержан Омаров", "Ерлан Омаров"), ("***", "###")]:
        assert affected_persons(naming(tuple(map(Victim, others)))).affected.value == 2


def test_two_records_count_two_and_a_victim_without_a_record_is_the_person_of_the_same_letters() -> None:
    two = naming((Victim("Айгүл Сапарова", outlet="Орда", person=1),), (Victim("Айгүл Сапарова", outlet="Власть", person=2),))
    assert affected_persons(two).affected.value == 2
    assert doubtful_persons(two) == (("Айгүл Сапарова", "Айгүл Сапарова"),)
    some = naming((Victim("Айгүл Сапарова", person=7),), (Victim("Aigul Saparova"),), (Victim("А. Сапарова"), Victim(" ")), ())
    found = affected_persons(some)
    assert (found.affected.value, found.unnamed) == (2, ("KZ-2026-0004",))
    assert found.folded == (("Айгүл Сапарова", "Aigul Saparova"),)
    assert doubtful_persons(some) == (), "an initial is possible, and no more"


def attack_on(nth: int, *victims: Victim, **fields: Any) -> Incident:
    return case(f"KZ-2021-{nth:04d}", Category.ATT, victims=victims, **fields)


def test_who_is_in_several_incidents_is_named_once_unless_the_name_is_withheld() -> None:
    one, other = Victim("Сәуле Үлгі", person=1, names={"en": "Saule Ulgi"}), Victim("Saule Ulgi", person=1)
    found = targeted_persons([attack_on(1, one, Victim("Роман Пробный", person=2)), attack_on(2, other), attack_on(3, other, one)])
    assert [(person.name, person.incidents) for person in found] == [("Сәуле Үлгі", Figure(3, ("KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0003")))]
    assert found[0].names == {"en": "Saule Ulgi"}
    hidden = Victim("журналист", person=1, publish=False)
    assert targeted_persons([attack_on(1, hidden), attack_on(2, hidden)]) == ()
    names = [Victim(f"Жәбірленуші {chr(0x430 + nth)}", person=nth) for nth in range(1, MOST_NAMED + 3)]
    found = targeted_persons([attack_on(1, *names), attack_on(2, *names), attack_on(3, names[5])])
    assert len(found) == MOST_NAMED
    assert found[0].name == names[5].name


def test_an_outlet_is_the_same_with_quotation_marks_and_without_and_counts_an_incident_once() -> None:
    reporter = Victim("Сәуле Үлгі", outlet="Дала")
    found = targeted_outlets([attack_on(1, reporter, outlets=("«Дала»",)), attack_on(2, outlets=("ДАЛА", "orda.example"))])
    assert [(one.name, one.incidents.value) for one in found] == [("«Дала»", 2)]


def test_an_outlet_is_the_same_in_every_script_and_another_with_another_word() -> None:
    found = targeted_outlets([attack_on(1, outlets=("«Хабар 24»",)), attack_on(2, outlets=("Khabar 24",)), attack_on(3, outlets=("Хабар",))])
    assert [(one.name, one.incidents.numbers) for one in found] == [("«Хабар 24»", ("KZ-2021-0001", "KZ-2021-0002"))]
    for pair in (("Түркістан", "Turkistan TV"), ("kt.kz", "ktk.kz"), ("газета «Время»", "телеканал «Время»")):
        assert targeted_outlets([attack_on(number, outlets=(name,)) for number, name in enumerate(pair, start=1)]) == (), pair
    assert targeted_outlets([attack_on(1, outlets=("«»",)), attack_on(2, outlets=("",))]) == ()


TITLES = {"kk": "Маяк газеті", "ru": "Газета «Маяк»", "en": "Mayak"}
BY_CODE = case("KZ-2021-0001", Category.ATT, victims=(Victim("Асель Ахметова", "", "маяк газеті"),), outlets=("kz_mayak", "Заман"),
               articles=(Source("a", "https://www.mayak.example/1", "kz_mayak"),))  # fmt: skip


def test_by_code_by_title_or_by_site_it_is_one_outlet(engine: Engine) -> None:
    with write_transaction(engine) as session:
        health.join_panel(session, PanelOutlet("kz_mayak", TITLES, "https://mayak.example/", "KZ", "KZ-11", ("ru",)), date(2026, 1, 1))
    with read_session(engine) as session, use_language("en"):
        (found,) = outlet_titles(session, [BY_CODE])
    assert found == {"маяк газеті": "Mayak", "kz_mayak": "Mayak", "mayak.example": "Mayak"}


def test_however_many_incidents_there_are_outlets_are_read_once(engine: Engine) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda conn, cursor, statement, *rest: asked.append(statement))
    with read_session(engine) as session, use_language("en"):
        outlet_titles(session, [BY_CODE] * 50)
        assert outlet_titles(session, []) == []
    assert sum("FROM outlets" in statement for statement in asked) == 1


def test_a_source_without_a_title_is_called_by_its_site_and_never_by_our_code() -> None:
    assert source_title("kz_sample_mayak", "https://www.mayak.example/1", {}) == "mayak.example"
    assert source_title("kz_sample_mayak", "https://mayak.example/1", {"mayak.example": "Mayak"}) == "Mayak"
    assert source_title("Ұлт газеті", "", {}) == "Ұлт газеті"
    assert host("http://[bad") == ""
