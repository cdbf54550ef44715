"""An operator mends an outlet in a real browser, in Kazakh at a desk and in Russian on a phone: sees the error, changes the feed, tries, saves, and the next run takes it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from flows.selection import select
from records.outlets import runs
from records.vocabulary import Cause, Fate
from tests.conftest import NOW
from tests.desk.pages.outlets.trying_desk import trying_desk
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import PASSWORD, Site
from tests.spiders import web_site

Served = tuple[Site, web_site.Site, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("mending")
    (folder / "var").mkdir()
    with pytest.MonkeyPatch.context() as patched, trying_desk(folder, patched, origin="") as (site, press):
        with site.writing() as session:
            runs.begin_run(session, "r1", "run", NOW)
            for name in ("kz_moved", "kz_strayed"):
                runs.begin_outlet(session, "r1", name, None, NOW)
                runs.settle(session, "r1", name, f"{press.url}/old.xml", name, Fate.GONE, at=NOW - timedelta(hours=1), source=True)
                runs.finish_outlet(session, "r1", name, found=0, finished=True, now=NOW, served=False, cause=Cause.GONE)
        with on_a_port(site.app) as address:
            yield site, press, address


@pytest.mark.parametrize(
    ("lang", "outlet", "size", "words"),
    [
        ("kk", "kz_moved", (1440, 1000), ("Соңғы сәтсіздіктер", "Жазбаны түзету", "5 мақала оқылды.", "Сақталды.")),
        ("ru", "kz_strayed", (390, 844), ("Что не удалось в последнее время", "Исправить запись", "Удалось прочитать 5 статей.", "Сохранено.")),
    ],
)
def test_a_broken_outlet_is_mended_and_the_next_run_takes_the_entry(
    served: Served, chromium: Browser, monkeypatch: pytest.MonkeyPatch, lang: str, outlet: str, size: tuple[int, int], words: tuple[str, ...]
) -> None:
    site, press, address = served
    failed, correct, read, saved = words
    with chromium.new_context(base_url=address, viewport={"width": size[0], "height": size[1]}) as context:
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=username]", "Dana")
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/queue*")
        page.goto(f"/lang/{lang}?next=/outlets/{outlet}")
        failures = page.locator("section", has_text=failed).first
        expect(failures).to_contain_text("/old.xml")
        page.get_by_role("link", name=correct).click()
        page.locator("#f-feeds").fill("file:///etc/passwd")
        page.locator("#entry button[value=try]").click()
        expect(page.locator("#w-feeds")).to_be_visible()
        page.locator("#f-feeds").fill(f"{press.url}/feed.xml")
        page.locator("#entry button[value=try]").click()
        expect(page.locator("#trial")).to_contain_text(read, timeout=150_000)
        expect(page.locator("#f-feeds")).to_have_value(f"{press.url}/feed.xml")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.locator("#trial button[value=save]").click()
        page.wait_for_url(re.compile("told=saved"))
        expect(page.locator("#said")).to_contain_text(saved)
    monkeypatch.setenv("QORGAN_DATA", str(site.settings.data))
    (taken,) = [one for one in select([str(site.settings.data.parent / "outlets.yaml")]).outlets if one.name == outlet]
    assert taken.feeds == (f"{press.url}/feed.xml",)


def test_an_outlet_that_is_added_and_corrected_is_saved_from_the_page_of_its_trial(served: Served, chromium: Browser) -> None:
    site, press, address = served
    with chromium.new_context(base_url=address, viewport={"width": 1440, "height": 1000}) as context:
        sign_in(context, "operator")
        page = context.new_page()
        page.goto("/lang/ru?next=/outlets/add")
        page.locator("[name=address]").fill(f"{press.url}/kk/")
        page.locator("[name=address]").press("Enter")
        page.locator("#f-title_ru").wait_for(timeout=150_000)
        page.locator("#f-title_ru").fill("Степной вестник")
        page.locator("#f-feeds").fill(f"{press.url}/feed.xml")
        page.locator("#entry button[value=try]").click()
        # What is being tried can be corrected meanwhile, and is still there when the trial has ended.
        expect(page.locator("#f-title_ru")).to_have_value("Степной вестник")
        saved = page.locator("#trial button[value=save]")
        saved.wait_for(timeout=150_000)
        expect(page.locator("#f-title_ru")).to_have_value("Степной вестник")
        saved.click()
        page.wait_for_url(re.compile("told=saved"))
    assert "Степной вестник" in {one.title.ru for one in site.app.state.office.outlets.read(site.settings.data).by_name.values()}
