"""Which judges read an article, and when that is worth a word."""

import pytest

from records.incident_fields import BY_NAME
from records.vocabulary import ENCODER, Readers, UnsureField, read_alone


@pytest.mark.parametrize(
    ("model", "readers", "alone"),
    [
        (f"kk-ru-en 2.0.0{ENCODER}", Readers.LEXICAL, True),
        (f"kk-ru-en 2.0.0+3{ENCODER}", "lexical", True),
        (f"kk-ru-en 2.0.0{ENCODER}", Readers.BOTH, False),
        (f"kk-ru-en 2.0.0{ENCODER}", None, False),
        ("kk-ru-en 1.0.0", Readers.LEXICAL, False),
        (f"kk{ENCODER}-ru 1.0.0", Readers.LEXICAL, False),
    ],
)
def test_the_lexical_judge_reads_alone_only_where_the_model_has_another_one(model: str, readers: str | None, alone: bool) -> None:
    assert read_alone(model, readers) is alone


def test_every_field_of_which_the_machine_may_be_unsure_is_a_field_of_a_draft_with_words() -> None:
    assert all(BY_NAME[field.value].label for field in UnsureField)
