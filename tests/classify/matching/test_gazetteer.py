"""Places and the regions in which they lie today."""

import pytest

from classify.matching.lexicon import LEXICA
from classify.matching.places import load_gazetteer
from records.country import home
from tests.classify.read_text import read


@pytest.mark.parametrize(
    ("lang", "text", "region"),
    [
        ("ru", "Случай произошёл в Кокшетау", "KZ-11"),
        ("ru", "карагандинские телевизионщики", "KZ-35"),
        ("ru", "в Алматинской области", "KZ-19"),
        ("ru", "в Алма-Ате", "KZ-75"),
        ("ru", "в Медеуском районе", "KZ-75"),
        ("ru", "жители Капшагая", "KZ-19"),
        ("kk", "Оралда болған оқиға", "KZ-27"),
        ("kk", "шымкенттік тұрғын", "KZ-79"),
        ("kk", "Алматы облысында", "KZ-19"),
        ("kk", "Жаңаөзен қаласында", "KZ-47"),
        ("kk", "Нұр-Сұлтанда өткен жиын", "KZ-71"),
        ("en", "police in Semipalatinsk", "KZ-10"),
        ("en", "in the West Kazakhstan region", "KZ-27"),
    ],
)
def test_places_resolve_to_todays_region_in_every_case_and_under_old_names(lang: str, text: str, region: str) -> None:
    found = list(load_gazetteer().find(read(lang, text)[0].words, frozenset()))
    assert [mention.places[0].region for mention in found] == [region]


def test_the_gazetteer_knows_every_region() -> None:
    regions = {line.split("\t")[0] for line in (LEXICA / "places.tsv").read_text(encoding="utf-8").splitlines() if line.startswith("KZ-")}
    assert regions == set(home().regions)
