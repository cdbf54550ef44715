"""What came of an incident, whose case that is, and who is pursued, harmed or complains, by the words of three languages: the same words with the roles turned round."""

from collections.abc import Callable
from functools import partial

import pytest

from classify.matching.actor_outcome import find_outcome
from classify.matching.case_mentions import Mention, offenders, press_mentions
from classify.matching.case_roles import ROLES, find_roles, government
from classify.matching.lexicon import read_phrases
from classify.matching.outcome_track import find_outcome_of
from classify.scoring.rules import RuleScorer
from records.vocabulary import SCREENING_LANGUAGES, Category, Outcome, Track
from tests.classify.read_text import read
from tests.linear.growth import Measure

OUTCOMES = {
    Outcome.INVESTIGATING: [
        ("ru", "Журналиста избили. Он подал заявление в полицию."),
        ("ru", "Слушание по иску к редактору назначили на девятое мая."),
        ("ru", "Блогеру продлили срок домашнего ареста на два месяца."),
        ("ru", "Аким пообещал разобраться, кто вытолкал оператора."),
        ("kk", "Тілшіні ұрып кетті. Ол полицияға арыз түсірді."),
        ("kk", "Блогердің қамауда отыру мерзімі ұзартылды."),
        ("en", "The editor is awaiting trial under house arrest."),
    ],
    Outcome.DROPPED: [
        ("ru", "Дело об избиении свернули."),
        ("kk", "Тілшінің көлігін өртегендер табылмай, полиция тергеуді тоқтатты."),
        ("en", "Police halted the inquiry into the beating of the reporter."),
    ],
    Outcome.REFUSED: [
        ("ru", "Смягчить наказание журналисту отказались две инстанции."),
        ("kk", "Полиция журналистің арызын тіркеуден бас тартты."),
        ("en", "The court dismissed the reporter's complaint."),
    ],
    Outcome.ACQUITTED: [
        ("ru", "Редактор невиновен, решил суд."),
        ("kk", "Сот тілшіні кінәсіз деп таныды."),
        ("en", "The reporter was found not guilty."),
    ],
    Outcome.CONVICTED: [
        ("ru", "Редактора увели под конвоем: два года и три месяца."),
        ("ru", "Блогер получил пять лет ограничения свободы."),
        ("kk", "Журналист үш жылға бас бостандығынан айырылды."),
        ("en", "The blogger was ordered by a court to pay two million tenge."),
    ],
    Outcome.VICTIM_BLAMED: [
        ("ru", "Журналисты сами виноваты, заявили в полиции."),
        ("ru", "Часть ответственности за избиение он переложил на журналистов: надо обозначать себя."),
        ("kk", "Ведомство: тілшінің өзі кінәлі."),
        ("en", "Officials said the reporters were themselves to blame."),
    ],
}


def outcome(lang: str, text: str) -> Outcome:
    marks, _ = read(lang, text)
    return find_outcome(marks, dict(RuleScorer().weigh(marks).weights))


def test_what_came_of_it_is_found_in_many_wordings() -> None:
    assert [(text, found) for told, rows in OUTCOMES.items() for lang, text in rows if (found := outcome(lang, text)) is not told] == []


def test_what_somebody_faces_is_no_verdict_and_to_close_the_hearings_is_not_to_close_the_case() -> None:
    assert outcome("ru", "Редактора судят за клевету, ему грозит пять лет лишения свободы.") is not Outcome.CONVICTED
    assert outcome("en", "The editor is on trial; if convicted he faces eight years in prison.") is not Outcome.CONVICTED
    assert outcome("ru", "Судья закрыл заседания по делу журналиста.") is not Outcome.DROPPED


