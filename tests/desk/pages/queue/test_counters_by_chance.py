"""After decisions by chance of two people every figure on the page is what a recount of the database gives: confirm, reject, defer, merge, bulk, split, undo."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from records.review import second_opinions
from records.tables import AssignmentRow, DraftRow
from records.vocabulary import DraftState
from tests.conftest import NOW
from tests.desk.pages.queue.cards_seen import JSON, make, send, undo
from tests.desk.pages.queue.test_queue_counts import on_the_page
from tests.desk.site import Browser, Site

NAMES = "абвгдежзиклмнопр"


def recount(site: Site, who: str) -> dict[str, str]:
    """The figures of the rail, counted from the rows alone."""
    with site.reading() as session:
        rows = list(session.scalars(select(DraftRow)))
        seconds = second_opinions.waiting(session, who)
        given = set(session.scalars(select(AssignmentRow.draft_id).where(AssignmentRow.holder == who, AssignmentRow.ended_at.is_(None))))
    states = Counter(row.state for row in rows)
    waits = [row for row in rows if row.state == DraftState.NEW or (row.state == DraftState.DEFERRED and row.deferred_until <= NOW.date())]
    kinds = {
        "": len(waits),
        "incident": sum(row.label != "followup" and not row.sample for row in waits),
        "followup": sum(row.follows is not None for row in waits),
        "unrecorded": sum(row.label == "followup" and row.follows is None for row in waits),
        "sample": sum(row.sample for row in waits),
        "second": seconds,
    }
    mine = {"mine:": str(sum(row.id in given for row in waits))}
    return mine | {f"kind:{kind}": str(number) for kind, number in kinds.items()} | {f"state:{state}": str(states[state]) for state in DraftState}


def act(chance: Random, site: Site, browser: Browser) -> dict[str, Any] | None:
    """One decision by chance, on one draft or on several; what the desk answers the script."""
    with site.reading() as session:
        open_ones = list(session.scalars(select(DraftRow.id).where(DraftRow.state.in_(("new", "deferred"))).order_by(DraftRow.id)))
    some = chance.sample(open_ones, min(len(open_ones), chance.choice([1, 1, 1, 2, 3])))
    if not some:
        return dict(undo(browser))
    match chance.choice(["confirm", "reject", "defer", "merge", "undo", "undo", "undo one", "give"]):
        case "give":
            # It decides nothing: the answer tells no figures.
            browser.submit("/together/give", {"id": some, "to": chance.choice(["Aigul", "Berik", ""])}, headers=JSON)
            return None
        case "confirm":
            return dict(send(browser, *some, sure="1").json())
        case "reject":
            return dict(send(browser, *some, action="reject", reason="old").json())
        case "defer":
            return dict(send(browser, *some, action="defer", until=chance.choice(["tomorrow", "week", "2026-11-24"])).json())
        case "merge" if len(some) > 1:
            return dict(send(browser, *some, action="merge", into=chance.choice(["oldest", str(some[-1])])).json())
        case "merge":
            return dict(send(browser, some[0], action="merge", into=str(chance.choice(open_ones))).json())
        case "undo":
            return dict(undo(browser))
    return dict(browser.post("/queue/undo", data={"id": chance.randrange(1, 15)}, headers={**JSON, "X-CSRF-Token": browser.csrf()}).json())


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_that_of_a_recount_after_every_decision(site: Site, seed: int) -> None:
    chance = Random(seed)
    for name in NAMES:
        make(site, name)
    people = {"Aigul": site.signed_in(), "Berik": site.signed_in("editor")}
    told_some = 0
    for _ in range(30):
        site.clock.pass_by(seconds=1)
        who = chance.choice(sorted(people))
        told = act(chance, site, people[who])
        for name, browser in people.items():
            assert on_the_page(browser) == recount(site, name)
        if told and told.get("counts"):
            told_some += 1
            assert told["counts"]["rail"] == recount(site, who)
            assert told["counts"]["found"] == int(recount(site, who)["kind:"])
    assert told_some > 10


def test_who_looks_on_is_told_what_somebody_else_decides(site: Site) -> None:
    mine, other = site.signed_in(), site.signed_in("editor")
    draft = make(site, "s")

    def looked() -> Any:
        return mine.post("/presence", json={"shown": {draft: "new"}, "queue": "/queue"}, headers={"X-CSRF-Token": mine.csrf()}).json()

    before = looked()["counts"]
    send(other, draft, action="reject", reason="old")
    after = looked()["counts"]
    assert (before["found"], after["found"]) == (4, 3)
    assert after["rail"] == recount(site, "Aigul") != before["rail"]
    assert after["at"] > before["at"], "the page tells by it which answer is newer"
    assert mine.post("/presence", json={"shown": {}}, headers={"X-CSRF-Token": mine.csrf()}).json()["counts"] is None


def test_further_news_of_a_draft_that_waits_is_counted_within_a_minute(site: Site) -> None:
    browser = site.signed_in()
    draft = make(site, "s")
    assert on_the_page(browser)["kind:unrecorded"] == "0"
    with site.writing() as session:
        session.get_one(DraftRow, draft).label = "followup"
    site.clock.pass_by(minutes=1)
    assert on_the_page(browser)["kind:unrecorded"] == "1"
