"""Saved views at the desk: kept from what the table shows, opened, shared, renamed and deleted, and refused in words."""

import html
import re

import pytest

from records.database import write_transaction
from records.tables import SavedViewRow
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Site

NASTY = '<script>alert(1)</script> "Ә"'


@pytest.fixture
def record(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, [incident(nth, TODAY) for nth in range(1, 9)])
    return site


def save(
    site: Site, name: str, address: str = "/incidents/views?actor=court&order=title&columns=title,actor", role: str = "monitor", **more: str
) -> str:
    answer = site.signed_in(role).submit(address, {"name": name, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_view_keeps_filters_order_and_columns_and_opens_with_them(record: Site) -> None:
    way = save(record, NASTY)
    page = record.signed_in().get(way).text
    assert 'option value="court" selected' in page
    assert '<th scope="col" aria-sort="ascending"><a' in page
    assert html.escape(NASTY, quote=False).replace('"', "&#34;") in page
    assert "<script>alert" not in page
    assert re.findall(r"<thead>.*?</thead>", page, re.S)[0].count("<th ") == 2


def test_three_views_stand_there_from_the_start_for_everybody(record: Site) -> None:
    page = record.signed_in().get("/incidents").text
    for address in ("silent=90&amp;order=-silent", "mine=true&amp;order=-recorded", "custody=true&amp;order=-custody"):
        assert f'href="/incidents?{address}"' in page
        answer = record.signed_in().get("/incidents?" + html.unescape(address))
        assert answer.status_code == 200
        assert 'aria-current="true"' in answer.text.split('<nav class="views"')[1].split("</nav>")[0].split(address)[1].split(">")[0]


def test_somebody_elses_own_view_is_refused_in_the_words_of_one_that_there_is_not(record: Site) -> None:
    way = save(record, "менікі")
    other = record.signed_in("editor")
    hers, none, strange = other.get(way), other.get("/incidents/views/999"), other.get("/incidents/views/x")
    assert [answer.status_code for answer in (hers, none, strange)] == [404, 404, 404]
    said = [re.sub(r'name="csrf"[^>]*>|views(/|%2F)\w+', "", re.search(r"<main.*</main>", answer.text, re.S)[0]) for answer in (hers, none)]  # type: ignore[index]
    assert said[0] == said[1]
    assert "it is not shared with you" in hers.text
    assert "менікі" not in hers.text
    assert "менікі" not in other.get("/incidents?view=1").text


def test_a_shared_view_is_seen_by_all_and_an_editor_may_delete_it(record: Site) -> None:
    way = save(record, "бөлім", shared="yes")
    editor, monitor = record.signed_in("editor"), record.signed_in("operator")
    assert "бөлім" in editor.get("/incidents").text
    assert monitor.get(way).status_code == 200
    assert editor.submit(way, {"act": "rename", "name": "x"}).status_code == 422
    assert editor.submit(way, {"act": "delete"}).headers["location"] == "/incidents"
    assert "бөлім" not in editor.get("/incidents").text


def test_the_owner_renames_shares_keeps_anew_and_deletes(record: Site) -> None:
    way, mine, other = save(record, "бір"), record.signed_in(), record.signed_in("editor")
    mine.submit(way, {"act": "rename", "name": "екі"})
    mine.submit(way, {"act": "share"})
    assert "екі" in other.get("/incidents").text
    mine.submit(way, {"act": "keep"})
    assert other.get(way).status_code == 404
    mine.submit(way + "?silent=90", {"act": "update"})
    assert 'name="silent" type="text" value="90"' in mine.get(way).text
    mine.submit(way, {"act": "delete"})
    assert mine.get(way).status_code == 404


def test_a_name_that_is_taken_is_told_beside_the_field_and_stays_typed(record: Site) -> None:
    save(record, "бір")
    answer = record.signed_in().submit("/incidents/views?silent=90", {"name": "бір"})
    assert answer.status_code == 422
    assert "you have a view of this name already" in answer.text.lower()
    assert 'name="name" type="text" value="бір"' in answer.text
    assert 'value="90"' in answer.text
    assert record.signed_in().submit("/incidents/views/1", {"act": "burn"}).status_code == 422


def test_a_view_whose_filter_makes_no_sense_any_more_opens_with_the_others_and_says_so(record: Site) -> None:
    way = save(record, "ескі")
    with write_transaction(record.engine) as session:
        session.query(SavedViewRow).update({"query": "actor=wizard&category=ATT&order=salary&numbers=nonsense&columns=title,salary"})
    answer = record.signed_in().get(way)
    assert answer.status_code == 200
    for words in (
        "wizard: there is no such choice",
        "salary: there is no such column to sort by",
        "salary: there is no such column",
        "NONSENSE is no number",
    ):
        assert words.lower() in answer.text.lower()
    assert 'option value="ATT" selected' in answer.text


def test_nobody_keeps_a_view_without_signing_in(record: Site) -> None:
    browser = record.browser()
    assert browser.get("/incidents/views/1").headers["location"].startswith("/login")
    assert browser.post("/incidents/views", data={"name": "x"}).status_code in (303, 401, 403)
