"""What happens on each day of the week: a call on Monday, work for a colleague on Tuesday, a hearing on Wednesday, a broken outlet on Thursday, mistakes that are
taken back on Friday."""

import re
from datetime import date
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import APIRequestContext, expect

from records.i18n import tr_to
from records.tokens import SCOPE_LABELS, TokenScope
from records.vocabulary import CATEGORIES, REJECT_REASON_LABELS, STATUS_LABELS, TIP_CHANNEL_LABELS, Category, RejectReason, StatusCode, TipChannel
from tests.desk.site import PASSWORD
from tests.desk.week.colleague import Colleague
from tests.desk.week.office import (
    CASE,
    CASE_TITLE,
    COLLEAGUE,
    CYRILLIC,
    KEPT_OUT,
    LATIN,
    MONDAY,
    NEW_FEED,
    NEXT_TUESDAY,
    OLD_FEED,
    OUTLET,
    OUTLET_TITLES,
    THREAT_TITLE,
)

TITLES = {"kk": "Гүлнар Әбдіқадырға телефонмен қоқан-лоққы жасалды", "ru": "Гульнар Абдикадыр угрожали по телефону"}
TOLD = {"kk": "Бейтаныс адам қоңырау шалып, өртеймін деді", "ru": "Неизвестный позвонил и обещал сжечь дом"}
PLACES = {"kk": "Тараз", "ru": "Тараз"}
FROM = "+7 701 000 00 00"


def a_call_is_taken_down(aigul: Colleague, screenshot: Path) -> int:
    """The draft that it became."""
    page, lang = aigul.page, aigul.lang
    aigul.goes("New case")
    aigul.sees(aigul.words("What no page tells: a call, a letter, a message, a document."))
    page.locator("#f-way").select_option(label=tr_to(lang, TIP_CHANNEL_LABELS[TipChannel.CALL]))
    page.locator("#f-came_on").fill("30.11.2026")
    expect(page.locator("#d-came_on")).to_contain_text("2026")
    page.locator("#f-told").fill(TOLD[lang])
    page.locator("#f-from_whom").fill(FROM)
    page.locator("#add-file").set_input_files(screenshot)
    expect(page.locator(".given-files img")).to_be_visible()
    page.locator("#f-primary").select_option(Category.THR)
    page.locator("#f-incident_date").fill("30.11.2026")
    page.locator("#f-place").press_sequentially(PLACES[lang])
    aigul.takes_offered(PLACES[lang])
    page.locator("[name=victim_name]").first.press_sequentially("Гулнар")
    aigul.takes_offered(CYRILLIC)
    expect(page.locator("[name=victim_outlet]").first).to_have_value("Дала жаршысы")
    if not page.locator(f"#f-titles_{lang}").is_visible():
        page.locator("details.texts > summary").click()
    page.locator(f"#f-titles_{lang}").fill(TITLES[lang])
    aigul.fits()
    aigul.presses("Put it into the queue")
    page.wait_for_url(re.compile(r"/drafts/\d+$"))
    aigul.sees(TOLD[lang])
    aigul.sees(screenshot.name, "#files")
    return int(page.url.rpartition("/")[2])


def it_is_confirmed_from_its_card(aigul: Colleague, draft: int) -> None:
    page = aigul.page
    aigul.goes("Queue", within=".nav")
    card = page.locator(f"#d{draft}")
    for said in (TITLES[aigul.lang], aigul.words("by hand"), aigul.words(CATEGORIES[Category.THR].label), CYRILLIC, PLACES[aigul.lang]):
        aigul.sees(said, f"#d{draft}")
    aigul.presses("Confirm", card)
    expect(card).to_be_hidden()
    expect(page.locator("#undo")).to_be_visible()
    aigul.fits()


SAID = {"kk": "Сотқа барасыз ба?", "ru": "Пойдёте в суд?"}


def a_draft_is_given_with_a_word(aigul: Colleague, draft: int) -> None:
    page = aigul.page
    card = page.locator(f"#d{draft}")
    card.locator("[data-act=give]").click()
    page.locator("#ask-give").get_by_role("button", name=COLLEAGUE).click()
    aigul.sees(aigul.words("given to: {name}", name=COLLEAGUE), f"#d{draft} .whose")
    card.locator("h2 a").click()
    page.wait_for_url(f"**/drafts/{draft}*")
    field = page.locator("#f-comment")
    field.click()
    page.keyboard.type(f"@{COLLEAGUE[:2]}")
    aigul.takes_offered(COLLEAGUE)
    page.keyboard.type(SAID[aigul.lang])
    aigul.presses("Send", page.locator("#together"))
    aigul.sees(SAID[aigul.lang], ".comment-text")
    expect(page.locator(".comment .named")).to_have_text(f"@{COLLEAGUE}")


def another_is_rejected_by_mistake(aigul: Colleague, draft: int) -> None:
    page = aigul.page
    aigul.goes("Queue", within=".nav")
    card = page.locator(f"#d{draft}")
    aigul.presses("Reject…", card)
    page.locator("#ask-reject").get_by_role(
        "button", name=re.compile(tr_to(aigul.lang, REJECT_REASON_LABELS[RejectReason.OPINION]), re.IGNORECASE)
    ).click()
    expect(card).to_be_hidden()
    aigul.fits()


