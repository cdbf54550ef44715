"""The page that goes through texts which nobody has checked: what it shows, what its buttons keep, and who may."""

import re
from typing import Any

import pytest
from lxml import html

from records import incidents, review
from records.incident_texts.sentences import TextKind
from records.incidents.text_edits import save_texts
from records.review.incident_facts import corrections
from records.tables import IncidentRow
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site

BY: dict[str, Any] = {"who": "Berik", "now": NOW}
PAGE = "/incidents/texts"


@pytest.fixture
def recorded(site: Site) -> Site:
    """A desk with two incidents: one of a Russian article, and an older one that was imported."""
    with site.writing() as session:
        review.confirm(session, site.drafts[0], **BY)
        admit_all(session, [incident(7, NOW.date().replace(year=2025))])
    return site


def row(site: Site, number: str) -> IncidentRow:
    with site.reading() as session:
        found: IncidentRow = session.get_one(IncidentRow, number)
        return found


def form_of(answer: Any) -> dict[str, str]:
    """The form in which texts are checked, as a browser would send it."""
    page: Any = html.document_fromstring(answer.text)
    (form,) = page.xpath("//div[@class='check-texts']/form")
    # A browser leaves out the line break with which a box begins.
    return {name: str(value).removeprefix("\n") for name, value in form.form_values() if name != "csrf"}


def test_the_latest_incident_comes_first_with_its_proposals_and_an_article_beside_them(recorded: Site) -> None:
    answer = recorded.signed_in("editor", lang="ru").get(PAGE)
    form = form_of(answer)
    assert (form["number"], form["at"], form["title"]) == ("KZ-2026-0001", "ru", "Сериков избит у дома")
    assert form["summary"]
    assert "Журналиста Серикова избили у дома" in answer.text


def test_a_key_s_button_checks_both_texts_and_leads_on_to_the_next(recorded: Site) -> None:
    browser = recorded.signed_in("editor", lang="kk")
    form = form_of(browser.get(PAGE))
    answer = browser.submit(PAGE, {**form, "title": "Серіков соққыға жығылды", "do": "check"})
    assert answer.status_code == 303
    stands = row(recorded, "KZ-2026-0001")
    assert stands.titles == {"kk": "Серіков соққыға жығылды"}
    assert {name: (note["state"], note["by"]) for name, note in stands.text_notes.items()} == {
        "title_kk": ("checked", "Berik"), "summary_kk": ("checked", "Berik"),
    }  # fmt: skip
    following = browser.get(answer.headers["Location"])
    assert form_of(following)["number"] == "KZ-2025-0007"
    assert "KZ-2026-0001" in following.text, "what was kept can be undone there"


def test_undo_brings_it_back_as_it_was(recorded: Site) -> None:
    browser = recorded.signed_in("editor")
    form = form_of(browser.get(PAGE))
    browser.submit(PAGE, {**form, "do": "check"})
    answer = browser.submit(f"{PAGE}/undo", {"told": f"{form['number']}~en", "lang": "en"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?lang=en&number={form['number']}&at=en")
    assert (row(recorded, form["number"]).titles, row(recorded, form["number"]).text_notes) == ({}, {})
    assert browser.submit(f"{PAGE}/undo", {"told": f"{form['number']}~en"}).status_code == 409
    assert browser.submit(f"{PAGE}/undo", {"told": "nonsense"}).status_code == 409


def test_skipping_goes_on_and_comes_round(recorded: Site) -> None:
    browser = recorded.signed_in("editor")
    assert form_of(browser.get(f"{PAGE}?lang=en&skip=KZ-2026-0001~en"))["number"] == "KZ-2025-0007"
    assert form_of(browser.get(f"{PAGE}?lang=en&skip=KZ-2025-0007~en"))["number"] == "KZ-2026-0001"
    both = form_of(browser.get(f"{PAGE}?lang=ru&lang=kk&skip=KZ-2026-0001~kk"))
    assert (both["number"], both["at"], both["lang"]) == ("KZ-2026-0001", "ru", "kk,ru")
    assert form_of(browser.get(f"{PAGE}?lang=zz&skip=x&number=y&at=z"))["at"] == "en"


def test_an_empty_title_is_refused_beside_its_box_and_nothing_typed_is_lost(recorded: Site) -> None:
    browser = recorded.signed_in("editor")
    form = form_of(browser.get(PAGE))
    answer = browser.submit(PAGE, {**form, "title": " ", "summary": "Beaten <b>at home</b>.", "do": "check"})
    assert answer.status_code == 422
    refused: Any = html.document_fromstring(answer.text)
    assert refused.xpath("string(//p[@id='w-title'])")
    assert form_of(answer)["summary"] == "Beaten <b>at home</b>."
    assert "<b>at home</b>" not in answer.text


def test_what_somebody_changed_meanwhile_is_told_and_what_was_typed_is_kept(recorded: Site) -> None:
    browser = recorded.signed_in("editor")
    form = form_of(browser.get(PAGE))
    with recorded.writing() as session:
        incidents.edit(session, form["number"], *corrections({"place": "Орал"}), who="Dana", now=NOW)
    answer = browser.submit(PAGE, {**form, "title": "My own words", "do": "check"})
    assert answer.status_code == 409
    assert form_of(answer)["title"] == "My own words"
    again = browser.submit(PAGE, {**form_of(answer), "do": "keep"})
    assert again.status_code == 303
    assert row(recorded, form["number"]).text_notes["title_en"]["state"] == "proposed"


def test_a_record_that_was_changed_after_it_was_checked_comes_again_and_says_why(recorded: Site) -> None:
    with recorded.writing() as session:
        for lang in ("kk", "ru", "en"):
            save_texts(session, "KZ-2026-0001", lang, {TextKind.TITLE: "A", TextKind.SUMMARY: "B"}, vouch=True, **BY)
            save_texts(session, "KZ-2025-0007", lang, {TextKind.TITLE: "C", TextKind.SUMMARY: "D"}, vouch=True, **BY)
    browser = recorded.signed_in("editor")
    assert 'class="check-texts"' not in browser.get(PAGE).text
    with recorded.writing() as session:
        incidents.edit(session, "KZ-2026-0001", *corrections({"place": "Орал"}), **BY)
    answer = browser.get(PAGE)
    assert form_of(answer)["title"] == "A"
    assert ": place" in answer.text, "what was changed since"
    listed = browser.get("/incidents?texts=unchecked-kk").text
    assert re.findall(r'<th scope="row"><a href="/incidents/(KZ-[0-9-]+)"', listed) == ["KZ-2026-0001"]


def test_monitors_and_strangers_are_turned_away_and_a_form_without_its_token_or_of_nothing_does_nothing(recorded: Site) -> None:
    assert recorded.signed_in("monitor").get(PAGE).status_code == 403
    assert recorded.browser().get(PAGE).headers["Location"].startswith("/login")
    editor = recorded.signed_in("editor")
    assert editor.post(PAGE, data=form_of(editor.get(PAGE))).status_code == 403
    assert row(recorded, "KZ-2026-0001").text_notes == {}
    for number in ("KZ-2026-0099", "x", ""):
        assert editor.submit(PAGE, {"number": number, "at": "en", "title": "x", "summary": "", "version": "1"}).status_code in (404, 422)
