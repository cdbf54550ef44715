"""What becomes a draft, and what a decision keeps, refuses and takes back."""

import threading

import pytest
from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NothingToUndo
from records.ledger import ledger_verify
from records.tables import DraftRow, LedgerRow
from tests.conftest import NOW
from tests.records import rows


def _drafts(engine: Engine, *articles_flagged: tuple[str, bool]) -> list[int]:
    with write_transaction(engine) as session:
        for identifier, flagged in articles_flagged:
            rows.article(session, identifier)
            rows.screening(session, identifier, flagged=flagged)
        return [draft.id for draft in review.propose(session, review.undrafted(session, "test 1"), now=NOW)]


def test_every_flagged_article_becomes_one_draft_and_a_second_look_makes_none(engine: Engine) -> None:
    assert len(_drafts(engine, ("a", True), ("b", False), ("c", True))) == 2
    with write_transaction(engine) as session:
        assert review.propose(session, review.undrafted(session, "test 1"), now=NOW) == []


def test_a_reprint_joins_the_draft_of_what_it_repeats(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "original")
        rows.article(session, "reprint", outlet="kz_other", copy_of="original")
        for identifier in ("original", "reprint"):
            rows.screening(session, identifier)
        assert len(review.propose(session, review.undrafted(session, "test 1"), now=NOW)) == 1
        assert review.undrafted(session, "test 1") == []


def test_a_rejected_draft_stays_rejected_when_a_new_model_flags_its_article_again(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason="not_work")
        rows.screening(session, "a", model="test 2")
    with write_transaction(engine) as session:
        assert review.propose(session, review.undrafted(session, "test 2"), now=NOW) == []
        assert session.get_one(DraftRow, draft).state == "rejected"


def test_a_confirmation_keeps_the_machines_value_beside_the_persons(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"place": "Теміртау"})
    with read_session(engine) as session:
        row = session.get_one(DraftRow, draft)
        assert (row.proposal["place"], row.fields["place"], row.decided_by) == ("Қарағанды", "Теміртау", "Aigul")


def test_a_decided_draft_is_not_decided_again_until_it_is_undone(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
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


def test_undoing_brings_back_exactly_what_stood_before(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"place": "Теміртау"})
        review.undo(session, draft, who="Aigul", now=NOW)
        row = session.get_one(DraftRow, draft)
        assert (row.state, row.fields, row.decided_by, row.decided_at, row.reason) == ("new", {}, None, None, None)
        with pytest.raises(NothingToUndo):
            review.undo(session, draft, who="Aigul", now=NOW)


@pytest.mark.parametrize(("reason", "note", "told"), [("", "", "no reason"), ("whim", "", "whim is no reason"), ("other", " ", "needs a note")])
def test_a_rejection_needs_one_of_the_reasons(engine: Engine, reason: str, note: str, told: str) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with pytest.raises(BadDecision, match=told), write_transaction(engine) as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason=reason, note=note)
    with read_session(engine) as session:
        assert session.get_one(DraftRow, draft).state == "new"


def test_a_decision_names_an_existing_draft_a_person_and_known_fields(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
    with pytest.raises(NoSuchDraft), write_transaction(engine) as session:
        review.confirm(session, draft + 1, who="Aigul", now=NOW)
    with pytest.raises(BadDecision, match="name of the person"), write_transaction(engine) as session:
        review.confirm(session, draft, who="  ", now=NOW)
    with pytest.raises(BadDecision, match="colour is no field"), write_transaction(engine) as session:
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"colour": "red"})


def test_of_two_people_who_decide_at_once_the_first_wins_and_the_second_is_told(engine: Engine) -> None:
    (draft,) = _drafts(engine, ("a", True))
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
