"""Kinds of sentences and lengths of penalties, in words that count rightly in every language."""

import pytest

from records.i18n import LANGUAGES, ntr, speaking, tr
from records.vocabulary import SENTENCE_KIND_LABELS, TERM_COUNTED, TERM_UNIT_LABELS, SentenceKind, TermUnit


def test_every_kind_and_every_unit_has_its_words() -> None:
    assert set(SENTENCE_KIND_LABELS) == set(SentenceKind)
    assert set(TERM_COUNTED) == set(TERM_UNIT_LABELS) == set(TermUnit)


def test_the_codes_are_those_of_the_files() -> None:
    assert [kind.value for kind in SentenceKind] == ["prison", "restricted_liberty", "suspended"]
    assert [unit.value for unit in TermUnit] == ["days", "months", "years"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_kinds_and_no_two_units_have_one_word(lang: str) -> None:
    with speaking(lang):
        assert len({tr(label) for label in SENTENCE_KIND_LABELS.values()}) == len(SentenceKind)
        assert len({tr(label) for label in TERM_UNIT_LABELS.values()}) == len(TermUnit)
        assert len({ntr(*TERM_COUNTED[unit], 5) for unit in TermUnit}) == len(TermUnit)


@pytest.mark.parametrize(
    ("lang", "unit", "told"),
    [
        ("en", TermUnit.YEARS, {1: "1 year", 2: "2 years", 5: "5 years"}),
        ("ru", TermUnit.DAYS, {1: "1 день", 3: "3 дня", 15: "15 дней", 21: "21 день"}),
        ("ru", TermUnit.MONTHS, {1: "1 месяц", 2: "2 месяца", 11: "11 месяцев"}),
        ("ru", TermUnit.YEARS, {1: "1 год", 4: "4 года", 7: "7 лет"}),
        ("kk", TermUnit.DAYS, {1: "1 күн", 15: "15 күн"}),
        ("kk", TermUnit.MONTHS, {1: "1 ай", 6: "6 ай"}),
        ("kk", TermUnit.YEARS, {1: "1 жыл", 7: "7 жыл"}),
    ],
)
def test_a_length_is_counted_as_the_language_counts(lang: str, unit: TermUnit, told: dict[int, str]) -> None:
    with speaking(lang):
        assert {number: ntr(*TERM_COUNTED[unit], number).format(n=number) for number in told} == told
