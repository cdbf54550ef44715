"""Dates as people write them: in forms, while they are typed, and in the filters of pages."""

import re
from datetime import date

import pytest
from lxml import html
from sqlalchemy import update
from syrupy.assertion import SnapshotAssertion

from desk.form_dates import ReferenceDays, filter_days, is_date, parse_days, reference_days, stored_fields, stored_value
from records import review
from records.i18n import use_language
from records.language.dates import InvalidDate
from records.tables import ArticleRow, DraftRow
from tests.conftest import NOW
from tests.desk.site import Browser, Site

COUNT = ReferenceDays(date(2026, 11, 28), article=date(2026, 11, 20))


def test_a_date_is_kept_as_much_as_was_written_of_it_and_anything_else_as_it_is() -> None:
    assert stored_value("incident_date", "21 қараша 2025", COUNT) == "2025-11-21"
    assert [stored_value("incident_date", written, COUNT) for written in ("11.2026", "2026", "вчера", "")] == ["2026-11", "2026", "2026-11-19", ""]
    assert stored_value("title", "вчера", COUNT) == "вчера"
    assert [is_date(name) for name in ("incident_date", "status_date", "next_dates", "day", "until", "title", "x")] == [True] * 5 + [False] * 2


def test_a_day_that_must_be_whole_is_refused_as_a_month() -> None:
    with use_language("en"), pytest.raises(InvalidDate) as refused:
        stored_value("status_date", "ноябрь 2026", COUNT)
    assert str(refused.value).startswith("ноябрь 2026: ")


def test_hearings_begin_with_their_day_however_it_is_written_and_may_lie_ahead() -> None:
    lines = ["1 декабря – апелляция – суд", "02.12.2026", "2026-12-03 – үкім", "завтра — суд", "апелляция"]
    assert stored_value("next_dates", lines, COUNT) == [
        "2026-12-01 – апелляция – суд",
        "2026-12-02",
        "2026-12-03 – үкім",
        "2026-11-29 – суд",
        "апелляция",
    ]
    with use_language("ru"):
        assert [(one.iso, one.wrong) for one in parse_days("next_dates", "\n".join([*lines[:2], "", lines[4]]), COUNT)] == [
            ("2026-12-01", False), ("2026-12-02", False), ("", True),
        ]  # fmt: skip


def test_what_is_kept_until_somebody_decides_has_its_dates_whole() -> None:
    typed: dict[str, str | list[str]] = {
        "incident_date": "кеше",
        "next_dates": "завтра – суд\nапелляция",
        "status_date": "ноябрь",
        "title": "вчера",
        "categories": ["ATT"],
        "x": "",
    }
    kept = {**typed, "incident_date": "2026-11-19", "next_dates": "2026-11-29 – суд\nапелляция"}
    assert stored_fields(typed, COUNT) == kept
    assert stored_fields({"incident_date": " "}, COUNT) == {"incident_date": ""}


def test_what_is_deferred_comes_on_the_next_such_day() -> None:
    assert stored_value("until", "пятница", COUNT) == "2026-12-04"


def test_a_draft_counts_from_the_day_on_which_its_news_was_published_or_else_found(site: Site) -> None:
    with site.writing() as session:
        draft = session.get_one(DraftRow, site.drafts[0])
        session.execute(update(ArticleRow).values(published_on=date(2026, 11, 3)))
        assert reference_days(session, draft, NOW) == ReferenceDays(NOW.date(), date(2026, 11, 3))
        session.execute(update(ArticleRow).values(published_on=None))
        assert reference_days(session, draft, NOW) == ReferenceDays(NOW.date(), NOW.date())
        # An article that is dated ahead counts as one of today.
        session.execute(update(ArticleRow).values(published_on=date(2027, 1, 1)))
        assert reference_days(session, draft, NOW).article == NOW.date()


def test_the_day_of_a_status_without_its_year_is_not_taken_for_one_long_past() -> None:
    for name in ("status_date", "day"):
        assert stored_value(name, "24 ноября", COUNT) == "2026-11-24", "after the article"
        with pytest.raises(InvalidDate):
            stored_value(name, "5 декабря", COUNT)
    assert stored_value("incident_date", "5 декабря", COUNT) == "2025-12-05"


TODAY = date(2026, 11, 24)
PAGES = ("/queue", "/history", "/reports")


def field(page: str, name: str) -> tuple[str, str]:
    """What a field shows, and what is wrong beside it."""
    value = re.search(rf'<input id="f-{name}"[^>]* value="([^"]*)"', page)
    wrong = re.search(rf'<p class="wrong" id="w-{name}">([^<]*)</p>', page)
    return value[1] if value else "", wrong[1] if wrong else ""


ENDS: tuple[tuple[str, str, tuple[date | None, date | None]], ...] = (
    ("2026-11-21", "", (date(2026, 11, 21), None)), ("21.11.2026", "ноябрь 2026", (date(2026, 11, 21), date(2026, 11, 30))),
    ("2025", "2025", (date(2025, 1, 1), date(2025, 12, 31))), ("вчера", "кеше", (date(2026, 11, 23), date(2026, 11, 23))),
    ("21/11", "31.12.2027", (date(2026, 11, 21), date(2027, 12, 31))), ("abc", "9999-12-31", (None, None)),
    ("2026-11-21", "2026-11-20", (None, None)),
)  # fmt: skip


