"""The page of an incident: both tracks, the clocks, the sources by outlet and hash, and no field that a release does not have."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from records.i18n import LANGUAGES, speaking
from records.incident_fields import PRIVATE_FIELDS
from records.incident_model import Incident, Source, Status
from records.vocabulary import Category, LedgerAction, Motive, StatusCode
from reports.publications.document_tree import TextRun
from reports.site.site_corrections import Change
from reports.site.site_frame import SiteFrame
from reports.site.site_incident import counters, facts, runs_html, stories, told_case, told_source, write_incident
from reports.site.site_rows import site_row
from reports.withheld import LeftOut
from tests.desk.incident_records import incident
from tests.reports.site.small_site import HOSTILE, JAILED, TODAY, collecting, hostile, jailed

TITLES = {"kz_dala": "Газета Дала"}


def page(one: Incident, folder: Path, lang: str = "en", changes: tuple[Change, ...] = ()) -> str:
    with collecting(folder / "public") as made, speaking(lang):
        row = site_row(dict.fromkeys(LANGUAGES, one), TODAY)
        write_incident(SiteFrame(made, TODAY), told_case(one, TODAY), row, changes, "")
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
    assert made.index("What became of the perpetrator") < made.index("What became of the journalist")
    assert '<a href="https://x.example/1" rel="noopener noreferrer nofollow">' in made
    assert '<p class="soft" lang="kk">арыз берілді</p>' in made
    assert '<span class="soft">адвокат</span>' in made
    assert "207 days" in made, "since 1 May 2026"


def test_sources_stand_by_the_title_of_the_outlet_with_the_hash_of_the_page() -> None:
    with speaking("ru"):
        told = told_source(Source("a", "https://dala.example/1", "kz_dala", "kk", "Тақырып", "2026-05-05T10:00:00+05:00", "ab" * 32), TITLES)
        assert (told.outlet, told.title, told.address, told.sha256) == ("Газета Дала", "Тақырып", "https://dala.example/1", "ab" * 32)
        assert told.lang == ' lang="kk"'
        assert told.day.startswith("5 мая 2026")
        assert told_source(Source("a", "https://www.other.example/1", "kz_other"), TITLES).outlet == "other.example"
        assert told_source(Source("a", "javascript:x", "kz_other"), TITLES).outlet == "источник без адреса"


def test_a_headline_that_names_somebody_withheld_is_left_out_and_the_source_stays() -> None:
    with speaking("en"):
        told = told_source(Source("a", "", "kz_dala", "ru", LeftOut("(left out)")), TITLES)
        assert (told.outlet, told.title, told.address) == ("Газета Дала", "", "")


def test_only_clocks_that_run_are_counted() -> None:
    with speaking("en"):
        row = site_row(dict.fromkeys(LANGUAGES, jailed()), TODAY)
        assert [words for words, _ in counters(jailed(), row.clock)] == ["Days under pursuit", "Days in custody"]
        refused = replace(incident(4, date(2026, 5, 1)), statuses=())
        assert refused.primary is Category.ACC
        assert counters(refused, site_row(dict.fromkeys(LANGUAGES, refused), TODAY).clock) == []


def test_what_else_is_known_leaves_out_what_is_not() -> None:
    with speaking("en"):
        told = dict(facts(replace(incident(1, date(2026, 5, 1)), facts={"motive": Motive.CONFIRMED, "amount_claimed": 2_000_000, "currency": "KZT"})))
        assert told["Sum claimed"] == ["2,000,000 KZT"]
        assert "Was the detention or arrest lawful" not in told
        assert "Online" not in told


def test_no_private_field_can_be_on_a_page() -> None:
    told = {name for one in (hostile(), jailed()) for name in vars(one)} | set(hostile().facts)
    assert not told & {field.name for field in PRIVATE_FIELDS}


def test_what_was_changed_is_named_and_nothing_else_of_it(tmp_path: Path) -> None:
    made = page(jailed(), tmp_path, changes=(Change(JAILED, date(2026, 7, 1), LedgerAction.EDIT, ("place", "summary")),))
    assert '<li><time datetime="2026-07-01">2026-07-01</time>: place, summary</li>' in made


def test_hostile_texts_are_escaped_and_bad_links_are_none(tmp_path: Path) -> None:
    made = page(hostile(), tmp_path)
    assert HOSTILE in made
    assert "<script>alert" not in made
    assert "javascript:alert(4)" not in made
    assert 'href="https://news.example/a?b=1&amp;c=2"' in made


def test_words_of_a_document_are_plain_on_a_page() -> None:
    assert runs_html((TextRun("a<b", strong=True), TextRun(" & c", ("KZ-2026-0001",)))) == "<strong>a&lt;b</strong> &amp; c"


def test_a_track_without_a_step_has_no_heading() -> None:
    with speaking("en"):
        assert [story.heading for story in stories(jailed())] == ["What became of the journalist"]
