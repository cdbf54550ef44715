"""Known names are found by their beginnings, in whatever spelling and script, and bring along what is known of them."""

import pytest

from desk.pages.suggestions.known_names import offered
from records.i18n import speaking
from records.incident_model import Victim
from records.persons.known_persons import KnownPersons
from records.tables import OutletRow
from tests.conftest import NOW
from tests.desk.site import Site
from tests.records.persons.persons_case import admit_victims

ONE = "Гүлнар Сапарқызы"


@pytest.fixture
def known(site: Site) -> Site:
    with site.writing() as session:
        admit_victims(session, (Victim(ONE, "тілші", "Орда"),), (Victim("Гүлмира Ахметова", "", "Дала жаршысы"),))
        session.add(OutletRow(name="kz_dala", title={"kk": "Дала жаршысы", "ru": "Вестник степи"}, home="https://dala.example/", country="KZ",
                              region="KZ-35", languages=["kk"], minimum=None, listed_on=NOW.date(), left_on=None))  # fmt: skip
    return site


def values(site: Site, kind: str, typed: str, lang: str = "ru") -> list[str]:
    with site.reading() as session, speaking(lang):
        return [one.value for one in offered(session, KnownPersons(), kind, typed)]


@pytest.mark.parametrize("typed", ["Сапар", "сапарқ", "Сапарк", "Гүлнар Сап", "сапаркызы гулн", "Saparky", "Saparkyzy G"])
def test_a_person_is_offered_in_every_spelling_and_order(known: Site, typed: str) -> None:
    assert values(known, "persons", typed) == [ONE]


def test_several_are_offered_and_whoever_is_not_meant_is_not(known: Site) -> None:
    assert values(known, "persons", "гүл") == [ONE, "Гүлмира Ахметова"]
    assert values(known, "persons", "Петров") == values(known, "persons", " ") == values(known, "kind", "Сапар") == []


def test_a_person_brings_work_and_outlet(known: Site) -> None:
    with known.reading() as session:
        (found,) = offered(session, KnownPersons(), "persons", "Сапарқ")
    assert (found.more, found.fills) == ("тілші, Орда", {"profession": "тілші", "outlet": "Орда"})


def test_an_outlet_is_offered_by_each_of_its_titles(known: Site) -> None:
    assert values(known, "outlets", "вестн", "kk") == values(known, "outlets", "дала", "kk") == ["Дала жаршысы"]
    assert values(known, "outlets", "орд") == ["Орда"]


def test_a_place_is_offered_as_it_is_typed_with_its_region(known: Site) -> None:
    assert values(known, "places", "Темирт")[0] == "Темиртау"
    assert values(known, "places", "Temirt")[0] == "Temirtau"
    assert values(known, "places", "Теміртау", "kk")[0] == "Теміртау"
    with known.reading() as session, speaking("ru"):
        found = offered(session, KnownPersons(), "places", "Темиртау")[0]
    assert found.fills == {"region": "KZ-35", "country": "KZ"}
    assert len(values(known, "places", "а")) <= 8
