"""The four things for which nobody trusted the record, each at the desk in the real Chromium: a journalist's own conviction is no justice done, an edit that was
saved is what is recorded, nothing is recorded that the card does not tell, and a wrong status can be taken back. They share one desk and one browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from records import incidents, review
from records.tables import DraftRow, IncidentRow, StatusRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
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
Go = Callable[..., Page]


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


@pytest.fixture(scope="module")
def go(chromium: Browser, desk: Site) -> Iterator[Go]:
    """Opens an address for a person of a role, who stays signed in."""
    with on_a_port(desk.app) as address:
        pages: dict[str, Page] = {}

        def opened(way: str, role: str = "monitor") -> Page:
            if role not in pages:
                context = chromium.new_context(base_url=address, locale="en")
                sign_in(context, role)
                pages[role] = context.new_page()
            pages[role].goto(way)
            return pages[role]

        yield opened
        for page in pages.values():
            page.context.close()


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
    expect(told.locator(".known")).to_contain_text("What became of the journalist")
    page.keyboard.press("c")
    expect(told).to_be_hidden()
    found = recorded(desk, draft)
    assert found is not None
    assert StatusCode.CVF not in [code for code, _ in statuses(desk, found.number)], "no perpetrator was convicted"
    page = go(f"/incidents/{found.number}")
    expect(page.locator("#main")).not_to_contain_text("somebody answered")
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


@pytest.mark.parametrize(
    ("word", "asks"),
    [("Убийство", "killing"), ("Похищение", "abduction"), ("Пытки", "torture"), ("Недатированный", "no date"), ("Безымянный", "no victim is named")],
)
def test_third_blocker_c_asks_once_more_for_the_gravest_and_for_what_lacks_date_or_victim(go: Go, desk: Site, word: str, asks: str) -> None:
    draft = draft_of(desk, word)
    page = go("/queue")
    told = card(page, draft)
    page.keyboard.press("c")
    expect(told.locator(".again")).to_contain_text(asks, ignore_case=True)
    assert recorded(desk, draft) is None, "one key is not enough"
    page.keyboard.press("c")
    expect(told).to_be_hidden()
    assert recorded(desk, draft) is not None


def test_third_blocker_c_records_nothing_that_the_card_did_not_tell(go: Go, desk: Site) -> None:
    draft = draft_of(desk, "Обычный")
    page = go("/queue")
    told = card(page, draft)
    for said in ("Асель Тестова", "Nov", "1 article", "new incident"):
        expect(told).to_contain_text(said)
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
    expect(page.locator("#timeline")).to_contain_text("somebody held accountable", ignore_case=True)
    page.locator("#timeline li", has_text="№ 7").get_by_role("link", name="Correct or withdraw").click()
    page.locator("[name=reason]").first.fill("another case")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#timeline .gone")).to_contain_text("another case")
    assert (StatusCode.CVF.value, True) in statuses(desk, number)
    expect(page.locator("#timeline > .timeline")).not_to_contain_text("№ 7")
