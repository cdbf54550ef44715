"""The inbox in the real browser, in Kazakh and Russian, on a telephone and a desktop: a message is read, becomes a case, and another one is set aside."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from records.messages import find_message
from records.vocabulary import IntakeChannel, MessageFate, OmittedPartReason, SenderVerification
from tests.desk.pages.in_chromium import Open, opening
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site
from tests.records.intake.received import receive

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LONG = "Редакциямызға бейтаныс адамдар келіп, «мақаланы алып тастаңдар» деп қоқан-лоққы жасады. " * 6


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    receive(site.engine, 1, files=("Қоңыраудан кейін.pdf",), text=f"{LONG}\n\nhttps://716.kz/news/1\nhttps://dala.example/{'long-way/' * 20}")
    receive(site.engine, 2, sender="editor@newsroom.example", sender_name="Главный редактор", standing=SenderVerification.FORGED, subject="Срочно", lang="ru",
            text="Откройте вложение <b>немедленно</b>")  # fmt: skip
    receive(site.engine, 3, door=IntakeChannel.TELEGRAM, sender="4711", sender_name="Ерлан @erlan", standing=SenderVerification.ACCOUNT, subject="", lang="ru",
            text="Смотрите, что происходит у здания суда", forwarded_from="716 https://t.me/kz_716/12", left_out=(("видео.mp4", OmittedPartReason.NOT_GIVEN),))  # fmt: skip
    receive(site.engine, 4, fate=MessageFate.TOO_LARGE)
    receive(site.engine, 5, fate=MessageFate.OVER_LIMIT)
    with site.writing() as session:
        row = find_message(session, 1)
        row.label, row.score = "incident", 0.87
    with on_a_port(site.app) as found:
        yield found


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens the inbox in a language."""
    with opening(chromium, address) as open_page:
        yield lambda lang, **device: open_page(f"/lang/{lang}?next=/inbox", **device)


def test_a_message_becomes_a_case_in_kazakh_on_a_telephone(opened: Open) -> None:
    page = opened("kk", **PHONE)
    expect(page.locator(".inbox > li")).to_have_count(3)
    page.get_by_role("link", name="Хабар", exact=True).click()
    expect(page.locator(".inbox-from")).to_contain_text("жіберуші тексерілмеген")
    page.get_by_role("link", name="Осыдан жаңа оқиға").click()
    expect(page.locator("[name=told]")).to_have_value(re.compile("Редакциямызға"))
    expect(page.locator("[name=from_whom]")).to_have_value("Сәуле <saule@mail.example>")
    expect(page.locator(".given-files").first).to_contain_text("Қоңыраудан кейін.pdf")
    page.locator("[name=primary]").select_option("THR")
    page.locator("button[value=draft]").click()
    page.wait_for_url(re.compile(r"/drafts/\d+$"))
    expect(page.locator("#files")).to_contain_text("Қоңыраудан кейін.pdf")
    page.goto("/inbox")
    expect(page.locator(".inbox > li")).to_have_count(2)


def test_a_forged_message_is_set_aside_in_russian_on_a_desktop_and_put_back(opened: Open) -> None:
    page = opened("ru")
    page.goto("/inbox/3")
    expect(page.locator(".inbox-make")).to_contain_text("https://t.me/kz_716/12")
    page.goto("/inbox/2")
    expect(page.locator(".inbox-from")).to_contain_text("вероятно, подделка")
    expect(page.locator(".inbox-said")).to_have_text("Откройте вложение <b>немедленно</b>")
    page.locator("[name=because]").fill("подделка")
    page.get_by_role("button", name="Отложить в сторону", exact=True).click()
    expect(page.locator(".notice").first).to_contain_text("подделка")
    page.get_by_role("button", name="Вернуть").click()
    expect(page.locator("[name=because]")).to_be_visible()
