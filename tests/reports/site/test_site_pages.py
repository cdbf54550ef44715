"""The pages of the site: what stands around each, the overview, an incident with both tracks and its sources, and corrections."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.i18n import LANGUAGES, use_language
from records.incident_fields import PRIVATE_FIELDS
from records.incident_model import Incident, Source, Status
from records.incidents import import_incident
from records.incidents.repository import edit, withdraw
from records.persons.decisions import edit_person
from records.vocabulary import Category, LedgerAction, Motive, StatusCode
from reports.impunity.clocks import incident_until
from reports.publications.document_tree import TextRun
from reports.publications.report_data import withdrawn_numbers
from reports.site.build import HIGH, WIDE, sharing_picture
from reports.site.incident import Change, by_number, case_of_incident, changes_until, counters, facts, runs_html, source_line, stories, write_incident
from reports.site.pages import (
    longest_unanswered,
    write_corrections,
    write_data_page,
    write_front,
    write_languages,
    write_method,
    write_withdrawn_page,
)
from reports.site.rows import SiteRow, counted_incidents_by_language, groups_of, in_order, site_row
from reports.site.site_folder import SiteFolder
from reports.site.site_frame import STATIC, PageHead, SiteFrame, outlet_page, outward, static
from reports.withheld import RedactedText
from tests.conftest import NOW
from tests.desk.incident_records import incident, many
from tests.reports.site.small_site import JAILED, TODAY, WITHDRAWN, collecting, hostile, jailed, store


def framed(head: PageHead, base: str = "", lang: str = "en") -> str:
    with use_language(lang):
        return SiteFrame(SiteFolder(Path("nowhere-at-all")), date(2026, 11, 24), base).page(
            "site_tombstone.html", head, number_of="KZ-2026-0001", day=None
        )


def test_a_page_leads_to_itself_in_every_language_and_says_its_own() -> None:
    made = framed(PageHead("incidents/x.html", "Title", "incidents"), lang="kk")
    assert '<html lang="kk-KZ">' in made
    for code in ("kk", "ru", "en"):
        assert f'<link rel="alternate" hreflang="{code}" href="../../{code}/incidents/x.html">' in made
    assert 'href="../../static/site.css?v=' in made
    assert 'href="index.html"' not in made
    assert 'href="../index.html"' in made
    assert "2026 жылғы 24 қарашадағы жағдай бойынша" in made


def test_with_an_address_it_has_absolute_ones_where_others_need_them() -> None:
    made = framed(PageHead("method.html", "Title", "method", "About", "pictures/site.png", feeds=("feeds/incidents",)), "https://press.example/")
    assert '<link rel="canonical" href="https://press.example/en/method.html">' in made
    assert '<meta property="og:image" content="https://press.example/en/pictures/site.png">' in made
    assert 'type="application/atom+xml" href="feeds/incidents.atom"' in made
    assert 'aria-current="page"' in made
    plain = framed(PageHead("method.html", "Title", "method", picture="pictures/site.png"))
    assert "canonical" not in plain
    assert "og:image" not in plain


def test_titles_are_escaped_on_one_line_and_a_page_that_is_not_listed_says_so() -> None:
    made = framed(PageHead("x.html", 'A "quote" <b>\n\0main\0', description="<i>\u202e"))
    assert "<b>" not in made
    assert "<i>" not in made
    assert "\0" not in made
    assert "\u202e" not in made
    assert made.count("<main") == 1
    assert '<meta name="robots" content="noindex">' in framed(PageHead("x.html", "x", listed=False))
    assert "robots" not in framed(PageHead("x.html", "x"))


def test_only_an_address_on_the_web_is_a_link_and_pages_have_names_that_no_text_can_choose() -> None:
    for address in ["javascript:alert(1)", "data:text/html,x", "//x.example", "/here", "https://x.example/a b", ""]:
        assert outward(address) == ""
        assert outward("https://x.example/a?b=c") == "https://x.example/a?b=c"
    assert outlet_page("../../x").isalnum()
    assert outlet_page(" Дала ") == outlet_page("«дала»") == outlet_page("Dala") != outlet_page("Дала ТВ")
    assert outlet_page("x").isalnum()
    assert all(static(name) for name in STATIC)


@pytest.fixture(scope="module")
def thirty() -> list[SiteRow]:
    return in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in [*many(30), jailed()])


def test_the_overview_counts_and_leads_to_the_newest(thirty: list[SiteRow], tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, use_language("en"):
        write_front(SiteFrame(folder, TODAY), thirty, groups_of(thirty), "")
    made = (tmp_path / "public" / "en" / "index.html").read_text()
    assert '<dd><a href="incidents/index.html">31</a></dd>' in made
    assert '<dd><a href="incidents/index.html?custody=1">1</a></dd>' in made
    assert f'href="incidents/{thirty[0].number}.html"' in made
    assert "../incidents" not in made.partition("<main")[2]


def test_the_gravest_unanswered_cases_stand_first_and_of_equal_ones_the_longest(thirty: list[SiteRow]) -> None:
    with use_language("en"):
        some = longest_unanswered(thirty)
        assert 0 < len(some) <= 10
        found = {row.number: row for row in thirty}
        assert all(found[one.number].unanswered for one in some)
        assert found[some[0].number].category is Category.ATT
        days = [found[one.number].clock.without_accountability or 0 for one in some if found[one.number].category is Category.ATT]
        assert days == sorted(days, reverse=True)
        assert longest_unanswered([]) == []


def test_corrections_stand_with_the_last_first(tmp_path: Path) -> None:
    changes = [Change("KZ-2026-0001", date(2026, 5, nth), LedgerAction.EDIT, ("place",)) for nth in (1, 2)]
    with collecting(tmp_path / "public") as folder, use_language("en"):
        write_corrections(SiteFrame(folder, TODAY), changes, ["KZ-2026-0009"])
    made = (tmp_path / "public" / "en" / "corrections.html").read_text()
    assert made.index("2026-05-02") < made.index("2026-05-01")
    assert 'href="incidents/KZ-2026-0009.html"' in made


def test_data_lead_to_the_release_and_the_feeds_of_what_there_is(thirty: list[SiteRow], tmp_path: Path) -> None:
    groups = groups_of(thirty)
    with collecting(tmp_path / "public") as folder, use_language("en"):
        write_data_page(SiteFrame(folder, TODAY, "https://press.example/"), groups, "https://press.example/open.zip")
    made = (tmp_path / "public" / "en" / "data.html").read_text()
    assert 'href="https://press.example/open.zip"' in made
    assert 'href="feeds/incidents.atom"' in made
    assert 'href="feeds/category-ATT.json"' in made
    assert "category-KIL" not in made, "there is no killing"


def test_a_tombstone_has_the_number_and_the_day_and_nothing_else(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, use_language("en"):
        write_withdrawn_page(SiteFrame(folder, TODAY), "KZ-2026-0001", date(2026, 5, 1))
        write_withdrawn_page(SiteFrame(folder, TODAY), "KZ-2026-0002", None)
    made = (tmp_path / "public" / "en" / "incidents" / "KZ-2026-0001.html").read_text().partition("<main")[2].partition("</main>")[0]
    assert "2026-05-01" in made
    assert made.count("<p>") == 1
    without = (tmp_path / "public" / "en" / "incidents" / "KZ-2026-0002.html").read_text().partition("<main")[2].partition("</main>")[0]
    assert "<time" not in without


def test_the_first_page_of_all_offers_every_language_in_its_own_words(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder:
        write_languages(SiteFrame(folder, TODAY))
    made = (tmp_path / "public" / "index.html").read_text()
    for code, language in LANGUAGES.items():
        assert f'<a href="{code}/index.html" lang="{code}" hreflang="{code}">{language.name}</a>' in made


def test_how_it_is_counted_is_reported_in_each_language(tmp_path: Path) -> None:
    told = set()
    with collecting(tmp_path / "public") as folder:
        for lang in LANGUAGES:
            with use_language(lang):
                write_method(SiteFrame(folder, TODAY))
    for lang in LANGUAGES:
        told.add((tmp_path / "public" / lang / "method.html").read_text().partition("<main")[2].partition("</main>")[0])
    assert len(told) == 3


TITLES = {"kz_dala": "Газета Дала"}


def page(one: Incident, folder: Path, lang: str = "en", changes: tuple[Change, ...] = ()) -> str:
    with collecting(folder / "public") as made, use_language(lang):
        row = site_row(dict.fromkeys(LANGUAGES, one), TODAY)
        write_incident(SiteFrame(made, TODAY), case_of_incident(one, TODAY), row, changes, "")
    return (folder / "public" / lang / "incidents" / f"{one.number}.html").read_text(encoding="utf-8")


def test_it_tells_the_case_and_each_track_under_its_own_heading(tmp_path: Path) -> None:
    both = replace(
        incident(1, date(2026, 5, 1)),
        primary=Category.ATT,
        categories=(Category.ATT,),
        statuses=(
            Status(date(2026, 5, 2), StatusCode.CMP, "https://x.example/1", "арыз берілді"),
            Status(date(2026, 5, 9), StatusCode.JDT, "адвокат", ""),
        ),
    )
    made = page(both, tmp_path)
    with use_language("en"):
        headings, alone = [[story.heading for story in stories(one)] for one in (both, jailed())]
    assert (len(headings), headings[1:]) == (2, alone), "a track without a step has no heading"
    assert made.index(headings[0]) < made.index(headings[1])
    assert '<a href="https://x.example/1" rel="noopener noreferrer nofollow">' in made
    assert '<p class="soft" lang="kk">арыз берілді</p>' in made
    assert '<span class="soft">адвокат</span>' in made
    assert "207 days" in made, "since 1 May 2026"


def test_sources_stand_by_outlet_and_hash_and_without_a_headline_that_names_somebody_withheld() -> None:
    with use_language("ru"):
        told = source_line(Source("a", "https://dala.example/1", "kz_dala", "kk", "Тақырып", "2026-05-05T10:00:00+05:00", "ab" * 32), TITLES)
        assert (told.outlet, told.title, told.address, told.sha256) == ("Газета Дала", "Тақырып", "https://dala.example/1", "ab" * 32)
        assert told.lang == ' lang="kk"'
        assert told.day.startswith("5 мая 2026")
        assert source_line(Source("a", "https://www.other.example/1", "kz_other"), TITLES).outlet == "other.example"
        assert source_line(Source("a", "javascript:x", "kz_other"), TITLES).outlet == "источник без адреса"
    with use_language("en"):
        told = source_line(Source("a", "", "kz_dala", "ru", RedactedText("(left out)")), TITLES)
        assert (told.outlet, told.title, told.address) == ("Газета Дала", "", "")


def test_only_clocks_that_run_and_what_is_known_are_on_a_page_and_no_private_field() -> None:
    with use_language("en"):
        row = site_row(dict.fromkeys(LANGUAGES, jailed()), TODAY)
        assert [words for words, _ in counters(jailed(), row.clock)] == ["Days under pursuit", "Days in custody"]
        refused = replace(incident(4, date(2026, 5, 1)), statuses=())
        assert refused.primary is Category.ACC
        assert counters(refused, site_row(dict.fromkeys(LANGUAGES, refused), TODAY).clock) == []
    with use_language("en"):
        told = dict(facts(replace(incident(1, date(2026, 5, 1)), facts={"motive": Motive.CONFIRMED, "amount_claimed": 2_000_000, "currency": "KZT"})))
        assert told["Sum claimed"] == ["2,000,000 KZT"]
        assert len(told) == 3, "beside who did it and the motive"
    names = {name for one in (hostile(), jailed()) for name in vars(one)} | set(hostile().facts)
    assert not names & {field.name for field in PRIVATE_FIELDS}
    assert runs_html((TextRun("a<b", strong=True), TextRun(" & c", ("KZ-2026-0001",)))) == "<strong>a&lt;b</strong> &amp; c"


def test_what_was_changed_is_named_and_nothing_else_of_it(tmp_path: Path) -> None:
    made = page(jailed(), tmp_path, changes=(Change(JAILED, date(2026, 7, 1), LedgerAction.EDIT, ("place", "summary")),))
    assert '<li><time datetime="2026-07-01">2026-07-01</time>: place, summary</li>' in made


BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def test_each_act_that_changed_what_is_published_is_there_with_its_fields(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = incident(1, date(2026, 5, 1)), incident(2, date(2026, 5, 2))
        import_incident(session, one, **BY)
        import_incident(session, two, **BY)
        edit(session, one.number, {"place": "Орал", "happened_on": date(2026, 4, 30)}, {}, **BY)
        edit(session, one.number, {}, {"contacts": "8 700"}, **BY)
        wrong = incidents.add_status(session, one.number, StatusCode.NOI, TODAY, source="x", note="", **BY)
        incidents.withdraw_status(session, one.number, wrong.id, reason="error", **BY)
        withdraw(session, two.number, **BY, note="secret")
    with read_session(engine) as session:
        found = changes_until(session, TODAY)
        assert [(one.number, one.action, one.fields) for one in found] == [
            ("KZ-2026-0001", LedgerAction.EDIT, ("date", "place")),
            ("KZ-2026-0001", LedgerAction.WITHDRAW_STATUS, ()),
            ("KZ-2026-0002", LedgerAction.WITHDRAW, ()),
        ]
        assert withdrawn_numbers(session) == ["KZ-2026-0002"]
        assert changes_until(session, TODAY - timedelta(days=1)) == []
        assert len(by_number(found)["KZ-2026-0001"]) == 2
        assert by_number(found)["KZ-2026-0003"] == ()


def test_every_act_has_words_in_each_language() -> None:
    acts = (LedgerAction.CORRECT_STATUS, LedgerAction.WITHDRAW_STATUS, LedgerAction.WITHDRAW, LedgerAction.GIVE_BACK, LedgerAction.EDIT)
    told = set()
    for lang in ("kk", "ru", "en"):
        with use_language(lang):
            told |= {Change("KZ-2026-0001", TODAY, act, ("place", "place")).words() for act in acts}
    assert len(told) == 15
    assert "place" in told


def test_all_that_counts_on_the_day_is_reported_and_what_was_withdrawn_is_not(engine: Engine) -> None:
    with write_transaction(engine) as session:
        store(session, 4)
        numbers = [one["ru"].number for one in counted_incidents_by_language(session, TODAY)]
        assert len(numbers) == 7
        assert "KZ-2026-0903" in numbers, "one without a date"
        assert WITHDRAWN not in numbers
        assert jailed().number not in [one["ru"].number for one in counted_incidents_by_language(session, date(2026, 5, 31))]


def test_nobody_withheld_is_one_incident_for_all_and_somebody_withheld_one_for_each_language(engine: Engine) -> None:
    with write_transaction(engine) as session:
        store(session, 0)
        assert all(len({id(one) for one in shown.values()}) == 1 for shown in counted_incidents_by_language(session, TODAY))
        hers = next(one for shown in counted_incidents_by_language(session, TODAY) for one in shown["ru"].victims if "Сапарқызы" in one.name)
        edit_person(session, hers.person or 0, {"publish": "no", "publish_reason": "қауіп"}, **BY)
    with read_session(engine) as session:
        shown = next(one for one in counted_incidents_by_language(session, TODAY) if one["ru"].number == jailed().number)
        assert len({shown[lang].victims[0].name for lang in ("kk", "ru", "en")}) == 3
        assert not any("Сапар" in shown[lang].victims[0].name for lang in shown)


def test_later_statuses_and_articles_and_what_was_withdrawn_as_wrong_are_left_out() -> None:
    late, early = (
        Source("a", "https://x.example/1", published_at="2026-05-03"),
        Source("b", "https://x.example/2", published_at="2026-05-01T09:00:00+05:00"),
    )
    statuses = (Status(date(2026, 5, 1), StatusCode.REP), Status(date(2026, 5, 3), StatusCode.CMP))
    told = incident_until(incident(1, date(2026, 5, 1), statuses=statuses, withdrawn_statuses=statuses[:1], articles=(late, early)), date(2026, 5, 2))
    assert (told.statuses, told.withdrawn_statuses, told.articles) == (statuses[:1], (), (early,))


def test_a_picture_has_the_size_that_is_asked_for_and_the_same_bytes_each_time() -> None:
    with use_language("kk"):
        made = sharing_picture("Журналистің заңды кәсіби қызметіне кедергі келтіру", "Qorgan")
        assert Image.open(BytesIO(made)).size == (WIDE, HIGH)
        assert sharing_picture("Журналистің заңды кәсіби қызметіне кедергі келтіру", "Qorgan") == made
        assert sharing_picture("Шабуыл") != made
