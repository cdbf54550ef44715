"""What lists keep of an incident, in which order they stand, and by which words the search finds one."""

from dataclasses import replace
from datetime import date

from records.i18n import LANGUAGES, speaking
from records.incident_model import Victim
from reports.site.site_rows import NOWHERE, SiteRow, case_line, in_language, in_order, region_key, search_words, searched, site_row
from tests.desk.incident_records import incident
from tests.reports.site.small_site import BAD, TODAY, hostile, jailed


def row_of(nth: int, day: date | None, number: str = "") -> SiteRow:
    one = incident(nth, day)
    one = replace(one, number=number) if number else one
    return site_row(dict.fromkeys(LANGUAGES, one), TODAY)


def test_the_newest_stands_first_and_what_has_no_date_last() -> None:
    rows = [row_of(1, date(2026, 1, 1)), row_of(2, None), row_of(3, date(2026, 3, 1)), row_of(4, date(2026, 3, 1))]
    assert [row.number for row in in_order(rows)] == ["KZ-2026-0004", "KZ-2026-0003", "KZ-2026-0001", "KZ-2026-0002"]


def test_a_row_knows_the_clocks_the_last_status_and_who_has_a_page() -> None:
    one = replace(jailed(), victims=(replace(jailed().victims[0], person=7), Victim("тілші", person=8, publish=False), Victim("Белгісіз")))
    row = site_row(dict.fromkeys(LANGUAGES, one), TODAY)
    assert row.clock.in_custody_now
    assert [code.value for code in row.statuses] == ["JDT"]
    assert [person.id for person in row.persons] == [7]
    assert (row.changed, row.recorded) == (date(2026, 6, 2), date(2026, 6, 2))
    with speaking("ru"):
        assert row.persons[0].name() == "Айгул Сапаркызы"


def test_a_line_is_escaped_and_a_text_in_another_language_says_so() -> None:
    with speaking("en"):
        line = case_line(hostile(), BAD)
        assert "<script>" not in line
        assert "&lt;script&gt;" in line
        assert (in_language("en"), in_language("ru")) == ("", ' lang="ru"')
        assert "date not known" in case_line(incident(1, None), "x")


def test_only_a_title_for_which_somebody_vouches_is_told_and_found() -> None:
    row = site_row(dict.fromkeys(LANGUAGES, jailed()), TODAY)
    assert row.titles["kk"] == "Сапарқызы қамауға алынды"
    assert "Сапар" not in row.titles["ru"] + row.titles["en"]
    for notes in ({}, {"title_kk": {"state": "checked", "stale": ["place"]}}):
        unsure = replace(jailed(), text_notes=notes, titles={"kk": "Құпиялы тақырып"}, title="Құпиялы тақырып", summary={"kk": "Бейтаныс мәтін"})
        row = site_row(dict.fromkeys(LANGUAGES, unsure), TODAY)
        assert "Құпиялы" not in row.titles["kk"] + row.lines["kk"]
        assert searched("Құпиялы") not in row.words
        assert searched("Бейтаныс") not in row.words


def test_the_search_finds_every_spelling_by_every_other_and_figures_as_they_stand() -> None:
    words = search_words(dict.fromkeys(LANGUAGES, jailed()))
    for asked in ("Сапарқызы", "Сапаркызы", "Saparkyzy", "САПАРҚЫЗЫ"):
        assert f" {searched(asked)}" in words
    assert " 0902 " in words
    assert searched("Омаров") not in words
    assert words.startswith(" ")
    assert words.endswith(" ")


def test_a_region_abroad_has_no_page_of_its_own() -> None:
    assert (region_key("KZ-75"), region_key("RU-MOW"), region_key(None)) == ("KZ-75", NOWHERE, NOWHERE)
