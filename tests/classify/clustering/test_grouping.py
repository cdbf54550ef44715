"""Grouping: articles on one event come together across outlets, languages and years, and two events stay apart, whatever they say and whatever weights were learned;
and what a person is told of two articles that perhaps are of one event."""

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify import clustering
from classify.clustering import candidates, grouped, keys_of, matches, traits_of, wide_keys_of
from classify.clustering.group import WeightedRecogniser, reasons_of
from classify.clustering.keys import TermKind, kind_of, outlet_key, person_key, person_similarity, terms_of
from classify.clustering.pair import make_pair
from classify.clustering.rules import SHIPPED_WEIGHTS, are_surely_different, signs_of
from classify.clustering.traits import place_key
from records.event_model import ArticleGroup, Traits
from records.model import Article
from records.vocabulary import LinkReason
from tests.bench.grouping import OWN, Told, measure, read_events, synthetic
from tests.classify.made import DAY, after, attack, words


def together(one: Traits, other: Traits) -> bool:
    return len(set(grouped([one, other]))) == 1


@pytest.fixture(scope="module")
def events() -> list[Told]:
    return read_events(OWN)


_ONE_PERSON = (
    "Рустем Есіркегенов = Rustem Yesirkegenov; Есиркегенов Рустем = Rustem Esirkegenov; Р. Есиркегенов = Рүстем Есіркегенов;"
    "Есиркегенов Р. = Rustem Yesirkegenov; Есиркегенов = Рустема Есиркегенова; Рустем Болатович Есиркегенов = Есиркегенов Рустем;"
    "Дүйсен Мұхаммедкәрім = Duisen Mukhammedkarim; Мұхаммедкәрім Дүйсен = Дуйсен Мухаметкарим; Назым Сапарқызы = Nazym Saparqyzy;"
    "Назым Сапаркызы = Nazym Saparkyzy; Назым Сапарқызының = Назым Сапаркызы; Sapar Ámirqojaev = Сапар Амиркожаев;"
    "Наталья Ордынская = Natalia Ordynskaya; Касым Аманжол = Касым Аманжолов; Ержан Джунусов = Yerzhan Zhunusov"
)


def test_one_name_in_any_script_spelling_and_order_is_one_person_and_another_given_name_is_another() -> None:
    pairs = [[person_key(name) for name in pair.strip().split(" = ")] for pair in _ONE_PERSON.split(";")]
    assert [pair for pair in pairs if not person_similarity(*pair) > 0 or person_similarity(*pair) != person_similarity(*reversed(pair))] == []
    others = [
        ("Айгерим Серикова", "Болат Сериков"),
        ("А. Сериков", "Болат Сериков"),
        ("Дина Ордынская", "Дана Ордынская"),
        ("Есиркегенов", "Есмурзаев"),
    ]
    assert [pair for pair in others if person_similarity(*map(person_key, pair)) != 0] == []


def test_a_surname_that_very_many_bear_says_less_than_a_rare_one() -> None:
    assert person_similarity(person_key("Сериков"), person_key("Асхат Сериков")) < person_similarity(
        person_key("Есиркегенов"), person_key("Рустем Есиркегенов")
    )


def test_an_outlet_and_a_place_are_one_in_every_spelling() -> None:
    outlets = [
        ("Ақ Жайық", "«Ак Жайык»", "Ak Zhaiyk", "газета «Ак Жайык»", "газеты Ак Жайык"),
        ("716.kz", "«716.kz»", "www.716.kz", "портал 716"),
        ("Степной вестник", "Степного вестника", "Stepnoy Vestnik", "еженедельник «Степной вестник»"),
        ("Керуен", "телеканал «Керуен»", "Keruen TV", "«Керуен» телеарнасы"),
    ]
    assert [names for names in outlets if len(set(map(outlet_key, names))) > 1] == []
    assert place_key("Орал", "KZ-27") == place_key("Уральск", "KZ-27") == place_key("Uralsk", "KZ-27")


