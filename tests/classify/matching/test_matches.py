"""The lexica and what is found with them: patterns, press mentions, frames, denials, Kazakh stems and alphabets."""

import pytest

from tests.classify.read_text import read


def acts(lang: str, text: str) -> dict[str, float]:
    """Codes of the acts found, each with what denial left of it."""
    return {cue.code: cue.damp for cue in read(lang, text)[0].cues}


def living_press(lang: str, text: str) -> list[str]:
    marks, _ = read(lang, text)
    return [marks.words.original(mention.start, mention.end) for mention in marks.press if mention.strength >= 0.25]


@pytest.mark.parametrize(
    ("lang", "text", "left"),
    [
        ("ru", "Об этом начальник полиции сообщил журналистам.", []),
        ("ru", "Об этом передаёт корреспондент агентства.", []),
        ("ru", "В полиции избили журналиста.", ["журналиста"]),
        ("kk", "Бұл туралы әкім журналистерге айтты.", []),
        ("kk", "Әкім журналистерді залға кіргізбеді.", ["журналистерді"]),
        ("en", "The mayor told reporters that the road was closed.", []),
        ("en", "Guards pushed two reporters out of the hall.", ["reporters"]),
        ("ru", "Сотовый оператор поднял цены, туроператор тоже.", []),
    ],
)
def test_the_press_as_messenger_is_no_victim(lang: str, text: str, left: list[str]) -> None:
    assert living_press(lang, text) == left


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("ru", "Журналиста не задержали.", "DET"),
        ("kk", "Журналист ұсталмады.", "DET"),
        ("kk", "Журналист қамалмаған.", "ARR"),
        ("en", "The reporter was never detained.", "DET"),
        ("ru", "Если журналиста арестуют, нужен адвокат.", "ARR"),
    ],
)
def test_a_denied_or_imagined_act_hardly_counts(lang: str, text: str, code: str) -> None:
    assert acts(lang, text).get(code, 0.0) < 0.5


def test_a_person_named_by_role_is_known_again_by_surname() -> None:
    marks, _ = read("ru", "Корреспондент газеты «Степной край» Динара Омарова вела съёмку. Через час Омарову увезли.")
    assert [mention.sentence for mention in marks.press if mention.name == "Динара Омарова"] == [0, 1]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Сторож ударил оператора, который снимал свалку."),
        ("ru", "Во время съёмки корреспондента толкнули."),
        ("kk", "Базарды түсіріп жүрген тілшіні күзетші итеріп жықты."),
        ("en", "Guards knocked down a cameraman who was filming the mine."),
    ],
)
def test_whoever_is_beaten_while_filming_is_hindered_too(lang: str, text: str) -> None:
    marks, _ = read(lang, text)
    assert {"OBS"} <= {cue.code for cue in marks.cues}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Редактор говорит о давлении со стороны акимата."),
        ("kk", "Тілшіге департамент тарапынан қысым жасалды."),
        ("en", "The editor speaks of pressure from the akimat."),
    ],
)
def test_pressure_is_both_a_threat_and_interference(lang: str, text: str) -> None:
    marks, _ = read(lang, text)
    assert {"THR", "INT"} <= {cue.code for cue in marks.cues}


def test_an_outlet_named_in_latin_letters_behind_its_kind_is_one_without_quotation_marks() -> None:
    marks, _ = read("ru", "Издание Tobyl Times взломали, а в сети Facebook шутят.")
    assert [mention.name for mention in marks.press if mention.name] == ["Tobyl Times"]


def test_the_outlet_of_whoever_only_passes_the_news_on_does_no_more_than_he() -> None:
    assert living_press("kk", "Бұл туралы Liter сайтының редакторы хабарлады.") == []
