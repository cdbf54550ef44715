"""Decisions in the queue: one and several, what asks once more, what is refused or too old, undo along the day, and figures that agree with the rows."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from syrupy.assertion import SnapshotAssertion

from desk.pages.queue.decision_wording import decision_result_words
from records import incidents, review
from records.i18n import use_language
from records.incident_model import Victim
from records.review import groups, opinions
from records.tables import AssignmentRow, DraftRow, LedgerRow
from records.vocabulary import DraftState
from tests.conftest import NOW
from tests.desk.draft_case import make_case
from tests.desk.pages.queue.cards_seen import JSON, card, decide, failed, look, make, on_the_page, post, send, stamp, state, tree, type_in, undo
from tests.desk.site import Browser, Site
from tests.records.persons.persons_case import admit_victims

GRAVE = {"KIL": "killing", "DIS": "abduction, disappearance", "TOR": "torture, ill-treatment"}


@pytest.mark.parametrize("code", GRAVE)
def test_killing_abduction_and_torture_are_confirmed_twice(site: Site, code: str) -> None:
    draft, browser = make(site, "s", categories=[{"code": "ATT", "score": 0.9}, {"code": code, "score": 0.5}]), site.signed_in()
    assert card(browser, draft).get("data-asks") == GRAVE[code]
    answer = send(browser, draft)
    assert (answer.status_code, failed(answer)["asks"], state(site, draft)) == (422, True, "new")
    assert failed(answer)["words"] == f"draft {draft}: {GRAVE[code]}; confirm once more"
    assert send(browser, draft, sure="1").status_code == 200


def test_what_lacks_date_and_victim_asks_once_more_and_bulk_leaves_it_out_even_if_it_is_said_to_be_sure(
    site: Site, snapshot: SnapshotAssertion
) -> None:
    bare, whole, other, browser = make(site, "s", persons=[], incident_date=None), make(site, "t"), make(site, "v"), site.signed_in()
    alone = send(browser, bare)
    assert (alone.status_code, failed(alone)["asks"]) == (422, True)
    assert send(browser, whole).status_code == 200, "what lacks nothing asks nothing"
    several = send(browser, bare, other, sure="1")
    assert ([one["id"] for one in several.json()["done"]], failed(several)["id"], state(site, bare)) == ([other], bare, "new")
    assert [failed(alone)["words"], failed(several)["words"]] == snapshot


def test_what_bulk_leaves_out_says_why_whatever_stands_in_the_title_of_the_incident(site: Site) -> None:
    browser, (one, other, third) = site.signed_in(), site.drafts
    with site.writing() as session:
        number = review.confirm(
            session, one, who="Berik", now=NOW, fields={"title": "Суд; газета", "victims": [], "outlets": [], "place": "Қазалы"}
        ).incident
        session.get_one(DraftRow, other).follows = number
    (why,) = [wrong["words"] for wrong in send(browser, other, third).json()["failed"] if wrong["id"] == other]
    assert why.endswith(f"{number}: Суд; газета")


def test_without_scripts_a_page_asks_once_more(site: Site) -> None:
    draft, browser = make(site, "s", persons=[]), site.signed_in()
    page = browser.submit("/queue/decide", {"one": f"confirm:{draft}"})
    assert (page.status_code, 'name="sure" value="1"' in page.text, state(site, draft)) == (200, True, "new")
    assert browser.submit("/queue/decide", {"id": str(draft), "action": "confirm", "sure": "1"}).status_code == 303
    assert state(site, draft) == "confirmed"


def test_a_button_of_a_card_decides_without_scripts_and_the_page_that_follows_offers_undo(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    answer = browser.submit("/queue/decide", {"one": f"confirm:{draft}", "sure": "1", "id": str(site.drafts[1]), "next": "/queue?lang=ru"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/queue?lang=ru&told={draft}")
    assert f"Draft {draft} confirmed as KZ-2026-0001" in browser.get(answer.headers["location"]).text
    assert state(site, site.drafts[1]) == "new"
    assert browser.submit("/queue/undo", {"id": str(draft)}).status_code == 303
    assert state(site, draft) == "new"


@pytest.mark.parametrize(
    ("action", "fields", "becomes"),
    [("reject", {"reason": "opinion"}, "rejected"), ("defer", {"until": "week"}, "deferred"), ("merge", {"into": "2"}, "merged")],
)
def test_a_decision_that_needs_more_is_asked_for_on_a_page_of_its_own(site: Site, action: str, fields: dict[str, str], becomes: str) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    asked = browser.submit("/queue/decide", {"one": f"{action}:{draft}"})
    assert (asked.status_code, f'name="id" value="{draft}"' in asked.text, state(site, draft)) == (200, True, "new")
    assert browser.submit("/queue/decide", {"action": action, "id": str(draft), **fields}).status_code == 303
    assert state(site, draft) == becomes


def test_what_is_wrong_is_asked_for_again_with_what_was_typed(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    asked = browser.submit("/queue/decide", {"action": "merge", "id": str(draft), "into": str(draft)})
    page = tree(asked.text)
    assert (asked.status_code, page.get_element_by_id("merge-into").get("value"), state(site, draft)) == (422, str(draft), "new")
    assert not page.xpath("//div[@class='meant']"), "nothing was typed that may mean something else"


WRONG: list[tuple[dict[str, str], int]] = [
    ({"action": "reject", "reason": "because"}, 422), ({"action": "reject", "reason": "other"}, 422), ({"action": "defer", "until": "yesterday"}, 422),
    ({"action": "defer", "until": "2020-01-01"}, 422), ({"action": "merge", "into": "KZ-2020-0001"}, 404), ({"action": "merge", "into": "9" * 30}, 404),
    ({"action": "merge", "into": "1"}, 422), ({"action": "destroy"}, 422),
]  # fmt: skip


def test_what_cannot_be_decided_so_is_refused_and_changes_nothing(site: Site) -> None:
    browser, draft = site.signed_in(), site.drafts[0]
    assert [(fields, decide(browser, draft, **fields).status_code, state(site, draft)) for fields, _ in WRONG] == [(*one, "new") for one in WRONG]
    assert site.signed_in().post("/queue/decide", data={"one": f"confirm:{draft}"}).status_code == 403, "without the token of the form"
    assert state(site, draft) == "new"


def test_nothing_is_confirmed_that_the_card_did_not_show(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    old = stamp(browser, draft)
    type_in(browser, draft, place="Орал")
    answer = send(browser, draft, seen=f"{draft}:{old}")
    assert (answer.status_code, failed(answer)["stale"], state(site, draft)) == (409, True, "new")
    assert f"draft {draft} " in failed(answer)["words"]
    assert send(browser, draft, seen=f"{draft}:{stamp(browser, draft)}").status_code == 200


def test_a_draft_that_somebody_else_decided_answers_409_with_what_stands(site: Site) -> None:
    first, second, draft = site.signed_in(), site.signed_in("editor"), site.drafts[0]
    assert decide(first, draft).status_code == 200
    answer = decide(second, draft, action="reject", reason="opinion")
    assert (answer.status_code, "confirmed by Aigul" in failed(answer)["words"], failed(answer)["stale"]) == (409, True, False)
    assert second.submit("/queue/decide", {"one": f"confirm:{draft}"}).status_code == 409
    assert state(site, draft) == "confirmed"


def test_all_that_is_selected_is_decided_each_with_a_row_of_its_own_and_what_cannot_be_is_named(site: Site) -> None:
    browser, (one, two, three) = site.signed_in(), site.drafts
    with site.writing() as session:
        review.reject(session, two, who="Berik", now=NOW, reason="opinion")
    answer = send(browser, one, two, three, action="reject", reason="not_press").json()
    assert answer["said"] == "2 drafts rejected"
    with site.reading() as session, use_language("en"):
        assert answer["done"] == [{"id": id, "words": decision_result_words(session.get_one(DraftRow, id))} for id in (one, three)]
    assert [(wrong["id"], wrong["status"], "Berik" in wrong["words"]) for wrong in answer["failed"]] == [(two, 409, True)]
    with site.reading() as session:
        rows = session.scalars(select(LedgerRow.subject).where(LedgerRow.who == "Aigul")).all()
    assert rows == [f"draft {one}", f"draft {three}"]
    page = browser.submit("/queue/decide", {"action": "confirm", "id": [str(one), str(two)]})
    assert (page.status_code, f'href="/drafts/{one}"' in page.text) == (200, True)


def test_of_two_who_decide_at_the_same_moment_the_second_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def stale(*_given: Any, **_by_name: Any) -> None:
        raise StaleDataError

    browser, draft = site.signed_in(), site.drafts[0]
    with monkeypatch.context() as patch:
        patch.setattr(review, "decide", stale)
        answer = decide(browser, draft)
    assert (answer.status_code, failed(answer)["status"], state(site, draft)) == (409, 409, "new")
    assert decide(browser, draft).status_code == 200


def test_a_confirmation_says_where_somebody_may_be_a_person_who_is_known(site: Site) -> None:
    with site.writing() as session:
        admit_victims(session, (Victim("Бауыржан Жүсіпов", "тілші", "Орда"),))
    alike, other = (
        make(site, name, persons=[{"name": victim, "role": "victim"}]) for name, victim in (("s", "Бауржан Жусупов"), ("t", "Сәуле Үлгі"))
    )
    browser, told = site.signed_in(), []
    for draft in (alike, other):
        answer = send(browser, draft).json()
        with site.reading() as session:
            number = str(session.get_one(DraftRow, draft).incident)
        assert [one["words"] for one in answer["done"]] == [answer["said"]]
        told.append(answer["said"].count(number))
    assert told == [2, 1], "of the first it says at which incident to look"


# Undo


def test_u_goes_back_through_the_day_and_says_each_decision_in_words(site: Site, snapshot: SnapshotAssertion) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    for draft, fields in zip(drafts, ({}, {"action": "reject", "reason": "old"}, {}), strict=True):
        send(browser, draft, **fields)
        site.clock.pass_by(minutes=1)
    told = [undo(browser) for _ in range(4)]
    assert [one["said"] for one in told] == snapshot
    assert [[done["id"] for done in one["done"]] for one in told] == [[draft] for draft in reversed(drafts)] + [[]]
    assert {state(site, draft) for draft in drafts} == {"new"}


def test_what_somebody_has_built_upon_stays_and_the_next_u_goes_past_it(site: Site) -> None:
    one, two = make(site, "s"), make(site, "t")
    browser = site.signed_in()
    send(browser, one, action="reject", reason="old")
    site.clock.pass_by(minutes=1)
    send(browser, two)
    with site.writing() as session:
        incidents.edit(session, "KZ-2026-0001", {"place": "Орал"}, {}, who="Berik", now=site.clock.now)
    told = undo(browser)
    assert (told["done"], [wrong["id"] for wrong in told["failed"]]) == ([], [two])
    assert all(name in told["said"] for name in ("KZ-2026-0001", "Berik"))
    assert [done["id"] for done in undo(browser, last="1", passed=str(two))["done"]] == [one]
    assert (state(site, one), state(site, two)) == ("new", "confirmed")


def test_a_batch_is_undone_whole_even_where_one_was_merged_into_another(site: Site) -> None:
    browser, (one, two, _) = site.signed_in(), site.drafts
    with site.writing() as session:
        review.merge(session, one, into=two, who="Aigul", now=NOW)
    decide(browser, two)
    assert browser.submit("/queue/undo", {"id": [str(one), str(two)]}).status_code == 303
    assert {state(site, one), state(site, two)} == {"new"}


def test_ten_decisions_of_a_day_go_back_one_by_one_also_a_split_and_a_merge_and_the_counters_agree(site: Site) -> None:
    case, browser = make_case(site), site.signed_in()
    ids = [make(site, f"ten{nth}") for nth in range(9)]

    def act(draft: int, action: str, **fields: Any) -> None:
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
        act(draft, action, **fields)
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
    assert undo(browser)["done"] == []
    with site.reading() as session:
        assert groups.draft_of(session, "case4") == case, "what was split off is in its draft again"


# Figures


def test_the_figures_are_those_of_the_filters_from_which_it_was_decided_and_of_the_page(site: Site) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    told = send(browser, drafts[0]).json()["counts"]
    assert (told["found"], told["words"]) == (5, "drafts wait")
    assert on_the_page(browser) == told["rail"]
    assert send(browser, drafts[1], next="/queue?lang=kk").json()["counts"]["found"] == 1
    told = send(browser, site.drafts[0], action="reject", reason="old", next="/queue?state=rejected").json()["counts"]
    assert (told["found"], told["words"]) == (1, "rejected")


def recount(site: Site, who: str) -> dict[str, str]:
    """The figures of the rail, counted from the rows alone."""
    with site.reading() as session:
        rows = list(session.scalars(select(DraftRow)))
        seconds = opinions.count_waiting_opinions(session, who)
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


def by_chance(chance: Random, site: Site, browser: Browser) -> Any:
    """One decision by chance, on one draft or on several; what the desk answers the script."""
    with site.reading() as session:
        open_ones = list(session.scalars(select(DraftRow.id).where(DraftRow.state.in_(("new", "deferred"))).order_by(DraftRow.id)))
    some = chance.sample(open_ones, min(len(open_ones), chance.choice([1, 1, 1, 2, 3])))
    if not some:
        return undo(browser)
    match chance.choice(["confirm", "reject", "defer", "merge", "undo", "undo", "undo one", "give"]):
        case "give":
            # It decides nothing: the answer tells no figures.
            return post(browser, "/together/give", data={"id": some, "to": chance.choice(["Aigul", "Berik", ""])}, headers=JSON) and {}
        case "confirm":
            return send(browser, *some, sure="1").json()
        case "reject":
            return send(browser, *some, action="reject", reason="old").json()
        case "defer":
            return send(browser, *some, action="defer", until=chance.choice(["tomorrow", "week", "2026-11-24"])).json()
        case "merge":
            target = chance.choice(["oldest", str(some[-1])]) if len(some) > 1 else str(chance.choice(open_ones))
            return send(browser, *some, action="merge", into=target).json()
        case "undo":
            return undo(browser)
    return undo(browser, id=chance.randrange(1, 15))


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_that_of_a_recount_after_every_decision(site: Site, seed: int) -> None:
    chance, told_some = Random(seed), 0
    for name in "абвгдежз":
        make(site, name)
    people = {"Aigul": site.signed_in(), "Berik": site.signed_in("editor")}
    for turn in range(16):
        site.clock.pass_by(seconds=1)
        who = chance.choice(sorted(people))
        counts = by_chance(chance, site, people[who]).get("counts")
        counted = recount(site, who)
        if counts:
            told_some += 1
            assert (counts["rail"], counts["found"]) == (counted, int(counted["kind:"]))
        if turn % 4 == 0:
            assert {name: on_the_page(browser) for name, browser in people.items()} == {name: recount(site, name) for name in people}
    assert told_some > 6


def test_whoever_looks_on_learns_what_somebody_else_decides(site: Site) -> None:
    mine, other, draft = site.signed_in(), site.signed_in("editor"), make(site, "s")
    before = look(mine, shown={draft: "new"}, queue="/queue")["counts"]
    send(other, draft, action="reject", reason="old")
    after = look(mine, shown={draft: "new"}, queue="/queue")["counts"]
    assert (before["found"], after["found"]) == (4, 3)
    assert after["rail"] == recount(site, "Aigul") != before["rail"]
    assert after["at"] > before["at"], "the page tells by it which answer is newer"
    assert look(mine)["counts"] is None


def test_further_news_of_a_draft_that_waits_is_counted_within_a_minute(site: Site) -> None:
    browser, draft = site.signed_in(), make(site, "s")
    assert on_the_page(browser)["kind:unrecorded"] == "0"
    with site.writing() as session:
        session.get_one(DraftRow, draft).label = "followup"
    site.clock.pass_by(minutes=1)
    assert on_the_page(browser)["kind:unrecorded"] == "1"
