"""The title of a draft for whoever reads."""

import pytest

from desk.draft_titles import draft_title
from records.i18n import speaking
from records.incident_texts.headlines import TellingArticle

SAID = {"title": "Сериков избит у своего дома", "lang": "ru"}
KAZAKH = TellingArticle("k", "kk", "Серіков үйінің жанында соққыға жығылды")


@pytest.mark.parametrize(
    ("lang", "said", "expected"),
    [
        ("ru", SAID, ("Сериков избит у своего дома", "ru")),
        ("kk", SAID, (KAZAKH.title, "kk")),
        ("en", SAID, ("Сериков избит у своего дома", "ru")),
        ("en", {**SAID, "titles": {"en": "Serikov was beaten"}}, ("Serikov was beaten", "en")),
        ("ru", {**SAID, "title": "Избит Сериков", "titles": {"ru": "x"}}, ("Избит Сериков", "ru")),
        ("kk", {}, (KAZAKH.title, "kk")),
    ],
)
def test_a_reader_gets_her_own_language_where_it_is_and_never_a_sentence_told_from_fields(
    lang: str, said: dict[str, object], expected: tuple[str, str]
) -> None:
    with speaking(lang):
        assert draft_title(said, [KAZAKH]) == expected
