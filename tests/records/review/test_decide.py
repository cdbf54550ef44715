"""One decision: by whichever way it comes it gives the same row of the ledger; the state of a draft, and who works on it."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from flows.cli.main import app
from records import review, tokens, users
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision
from records.language.stems import parse_search_terms
from records.ledger import verify
from records.review import Decision, draft_fields, queue
from records.review.decisions import ACTION_OF, FIELD_OF, decide, parse_defer_date, parse_merge_target
from records.tables import DraftRow, LedgerRow, PresenceRow, SavedEditRow
from records.vocabulary import DecisionAction, DraftState, LedgerAction
from tests.conftest import NOW
from tests.desk.site import FEW, Site, add_draft, add_person, open_site
from tests.records.review.arriving import BY, TODAY, arrive, flagged_drafts
from tests.records.review.refusals import refusal

# Beyond any day on which the tests are run: the shell reads the clock.
UNTIL = date(2099, 12, 1)

_FIELDS = {"place": "Темиртау"}

# A way to take a decision.
Way = Callable[[Site, int, Decision], Any]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A desk with a few drafts."""
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var")
    with made.writing() as session:
        made.drafts = [add_draft(session, identifier, **values) for identifier, values in FEW.items()]
    yield made
    made.engine.dispose()


def by_queue(desk: Site, draft: int, wanted: Decision) -> Any:
    sent = {"reason": wanted.reason, "note": wanted.note, "into": str(wanted.into), "until": str(wanted.until)}
    way = "undo" if wanted.action is DecisionAction.UNDO else "decide"
    return desk.signed_in().submit(
        f"/queue/{way}", {"id": [str(draft)], "action": wanted.action.value, "sure": "1", **sent}, headers={"Accept": "application/json"}
    )


def by_page(desk: Site, draft: int, wanted: Decision) -> Any:
    if wanted.action is DecisionAction.UNDO:
        return desk.signed_in().submit(f"/drafts/{draft}/undo")
    sent = {"reason": wanted.reason, "note": wanted.note, "into": str(wanted.into), "until": str(wanted.until), "split": list(wanted.articles)}
    return desk.signed_in().submit(f"/drafts/{draft}/decision", {"do": wanted.action.value, **sent, **dict(wanted.fields or {})})


def by_history(desk: Site, draft: int, wanted: Decision) -> Any:
    assert wanted.action is DecisionAction.UNDO
    return desk.signed_in().submit("/history/undo", {"row": str(rows_of(desk, draft)[-1].id)})


def by_api(desk: Site, draft: int, wanted: Decision) -> Any:
    with desk.writing() as session:
        token = tokens.create_token(session, users.find(session, "Aigul"), who="test", now=NOW)
    sent: dict[str, Any] = {"action": wanted.action.value, "note": wanted.note, "fields": dict(wanted.fields) if wanted.fields else None}
    sent |= {"reason": wanted.reason or None, "into": wanted.into or None, "articles": list(wanted.articles) or None}
    sent |= {"until": str(wanted.until) or None}
    return desk.browser().post(f"/api/v1/drafts/{draft}/decisions", json=sent, headers={"Authorization": f"Bearer {token}"})


def by_shell(desk: Site, draft: int, wanted: Decision) -> Any:
    words = ["decide", str(draft), wanted.action.value, "--as", "Aigul"]
    given = {"--reason": wanted.reason, "--note": wanted.note, "--into": str(wanted.into), "--until": str(wanted.until)}
    words += [word for option, value in given.items() if value for word in (option, value)]
    words += [word for article in wanted.articles for word in ("--articles", article)]
    words += [word for name, value in (wanted.fields or {}).items() for word in ("--set", f"{name}={value}")]
    return CliRunner().invoke(app, words, catch_exceptions=False)


def rows_of(desk: Site, draft: int) -> list[LedgerRow]:
    with desk.reading() as session:
        return list(session.scalars(select(LedgerRow).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id)))


