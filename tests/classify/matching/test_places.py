"""Where it happened: names in every form, names that several places bear, old names, bodies, streets, cities abroad (`told_places.tsv` beside this file)."""

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.gazetteer import PlaceMention, load_gazetteer
from classify.matching.lexicon import LexiconError
from classify.matching.matches import Matches, quoted_words
from classify.matching.place_names import read_names, region_centre
from classify.matching.places import EventPlace, all_place_words, find_event_place
from records.country import home
from records.vocabulary import SCREENING_LANGUAGES
from tests.classify.read_text import read

REGIONS = {f"KZ-{code}" for code in (10, 11, 15, 19, 23, 27, 31, 33, 35, 39, 43, 47, 55, 59, 61, 62, 63, 71, 75, 79)}


class Row(NamedTuple):
    """Where a text tells that it happened. `incident`: the number of the sentence that tells of it; -: none, *: not looked at."""

    subject: str
    lang: str
    incident: str
    country: str
    region: str
    place: str
    text: str


def table() -> list[Row]:
    lines = (Path(__file__).parent / "told_places.tsv").read_text(encoding="utf-8").splitlines()
    return [Row(*line.split("\t")) for line in lines if not line.startswith("#")]


def places_in(text: str, lang: str) -> tuple[Matches, list[PlaceMention]]:
    marks, _ = read(lang, text)
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    return marks, list(load_gazetteer().find(marks.words, outlets, quoted_words(marks.words)))


def where(text: str, lang: str = "ru", incident: int | None = None) -> EventPlace:
    """The place of a text whose sentence number `incident` tells of the incident."""
    marks, mentions = places_in(text, lang)
    return find_event_place(marks, mentions, {} if incident is None else {incident: 1.5}, lang)


@pytest.mark.parametrize("lang", SCREENING_LANGUAGES)
def test_each_text_of_the_table_has_the_place_of_its_row(lang: str) -> None:
    wrong = []
    for row in table():
        if row.lang == lang:
            found = where(row.text.replace("\\n", "\n"), lang, None if row.incident == "-" else int(row.incident))
            pairs = ((row.country, found.country), (row.region, found.region), (row.place, found.place))
            if any(wanted not in ("*", is_ or "-") for wanted, is_ in pairs):
                wrong.append((row, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("lang", "text", "region"),
    [
        ("ru", "Случай произошёл в Кокшетау", "KZ-11"), ("ru", "карагандинские телевизионщики", "KZ-35"), ("ru", "в Алматинской области", "KZ-19"),
        ("ru", "в Алма-Ате", "KZ-75"), ("ru", "в Медеуском районе", "KZ-75"), ("ru", "жители Капшагая", "KZ-19"), ("kk", "Оралда болған оқиға", "KZ-27"),
        ("kk", "шымкенттік тұрғын", "KZ-79"), ("kk", "Алматы облысында", "KZ-19"), ("kk", "Жаңаөзен қаласында", "KZ-47"),
        ("kk", "Нұр-Сұлтанда өткен жиын", "KZ-71"), ("en", "police in Semipalatinsk", "KZ-10"), ("en", "in the West Kazakhstan region", "KZ-27"),
    ],
)  # fmt: skip
def test_a_name_alone_means_one_place(lang: str, text: str, region: str) -> None:
    found = list(load_gazetteer().find(read(lang, text)[0].words, frozenset()))
    assert [mention.places[0].region for mention in found] == [region]


def test_all_regions_are_in_the_table_with_a_centre() -> None:
    assert {name.place.region for name in read_names() if name.place.kind in ("region", "city")} == REGIONS == set(home().regions)
    assert {region_centre(region).region for region in REGIONS} == REGIONS
    assert (region_centre("KZ-11").shown[1], region_centre("KZ-19").shown[0]) == ("Кокшетау", "Қонаев")


def test_every_plain_name_of_the_tables_is_found_as_its_place() -> None:
    missed = []
    for name in read_names():
        if name.needs_unit or name.doubtful or name.place.kind in ("village", "outlet", "capital"):
            continue
        found = load_gazetteer().find(read("ru", f"Вчера {name.text}")[0].words, frozenset())
        if not any(name.place in mention.places for mention in found):
            missed.append(name.text)
    assert missed == []


def test_every_district_is_found_next_to_its_unit() -> None:
    missed = []
    for name in read_names():
        if name.place.kind in ("district", "quarter"):
            _, mentions = places_in(f"Вчера {name.text} боялись", "kk")
            if not any(name.place in mention.places for mention in mentions):
                missed.append(name.text)
    assert missed == []


def test_cities_of_one_name_in_two_regions_are_the_known_ones() -> None:
    regions: dict[str, set[str]] = {}
    for name in read_names():
        if name.place.kind == "city" and name.lang == "ru":
            regions.setdefault(name.text, set()).add(name.place.region)
    assert {name for name, found in regions.items() if len(found) > 1} == set()


def test_words_of_places_are_those_that_surely_name_one() -> None:
    marks, mentions = places_in("Вчера Нурсултан приехал в Алматы", "ru")
    assert {marks.words.forms[at] for at in all_place_words(mentions)} == {"алматы"}


def test_a_bad_row_is_named_by_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "places.tsv").write_text("# remark\nKZ-1\tcity\tа\tб\tc\n", encoding="utf-8")
    monkeypatch.setattr("classify.matching.place_names.LEXICA", tmp_path)
    with pytest.raises(LexiconError, match=r"places\.tsv line 2"):
        read_names()


_PIECES = st.sampled_from(
    ["Абайский", "район", "области", "облысы", "с.", "г.", "«Семей»", "Шу", "Есік", "столица", "ВКО", "из", "улица", "Нур-Султан", "р-на", "❗️Ош", "\n", ".", "суд"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=12), max_size=40).map(" ".join), st.sampled_from(["kk", "ru", "en"]))
def test_no_text_raises_and_a_region_is_one_of_the_twenty(text: str, lang: str) -> None:
    found = where(text, lang)
    assert found.region is None or (found.region in REGIONS and found.country == "KZ")
