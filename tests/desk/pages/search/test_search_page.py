"""One box finds drafts, incidents, persons and articles, over spellings and scripts; names are offered while they are typed."""

import html
import re
from datetime import date
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from desk.pages.search.routes import named, straight_to
from desk.pages.suggestions.routes import suggest_names
from pipelines.dedup.urls import article_id
from records import review
from records.i18n import use_language
from records.incident_model import Victim
from records.persons.victims import KnownPersons
from records.search import index_all_batches
from records.tables import IncidentRow, OutletRow
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site
from tests.records.persons.persons_case import admit_victims
from tests.records.review.arriving import arrive
from tests.records.rows import article

HOSTILE = ["", "я", "a" * 10_000, "AND OR NOT", '"', '""', "*", "NEAR(", "NEAR(a b, 5)", "%", "%_\\", "\x00", "a\x00b", "🙂", "''; DROP TABLE drafts --", "<script>x</script>", "-", "--", "- -x",
           "-Сериков", "(((((", "words:x", "\u202eabc", "#", "№", "0", "99999999999", "http://", "://", "a.b/", "KZ-9999-9999", "{{7*7}}"]  # fmt: skip


@pytest.fixture
def filled(site: Site) -> Site:
    """Three drafts with their articles, two incidents of one person, and a page of somebody who means harm."""
    with site.writing() as session:
        vera = {"kk": "Вера Сапарқызы", "ru": "Вера Сапаркызы"}
        admit_all(
            session,
            [
                incident(1, date(2026, 3, 5), victims=(Victim("Вера Сапарқызы", "тілші", "Дала жаршысы"),), title="Вера Сапарқызы сотқа шақырылды"),
                incident(2, date(2026, 4, 5), victims=(Victim("Вера Сапаркызы", names=vera),), title="Суд оштрафовал журналиста"),
                incident(3, None, withdrawn=True, victims=(Victim("Ерлан Тастемиров"),)),
            ],
        )
        article(
            session,
            "bad",
            title="<img src=x onerror=alert(1)> Сапаркызы",
            text="Конец. <script>alert('Saparkyzy')</script> & «Сапаркызы»",
            outlet="kz_other",
        )
    list(index_all_batches(site.engine))
    return site


def shown(site: Site, typed: str, **more: str) -> str:
    answer = site.signed_in("monitor").get("/search", params={"q": typed, **more}, follow_redirects=False)
    assert answer.status_code == 200, answer.headers
    return str(answer.text)


def test_everything_is_found_in_every_spelling_and_what_strangers_wrote_is_escaped_and_marked(filled: Site) -> None:
    incidents = ('href="/incidents/KZ-2026-0001"', 'href="/incidents/KZ-2026-0002"', "/articles/bad/page", 'id="k-persons"', "<mark>")
    drafts = (f'<a href="/drafts/{filled.drafts[0]}"', f"№ {filled.drafts[0]}", "/articles/a/page?snapshot=")
    for spellings, expected in (
        (("Сапарқызы", "сапаркызы", "Saparkyzy", "Сапар"), incidents),
        (("Серикова", "Serikov", "СЕРІКОВ", "сериков избили"), drafts),
    ):
        for typed in spellings:
            page = shown(filled, typed)
            assert [one for one in expected if one not in page] == [], typed
    page = shown(filled, "Saparkyzy")
    assert not re.search("<img src=x|<script>alert", page)
    assert "&lt;img src=x onerror=alert(1)&gt; <mark>Сапаркызы</mark>" in page


def test_whatever_is_typed_gives_a_page(filled: Site) -> None:
    browser = filled.signed_in("monitor")
    for typed, kind in zip(HOSTILE, cycle(["", "drafts", "incidents", "persons", "articles", "nonsense"]), strict=False):
        for one in {"", kind}:
            answer = browser.get("/search", params={"q": typed, "kind": one, "after": typed[:50]}, follow_redirects=False)
            assert answer.status_code == 200, typed


def test_a_number_and_an_address_typed_whole_lead_straight_there(filled: Site) -> None:
    browser = filled.signed_in("monitor")

    def leads(typed: str) -> str:
        answer = browser.get("/search", params={"q": typed}, follow_redirects=False)
        return str(answer.headers.get("Location", ""))

    draft = filled.drafts[1]
    assert leads("KZ-2026-0002") == leads(" kz-2026-0002 ") == "/incidents/KZ-2026-0002"
    assert leads("KZ-2026-0999") == ""
    assert leads(str(draft)) == leads(f"#{draft}") == leads(f"№ {draft}") == f"/drafts/{draft}"
    assert leads("99999") == ""
    assert leads("https://nowhere.example/1") == ""


