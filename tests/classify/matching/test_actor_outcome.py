"""What came of it, by the words of three languages: each kind of telling, and what only sounds like an end."""

import pytest

from classify.matching.actor_outcome import find_outcome
from classify.scoring.rules import RuleScorer
from records.vocabulary import Outcome
from tests.classify.read_text import read


def outcome(lang: str, text: str) -> Outcome:
    marks, _ = read(lang, text)
    return find_outcome(marks, dict(RuleScorer().weigh(marks).weights))


@pytest.mark.parametrize(
    ("lang", "text", "told"),
    [
        ("ru", "Журналиста избили. Он подал заявление в полицию.", Outcome.INVESTIGATING),
        ("ru", "Слушание по иску к редактору назначили на девятое мая.", Outcome.INVESTIGATING),
        ("ru", "Блогеру продлили срок домашнего ареста на два месяца.", Outcome.INVESTIGATING),
        ("ru", "Аким пообещал разобраться, кто вытолкал оператора.", Outcome.INVESTIGATING),
        ("kk", "Тілшіні ұрып кетті. Ол полицияға арыз түсірді.", Outcome.INVESTIGATING),
        ("kk", "Блогердің қамауда отыру мерзімі ұзартылды.", Outcome.INVESTIGATING),
        ("en", "The editor is awaiting trial under house arrest.", Outcome.INVESTIGATING),
        ("ru", "Дело об избиении свернули.", Outcome.DROPPED),
        ("kk", "Тілшінің көлігін өртегендер табылмай, полиция тергеуді тоқтатты.", Outcome.DROPPED),
        ("en", "Police halted the inquiry into the beating of the reporter.", Outcome.DROPPED),
        ("ru", "Смягчить наказание журналисту отказались две инстанции.", Outcome.REFUSED),
        ("kk", "Полиция журналистің арызын тіркеуден бас тартты.", Outcome.REFUSED),
        ("en", "The court dismissed the reporter's complaint.", Outcome.REFUSED),
        ("ru", "Редактор невиновен, решил суд.", Outcome.ACQUITTED),
        ("kk", "Сот тілшіні кінәсіз деп таныды.", Outcome.ACQUITTED),
        ("en", "The reporter was found not guilty.", Outcome.ACQUITTED),
        ("ru", "Редактора увели под конвоем: два года и три месяца.", Outcome.CONVICTED),
        ("ru", "Блогер получил пять лет ограничения свободы.", Outcome.CONVICTED),
        ("kk", "Журналист үш жылға бас бостандығынан айырылды.", Outcome.CONVICTED),
        ("en", "The blogger was ordered by a court to pay two million tenge.", Outcome.CONVICTED),
        ("ru", "Журналисты сами виноваты, заявили в полиции.", Outcome.VICTIM_BLAMED),
        ("ru", "Часть ответственности за избиение он переложил на журналистов: надо обозначать себя.", Outcome.VICTIM_BLAMED),
        ("kk", "Ведомство: тілшінің өзі кінәлі.", Outcome.VICTIM_BLAMED),
        ("en", "Officials said the reporters were themselves to blame.", Outcome.VICTIM_BLAMED),
    ],
)
def test_what_came_of_it_is_told_in_many_ways(lang: str, text: str, told: Outcome) -> None:
    assert outcome(lang, text) is told


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Редактора судят за клевету, ему грозит пять лет лишения свободы."),
        ("en", "The editor is on trial; if convicted he faces eight years in prison."),
    ],
)
def test_what_somebody_faces_is_no_verdict(lang: str, text: str) -> None:
    assert outcome(lang, text) is not Outcome.CONVICTED


def test_to_close_the_hearings_is_not_to_close_the_case() -> None:
    assert outcome("ru", "Судья закрыл заседания по делу журналиста.") is not Outcome.DROPPED
