"""What is said below a date while it is typed is what the form will record."""

from datetime import date

import pytest
from lxml import html
from sqlalchemy import update

from records.tables import ArticleRow
from tests.desk.site import Browser, Site


def said(browser: Browser, field: str, written: str, draft: int = 0) -> list[tuple[str, str]]:
    answer = browser.submit(f"/written-days/{field}" + (f"?draft={draft}" if draft else ""), {field: written})
    assert answer.status_code == 200, answer.text[:500]
    spans = html.fragment_fromstring(answer.text, create_parent="p").findall("span")
    return [(one.get("data-iso", ""), one.text_content()) for one in spans]


def test_a_date_is_told_as_it_was_understood(site: Site) -> None:
    browser = site.signed_in()
    assert said(browser, "incident_date", "21.11.2026") == [("2026-11-21", "Saturday, November 21, 2026")]
    assert said(browser, "incident_date", "03/04/2026") == [("2026-04-03", "Friday, April 3, 2026; the day first, then the month")]
    assert said(browser, "incident_date", "21.11.2027") == [("", "Sunday, November 21, 2027 has not come yet")]
    assert said(browser, "until", "1 декабря") == [("2026-12-01", "Tuesday, December 1, 2026")]
    assert said(browser, "incident_date", " ") == said(browser, "title", "21.11.2026") == []


def test_in_the_form_of_a_draft_it_is_counted_from_the_article(site: Site) -> None:
    with site.writing() as session:
        session.execute(update(ArticleRow).values(published_on=date(2026, 11, 3)))
    assert said(site.signed_in(), "incident_date", "кеше", site.drafts[0]) == [
        ("2026-11-02", "Monday, November 2, 2026; counted from the article, 03.11.2026")
    ]


@pytest.mark.parametrize("written", ["<script>x</script>", "\x00", "9" * 5000, "\n" * 3000])
def test_hostile_words_come_back_as_words(site: Site, written: str) -> None:
    for field in ("incident_date", "next_dates"):
        answer = site.signed_in().submit(f"/written-days/{field}", {field: written})
        assert answer.status_code == 200
        assert "<script" not in answer.text
    assert site.signed_in().submit("/written-days/incident_date?draft=999999", {"incident_date": "2026"}).status_code == 404


def test_whoever_is_not_signed_in_is_told_nothing(site: Site) -> None:
    assert site.browser().post("/written-days/incident_date", data={"incident_date": "2026"}).status_code in (303, 401, 403)