def test_one_kind_is_shown_page_by_page(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(nth, date(2026, 1, 1), victims=(Victim(f"Қожаев {nth}"),), title=f"Кожаев {nth}") for nth in range(1, 26)])
    for kind, lines in (("incidents", 25), ("persons", 25)):
        first = shown(site, "Қожаев", kind=kind)
        assert first.count("<h3>") == 20
        second = shown(site, "Қожаев", kind=kind, after="20")
        assert second.count("<h3>") == lines - 20
        assert 'rel="next"' in first
        assert 'rel="next"' not in second


def test_it_says_how_far_the_index_has_come_and_only_who_is_signed_in_may_search(site: Site) -> None:
    assert "0 of 3" in shown(site, "Сериков")
    list(index_all_batches(site.engine))
    assert not re.search(r"\d of 3", shown(site, "Сериков"))
    assert site.browser().get("/search?q=x", follow_redirects=False).headers["Location"].startswith("/login")


def test_where_nothing_is_found_it_says_what_was_tried_and_what_is_near_and_every_page_has_the_box(filled: Site) -> None:
    page = html.unescape(shown(filled, "Сапаргызы жоқтың-өзі"))
    assert [words for words in ('class="empty"', "Сапаргызы, жоқтың, өзі") if words not in page] == []
    assert any(f'href="/search?q={quote(name)}"' in page for name in ("Сапарқызы", "Сапаркызы"))
    browser = filled.signed_in("monitor")
    assert 'action="/search"' in browser.get("/outlets").text
    assert f'href="/search?q={quote("Қожаев")}"' in browser.get("/queue", params={"q": "Қожаев"}).text
    assert "KZ-2026-0004" not in shown(filled, "Бөкейко")
    with filled.writing() as session:
        admit_all(session, [incident(4, date(2026, 5, 5), victims=(Victim("Вадим Бөкейко"),), title="Обыск")])
    assert 'href="/incidents/KZ-2026-0004"' in shown(filled, "Vadim Bokeiko"), "what was recorded a moment ago"


def test_incidents_are_found_by_every_title_that_is_shown(site: Site) -> None:
    """A headline in another language than the record's, and what is told from the fields."""
    with site.writing() as session:
        draft = arrive(session, "ru", "Карьер у самых грядок остался без ответа")
        arrive(session, "kk", "Карьер иесі бақша жанында тілшіге шабуылдады", lang="kk")
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"title": ""})
        admit_all(session, [incident(9, date(2026, 5, 5), title="Утром в Костанае", victims=(Victim("Вера Ли"),), titles={})])
        numbers = list(session.scalars(select(IncidentRow.number).order_by(IncidentRow.number)))
    first, second = f'href="/incidents/{numbers[0]}"', f'href="/incidents/{numbers[1]}"'
    browser = site.signed_in("monitor")
    for typed, href in (("карьер грядок", first), ("бақша", first), ("угрожали журналисту", second), ("қоқан-лоққы", second), ("threatened", second)):
        assert href in shown(site, typed), typed
        assert href in browser.get("/incidents", params={"q": typed}).text, typed


def test_the_address_of_an_article_leads_to_its_stored_page(site: Site) -> None:
    address = "https://dala.example/news/12?utm_source=x"
    id = article_id("kz_dala", "https://dala.example/news/12")
    with site.writing() as session:
        session.add(OutletRow(name="kz_dala", title={}, home="https://dala.example/", country="KZ", region=None, languages=[], listed_on=NOW.date()))
        article(session, id, outlet="kz_dala", url="https://dala.example/news/12")
        for typed in (address, "dala.example/news/12", " https://dala.example/news/12 "):
            assert straight_to(session, typed) == f"/articles/{id}/page"
        for typed in ("https://dala.example/news/13", "https://dala.example", "dala.example/", "://", "dala example/1", "a/b.c", "http://[/x.y/z"):
            assert straight_to(session, typed) is None