def she_is_told_and_decides(saule: Colleague, draft: int) -> None:
    page = saule.page
    saule.is_told(2, "given to you", "you are mentioned")
    saule.sees(SAID[saule.lang], ".notices")
    mention = page.locator(".notices > li", has_text=re.compile(re.escape(saule.words("you are mentioned")), re.IGNORECASE))
    mention.locator("button").click()
    page.wait_for_url(f"**/drafts/{draft}*")
    saule.sees(SAID[saule.lang], ".comment-text")
    saule.sees(saule.words("given to you"), "#given")
    saule.presses("Confirm", page.locator("#decision"))
    # Nothing else waits, and so the queue tells of it.
    saule.sees("KZ-2026-", "#undo")
    saule.fits()
    saule.reads_all()


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


# A trial really asks, in a process of its own (milliseconds).
_PATIENCE = 150_000


def an_outlet_is_mended(dana: Colleague, press: str) -> None:
    page = dana.page
    dana.goes("Outlets", within=".nav")
    page.get_by_role("link", name=OUTLET_TITLES[dana.lang]).first.click()
    page.wait_for_url(f"**/outlets/{OUTLET}*")
    dana.sees(dana.words("What failed lately"))
    expect(page.locator(".outlet-faults").first).to_contain_text(OLD_FEED)
    dana.goes("Correct the entry")
    page.locator("#f-feeds").fill(f"{press}{NEW_FEED}")
    dana.presses("Check and try", page.locator("#entry"))
    _five_articles_are_read(dana)
    dana.presses("Save the entry", page.locator("#trial"))
    page.wait_for_url(re.compile("told=saved"))
    dana.sees(dana.words("Saved. The next run takes the entry as it stands now."), "#said")


def it_answers_again(dana: Colleague) -> None:
    dana.presses("Try now")
    dana.page.wait_for_url("**#trial")
    _five_articles_are_read(dana)
    expect(dana.page.locator("#trial")).to_contain_text(NEW_FEED)


def _five_articles_are_read(dana: Colleague) -> None:
    said = dana.counted("{n} article could be read.", "{n} articles could be read.", 5)
    expect(dana.page.locator("#trial")).to_contain_text(said, timeout=_PATIENCE)
    dana.fits()


WRONG = {"kk": "Бұл басқа Гүлнар", "ru": "Это другая Гульнар"}


def the_journalist_has_one_page_in_two_scripts(aigul: Colleague) -> None:
    page = aigul.page
    aigul.goes("Incidents", within=".nav")
    aigul.goes("Journalists and others named", within="#main")
    page.locator("#f-q").fill("Abdikadyr")
    aigul.presses("Show")
    aigul.sees(aigul.counted("{n} person", "{n} persons", 1), ".found")
    page.get_by_role("link", name=CYRILLIC).click()
    page.wait_for_url("**/persons/*")
    expect(page.locator(".case-head")).to_have_text([TITLES[aigul.lang], CASE_TITLE, THREAT_TITLE])
    aigul.sees(f"{CYRILLIC}; {LATIN}", ".person-facts")
    aigul.fits()


def a_wrong_comment_is_withdrawn(berik: Colleague) -> None:
    page = berik.page
    berik.goes("Incidents", within=".nav")
    page.get_by_role("link", name=TITLES[berik.lang]).click()
    page.wait_for_url("**/incidents/KZ-2026-*")
    page.locator("#f-comment").fill(WRONG[berik.lang])
    berik.presses("Send", page.locator("#together"))
    berik.sees(WRONG[berik.lang], ".comment-text")
    page.locator(".comment-change > summary").click()
    berik.presses("Withdraw", page.locator(".comment-change"))
    berik.sees(berik.words("withdrawn by its author"), ".comment")
    expect(page.locator("#together")).not_to_contain_text(WRONG[berik.lang])


def a_wrong_decision_is_undone(berik: Colleague, draft: int) -> None:
    page = berik.page
    berik.goes("History", within=".nav")
    act = page.locator(".act", has=page.locator(f".act-subject[href='/drafts/{draft}']")).first
    berik.presses("Undo", act)
    expect(page.locator(".act-head").first).to_contain_text(berik.words("undone"), ignore_case=True)
    berik.goes("Queue", within=".nav")
    berik.sees(KEPT_OUT, f"#d{draft}")


def the_week_is_counted(berik: Colleague, number: int) -> None:
    page = berik.page
    berik.goes("Incidents", within=".nav")
    if page.locator(".find-button").is_visible():
        page.locator(".find-button").click()
    page.locator(".more-filters > summary").click()
    page.locator("#f-recorded_since").fill(f"{MONDAY:%d.%m.%Y}")
    expect(page.locator("#d-recorded_since")).to_contain_text("2026")
    berik.presses("Show", page.locator("form.filters"))
    page.wait_for_url(re.compile("recorded_since="))
    expect(page.locator(".found b")).to_have_text(berik.counted("{n} incident", "{n} incidents", number))
    expect(page.locator(".incidents tbody tr")).to_have_count(number)
    berik.fits()
