"""What `qorgan person` prints of a person: every fact in a line, and days where they are known."""

import pytest

from flows.cli.person_lines import show_pairs, show_person, show_persons
from records.persons.likeness import liken
from records.persons.person_model import KnownPerson, PersonOutlet
from records.persons.suggestions import DoubtfulPair
from records.vocabulary import Gender
from tests.conftest import Speak

ONE = KnownPerson(
    7, {"kk": "Айгүл Сапарова", "ru": "Айгуль Сапарова"}, ("Айгүл Сапарова", "А. Сапарова"), "тілші", Gender.FEMALE,
    (PersonOutlet("Орда", "2020-01-05"), PersonOutlet("[bold]Власть")), False, "threats", (9,),
)  # fmt: skip


def test_all_that_is_known_of_a_person_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_person(ONE, ["KZ-2026-0001"])
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert shown == [
        "Person 7 (with records 9)",
        "Name (kk) Айгүл Сапарова",
        "Name (ru) Айгуль Сапарова",
        "Spellings Айгүл Сапарова; А. Сапарова",
        "Profession тілші",
        "Gender female",
        "Outlets Орда (2020-01-05 – …); [bold]Власть",
        "Name withheld: threats",
        "Incidents KZ-2026-0001",
    ]


def test_a_withheld_name_is_marked_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    show_persons([ONE, KnownPerson(8, spellings=("Нурлан Асанов",))], {7: ["KZ-2026-0001"]})
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split()[-2:] == ["name", "withheld"]
    assert second.split() == ["8", "Нурлан", "Асанов", "0"]


def test_a_pair_is_shown_with_its_reasons_in_the_readers_language(capsys: pytest.CaptureFixture[str], speak: Speak) -> None:
    speak("ru")
    names = ("Айгүл Сапарова", "А. Сапарова")
    show_pairs([DoubtfulPair(ONE, KnownPerson(8, spellings=names[1:]), names, liken(*names))])
    assert "возможно, один человек" in capsys.readouterr().out