def later(days: int, **values: Any) -> Traits:
    """News of the attack so many days after it that dates no act."""
    return attack("b", **{"published": DAY + timedelta(days=days), "day": None, "precision": None, **values})


UNDATED, UNNAMED, HELD = attack(day=None, precision=None), attack(persons=(), outlets=()), attack(persons=(), day=None, precision=None)
CREW, CASE = attack(persons=(), codes=("DET",)), attack(codes=("ARR", "CRM"), label="followup", words=words("case"), **after(60))
SERIKOV, ASKHAT, AIGERIM = ((person_key(name),) for name in ("Сериков", "Асхат Сериков", "Айгерим Серикова"))
# Two articles each that are of one event, and two that are not.
ONE_EVENT: dict[str, tuple[Traits, Traits]] = {
    "a village and the centre of its region may be one place for an outlet": (HELD, replace(HELD, article="b", place="дарьинское")),
    "in Kazakh, without the outlet": (attack(), attack("b", lang="kk", persons=(person_key("Рүстем Есіркегенов"),), outlets=())),
    "what became of it a year later": (attack(), later(380, label="followup", codes=("CRM", "ATT"), outlets=())),
    "undated, within days": (UNDATED, replace(UNDATED, article="b", published=DAY + timedelta(days=5))),
    "a surname that very many bear, with a second sign": (attack(persons=SERIKOV, outlets=()), attack("b", persons=ASKHAT, outlets=())),
    "nobody is named, the place, day and act are the same": (UNNAMED, replace(UNNAMED, article="b", lang="kk")),
    "a follow-up that names nobody, by what it is about": (attack(), later(200, label="followup", persons=(), outlets=())),
    "one outlet within days": (attack(persons=()), attack(persons=(), **after(3))),
}
TWO_EVENTS: dict[str, tuple[Traits, Traits]] = {
    "two villages": (replace(HELD, place="аксай"), replace(HELD, article="b", place="дарьинское")),
    "a second attack on the same person a year later": (attack(), attack("b", **after(365))),
    "two arrests for protests half a year apart": (attack(codes=("ARR", "ADM")), attack("b", codes=("ARR", "ADM"), **after(200))),
    "in another region within days": (
        UNDATED,
        replace(UNDATED, article="b", published=DAY + timedelta(days=5), region="KZ-23", place="атырау", words=words("b")),
    ),
    "an outlet blocked in March and sued in May": (attack(persons=(), codes=("BLK",)), attack("b", persons=(), codes=("CIV",), **after(70))),
    "two crews of one channel on one day in two cities": (CREW, replace(CREW, article="b", region="KZ-71", place="астана")),
    "two persons of one surname": (attack(persons=AIGERIM), attack("b", persons=ASKHAT)),
    "a surname that very many bear, alone": (attack(persons=SERIKOV, outlets=()), later(30, persons=ASKHAT, outlets=(), region=None, place=None)),
    "nobody is named, after a week": (UNNAMED, replace(UNNAMED, article="b", published=DAY + timedelta(days=12), words=())),
    "nobody is named, another act": (UNNAMED, replace(UNNAMED, article="b", codes=("CRT",), words=())),
    "nobody is named, another place": (UNNAMED, replace(UNNAMED, article="b", place="аксай")),
    "nobody is named, another day": (UNNAMED, attack("b", persons=(), outlets=(), **after(3))),
    "published before the act": (attack(day=None, precision=None, codes=("SMR",)), attack("b", codes=("SUR",), **after(5))),
    "a follow-up that names nobody and is about something else": (attack(), later(200, label="followup", persons=(), outlets=(), words=())),
    "it happened again, however alike": (attack(), replace(later(200, label="repeat"), article="a", words=attack("a").words)),
    "a suit months after a threat": (attack(codes=("THR",)), later(90, codes=("CIV",))),
    "one outlet after a year": (attack(persons=()), attack(persons=(), label="followup", **after(500, day=None, precision=None))),
    "a case against somebody who was beaten before": (attack(), CASE),
}


