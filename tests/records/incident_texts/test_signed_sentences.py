"""What happened as a sentence that an editor would sign, in each language, whatever is missing."""

from dataclasses import replace
from datetime import date

import pytest

from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident, Victim
from records.incident_texts.person_clauses import PERSON_CLAUSES
from records.incident_texts.signed_sentences import beside_it, happened_to_whom, when_and_where
from records.vocabulary import Actor, Category, DatePrecision

pytestmark = pytest.mark.usefixtures("catalogues")
ATTACK = Incident(
    "KZ-2026-0001", Category.ATT, (Category.ATT,), date(2026, 3, 12), day=date(2026, 3, 12), precision=DatePrecision.DAY, place="Алматы", region="KZ-75",
    victims=(Victim("Асель Ахметова", "корреспондент", "Заман"),),
)  # fmt: skip


def said(incident: Incident, lang: str) -> str:
    with speaking(lang):
        return f"{when_and_where(incident)} {happened_to_whom(incident)}.".replace("\u202f", " ")


def test_when_where_who_and_what_make_one_sentence() -> None:
    assert said(ATTACK, "en") == "On March 12, 2026 in Almaty, Zaman journalist Asel Akhmetova was attacked."
    assert said(ATTACK, "ru") == "12 марта 2026 г. в Алматы нападению подверглась корреспондент издания «Заман» Асель Ахметова."
    assert said(ATTACK, "kk") == "2026 жылғы 12 наурызда Алматыда «Заман» басылымының тілшісі Асель Ахметова шабуылға ұшырады."


def test_a_vague_date_is_told_as_exactly_as_it_is_known() -> None:
    month, year = (replace(ATTACK, precision=precision) for precision in (DatePrecision.MONTH, DatePrecision.YEAR))
    assert said(month, "ru").startswith("В марте 2026 года в Алматы нападению")
    assert said(month, "kk").startswith("2026 жылғы наурызда Алматыда")
    assert said(month, "en").startswith("In March 2026 in Almaty,")
    assert said(year, "ru").startswith("В 2026 году в Алматы")
    assert said(year, "kk").startswith("2026 жылы Алматыда")


def test_without_a_date_it_says_so_and_without_a_place_nothing_is_made_up() -> None:
    bare = replace(ATTACK, day=None, precision=None, place=None, region=None, victims=())
    with speaking("en"):
        assert when_and_where(bare) == ""
        assert happened_to_whom(bare) == "the following was recorded: attack (date not known)"
    assert said(replace(bare, day=ATTACK.day), "ru") == "12 марта 2026 г. зафиксирован инцидент: нападение."


def test_where_her_name_is_withheld_the_clause_names_nobody() -> None:
    withheld = replace(ATTACK, victims=(Victim("журналист", "журналист", "Заман", publish=False),))
    assert said(withheld, "ru") == "12 марта 2026 г. в Алматы на журналиста напали."


def test_who_did_it_is_told_as_reported_and_of_violence_that_nobody_knows() -> None:
    with speaking("en"):
        assert list(beside_it(ATTACK)) == ["It is not known who was behind it."]
        assert list(beside_it(replace(ATTACK, actor=Actor.COURT))) == ["Reportedly, a court was behind it."]
        assert list(beside_it(replace(ATTACK, primary=Category.ACC, categories=(Category.ACC, Category.CRT)))) == ["Also: closed court."]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("category", Category)
def test_every_category_has_a_sentence_for_one_and_for_several(category: Category, lang: str) -> None:
    assert category in PERSON_CLAUSES
    for victims in (ATTACK.victims, (Victim("Жанат Омаров"),), ATTACK.victims * 2):
        told = said(replace(ATTACK, primary=category, categories=(category,), victims=victims), lang)
        assert "{" not in told
        assert "  " not in told
        if lang != "en":
            assert " was " not in told
