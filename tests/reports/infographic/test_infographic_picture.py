"""The infographic as a picture: all its figures stand on it, in the reader's language, and nothing lies beyond its edges."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from sqlalchemy import Engine

from records.database import read_session
from records.i18n import LANGUAGES, speaking
from reports.charts.chart_words import number
from reports.infographic import Infographic, InfographicRequest, make_infographic
from reports.infographic.infographic_picture import big_figures
from reports.publications.reference import publisher
from tests.golden.publications.record import TODAY, UNTIL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.usefixtures("catalogues")

SVG = "{http://www.w3.org/2000/svg}"
TITLES = {"kk": "Журналистер құқықтарының бұзылуы:", "ru": "Нарушения прав журналистов:", "en": "Violations of the rights of journalists:"}


def made(engine: Engine, lang: str, since: date = date(2021, 1, 1), until: date = UNTIL) -> Infographic:
    with read_session(engine) as session:
        return make_infographic(session, InfographicRequest(until, since, lang), TODAY)


def texts(found: Infographic) -> list[str]:
    return ["".join(map(str, one.itertext())) for one in etree.fromstring(found.content).iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_stands_on_it_in_the_language_of_the_reader(press: Engine, lang: str) -> None:
    found = made(press, lang)
    written = texts(found)
    with speaking(lang):
        assert TITLES[lang] in written
        assert publisher() in written
        for big in big_figures(found.figures):
            assert big.value in written
        for count in (*found.figures.by_category.values(), *found.figures.months.values()):
            assert number(count) in written
        assert any(line.startswith(f"{number(len(found.figures.track.recorded))} · ") for line in written)
    told = etree.fromstring(found.content).find(f"{SVG}desc")
    assert told is not None
    assert f"{found.figures.total}" in (told.text or "")


def test_languages_share_their_figures_and_not_their_words(press: Engine) -> None:
    numbers = {lang: {one for one in texts(made(press, lang)) if one.isdigit()} for lang in LANGUAGES}
    assert numbers["kk"] == numbers["ru"] == numbers["en"]
    english = {text for text in texts(made(press, "en")) if len(text) > 12}
    assert not english & set(texts(made(press, "kk")))


def test_a_period_without_incidents_says_that_this_does_not_say_that_nothing_happened(press: Engine) -> None:
    empty = made(press, "ru", date(2010, 1, 1), date(2010, 1, 31))
    assert "не значит, что ничего не произошло" in " ".join(texts(empty))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_lies_beyond_its_edges_or_over_other_words(press: Engine, chromium: "Browser", lang: str) -> None:
    page = chromium.new_page()
    page.set_content(f"<body style='margin:0'>{made(press, lang).content.decode()}")
    places = page.evaluate("[...document.querySelectorAll('text')].map(one => { const at = one.getBoundingClientRect(); return [at.left, at.top, at.right, at.bottom, one.textContent] })")  # fmt: skip
    wide, high = page.evaluate("(at => [at.width, at.height])(document.querySelector('svg').getBoundingClientRect())")
    page.close()
    assert high >= wide * 1.41
    assert [words for left, top, right, bottom, words in places if left < 0 or top < 0 or right > wide or bottom > high] == []
    for nth, (left, top, right, bottom, words) in enumerate(places):
        for other in places[nth + 1 :]:
            apart = right <= other[0] + 1 or other[2] <= left + 1 or bottom <= other[1] + 5 or other[3] <= top + 5
            assert apart, (words, other[4])
