"""A legal case as plain values: back and forth to what is stored, and the currency of its sums."""

from datetime import date

from records.legal_case import Appointment, ChargedArticle, currency_of, in_order
from records.vocabulary import LawStage


def test_what_is_stored_gives_the_same_values_back() -> None:
    for article in (ChargedArticle("KZ-CC", "274", "4", LawStage.COURT), ChargedArticle("KZ-CAO", "488")):
        assert ChargedArticle.from_json(article.to_json()) == article
    for appointment in (Appointment(date(2026, 12, 1), "appeal", "Almaty"), Appointment(date(2026, 12, 1))):
        assert Appointment.from_json(appointment.to_json()) == appointment


def test_a_sum_without_a_currency_has_that_of_the_country_and_no_sum_has_none() -> None:
    assert [currency_of(sums, None) for sums in ((5, None), (None, 0), (None, None))] == ["KZT", "KZT", None]
    assert currency_of((5, 7), "USD") == "USD"


def test_appointments_stand_by_their_days() -> None:
    late, early, second = Appointment(date(2027, 1, 1)), Appointment(date(2026, 1, 1), "a"), Appointment(date(2026, 1, 1), "b")
    assert in_order((late, early, second)) == (early, second, late)
