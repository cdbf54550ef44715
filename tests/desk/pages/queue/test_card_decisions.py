"""Decisions on cards: what asks once more, what bulk leaves out, what is stale, several merged as one, and undo along the day."""

from typing import Any

import pytest

from records import incidents, review
from records.review import groups
from records.tables import DraftRow, LedgerRow
from tests.conftest import NOW
from tests.desk.draft_case import make_case
from tests.desk.pages.queue.cards_seen import make, send, stamp, state, type_in, undo
from tests.desk.site import Site

GRAVE = {"KIL": "killing", "DIS": "abduction, disappearance", "TOR": "torture, ill-treatment"}


@pytest.mark.parametrize("code", GRAVE)
def test_killing_abduction_and_torture_are_confirmed_twice(site: Site, code: str) -> None:
    draft, browser = make(site, "s", categories=[{"code": "ATT", "score": 0.9}, {"code": code, "score": 0.5}]), site.signed_in()
    assert f'data-asks="{GRAVE[code]}"' in browser.get(f"/queue/cards?id={draft}").text
    answer = send(browser, draft)
    failed = answer.json()["failed"][0]
    assert (answer.status_code, failed["asks"], state(site, draft)) == (422, True, "new")
    assert failed["words"] == f"draft {draft}: {GRAVE[code]}; confirm once more"
    assert send(browser, draft, sure="1").status_code == 200


def test_what_lacks_date_and_victim_says_both_and_what_lacks_nothing_asks_nothing(site: Site) -> None:
    bare, whole, browser = make(site, "s", persons=[], incident_date=None), make(site, "t"), site.signed_in()
    assert send(browser, bare).json()["failed"][0]["words"] == f"draft {bare}: no date, no victim is named; confirm once more"
    assert send(browser, whole).status_code == 200


def test_bulk_leaves_out_what_asks_once_more_and_says_so_even_if_it_is_said_to_be_sure(site: Site) -> None:
    bare, whole, browser = make(site, "s", persons=[]), make(site, "t"), site.signed_in()
    told = send(browser, bare, whole, sure="1").json()
    assert [one["id"] for one in told["done"]] == [whole]
    assert [(one["id"], one["words"]) for one in told["failed"]] == [
        (bare, f"left out, because it is confirmed only by itself: draft {bare}: no victim is named")
    ]
    assert state(site, bare) == "new"


def test_without_scripts_a_page_asks_once_more(site: Site) -> None:
    draft, browser = make(site, "s", persons=[]), site.signed_in()
    page = browser.submit("/queue/decide", {"one": f"confirm:{draft}"})
    assert page.status_code == 200
    assert "no victim is named" in page.text
    assert state(site, draft) == "new"
    assert browser.submit("/queue/decide", {"id": str(draft), "action": "confirm", "sure": "1"}).status_code == 303
    assert state(site, draft) == "confirmed"


