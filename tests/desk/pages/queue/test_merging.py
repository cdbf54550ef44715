"""Merging: what is offered and told so that one knows it again, what somebody means who types, and several merged by one decision and one undo."""

import re
from typing import Any

from syrupy.assertion import SnapshotAssertion

from desk.pages.queue.decision_wording import decided_words, decision_result_words, decision_status_words
from records import review
from records.i18n import use_language
from records.review import groups
from records.tables import DraftRow, LedgerRow
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.pages.queue.cards_seen import failed, make, much_alike, send, state, tree, undo, words
from tests.desk.site import Browser, Site
from tests.records.review.arriving import recorded

WHOLE = {"place": "Тараз", "region": "KZ-31", "incident_date": "2026-11-20", "incident_date_precision": "day"}


def offered(page: Any) -> list[tuple[str, str, str]]:
    """Digit, what is named, and all its words, of each offer."""
    return [(one.xpath("string(./kbd)"), one.get("value"), words(one)) for one in page.xpath("//button[@name='into']")]


def offers(browser: Browser, *ids: int) -> Any:
    return tree(browser.get("/queue/offers?" + "&".join(f"id={id}" for id in ids)).text)


def meant(browser: Browser, typed: str, *ids: int) -> list[str]:
    """What the dialog shows for what was typed."""
    answer = browser.submit("/queue/meant", {"typed": typed, "id": [str(id) for id in ids]})
    assert answer.status_code == 200, answer.text
    return [into for _, into, _ in offered(tree(answer.text))]


def test_an_offer_says_title_who_day_place_outlet_and_number_of_articles_the_oldest_first(site: Site, snapshot: SnapshotAssertion) -> None:
    browser = site.signed_in()
    first, second = (
        make(site, "s", "Асель избита", **WHOLE),
        make(site, "t", "Берик <избит>", persons=[], incident_date=None, place=None, region=None),
    )
    found = offered(offers(browser, second, first))
    assert [one[:2] for one in found] == [("1", str(first)), ("2", str(second))]
    assert [one[2] for one in found] == snapshot
    page = tree(browser.submit("/queue/decide", {"id": [str(second), str(first)], "action": "merge"}).text)
    assert offered(page) == found, "without scripts the page that asks offers the same"
    assert browser.submit("/queue/decide", {"id": [str(second), str(first)], "action": "merge", "into": str(second)}).status_code == 303
    assert offered(offers(browser, 10**12, 0)) == offered(offers(browser)) == []


def test_what_shares_most_follows_with_the_next_digits_and_an_incident_is_shown_as_recorded(site: Site) -> None:
    one, other = much_alike(site)
    with site.writing() as session:
        review.confirm(session, one, who="Berik", now=NOW, fields={"title": "Суд над газетой", "place": "Орал"})
    browser = site.signed_in()
    ((digit, into, told),) = offered(offers(browser, other))
    assert (digit, into) == ("1", "KZ-2026-0001")
    assert "Суд над газетой" in told
    assert "Oral" in told, "as the reader's language calls it"
    beside = offered(offers(browser, other, make(site, "s")))
    assert [(digit, into == "KZ-2026-0001") for digit, into, _ in beside] == [("1", False), ("2", False), ("3", True)]


def test_only_what_shares_a_person_or_place_and_days_is_called_much_alike(site: Site) -> None:
    browser = site.signed_in()
    one = make(site, "first", "Суд КУРЬЕР", place="Тараз", region="KZ-31", outlets=[])
    other = make(site, "second", "Поджог КУРЬЕР", persons=[], place="Орал", region="KZ-27", outlets=[])

    def by_heading() -> dict[str, list[str]]:
        return {part.get("aria-label"): part.xpath(".//button/@value") for part in offers(browser, one).xpath("//ol")}

    assert by_heading() == {"Little in common": [str(other)]}
    same = make(site, "third", "Приговор КУРЬЕР", place="Орал", region="KZ-27", outlets=[])
    assert list(by_heading().items()) == [("Much alike", [str(same)]), ("Little in common", [str(other)])]
    assert "the same person" in offered(offers(browser, one))[0][2]


