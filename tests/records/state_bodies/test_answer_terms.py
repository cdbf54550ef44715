"""By which day a state body must answer."""

from dataclasses import replace
from datetime import date

import pytest

from records.country.kz import PACK
from records.state_bodies import answer_terms
from records.state_bodies.answer_terms import answer_due, answer_term
from records.vocabulary import LetterKind


@pytest.mark.parametrize(("kind", "last"), [(LetterKind.INFORMATION, date(2026, 11, 30)), (LetterKind.APPEAL, date(2026, 12, 14))])
def test_a_journalist_waits_five_working_days_and_a_citizen_fifteen(kind: LetterKind, last: date) -> None:
    assert answer_due(kind, date(2026, 11, 23), None) == last


def test_a_term_that_was_prolonged_ends_when_the_body_said() -> None:
    assert answer_due(LetterKind.INFORMATION, date(2026, 11, 23), date(2026, 12, 15)) == date(2026, 12, 15)


def test_a_term_names_its_law() -> None:
    for kind in LetterKind:
        term = answer_term(kind)
        assert term is not None
        assert "article" in term.article


def test_a_country_whose_law_nobody_wrote_down_has_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    utopia = replace(PACK, answer_terms={})
    monkeypatch.setattr(answer_terms, "home", lambda: utopia)
    assert answer_due(LetterKind.APPEAL, date(2026, 11, 23), None) is None
