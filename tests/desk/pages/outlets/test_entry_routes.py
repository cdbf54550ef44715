"""An operator corrects an entry: checked, really tried, then saved; and what hostile input comes to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.outlet_trials import Trial
from desk.pages.outlets.entry_form import fingerprint
from flows.selection import select
from records.tables import ArticleRow, LedgerRow, PageRow
from spiders.config.files import load_outlets
from spiders.config.own_file import own_file
from spiders.trial.trial_result import ArticleTried, TrialResult
from tests.desk.pages.outlets.trying_desk import fields_of, trying_desk
from tests.desk.site import Site
from tests.spiders import web_site

Desk = tuple[Site, web_site.Site]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    (tmp_path / "var").mkdir()
    with trying_desk(tmp_path, monkeypatch) as made:
        yield made


def version_of(site: Site) -> str:
    return fingerprint(site.app.state.office.outlets.read(site.settings.data).by_name["kz_moved"])


def tried(site: Site, **given: object) -> None:
    """As if what the form sends had just been tried by this person."""
    office = site.app.state.office

    class Found:
        def start(self, trial: Trial, settings: object) -> None:
            trial.result = TrialResult(True, None, (), 1, (), (ArticleTried("https://x.example/", "Т", "ru", "2026-11-24", "сөз"),))
            office.trials.keep(trial)

    keep = office.trials.start
    office.trials.start = Found().start
    try:
        answer = site.signed_in("operator").submit("/outlets/kz_moved/entry", {**given, "do": "try"})
        assert answer.status_code == 303, answer.text
    finally:
        office.trials.start = keep


def test_a_broken_outlet_is_mended_tried_and_saved_and_the_next_run_takes_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    site, press = desk
    browser = site.signed_in("operator")
    sent = fields_of(press.url, feeds=f"{press.url}/feed.xml", version=version_of(site), do="try")
    answer = browser.submit("/outlets/kz_moved/entry", sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/outlets/kz_moved?edit=1#trial")
    assert browser.submit("/outlets/kz_moved/try").status_code == 409
    trial = site.app.state.office.trials.of("kz_moved")
    assert trial.ended.wait(150)
    page = browser.get("/outlets/kz_moved?edit=1").text
    assert "5 articles could be read." in page
    assert "Хабар 8 &lt;script&gt;" in page or "хабар" in page
    assert "<script>alert" not in page
    assert f"{press.url}/feed.xml" in page
    with site.reading() as session:
        assert session.query(ArticleRow).count() == session.query(PageRow).count() == 0
    assert not own_file(site.settings.data).exists()
    answer = browser.submit("/outlets/kz_moved/entry", {**sent, "do": "save"})
    assert answer.headers["Location"] == "/outlets/kz_moved?told=saved"
    assert "Saved." in browser.get(answer.headers["Location"]).text
    (kept,), faults = load_outlets([own_file(site.settings.data)])
    assert (kept.feeds, faults) == ((f"{press.url}/feed.xml",), [])
    assert "# as it calls itself" in own_file(site.settings.data).read_text(encoding="utf-8")
    with site.reading() as session:
        (row,) = [row for row in session.query(LedgerRow) if row.subject == "outlet kz_moved"]
    assert (row.who, row.action, row.after) == ("Dana", "edit", {"feeds": [f"{press.url}/feed.xml"]})
    assert "Outlet kz_moved" in browser.get("/history").text
    monkeypatch.setenv("QORGAN_DATA", str(site.settings.data))
    assert select([str(site.settings.data.parent / "outlets.yaml")]).outlets[0].feeds == kept.feeds


def test_a_site_without_end_is_asked_for_a_few_pages_only_and_a_page_of_the_desk_waits_for_none(desk: Desk) -> None:
    site, press = desk
    browser = site.signed_in("operator")
    sections = [f"{press.url}/endless/{n}" for n in range(30)]
    sent = fields_of(press.url, feeds="", section_url=sections, version=version_of(site), do="try")
    assert browser.submit("/outlets/kz_moved/entry", sent).status_code == 303
    going = browser.get("/outlets/kz_moved/trial")
    assert 'hx-trigger="every 2s"' in going.text
    trial = site.app.state.office.trials.of("kz_moved")
    assert trial.ended.wait(150)
    assert trial.result is not None
    # Sources, articles, and robots.txt.
    assert len(press.asked) <= 12 + 5 + 2
    assert "every 2s" not in browser.get("/outlets/kz_moved/trial").text


def test_what_was_not_tried_just_so_is_tried_before_it_is_saved(desk: Desk) -> None:
    site, press = desk
    version = version_of(site)
    tried(site, **fields_of(press.url, version=version, feeds=f"{press.url}/feed.xml"))
    site.app.state.office.trials.start = lambda trial, settings: None
    answer = site.signed_in("operator").submit(
        "/outlets/kz_moved/entry", fields_of(press.url, version=version, feeds=f"{press.url}/other.xml", do="save")
    )
    assert answer.headers["Location"].endswith("#trial")
    assert not own_file(site.settings.data).exists()


def test_of_two_who_correct_one_entry_the_second_is_told_and_keeps_what_she_typed(desk: Desk) -> None:
    site, press = desk
    version, browser = version_of(site), site.signed_in("operator")
    first = fields_of(press.url, version=version, feeds=f"{press.url}/feed.xml")
    tried(site, **first)
    assert browser.submit("/outlets/kz_moved/entry", {**first, "do": "save"}).status_code == 303
    second = fields_of(press.url, version=version, title_ru="Совсем другая газета")
    tried(site, **second)
    answer = browser.submit("/outlets/kz_moved/entry", {**second, "do": "save"})
    assert answer.status_code == 409
    assert "somebody else has changed this entry" in answer.text.lower()
    assert "Совсем другая газета" in answer.text
    assert load_outlets([own_file(site.settings.data)])[0][0].feeds == (f"{press.url}/feed.xml",)
    again = re.search(r'name="version" value="([^"]+)"', answer.text)
    assert again is not None
    assert browser.submit("/outlets/kz_moved/entry", {**second, "version": again[1], "do": "save"}).status_code == 303
    assert load_outlets([own_file(site.settings.data)])[0][0].title.model_dump()["ru"] == "Совсем другая газета"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"feeds": "file:///etc/passwd"}, "is not a web address"),
        ({"feeds": "https://me:secret@news.example/rss"}, "a name or a password"),
        ({"feeds": "http://192.168.1.1/rss"}, "lies in a"),
        ({"feeds": "http://169.254.169.254/latest/meta-data"}, "no page lies at"),
        ({"feeds": "http://127.0.0.1:1/rss"}, "in a network of your own"),
        ({"feeds": "http://localhost/rss"}, "in a network of your own"),
        ({"telegram": "http://10.0.0.1/s/channel"}, "in a network of your own"),
        ({"feeds": "\n".join(f"https://n.example/{n}" for n in range(10_000))}, "more than 40"),
        ({"section_url": [f"https://n.example/{n}" for n in range(900)]}, "more than 40"),
        ({"feeds": "&a [*a, *a, *a]"}, "is not a web address"),
        ({"section_url": ["https://n.example/"], "section_links": ["a[[["]}, "must end in ::attr(href)"),
        ({"article_allow": "(" * 400}, "is not a regular expression"),
        ({"delay": "0"}, "at least one second"),
        ({"languages": []}, "is empty"),
        ({"languages": ["qqq"]}, "is not a language"),
        ({"title_kk": "", "title_ru": "", "title_en": ""}, ""),
        ({"home": "<script>alert(1)</script>"}, "is not a web address"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_asked(desk: Desk, given: dict[str, object], words: str) -> None:
    site, press = desk
    answer = site.signed_in("operator").submit("/outlets/kz_moved/entry", fields_of(press.url, version=version_of(site), **given))
    assert answer.status_code == 422, answer.text[:300]
    assert 'class="wrong"' in answer.text
    assert words.lower() in re.sub("&#39;", "'", answer.text).lower()
    assert "<script>alert" not in answer.text
    assert press.asked == []
    assert site.app.state.office.trials.of("kz_moved") is None


def test_only_an_operator_corrects_tries_or_adds_and_only_from_a_form_of_the_desk(desk: Desk) -> None:
    site, press = desk
    for role in ("monitor", "editor"):
        browser = site.signed_in(role)
        for way in ("/outlets/kz_moved/entry", "/outlets/kz_moved/try", "/outlets/kz_moved/stop", "/outlets/add"):
            assert browser.submit(way, fields_of(press.url)).status_code == 403
        assert "Try now" not in browser.get("/outlets/kz_moved").text
        assert 'id="entry"' not in browser.get("/outlets/kz_moved?edit=1").text
    assert site.signed_in("operator").post("/outlets/kz_moved/try", data={"csrf": "x"}).status_code == 403
    assert press.asked == []


def test_an_outlet_is_added_from_its_address_alone(desk: Desk) -> None:
    site, press = desk
    browser = site.signed_in("operator")
    for address, words in (
        ("http://10.1.2.3/", "network"),
        ("javascript:alert(1)", "web address"),
        (f"{press.url}/", "collected already"),
        ("http://127.0.0.1:9/", "network"),
    ):
        answer = browser.submit("/outlets/add", {"address": address})
        assert answer.status_code == 422
        assert words in answer.text
    office = site.app.state.office

    def found(trial: Trial, settings: object) -> None:
        from records.vocabulary import WayKind

        trial.result = TrialResult(
            True, None, ((WayKind.FEED, f"{press.url}/feed.xml", False),), 8, (), (ArticleTried(press.url, "Т", "kk", "", "с"),)
        )
        office.trials.keep(trial)

    office.trials.start = found
    answer = browser.submit("/outlets/add", {"address": f"{press.url}/kk/"})
    assert answer.status_code == 303, answer.text
    way = answer.headers["Location"].partition("#")[0]
    name = way.rpartition("=")[2]
    page = browser.get(way).text
    assert f"{press.url}/feed.xml" in page
    assert re.search(r'value="kk" checked', page)
    sent = {"new": "1", "name": name, "title_ru": "Новая", "home": f"{press.url}/kk/", "languages": ["kk"], "feeds": f"{press.url}/feed.xml"}
    assert browser.submit("/outlets/add/entry", {**sent, "name": "kz_moved"}).status_code == 422
    assert browser.submit("/outlets/add/entry", {**sent, "name": "add"}).status_code == 422
    assert browser.submit("/outlets/add/entry", {**sent, "do": "try"}).status_code == 303
    assert browser.submit("/outlets/add/entry", {**sent, "do": "save"}).headers["Location"] == f"/outlets/{name}?told=saved"
    assert [one.name for one in load_outlets([own_file(site.settings.data)])[0]] == [name]
    assert "Новая" in browser.get(f"/outlets/{name}").text


def test_whoever_comes_back_during_a_trial_finds_it_with_a_button_that_stops_it(desk: Desk) -> None:
    site, press = desk
    browser, office = site.signed_in("operator"), site.app.state.office
    office.trials.start = lambda trial, settings: office.trials._keep(trial)
    way = browser.submit("/outlets/add", {"address": f"{press.url}/kk/"}).headers["Location"].partition("#")[0]
    name = way.rpartition("=")[2]
    for page in (browser.get("/outlets/add").text, browser.get(way).text):
        assert f'action="/outlets/{name}/stop"' in page
    assert f'href="{way}"' in browser.get("/outlets/add").text
    del office.trials.start
    again = browser.submit("/outlets/add", {"address": f"{press.url}/kk/"})
    assert again.status_code == 409
    assert f'href="{way}"' in again.text
    assert f'action="/outlets/{name}/stop"' in again.text
    assert browser.submit(f"/outlets/{name}/stop").headers["Location"] == f"{way}#trial"
    assert office.trials.of(name).stopped


def test_an_outlet_that_was_just_saved_is_in_the_list_and_found_by_its_name(desk: Desk) -> None:
    site, press = desk
    browser = site.signed_in("operator")
    sent = fields_of(press.url, title_ru="Степной вестник", feeds=f"{press.url}/feed.xml", version=version_of(site))
    tried(site, **sent)
    assert browser.submit("/outlets/kz_moved/entry", {**sent, "do": "save"}).status_code == 303
    page = browser.get("/outlets").text
    assert 'href="/outlets/kz_moved"' in page
    assert "waits for its first visit" in page
    assert "<b>0</b> on the panel" in page
    assert 'value="kz_moved"' not in page, "nobody asks again for a visit that was never"
    for words in ("степной", "kz_moved"):
        assert 'href="/outlets/kz_moved"' in browser.get(f"/search?q={words}").text, words