def test_a_number_that_may_be_a_drafts_and_an_incidents_is_shown_as_both(site: Site) -> None:
    browser = site.signed_in()
    drafts = [make(site, name, f"{name} избита") for name in ("Асель", "Берик", "Вера")]
    with site.writing() as session:
        numbers = [review.confirm(session, draft, who="Berik", now=NOW).incident for draft in drafts[:2]]
    one, two, mine = site.drafts[0], str(numbers[0]), drafts[2]
    serial = int(two[-4:])
    assert two in meant(browser, str(serial), mine)
    assert meant(browser, two.lower(), mine) == [two] == meant(browser, f"2026-{serial}", mine)
    assert meant(browser, f"{serial:04d}", mine)[0] == two, "with its noughts it is an incident first"
    assert meant(browser, f"#{one}", mine) == [str(one)]
    assert meant(browser, str(drafts[0]), mine)[-1:] == [two] or drafts[0] != serial, "a confirmed draft is its incident"


def test_a_name_or_a_word_of_the_title_is_searched_and_what_is_not_found_says_what_may_be_typed(site: Site, snapshot: SnapshotAssertion) -> None:
    browser = site.signed_in()
    waits, gone, mine = (make(site, name, f"{name} Есенжолов избит") for name in ("Асель", "Берик", "Вера"))
    with site.writing() as session:
        number = review.confirm(session, gone, who="Berik", now=NOW).incident
    assert set(meant(browser, "Есенжолов", mine)) == {str(waits), number}, "the draft itself is not offered"
    assert meant(browser, " ", mine) == []
    page = browser.submit("/queue/meant", {"typed": "<b>", "id": [str(mine)]}).text
    assert "<b>" not in page
    assert words(tree(page).xpath("//p[@class='notice warn']")[0]) == snapshot


def test_what_is_typed_merges_nothing_and_every_message_names_the_title_of_what_took_the_articles(site: Site) -> None:
    browser = site.signed_in()
    one, other, third = (make(site, name, f"{name} избита") for name in ("Асель", "Вера", "Дана"))
    asked = browser.submit("/queue/decide", {"id": str(one), "action": "merge", "typed": str(other)})
    assert f'value="{other}"' in asked.text
    assert state(site, one) == "new"
    merged = send(browser, one, action="merge", into=str(other)).json()
    said = merged["said"]
    assert merged["touched"] == [other]
    with use_language("en"), site.writing() as session:
        row = session.get_one(DraftRow, one)
        assert (
            said
            == decision_result_words(row)
            == decided_words(session, row)
            == f"Draft {one} merged with draft {other}: {session.get_one(DraftRow, other).title}"
        )
        number = str(review.confirm(session, other, who="Aigul", now=NOW).incident)
        review.merge(session, third, into=number, who="Aigul", now=NOW)
        assert decision_result_words(session.get_one(DraftRow, third)) == f"Draft {third} merged with {number}: {recorded(session, number).title}"
        assert number in decision_status_words(session.get_one(DraftRow, other))


# Several at once


def test_three_cards_on_one_event_are_merged_by_one_decision_and_one_undo(site: Site) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    answer = send(browser, *reversed(drafts), action="merge", into="oldest").json()
    assert answer["touched"] == [drafts[0]]
    assert re.match(rf"2 drafts merged with draft {drafts[0]}, ", answer["said"])
    assert [state(site, draft) for draft in drafts] == ["new", "merged", "merged"]
    with site.reading() as session:
        rows = session.query(LedgerRow).filter(LedgerRow.action == "merge").all()
    assert (len(rows), len({(row.at, row.who) for row in rows})) == (2, 1), "one act in the ledger by its moment"
    assert {one["id"] for one in undo(browser)["done"]} == set(drafts[1:])
    assert [state(site, draft) for draft in drafts] == ["new", "new", "new"]