# In an article on an attack, of which the first also tells of a criminal case. Nothing is worse than a journalist's own conviction told as justice done.
WHOSE: dict[Track, tuple[list[Category], list[tuple[str, str, Outcome]]]] = {
    Track.PERPETRATOR: (
        [Category.ATT],
        [
            ("ru", "Нападавшего на журналиста приговорили к двум годам.", Outcome.CONVICTED),
            ("ru", "Полиция отказалась регистрировать заявление журналистки.", Outcome.REFUSED),
            ("ru", "Возбуждено дело по статье 158 УК (воспрепятствование).", Outcome.INVESTIGATING),
            ("ru", "Дело об избиении редактора прекращено.", Outcome.DROPPED),
            ("ru", "За убийство журналиста осуждены трое полицейских.", Outcome.CONVICTED),
            ("ru", "На журналиста напал прохожий. Суд признал мужчину виновным и оштрафовал.", Outcome.CONVICTED),
            ("kk", "Журналисті соққыға жыққан азамат сотталды.", Outcome.CONVICTED),
            ("kk", "Операторға шабуыл жасаған күзетшілерге қатысты іс қозғалды.", Outcome.INVESTIGATING),
            ("kk", "Журналистің арызын тіркеуден бас тартты.", Outcome.REFUSED),
            ("en", "A man who attacked a reporter was sentenced to two years in prison.", Outcome.CONVICTED),
            ("en", "Police closed the investigation into the attack on a TV crew.", Outcome.DROPPED),
        ],
    ),
    Track.JOURNALIST: (
        [Category.CRM, Category.ATT],
        [
            ("ru", "Журналиста приговорили к семи годам.", Outcome.CONVICTED),
            ("ru", "Суд отказал в иске акима к газете.", Outcome.DROPPED),
            ("ru", "В отношении блогера возбудили дело по статье 274.", Outcome.INVESTIGATING),
            ("ru", "Журналиста, на которого год назад напали, приговорили к трём годам.", Outcome.CONVICTED),
            ("ru", "Блогер, избитый полицейскими, осуждён на два года.", Outcome.CONVICTED),
            ("ru", "Журналиста, напавшего на полицейского, приговорили к году.", Outcome.CONVICTED),
            ("kk", "Журналиске айып тағылды.", Outcome.INVESTIGATING),
            ("kk", "Сот журналисті жеті жылға соттады.", Outcome.CONVICTED),
            ("kk", "Журналистке қатысты іс қысқартылды.", Outcome.DROPPED),
            ("en", "A court sentenced the journalist to seven years in prison.", Outcome.CONVICTED),
            ("en", "Prosecutors dropped the criminal case against the editor.", Outcome.DROPPED),
        ],
    ),
}
SOMEBODY_ELSE = [
    ("ru", "Экс-министра приговорили к восьми годам. Журналистов в зал не пустили, оператора оттолкнули приставы."),
    ("ru", "Вчера суд вынес приговор. Журналистов в зал не пустили."),
    ("kk", "Кеше сот үкім шығарды. Залға журналистер кіргізілмеді."),
    ("en", "The court announced its verdict. Reporters were not let in."),
]


def outcome_of(lang: str, text: str, found: Outcome, *categories: Category) -> Track | None:
    return find_outcome_of(read(lang, text)[0], found, categories)


@pytest.mark.parametrize("track", WHOSE)
def test_an_outcome_is_of_whoever_answers_for_harm_to_the_press_or_of_the_press_where_it_is_pursued(track: Track) -> None:
    categories, rows = WHOSE[track]
    assert [(text, found) for lang, text, said in rows if (found := outcome_of(lang, text, said, *categories)) is not track] == []


def test_the_verdict_on_somebody_else_is_nobodys_though_the_press_fared_badly_at_his_trial() -> None:
    assert {outcome_of(lang, text, Outcome.CONVICTED, Category.OBS, Category.CRT) for lang, text in SOMEBODY_ELSE} == {None}
    assert outcome_of("ru", "Нападавшего на журналиста приговорили к двум годам.", Outcome.NONE, Category.ATT) is None


