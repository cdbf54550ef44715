"""Where it happened: names in every form, names that several places bear, old names, bodies, streets, cities abroad."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.gazetteer import PlaceMention, load_gazetteer
from classify.matching.lexicon import LexiconError
from classify.matching.matches import Matches, quoted_words
from classify.matching.place_names import read_names, region_centre
from classify.matching.places import Where, all_place_words, find_where
from tests.classify.read_text import read

REGIONS = {f"KZ-{code}" for code in (10, 11, 15, 19, 23, 27, 31, 33, 35, 39, 43, 47, 55, 59, 61, 62, 63, 71, 75, 79)}


def places_in(text: str, lang: str) -> tuple[Matches, list[PlaceMention]]:
    marks, _ = read(lang, text)
    outlets = {at for mention in marks.press if mention.code == "outlet" for at in range(mention.start, mention.end)}
    return marks, list(load_gazetteer().find(marks.words, outlets, quoted_words(marks.words)))


def where(text: str, lang: str = "ru", incident: int | None = None) -> Where:
    """The place of a text whose sentence number `incident` tells of the incident."""
    marks, mentions = places_in(text, lang)
    return find_where(marks, mentions, {} if incident is None else {incident: 1.5}, lang)


@pytest.mark.parametrize(
    ("text", "lang", "region", "place"),
    [
        ("Репортёра избили в Караганде.", "ru", "KZ-35", "Караганда"),
        ("Карагандинский журналист подал заявление.", "ru", "KZ-35", "Караганда"),
        ("Вчера карагандинцы вышли к редакции.", "ru", "KZ-35", "Караганда"),
        ("Астанчане пришли к редакции.", "ru", "KZ-71", "Астана"),
        ("Съёмочную группу остановили под Экибастузом.", "ru", "KZ-55", "Экибастуз"),
        ("Блогера вызвали в полицию Сарани.", "ru", "KZ-35", "Сарань"),
        ("Оператора задержали в Рудном.", "ru", "KZ-39", "Рудный"),
        ("Это было в Усть-Каменогорске.", "ru", "KZ-63", "Усть-Каменогорск"),
        ("Усть-каменогорский суд рассмотрел иск.", "ru", "KZ-63", "Усть-Каменогорск"),
        ("❗️Экибастуз. Под утро умер журналист.", "ru", "KZ-55", "Экибастуз"),
        ("Тілшіні Алматыда ұрып кетті.", "kk", "KZ-75", "Алматы"),
        ("Семейлік блогер сотқа шағымданды.", "kk", "KZ-10", "Семей"),
        ("Редакция Түркістандағы кеңсесін жапты.", "kk", "KZ-61", "Түркістан"),
        ("Тілші Щучинскіде ұсталды.", "kk", "KZ-11", "Щучинск"),
        ("Қызметкер Өскеменнің әкімдігіне кіре алмады.", "kk", "KZ-63", "Өскемен"),
        ("Тараз қ. полиция бөлімінде тілші ұсталды.", "kk", "KZ-31", "Тараз"),
        ("A reporter was beaten in Zhanaozen.", "en", "KZ-47", "Zhanaozen"),
        ("Kostanay's only paper was closed.", "en", "KZ-39", "Kostanay"),
        ("Prosecutors of the capital opened a case.", "en", "KZ-71", "Astana"),
    ],
)
def test_a_town_is_found_in_every_form(text: str, lang: str, region: str, place: str) -> None:
    assert where(text, lang) == Where("KZ", place, region)


@pytest.mark.parametrize(
    ("text", "lang", "region", "place"),
    [
        ("Журналист осуждён в Семипалатинске.", "ru", "KZ-10", "Семипалатинск"),
        ("Редактора вызвали в Нур-Султане.", "ru", "KZ-71", "Нур-Султан"),
        ("Это случилось в Гурьеве.", "ru", "KZ-23", "Гурьев"),
        ("Газету закрыли в Целинограде.", "ru", "KZ-71", "Целиноград"),
        ("Собкора избили в Зыряновске.", "ru", "KZ-63", "Зыряновск"),
        ("Собкора избили в Капчагае.", "ru", "KZ-19", "Капчагай"),
        ("Собкора избили в Джезказгане.", "ru", "KZ-62", "Джезказган"),
        ("Собкора избили в Кзыл-Орде.", "ru", "KZ-43", "Кзыл-Орда"),
        ("Тілшіні Қапшағайда ұстады.", "kk", "KZ-19", "Қапшағай"),
        ("The editor was tried in Semipalatinsk.", "en", "KZ-10", "Semipalatinsk"),
        ("Тілшіні Уральскіде ұстады.", "kk", "KZ-27", "Орал"),
        ("Кызылордада тілші ұсталды.", "kk", "KZ-43", "Қызылорда"),
    ],
)
def test_old_names_and_other_spellings_lie_in_the_regions_of_today(text: str, lang: str, region: str, place: str) -> None:
    found = where(text, lang)
    assert (found.region, found.place) == (region, place)


@pytest.mark.parametrize(
    ("text", "lang", "region"),
    [
        ("Прокуратура ВКО ответила.", "ru", "KZ-63"),
        ("В ЮКО задержали репортёра.", "ru", "KZ-61"),
        ("ШҚО-да тілші ұсталды.", "kk", "KZ-63"),
        ("Оқиға БҚО-да болды.", "kk", "KZ-27"),
        ("В Северо-Казахстанской области задержали репортёра.", "ru", "KZ-59"),
        ("Репортёра задержали в области Абай.", "ru", "KZ-10"),
        ("Тілші Жетісу облысында ұсталды.", "kk", "KZ-33"),
        ("Police in West Kazakhstan region detained a blogger.", "en", "KZ-27"),
        ("Чимкентская область, 1996 год: газету закрыли.", "ru", "KZ-61"),
        ("Мангистауские полицейские задержали репортёра.", "ru", "KZ-47"),
    ],
)
def test_a_region_named_as_such_is_no_place(text: str, lang: str, region: str) -> None:
    assert where(text, lang).region == region
    if not re.search("рокуратура|полицейские|Police", text):
        assert where(text, lang).place is None


def test_a_region_is_no_town_of_its_name() -> None:
    assert where("Репортёра задержали в Алматинской области.").region == "KZ-19"
    assert where("Алматы облысында тілші ұсталды.", "kk").region == "KZ-19"
    assert where("A reporter was held in Almaty region.", "en").region == "KZ-19"


@pytest.mark.parametrize(
    ("text", "lang", "region"),
    [
        ("Акимат ВКО ждёт. Полиция ВКО и прокуратура ВКО молчат. Хлеб подорожал. В Семее избили репортёра.", "ru", "KZ-10"),
        ("Аягөзде тілші ұсталды. ШҚО полициясы үндемейді.", "kk", "KZ-10"),
        ("Блогера задержали в Жезказгане, сообщили в полиции Карагандинской области.", "ru", "KZ-62"),
        ("Полиция Алматинской области задержала репортёра в Талдыкоргане.", "ru", "KZ-33"),
        ("В Шымкенте избили репортёра. Полиция ЮКО молчит.", "ru", "KZ-79"),
    ],
)
def test_a_region_of_before_stands_behind_the_town_that_left_it(text: str, lang: str, region: str) -> None:
    assert where(text, lang).region == region


@pytest.mark.parametrize(
    ("text", "lang", "region", "place"),
    [
        ("Аким Карасайского района толкнул оператора.", "ru", "KZ-19", "Карасайский район"),
        ("Алтынсарин ауданында тілшіні ұрды.", "kk", "KZ-39", "Алтынсарин ауданы"),
        ("A crew was stopped in Panfilov district.", "en", "KZ-33", "Panfilov district"),
        ("В районе Алтай избили собкора.", "ru", "KZ-63", "район Алтай"),
        ("Шетский районный суд оштрафовал блогера.", "ru", "KZ-35", "Шетский район"),
        ("В Медеуском районе избили оператора.", "ru", "KZ-75", "Алматы"),
        ("В селе Боралдай Байдибекского района избили собкора.", "ru", "KZ-61", "Боралдай"),
    ],
)
def test_a_district_gives_its_region_and_a_citys_district_the_city(text: str, lang: str, region: str, place: str) -> None:
    assert where(text, lang) == Where("KZ", place, region)


def test_a_town_names_the_place_better_than_its_district() -> None:
    text = "Аким Карасайского района приехал. Журналисты Карасайского района ждали. Репортёра избили в Каскелене."
    assert where(text, incident=2) == Where("KZ", "Каскелен", "KZ-19")


@pytest.mark.parametrize(
    ("beside", "region"),
    [("Карагандинской области", "KZ-35"), ("области Абай", "KZ-10"), ("Шымкента", "KZ-79"), ("Семея", "KZ-10")],
)
def test_a_name_of_several_places_means_the_one_by_what_stands_beside(beside: str, region: str) -> None:
    assert where(f"Репортёра задержали в Абайском районе {beside}.").region == region


def test_a_name_of_several_places_alone_is_left_open() -> None:
    assert where("Репортёра задержали в Абайском районе.").region is None
    assert where("Тілші Жамбыл ауданында ұсталды.", "kk").region is None


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Есік ашылмады, тілші сыртта қалды.", "kk"),
        ("Май айында тілші сотқа шақырылды.", "kk"),
        ("Абай Кунанбаев — поэт, сказал репортёр.", "ru"),
        ("Редактора Каныша Сатпаева вызвали в суд.", "ru"),
        ("Редакторы Д. Конаев и А. Ли вызваны в суд.", "ru"),
        ("Редакция стоит на улице Алматы, дом 5.", "ru"),
        ("Редакция Семей көшесінде орналасқан.", "kk"),
        ("мың теңгелік айыппұл салынды.", "kk"),
        ("Премия на семь тысяч: семей у редакторов много.", "ru"),
        ("торговец отнял камеру у репортёра", "ru"),
    ],
)
def test_other_words_and_persons_and_streets_are_no_places(text: str, lang: str) -> None:
    assert where(text, lang).region is None


def test_a_village_with_the_name_of_a_person_needs_its_unit() -> None:
    assert where("Репортёра избили в с. Талапкер.").region == "KZ-11"
    assert where("Репортёр Талапкер Жолов уволен.").region is None


def test_a_preposition_is_no_village() -> None:
    assert where("Репортёр говорил с Рахатом.").region is None


@pytest.mark.parametrize(
    ("text", "incident", "region"),
    [
        ("В Астане открыли мост. Погода хорошая. Хлеб подорожал. В Актобе репортёра избили.", 3, "KZ-15"),
        ("АСТАНА. Агентство. Полиция Тараза задержала репортёра.", 2, "KZ-31"),
        ("Уроженец Павлодара, редактор живёт в Таразе.", 0, "KZ-31"),
        ("Министерство в Астане не ответило, а в Кентау репортёра избили.", 0, "KZ-61"),
        ("На трассе Алматы — Капшагай пробка, а в Талгаре репортёра избили.", 0, "KZ-19"),
        ("На рынке «Шалкар» в Уральске избили оператора.", 0, "KZ-27"),
        ("Журналист из Алматы избит в Кокшетау.", 0, "KZ-11"),
        ("В столице области, Атырау, репортёра избили.", 0, "KZ-23"),
    ],
)
def test_the_place_of_the_incident_outweighs_others(text: str, incident: int, region: str) -> None:
    assert where(text, incident=incident).region == region


@pytest.mark.parametrize(
    ("text", "lang", "place", "region"),
    [
        ("Костанайский городской суд оправдал редактора.", "ru", "Костанай", "KZ-39"),
        ("Алматы қаласының полициясы тілшіні ұстады.", "kk", "Алматы", "KZ-75"),
        ("Павлодар облыстық соты тілшінің айыппұлын жойды.", "kk", "Павлодар", "KZ-55"),
        ("Западно-Казахстанский областной суд согласился с газетой.", "ru", "Уральск", "KZ-27"),
        ("В Акмолинской области паводок. Репортёра избили в областном центре.", "ru", "Кокшетау", "KZ-11"),
    ],
)
def test_bodies_of_the_state_say_where(text: str, lang: str, place: str, region: str) -> None:
    assert where(text, lang) == Where("KZ", place, region)


@pytest.mark.parametrize(
    ("text", "lang", "region"),
    [
        ("Редактору «Уральской недели» угрожали.", "ru", "KZ-27"),
        ("Сайт «Каскелен таймс» взломан.", "ru", "KZ-19"),
        ("Фотокору «Рудного Алтая» угрожали.", "ru", "KZ-63"),
        ("Сайт lada.kz не открывается.", "ru", "KZ-47"),
        ("Репортёру «Новой смены» угрожали.", "ru", None),
    ],
)
def test_a_regional_outlet_is_the_last_resort(text: str, lang: str, region: str | None) -> None:
    assert where(text, lang).region == region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Редакцию «Времени» обыскали.", "KZ-75"),
        ("Издание Ulysmedia взломали хакеры.", "KZ-71"),
        ("В Таразе избили корреспондента «Времени».", "KZ-31"),
        ("Троих рыбаков задержали, сообщает Tengrinews.", None),
    ],
)
def test_a_national_outlet_tells_where_if_it_was_done_to_it_and_no_place_is_named(text: str, region: str | None) -> None:
    assert where(text, "ru").region == region


def test_a_sentence_of_the_incident_without_a_place_is_set_where_the_last_one_was() -> None:
    text = "Снег.\nШёл два дня. В Алматы перекрыли площадь. В Уральске тоже. Там полиция задержала журналиста."
    assert where(text).region == "KZ-75"
    assert where(text, incident=4).region == "KZ-27"


def test_what_a_reminder_names_counts_less() -> None:
    text = "Журналиста забрали с площади. Его ищут. {} протесты начались в Жанаозене. Интернет в Уральске работает с перебоями."
    assert where(text.format("Напомним,")).region == "KZ-27"
    assert where(text.format("Теперь")).region == "KZ-47"


def test_the_road_from_a_town_leads_to_another() -> None:
    assert where("От Алматы до Конаева они ехали в суд, где шёл процесс над журналистом.").region == "KZ-19"


def test_the_town_of_a_politician_is_not_where_his_interviewer_was_sued() -> None:
    assert where("Редактора оштрафовали за слова актюбинского оппозиционера. Суд прошёл в Таразе.").region == "KZ-31"


def test_a_named_place_outweighs_the_region_of_the_outlet() -> None:
    assert where("Редактору «Уральской недели» угрожали в Атырау.").region == "KZ-23"


@pytest.mark.parametrize(
    ("text", "lang", "country", "place"),
    [
        ("В Бишкеке арестован главный редактор.", "ru", "KG", "Бишкек"),
        ("Минский суд закрыл процесс журналиста. В Минске холодно.", "ru", "BY", "Минск"),
        ("Тілші Омбыда ұсталды, дейді ресейлік басылым.", "kk", "RU", "Омбы"),
        ("Reporters were beaten in Tashkent.", "en", "UZ", "Tashkent"),
        ("A Chicago editor was sued in Ohio.", "en", "US", "Chicago"),
        ("Грузинские журналисты протестуют.", "ru", "GE", None),
    ],
)
def test_an_event_abroad_has_its_country_and_city_and_no_region(text: str, lang: str, country: str, place: str | None) -> None:
    assert where(text, lang) == Where(country, place, None)


def test_a_guest_from_abroad_does_not_move_the_event() -> None:
    assert where("Корреспондента берлинского еженедельника выдворили из Алматы.").country == "KZ"
    assert where("Репортёра из Бишкека развернули в аэропорту Алматы.").region == "KZ-75"


def test_a_text_without_places_says_nothing() -> None:
    assert where("Репортёра избили неизвестные.") == Where(None, None, None)


def test_all_regions_are_in_the_table_with_a_centre() -> None:
    assert {name.place.region for name in read_names() if name.place.kind in ("region", "city")} == REGIONS
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


def test_every_district_is_found_beside_its_unit() -> None:
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
    [
        "Абайский",
        "район",
        "области",
        "облысы",
        "с.",
        "г.",
        "«Семей»",
        "Шу",
        "Есік",
        "столица",
        "ВКО",
        "из",
        "улица",
        "Нур-Султан",
        "р-на",
        "❗️Ош",
        "\n",
        ".",
        "суд",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=12), max_size=40).map(" ".join), st.sampled_from(["kk", "ru", "en"]))
def test_no_text_raises_and_a_region_is_one_of_the_twenty(text: str, lang: str) -> None:
    found = where(text, lang)
    assert found.region is None or (found.region in REGIONS and found.country == "KZ")
