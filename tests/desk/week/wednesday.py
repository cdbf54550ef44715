"""Wednesday: a monitor, who may not change an incident, proposes a status and the next hearing; the editor accepts both, and the calendar tells of it, also outside the desk."""

from datetime import date

from icalendar import Calendar
from playwright.sync_api import APIRequestContext, expect

from records.i18n import tr_to
from records.tokens import SCOPE_LABELS, TokenScope
from records.vocabulary import STATUS_LABELS, StatusCode
from tests.desk.site import PASSWORD
from tests.desk.week.colleague import Colleague
from tests.desk.week.office import CASE, CASE_TITLE, NEXT_TUESDAY

HEARING = {"kk": "сот отырысы", "ru": "судебное заседание"}
COURT = {"kk": "№ 2 аудандық сот", "ru": "районный суд № 2"}
YESTERDAY = {"kk": "кеше", "ru": "вчера"}
SOURCE = {"kk": "адвокат айтты", "ru": "сообщил адвокат"}


def a_status_and_a_hearing_are_proposed(aigul: Colleague) -> None:
    page, lang = aigul.page, aigul.lang
    aigul.goes("Incidents", within=".nav")
    page.get_by_role("link", name=CASE_TITLE).click()
    page.wait_for_url(f"**/incidents/{CASE}")
    page.locator("#status-form > summary").click()
    aigul.sees(aigul.words("Propose a status"), "#status-form > summary")
    page.locator("#f-code").select_option(label=tr_to(lang, STATUS_LABELS[StatusCode.JCT]))
    page.locator("#f-day").fill(YESTERDAY[lang])
    expect(page.locator("#d-day")).to_contain_text("2026")
    page.locator("#f-source").fill(SOURCE[lang])
    aigul.presses("Propose", page.locator("#status-form"))
    aigul.sees(tr_to(lang, STATUS_LABELS[StatusCode.JCT]), "#proposals")
    aigul.goes("Propose a correction")
    page.locator("#f-next_dates").fill(f"{NEXT_TUESDAY:%d.%m.%Y} – {HEARING[lang]} – {COURT[lang]}")
    expect(page.locator("#d-next_dates")).to_contain_text("2026")
    aigul.presses("Propose", page.locator("#edit"))
    aigul.sees(HEARING[lang], "#proposals")


def the_editor_accepts(berik: Colleague) -> None:
    page, lang = berik.page, berik.lang
    berik.is_told(2, "a correction is proposed")
    berik.goes("Proposals", within="#main")
    berik.sees(SOURCE[lang])
    for left in (1, 0):
        berik.presses("Accept", page.locator(".proposals").first)
        expect(page.get_by_role("button", name=berik.words("Accept"))).to_have_count(left)
    berik.sees(berik.words("No proposal waits"))
    berik.reads_all()


def the_calendar_tells_of_it(berik: Colleague) -> None:
    berik.goes("Incidents", within=".nav")
    berik.goes("Calendar", within="#main")
    day = berik.page.locator(".calendar-days > li", has=berik.page.locator(f"time[datetime='{NEXT_TUESDAY.isoformat()}']"))
    for said in (HEARING[berik.lang], COURT[berik.lang], CASE, CASE_TITLE, berik.words("hearing or deadline")):
        expect(day).to_contain_text(said, ignore_case=True)


def so_does_the_address_for_an_own_calendar(berik: Colleague, elsewhere: APIRequestContext) -> None:
    page, lang = berik.page, berik.lang
    berik.goes("See it in your own calendar", within="#main")
    made = page.locator("#tokens")
    made.locator("[name=scope]").select_option(label=tr_to(lang, SCOPE_LABELS[TokenScope.CALENDAR]))
    made.locator("[name=confirmation]").fill(PASSWORD)
    berik.presses("Make a token", made)
    address = made.locator("code.secret").inner_text().strip()
    answer = elsewhere.get(address)
    assert answer.ok, answer.status
    (event,) = [one for one in Calendar.from_ical(answer.body()).walk("VEVENT") if one.decoded("dtstart") == NEXT_TUESDAY]
    assert isinstance(event.decoded("dtstart"), date)
    assert HEARING[lang] in str(event["summary"]).casefold()
    assert CASE in str(event["summary"])
    assert str(event["location"]) == COURT[lang]


def she_is_told_of_it(aigul: Colleague) -> None:
    aigul.is_told(2, "your proposal was accepted")
    aigul.reads_all()
