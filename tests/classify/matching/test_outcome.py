"""What came of an incident, whose case that is, and who is pursued, harmed or complains, by the words of three languages: the same words with the roles turned round."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from classify.matching.lexicon import read_phrases
from classify.matching.outcomes import (
    ROLES,
    Mention,
    find_outcome,
    find_roles,
    offenders,
    parse_person_position,
    press_mentions,
    track_chances,
    track_of,
)
from classify.scoring.rules import RuleScorer
from records.vocabulary import SCREENING_LANGUAGES, Category, Outcome, Track
from tests.classify.read_text import read
from tests.linear.growth import Measure

# What an article of which the outcome is told is about. Nothing is worse than a journalist's own conviction told as justice done.
ABOUT = {
    "perpetrator": [Category.ATT],
    "journalist": [Category.CRM, Category.ATT],
    # The verdict on somebody else, at whose trial the press fared badly.
    "nobody": [Category.OBS, Category.CRT],
}


class Row(NamedTuple):
    """What is found in a text."""

    subject: str
    lang: str
    found: str
    text: str


def rows(subject: str) -> list[Row]:
    lines = (Path(__file__).parent / "told_outcomes.tsv").read_text(encoding="utf-8").splitlines()
    return [row for row in (Row(*line.split("\t")) for line in lines if not line.startswith("#")) if row.subject == subject]


def outcome(lang: str, text: str) -> Outcome:
    marks, _ = read(lang, text)
    return find_outcome(marks, dict(RuleScorer().weigh(marks).weights))


def test_what_came_of_it_is_found_in_many_wordings() -> None:
    assert [(row, found) for row in rows("outcome") if (found := outcome(row.lang, row.text)) != row.found] == []
    assert {row.found for row in rows("outcome")} == set(Outcome) - {Outcome.NONE}


def test_what_somebody_faces_is_no_verdict_and_to_close_the_hearings_is_not_to_close_the_case() -> None:
    assert outcome("ru", "Редактора судят за клевету, ему грозит пять лет лишения свободы.") is not Outcome.CONVICTED
    assert outcome("en", "The editor is on trial; if convicted he faces eight years in prison.") is not Outcome.CONVICTED
    assert outcome("ru", "Судья закрыл заседания по делу журналиста.") is not Outcome.DROPPED


def outcome_of(lang: str, text: str, found: Outcome, *categories: Category) -> Track | None:
    return None if found is Outcome.NONE else track_of(track_chances(read(lang, text)[0], found, categories), found)


@pytest.mark.parametrize("whose", ABOUT)
def test_an_outcome_is_of_whoever_answers_for_harm_to_the_press_or_of_the_press_where_it_is_pursued(whose: str) -> None:
    found = {row: outcome_of(row.lang, row.text, Outcome(row.found), *ABOUT[whose]) or "nobody" for row in rows(f"whose {whose}")}
    assert {row: track for row, track in found.items() if track != whose} == {}
    assert len(found) >= 4
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
        return lambda: track_chances(marks, Outcome.CONVICTED, [Category.ATT])

    found = {lang: growth(partial(reading, lang), (500, 2000, 4000)) for lang in hostile}
    assert {lang: str(grown) for lang, grown in found.items() if not grown.linear} == {}


def roles(row: Row) -> set[str]:
    """Each role with its person as the text writes him, "press" or "other" before it."""
    marks, _ = read(row.lang, row.text)
    found = [one for sentence in find_roles(marks) for one in sentence.found]
    return {f"{one.role} {'press' if one.who.press else 'other'} {marks.words.original(one.who.start, one.who.end)}" for one in found}


def test_a_person_is_found_in_the_role_that_case_and_place_give() -> None:
    assert [(row, roles(row)) for row in rows("roles") if not set(row.found.split("; ")) <= roles(row)] == []


def test_whoever_was_harmed_is_not_the_one_who_is_pursued() -> None:
    assert [(row, found) for row in rows("harmed") for found in roles(row) if found.startswith("pursued press")] == []


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
            assert parse_person_position(phrase.code).reach > 0


@pytest.mark.parametrize("code", ["beside acc 4", "after abc 4", "after acc four", "after acc"])
def test_a_code_that_cannot_be_read_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"unknown|invalid|not enough"):
        parse_person_position(code)


def others(lang: str, text: str) -> dict[str, Mention]:
    """Whoever is found without any table: doers by their suffix, and pronouns."""
    marks, _ = read(lang, text)
    found = [one for span in marks.words.sentences for one in offenders(marks, [], span, press_mentions(marks))]
    return {marks.words.original(one.start, one.end): one for one in found}


def test_a_role_and_a_name_are_one_person_in_the_case_of_the_phrase() -> None:
    """No English subject stands behind a preposition or before an apostrophe."""
    for row in rows("press"):
        marks, _ = read(row.lang, row.text)
        first = press_mentions(marks)[0]
        assert f"{marks.words.original(first.start, first.end)}: {' '.join(sorted(first.cases))}" == row.found


def test_doers_and_pronouns_are_found_without_a_table() -> None:
    for row in rows("others"):
        who, _, cases = row.found.partition(": ")
        assert others(row.lang, row.text)[who].cases == set(cases.split()), row


def test_an_ordinal_is_no_doer_and_a_pronoun_weighs_nothing() -> None:
    assert "екінші" not in others("kk", "Ол екінші рет сотталды.")
    assert others("kk", "Ол екінші рет сотталды.")["Ол"].weight == 0
