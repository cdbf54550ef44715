"""What others call the states of a killing: three each, by their own words, told apart in every language."""

from collections.abc import Mapping

import pytest

from records.i18n import LANGUAGES, speaking, tr
from records.vocabulary import CPJ_LABELS, UNESCO_LABELS, CpjState, UnescoState


def test_each_body_has_its_three_states_and_a_word_for_each() -> None:
    assert [state.value for state in UnescoState] == ["no_information", "ongoing", "resolved"]
    assert [state.value for state in CpjState] == ["complete_impunity", "partial_impunity", "full_justice"]
    assert (set(UNESCO_LABELS), set(CPJ_LABELS)) == (set(UnescoState), set(CpjState))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("labels", [UNESCO_LABELS, CPJ_LABELS], ids=["UNESCO", "CPJ"])
def test_no_two_states_of_a_body_have_one_word_in_any_language(lang: str, labels: Mapping[str, str]) -> None:
    with speaking(lang):
        assert len({tr(label) for label in labels.values()}) == 3


def test_in_english_the_words_are_those_of_the_bodies_themselves() -> None:
    with speaking("en"):
        assert [tr(label) for label in CPJ_LABELS.values()] == ["complete impunity", "partial impunity", "full justice"]
        assert [tr(label) for label in UNESCO_LABELS.values()] == ["no information", "ongoing", "resolved"]