def told(row: LedgerRow) -> dict[str, Any]:
    """The row without what differs from draft to draft: ids, numbers and moments stand as whether they are there."""
    counted = ("decided_at", "incident", "merged_into", "into", "articles")
    sides = [{name: bool(value) if name in counted else value for name, value in side.items()} for side in (row.before, row.after)]
    return {"who": row.who, "action": row.action, "reason": row.reason, "note": row.note, "before": sides[0], "after": sides[1]}


def another(desk: Site) -> tuple[int, str]:
    """A draft of two articles, and the second article's id."""
    with desk.writing() as session:
        at = session.query(DraftRow).count()
        for part in ("x", "y"):
            made = add_draft(session, f"{part}{at}", title=f"Событие{at} {part}", text=f"Журналиста избили {at} {part}.")
    return made, f"y{at}"


WAYS: dict[DecisionAction, list[Way]] = {
    DecisionAction.CONFIRM: [by_page, by_api, by_shell], DecisionAction.REJECT: [by_queue, by_page, by_api, by_shell],
    DecisionAction.MERGE: [by_queue, by_page, by_api, by_shell], DecisionAction.SPLIT: [by_page, by_api, by_shell],
    DecisionAction.DEFER: [by_queue, by_page, by_api, by_shell], DecisionAction.UNDO: [by_queue, by_page, by_history, by_api, by_shell],
}  # fmt: skip


@pytest.mark.parametrize("action", DecisionAction)
def test_an_action_gives_the_same_row_of_the_ledger_in_whichever_way_it_is_taken(
    site: Site, monkeypatch: pytest.MonkeyPatch, action: DecisionAction
) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", str(site.engine.url))
    monkeypatch.setenv("QORGAN_DATA", str(site.settings.data))
    kept: dict[str, dict[str, Any]] = {}
    for way in [by_itself, *WAYS[action]]:
        draft, article = another(site)
        wanted = {
            DecisionAction.CONFIRM: Decision(action, fields=_FIELDS, note="seen"),
            DecisionAction.REJECT: Decision(action, reason="not_work", note="seen"),
            DecisionAction.MERGE: Decision(action, into=site.drafts[0], note="seen"),
            DecisionAction.SPLIT: Decision(action, articles=(article,), note="seen"),
            DecisionAction.DEFER: Decision(action, until=UNTIL.isoformat(), note="seen"),
            DecisionAction.UNDO: Decision(action),
        }[action]
        if action is DecisionAction.UNDO:
            by_itself(site, draft, Decision(DecisionAction.REJECT, reason="opinion"))
        answer = way(site, draft, wanted)
        last = rows_of(site, draft)[-1]
        assert last.action == action, getattr(answer, "text", getattr(answer, "output", answer))
        kept[way.__name__] = told(last)
    assert all(one == kept["by_itself"] for one in kept.values()), kept


def by_itself(desk: Site, draft: int, wanted: Decision) -> Any:
    with desk.writing() as session:
        return review.decide(session, draft, wanted, **BY)


def test_a_confirmation_in_the_queue_says_nothing_about_the_fields(site: Site) -> None:
    first, second = another(site)[0], site.drafts[1]
    by_queue(site, first, Decision(DecisionAction.CONFIRM))
    by_itself(site, second, Decision(DecisionAction.CONFIRM))
    rows = [rows_of(site, draft)[-1] for draft in (first, second)]
    assert [row.action for row in rows] == ["confirm", "confirm"]
    assert [row.after["fields"] for row in rows] == [{}, {}]


def test_a_decision_says_whether_it_holds_what_its_action_needs() -> None:
    lacking = {action for action in DecisionAction if not Decision(action).is_complete}
    assert lacking == {DecisionAction.REJECT, DecisionAction.MERGE, DecisionAction.SPLIT, DecisionAction.DEFER}
    whole = {"reason": "opinion", "into": 3, "articles": ("a",), "until": "week"}
    assert all(Decision(ACTION_OF[name], **{name: value}).is_complete for name, value in whole.items())  # type: ignore[arg-type]
    assert {ACTION_OF[field] for field in FIELD_OF.values()} == set(DecisionAction) - {DecisionAction.UNDO}


