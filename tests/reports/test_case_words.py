"""What a ruling takes, in words, in each language."""

import pytest

from records.i18n import speaking
from records.incident_model import NO_PENALTY, Penalty
from records.vocabulary import SentenceKind, TermUnit
from reports.case_words import penalty_words


@pytest.mark.parametrize(
    ("lang", "sentence", "fine"),
    [
        ("en", "prison, 7 years", "200,000 KZT"),
        ("ru", "лишение свободы, 7 лет", "200\u00a0000 KZT"),
        ("kk", "бас бостандығынан айыру, 7 жыл", "200\u00a0000 KZT"),
    ],
)
def test_a_sentence_and_a_fine_are_told_as_the_reader_writes_numbers(lang: str, sentence: str, fine: str) -> None:
    with speaking(lang):
        assert penalty_words(Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)) == sentence
        assert penalty_words(Penalty(sum=200_000, currency="KZT")) == fine


def test_only_what_is_known_is_told() -> None:
    assert penalty_words(NO_PENALTY) == ""
    assert penalty_words(Penalty(term=15, unit=TermUnit.DAYS)) == "15 days"
    assert penalty_words(Penalty(SentenceKind.SUSPENDED)) == "suspended sentence"
