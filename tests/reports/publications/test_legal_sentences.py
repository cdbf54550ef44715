"""What is known of a legal case stands in sentences; of what is not known nothing is said."""

import pytest

from records.i18n import speaking
from records.legal_case import ChargedArticle
from records.vocabulary import Category, Claimant, LawStage
from reports.publications.legal_sentences import legal_sentences
from tests.reports.publications.told import case

pytestmark = pytest.mark.usefixtures("catalogues")
ARTICLE = ChargedArticle("CRIMINAL", "274", "4", LawStage.COURT)


def test_articles_claimant_and_sums_are_told_in_each_language() -> None:
    claim = case(
        "KZ-2021-0001", Category.CIV,
        facts={"law_articles": (ARTICLE,), "claimant": Claimant.OFFICIAL, "amount_claimed": 5_000_000, "amount_awarded": 500_000, "currency": "KZT"},
    )  # fmt: skip
    with speaking("en"):
        assert " ".join(legal_sentences(claim)).endswith("The case was brought by an official. Sum claimed: 5,000,000 KZT. Sum awarded: 500,000 KZT.")
        assert "274" in next(legal_sentences(claim))
    with speaking("ru"):
        assert "Дело начато по инициативе чиновника." in list(legal_sentences(claim))
    with speaking("kk"):
        assert "Істі лауазымды тұлға бастаған." in list(legal_sentences(claim))


def test_nought_is_an_award_and_nothing_known_is_no_sentence() -> None:
    with speaking("en"):
        assert list(legal_sentences(case("KZ-2021-0001", Category.CIV, facts={"amount_awarded": 0}))) == ["Nothing was awarded."]
        assert list(legal_sentences(case("KZ-2021-0001", Category.ATT))) == []
