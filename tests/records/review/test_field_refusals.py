"""A refusal names the field, shows the value without its length, and says what to write."""

from records.review.field_refusals import does_not_fit, refused


def test_a_refusal_names_field_and_value_and_what_to_write() -> None:
    assert str(does_not_fit("place", 5, "a text")) == "place: 5 does not fit; write a text"
    assert str(does_not_fit("place", "x" * 90, "a text")) == f"place: {'x' * 59}… does not fit; write a text"
    assert str(refused("next_dates", "a hearing has no day")) == "next_dates: a hearing has no day"
