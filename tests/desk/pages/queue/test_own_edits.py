"""One truth for a draft's values: what a person typed shows on her card and is what her key records; nobody else's does."""

from typing import Any

from records.tables import IncidentRow
from tests.desk.pages.queue.cards_seen import card, make, send, stamp, state, type_in, typed, undo
from tests.desk.site import Site


def recorded(site: Site, number: str = "KZ-2026-0001") -> Any:
    with site.reading() as session:
        return session.get_one(IncidentRow, number)


def test_a_saved_edit_shows_on_the_card_as_hers_and_is_what_c_records(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, place="Орал", victim_name=["Иван Пробный"], victim_profession=["оператор"], victim_outlet=["Мысал ТВ"])
    said = card(browser, draft)
    assert "Place Oral, Karaganda region, Kazakhstan corrected" in said
    assert "Victims Иван Пробный (оператор, Мысал ТВ) corrected" in said
    assert "Тестова" not in said
    assert send(browser, draft, seen=f"{draft}:{stamp(browser, draft)}").status_code == 200
    row = recorded(site)
    assert (row.place, [(one["name"], one["profession"], one["outlet"]) for one in row.victims]) == (
        "Орал",
        [("Иван Пробный", "оператор", "Мысал ТВ")],
    )
    assert typed(site, draft) == {}, "it has gone into the record"


def test_bulk_records_the_edits_too(site: Site) -> None:
    one, two, browser = make(site, "s"), make(site, "t"), site.signed_in()
    type_in(browser, two, place="Тараз")
    assert send(browser, one, two).json()["said"] == "2 drafts confirmed"
    assert {recorded(site, f"KZ-2026-000{serial}").place for serial in (1, 2)} == {"Қарағанды", "Тараз"}


def test_what_somebody_else_typed_is_told_and_not_taken_along(site: Site) -> None:
    draft, aigul, berik = make(site, "s"), site.signed_in(), site.signed_in("editor")
    type_in(aigul, draft, place="Орал")
    said = card(berik, draft)
    assert "Aigul has typed corrections here that are not decided" in said
    assert "Орал" not in said
    assert "Oral" not in said
    send(berik, draft)
    assert recorded(site).place == "Қарағанды"
    assert typed(site, draft)["Aigul"] == {"place": "Орал"}, "and she loses nothing"


def test_an_edit_that_cannot_be_recorded_says_so_on_the_card_and_hinders_the_key(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, incident_date="someday")
    assert "Cannot be confirmed so:" in card(browser, draft)
    answer = send(browser, draft)
    assert (answer.status_code, state(site, draft)) == (422, "new")
    assert "your corrections of draft" in answer.json()["failed"][0]["words"]


def test_undo_brings_the_corrections_back_onto_the_card(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, place="Орал")
    send(browser, draft)
    assert undo(browser)["done"][0]["id"] == draft
    assert "Place Oral, Karaganda region, Kazakhstan corrected" in card(browser, draft)
    send(browser, draft)
    assert recorded(site).place == "Орал"


def test_a_date_that_a_person_took_away_stands_as_no_date_and_is_asked_for_again(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    type_in(browser, draft, incident_date="")
    assert "Date no date corrected" in card(browser, draft)
    assert send(browser, draft).json()["failed"][0]["asks"]
    assert send(browser, draft, sure="1").status_code == 200
    assert recorded(site).happened_on is None


def test_an_edit_that_makes_it_news_of_an_incident_writes_only_there(site: Site) -> None:
    first, draft, browser = make(site, "s"), make(site, "t"), site.signed_in()
    send(browser, first)
    type_in(browser, draft, follows="KZ-2026-0001")
    said = card(browser, draft)
    assert "follows KZ-2026-0001" in said
    assert "Only what came of it is written" in said
    assert send(browser, draft).json()["done"][0]["words"] == f"Draft {draft} confirmed as news of KZ-2026-0001"


def test_private_notes_are_told_to_be_there_and_never_what_they_say(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    assert "private notes" not in card(browser, draft)
    type_in(browser, draft, safety_notes="қоңырау шалмаңыз", contacts="туысы арқылы")
    told = card(browser, draft)
    assert "there are private notes" in told
    assert not any(words in told for words in ("қоңырау", "туысы"))
