"""Where it is said that the machine is unsure."""

import pytest

from desk.unsure_fields import unsure_inputs, unsure_of, unsure_words
from records.i18n import speaking
from records.incident_fields import BY_NAME
from records.vocabulary import UnsureField


def test_what_a_person_corrected_is_unsure_no_more() -> None:
    proposal = {"unsure": ["label", "categories", "place", "outcome", "outcome_of", "actor"]}
    assert unsure_of(proposal) == ["label", "categories", "place", "outcome", "outcome_of", "actor"]
    assert unsure_of(proposal, {"primary": "ATT", "region": "KZ-35", "status": ""}) == ["label", "actor"]
    assert unsure_of(proposal, {"title": "Т"}) == unsure_of(proposal)


@pytest.mark.parametrize("proposal", [{}, {"unsure": []}, {"unsure": None}, {"unsure": ["a field of a later version"]}])
def test_a_proposal_that_says_nothing_of_it_or_nothing_that_is_known_is_unsure_of_nothing(proposal: dict[str, object]) -> None:
    assert unsure_of(proposal) == []


def test_every_field_but_the_kind_of_news_has_an_input_that_the_form_asks_for() -> None:
    for field in UnsureField:
        inputs = unsure_inputs([field])
        assert bool(inputs) == (field is not UnsureField.LABEL)
        assert all(BY_NAME[name].asked for name in inputs)


def test_the_words_are_those_of_the_form() -> None:
    fields = [UnsureField.LABEL, UnsureField.PLACE]
    assert unsure_words(fields) == "kind of news, place"
    assert unsure_words([]) == ""
    with speaking("ru"):
        assert unsure_words(fields) == "вид новости, место"
