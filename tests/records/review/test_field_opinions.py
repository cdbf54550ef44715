"""What two readers say of single fields: compared whatever the spelling, kept blind, settled by a third, in the ledger."""

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records import review
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.review import second_opinions
from records.review.field_opinions import alike, checked_opinion, first_said, keep_opinion, opinions_on, settle, unsettled
from records.tables import DraftRow, FieldOpinionRow, IncidentRow, LedgerRow
from records.vocabulary import LedgerAction, OpinionField, Settled
from tests.conftest import NOW
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.site import add_draft
from tests.records.ledger.chain import chain_faults

F = OpinionField
FIRST = {"primary": "ATT", "incident_date": "2026-11-02", "place": "Петропавл", "victims": [{"name": "Ерлан Сериков"}], "actor": "business"}
SECOND = {F.CATEGORY: "THR", F.DATE: "2026-11-02", F.PLACE: "Петропавловск", F.VICTIMS: ["сериков ерлан", "Айгүл Омарова"], F.ACTOR: "business"}


def confirmed(session: Session) -> int:
    number = renumber(session, add_draft(session, "a", title="Первый"), "a", chosen_one(10))
    review.confirm(session, number, who="Aigul", now=NOW, fields=FIRST)
    assert second_opinions.ask(session, session.get_one(DraftRow, number), now=NOW)
    return number


def opined(engine: Engine, fields: dict[OpinionField, Any] = SECOND) -> int:
    with write_transaction(engine) as session:
        number = confirmed(session)
        second_opinions.answer(session, number, who="Berik", now=NOW, action="confirm", fields=fields)
        return number


def test_what_both_say_is_kept_side_by_side_and_the_record_stays(engine: Engine) -> None:
    with write_transaction(engine) as session:
        number = confirmed(session)
        stood = session.scalars(select(IncidentRow.version)).one()
        second_opinions.answer(session, number, who="Berik", now=NOW, action="confirm", fields=SECOND)
    with read_session(engine) as session:
        rows = opinions_on(session, number)
        assert [(row.field, row.alike) for row in rows] == [("category", 0), ("date", 1), ("place", 1), ("victims", 0.5), ("actor", 1)]
        assert (rows[0].first, rows[0].second, rows[0].first_by, rows[0].second_by) == ("ATT", "THR", "Aigul", "Berik")
        assert session.scalars(select(IncidentRow.version)).one() == stood
        note = session.scalars(select(LedgerRow).where(LedgerRow.action == LedgerAction.SECOND)).one()
        assert (note.after["fields"]["primary"], note.after["fields"]["victims"]) == ("THR", ["сериков ерлан", "Айгүл Омарова"])
        assert [row.field for row in unsettled(session)] == ["category", "victims"]
    assert chain_faults(engine) == []


def test_a_field_of_which_nothing_was_said_is_not_compared_and_a_rejection_compares_none(engine: Engine) -> None:
    number = opined(engine, {F.ACTOR: "court", F.VICTIMS: []})
    with read_session(engine) as session:
        assert [(row.field, row.alike) for row in opinions_on(session, number)] == [("victims", 0), ("actor", 0)]
    with write_transaction(engine) as session:
        second = renumber(session, add_draft(session, "b", title="Второй"), "b", chosen_one(number + 1))
        review.reject(session, second, who="Aigul", now=NOW, reason="opinion")
        second_opinions.ask(session, session.get_one(DraftRow, second), now=NOW)
        second_opinions.answer(session, second, who="Berik", now=NOW, action="confirm", fields=SECOND)
        assert opinions_on(session, second) == []


@pytest.mark.parametrize(
    ("field", "first", "second", "found"),
    [
        (F.DATE, "2026-11", "2026-11-02", 0),
        (F.DATE, "", "", 1),
        (F.PLACE, "Алматы", "алматы", 1),
        (F.PLACE, "", "Алматы", 0),
        (F.PLACE, "", "", 1),
        (F.PLACE, "Аул Х", "Аул Y", 0),
        (F.VICTIMS, [], [], 1),
        (F.VICTIMS, ["Омарова А."], ["А. Омарова"], 1),
        (F.CATEGORY, "ATT", "ATT", 1),
    ],
)
def test_what_is_the_same_is_seen_whatever_its_spelling(field: OpinionField, first: Any, second: Any, found: float) -> None:
    assert alike(field, first, second) == alike(field, second, first) == found


@pytest.mark.parametrize(
    "said", [{F.CATEGORY: "XXX"}, {F.ACTOR: "pope"}, {F.DATE: "2026-13-01"}, {F.DATE: "soon"}, {F.VICTIMS: [str(n) for n in range(51)]}]
)
def test_what_is_no_answer_is_refused_beside_its_field(said: dict[OpinionField, Any]) -> None:
    with pytest.raises(BadDecision) as refused:
        checked_opinion(said)
    assert refused.value.field == next(iter(said))


def test_what_the_first_confirmed_is_told_as_far_as_it_is_known(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", title="Первый")
        review.confirm(session, draft, who="Aigul", now=NOW, fields={**FIRST, "incident_date": "2026-11", "victims": [], "place": ""})
        said = first_said(session.get_one(DraftRow, draft))
    assert said == {F.CATEGORY: "ATT", F.DATE: "2026-11", F.PLACE: "", F.VICTIMS: [], F.ACTOR: "business"}


def test_a_third_settles_and_the_second_may_agree_after_all(engine: Engine) -> None:
    number = opined(engine)
    with write_transaction(engine) as session:
        for who in ("Aigul", "Berik"):
            with pytest.raises(BadDecision, match="third person"):
                settle(session, number, F.CATEGORY, Settled.FIRST, who=who, now=NOW)
        for who in ("Aigul", "Dana"):
            with pytest.raises(BadDecision, match="second reader"):
                settle(session, number, F.CATEGORY, Settled.AGREED, who=who, now=NOW)
        with pytest.raises(BadDecision, match="what is right"):
            settle(session, number, F.CATEGORY, Settled.OTHER, who="Dana", now=NOW, note=" ")
        with pytest.raises(AlreadyDecided):
            settle(session, number, F.DATE, Settled.FIRST, who="Dana", now=NOW)
        with pytest.raises(NoSuchDraft):
            settle(session, number + 1, F.DATE, Settled.FIRST, who="Dana", now=NOW)
        settle(session, number, F.CATEGORY, Settled.AGREED, who="Berik", now=NOW)
        settle(session, number, F.VICTIMS, Settled.OTHER, who="Dana", now=NOW, note="Both were there")
        assert unsettled(session) == []
        # What was said blind stays for the figures.
        assert session.get_one(FieldOpinionRow, (number, F.CATEGORY)).alike == 0
        rows = session.scalars(select(LedgerRow).where(LedgerRow.action == LedgerAction.SETTLE_FIELD).order_by(LedgerRow.id)).all()
        assert [(row.who, row.subject, row.after["settled"]) for row in rows] == [
            ("Berik", f"second {number}", "agreed"),
            ("Dana", f"second {number}", "other"),
        ]
    assert chain_faults(engine) == []


def test_an_opinion_that_is_refused_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(BadDecision):
        opined(engine, {F.CATEGORY: "nonsense"})
    with write_transaction(engine) as session:
        assert list(session.scalars(select(FieldOpinionRow))) == []
        number = confirmed(session)
        draft = session.get_one(DraftRow, number)
        second_opinions.answer(session, number, who="Berik", now=NOW, action="confirm")
        assert [row.field for row in keep_opinion(session, draft, {F.ACTOR: "court"}, first_by="Aigul", second_by="Berik", now=NOW)] == ["actor"]
