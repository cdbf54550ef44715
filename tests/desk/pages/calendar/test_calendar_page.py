"""The calendar page: the year ahead in order, deferred drafts in it, what passed without a word, and nothing that somebody wrote is taken for markup."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from records import review
from records.incident_model import Incident, Status
from records.legal_case import Appointment
from records.persons.person_rows import all_persons
from records.vocabulary import Category, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Site
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


def test_the_year_ahead_is_told_in_order_with_drafts_that_come_back(planned: Site) -> None:
    page = planned.signed_in().get("/calendar").text
    ahead = page[page.index('id="month-1"') :]
    assert re.findall(r'<time datetime="([\d-]+)"', ahead) == ["2026-12-01", "2026-12-03", "2026-12-05"]
    assert "Code of Criminal Procedure, article 418" in ahead
    assert f'href="/drafts/{planned.drafts[0]}"' in ahead
    assert "<script>alert" not in page


def test_a_hearing_that_passed_without_a_word_stands_first(planned: Site) -> None:
    page = planned.signed_in().get("/calendar").text
    passed = page[page.index('id="passed-title"') : page.index('id="month-1"')]
    assert re.findall(r'<time datetime="([\d-]+)"', passed) == ["2026-11-12"]
    assert "KZ-2026-0001" in passed


def test_an_empty_calendar_says_what_comes_into_it(site: Site) -> None:
    assert "Nothing lies ahead" in site.signed_in().get("/calendar").text
    assert site.browser().get("/calendar").status_code == 303


def test_the_table_of_incidents_leads_to_it(site: Site) -> None:
    assert 'href="/calendar"' in site.signed_in().get("/incidents").text


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
