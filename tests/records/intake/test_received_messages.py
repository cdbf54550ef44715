"""Messages: stored once with their files, who sent them in no row of the ledger; what people make of one can be taken back with all that went with it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text, update

from records import review
from records.collaboration import WorkSubject
from records.database import read_session, write_transaction
from records.errors import BadDecision, MessageSettled, NoSuchDraft, NoSuchIncident, NoSuchMessage
from records.evidence_files import files_of_draft, files_of_incident
from records.messages import (
    attach_message,
    came_with_message,
    dismiss_message,
    files_of_message,
    find_message,
    is_message_stored,
    make_case,
    make_tip,
    messages_of,
    newest_fetch,
    newest_number,
    removes_evidence,
    reopen_message,
    same_message,
)
from records.outlets.requests import waiting_requests
from records.review import Decision
from records.tables import EvidenceFileRow, LedgerRow, MessageFileRow, ReceivedMessageRow
from records.vocabulary import DecisionAction, IntakeChannel, MessageFate, OmittedPartReason
from tests.conftest import NOW
from tests.records import rows
from tests.records.intake.received import receive
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import chain_faults

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
NUMBER = "KZ-2026-0001"


@pytest.fixture
def decided(engine: Engine) -> Engine:
    """With draft 1, which became an incident."""
    decide(engine, "a1")
    return engine


def sound(engine: Engine) -> None:
    assert rows.standing(engine) == chain_faults(engine) == []


def test_a_message_is_stored_once_with_its_files_and_the_ledger_does_not_say_what_it_says(engine: Engine) -> None:
    id = receive(engine, files=("a.pdf", "b.pdf"), left_out=(("c.zip", OmittedPartReason.TOO_LARGE),))
    with pytest.raises(AssertionError):
        receive(engine)
    with read_session(engine) as session:
        row = find_message(session, id)
        assert (row.state, row.left_out) == ("waiting", [{"name": "c.zip", "why": "too_large"}])
        whole, files = files_of_message(session, id)
        assert whole is not None
        assert (whole.name, [one.name for one in files]) == ("message.eml", ["a.pdf", "b.pdf"])
        assert (came_with_message(session, whole.id), came_with_message(session, 99)) == (True, False)
        assert (is_message_stored(session, "mail:a:1", 1), is_message_stored(session, "mail:a:1", 2)) == (True, False)
        assert (newest_number(session, "mail:a:1"), newest_number(session, "mail:a:2")) == (1, None)
        assert (newest_fetch(session, "mail:a:1"), newest_fetch(session, "mail:a:2")) == (NOW, None)
        written = json.dumps([row.after for row in session.scalars(select(LedgerRow))], ensure_ascii=False)
        assert not [word for word in ("saule", "қоқан") if word in written]
        for id in (0, -1, 7, 2**70):
            with pytest.raises(NoSuchMessage):
                find_message(session, id)
    sound(engine)


def test_the_same_content_is_repeated_and_what_is_refused_keeps_nothing(engine: Engine) -> None:
    first = receive(engine)
    again = receive(engine, 2, digest=f"{1:064}", files=("a.pdf",))
    refused = receive(engine, 3, fate=MessageFate.TOO_LARGE, files=("a.pdf",))
    with read_session(engine) as session:
        assert (same_message(session, IntakeChannel.MAIL, f"{1:064}"), same_message(session, IntakeChannel.TELEGRAM, f"{1:064}")) == (first, None)
        assert (find_message(session, again).fate, find_message(session, again).same_as) == ("repeated", first)
        for id in (again, refused):
            assert (find_message(session, id).text, find_message(session, id).state, files_of_message(session, id)) == ("", "not_kept", (None, []))
        assert session.scalar(select(func.count(EvidenceFileRow.id))) == 1


def test_a_moment_that_lies_ahead_is_now_and_no_text_breaks_the_database(engine: Engine) -> None:
    id = receive(engine, came_at=NOW + timedelta(days=9), text="a\x00b\ud800" + "x" * 30_000, subject="s" * 5000, sender="a" * 5000)
    with read_session(engine) as session:
        row = find_message(session, id)
        assert (row.came_at, row.text[:3], len(row.text), row.text_cut, len(row.subject), len(row.sender)) == (NOW, "ab?", 20_000, True, 500, 320)


def test_a_message_that_was_changed_past_the_ledger_is_noticed(engine: Engine) -> None:
    id = receive(engine)
    for values in ({"text": "forged"}, {"sender": "other"}, {"state": "aside"}):
        with write_transaction(engine) as session:
            before = {name: getattr(find_message(session, id), name) for name in values}
            session.execute(update(ReceivedMessageRow).values(values))
        assert len(rows.standing(engine)) == 1, values
        with write_transaction(engine) as session:
            session.execute(update(ReceivedMessageRow).values(before))
    assert rows.standing(engine) == []
    with write_transaction(engine) as session:
        session.execute(text("DELETE FROM message_files"))
    assert len(rows.standing(engine)) == 1, "its files belong to what the ledger says"
    with write_transaction(engine) as session:
        session.execute(text("DELETE FROM received_messages"))
        assert session.scalars(select(MessageFileRow)).all() == []
    assert len(rows.standing(engine)) == 1


# What people make of a message.


def test_a_message_is_attached_with_its_files_and_taken_off_again(decided: Engine) -> None:
    one, two = receive(decided, 1, files=("a.pdf", "b.pdf")), receive(decided, 2, files=("c.pdf",))
    draft, incident = WorkSubject(draft=1), WorkSubject(number=NUMBER)
    with write_transaction(decided) as session:
        attach_message(session, one, draft, **BY)
        attach_message(session, two, incident, **BY)
    with read_session(decided) as session:
        # Not the messages themselves, which say who sent them.
        assert [file.name for file in files_of_incident(session, NUMBER)] == ["a.pdf", "b.pdf", "c.pdf"]
        assert [[row.id for row in messages_of(session, subject)] for subject in (draft, incident)] == [[one], [two]]
        assert all(removes_evidence(session, find_message(session, id)) for id in (one, two))
    sound(decided)
    with write_transaction(decided) as session:
        reopen_message(session, one, **BY)
        reopen_message(session, two, **BY)
    with read_session(decided) as session:
        assert files_of_incident(session, NUMBER) == []
        assert session.scalars(select(EvidenceFileRow.withdrawn)).all() == [False] * 5
        acts = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == f"message {one}").order_by(LedgerRow.id)).all()
        assert acts == ["receive", "settle", "put_back"]
        assert find_message(session, one).state == "waiting"
    sound(decided)


def test_the_same_bytes_are_one_file_of_a_draft(decided: Engine) -> None:
    one = receive(decided, 1, files=("a.pdf",))
    with write_transaction(decided) as session:
        attach_message(session, one, WorkSubject(draft=1), **BY)
        row = files_of_draft(session, 1)[0]
    two = receive(decided, 2, files=("again.pdf",))
    with write_transaction(decided) as session:
        session.execute(update(EvidenceFileRow).where(EvidenceFileRow.name == "again.pdf").values(sha256=row.sha256))
        attach_message(session, two, WorkSubject(draft=1), **BY)
        assert [file.name for file in files_of_draft(session, 1)] == ["a.pdf"]


def test_a_message_is_settled_once_and_only_what_was_kept_and_with_something_that_is_there(engine: Engine) -> None:
    id, refused, open_still = receive(engine, 1), receive(engine, 2, fate=MessageFate.TOO_LARGE), receive(engine, 3)
    with write_transaction(engine) as session:
        dismiss_message(session, id, "жарнама", **BY)
        with pytest.raises(MessageSettled, match="Aigul"):
            dismiss_message(session, id, "x", **BY)
        with pytest.raises(MessageSettled, match="Aigul"):
            make_tip(session, id, "https://716.kz/1", **BY)
        with pytest.raises(MessageSettled):
            dismiss_message(session, refused, "x", **BY)
        with pytest.raises(BadDecision):
            reopen_message(session, refused, **BY)
        with pytest.raises(BadDecision):
            dismiss_message(session, open_still, "  ", **BY)
        with pytest.raises(NoSuchDraft):
            attach_message(session, open_still, WorkSubject(draft=99), **BY)
        with pytest.raises(NoSuchIncident):
            attach_message(session, open_still, WorkSubject(number="KZ-2026-0099"), **BY)
        assert find_message(session, open_still).state == "waiting"
    sound(engine)


def test_a_page_that_it_names_is_asked_for(engine: Engine) -> None:
    id = receive(engine)
    with write_transaction(engine) as session:
        make_tip(session, id, "https://716.kz/1", **BY)
        assert [(row.url, row.who) for row in waiting_requests(session)] == [("https://716.kz/1", "Aigul")]
        assert not removes_evidence(session, find_message(session, id))
        assert find_message(session, id).state == "tip"
    sound(engine)


def test_a_message_that_became_a_case_waits_again_only_when_its_draft_is_rejected(decided: Engine) -> None:
    with write_transaction(decided) as session:
        review.undo(session, 1, **BY)
    id = receive(decided, files=("a.pdf",))
    with write_transaction(decided) as session:
        make_case(session, id, 1, **BY)
    with write_transaction(decided) as session:
        with pytest.raises(BadDecision, match="1"):
            reopen_message(session, id, **BY)
        review.decide(session, 1, Decision(DecisionAction.REJECT, reason="not_press"), **BY)
        reopen_message(session, id, **BY)
        assert files_of_draft(session, 1) == []
        assert find_message(session, id).state == "waiting"
    sound(decided)