def test_what_a_merge_goes_into_is_a_draft_or_an_incident(snapshot: SnapshotAssertion) -> None:
    written = (12, "12", " #12 ", "kz-2026-0001", " kz-2026-0001 ", "nothing", "²", 2**31 - 1)
    assert [parse_merge_target(one) for one in written] == [12, 12, 12, "KZ-2026-0001", "KZ-2026-0001", "NOTHING", "²", 2**31 - 1]
    assert {str(one): refusal(parse_merge_target, one) for one in ("", " # ", "0", 2**31, "9" * 30)} == snapshot


def test_a_draft_is_deferred_to_a_day_or_to_a_day_by_its_name(snapshot: SnapshotAssertion) -> None:
    days: dict[date | str, date] = {
        "tomorrow": date(2026, 11, 25),
        "ертең": date(2026, 11, 25),
        "week": date(2026, 12, 1),
        "2026-12-31": date(2026, 12, 31),
        date(2027, 1, 1): date(2027, 1, 1),
    }
    assert {written: parse_defer_date(written, TODAY) for written in days} == days
    assert {written: refusal(parse_defer_date, written, TODAY) for written in ("", "soon", "2026-02-30")} == snapshot


def test_a_decided_draft_is_not_decided_again_until_it_is_undone(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, **BY)
    with pytest.raises(AlreadyDecided, match="Aigul"), write_transaction(engine) as session:
        review.reject(session, draft, who="Bolat", now=NOW, reason="old")
    with write_transaction(engine) as session:
        review.undo(session, draft, who="Bolat", now=NOW)
        review.reject(session, draft, who="Bolat", now=NOW, reason="old")
    with read_session(engine) as session:
        acts = [(row.who, row.action) for row in session.query(LedgerRow).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id)]
        assert acts == [("Aigul", "confirm"), ("Bolat", "undo"), ("Bolat", "reject")]
        assert verify.ledger_chain_faults(session) == []


def test_a_decision_names_an_existing_draft_a_person_and_known_fields(engine: Engine, snapshot: SnapshotAssertion) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        wrong: tuple[dict[str, Any], ...] = ({**BY, "draft_id": draft + 1}, {"who": "  ", "now": NOW}, {**BY, "fields": {"colour": "red"}})
        assert [refusal(review.confirm, session, one.pop("draft_id", draft), **one) for one in wrong] == snapshot


def test_of_two_people_who_decide_at_once_the_first_wins_and_the_second_is_told(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    told: list[str] = []
    gate = threading.Barrier(2)

    def decide(who: str) -> None:
        gate.wait()
        try:
            with write_transaction(engine) as session:
                review.confirm(session, draft, who=who, now=NOW)
        except AlreadyDecided as error:
            told.append(str(error))

    threads = [threading.Thread(target=decide, args=(who,)) for who in ("Aigul", "Bolat")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read_session(engine) as session:
        assert len(told) == 1
        assert session.query(LedgerRow).where(LedgerRow.action == "confirm").count() == 1


def test_every_part_of_a_decision_reaches_the_draft(session: Session) -> None:
    by: dict[str, Any] = {"who": "Aigul", "now": NOW}
    one = arrive(session, "a", "Сериков избит")
    arrive(session, "b", "Сериков подал")
    other = arrive(session, "c", "Омаров")

    def told() -> tuple[str, str, str | None]:
        row = session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("draft ")).order_by(LedgerRow.id.desc()).limit(1)).one()
        return row.subject, row.note, row.reason

    part = decide(session, one, Decision(DecisionAction.SPLIT, articles=("b",), note="1"), **by)
    assert (told(), part.id != one) == ((f"draft {one}", "1", None), True)
    assert decide(session, part.id, Decision(DecisionAction.MERGE, into=f"#{one}", note="2"), **by).merged_into == one
    assert told() == (f"draft {part.id}", "2", None)
    assert decide(session, other, Decision(DecisionAction.DEFER, until="week", note="3"), **by).deferred_until == TODAY + timedelta(days=7)
    assert told() == (f"draft {other}", "3", None)
    assert decide(session, other, Decision(DecisionAction.REJECT, reason="other", note="4"), **by).reason == "other"
    assert told() == (f"draft {other}", "4", "other")
    assert decide(session, other, Decision(DecisionAction.UNDO, note="5"), **by).state == "deferred"
    assert told() == (f"draft {other}", "5", None)
    assert decide(session, one, Decision(DecisionAction.CONFIRM, fields={"place": "Орал"}, note="6"), **by).fields == {"place": "Орал"}
    assert told() == (f"draft {one}", "6", None)


