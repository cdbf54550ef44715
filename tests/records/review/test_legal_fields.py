"""What a person gives of a legal case: kept in one form, or refused in words that say what to write. Nothing is half taken."""

from typing import Any

import pytest

from records.errors import BadDecision
from records.review.draft_fields import checked
from records.review.incident_facts import corrections, incident_facts
from records.review.legal_fields import checked_amount, checked_appointments, checked_articles, checked_currency

CC_274 = {"code": "KZ-CC", "article": "274", "part": "4", "stage": None}


@pytest.mark.parametrize(
    ("given", "kept"), [("1 500 000", 1500000), ("1\u00a0500\u202f000", 1500000), (0, 0), ("0", 0), (12.0, 12), ("", None), (None, None)]
)
def test_a_sum_is_whole_and_nought_is_one(given: Any, kept: int | None) -> None:
    assert checked_amount("amount_claimed", given) == kept


@pytest.mark.parametrize("given", ["много", "-5", -5, "1,5", "1.5 млн", True, "1e6", 10**16, [5]])
def test_what_is_no_sum_is_refused_by_field_and_value(given: Any) -> None:
    with pytest.raises(BadDecision, match=r"^amount_claimed: .* does not fit; write a whole number in digits"):
        checked_amount("amount_claimed", given)


def test_a_currency_is_one_of_iso_4217() -> None:
    assert [checked_currency("currency", given) for given in (" kzt ", "USD", "", None)] == ["KZT", "USD", None, None]
    with pytest.raises(BadDecision, match="currency: тенге does not fit; write three letters of ISO 4217"):
        checked_currency("currency", "тенге")


def test_articles_are_taken_as_written_or_as_exported_each_with_its_stage() -> None:
    assert checked_articles("law_articles", "ст. 274 ч. 4 УК РК; КоАП 456-2 – в суде") == [
        CC_274,
        {"code": "KZ-CAO", "article": "456-2", "part": "", "stage": "court"},
    ]
    assert checked_articles("law_articles", [CC_274, {"code": "ҚК", "article": "405"}, "УК 174 - dropped"]) == [
        CC_274,
        {"code": "KZ-CC", "article": "405", "part": "", "stage": None},
        {"code": "KZ-CC", "article": "174", "part": "", "stage": "dropped"},
    ]
    assert checked_articles("law_articles", None) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("УК 999", "law_articles: Criminal Code has no article 999; did you mean Criminal Code 99?"),
        ("УК РФ 282", "law_articles: УК РФ 282 is no article of law"),
        ("УК 274 – скоро", "law_articles: скоро does not fit; write one of before trial, in court, in the ruling, no longer charged"),
        ([{"code": "KZ-CC"}], "law_articles: .* does not fit; write an article as Criminal Code, art. 99, part 2"),
        ([{"code": "KZ-CC", "article": "274", "judge": "x"}], "law_articles: .* does not fit"),
        ([5], "law_articles: 5 does not fit"),
        (["УК 274", "ҚК 274-бап"], "law_articles: KZ-CC 274 stands there twice"),
    ],
)
def test_an_article_that_is_none_is_refused_with_the_nearest_right_one(given: Any, told: str) -> None:
    with pytest.raises(BadDecision, match=told):
        checked_articles("law_articles", given)


def test_hearings_stand_in_order_of_their_days_and_may_lie_ahead() -> None:
    given = ["2031-02-01 – апелляция – Алматы, горсуд", {"date": "2026-12-01", "what": "", "where": None}, "2026-12-05 hearing"]
    assert checked_appointments("next_dates", given) == [
        {"date": "2026-12-01", "what": "", "where": ""},
        {"date": "2026-12-05", "what": "hearing", "where": ""},
        {"date": "2031-02-01", "what": "апелляция", "where": "Алматы, горсуд"},
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("апелляция", "next_dates: апелляция has no day; write it as 2026-12-01"),
        ([{"what": "апелляция"}], "next_dates: апелляция has no day"),
        ([{"where": "Алматы"}], "next_dates: Алматы has no day"),
        ([{}], "next_dates: a hearing has no day"),
        ("2026-02-30 суд", "next_dates: 2026-02-30 does not fit; write a day as 2026-12-01"),
        ("2026-12 суд", "next_dates: 2026-12 does not fit"),
        ([{"date": "2026-12-01", "judge": "x"}], "next_dates: .* does not fit"),
        ([{"date": "2026-12-01", "what": "\x00"}], "next_dates: .* does not fit; write a text"),
    ],
)
def test_a_hearing_without_a_right_day_is_refused(given: Any, told: str) -> None:
    with pytest.raises(BadDecision, match=told):
        checked_appointments("next_dates", given)


def test_one_wrong_field_keeps_nothing_of_the_others() -> None:
    with pytest.raises(BadDecision, match="amount_claimed"):
        corrections({"law_articles": "УК 274", "amount_claimed": "много"})
    with pytest.raises(BadDecision, match="claimant: кто-то does not fit; write one of official, state_body"):
        checked({"claimant": "кто-то"})


def test_a_confirmed_draft_has_them_and_a_sum_has_the_currency_of_the_country() -> None:
    facts = incident_facts({"primary": "CIV", **checked({"amount_claimed": "20 000 000", "amount_awarded": 0, "law_articles": "ГК 143"})})
    assert (facts["amount_claimed"], facts["amount_awarded"], facts["currency"]) == (20000000, 0, "KZT")
    assert facts["law_articles"] == [{"code": "KZ-CIV", "article": "143", "part": "", "stage": None}]
    nothing = incident_facts({"primary": "ATT"})
    assert [nothing[name] for name in ("lawful", "law_articles", "claimant", "amount_claimed", "currency", "next_dates")] == [
        "unknown",
        [],
        None,
        None,
        None,
        [],
    ]
