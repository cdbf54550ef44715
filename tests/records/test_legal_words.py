"""An article and a hearing on one line, in each language, can be read back as the same."""

from datetime import date
from typing import Any

import pytest

from records.field_kinds import Appointments, LawArticles, Texts
from records.i18n import LANGUAGES, speaking
from records.legal_case import Appointment, ChargedArticle
from records.legal_words import article_line, line_of, lines_of
from records.review.legal_fields import checked_appointments, checked_articles
from records.vocabulary import LawStage

ARTICLES = [ChargedArticle("KZ-CC", "274", "2(3)", stage).to_json() for stage in LawStage] + [ChargedArticle("KZ-CAO", "456-2").to_json()]
DATES = [Appointment(date(2026, 12, 1)).to_json(), Appointment(date(2026, 12, 2), "апелляция", "Алматы, 2-й зал").to_json()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_forms_show_is_read_back_as_it_stands(lang: str) -> None:
    with speaking(lang):
        for one in ARTICLES:
            assert checked_articles("law_articles", lines_of(LawArticles(), [one])) == [one]
        assert checked_appointments("next_dates", lines_of(Appointments(), DATES)) == DATES


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Criminal Code, art. 274, part 4 – in court"), ("ru", "УК, ст. 274, ч. 4 – в суде"), ("kk", "ҚК, 274-бап, 4-бөлік – сотта")],
)
def test_a_line_is_in_the_readers_language(lang: str, words: str) -> None:
    with speaking(lang):
        assert article_line(ChargedArticle("KZ-CC", "274", "4", LawStage.COURT)) == words


def test_a_row_of_the_ledger_is_told_by_its_field() -> None:
    held: dict[str, Any] = ARTICLES[0]
    assert line_of("law_articles", held) == "Criminal Code, art. 274, part 2(3) – before trial"
    assert line_of("next_date", DATES[1]) == "2026-12-02 – апелляция – Алматы, 2-й зал"
    assert lines_of(Texts(), ["a", "b"]) == ["a", "b"]
