"""Cards for a whole page at once: whose they are, and what somebody may not see who judges blind."""

from sqlalchemy import event

from desk.pages.queue.prepared_cards import outlet_names, prepared
from records.tables import DraftRow
from tests.conftest import NOW
from tests.desk.pages.queue.cards_seen import make, type_in
from tests.desk.site import Site


def test_each_person_gets_the_draft_as_she_would_confirm_it_and_who_judges_blind_the_machines(site: Site) -> None:
    draft = make(site, "s")
    type_in(site.signed_in(), draft, place="Орал")
    with site.reading() as session:
        row = session.get_one(DraftRow, draft)
        by = {who: prepared(session, [row], who, NOW)[draft] for who in ("Aigul", "Berik")}
        blind = prepared(session, [row], "Aigul", NOW, blind=True)[draft]
    assert [by[who].facts["place"] for who in by] == ["Орал", "Қарағанды"]
    assert blind.facts["place"] == "Қарағанды"
    assert by["Aigul"].stamp != by["Berik"].stamp == blind.stamp


def test_a_draft_without_a_category_says_so_and_shows_the_rest(site: Site) -> None:
    draft = make(site, "s", categories=[])
    with site.reading() as session:
        ready = prepared(session, [session.get_one(DraftRow, draft)], "Aigul", NOW)[draft]
    assert (ready.codes, ready.would.fault) == ([], "nobody has said yet what kind of violation it is")
    assert ready.facts["place"] == "Қарағанды"


def test_a_page_of_many_asks_the_database_no_more_often_than_a_page_of_two(site: Site) -> None:
    drafts = [make(site, f"s{number}") for number in range(8)]
    asked: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    def queries(some: list[int]) -> int:
        with site.reading() as session:
            rows = [session.get_one(DraftRow, draft) for draft in some]
            asked.clear()
            prepared(session, rows, "Aigul", NOW)
            outlet_names(session)
            return len(asked)

    assert queries(drafts) == queries(drafts[:2]) <= 6
