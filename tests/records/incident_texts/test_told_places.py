"""A place is told in the reader's language, alone and within a sentence; what the language has no letters for is left out."""

from dataclasses import replace
from datetime import date

import pytest

from records.i18n import speaking
from records.incident_model import Incident
from records.incident_texts.told_places import place_in_sentence, place_told, place_unreadable
from records.vocabulary import Category

pytestmark = pytest.mark.usefixtures("catalogues")
SOMEWHERE = Incident("KZ-2021-0001", Category.ATT, (Category.ATT,), date(2021, 3, 1), place="Петропавл", region="KZ-59")


@pytest.mark.parametrize(
    ("place", "region", "kk", "ru", "en"),
    [
        ("Петропавл", "KZ-59", "Петропавлда", "в Петропавловске", "in Petropavl"),
        (None, "KZ-75", "Алматыда", "в Алматы", "in Almaty"),
        (None, "KZ-10", "Абай облысында", "в области Абай", "in Abai region"),
        (None, None, "", "", ""),
    ],
)
def test_a_place_stands_within_a_sentence_of_each_language(place: str | None, region: str | None, kk: str, ru: str, en: str) -> None:
    for lang, told in (("kk", kk), ("ru", ru), ("en", en)):
        with speaking(lang):
            assert place_in_sentence(replace(SOMEWHERE, place=place, region=region)) == told


def test_a_place_in_letters_that_a_language_lacks_gives_way_to_the_region_or_is_left_out() -> None:
    unknown = replace(SOMEWHERE, place="Сұлуқоныс")
    with speaking("en"):
        assert (place_told(unknown), place_unreadable(unknown)) == ("North Kazakhstan region", "Сұлуқоныс")
        assert place_told(replace(unknown, region=None)) == ""
    with speaking("kk"):
        assert (place_told(unknown), place_unreadable(unknown)) == ("Сұлуқоныс", "")
