"""Entries of outlets: read, checked, tried, and saved with their row in the ledger."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desk import outlet_trials
from desk.outlet_trials import OutletEntries, OutletTrials, Trial
from desk.pages.outlets import entries as entries_module
from desk.pages.outlets.entries import save
from desk.pages.outlets.entry_form import entry_from, entry_values, fingerprint, language_choices
from flows.run_request import outlet_selection as select_outlets
from records.errors import AlreadyDecided, BadDecision, OutletFileError
from records.settings import Settings
from records.tables import ArticleRow, LedgerRow, PageRow
from records.vocabulary import Fate
from spiders.config.edit import save_entry
from spiders.config.files import load_outlets, own_file
from spiders.config.schema import Outlet
from spiders.probe.probe_result import ProbedArticle, ProbedSource, ProbeResult
from spiders.sources.kinds import KINDS
from tests.conftest import NOW
from tests.desk.incident_records import TODAY
from tests.desk.pages.outlets.trying_desk import fields_of, trying_desk
from tests.desk.site import Site
from tests.spiders import web_site
from tests.spiders.config.test_files import FULL, LEAST


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shipped = tmp_path / "shipped.yaml"
    shipped.write_text(LEAST.format(name="kz_one") + LEAST.format(name="kz_two"), encoding="utf-8")
    monkeypatch.setenv("OUTLET_FILES", str(shipped))
    return tmp_path


def test_an_entry_of_the_desk_stands_in_for_the_one_of_the_same_name(files: Path) -> None:
    entries = OutletEntries()
    assert entries.read(files).by_name.keys() == {"kz_one", "kz_two"}
    own_file(files).write_text(LEAST.format(name="kz_one").replace("Образец", "Своё") + LEAST.format(name="kz_new"), encoding="utf-8")
    read = entries.read(files)
    assert read.by_name.keys() == {"kz_one", "kz_two", "kz_new"}
    assert read.by_name["kz_one"].title.model_dump()["ru"] == "Своё"
    assert read.shipped["kz_one"].title.model_dump()["ru"] == "Образец"
    assert read.of_desk == {"kz_one", "kz_new"}
    assert read.faults == ()


def test_files_are_read_again_only_when_they_were_changed(files: Path) -> None:
    entries = OutletEntries()
    first = entries.read(files)
    assert entries.read(files) is first
    file = files / "shipped.yaml"
    file.write_text(LEAST.format(name="kz_other"), encoding="utf-8")
    os.utime(file, (1, 1))
    assert entries.read(files).by_name.keys() == {"kz_other"}


def test_a_fault_in_the_file_of_the_desk_is_told_and_leaves_the_entry_that_comes_with_qorgan(files: Path) -> None:
    own_file(files).write_text(LEAST.format(name="kz_one").replace("country: KZ", "country: QQ"), encoding="utf-8")
    read = OutletEntries().read(files)
    assert read.by_name["kz_one"].country == "KZ"
    assert [fault.field for fault in read.faults] == ["country"]


def outlet(name: str = "kz_x") -> Outlet:
    return Outlet.model_validate({"name": name, "title": {"ru": "x"}, "home": "https://x.example/", "country": "KZ", "languages": ["ru"]})


def trial(name: str = "kz_x") -> Trial:
    return Trial(outlet(name), "Dana", NOW, "v")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]


def saying(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """In place of the trying process one that runs this."""
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **given: real([sys.executable, "-c", program], **given))


@pytest.mark.usefixtures("processes")
def test_one_outlet_is_tried_once_at_a_time_and_few_at_once(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    saying(monkeypatch, "import time; time.sleep(600)")
    trials, first, second = OutletTrials(), trial(), trial("kz_y")
    trials.start(first, settings)
    with pytest.raises(AlreadyDecided):
        trials.start(trial(), settings)
    trials.start(second, settings)
    with pytest.raises(BadDecision):
        trials.start(trial("kz_z"), settings)
    trials.stop("kz_x")
    assert first.ended.wait(60)
    assert (first.stopped, first.result) == (True, None)
    trials.stop_all()
    assert second.ended.wait(60)
    trials.start(trial("kz_z"), settings)
    trials.stop_all()


@pytest.mark.usefixtures("processes")
def test_a_process_without_end_is_ended_and_one_that_prints_nonsense_is_not_believed(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(outlet_trials, "GRACE", 0.0)
    said = ('{"asked": "https://x.example/1"}', "xxxxx", '{"result": 1}')
    saying(monkeypatch, f"import time\nfor one in {said}: print(one, flush=True)\ntime.sleep(600)")
    found = trial()
    OutletTrials(limit=3.0).start(found, settings)
    assert found.ended.wait(60)
    assert (found.asked, found.result) == (["https://x.example/1"], None)


@pytest.mark.usefixtures("processes")
def test_the_process_is_given_what_it_needs_of_the_settings_and_no_secret_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("QORGAN_SECRET", "of the desk")
    told: dict[str, str] = {}
    real = subprocess.Popen

    def listen(command: list[str], **given: Any) -> Any:
        told.update(given["env"], entry=Path(given["env"]["OUTLET_FILES"]).read_text(encoding="utf-8"))
        return real([sys.executable, "-c", "pass"], **given)

    monkeypatch.setattr(subprocess, "Popen", listen)
    closed = outlet().model_copy(update={"dead": date(2026, 11, 1)})
    found = Trial(closed, "Dana", NOW, "v")
    settings = Settings(data=tmp_path, contact="desk@example.org", download_delay=7, _env_file=None)  # type: ignore[call-arg]
    OutletTrials().start(found, settings)
    assert found.ended.wait(60)
    assert (told["QORGAN_CONTACT"], told["QORGAN_DOWNLOAD_DELAY"]) == ("desk@example.org", "7.0")
    assert "QORGAN_SECRET" not in told
    assert told["QORGAN_DATA"] != str(tmp_path)
    assert "dead" not in told["entry"]
    assert list(scratch.iterdir()) == []


def full(folder: Path) -> Outlet:
    file = folder / "full.yaml"
    file.write_text(FULL, encoding="utf-8")
    return load_outlets([file])[0][0]


def test_a_form_that_is_sent_as_it_stands_changes_nothing_nor_what_it_does_not_ask_for(tmp_path: Path) -> None:
    outlet = full(tmp_path)
    made, wrong = entry_from(entry_values(outlet), outlet, {outlet.name: outlet}, TODAY)
    assert (made, wrong) == (outlet, {})
    assert fingerprint(made) == fingerprint(outlet) != ""
    assert fingerprint(None) == ""
    made, _ = entry_from({**entry_values(outlet), "title_ru": "Другое", "dead": ""}, outlet, {outlet.name: outlet}, TODAY)
    assert made is not None
    assert (made.evidence, made.title.model_dump()["ru"], made.dead) == (outlet.evidence, "Другое", None)
    assert dict(language_choices(["uk"]))["uk"] not in ("", "uk")


def test_a_private_network_is_asked_only_where_a_file_names_the_very_host(tmp_path: Path) -> None:
    outlet = full(tmp_path)
    _, wrong = entry_from(entry_values(outlet), outlet, {}, TODAY)
    assert wrong.keys() == {"sections"}
    _, wrong = entry_from({**entry_values(outlet), "feeds": "http://127.0.0.1:9999/rss"}, outlet, {outlet.name: outlet}, TODAY)
    assert wrong.keys() == {"feeds"}
    inside = Outlet.model_validate(
        {"name": "kz_in", "title": {"ru": "x"}, "home": "http://10.0.0.5/", "country": "KZ", "languages": ["ru"], "private": True}
    )
    assert entry_from(entry_values(inside), inside, {"kz_in": inside}, TODAY)[0] == inside
    _, wrong = entry_from({**entry_values(inside), "feeds": "http://10.0.0.6/rss"}, inside, {"kz_in": inside}, TODAY)
    assert wrong.keys() == {"feeds"}
    # A public name could lead inside too, and the entry lets its hosts.
    assert entry_from({**entry_values(inside), "feeds": "http://inside.example/rss"}, inside, {"kz_in": inside}, TODAY)[1].keys() == {"feeds"}


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
            article = ProbedArticle("https://x.example/", Fate.STORED, 1, True, "Т", "ru", "2026-11-24", "сөз")
            trial.result = ProbeResult(trial.outlet.name, True, None, articles=(article,))
            office.trials.keep(trial)

    keep = office.trials.start
    office.trials.start = Found().start
    try:
        answer = site.signed_in("operator").submit("/outlets/kz_moved/entry", {**given, "do": "try"})
        assert answer.status_code == 303, answer.text
    finally:
        office.trials.start = keep


@pytest.mark.usefixtures("processes")
def test_a_broken_outlet_is_mended_tried_and_saved_and_the_next_run_takes_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    site, press = desk
    browser, own = site.signed_in("operator"), own_file(site.settings.data)
    sent = fields_of(press.url, feeds=f"{press.url}/feed.xml", version=version_of(site), do="try")
    answer = browser.submit("/outlets/kz_moved/entry", sent)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/outlets/kz_moved?edit=1#trial")
    assert browser.submit("/outlets/kz_moved/try").status_code == 409
    assert site.app.state.office.trials.of("kz_moved").ended.wait(150)
    page = browser.get("/outlets/kz_moved?edit=1").text
    assert page.count("Хабар ") or page.count("хабар")
    assert "<script>alert" not in page
    assert f"{press.url}/feed.xml" in page
    with site.reading() as session:
        assert session.query(ArticleRow).count() == session.query(PageRow).count() == 0
    assert not own.exists()
    answer = browser.submit("/outlets/kz_moved/entry", {**sent, "do": "save"})
    assert answer.headers["Location"] == "/outlets/kz_moved?told=saved"
    assert 'id="said"' in browser.get(answer.headers["Location"]).text
    (kept,), faults = load_outlets([own])
    assert (KINDS["feed"].entries(kept), faults) == ((f"{press.url}/feed.xml",), [])
    assert "# as it calls itself" in own.read_text(encoding="utf-8")
    with site.reading() as session:
        (row,) = [row for row in session.query(LedgerRow) if row.subject == "outlet kz_moved"]
    assert (row.who, row.action, row.after) == ("Dana", "edit", {"feeds": [f"{press.url}/feed.xml"]})
    assert 'href="/outlets/kz_moved"' in browser.get("/history").text
    monkeypatch.setenv("QORGAN_DATA", str(site.settings.data))
    assert KINDS["feed"].entries(select_outlets([str(site.settings.data.parent / "outlets.yaml")]).outlets[0]) == KINDS["feed"].entries(kept)


@pytest.mark.usefixtures("processes")
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

    assert "Совсем другая газета" in answer.text
    assert KINDS["feed"].entries(load_outlets([own_file(site.settings.data)])[0][0]) == (f"{press.url}/feed.xml",)
    again = re.search(r'name="version" value="([^"]+)"', answer.text)
    assert again is not None
    assert browser.submit("/outlets/kz_moved/entry", {**second, "version": again[1], "do": "save"}).status_code == 303
    assert load_outlets([own_file(site.settings.data)])[0][0].title.model_dump()["ru"] == "Совсем другая газета"


# What the form sends, and the field beside which it is said to be wrong.
WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"feeds": "file:///etc/passwd"}, "feeds"), ({"feeds": "https://me:secret@news.example/rss"}, "feeds"), ({"feeds": "http://192.168.1.1/rss"}, "feeds"),
    ({"feeds": "http://169.254.169.254/latest/meta-data"}, "feeds"), ({"feeds": "http://127.0.0.1:1/rss"}, "feeds"),
    ({"feeds": "http://localhost/rss"}, "feeds"), ({"telegram": "http://10.0.0.1/s/channel"}, "telegram"),
    ({"feeds": "\n".join(f"https://n.example/{n}" for n in range(10_000))}, "feeds"),
    ({"section_url": [f"https://n.example/{n}" for n in range(900)]}, "sections"), ({"feeds": "&a [*a, *a, *a]"}, "feeds"),
    ({"section_url": ["https://n.example/"], "section_links": ["a[[["]}, "sections"), ({"article_allow": "(" * 400}, "article_allow"),
    ({"delay": "0"}, "delay"), ({"languages": []}, "languages"), ({"languages": ["qqq"]}, "languages"),
    ({"title_kk": "", "title_ru": "", "title_en": ""}, "title_kk title_ru title_en"), ({"home": "<script>alert(1)</script>"}, "home"),
)  # fmt: skip


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_asked(desk: Desk) -> None:
    site, press = desk
    browser, version, found = site.signed_in("operator"), version_of(site), []
    for given, field in WRONG:
        answer = browser.submit("/outlets/kz_moved/entry", fields_of(press.url, version=version, **given))
        assert "<script>alert" not in answer.text
        found.append((answer.status_code, re.findall(r'class="wrong" id="w-([a-z_]+)"', answer.text), field))
    assert [one for one in found if one[:2] != (422, one[2].split())] == []
    assert press.asked == []
    assert site.app.state.office.trials.of("kz_moved") is None


def test_only_an_operator_corrects_tries_or_adds_and_only_from_a_form_of_the_desk(desk: Desk) -> None:
    site, press = desk
    for role in ("monitor", "editor"):
        browser = site.signed_in(role)
        for way in ("/outlets/kz_moved/entry", "/outlets/kz_moved/try", "/outlets/kz_moved/stop", "/outlets/add"):
            assert browser.submit(way, fields_of(press.url)).status_code == 403
        assert 'action="/outlets/kz_moved/try"' not in browser.get("/outlets/kz_moved").text
        assert 'id="entry"' not in browser.get("/outlets/kz_moved?edit=1").text
    assert site.signed_in("operator").post("/outlets/kz_moved/try", data={"csrf": "x"}).status_code == 403
    assert press.asked == []


def test_an_outlet_is_added_from_its_address_alone(desk: Desk) -> None:
    site, press = desk
    browser = site.signed_in("operator")
    for address in ("http://10.1.2.3/", "javascript:alert(1)", f"{press.url}/", "http://127.0.0.1:9/"):
        assert browser.submit("/outlets/add", {"address": address}).status_code == 422, address
    office = site.app.state.office

    def found(trial: Trial, settings: object) -> None:
        way, article = ProbedSource("feed", f"{press.url}/feed.xml", False, Fate.LISTING, 8), ProbedArticle(press.url, Fate.STORED, 1, lang="kk")
        trial.result = ProbeResult(trial.outlet.name, True, None, (way,), articles=(article,))
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
    assert [words for words in (f'href="{way}"', f'action="/outlets/{name}/stop"') if words not in again.text] == []
    assert browser.submit(f"/outlets/{name}/stop").headers["Location"] == f"{way}#trial"
    assert office.trials.of(name).stopped


def test_an_outlet_that_was_just_saved_is_in_the_list_and_found_by_its_name(desk: Desk) -> None:
    site, press = desk
    browser = site.signed_in("operator")
    sent = fields_of(press.url, title_ru="Степной вестник", feeds=f"{press.url}/feed.xml", version=version_of(site))
    tried(site, **sent)
    assert browser.submit("/outlets/kz_moved/entry", {**sent, "do": "save"}).status_code == 303
    page = browser.get("/outlets").text
    assert [words for words in ('href="/outlets/kz_moved"', "<b>0</b>") if words not in page] == []
    assert 'value="kz_moved"' not in page, "nobody asks again for a visit that was never"
    for words in ("степной", "kz_moved"):
        assert 'href="/outlets/kz_moved"' in browser.get(f"/search?q={words}").text, words


OUTLET = Outlet.model_validate({"name": "kz_new", "title": {"ru": "Новая"}, "home": "https://new.example/", "country": "KZ", "languages": ["ru"]})


def acts(site: Site) -> int:
    with site.reading() as session:
        return len(session.scalars(select(LedgerRow.id).where(LedgerRow.subject == "outlet kz_new")).all())


def test_saving_the_same_again_writes_nothing_and_an_older_version_is_refused(site: Site) -> None:
    entries = OutletEntries()
    assert save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert not save(entries, site.settings, site.engine, OUTLET, fingerprint(OUTLET), who="Dana", now=NOW)
    with pytest.raises(AlreadyDecided):
        save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert acts(site) == 1


def test_without_the_file_there_is_no_row_and_without_the_row_no_change(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> Path:
        raise OutletFileError("the disk is full")

    entries = OutletEntries()
    with monkeypatch.context() as broken:
        broken.setattr(entries_module, "save_entry", full)
        with pytest.raises(OutletFileError):
            save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert (acts(site), own_file(site.settings.data).exists()) == (0, False)
    real = save_entry

    def then_broken(*given: object) -> Path:
        real(*given)  # type: ignore[arg-type]
        raise OSError("the commit failed")

    monkeypatch.setattr(entries_module, "save_entry", then_broken)
    with pytest.raises(OSError, match="commit"):
        save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert (acts(site), own_file(site.settings.data).exists()) == (0, False)
