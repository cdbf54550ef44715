"""Dates in the form of a draft: written as people write them, recorded as ISO 8601, and kept as they were meant while nobody has decided."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from records.review import edits
from records.tables import ArticleRow, DraftRow
from tests.desk.draft_case import make_case
from tests.desk.site import Site

PUBLISHED = date(2026, 11, 3)


def sent(site: Site, draft: int, **typed: Any) -> Any:
    browser = site.signed_in()
    return browser.submit(f"/drafts/{draft}/decision", {"do": "confirm", **typed})


@pytest.mark.parametrize(("written", "kept", "precision"), [
    ("02.11.2026", "2026-11-02", "day"), ("2/11", "2026-11-02", "day"), ("2 қараша 2026", "2026-11-02", "day"), ("вчера", "2026-11-02", "day"),
    ("10.2026", "2026-10-01", "month"), ("октябрь 2026 г.", "2026-10-01", "month"), ("2025", "2025-01-01", "year"),
])  # fmt: skip
def test_a_date_is_recorded_however_it_was_written(site: Site, written: str, kept: str, precision: str) -> None:
    with site.writing() as session:
        session.execute(update(ArticleRow).values(published_on=PUBLISHED))
    draft = site.drafts[0]
    assert sent(site, draft, incident_date=written).status_code == 303
    with site.reading() as session:
        found = session.get_one(DraftRow, draft).fields
    assert (found["incident_date"], found["date_precision"]) == (kept, precision)


def test_the_same_day_written_otherwise_corrects_nothing(site: Site) -> None:
    case = make_case(site)
    assert sent(site, case, incident_date="23 ноября 2026 г.").status_code == 303
    with site.reading() as session:
        assert session.get_one(DraftRow, case).fields == {}


@pytest.mark.parametrize(("written", "words"), [
    ("21.11.2027", "Sunday, November 21, 2027 has not come yet"), ("21.11.1926", "lies before 1990"), ("31.11.2026", "the calendar has no such day"),
    ("11/21/2026", "there is no month 21"), ("скоро", "Скоро is no date; write it as 24.11.2026"),
])  # fmt: skip
def test_what_is_no_date_that_can_be_is_said_beside_the_field(site: Site, written: str, words: str) -> None:
    answer = sent(site, site.drafts[0], incident_date=written)
    assert answer.status_code == 422
    beside = answer.text.partition('<p class="wrong" id="w-incident_date">')[2].partition("</p>")[0]
    assert words in beside
    assert f'value="{written}"' in answer.text


def test_what_is_typed_and_not_decided_stays_the_day_that_was_meant(site: Site) -> None:
    with site.writing() as session:
        session.execute(update(ArticleRow).values(published_on=PUBLISHED))
    draft, browser = site.drafts[0], site.signed_in()
    headers = {"X-CSRF-Token": browser.csrf()}
    for written in ("кеше", "скоро"):
        assert (
            browser.post(f"/drafts/{draft}/edits", json={"fields": {"incident_date": written, "title": "кеше"}}, headers=headers).status_code == 200
        )
        with site.reading() as session:
            kept = edits.saved(session, draft, "Aigul")
        assert kept == {"incident_date": "2026-11-02" if written == "кеше" else "скоро", "title": "кеше"}