def test_two_articles_are_of_one_event_or_of_two_in_either_order() -> None:
    assert [name for name, (one, other) in ONE_EVENT.items() if not (together(one, other) and together(other, one))] == []
    assert [name for name, (one, other) in TWO_EVENTS.items() if together(one, other) or together(other, one)] == []
    assert are_surely_different(make_pair(attack(), CASE))


def test_search_arrest_and_verdict_of_one_person_are_one_case_over_years() -> None:
    steps = [
        attack("search", codes=("PRP", "CRM")),
        attack("arrest", codes=("ARR", "CRM"), **after(90)),
        attack("trial", codes=("CRM",), label="followup", **after(300)),
        attack("verdict", codes=("CRM", "ARR"), **after(600)),
    ]
    assert len(set(grouped(steps))) == 1


def test_a_group_of_others_is_not_joined_through_news_that_names_nobody() -> None:
    first, unnamed = attack(outlets=()), attack("b", persons=(), outlets=())
    other = attack("c", persons=(person_key("Жанар Тулегенкызы"),), outlets=())
    numbers = grouped([first, unnamed, other])
    assert numbers[0] == numbers[1] != numbers[2]


def test_two_groups_are_put_together_only_when_both_surely_match() -> None:
    by_outlet = attack("a", persons=(), codes=("PRP",))
    by_person = attack("b", outlets=(), words=words("c")[5:], codes=("PRP",), day=None, precision=None, published=DAY + timedelta(days=9))
    both = attack("c", codes=("PRP",))
    assert not together(by_outlet, by_person)
    assert len(set(grouped([by_outlet, by_person, both]))) == 1
    attacks = [ArticleGroup(1, (attack("a"),)), ArticleGroup(2, (attack("b", **after(365)),))]
    follow_up = attack("c", label="followup", day=None, precision=None, published=DAY + timedelta(days=500))
    assert [match.sure for match in matches(follow_up, attacks)] == [True, False]


def test_a_follow_up_that_dates_its_act_to_these_days_is_news_of_a_new_act() -> None:
    screening = {
        "lang": "ru",
        "label": "followup",
        "categories": [{"code": "ATT", "score": 1.0}],
        "incident_date": "2024-06-17",
        "date_precision": "day",
    }
    again = Article("a", "Его ударили 17 июня.", "Журналиста снова избили", "ru", "", "2024-06-18")
    assert traits_of(again, screening).label == "repeat"
    assert traits_of(replace(again, title="Журналиста избили"), screening).label == "incident"
    assert traits_of(replace(again, title="Нападавший на журналиста осуждён"), screening).label == "followup"


def test_what_became_of_an_attack_is_a_follow_up_whatever_the_screening_says() -> None:
    screening = {"lang": "kk", "label": "incident", "categories": [{"code": "ATT", "score": 1.0}]}
    assert traits_of(Article("a", "Екі адам сотталды.", "Тілшіні соққыға жыққандар сотталды", "kk"), screening).label == "followup"


def test_texts_of_two_languages_share_names_numbers_and_subjects() -> None:
    russian = terms_of(Article("a", "Камеру разбили у пекарни Есиркегенова, ущерб 640 тысяч.", "Хлеб и камера", "ru"), "ru")
    kazakh = terms_of(Article("b", "Камераны Есіркегеновтің наубайханасы жанында сындырды, шығын 640 мың.", "Нан мен камера", "kk"), "kk")
    english = terms_of(Article("c", "The camera was smashed outside the bakery of Yesirkegenov.", "Bread and a camera", "en"), "en")
    for one, other in ((russian, kazakh), (russian, english), (kazakh, english)):
        assert {kind_of(number) for number in set(one) & set(other)} >= {TermKind.NAME, TermKind.CONCEPT}
    assert TermKind.NUMBER in {kind_of(number) for number in set(russian) & set(kazakh)}


