"""Names that are withheld: a victim is told by her profession, a text that names her is left out whole, and nobody else's name is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Incident, Source, Status, Victim
from records.legal_case import Appointment
from records.persons.decisions import edit_person, mark_separate_persons, merge_persons
from records.persons.repository import KnownPerson
from records.vocabulary import Category, StatusCode
from reports.withheld.names import RedactedText, WithheldNames, withheld_names
from reports.withheld.public_incidents import find, load, load_by_language
from tests.linear.growth import Measure
from tests.records.persons.persons_case import BY, admit_victims, found

HERS = KnownPerson(7, {"kk": "Айдана Қарлығашева"}, ("Айдана Қарлығашева", "Айдана Карлыгашева", "qara_qus7"), publish=False, merged=(9,))
NAMES = WithheldNames([HERS])
MARK = "(left out: a name is withheld)"


def test_a_text_that_names_her_is_left_out_whole() -> None:
    texts = [
        "Суд отказал Айдане Карлыгашевой в жалобе", "Қарлығашеваның үйі тінтілді", "Karlygasheva's editor", "https://orda.kz/news/karlygasheva-arrest",
        "https://orda.kz/%D0%9A%D0%B0%D1%80%D0%BB%D1%8B%D0%B3%D0%B0%D1%88%D0%B5%D0%B2%D0%B0", "#СвободуКарлыгашевой", "Карлыга́шева", "Карлы\u00adгашева",
        "КАРЛЫГАШЕВА", "мәлімдеді А. Қарлығашева", "пишет QARA_QUS7 в канале",
    ]  # fmt: skip
    assert [text for text in texts if NAMES.text(text) != MARK or NAMES.address(text) != ""] == []
    # An address is an outlet's, and is no reason to refuse a report.
    assert [text for text in texts if isinstance(NAMES.text(text), RedactedText) is text.startswith("https://")] == []


def test_another_text_stays_as_it_is() -> None:
    texts = ["", "Суд отказал журналистке", "Марат Оспанов сөйледі", "https://orda.kz/karlygash-sulu", "ATT"]
    assert [(NAMES.text(text), NAMES.address(text)) for text in texts] == [(text, text) for text in texts]
    assert not any(isinstance(NAMES.text(text), RedactedText) for text in texts)


SHORT = WithheldNames([KnownPerson(1, {"ru": "Айгуль Жусупова"}, ("Айгуль Жусупова",)), KnownPerson(2, spellings=("Ирина Ким", "Сәуле Әбдіразақ"))])


def test_a_surname_is_enough_in_a_text_and_words_that_only_resemble_it_stay() -> None:
    texts = [
        "Задержаны журналисты Марат Ахметов, Жусупова и оператор", "Суд оправдал Жусупову. Марат Ахметов сообщил об этом", "Лукпан Ахмедьяров, Жусупова задержаны",
        "Адвокат Жусуповой Бауыржан Азанов", "адвокат Жусуповой Айман Умарова", "Дело Жусуповой, Орал", "Ержан Серiков и Жусупова", "Мать Жусуповой Гульнара",
        "Жусупова, Айман Умарова и другие", "Марат Жүсіповаға көмектесті", "пишите на aigulzhusupova@mail.kz", "канал @azhusupova", "azhusupova",
        "https://a.kz/news/sudzhusupovoi", "#свободужусуповой", "Жу-супова", "Жу-\nсупову", "Ж у с у п о в а", "Айман Умарова, Әбдіразақ", "Ким задержана",
        "Марат Ахметов, Ким", "КИМ",
    ]  # fmt: skip
    assert [text for text in texts if SHORT.text(text) == text or SHORT.address(text) != ""] == []
    texts = ["бұл кім", "Кім келді", "Жусуп Ахметов", "корреспондент-стрингер Марат Ахметов", "Кимчи", "Р Е Ш Е Н И Е", "a@mail.kz"]
    assert [SHORT.text(text) for text in texts] == texts


def test_a_victim_of_the_same_surname_is_another_by_the_given_name_and_reported_by_the_profession_without() -> None:
    assert SHORT.victim(Victim("Айман Жусупова", person=5)).name == "Айман Жусупова"
    for name in ("Жусупова", "А. Жусупова", "Марат Ахметов, Жусупова", "Марат Ахметов и Жусупова", "Айгуль Ким-Жусупова"):
        assert not SHORT.victim(Victim(name, person=5)).publish, name
    short = SHORT.victim(Victim("Ким", "редактор", person=5))
    assert (short.publish, "Ким" in short.name) == (False, False)
    assert SHORT.row({"name": "Ким", "profession": "", "person": 5})["name"] is None
    assert SHORT.row({"name": "Ким", "role": "victim"})["name"] == MARK
    assert SHORT.row({"spellings": ["Ким"], "names": {"ru": "Ким"}, "publish_reason": ""})["spellings"] == []


def test_the_time_of_a_search_grows_with_the_text_alone(growth: Measure) -> None:
    def reading(unit: str, size: int) -> Callable[[], object]:
        text = unit * (size // len(unit))
        return lambda: SHORT.names_somebody(text)

    found = {unit: growth(partial(reading, unit), (20_000, 80_000, 320_000)) for unit in ("а-", "а ", "слово", "- ", "Ким ", "@zhu.")}
    assert {unit: str(grown) for unit, grown in found.items() if not grown.linear} == {}


def test_with_nobody_withheld_everything_passes_as_the_same_object() -> None:
    nobody, row, incident = WithheldNames([]), {"name": "Айдана"}, case()
    assert nobody.row(row) is row
    assert nobody.incident(incident) is incident
    assert not nobody
    assert NAMES


def case(**told: Any) -> Incident:
    plain: dict[str, Any] = {"number": "KZ-2026-0001", "primary": Category.ATT, "categories": (Category.ATT,), "recorded": date(2026, 11, 1)}
    return Incident(**{**plain, **told})


def test_an_incident_leaves_without_her_name_in_any_field() -> None:
    named = "Карлыгашева избита"
    told = case(
        title=named,
        summary={"ru": named, "kk": "Тілші соққыға жығылды"},
        victims=(
            Victim("Айдана Карлыгашева", "журналистка", "Орда", 7, publish=False, names={"ru": "Айдана Карлыгашева"}),
            Victim("Марат Оспанов", person=8),
        ),
        outlets=("Орда",),
        facts={"next_dates": (Appointment(date(2026, 12, 1), "жалоба Карлыгашевой", "суд"),)},
        statuses=(
            Status(date(2026, 11, 2), StatusCode.PTI, "адвокат", named),
            Status(date(2026, 11, 3), StatusCode.DRP, "https://a.kz/karlygasheva"),
        ),
        articles=(Source("a", "https://a.kz/karlygasheva", "kz_a", "ru", named), Source("b", "https://b.kz/1", "kz_b", "ru", "Избит журналист")),
    )
    shown = NAMES.incident(told)
    assert (shown.title, shown.summary) == (MARK, {"ru": MARK, "kk": "Тілші соққыға жығылды"})
    assert shown.victims == (Victim("journalist", "journalist", "Орда", 7, publish=False), Victim("Марат Оспанов", person=8))
    assert shown.facts["next_dates"] == (Appointment(date(2026, 12, 1), MARK, "суд"),)
    assert [(one.source, one.note) for one in shown.statuses] == [("адвокат", MARK), (MARK, "")]
    assert [(one.url, one.title) for one in shown.articles] == [("", MARK), ("https://b.kz/1", "Избит журналист")]
    assert shown.articles[1] is told.articles[1], "what names nobody stays the same object"
    assert replace(shown, title="", summary={}, victims=(), facts={}, statuses=(), articles=()) == replace(
        told, title="", summary={}, victims=(), facts={}, statuses=(), articles=()
    )


def test_a_row_leaves_without_her_name_at_any_depth() -> None:
    row = {
        "before": {
            "victims": [{"name": "Айдана Карлыгашева", "profession": "блогер", "outlet": "Орда", "person": 9}, {"name": "Марат Оспанов", "person": 8}]
        },
        "persons": [{"name": "Карлыгашеву", "role": "victim"}, {"name": "Айгүл Қарлығашева", "role": "other"}],
        "articles": [{"url": "https://a.kz/karlygasheva", "title": "Избит журналист", "score": 0.5}],
        "note": "Карлыгашева просила",
        "withdrawn": False,
        "day": None,
    }
    assert NAMES.row(row) == {
        "before": {
            "victims": [
                {"name": None, "profession": "blogger", "outlet": "Орда", "person": None, "publish": False},
                {"name": "Марат Оспанов", "person": 8},
            ]
        },
        "persons": [{"name": MARK, "role": "victim"}, {"name": "Айгүл Қарлығашева", "role": "other"}],
        "articles": [{"url": "", "title": "Избит журналист", "score": 0.5}],
        "note": MARK,
        "withdrawn": False,
        "day": None,
    }


def test_what_the_ledger_keeps_of_her_record_leaves_without_names_and_without_the_reason() -> None:
    kept = {
        "names": {"ru": "Айдана Карлыгашева"}, "spellings": ["Айдана", "Карлыгашева А."], "profession": "тілші", "publish": True,
        "publish_reason": "угрозы",
    }  # fmt: skip
    assert NAMES.row({"after": kept})["after"] == {**kept, "names": {}, "spellings": [], "publish_reason": ""}
    other = {"names": {"ru": "Айгүл Қарлығашева"}, "spellings": ["Айгүл Қарлығашева"], "publish_reason": "", "apart": [3, 7], "merged_into_person": 9}
    assert NAMES.row({"after": other})["after"] == {**other, "apart": [3], "merged_into_person": None}, (
        "nor does her number stand in another's record"
    )


def test_the_profession_is_that_of_the_incident_else_that_of_her_record() -> None:
    names = WithheldNames([KnownPerson(1, spellings=("Динара Омарова",), profession="редактор", publish=False)])
    assert [names.victim(Victim("Динара Омарова", said, person=1)).name for said in ("", "блогер")] == ["editor", "blogger"]
    assert names.row([{"name": "Динара Омарова", "profession": "", "person": 1}])[0]["profession"] == "editor"


def test_a_namesake_is_reported_by_the_profession_until_somebody_says_that_they_are_two(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = admit_victims(
            session,
            (Victim("Айгүл Сапарова", outlet="Орда"),),
            (Victim("Айгүл Сапарова", "редактор", "Власть"),),
            (Victim("Айгуль Сапарова", outlet="Время"),),
        )
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    with read_session(engine) as session:
        names = withheld_names(session)
        told = [names.incident(found(session, number)).victims[0] for number in (one, two, three)]
        assert [(victim.name, victim.publish, victim.person) for victim in told] == [
            ("journalist", False, 1),
            ("editor", False, 2),
            ("journalist", False, 3),
        ]
    for first, second in ((2, 1), (1, 3)):
        with write_transaction(engine) as session:
            mark_separate_persons(session, first, second, **BY)
    with read_session(engine) as session:
        names = withheld_names(session)
        shown = [names.incident(found(session, number)).victims[0].name for number in (one, two, three)]
        assert shown == ["journalist", "Айгүл Сапарова", "Айгуль Сапарова"]
        plain = [{"name": "Айгүл Сапарова", "profession": "", "outlet": "", "person": id} for id in (1, 2)]
        assert [victim["name"] for victim in names.row(plain)] == [None, "Айгүл Сапарова"]


def test_one_withheld_record_withholds_every_spelling_of_the_person(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, (Victim("Айгүл Сапарова"),), (Victim("Айгуль Бекова"),))
        edit_person(session, 2, {"publish": "no", "publish_reason": "threats"}, **BY)
        merge_persons(session, 2, 1, **BY)
    with read_session(engine) as session:
        assert withheld_names(session).names_somebody("Сапаровой")
        assert withheld_names(session).names_somebody("Бековой")
    with write_transaction(engine) as session:
        edit_person(session, 1, {"publish": "yes"}, **BY)
    with read_session(engine) as session:
        assert not withheld_names(session)


def test_they_are_those_of_the_record_and_only_a_withheld_name_is_another(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Айгүл Сапарова", "блогер"),), (Victim("Марат Оспанов"),))
        assert list(load(session)) == list(incidents.load(session))
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    with read_session(engine) as session:
        assert [victim.name for incident in load(session) for victim in incident.victims] == ["blogger", "Марат Оспанов"]
        assert [incident.number for incident in load(session, IncidentFilter(number=two), batch=1, articles=False)] == [two]
        shown = find(session, one)
        assert shown is not None
        assert shown.victims[0].name == "blogger"
        assert find(session, "KZ-2026-0099") is None


def test_each_language_has_its_own_word_in_the_place_of_a_name(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Айгүл Сапарова", "блогер"),), (Victim("Марат Оспанов"),))
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    with read_session(engine) as session:
        shown = {told["ru"].number: told for told in load_by_language(session, ("ru", "en"))}
        assert {lang: incident.victims[0].name for lang, incident in shown[one].items()} == {"ru": "блогер", "en": "blogger"}
        assert shown[two]["ru"] is shown[two]["en"]