def test_the_two_ends_are_read_as_people_write_them() -> None:
    for since, until, found in ENDS:
        days = filter_days({"since": since, "until": until}, TODAY)
        assert (days.since, days.until) == found


def test_what_was_typed_is_shown_and_a_day_of_an_address_as_people_write_it() -> None:
    with use_language("en"):
        days = filter_days({"since": "2026-11-21", "until": "жексенбі күні"}, TODAY)
        assert days.shown("since") == "21.11.2026"
        assert [one.words for one in days.read("since")] == ["Saturday, November 21, 2026"]
        assert days.shown("until") == "жексенбі күні"


def test_nonsense_and_an_end_before_its_beginning_are_said_beside_the_field_which_keeps_them(site: Site) -> None:
    browser = site.signed_in()
    for way in PAGES:
        answer = browser.get(f"{way}?since=abc&until=2026-13-40")
        assert (answer.status_code, 'type="date"' in answer.text) == (200, False)
        assert (field(answer.text, "since")[0], "bc" in field(answer.text, "since")[1]) == ("abc", True)
        assert "2026-13-40" in field(answer.text, "until")[1]
        page = browser.get(f"{way}?since=24.11.2026&until=01.11.2026").text
        assert field(page, "since") == ("24.11.2026", "")
        assert (field(page, "until")[0], bool(field(page, "until")[1])) == ("01.11.2026", True)


def test_the_history_of_a_month_written_in_words_is_that_month_and_it_is_understood_while_it_is_typed(site: Site) -> None:
    with site.writing() as session:
        review.reject(session, site.drafts[0], who="Aigul", now=NOW, reason="old")
    browser = site.signed_in()
    subject = f'href="/drafts/{site.drafts[0]}"'
    assert subject in browser.get("/history?since=ноябрь 2026&until=ноябрь 2026&subject=1").text
    assert subject not in browser.get("/history?until=октябрь 2026&subject=1").text
    answer = browser.post("/written-days/period?of=until", data={"until": "ноябрь 2026"}, headers={"X-CSRF-Token": browser.csrf()})
    assert "November 2026" in answer.text


def test_every_part_of_an_address_of_the_queue_that_nobody_knows_is_said_beside_its_field_and_the_list_is_there(site: Site) -> None:
    browser = site.signed_in()
    page = browser.get("/queue?region=ZZ&order=foo&since=abc&lang=xx&category=QQQ&score=many&outlet=" + "x" * 81).text
    for name, value in {"region": "ZZ", "order": "foo", "since": "abc", "lang": "xx", "category": "QQQ", "score": "many"}.items():
        assert value in field(page, name)[1].casefold() or value in field(page, name)[1], name
    assert field(page, "outlet")[1]
    assert page.count('<article class="draft"') == 3
    page = browser.get("/queue?region=KZ-35&order=newest&since=2026-11-01&q=избит").text
    assert not any(field(page, name)[1] for name in ("since", "until", "region", "order", "q"))


def said(browser: Browser, field: str, written: str, draft: int = 0) -> list[tuple[str, str]]:
    answer = browser.submit(f"/written-days/{field}" + (f"?draft={draft}" if draft else ""), {field: written})
    assert answer.status_code == 200, answer.text[:500]
    spans = html.fragment_fromstring(answer.text, create_parent="p").findall("span")
    return [(one.get("data-iso", ""), one.text_content()) for one in spans]


def test_a_date_is_told_as_it_was_understood_while_it_is_typed(site: Site, snapshot: SnapshotAssertion) -> None:
    browser = site.signed_in()
    typed = ("21.11.2026", "03/04/2026", "21.11.2027")
    told = {written: said(browser, "incident_date", written) for written in typed} | {"until": said(browser, "until", "1 декабря")}
    assert [iso for found in told.values() for iso, _ in found] == ["2026-11-21", "2026-04-03", "", "2026-12-01"]
    assert said(browser, "incident_date", " ") == said(browser, "title", "21.11.2026") == []
    with site.writing() as session:
        session.execute(update(ArticleRow).values(published_on=date(2026, 11, 3)))
    ((iso, words),) = said(browser, "incident_date", "кеше", site.drafts[0])
    assert (iso, "03.11.2026" in words) == ("2026-11-02", True), "in the form of a draft it is counted from the article"
    assert {**told, "кеше": words} == snapshot


def test_hostile_words_come_back_as_words_and_strangers_are_told_nothing(site: Site) -> None:
    browser = site.signed_in()
    for written in ("<script>x</script>", "\x00", "9" * 5000, "\n" * 3000):
        for name in ("incident_date", "next_dates"):
            answer = browser.submit(f"/written-days/{name}", {name: written})
            assert (answer.status_code, "<script" in answer.text) == (200, False)
    assert browser.submit("/written-days/incident_date?draft=999999", {"incident_date": "2026"}).status_code == 404
    assert site.browser().post("/written-days/incident_date", data={"incident_date": "2026"}).status_code in (303, 401, 403)
