"""Monday: a call is taken down with a screenshot, and confirmed from its card."""

import re
from pathlib import Path

from playwright.sync_api import expect

from records.i18n import tr_to
from records.vocabulary import CATEGORIES, HAND_WAY_LABELS, Category, HandWay
from tests.desk.week.colleague import Colleague
from tests.desk.week.office import CYRILLIC

TITLES = {"kk": "Гүлнар Әбдіқадырға телефонмен қоқан-лоққы жасалды", "ru": "Гульнар Абдикадыр угрожали по телефону"}
TOLD = {"kk": "Бейтаныс адам қоңырау шалып, өртеймін деді", "ru": "Неизвестный позвонил и обещал сжечь дом"}
PLACES = {"kk": "Тараз", "ru": "Тараз"}
FROM = "+7 701 000 00 00"


def a_call_is_taken_down(aigul: Colleague, screenshot: Path) -> int:
    """The draft that it became."""
    page, lang = aigul.page, aigul.lang
    aigul.goes("New case")
    aigul.sees(aigul.words("What no page tells: a call, a letter, a message, a document."))
    page.locator("#f-way").select_option(label=tr_to(lang, HAND_WAY_LABELS[HandWay.CALL]))
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