def test_a_word_for_a_part_in_court_is_no_victim() -> None:
    persons = [{"name": "Подсудимый О.", "role": "victim"}, {"name": "Потерпевшая Есиркегенова", "role": "victim"}]
    traits = traits_of(Article("a", "Вынесен приговор.", "Приговор", "ru"), {"lang": "ru", "label": "followup", "persons": persons})
    assert traits.persons == (person_key("Есиркегенова"),)


def test_traits_come_back_from_their_stored_form(events: list[Told]) -> None:
    for one in events:
        stored = json.loads(json.dumps(one.traits.to_json()))
        assert Traits.from_json(one.traits.article, stored) == one.traits
        assert len(one.traits.words) <= 68


def test_traits_keep_a_vector_in_a_few_bytes_and_those_from_before_have_none() -> None:
    vector = tuple(range(-127, -63))
    stored = attack(vector=vector).to_json()
    assert len(json.dumps(stored["vector"])) < 100
    assert Traits.from_json("a", stored).vector == vector
    assert Traits.from_json("a", {name: value for name, value in stored.items() if name != "vector"}).vector == ()


def test_traits_take_the_vector_that_they_are_given() -> None:
    assert traits_of(Article("a", "Текст.", "", "ru"), {"lang": "ru", "label": "incident"}, (1, 2)).vector == (1, 2)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [((3, 4), (3, 4), 1.0), ((3, 4), (-3, -4), -1.0), ((1, 0), (0, 1), 0.0), ((), (3, 4), None), ((0, 0), (3, 4), None), ((1,), (3, 4), None)],
)
def test_the_likeness_of_two_vectors_is_that_of_their_directions(one: tuple[int, ...], other: tuple[int, ...], likeness: float | None) -> None:
    pair = make_pair(attack(vector=one), attack(vector=other))
    assert pair.likeness == (likeness if likeness is None else pytest.approx(likeness))
    assert signs_of(pair)["likeness"] == pytest.approx(likeness or 0.0)
    assert signs_of(pair)["both have vectors"] == float(likeness is not None)


def test_late_news_that_names_nobody_is_a_candidate_and_joins_nothing() -> None:
    few = (*words("late")[:2], *words("late")[5:])
    act, late = attack(), attack("late", persons=(), outlets=(), label="followup", words=few, **after(200, day=None, precision=None))
    group = ArticleGroup(1, (act,))
    assert not matches(late, [group])
    (link,) = candidates(late, [group])
    assert (link.id, link.article) == (1, act.article)
    assert link.why == (LinkReason.PLACE,)
    assert not set(wide_keys_of(act)).isdisjoint(wide_keys_of(late))


def test_of_many_candidates_the_three_likeliest_are_given_whatever_their_order() -> None:
    late = attack("late", persons=(), label="followup", **after(60, day=None, precision=None))
    groups = [ArticleGroup(number, (attack(f"a{number}", **after(number)),)) for number in range(6)]
    found = candidates(late, groups)
    assert len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert candidates(late, groups[::-1]) == found


def test_what_has_nothing_in_common_is_no_candidate() -> None:
    other = attack("b", persons=(person_key("Дина Ордынская"),), outlets=(), place="актау", region="KZ-47", codes=("BLK",), words=(), **after(500))
    assert candidates(other, [ArticleGroup(1, (attack(words=()),))]) == []


def test_a_survey_of_several_cases_does_not_make_one_event_of_them() -> None:
    one, other = person_key("Дина Ордынская"), person_key("Рустем Есиркегенов")
    alone, survey = (
        attack("a", persons=(one,), words=words("a")),
        attack("b", persons=(other, one, person_key("Лука Мельник")), words=words("b"), **after(90)),
    )
    assert signs_of(make_pair(alone, survey))["one of several"] == pytest.approx(2 / 3)
    assert signs_of(make_pair(alone, alone))["one of several"] == 0


