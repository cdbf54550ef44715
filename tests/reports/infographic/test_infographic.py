"""The infographic: its figures are those of the reports, all of them stand on it in the reader's language, and the ledger knows its bytes."""

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree
from sqlalchemy import Engine

from records.database import read_session
from records.i18n import LANGUAGES, use_language
from records.vocabulary import FunnelStage
from reports.charts.chart_words import number
from reports.infographic import Infographic, InfographicFigures, InfographicRequest, big_figures, make_infographic
from reports.kinds import ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRequest
from reports.publications.report_period import publisher
from tests.golden.publications.record import TODAY, UNTIL

if TYPE_CHECKING:
    from playwright.sync_api import Browser
from sqlalchemy import select

from records.database import write_transaction
from records.tables import LedgerRow
from reports.infographic import InfographicForm, note_infographic
from tests.golden.publications.record import NOW

pytestmark = pytest.mark.usefixtures("catalogues")
DAYS = [(date(2021, 1, 1), UNTIL), (date(2021, 10, 1), date(2021, 10, 31)), (date(2010, 1, 1), date(2010, 12, 31))]


def figures(engine: Engine, since: date, until: date) -> InfographicFigures:
    with read_session(engine) as session:
        return make_infographic(session, InfographicRequest(until, since), TODAY).figures


@pytest.mark.parametrize(("since", "until"), DAYS)
def test_figures_are_those_of_the_monthly_and_the_impunity_report(
    press: Engine, of_press: Callable[[ReportRequest], PublishedReport], since: date, until: date
) -> None:
    def report(kind: ReportKind) -> Any:
        return json.loads(of_press(ReportRequest(kind, until, since, form=ReportFormat.JSON)).content)

    found, told = figures(press, since, until), report(ReportKind.MONTHLY)
    assert (found.total, found.total_before) == (told["total"]["value"], told["total_before"]["value"])
    assert (found.persons, found.persons_before) == (told["persons"]["affected"]["value"], told["persons_before"]["affected"]["value"])
    assert found.without_reaction == told["without_reaction"]["value"]
    assert (found.unpunished, found.crimes) == tuple(told["rate"]["unanswered"][name]["value"] for name in ("part", "whole"))
    assert {f"{year}-{month:02d}": count for (year, month), count in found.months.items()} == {
        month: figure["value"] for month, figure in told["year"]["months"].items()
    }
    lines = [line for block in told["blocks"] for line in block["lines"] if line["now"]["value"]]
    assert {category.value: count for category, count in found.by_category.items()} == {line["category"]: line["now"]["value"] for line in lines}
    assert sum(found.by_category.values()) == found.total
    told = report(ReportKind.IMPUNITY)
    assert {stage.value: len(found.track.at(stage)) for stage in FunnelStage} == {stage: one["value"] for stage, one in told["stages"].items()}
    assert found.unpunished == told["unanswered"]["part"]["value"]


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
    with use_language(lang):
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


@pytest.mark.parametrize("form", InfographicForm)
def test_the_same_record_gives_the_same_bytes_of_the_format_asked_for(press: Engine, form: InfographicForm) -> None:
    wanted = InfographicRequest(UNTIL, None, "kk", form)
    with read_session(press) as session:
        first, second = (make_infographic(session, wanted, TODAY).content for _ in range(2))
    assert first == second
    assert first.startswith(b"<svg " if form is InfographicForm.SVG else b"\x89PNG\r\n")
    if form is InfographicForm.PNG:
        assert int.from_bytes(first[16:20]) == 1600


def test_the_ledger_says_what_was_made_of_which_state(own_press: Engine) -> None:
    with read_session(own_press) as session:
        made = make_infographic(session, InfographicRequest(UNTIL, lang="kk"), TODAY)
    with write_transaction(own_press) as session:
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        head = f"{last.id}:{last.hash}"
        note_infographic(session, made, who="Aigul", now=NOW)
    with read_session(own_press) as session:
        row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (row.who, row.action, row.subject) == ("Aigul", "report", "report infographic 2021-11-01 2021-11-02")
    assert row.after == {
        "kind": "infographic", "since": "2021-11-01", "until": "2021-11-02", "as_of": "2021-11-02", "lang": "kk", "format": "svg",
        "sha256": made.sha256, "incidents": made.figures.total, "head": head,
    }  # fmt: skip
