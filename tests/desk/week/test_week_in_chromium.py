"""The ordinary week of a newsroom that watches the press, in the real Chromium, by pages and clicks alone: in Kazakh on a desktop, in Russian on a phone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.desk.week import friday, monday, thursday, tuesday, wednesday, week_on_record
from tests.desk.week.colleague import Colleague, colleague
from tests.desk.week.office import COLLEAGUE, KEPT_OUT, MONDAY, SUMMONED, Office, office

DESKTOP, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with office(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    path = tmp_path / "Экран.png"
    Image.new("RGB", (400, 800), "teal").save(path)
    return path


@pytest.mark.parametrize(("lang", "size"), [("kk", DESKTOP), ("ru", PHONE)], ids=["kk-desktop", "ru-phone"])
def test_a_week_goes_by_pages_and_clicks_and_all_of_it_is_on_record(
    chromium: Browser, week: Office, screenshot: Path, lang: str, size: tuple[int, int]
) -> None:
    aigul, saule, berik, dana = (colleague(chromium, week.address, name, lang, *size) for name in ("Aigul", COLLEAGUE, "Berik", "Dana"))
    summoned, kept_out = week.drafts[SUMMONED], week.drafts[KEPT_OUT]

    _begin(week, 0, aigul)
    call = monday.a_call_is_taken_down(aigul, screenshot)
    monday.it_is_confirmed_from_its_card(aigul, call)

    _begin(week, 1, aigul)
    tuesday.a_draft_is_given_with_a_word(aigul, summoned)
    tuesday.another_is_rejected_by_mistake(aigul, kept_out)
    saule.comes_in()
    tuesday.she_is_told_and_decides(saule, summoned)

    _begin(week, 2, aigul, berik)
    wednesday.a_status_and_a_hearing_are_proposed(aigul)
    berik.page.reload()
    wednesday.the_editor_accepts(berik)
    wednesday.the_calendar_tells_of_it(berik)
    elsewhere = chromium.new_context()
    wednesday.so_does_the_address_for_an_own_calendar(berik, elsewhere.request)
    aigul.page.reload()
    wednesday.she_is_told_of_it(aigul)

    _begin(week, 3, dana)
    thursday.an_outlet_is_mended(dana, week.press)
    thursday.it_answers_again(dana)

    _begin(week, 4, aigul, saule, berik, dana)
    friday.the_journalist_has_one_page_in_two_scripts(aigul)
    friday.a_wrong_comment_is_withdrawn(berik)
    friday.a_wrong_decision_is_undone(berik, kept_out)
    friday.the_week_is_counted(berik, week_on_record.recorded_by_confirmation(week))
    for one in (aigul, saule, berik, dana):
        one.reads_all()

    week_on_record.assert_just_this_is_in_the_ledger(week, call)
    week_on_record.assert_the_cases_stand_as_people_said(week, call, screenshot.name, lang)
    week_on_record.assert_colleagues_said_and_were_told_just_this(week, lang)
    assert [one.wrong for one in (aigul, saule, berik, dana)] == [[], [], [], []]
    for context in (elsewhere, *(one.page.context for one in (aigul, saule, berik, dana))):
        context.close()


def _begin(week: Office, days: int, *people: Colleague) -> None:
    """It is the morning of this day of the week, and these people come in."""
    week.begin(MONDAY + timedelta(days=days))
    for one in people:
        one.comes_in()
