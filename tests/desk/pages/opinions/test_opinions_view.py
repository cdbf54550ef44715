"""A field of two readers in words, and what whoever looks may do."""

import pytest

from desk.pages.opinions.opinions_view import said_words, shown_opinions
from records.tables import FieldOpinionRow
from records.users import Role, User
from records.vocabulary import OpinionField
from tests.conftest import NOW


def row(field: str = "category", alike: float = 0) -> FieldOpinionRow:
    return FieldOpinionRow(
        draft_id=1, field=field, first="ATT", second="THR", alike=alike, first_by="Aigul", second_by="Berik", at=NOW, settled_note=""
    )


@pytest.mark.parametrize(
    ("name", "role", "settles", "agrees"),
    [
        ("Aigul", Role.EDITOR, False, False),
        ("Berik", Role.MONITOR, False, True),
        ("Dana", Role.EDITOR, True, False),
        ("Erlan", Role.MONITOR, False, False),
    ],
)
def test_a_third_who_is_an_editor_settles_and_the_second_may_agree(name: str, role: Role, settles: bool, agrees: bool) -> None:
    (shown,) = shown_opinions([row()], User(name, role))
    assert (shown.may_settle, shown.may_agree) == (settles, agrees)
    (same,) = shown_opinions([row(alike=1)], User(name, role))
    assert not same.may_settle
    assert not same.may_agree


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (OpinionField.CATEGORY, "ATT", "attack"),
        (OpinionField.ACTOR, "court", "court"),
        (OpinionField.DATE, "2026-11-02", "Nov 2, 2026"),
        (OpinionField.DATE, "2026-11", "2026-11"),
        (OpinionField.VICTIMS, ["A", "B"], "A\nB"),
        (OpinionField.PLACE, "", ""),
    ],
)
def test_what_was_said_is_told_in_words(field: OpinionField, value: object, words: str) -> None:
    assert said_words(field, value) == words
