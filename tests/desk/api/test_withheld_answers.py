"""What the API and the feed let nobody find out of a name that is withheld, and whether a reader already has what it asks for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.requests import Request

from desk.api.feeds import is_not_modified
from records.incident_model import Victim
from records.persons.decisions import edit_person
from records.users import Role
from tests.conftest import NOW
from tests.desk.api.test_api import program
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site, add_draft

LATER = NOW + timedelta(days=3)


def withhold(site: Site, **told: Any) -> str:
    """A case of Динара Омарова, whose name is withheld three days later."""
    with site.writing() as session:
        (number,) = admit_all(session, [incident(1, date(2026, 11, 1), victims=(Victim("Динара Омарова", "редактор"),), summary={}, **told)])
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Aigul", now=LATER)
    return number


def test_the_cursor_of_a_search_tells_no_draft_that_does_not_tell_the_word(both: Site) -> None:
    with both.writing() as session:
        for name, title in (("q1", "Омарову не пустили"), ("q2", "Суд над Омаровой"), ("q3", "Омар на обед"), ("q4", "Другое"), ("q5", "Омары")):
            add_draft(session, name, title=title, text="x y z")
    withhold(both)
    asks = program(both)
    nothing = asks.get("drafts?q=никого&limit=1").json()
    for word in ("омаров", "омарову", "дина"):
        assert asks.get(f"drafts?q={word}&limit=1").json() == nothing == {"items": [], "next": None}
    first = asks.get("drafts?q=омар&limit=1").json()
    assert [row["title"] for row in first["items"]] == ["Омар на обед"]
    assert first["next"] == str(first["items"][0]["id"]), "the cursor is that of a row that is shown"
    second = asks.get(f"drafts?q=омар&limit=1&after={first['next']}").json()
    assert ([row["title"] for row in second["items"]], second["next"]) == (["Омары"], None)


def test_a_feed_is_another_after_a_name_is_withheld_and_after_it_is_published(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(1, date(2026, 11, 1), title="Дело Динары Омаровой", victims=(Victim("Динара Омарова"),), summary={})])
    browser = program(site).browser
    seen = [browser.get("/feeds/incidents.atom")]
    assert "Омаров" in seen[0].text
    for days, fields in ((1, {"publish": "no", "publish_reason": "threats"}), (2, {"publish": "yes"})):
        with site.writing() as session:
            edit_person(session, 1, fields, who="Aigul", now=NOW + timedelta(days=days))
        last = seen[-1]
        for known in ({"If-None-Match": last.headers["ETag"]}, {"If-Modified-Since": last.headers["Last-Modified"]}):
            assert browser.get("/feeds/incidents.atom", headers=known).status_code == 200
        seen.append(browser.get("/feeds/incidents.atom"))
        again = browser.get("/feeds/incidents.atom", headers={"If-None-Match": seen[-1].headers["ETag"]})
        assert again.status_code == 304, "what has not changed since is not sent again"
    assert ["Омаров" in one.text for one in seen] == [True, False, True]
    updated = [one.text.split("<entry>")[1].split("<updated>")[1].split("<")[0] for one in seen]
    assert updated == sorted(set(updated)), "an entry tells when it was changed, so that readers put the new one in its place"


def test_a_victim_whose_name_is_withheld_has_nboth_a_name_nor_a_number(site: Site) -> None:
    number = withhold(site, title="")
    (victim,) = program(site).get(f"incidents/{number}").json()["victims"]
    assert victim == {
        "name": None, "names": {"kk": None, "ru": None, "en": None}, "person": None, "profession": "editor", "gender": "unknown", "outlet": "",
        "publish": False,
    }  # fmt: skip


def test_who_sends_back_the_victims_of_an_answer_changes_nothing_and_writes_no_profession_for_a_name(both: Site) -> None:
    site = both
    with site.writing() as session:
        (number,) = admit_all(session, [incident(1, date(2026, 11, 1), victims=(Victim("Динара Омарова", "редактор"),), summary={}, title="")])
    asks = program(site, Role.EDITOR)
    victims = asks.get(f"incidents/{number}").json()["victims"]
    sent = {"fields": {"victims": victims}}
    assert asks.browser.request("PATCH", f"/api/v1/incidents/{number}", json=sent).status_code == 200
    assert asks.get(f"incidents/{number}").json()["victims"] == victims
    with site.writing() as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Aigul", now=LATER)
    sent = {"fields": {"victims": asks.get(f"incidents/{number}").json()["victims"]}}
    assert asks.browser.request("PATCH", f"/api/v1/incidents/{number}", json=sent).status_code == 422


CHANGED = datetime(2026, 11, 25, 6, 0, 0, 500, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({}, False),
        ({"if-none-match": '"a"'}, True),
        ({"if-none-match": '"b", W/"a"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"b"', "if-modified-since": "Thu, 26 Nov 2026 00:00:00 GMT"}, False),
        ({"if-modified-since": "Wed, 25 Nov 2026 06:00:00 GMT"}, True),
        ({"if-modified-since": "Wed, 25 Nov 2026 05:59:59 GMT"}, False),
        ({"if-modified-since": "yesterday"}, False),
    ],
)
def test_the_tag_is_asked_before_the_time(headers: dict[str, str], known: bool) -> None:
    request = Request({"type": "http", "headers": [(name.encode(), value.encode()) for name, value in headers.items()]})
    assert is_not_modified(request, '"a"', CHANGED) is known
