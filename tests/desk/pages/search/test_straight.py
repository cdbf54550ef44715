"""What is typed whole leads straight to what it names."""

from desk.pages.search.straight import straight_to
from pipelines.store import article_id
from records.tables import OutletRow
from tests.conftest import NOW
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
