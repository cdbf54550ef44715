"""A penalty as people give it, checked against the status that it belongs to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import BadDecision
from records.incident_model import NO_PENALTY, Penalty
from records.incidents.penalties import PENALTY_NAMES, checked_penalty
from records.vocabulary import STATUSES, PenaltyPart, SentenceKind, StatusCode, TermUnit


def test_a_sentence_has_its_kind_and_its_length() -> None:
    given_ = {"kind": "prison", "term": "7", "unit": "years", "sum": "", "currency": None}
    assert checked_penalty(StatusCode.JSN, given_) == Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)


def test_a_fine_is_in_the_currency_of_the_country_unless_another_is_named() -> None:
    assert checked_penalty(StatusCode.JFN, {"sum": "200 000"}) == Penalty(sum=200_000, currency="KZT")
    assert checked_penalty(StatusCode.JDM, {"sum": 5, "currency": "usd"}) == Penalty(sum=5, currency="USD")


@pytest.mark.parametrize("code", StatusCode)
def test_nothing_said_is_no_penalty_whatever_the_status(code: StatusCode) -> None:
    assert checked_penalty(code, dict.fromkeys(PENALTY_NAMES, "")) is NO_PENALTY


@pytest.mark.parametrize(
    ("code", "said", "field", "told"),
    [
        (StatusCode.JSN, {"term": "7"}, "unit", "the length 7 needs its unit: one of days, months, years"),
        (StatusCode.JSN, {"unit": "years"}, "term", "the unit years needs the length that it counts"),
        (StatusCode.JSN, {"kind": "exile"}, "kind", "exile is none of prison, restricted_liberty, suspended"),
        (StatusCode.JSN, {"sum": "5"}, "sum", "JSN has no sum: journalist sentenced"),
        (StatusCode.CVF, {"term": "7", "unit": "years"}, "term", "CVF has no term: all those responsible convicted"),
        (StatusCode.JFN, {"sum": "много"}, "sum", "много is no number above zero"),
        (StatusCode.JFN, {"sum": "-5"}, "sum", "-5 is no number above zero"),
        (StatusCode.JFN, {"sum": "5", "currency": "тенге"}, "currency", "ТЕНГЕ is no currency; write three letters, as KZT"),
        (StatusCode.JFN, {"currency": "USD"}, "sum", "the currency USD needs its sum"),
        (StatusCode.JAA, {"term": 0, "unit": "days"}, "term", "0 is no number above zero"),
        (StatusCode.JAA, {"term": 10_001, "unit": "days"}, "term", "10001 is no number above zero"),
        (StatusCode.JAA, {"length": 5}, "length", "length is no part of a penalty; parts are kind, term, unit, sum, currency"),
    ],
)
def test_what_does_not_belong_together_is_refused_at_its_field_in_a_line(code: StatusCode, said: dict[str, Any], field: str, told: str) -> None:
    with pytest.raises(BadDecision) as refused:
        checked_penalty(code, said)
    assert (str(refused.value), refused.value.field) == (told, field)


@given(st.sampled_from(StatusCode), st.dictionaries(st.sampled_from(PENALTY_NAMES), st.text(max_size=8) | st.integers() | st.booleans() | st.none()))
def test_whatever_is_typed_is_taken_as_it_is_or_refused(code: StatusCode, said: dict[str, Any]) -> None:
    try:
        taken = checked_penalty(code, said)
    except BadDecision:
        return
    assert (taken.term is None) == (taken.unit is None)
    assert (taken.sum is None) == (taken.currency is None)
    parts = STATUSES[code].penalty
    assert taken.kind is None or PenaltyPart.KIND in parts
    assert taken.term is None or PenaltyPart.TERM in parts
    assert taken.sum is None or PenaltyPart.SUM in parts