def test_a_number_written_short_leads_to_the_incident(site: Site) -> None:
    draft = site.drafts[1]
    with site.writing() as session:
        admit_all(session, [incident(draft, date(2026, 4, 5)), incident(77, date(2026, 4, 5)), incident(77, date(2025, 4, 5))])
        number = f"KZ-2026-{draft:04}"
        for typed in (f"{draft:04}", f"KZ-2026-{draft}", f"kz 2026 {draft}", f"2026-{draft:04}", f"2026/{draft}", number.lower()):
            assert straight_to(session, typed) == f"/incidents/{number}", typed
        for typed in (str(draft), f"№{draft}", f"#{draft}"):
            assert straight_to(session, typed) == f"/drafts/{draft}", typed
        assert straight_to(session, f"{site.drafts[0]:04}") == f"/drafts/{site.drafts[0]}", "there is no such incident"
        assert straight_to(session, "0077") is None, "two years have one"
        assert [one.number for one in named(session, "0077")] == ["KZ-2026-0077", "KZ-2025-0077"]
        assert straight_to(session, "2025-77") == "/incidents/KZ-2025-0077"
        for typed in ("UZ-2026-77", "KZ-77", "2024-77", "0078", "KZ"):
            assert straight_to(session, typed) is None, typed
    page = site.signed_in("monitor").get("/search", params={"q": "0077"}).text
    assert 'href="/incidents/KZ-2025-0077"' in page


ONE = "Гүлнар Сапарқызы"


@pytest.fixture
def known(site: Site) -> Site:
    with site.writing() as session:
        admit_victims(session, (Victim(ONE, "тілші", "Орда"),), (Victim("Гүлмира Ахметова", "", "Дала жаршысы"),))
        session.add(OutletRow(name="kz_dala", title={"kk": "Дала жаршысы", "ru": "Вестник степи"}, home="https://dala.example/", country="KZ",
                              region="KZ-35", languages=["kk"], minimum=None, listed_on=NOW.date(), left_on=None))  # fmt: skip
    return site


def values(site: Site, kind: str, typed: str, lang: str = "ru") -> list[str]:
    with site.reading() as session, use_language(lang):
        return [one.value for one in suggest_names(session, KnownPersons(), kind, typed)]


def test_persons_and_outlets_are_offered_in_every_spelling_and_order_with_what_is_known_of_them(known: Site) -> None:
    typed = ("Сапар", "сапарқ", "Сапарк", "Гүлнар Сап", "сапаркызы гулн", "Saparky", "Saparkyzy G")
    assert [values(known, "persons", one) for one in typed] == [[ONE]] * 7
    assert values(known, "persons", "гүл") == [ONE, "Гүлмира Ахметова"]
    assert values(known, "persons", "Петров") == values(known, "persons", " ") == values(known, "kind", "Сапар") == []
    with known.reading() as session:
        (found,) = suggest_names(session, KnownPersons(), "persons", "Сапарқ")
    assert (found.more, found.fills) == ("тілші, Орда", {"profession": "тілші", "outlet": "Орда"})
    assert values(known, "outlets", "вестн", "kk") == values(known, "outlets", "дала", "kk") == ["Дала жаршысы"]
    assert values(known, "outlets", "орд") == ["Орда"]


def test_a_place_is_offered_as_it_is_typed_with_its_region(known: Site) -> None:
    assert values(known, "places", "Темирт")[0] == "Темиртау"
    assert values(known, "places", "Temirt")[0] == "Temirtau"
    assert values(known, "places", "Теміртау", "kk")[0] == "Теміртау"
    with known.reading() as session, use_language("ru"):
        found = suggest_names(session, KnownPersons(), "places", "Темиртау")[0]
    assert found.fills == {"region": "KZ-35", "country": "KZ"}
    assert len(values(known, "places", "а")) <= 8


def test_names_are_offered_to_whoever_is_signed_in_alone(site: Site) -> None:
    with site.writing() as session:
        admit_victims(session, (Victim("Гүлнар Сапарқызы", "тілші", "Орда"),))
    browser = site.signed_in()
    asked: dict[str, Any] = {"json": {"words": "сапарк"}, "headers": {"X-CSRF-Token": browser.csrf()}}
    answer = browser.post("/suggestions/persons", **asked)
    fills = {"profession": "тілші", "outlet": "Орда"}
    assert answer.json() == {"offers": [{"value": "Гүлнар Сапарқызы", "more": "тілші, Орда", "fills": fills, "said": ""}]}
    assert browser.post("/suggestions/x", **asked).json() == {"offers": []}
    assert browser.post("/suggestions/persons", json={"words": "x" * 400}, headers=asked["headers"]).status_code == 422
    assert site.browser().post("/suggestions/persons", json={"words": "сапарк"}).status_code in (303, 401, 403)