def test_the_one_that_is_chosen_is_kept_and_its_fields_are_those_of_single_merges(site: Site) -> None:
    together, one_by_one = (
        [make(site, f"{kind}{nth}", f"{kind}{nth} избит", place=place) for nth, place in enumerate(("Орал", "Тараз", "Семей"))] for kind in "sv"
    )
    browser = site.signed_in()
    assert send(browser, *together, action="merge", into=str(together[1])).json()["said"].endswith(f"merged with draft {together[1]}")
    for draft in (one_by_one[0], one_by_one[2]):
        send(browser, draft, action="merge", into=str(one_by_one[1]))
    with site.reading() as session:
        kept, alike = (session.get_one(DraftRow, ids[1]) for ids in (together, one_by_one))
        assert len(groups.articles_of(session, kept.id)) == len(groups.articles_of(session, alike.id)) == 3
        unlike = {name for name in kept.proposal if kept.proposal[name] != alike.proposal.get(name)}
        merges = [(row.subject, row.after["merged_into"], row.who) for row in session.query(LedgerRow).filter(LedgerRow.action == "merge")]
    assert unlike <= {"title", "told_by", "reasons", "proposed_summary", "articles", "told"}, "only what names the articles themselves differs"
    assert merges == [(f"draft {ids[nth]}", ids[1], "Aigul") for ids in (together, one_by_one) for nth in (0, 2)]


def test_where_somebody_has_decided_on_one_of_them_meanwhile_it_is_named_and_nothing_moves(site: Site, snapshot: SnapshotAssertion) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    with site.writing() as session:
        review.reject(session, drafts[1], reason="old", who="Berik", now=NOW)
    for into in ("oldest", str(drafts[1]), str(drafts[2])):
        answer = send(browser, *drafts, action="merge", into=into)
        assert [(one["id"], one["status"]) for one in answer.json()["failed"]] == [(drafts[1], 409)], "the card of the one that was decided, no other"
        assert failed(answer)["words"] == snapshot(name="words")
        assert [state(site, draft) for draft in drafts] == ["new", "rejected", "new"]
    with site.writing() as session:
        review.confirm(session, drafts[0], who="Berik", now=NOW)
    wrong = send(browser, *drafts, action="merge", into="oldest").json()["failed"]
    assert [one["id"] for one in wrong] == drafts[:2], "never into an incident that the page did not name"
    assert state(site, drafts[2]) == "new"


def test_several_go_into_the_incident_that_is_named_and_where_one_cannot_go_none_goes(site: Site) -> None:
    first, *drafts = [make(site, name) for name in ("s", "t", "v")]
    browser = site.signed_in()
    send(browser, first)
    with site.writing() as session:
        review.reject(session, drafts[1], reason="old", who="Berik", now=NOW)
    answer = send(browser, *drafts, action="merge", into="KZ-2026-0001")
    assert (answer.status_code, state(site, drafts[0])) == (409, "new")
    with site.writing() as session:
        review.undo(session, drafts[1], who="Berik", now=NOW)
    for into, status in (("KZ-2026-0999", 404), ("9999", 404)):
        answer = send(browser, *drafts, action="merge", into=into)
        assert (answer.status_code, failed(answer)["status"], state(site, drafts[0])) == (status, status, "new")
    answer = send(browser, *drafts, action="merge", into="KZ-2026-0001").json()
    assert (answer["said"], answer["touched"]) == ("2 drafts merged with KZ-2026-0001", [first])
    assert [state(site, draft) for draft in drafts] == ["merged", "merged"]
    with site.writing() as session:
        (imported,) = admit_all(session, [incident(900, TODAY)])
    answer = send(browser, make(site, "w"), action="merge", into=imported).json()
    assert (len(answer["done"]), answer["touched"]) == (1, []), "no draft stands for an incident that was imported"
