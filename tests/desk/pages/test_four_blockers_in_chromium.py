"""The four things for which nobody trusted the record, each at the desk in the real Chromium: a journalist's own conviction is no justice done, an edit that was
saved is what is recorded, nothing is recorded that the card does not tell, and a wrong status can be taken back. They share one desk and one browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from records import incidents, review
from records.tables import DraftRow, IncidentRow, StatusRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.desk.pages.in_chromium import Open as Go
from tests.desk.pages.in_chromium import opening
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site, add_draft, open_site

VICTIM = {"persons": [{"name": "Асель Тестова", "role": "victim"}]}
# What the machine reads in each article, by the first word of its title.
READ: dict[str, dict[str, Any]] = {
    "Осужденный": {**VICTIM, "categories": [{"code": "CRM", "score": 0.9}], "outcome": "convicted", "outcome_of": "journalist"},
    "Исправленный": VICTIM,
    "Убийство": {**VICTIM, "categories": [{"code": "KIL", "score": 0.9}]},
    "Похищение": {**VICTIM, "categories": [{"code": "DIS", "score": 0.9}]},
    "Пытки": {**VICTIM, "categories": [{"code": "TOR", "score": 0.9}]},
    "Недатированный": {**VICTIM, "incident_date": None},
    "Безымянный": {},
    "Обычный": VICTIM,
    "Статусный": VICTIM,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk with a draft for each of these articles."""
    folder: Path = tmp_path_factory.mktemp("blockers")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")
    with made.writing() as session:
        made.drafts = [
            add_draft(session, f"b{nth}", title=f"{word} случай", text="т", screened=read) for nth, (word, read) in enumerate(READ.items())
        ]
    yield made
    made.engine.dispose()


@pytest.fixture
def go(chromium: Browser, desk: Site) -> Iterator[Go]:
    with on_a_port(desk.app) as address, opening(chromium, address) as open_page:
        yield open_page


def draft_of(desk: Site, word: str) -> int:
    return desk.drafts[list(READ).index(word)]


def card(page: Page, draft: int) -> Any:
    """The card, chosen for keys."""
    found = page.locator(f"#d{draft}")
    found.focus()
    return found


def recorded(desk: Site, draft: int) -> IncidentRow | None:
    with desk.reading() as session:
        number = session.get_one(DraftRow, draft).incident
        return session.get(IncidentRow, number) if number else None


def statuses(desk: Site, number: str) -> list[tuple[str, bool]]:
    with desk.reading() as session:
        return [(row.code, row.withdrawn) for row in session.scalars(select(StatusRow).where(StatusRow.number == number).order_by(StatusRow.id))]


def test_first_blocker_a_journalists_own_conviction_is_not_recorded_as_somebody_who_answered(go: Go, desk: Site) -> None:
    draft = draft_of(desk, "Осужденный")
    page = go("/queue")
    told = card(page, draft)
    page.keyboard.press("c")
    expect(told).to_be_hidden()
    found = recorded(desk, draft)
    assert found is not None
    assert StatusCode.CVF not in [code for code, _ in statuses(desk, found.number)], "no perpetrator was convicted"
    page = go(f"/incidents/{found.number}")
    expect(page.locator("#timeline h3", has_text="What became of the journalist")).to_be_visible()


def test_second_blocker_what_was_corrected_and_saved_is_what_the_card_shows_and_c_records(go: Go, desk: Site) -> None:
    draft = draft_of(desk, "Исправленный")
    page = go(f"/drafts/{draft}")
    page.locator("#v-name-0").fill("Мадина Өзгеріс")
    page.locator("#f-place").fill("Теміртау")
    expect(page.locator("[data-autosave-said]")).to_have_text(re.compile("^saved"), timeout=15000)
    page = go("/queue")
    told = card(page, draft)
    expect(told.locator(".known")).to_contain_text(re.compile(r"Мадина Өзгеріс\s+corrected"))
    expect(told.locator(".known")).to_contain_text("Temirtau")  # As the reader's language calls it.
    page.keyboard.press("c")
    expect(told).to_be_hidden()
    found = recorded(desk, draft)
    assert found is not None
    assert ([one["name"] for one in found.victims], found.place) == (["Мадина Өзгеріс"], "Теміртау")


def test_third_blocker_nothing_is_recorded_that_the_card_did_not_tell_and_c_asks_once_more_for_the_gravest(go: Go, desk: Site) -> None:
    page = go("/queue")
    for word in ("Убийство", "Похищение", "Пытки", "Недатированный", "Безымянный"):
        draft = draft_of(desk, word)
        told = card(page, draft)
        page.keyboard.press("c")
        expect(told.locator(".again")).to_be_visible()
        assert recorded(desk, draft) is None, "one key is not enough"
        page.keyboard.press("c")
        expect(told).to_be_hidden()
        assert recorded(desk, draft) is not None
    draft = draft_of(desk, "Обычный")
    told = card(page, draft)
    expect(told).to_contain_text("Асель Тестова")
    with desk.writing() as session:
        row = session.get_one(DraftRow, draft)
        row.proposal = {**row.proposal, "place": "Байқоңыр", "persons": [{"name": "Другой Человек", "role": "victim"}]}
    page.keyboard.press("c")
    expect(told).to_contain_text("Другой Человек")
    assert recorded(desk, draft) is None, "the card was another one"
    page.keyboard.press("c")
    expect(told).to_be_hidden()
    found = recorded(desk, draft)
    assert found is not None
    assert [one["name"] for one in found.victims] == ["Другой Человек"]


def test_fourth_blocker_a_wrong_status_is_taken_back_with_a_reason(go: Go, desk: Site) -> None:
    draft = draft_of(desk, "Статусный")
    with desk.writing() as session:
        number = review.confirm(session, draft, who="Aigul", now=NOW).incident
        assert number
        incidents.add_status(session, number, StatusCode.CVF, NOW.date(), source="№ 7", who="Berik", now=NOW)
    page = go(f"/incidents/{number}", "editor")
    page.locator("#timeline li", has_text="№ 7").get_by_role("link", name="Correct or withdraw").click()
    page.locator("[name=reason]").first.fill("another case")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#timeline .gone")).to_contain_text("another case")
    assert (StatusCode.CVF.value, True) in statuses(desk, number)
    expect(page.locator("#timeline > .timeline")).not_to_contain_text("№ 7")
