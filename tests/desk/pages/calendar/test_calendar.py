"""The calendar, as a page and as a feed: in order, silent about withheld names, and safe from what somebody wrote."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from desk.auth.sign_in_limits import ADDRESS
from records import review
from records.incident_model import Incident, Status
from records.legal_case import Appointment
from records.persons.decisions import edit_person
from records.persons.repository import all_persons
from records.tables import IncidentRow, PersonRow
from records.vocabulary import Category, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.pages.account.test_account_page import bearer
from tests.desk.site import PASSWORD, Browser, Site, texts
from tests.records.review.arriving import arrive

HOSTILE = "сот <script>alert(1)</script>"


def running(nth: int, *days: date, steps: tuple[Status, ...] = ()) -> Incident:
    made = incident(nth, date(2026, 11, 2), statuses=steps, facts={"next_dates": tuple(Appointment(day, HOSTILE, "Алматы") for day in days)})
    return replace(made, primary=Category.CRM, categories=(Category.CRM,))


@pytest.fixture
def planned(site: Site) -> Site:
    sentence = (Status(date(2026, 11, 20), StatusCode.JSN, "адвокат", ""),)
    with site.writing() as session:
        admit_all(session, [running(1, date(2026, 12, 1), date(2026, 11, 12)), running(2, steps=sentence)])
        review.defer(session, site.drafts[0], until=TODAY + timedelta(days=9), who="Aigul", now=NOW)
    return site


def test_the_year_ahead_is_told_in_order_with_drafts_that_come_back_after_what_passed_without_a_word(
    planned: Site, snapshot: SnapshotAssertion
) -> None:
    browser = planned.signed_in()
    assert 'href="/calendar"' in browser.get("/incidents").text
    page = browser.get("/calendar").text
    passed, ahead = page[page.index('id="passed-title"') : page.index('id="month-1"')], page[page.index('id="month-1"') :]
    assert re.findall(r'<time datetime="([\d-]+)"', passed) == ["2026-11-12"]
    assert "KZ-2026-0001" in passed
    assert re.findall(r'<time datetime="([\d-]+)"', ahead) == ["2026-12-01", "2026-12-03", "2026-12-05"]
    assert f'href="/drafts/{planned.drafts[0]}"' in ahead
    assert "<script>alert" not in page
    assert texts(page, "//*[contains(@class, 'calendar-days')]/li") == snapshot
    assert planned.browser().get("/calendar").status_code == 303


def test_an_empty_calendar_says_so(site: Site) -> None:
    assert 'class="empty"' in site.signed_in().get("/calendar").text


def test_titles_are_those_of_the_reader_s_language_where_an_article_has_one(site: Site) -> None:
    russian, kazakh = "Сериков избит у своего дома", "Сериков үйінің жанында соққыға жығылды"
    with site.writing() as session:
        draft = arrive(session, "t1", russian)
        arrive(session, "t2", kazakh, lang="kk")
        fields = {"victims": [{"name": "Ерлан Сериков"}], "next_dates": ["2026-12-08 сот"]}
        number = review.confirm(session, draft, who="Aigul", now=NOW, fields=fields).incident
        assert number
        later = arrive(session, "t3", "Ахметова вызвана в суд")
        arrive(session, "t4", "Ахметова сотқа шақырылды", lang="kk")
        review.defer(session, later, until=TODAY + timedelta(days=9), who="Aigul", now=NOW)
        (person,) = [one.id for one in all_persons(session) if "Сериков" in one.name]
    browser = site.signed_in("editor")
    browser.get("/lang/kk")
    for page in ("/calendar", f"/persons/{person}"):
        shown = browser.get(page).text
        assert number in shown, page
        assert kazakh in shown, page
        assert russian not in shown, page
    calendar = browser.get("/calendar").text
    assert "Ахметова сотқа шақырылды" in calendar
    assert "Ахметова вызвана" not in calendar


def address_made(browser: Browser) -> str:
    """A new address, as the page of the account shows it."""
    page = browser.submit("/account/tokens", {"confirmation": PASSWORD, "scope": "calendar", "days": "365"}).text
    return unescape(str(page).partition('<code class="secret">')[2].partition("</code>")[0])


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def events(answer: Any) -> list[Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8"), answer.text
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


@pytest.fixture
def planned_feed(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, [running(1, date(2026, 12, 1), date(2026, 11, 20)), running(2, TODAY + timedelta(days=400))])
        review.defer(session, site.drafts[0], until=TODAY + timedelta(days=9), who="Aigul", now=NOW)
    return site


def test_a_calendar_reads_hearings_and_drafts_from_a_month_ago_to_a_year_ahead(planned_feed: Site) -> None:
    address = address_made(planned_feed.signed_in())
    found = events(planned_feed.browser().get(path_of(address)))
    assert [one["DTSTART"].dt for one in found] == [date(2026, 11, 20), date(2026, 12, 1), TODAY + timedelta(days=9)]
    assert [one["DTEND"].dt - one["DTSTART"].dt for one in found] == [timedelta(days=1)] * 3
    hearing = found[1]
    assert hearing["SUMMARY"] == f"{HOSTILE[:1].upper()}{HOSTILE[1:]} · KZ-2026-0001"
    assert hearing["LOCATION"] == "Алматы"
    assert hearing["URL"] == "http://desk.test/incidents/KZ-2026-0001"
    assert found[2]["SUMMARY"] == f"Draft {planned_feed.drafts[0]} comes back"
    assert len({str(one["UID"]) for one in found}) == 3


def test_an_event_stays_the_same_on_another_day_and_in_another_language_and_own_cases_alone_are_told_if_asked(planned_feed: Site) -> None:
    path = path_of(address_made(planned_feed.signed_in()))
    first = events(planned_feed.browser().get(path))
    assert len(events(planned_feed.browser().get(f"{path}&mine=yes"))) == 1, "of the incidents none, and the draft that is everybody's"
    planned_feed.clock.pass_by(days=1)
    later = events(planned_feed.browser().get(path.replace("lang=en", "lang=kk")))
    assert [str(one["UID"]) for one in first] == [str(one["UID"]) for one in later]
    assert str(first[2]["SUMMARY"]) != str(later[2]["SUMMARY"])


def test_what_somebody_wrote_begins_no_line_of_its_own(site: Site) -> None:
    evil = Appointment(date(2026, 12, 1), "сот\r\nEND:VEVENT\r\nBEGIN:VALARM\x00", "зал\nATTACH:http://evil.test/")
    with site.writing() as session:
        admit_all(session, [running(1)])
        row = session.scalars(select(IncidentRow)).one()
        row.next_dates = [{"date": evil.day.isoformat(), "what": evil.what, "where": evil.where}]
    answer = site.browser().get(path_of(address_made(site.signed_in())))
    (event,) = events(answer)
    assert not event.subcomponents
    assert "ATTACH" not in event
    assert b"\x00" not in answer.content


def test_a_withheld_name_is_not_told(planned_feed: Site) -> None:
    with planned_feed.writing() as session:
        person = session.scalars(select(PersonRow).order_by(PersonRow.id)).first()
        assert person is not None
        name = person.spellings[0]
        row = session.scalars(select(IncidentRow).order_by(IncidentRow.number)).first()
        assert row is not None
        row.next_dates = [{"date": "2026-12-01", "what": f"{name} ісі", "where": ""}]
    path = path_of(address_made(planned_feed.signed_in()))
    assert name in planned_feed.browser().get(path).content.decode().replace("\r\n ", "")
    with planned_feed.writing() as session:
        edit_person(session, person.id, {"publish": "no", "publish_reason": "threats"}, who="Aigul", now=NOW)
    told = planned_feed.browser().get(path).content.decode().replace("\r\n ", "")
    assert name not in told
    assert "KZ-2026-0001" in told


def test_the_address_opens_the_calendar_alone_and_no_other_token_opens_it(planned_feed: Site) -> None:
    browser = planned_feed.signed_in()
    (key,) = parse_qs(urlsplit(address_made(browser)).query)["key"]
    page = browser.submit("/account/tokens", {"confirmation": PASSWORD, "scope": "decide"}).text
    other = page.partition('<code class="secret">')[2].partition("</code>")[0]
    stranger = planned_feed.browser()
    assert stranger.get("/feeds/calendar.ics").status_code == 401
    assert stranger.get("/feeds/calendar.ics?key=").status_code == 401
    assert stranger.get(f"/feeds/calendar.ics?key={other}").status_code == 401, "it would stand in logs of others"
    assert len(events(stranger.get("/feeds/calendar.ics", headers=bearer(other)))) == 3
    for path in ("/api/v1/drafts", "/feeds/incidents.atom"):
        assert stranger.get(f"{path}?key={key}").status_code == 401
        assert stranger.get(path, headers=bearer(key)).status_code == 401
    assert stranger.get(f"/calendar?key={key}", follow_redirects=False).status_code == 303
    assert key not in planned_feed.log.read_text()
    browser.submit("/account/tokens/1/revoke")
    assert stranger.get(f"/feeds/calendar.ics?key={key}").status_code == 401


def test_wrong_addresses_are_tried_so_often_and_no_more(planned_feed: Site) -> None:
    path = path_of(address_made(planned_feed.signed_in()))
    stranger = planned_feed.browser(address="198.51.100.7")
    answers = [stranger.get(f"/feeds/calendar.ics?key=qg_{nth}").status_code for nth in range(ADDRESS.free + 1)]
    assert answers == [401] * ADDRESS.free + [429]
    assert stranger.get(path).status_code == 200
