"""What is typed whole leads straight to what it names."""

from datetime import date

from desk.pages.search.straight import named, straight_to
from pipelines.store import article_id
from records.tables import OutletRow
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site
from tests.records.rows import article


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