def test_an_outlet_or_a_place_that_was_read_as_a_person_is_none() -> None:
    screened = {"lang": "ru", "label": "incident", "outlets": ["Таза бұлақ"], "place": "Нұр-Сұлтан"}
    victims = [{"name": name, "role": "victim"} for name in ("Таза Бұлақ", "Нұр-Сұлтан", "Рустем Есиркегенов")]
    assert traits_of(Article("a", "Текст.", "", "ru"), {**screened, "persons": victims}).persons == (person_key("Рустем Есиркегенов"),)


def test_keys_are_few_and_short(events: list[Told]) -> None:
    assert all(0 < len(keys_of(one.traits)) <= 24 and all(len(key) <= 120 for key in keys_of(one.traits)) for one in events if one.flagged)
    endless = attack(persons=(f"{'щ' * 500}|{'ж' * 500}",), outlets=("ю" * 500,))
    assert all(len(key) <= 120 for key in keys_of(endless))
    assert all(len(wide_keys_of(one.traits)) <= 6 for one in events)
    assert all(len(key) <= 120 for key in wide_keys_of(replace(endless, place="щ" * 500)))


def test_the_events_that_grouping_was_made_with_stay_apart(events: list[Told]) -> None:
    figures = measure([one for one in events if one.flagged])
    # 0.98 and 0.97 with the reader for which the weights were fitted; the one with an encoder gives more categories, and an arrest told as a criminal case joins two of one person.
    assert figures.precision >= 0.95
    assert figures.recall >= 0.95


def test_the_order_of_arrival_changes_little(events: list[Told]) -> None:
    for seed in range(5):
        shuffled = [one for one in events if one.flagged]
        random.Random(seed).shuffle(shuffled)
        figures = measure(shuffled)
        assert min(figures.precision, figures.recall) >= 0.90, seed


_NAMES = st.sampled_from(
    ("есиркегенов|рустем", "есиркегенов|р", "есиркегенов|", "сериков|асхат", "сериков|", "досжан|мухтархан", "мухтархан|досжан", "лещенко|карина")
)
_TRAITS = st.builds(
    Traits,
    article=st.sampled_from("abcdef"),
    lang=st.sampled_from(("kk", "ru", "en")),
    published=st.none() | st.dates(date(2024, 1, 1), date(2024, 3, 1)),
    label=st.sampled_from(("incident", "followup")),
    persons=st.lists(_NAMES, max_size=2).map(tuple),
    others=st.lists(_NAMES, max_size=2).map(tuple),
    outlets=st.lists(st.sampled_from(("керуен", "степнвестник", "азатик")), max_size=2).map(tuple),
    region=st.sampled_from((None, "KZ-27", "KZ-75")),
    place=st.none(),
    day=st.none() | st.dates(date(2024, 1, 1), date(2024, 3, 1)),
    precision=st.sampled_from(("day", "month")),
    codes=st.lists(st.sampled_from(("ATT", "DET", "CRM", "ADM", "BLK")), max_size=2, unique=True).map(tuple),
)


@given(one=_TRAITS, other=_TRAITS)
def test_whatever_would_match_is_found_by_a_shared_key(one: Traits, other: Traits) -> None:
    if matches(one, [ArticleGroup(1, (other,))]):
        assert set(keys_of(one)) & set(keys_of(other))
        assert len(set(grouped([one, other]))) == 1


@given(new=_TRAITS, members=st.lists(st.lists(_TRAITS, min_size=1, max_size=3), max_size=4))
def test_matches_are_ordered_and_the_same_whatever_order_the_groups_come_in(new: Traits, members: list[list[Traits]]) -> None:
    groups = [ArticleGroup(number, tuple(some)) for number, some in enumerate(members)]
    found = matches(new, groups)
    assert found == matches(new, groups[::-1])
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


@given(one=_TRAITS, other=_TRAITS)
def test_two_articles_go_together_or_apart_in_either_order(one: Traits, other: Traits) -> None:
    assert bool(matches(one, [ArticleGroup(1, (other,))])) == bool(matches(other, [ArticleGroup(1, (one,))]))


GROUPS = [ArticleGroup(number, (attack(f"g{number}", place="уральск" if number % 2 else "атырау"),)) for number in range(4)]


