"""One box finds drafts, incidents, persons and articles, over spellings and scripts, and whatever is typed into it."""

import html
from datetime import date
from itertools import cycle
from urllib.parse import quote

import pytest
from sqlalchemy import select

from records import review
from records.incident_model import Victim
from records.search.article_index import catch_up_wholly
from records.tables import IncidentRow
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site
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
    list(catch_up_wholly(site.engine))
    return site


def shown(site: Site, typed: str, **more: str) -> str:
    answer = site.signed_in("monitor").get("/search", params={"q": typed, **more}, follow_redirects=False)
    assert answer.status_code == 200, answer.headers
    return str(answer.text)


@pytest.mark.parametrize("typed", ["Сапарқызы", "сапаркызы", "Saparkyzy", "Сапар"])
def test_incidents_persons_and_articles_are_found_in_every_spelling(filled: Site, typed: str) -> None:
    page = shown(filled, typed)
    assert 'href="/incidents/KZ-2026-0001"' in page
    assert 'href="/incidents/KZ-2026-0002"' in page
    assert "/articles/bad/page" in page
    assert 'id="k-persons"' in page
    assert "<mark>" in page


@pytest.mark.parametrize("typed", ["Серикова", "Serikov", "СЕРІКОВ", "сериков избили"])
def test_drafts_and_their_articles_are_found(filled: Site, typed: str) -> None:
    page = shown(filled, typed)
    assert f'<a href="/drafts/{filled.drafts[0]}"' in page
    assert f"№ {filled.drafts[0]}" in page
    assert "/articles/a/page?snapshot=" in page


def test_what_strangers_wrote_is_escaped_and_marked(filled: Site) -> None:
    page = shown(filled, "Saparkyzy")
    assert "<img src=x" not in page
    assert "<script>alert" not in page
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


def test_it_says_how_far_the_index_has_come(site: Site) -> None:
    assert "0 of 3 stored texts can be searched so far" in shown(site, "Сериков")
    list(catch_up_wholly(site.engine))
    assert "can be searched so far" not in shown(site, "Сериков")


def test_what_was_recorded_a_moment_ago_is_found_at_once(filled: Site) -> None:
    assert "KZ-2026-0004" not in shown(filled, "Бөкейко")
    with filled.writing() as session:
        admit_all(session, [incident(4, date(2026, 5, 5), victims=(Victim("Вадим Бөкейко"),), title="Обыск")])
    assert 'href="/incidents/KZ-2026-0004"' in shown(filled, "Vadim Bokeiko")


def test_where_nothing_is_found_it_says_what_was_tried_and_what_is_near(filled: Site) -> None:
    page = html.unescape(shown(filled, "Сапаргызы жоқтың-өзі"))
    assert "Nothing was found" in page
    assert "Сапаргызы, жоқтың, өзі" in page
    assert "Near spellings of known names:" in page
    assert f'href="/search?q={quote("Сапарқызы")}"' in page or f'href="/search?q={quote("Сапаркызы")}"' in page


def test_only_who_is_signed_in_may_search(site: Site) -> None:
    assert site.browser().get("/search?q=x", follow_redirects=False).headers["Location"].startswith("/login")


def test_every_page_has_the_box_and_the_queue_offers_to_search_everywhere(filled: Site) -> None:
    browser = filled.signed_in("monitor")
    assert 'action="/search"' in browser.get("/outlets").text
    assert f'href="/search?q={quote("Қожаев")}"' in browser.get("/queue", params={"q": "Қожаев"}).text


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
