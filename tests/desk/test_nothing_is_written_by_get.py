"""Whoever only looks changes nothing: no address writes when it is asked by GET, however it is asked."""

from typing import Any

from sqlalchemy import select

from records.tables import Base, LedgerRow
from tests.desk.probe import every_route, example
from tests.desk.site import Site

# Only that it was used, and by whom the door was tried.
PASSING = {("sessions", "seen_at"), ("tokens", "used_at")}
ASKED = ("", "?format=csv", "?format=jsonl", "?edit=1", "?raw=1", "?q=x&done=1", "?since=2026-01-01&until=2026-12-31")


def everything(site: Site) -> dict[str, list[Any]]:
    """Every row of every table, without the times that looking leaves."""
    with site.reading() as session:
        return {
            table.name: sorted(
                repr(tuple(row)) for row in session.execute(select(*(c for c in table.columns if (table.name, c.name) not in PASSING)))
            )
            for table in Base.metadata.sorted_tables
        }


def test_no_address_writes_when_it_is_asked_by_get(site: Site) -> None:
    browser = site.signed_in("operator")
    before, asked = everything(site), 0
    for method, path in every_route(site):
        if method not in {"GET", "HEAD"}:
            continue
        for way in {example(path), example(path).replace("/articles/1/", "/articles/a/")}:
            for query in ASKED:
                site.clock.pass_by(minutes=6)
                answer = browser.request(method, way + query)
                assert answer.status_code < 500, (method, way + query)
                asked += 1
    assert asked > 150
    assert everything(site) == before


def test_a_link_makes_nobody_sign_an_export(site: Site) -> None:
    with site.reading() as session:
        before = len(session.scalars(select(LedgerRow.id)).all())
    answer = site.signed_in("editor").get("/api/v1/incidents?format=csv")
    assert answer.status_code == 403
    assert "form" in answer.json()["detail"]
    with site.reading() as session:
        assert len(session.scalars(select(LedgerRow.id)).all()) == before