EMPTY: dict[str, Any] = {
    "state": "new", "fields": {}, "decided_by": None, "decided_at": None, "reason": None, "follows": None, "incident": None, "merged_into": None,
    "deferred_until": None,
}  # fmt: skip


def test_a_snapshot_is_all_that_a_decision_can_change(session: Session) -> None:
    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
    assert draft_fields.draft_content(draft) == EMPTY
    review.defer(session, draft.id, until=date(2026, 12, 1), **BY)
    deferred = {**EMPTY, "state": "deferred", "decided_by": "Aigul", "decided_at": NOW.isoformat(), "deferred_until": "2026-12-01"}
    assert draft_fields.draft_content(draft) == deferred
    values = draft_fields.decision_values(draft, DraftState.REJECTED, who="Berik", now=NOW + timedelta(hours=1), reason="old")
    assert values == {**deferred, "state": "rejected", "decided_by": "Berik", "decided_at": (NOW + timedelta(hours=1)).isoformat(), "reason": "old"}


def test_a_change_sets_every_field_and_is_told_in_the_ledger_with_what_moved(session: Session) -> None:
    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
    after = {
        "state": "confirmed", "fields": {"place": "Орал"}, "decided_by": "Berik", "decided_at": NOW.isoformat(), "reason": "r", "follows": "f",
        "incident": "i", "merged_into": draft.id, "deferred_until": "2026-12-01",
    }  # fmt: skip
    draft_fields.change_state(session, draft, DecisionAction.CONFIRM, after, reason="r", note="сөз", articles=["a"], **BY)
    assert draft_fields.draft_content(draft) == after
    assert (draft.decided_at, draft.deferred_until) == (NOW, date(2026, 12, 1))
    assert parse_search_terms("Орал").are_said(draft.searched), "the queue searches what the draft says now"
    row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (row.action, row.subject, row.who, row.at, row.reason, row.note) == (LedgerAction.CONFIRM, f"draft {draft.id}", "Aigul", NOW, "r", "сөз")
    assert (row.before, row.after) == (EMPTY, {**after, "articles": ["a"]})
    draft_fields.change_state(session, draft, DecisionAction.UNDO, EMPTY, **BY)
    assert draft_fields.draft_content(draft) == EMPTY
    row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (row.reason, row.note, row.after) == (None, "", EMPTY)


def test_a_decided_draft_is_refused_with_who_decided_it_and_when(session: Session, snapshot: SnapshotAssertion) -> None:
    confirmed, rejected = arrive(session, "a", "Сериков"), arrive(session, "b", "Омаров")
    assert draft_fields.locked_open_draft(session, confirmed).id == confirmed
    review.confirm(session, confirmed, **BY)
    review.reject(session, rejected, reason="old", **BY)
    assert [refusal(draft_fields.locked_open_draft, session, draft) for draft in (confirmed, rejected)] == snapshot
    assert draft_fields.locked_draft(session, confirmed).id == confirmed
    assert refusal(draft_fields.locked_draft, session, 9999) == snapshot