@given(st.integers(0, 10**6))
def test_with_the_shipped_weights_learned_ones_group_as_is_shipped(seed: int) -> None:
    first, *others = synthetic(12, seed)
    groups = [ArticleGroup(number, (one,)) for number, one in enumerate(others)]
    own = WeightedRecogniser(SHIPPED_WEIGHTS)
    assert own.matches(first, groups) == clustering.matches(first, groups)
    assert own.candidates(first, groups) == clustering.candidates(first, groups)
    assert (own.keys_of(first), own.wide_keys_of(first)) == (clustering.keys_of(first), clustering.wide_keys_of(first))


def test_other_weights_join_what_these_do_not_and_part_what_these_join() -> None:
    new = attack("new")
    assert clustering.matches(new, GROUPS)
    assert WeightedRecogniser(replace(SHIPPED_WEIGHTS, nothing=-50.0)).matches(new, GROUPS) == []
    assert WeightedRecogniser(replace(SHIPPED_WEIGHTS, nothing=-50.0)).candidates(new, GROUPS) == []
    stranger = attack("stranger", persons=(), outlets=(), words=(), codes=("CYB",))
    assert len(WeightedRecogniser(replace(SHIPPED_WEIGHTS, nothing=50.0)).matches(stranger, GROUPS)) > len(clustering.matches(stranger, GROUPS))


def test_the_traits_of_an_article_hang_on_no_weights() -> None:
    article, screening = Article("1", "Журналиста Рустема Есиркегенова избили в Уральске.", lang="ru"), {"lang": "ru", "label": "incident"}
    assert WeightedRecogniser(replace(SHIPPED_WEIGHTS, nothing=9.0)).traits_of(article, screening) == clustering.traits_of(article, screening)


def bare(**values: Any) -> Traits:
    return Traits("a", "ru", **{"published": date(2024, 3, 12), **values})


ALIKE: dict[str, tuple[dict[str, Any], list[LinkReason]]] = {
    "the same person": ({"persons": (person_key("Рустем Есиркегенов"),)}, [LinkReason.PERSON]),
    "the same outlet": ({"outlets": (outlet_key("Степной вестник"),)}, [LinkReason.OUTLET]),
    "one town within days": ({"place": "уральск", "region": "KZ-27"}, [LinkReason.PLACE_AND_DAYS]),
    "a case against one person": (
        {"persons": (person_key("Рустем Есиркегенов"),), "codes": ("CRM",)},
        [LinkReason.PERSON, LinkReason.CASE],
    ),
    "the encoder finds them alike": ({"vector": (3, 4)}, [LinkReason.WORDS]),
}


@pytest.mark.parametrize("what", ALIKE)
def test_what_both_articles_share_is_a_reason(what: str) -> None:
    shared, reasons = ALIKE[what]
    assert list(reasons_of(make_pair(bare(**shared), bare(**shared)))) == reasons


def test_one_town_after_months_is_a_place_and_no_more() -> None:
    here = {"place": "уральск", "region": "KZ-27"}
    assert reasons_of(make_pair(bare(**here), bare(**here, published=date(2024, 9, 1)))) == (LinkReason.PLACE,)


def test_one_town_within_days_is_no_more_than_a_place_where_the_acts_are_dated_months_apart() -> None:
    here = {"place": "уральск", "region": "KZ-27", "precision": "day"}
    assert reasons_of(make_pair(bare(**here, day=date(2023, 9, 12)), bare(**here, day=date(2024, 3, 10)))) == (LinkReason.PLACE,)
    month = {**here, "precision": "month", "day": date(2023, 9, 1)}
    assert reasons_of(make_pair(bare(**month), bare(**here, day=date(2024, 3, 10)))) == (LinkReason.PLACE,)


def test_two_cases_of_one_kind_that_share_nobody_and_nothing_are_no_one_case() -> None:
    assert reasons_of(make_pair(bare(codes=("CRM",)), bare(codes=("CRM",)))) == ()
