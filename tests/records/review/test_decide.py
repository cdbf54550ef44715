"""One decision: every action, by whichever door it comes, gives the same row of the ledger; and what `into` and `until` may look like."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from flows.cli.main import app
from records import review, tokens, users
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.ledger import ledger_verify
from records.review import Decision
from records.review.decide import ACTION_OF, FIELD_OF, decide, deferred_until, merge_target
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DecisionAction, LedgerAction
from tests.conftest import NOW
from tests.desk.site import FEW, Site, add_draft, open_site
from tests.records.review.arriving import arrive, flagged_drafts

TODAY = date(2026, 11, 24)
# Beyond any day on which the tests are run: the shell reads the clock.
UNTIL = date(2099, 12, 1)
_FIELDS = {"place": "Темиртау"}
Door = Callable[[Site, int, Decision], Any]


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
        token = tokens.give(session, users.find(session, "Aigul"), who="test", now=NOW)
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


def drafts(desk: Site) -> Callable[[], tuple[int, str]]:
    """Drafts of two articles each, one after the other: the draft, and the second article's id."""
    number = count()

    def another() -> tuple[int, str]:
        at = next(number)
        with desk.writing() as session:
            for part in ("x", "y"):
                made = add_draft(session, f"{part}{at}", title=f"Событие{at} {part}", text=f"Журналиста избили {at} {part}.")
        return made, f"y{at}"

    return another


_DOORS: list[tuple[DecisionAction, list[Door]]] = [
    (DecisionAction.CONFIRM, [by_page, by_api, by_shell]),
    (DecisionAction.REJECT, [by_queue, by_page, by_api, by_shell]),
    (DecisionAction.MERGE, [by_queue, by_page, by_api, by_shell]),
    (DecisionAction.SPLIT, [by_page, by_api, by_shell]),
    (DecisionAction.DEFER, [by_queue, by_page, by_api, by_shell]),
    (DecisionAction.UNDO, [by_queue, by_page, by_history, by_api, by_shell]),
]


def test_every_action_is_asked_of_the_doors() -> None:
    assert [action for action, _ in _DOORS] == list(DecisionAction)


@pytest.mark.parametrize(("action", "doors"), _DOORS, ids=[action.value for action, _ in _DOORS])
def test_an_action_gives_the_same_row_of_the_ledger_by_every_door(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    action: DecisionAction,
    doors: list[Door],
) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", str(site.engine.url))
    monkeypatch.setenv("QORGAN_DATA", str(site.settings.data))
    another = drafts(site)
    kept: dict[str, dict[str, Any]] = {}
    for door in [by_itself, *doors]:
        draft, article = another()
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
        answer = door(site, draft, wanted)
        last = rows_of(site, draft)[-1]
        assert last.action == action, getattr(answer, "text", getattr(answer, "output", answer))
        kept[door.__name__] = told(last)
    assert all(one == kept["by_itself"] for one in kept.values()), kept


def by_itself(desk: Site, draft: int, wanted: Decision) -> Any:
    with desk.writing() as session:
        return review.decide(session, draft, wanted, who="Aigul", now=NOW)


def test_a_confirmation_in_the_queue_says_nothing_about_the_fields(site: Site) -> None:
    first, second = drafts(site)()[0], site.drafts[1]
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


def test_every_decision_stands_in_the_ledger_under_its_own_name() -> None:
    assert [LedgerAction(action).value for action in DecisionAction] == [action.value for action in DecisionAction]


@pytest.mark.parametrize(
    ("written", "meant"),
    [(12, 12), ("12", 12), (" #12 ", 12), ("kz-2026-0001", "KZ-2026-0001"), ("nothing", "NOTHING"), ("²", "²"), (2**31 - 1, 2**31 - 1)],
)
def test_what_a_merge_goes_into_is_a_draft_or_an_incident(written: int | str, meant: int | str) -> None:
    assert merge_target(written) == meant


@pytest.mark.parametrize(("written", "error"), [("", BadDecision), ("#", BadDecision), ("0", NoSuchDraft), (2**31, NoSuchDraft)])
def test_a_merge_into_what_cannot_be_is_refused(written: int | str, error: type[Exception]) -> None:
    with pytest.raises(error):
        merge_target(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("tomorrow", date(2026, 11, 25)), ("week", date(2026, 12, 1)), ("2026-12-31", date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 1, 1))],
)
def test_a_draft_is_deferred_to_a_day_or_to_a_day_by_its_name(written: date | str, meant: date) -> None:
    assert deferred_until(written, TODAY) == meant


@pytest.mark.parametrize("written", ["", "soon", "2026-02-30"])
def test_a_draft_is_not_deferred_to_what_is_no_day(written: str) -> None:
    with pytest.raises(BadDecision, match="name the day|is no date; write it as|the calendar has no such day"):
        deferred_until(written, TODAY)


def test_a_decided_draft_is_not_decided_again_until_it_is_undone(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW)
    with pytest.raises(AlreadyDecided, match="Aigul"), write_transaction(engine) as session:
        review.reject(session, draft, who="Bolat", now=NOW, reason="old")
    with write_transaction(engine) as session:
        review.undo(session, draft, who="Bolat", now=NOW)
        review.reject(session, draft, who="Bolat", now=NOW, reason="old")
    with read_session(engine) as session:
        acts = [(row.who, row.action) for row in session.query(LedgerRow).where(LedgerRow.subject == f"draft {draft}").order_by(LedgerRow.id)]
        assert acts == [("Aigul", "confirm"), ("Bolat", "undo"), ("Bolat", "reject")]
        assert ledger_verify.faults(session) == []


@pytest.mark.parametrize(("reason", "note", "told"), [("", "", "no reason"), ("whim", "", "whim is no reason"), ("other", " ", "needs a note")])
def test_a_rejection_needs_one_of_the_reasons(engine: Engine, reason: str, note: str, told: str) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with pytest.raises(BadDecision, match=told), write_transaction(engine) as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason=reason, note=note)
    with read_session(engine) as session:
        assert session.get_one(DraftRow, draft).state == "new"


def test_a_decision_names_an_existing_draft_a_person_and_known_fields(engine: Engine) -> None:
    (draft,) = flagged_drafts(engine, ("a", True))
    with pytest.raises(NoSuchDraft), write_transaction(engine) as session:
        review.confirm(session, draft + 1, who="Aigul", now=NOW)
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.confirm(session, draft, who="  ", now=NOW)
    with pytest.raises(BadDecision, match="colour is no field"), write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"colour": "red"})


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


def test_every_part_of_a_decision_reaches_the_draft(engine: Engine) -> None:
    with write_transaction(engine) as session:
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


@pytest.mark.parametrize(("written", "told"), [("0", "0"), ("99999999999999999999", "99999999999999999999"), ("9" * 30, "9" * 20)])
def test_a_number_that_no_draft_can_have_is_told_as_none(written: str, told: str) -> None:
    with pytest.raises(NoSuchDraft) as refused:
        merge_target(written)
    assert str(refused.value) == f"there is no draft and no incident {told}"


def test_what_is_named_badly_is_told_how_to_name_it() -> None:
    with pytest.raises(BadDecision) as nothing:
        merge_target(" # ")
    assert str(nothing.value) == "name the draft or the incident with which to merge"
    with pytest.raises(BadDecision) as no_day:
        deferred_until("soon", TODAY)
    assert str(no_day.value).startswith("soon is no date; write it as ")
    assert merge_target(" kz-2026-0001 ") == "KZ-2026-0001"
    assert deferred_until("tomorrow", TODAY) == TODAY + timedelta(days=1)
