"""The rules that weigh what was found in a text."""

import pytest

from classify.scoring.rules import RuleScorer
from records.vocabulary import Category
from tests.classify.read_text import read


def categories(lang: str, text: str) -> list[Category]:
    """What an article of this text tells of, the surest first."""
    marks, _ = read(lang, text)
    return [code for code, _ in RuleScorer().weigh(marks).categories]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Хакеры взломали сайт издания: нападение на редакцию длилось сутки."),
        ("ru", "На сайт газеты напали хакеры."),
        ("ru", "На редакцию напали хакеры и взломали её сайт."),
        ("kk", "Хакерлер газет сайтына шабуыл жасады, сайт бұзылды."),
        ("en", "The newspaper website was hacked; the attack on the newsroom lasted a day."),
        ("en", "Hackers attacked the newspaper and took down its website."),
    ],
)
def test_an_attack_in_a_sentence_on_hacking_is_one_on_a_site_and_not_on_people(lang: str, text: str) -> None:
    found, _ = read(lang, text)
    assert {"ATT", "CYB"} <= {cue.code for cue in found.cues}, "the words for an attack are found; the rules are what leaves it out"
    assert categories(lang, text) == [Category.CYB]


def test_an_attack_beside_a_sentence_on_hacking_stays_one_on_people() -> None:
    assert categories("ru", "Журналиста избили у редакции. Сайт газеты взломали хакеры.")[0] is Category.ATT
    assert categories("ru", "На журналистов напали у редакции.") == [Category.ATT]