def test_a_change_needs_a_name_and_fails_when_somebody_else_was_first(
    session: Session, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    def stale(*_given: Any) -> None:
        raise StaleDataError

    draft = session.get_one(DraftRow, arrive(session, "a", "Сериков"))
    assert refusal(draft_fields.change_state, session, draft, DecisionAction.UNDO, EMPTY, who=" ", now=NOW) == snapshot
    monkeypatch.setattr(Session, "flush", stale)
    assert refusal(draft_fields.change_state, session, draft, DecisionAction.UNDO, EMPTY, **BY) == snapshot
    monkeypatch.undo()
    session.expunge_all()


def test_what_is_typed_is_each_persons_own_and_can_be_forgotten(session: Session) -> None:
    first, second = (add_draft(session, name, title=f"{name} x") for name in ("a", "b"))
    for name in ("Aigul", "Berik"):
        add_person(session, name)
    queue.save_edits(session, first, "Aigul", {"title": "one"}, NOW)
    queue.save_edits(session, first, "Berik", {"title": "two"}, NOW)
    queue.save_edits(session, second, "Aigul", {"title": "three"}, NOW)
    queue.save_edits(session, second, "Aigul", {"list": ["a\x00", "b\x00\x00"], "place": "\x00x"}, NOW + timedelta(hours=1))
    assert queue.saved_edits(session, second, "Aigul") == {"title": "three", "list": ["a", "b"], "place": "x"}
    assert {(row.draft_id, row.user): row.at for row in session.query(SavedEditRow)} == {
        (first, "Aigul"): NOW, (first, "Berik"): NOW, (second, "Aigul"): NOW + timedelta(hours=1),
    }  # fmt: skip
    queue.delete_saved_edits(session, first, "Aigul")
    assert [queue.saved_edits(session, draft, who).get("title") for draft, who in ((first, "Aigul"), (first, "Berik"), (second, "Aigul"))] == [
        None, "two", "three",
    ]  # fmt: skip


def test_no_more_is_kept_than_a_form_can_hold(session: Session, snapshot: SnapshotAssertion) -> None:
    draft = add_draft(session, "a", title="a x")
    add_person(session, "Aigul")
    queue.save_edits(session, draft, "Aigul", {f"f{number}": "" for number in range(100)}, NOW)
    assert refusal(queue.save_edits, session, draft, "Aigul", {"one more": ""}, NOW) == snapshot
    queue.delete_saved_edits(session, draft, "Aigul")
    # As it is kept, {"t": "…"} has nine characters beside the words; a letter of Kazakh counts once.
    queue.save_edits(session, draft, "Aigul", {"t": "ә" * 99_991}, NOW)
    with pytest.raises(BadDecision):
        queue.save_edits(session, draft, "Aigul", {"t": "ә" * 99_992}, NOW)
    assert refusal(queue.save_edits, session, draft + 100, "Aigul", {}, NOW) == snapshot


def test_whoever_was_not_seen_for_45_seconds_has_gone(session: Session) -> None:
    draft = add_draft(session, "a", title="a x")
    for name in ("Aigul", "Berik", "Dana"):
        add_person(session, name)
    assert queue.note_presence(session, draft, "Dana", NOW - timedelta(seconds=1))
    assert queue.note_presence(session, draft, "Berik", NOW)
    seen = {seconds: queue.others_present(session, [draft], "Aigul", NOW + timedelta(seconds=seconds)) for seconds in (0, 44, 45, 46)}
    assert seen == {0: {draft: ["Berik", "Dana"]}, 44: {draft: ["Berik", "Dana"]}, 45: {draft: ["Berik"]}, 46: {}}
    assert queue.others_present(session, [draft + 1], "Aigul", NOW) == {}
    assert queue.note_presence(session, draft, "Aigul", NOW + timedelta(seconds=45))
    assert {(row.user, row.seen_at) for row in session.query(PresenceRow)} == {("Berik", NOW), ("Aigul", NOW + timedelta(seconds=45))}


def test_looking_at_another_draft_or_at_none_ends_the_look_at_the_one_before(session: Session) -> None:
    first, second = (add_draft(session, name, title=f"{name} x") for name in ("a", "b"))
    add_person(session, "Berik")
    assert queue.note_presence(session, first, "Berik", NOW)
    assert queue.note_presence(session, second, "Berik", NOW)
    assert queue.others_present(session, [first, second], "Aigul", NOW) == {second: ["Berik"]}
    assert not queue.note_presence(session, second + 100, "Berik", NOW)
    assert session.query(PresenceRow).count() == 0
