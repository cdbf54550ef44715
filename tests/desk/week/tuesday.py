"""Tuesday: a draft is given to a colleague who is named in a comment; she is told, looks, and decides. Another one is rejected by mistake."""

import re

from playwright.sync_api import expect

from records.i18n import tr_to
from records.vocabulary import REJECT_REASON_LABELS, RejectReason
from tests.desk.week.colleague import Colleague
from tests.desk.week.office import COLLEAGUE

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