def test_nothing_is_confirmed_that_the_card_did_not_show(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    old = stamp(browser, draft)
    type_in(browser, draft, place="Орал")
    answer = send(browser, draft, seen=f"{draft}:{old}")
    assert (answer.status_code, answer.json()["failed"][0]["stale"], state(site, draft)) == (409, True, "new")
    assert send(browser, draft, seen=f"{draft}:{stamp(browser, draft)}").status_code == 200


def test_three_cards_on_one_event_are_merged_by_one_decision_and_one_undo(site: Site) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    told = send(browser, *reversed(drafts), action="merge", into="oldest").json()
    assert told["said"] == f"2 drafts merged with draft {drafts[0]}, the oldest of them"
    assert [state(site, draft) for draft in drafts] == ["new", "merged", "merged"]
    assert {one["id"] for one in undo(browser)["done"]} == set(drafts[1:])
    assert [state(site, draft) for draft in drafts] == ["new", "new", "new"]


def test_the_one_that_is_chosen_is_kept_and_its_fields_are_those_of_single_merges(site: Site) -> None:
    together, one_by_one = (
        [make(site, f"{kind}{nth}", f"{kind}{nth} избит", place=place) for nth, place in enumerate(("Орал", "Тараз", "Семей"))] for kind in "sv"
    )
    browser = site.signed_in()
    told = send(browser, *together, action="merge", into=str(together[1])).json()
    assert told["said"] == f"2 drafts merged with draft {together[1]}"
    for draft in (one_by_one[0], one_by_one[2]):
        send(browser, draft, action="merge", into=str(one_by_one[1]))
    with site.reading() as session:
        kept, alike = (session.get_one(DraftRow, ids[1]) for ids in (together, one_by_one))
        assert len(groups.articles_of(session, kept.id)) == len(groups.articles_of(session, alike.id)) == 3
        unlike = {name for name in kept.proposal if kept.proposal[name] != alike.proposal.get(name)}
        merges = [(row.subject, row.after["merged_into"], row.who) for row in session.query(LedgerRow).filter(LedgerRow.action == "merge")]
    assert unlike <= {"title", "told_by", "reasons", "proposed_summary", "articles", "told"}, "only what names the articles themselves differs"
    assert merges == [(f"draft {ids[nth]}", ids[1], "Aigul") for ids in (together, one_by_one) for nth in (0, 2)]


def test_where_somebody_has_decided_on_one_of_them_meanwhile_it_is_named_and_nothing_moves(site: Site) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    with site.writing() as session:
        review.reject(session, drafts[1], reason="old", who="Berik", now=NOW)
    for into in ("oldest", str(drafts[1]), str(drafts[2])):
        failed = send(browser, *drafts, action="merge", into=into).json()["failed"]
        assert [(one["id"], one["status"]) for one in failed] == [(drafts[1], 409)], "the card of the one that was decided, no other"
        assert "nothing was merged, and the others stay as they are" in failed[0]["words"]
        assert "rejected by Berik" in failed[0]["words"]
        assert [state(site, draft) for draft in drafts] == ["new", "rejected", "new"]
    with site.writing() as session:
        review.confirm(session, drafts[0], who="Berik", now=NOW)
    failed = send(browser, *drafts, action="merge", into="oldest").json()["failed"]
    assert [one["id"] for one in failed] == drafts[:2], "never into an incident that the page did not name"
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
    assert send(browser, *drafts, action="merge", into="KZ-2026-0001").json()["said"] == "2 drafts merged with KZ-2026-0001"
    assert [state(site, draft) for draft in drafts] == ["merged", "merged"]


def test_u_goes_back_through_the_day_and_says_each_decision_in_words(site: Site) -> None:
    one, two, three = (make(site, name) for name in ("s", "t", "v"))
    browser = site.signed_in()
    send(browser, one)
    site.clock.pass_by(minutes=1)
    send(browser, two, action="reject", reason="old")
    site.clock.pass_by(minutes=1)
    send(browser, three)
    said = [undo(browser)["said"] for _ in range(4)]
    assert said == [
        f"Taken back: Draft {three} confirmed as KZ-2026-0002",
        f"Taken back: Draft {two} rejected: old event",
        f"Taken back: Draft {one} confirmed as KZ-2026-0001",
        "You have decided nothing more today that could be taken back",
    ]
    assert [state(site, draft) for draft in (one, two, three)] == ["new", "new", "new"]


def test_what_somebody_has_built_upon_stays_says_why_and_the_next_u_goes_past_it(site: Site) -> None:
    one, two = make(site, "s"), make(site, "t")
    browser = site.signed_in()
    send(browser, one, action="reject", reason="old")
    site.clock.pass_by(minutes=1)
    send(browser, two)
    with site.writing() as session:
        incidents.edit(session, "KZ-2026-0001", {"place": "Орал"}, {}, who="Berik", now=site.clock.now)
    told = undo(browser)
    assert (told["done"], [failed["id"] for failed in told["failed"]]) == ([], [two])
    assert "KZ-2026-0001 has been worked on by Berik" in told["said"]
    assert [done["id"] for done in undo(browser, last="1", passed=str(two))["done"]] == [one]
    assert (state(site, one), state(site, two)) == ("new", "confirmed")


def test_one_decision_on_several_is_one_act_in_the_ledger_by_its_moment(site: Site) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    send(browser, *drafts, action="merge", into="oldest")
    with site.reading() as session:
        rows = session.query(LedgerRow).filter(LedgerRow.action == "merge").all()
    assert len({(row.at, row.who) for row in rows}) == 1
    assert len(rows) == 2


def test_ten_decisions_of_a_day_go_back_one_by_one_also_a_split_and_a_merge_and_the_counters_agree(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    ids = [make(site, f"ten{nth}") for nth in range(9)]

    def decide(draft: int, action: str, **fields: Any) -> None:
        site.clock.pass_by(minutes=1)
        if action == "split":
            answer = browser.submit(f"/drafts/{draft}/decision", {"do": "split", "split": "case4"})
            assert answer.status_code == 303, answer.text
        else:
            assert send(browser, draft, action=action, **fields).json()["failed"] == []

    def counters() -> dict[str, Any]:
        rail = send(browser, 999_999, action="defer", until="week").json()["counts"]["rail"]
        return {name: rail[name] for name in rail if name.startswith(("state:", "kind:"))}

    wanted = [
        (ids[0], "confirm", {}), (ids[1], "reject", {"reason": "old"}), (ids[2], "defer", {"until": "week"}), (ids[3], "merge", {"into": str(ids[4])}),
        (case, "split", {}), (ids[5], "confirm", {}), (ids[6], "reject", {"reason": "opinion"}), (ids[7], "confirm", {}), (case, "defer", {"until": "tomorrow"}),
        (ids[8], "reject", {"reason": "old"}),
    ]  # fmt: skip
    stood = [counters()]
    for draft, action, fields in wanted:
        decide(draft, action, **fields)
        stood.append(counters())
    emptied = 0
    for (draft, action, _), before in zip(reversed(wanted), stood[-2::-1], strict=True):
        told = undo(browser)
        verb = {"confirm": "confirmed", "reject": "rejected", "defer": "deferred", "merge": "merged", "split": "split"}[action]
        assert told["failed"] == []
        assert told["said"].startswith(f"Taken back: Draft {draft} {verb}"), told["said"]
        # The draft that came of a split keeps its number and its history: it stands merged with the one to which its article went back.
        emptied += action == "split"
        assert counters() == before | {"state:merged": str(int(before["state:merged"]) + emptied)}, (draft, action)
    assert undo(browser)["said"] == "You have decided nothing more today that could be taken back"
    with site.reading() as session:
        assert groups.draft_of(session, "case4") == case, "what was split off is in its draft again"