def test_where_the_words_say_nothing_harm_makes_an_inquiry_the_perpetrators_and_no_verdict_and_a_case_is_the_journalists() -> None:
    text = "Подробности выясняются."
    assert outcome_of("ru", text, Outcome.INVESTIGATING, Category.ATT, Category.PRP) is Track.PERPETRATOR
    assert outcome_of("ru", text, Outcome.CONVICTED, Category.ATT, Category.PRP) is None
    assert outcome_of("ru", text, Outcome.CONVICTED, Category.CRM, Category.ARR) is Track.JOURNALIST


def test_reading_the_roles_takes_linear_time(growth: Measure) -> None:
    hostile = {
        "ru": "журналиста приговорили напавшего на ",
        "kk": "журналисті соққыға жыққан азамат сотталды ",
        "en": "reporter was sentenced for attacking a guard ",
    }

    def reading(lang: str, size: int) -> Callable[[], object]:
        marks, _ = read(lang, hostile[lang] * (size // 10))
        return lambda: find_outcome_of(marks, Outcome.CONVICTED, [Category.ATT])

    found = {lang: growth(partial(reading, lang), (500, 2000, 4000)) for lang in hostile}
    assert {lang: str(grown) for lang, grown in found.items() if not grown.linear} == {}


def roles(lang: str, text: str) -> set[tuple[str, str]]:
    """Each role with its person as the text writes him, "press" or "other" before it."""
    marks, _ = read(lang, text)
    found = [one for sentence in find_roles(marks) for one in sentence.found]
    return {(one.role, f"{'press' if one.who.press else 'other'} {marks.words.original(one.who.start, one.who.end)}") for one in found}


# Each person of these roles, "press" or "other" before him.
ROLE_ROWS = [
    ("ru", "Суд приговорил журналиста к семи годам.", {("pursued", "press журналиста")}),
    ("ru", "Журналист приговорён к семи годам.", {("pursued", "press Журналист")}),
    (
        "ru",
        "Нападавшего на журналиста приговорили к двум годам.",
        {("harmed", "press журналиста"), ("pursued", "other Нападавшего на журналиста")},
    ),
    ("ru", "Журналиста, напавшего на полицейского, приговорили.", {("pursued", "press Журналиста")}),
    ("ru", "В отношении блогера возбудили дело.", {("pursued", "press блогера")}),
    ("ru", "Суд рассмотрит иск акима к газете.", {("pursued", "press газете"), ("complains", "other акима")}),
    ("ru", "Полиция приняла заявление журналистки.", {("complains", "press журналистки")}),
    ("kk", "Журналиске айып тағылды.", {("pursued", "press Журналиске")}),
    ("kk", "Журналисті соққыға жыққан азамат сотталды.", {("harmed", "press Журналисті"), ("pursued", "other азамат")}),
    ("kk", "Сот журналисті соттады.", {("pursued", "press журналисті")}),
    ("kk", "Блогердің үстінен іс қозғалды.", {("pursued", "press Блогердің")}),
    # An act of violence that only the tables of the screening know.
    ("kk", "Бейтаныс адам тілшіні пышақтап кетті.", {("harmed", "press тілшіні")}),
    ("en", "The reporter was sentenced to two years.", {("pursued", "press reporter")}),
    ("en", "The guard who hit a reporter was sentenced.", {("harmed", "press reporter"), ("pursued", "other guard")}),
    ("en", "Prosecutors dropped the case against the editor.", {("pursued", "press editor")}),
]
HARMED = [
    ("ru", "Нападавшего на журналиста приговорили к двум годам."),
    ("ru", "За избиение журналиста осуждён охранник."),
    ("kk", "Журналисті соққыға жыққан азамат сотталды."),
    ("en", "A man was convicted of beating a reporter."),
]


def test_a_person_is_found_in_the_role_that_case_and_place_give() -> None:
    assert [(text, roles(lang, text)) for lang, text, expected in ROLE_ROWS if not expected <= roles(lang, text)] == []


def test_whoever_was_harmed_is_not_the_one_who_is_pursued() -> None:
    assert [(lang, text) for lang, text in HARMED for role, who in roles(lang, text) if role == "pursued" and who.startswith("press")] == []


def test_what_is_said_of_a_pronoun_is_said_of_nobody_farther_off() -> None:
    for lang, text in (
        ("ru", "Полицейские, избившие блогера, не найдены, а сам он признан виновным."),
        ("en", "The officers who beat the blogger ran away; he was convicted."),
    ):
        pursued = [one for sentence in find_roles(read(lang, text)[0]) for one in sentence.found if one.role == "pursued"]
        assert {one.who.weight for one in pursued} == {0}


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_every_row_of_the_tables_of_roles_can_be_used(lang: str) -> None:
    for phrase in read_phrases(ROLES / f"{lang}.tsv"):
        if phrase.kind == "points":
            assert phrase.code in list(Track)
        elif phrase.kind == "offender":
            assert not phrase.code
        else:
            assert government(phrase.code).reach > 0


@pytest.mark.parametrize("code", ["beside acc 4", "after abc 4", "after acc four", "after acc"])
def test_a_code_that_cannot_be_read_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"unknown|invalid|not enough"):
        government(code)


def press(lang: str, text: str) -> list[tuple[str, set[str]]]:
    marks, _ = read(lang, text)
    return [(marks.words.original(one.start, one.end), set(one.cases)) for one in press_mentions(marks)]


def others(lang: str, text: str) -> dict[str, Mention]:
    """Whoever is found without any table: doers by their suffix, and pronouns."""
    marks, _ = read(lang, text)
    found = [one for span in marks.words.sentences for one in offenders(marks, [], span, press_mentions(marks))]
    return {marks.words.original(one.start, one.end): one for one in found}


@pytest.mark.parametrize(
    ("lang", "text", "who", "cases"),
    [
        ("ru", "Суд оштрафовал журналистку Айгуль Серикову.", "журналистку Айгуль Серикову", {"acc"}),
        ("ru", "Нападение на блогера Марата Оспанова расследуют.", "блогера Марата Оспанова", {"gen", "acc", "на"}),
        ("kk", "Сот журналист Асхат Серіковті соттады.", "журналист Асхат Серіковті", {"acc"}),
        ("kk", "Тілші қыздың микрофонын алды.", "Тілші қыздың", {"gen"}),
        ("en", "A reporter was fined.", "reporter", {"nom", "acc"}),
        # No subject stands behind a preposition or before an apostrophe.
        ("en", "Men who burnt the office of the weekly were jailed.", "weekly", {"acc"}),
        ("en", "The reporter's attackers were jailed.", "reporter", {"gen"}),
    ],
)
def test_a_role_and_a_name_are_one_person_in_the_case_of_the_phrase(lang: str, text: str, who: str, cases: set[str]) -> None:
    assert press(lang, text)[0] == (who, cases)


@pytest.mark.parametrize(
    ("lang", "text", "who", "cases"),
    [
        ("ru", "Суд оправдал мясника.", "мясника", {"gen", "acc"}),
        ("ru", "Наказаны два застройщика.", "застройщика", {"gen", "acc"}),
        ("kk", "Сот сатушыны соттады.", "сатушыны", {"acc"}),
        ("ru", "Его приговорили к году.", "Его", {"acc"}),
        ("kk", "Оған айып тағылды.", "Оған", {"dat"}),
        ("en", "She was fined.", "She", {"nom"}),
    ],
)
def test_doers_and_pronouns_are_found_without_a_table(lang: str, text: str, who: str, cases: set[str]) -> None:
    assert others(lang, text)[who].cases == cases


def test_an_ordinal_is_no_doer_and_a_pronoun_weighs_nothing() -> None:
    assert "екінші" not in others("kk", "Ол екінші рет сотталды.")
    assert others("kk", "Ол екінші рет сотталды.")["Ол"].weight == 0
