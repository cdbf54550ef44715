"""The practice drafts: whole in each language, with the words that are marked, and known to no database."""

import pytest
from sqlalchemy import inspect

from desk.pages.draft import form
from desk.pages.tour.practice_drafts import TASKS, practice_draft
from records.i18n import LANGUAGES
from records.vocabulary import DecisionAction


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("step", range(1, len(TASKS) + 1))
def test_each_is_there_in_each_language_with_its_marks(step: int, lang: str) -> None:
    practice = practice_draft(step, lang)
    assert practice.lang == lang
    assert {role for piece in practice.marks.text for role in piece.roles} == {"who", "act", "because"}
    values = form.proposed(practice.draft)
    assert values["victims"][0]["name"]
    # No session knows it, and nothing adds it to one.
    assert inspect(practice.draft).transient


def test_one_is_right_as_it_is_one_is_none_and_one_has_a_wrong_kind() -> None:
    first, second, third = (practice_draft(step, "en") for step in (1, 2, 3))
    assert first.draft.codes == first.task.primary
    assert second.task.action is DecisionAction.REJECT
    assert third.draft.codes != third.task.primary


def test_in_another_language_it_is_shown_in_english() -> None:
    assert practice_draft(1, "eo").lang == "en"
