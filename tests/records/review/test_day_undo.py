"""Undo along the day: act after act, the last one first, and nothing that somebody has built upon."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import write_transaction
from records.errors import NothingToUndo
from records.review.day_undo import built_upon, last_act, undo_unbuilt
from records.review.draft_state import decisions_of
from records.review.move_articles import merge_all
from records.tables import DraftRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.records.review.arriving import arrive, state


def by(who: str = "Aigul", minute: int = 0) -> dict[str, Any]:
    return {"who": who, "now": NOW + timedelta(minutes=minute)}


def takes_back(session: Session, minute: int, *passed: int, who: str = "Aigul") -> list[int]:
    """Press u once: the drafts that wait again."""
    act = last_act(session, who, NOW + timedelta(minutes=minute), passed)
    return [undo_unbuilt(session, draft, **by(who, minute)).id for draft in act.drafts] if act else []


def test_u_goes_back_through_all_that_a_person_decided_today_and_what_was_decided_together_goes_together(engine: Engine) -> None:
    with write_transaction(engine) as session:
        drafts = [arrive(session, name, f"Слово{name}") for name in "abcdef"]
        review.confirm(session, drafts[0], **by(minute=1))
        review.reject(session, drafts[1], reason="old", **by(minute=2))
        review.confirm(session, drafts[2], **by("Berik", 3))
        merge_all(session, drafts[3:], into="", **by(minute=4))
        others = [arrive(session, name, f"Слово{name}") for name in "gh"]
        for draft in others:
            review.confirm(session, draft, **by(minute=5))
        assert [state(session, draft) for draft in drafts] == ["confirmed", "rejected", "confirmed", "new", "merged", "merged"]
        taken = [takes_back(session, 6 + press) for press in range(5)]
        assert taken == [others[::-1], [drafts[5], drafts[4]], [drafts[1]], [drafts[0]], []], "and not what Berik decided between"
        assert [state(session, draft) for draft in drafts] == ["new", "new", "confirmed", "new", "new", "new"]


def test_what_was_decided_yesterday_is_no_act_of_today(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.reject(session, draft, reason="old", **by())
        assert last_act(session, "Aigul", NOW + timedelta(days=1)) is None
        assert last_act(session, "Aigul", NOW) is not None


def test_what_was_taken_back_already_is_passed_over(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = arrive(session, "a", "Сериков"), arrive(session, "b", "Ахметова")
        review.reject(session, one, reason="old", **by(minute=1))
        review.reject(session, two, reason="old", **by(minute=2))
        review.undo(session, two, **by("Berik", 3))
        assert takes_back(session, 4) == [one]


@pytest.mark.parametrize("worked", ["status", "edit", "news", "merge"])
def test_an_incident_on_which_somebody_has_worked_since_stays_and_says_who_did(engine: Engine, worked: str) -> None:
    with write_transaction(engine) as session:
        first, draft = arrive(session, "a", "Ахметова"), arrive(session, "b", "Сериков избит")
        review.reject(session, first, reason="old", **by(minute=1))
        number = review.confirm(session, draft, **by(minute=2)).incident or ""
        if worked == "status":
            incidents.add_status(session, number, StatusCode.CMP, NOW.date(), source="x", **by("Berik", 3))
        elif worked == "edit":
            incidents.edit(session, number, {"place": "Орал"}, {}, **by("Berik", 3))
        elif worked == "news":
            review.confirm(session, arrive(session, "c", "Сериков подал в суд"), **by("Berik", 3))
        else:
            review.merge(session, arrive(session, "c", "Иное"), into=number, **by("Berik", 3))
        with pytest.raises(NothingToUndo, match=f"Berik.*{number}|{number}.*Berik") as refused:
            takes_back(session, 4)
        assert "11:03" in str(refused.value), "by the clock of the home country"
        assert (state(session, draft), takes_back(session, 5, draft)) == ("confirmed", [first]), "the one before it can still be taken back"


def test_a_draft_that_went_into_one_that_was_decided_since_stays_there(engine: Engine) -> None:
    with write_transaction(engine) as session:
        target, draft = arrive(session, "a", "Ахметова"), arrive(session, "b", "Сериков")
        review.merge(session, draft, into=target, **by(minute=1))
        review.confirm(session, target, **by("Berik", 2))
        with pytest.raises(NothingToUndo, match=f"draft {target}, into which draft {draft} went, has been decided by Berik"):
            takes_back(session, 3)


def test_a_decision_that_somebody_took_over_is_theirs(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.defer(session, draft, until=NOW.date() + timedelta(days=3), **by(minute=1))
        review.confirm(session, draft, **by("Berik", 2))
        mine = decisions_of(session, draft)[0]
        assert built_upon(session, mine) == f"draft {draft} was decided again by Berik, 11:02; that decision stands"


def test_an_own_second_thought_on_one_draft_is_taken_back_step_by_step(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
        review.defer(session, draft, until=NOW.date() + timedelta(days=3), **by(minute=1))
        review.confirm(session, draft, **by(minute=2))
        assert [takes_back(session, 3), state(session, draft)] == [[draft], "deferred"]
        assert [takes_back(session, 4), state(session, draft)] == [[draft], "new"]
        assert session.get_one(DraftRow, draft).decided_by is None
