"""What a person does with the texts of an incident, and what the ledger shows that a person wrote before texts had states."""

from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, NothingToUndo
from records.incident_texts.sentences import TextKind
from records.incidents.text_edits import save_texts, undo_texts
from records.ledger.verify import record_faults
from records.review.incident_facts import corrections
from records.tables import IncidentRow, LedgerRow
from tests.conftest import NOW
from tests.records.review.arriving import BY, arrive
from tests.records.review.refusals import refusal

NUMBER = "KZ-2026-0001"


def case(session: Session, **given: Any) -> IncidentRow:
    review.confirm(session, arrive(session, "a", "Сериков избит у дома"), **BY, **given)
    return session.get_one(IncidentRow, NUMBER)


def last(session: Session) -> LedgerRow:
    return session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()


def faults(engine: Engine) -> list[str]:
    told: list[str] = []
    with read_session(engine) as session:
        record_faults(session, told.append)
    return told


def test_texts_are_kept_by_language_with_who_checked_them_and_the_ledger_stands_behind_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        row = case(session)
        assert (row.title_lang, row.titles, row.text_notes) == ("ru", {}, {})
        save_texts(session, NUMBER, "kk", {TextKind.TITLE: " Серіков соққыға жығылды ", TextKind.SUMMARY: ""}, vouch=True, **BY)
        save_texts(session, NUMBER, "ru", {TextKind.TITLE: row.title, TextKind.SUMMARY: "Избит у дома."}, vouch=True, who="Dana", now=NOW)
        assert (row.titles, row.summary) == ({"kk": "Серіков соққыға жығылды"}, {"ru": "Избит у дома."})
        assert {name: (note["state"], note["by"]) for name, note in row.text_notes.items()} == {
            "title_kk": ("checked", "Aigul"), "title_ru": ("checked", "Dana"), "summary_ru": ("checked", "Dana"),
        }  # fmt: skip
        assert last(session).after["text_notes"] == row.text_notes
    assert faults(engine) == []


def test_a_correction_of_what_a_text_tells_of_is_said_beside_it_and_changes_nothing_in_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        row = case(session)
        save_texts(session, NUMBER, "ru", {TextKind.TITLE: row.title}, vouch=True, **BY)
        incidents.edit(session, NUMBER, *corrections({"place": "Орал"}), who="Dana", now=NOW)
        assert (row.title, row.text_notes["title_ru"]["stale"], row.text_notes["title_ru"]["by"]) == ("Сериков избит у дома", ["place"], "Aigul")
        save_texts(session, NUMBER, "ru", {TextKind.TITLE: row.title}, vouch=True, who="Dana", now=NOW)
        assert "stale" not in row.text_notes["title_ru"]
    assert faults(engine) == []


def test_what_is_kept_as_a_proposal_is_checked_by_nobody(session: Session) -> None:
    row = case(session)
    save_texts(session, NUMBER, "en", {TextKind.TITLE: "A journalist was beaten"}, vouch=False, **BY)
    assert row.text_notes["title_en"]["state"] == "proposed"


def test_the_last_act_on_texts_is_taken_back_by_whoever_did_it_and_nothing_else_is(engine: Engine) -> None:
    with write_transaction(engine) as session:
        row = case(session)
        save_texts(session, NUMBER, "kk", {TextKind.TITLE: "Серіков"}, vouch=True, **BY)
        with pytest.raises(NothingToUndo):
            undo_texts(session, NUMBER, who="Dana", now=NOW)
        undo_texts(session, NUMBER, **BY)
        assert (row.titles, row.text_notes, last(session).action) == ({}, {}, "undo")
        with pytest.raises(NothingToUndo):
            undo_texts(session, NUMBER, **BY)
        incidents.edit(session, NUMBER, *corrections({"place": "Орал"}), **BY)
        with pytest.raises(NothingToUndo):
            undo_texts(session, NUMBER, **BY)
    assert faults(engine) == []


def test_an_empty_title_a_text_without_end_and_an_old_page_are_refused(session: Session, snapshot: SnapshotAssertion) -> None:
    row = case(session)
    for given in ({TextKind.TITLE: " "}, {TextKind.SUMMARY: "x" * 20_001}):
        assert refusal(save_texts, session, NUMBER, "kk", given, vouch=True, **BY) == snapshot
    assert refusal(save_texts, session, NUMBER, "de", {TextKind.TITLE: "x"}, vouch=True, **BY) == snapshot
    with pytest.raises(AlreadyDecided):
        save_texts(session, NUMBER, "kk", {TextKind.TITLE: "x"}, vouch=True, version=row.version + 1, **BY)


def test_a_confirmation_given_again_keeps_what_was_checked_meanwhile(engine: Engine) -> None:
    with write_transaction(engine) as session:
        row = case(session)
        draft = row.draft_id
        assert draft is not None
        save_texts(session, NUMBER, "kk", {TextKind.TITLE: "Серіков"}, vouch=True, **BY)
        save_texts(session, NUMBER, "ru", {TextKind.TITLE: "Сериков избит", TextKind.SUMMARY: "Избит."}, vouch=True, **BY)
        review.undo(session, draft, **BY)
        review.confirm(session, draft, **BY)
        assert (row.title, row.titles, row.summary) == ("Сериков избит", {"kk": "Серіков"}, {"ru": "Избит."})
        assert {note["state"] for note in row.text_notes.values()} == {"checked"}
        assert len(row.text_notes) == 3
    assert faults(engine) == []


@pytest.mark.parametrize(("ticked", "state"), [(None, "checked"), (["title_kk"], "checked"), ([], "proposed")])
def test_a_draft_s_texts_are_checked_as_far_as_whoever_confirms_it_vouches(engine: Engine, ticked: list[str] | None, state: str) -> None:
    fields = {"titles": {"kk": "Серіков"}, **({} if ticked is None else {"texts_checked": ticked})}
    with write_transaction(engine) as session:
        row = case(session, fields=fields)
        assert {name: note["state"] for name, note in row.text_notes.items()} == {"title_kk": state}
    assert faults(engine) == []


def test_a_title_in_the_language_of_the_original_is_the_title(engine: Engine) -> None:
    with write_transaction(engine) as session:
        row = case(session, fields={"titles": {"ru": "Сериков избит", "kk": "Серіков"}})
        assert (row.title, row.title_lang, row.titles) == ("Сериков избит", "ru", {"kk": "Серіков"})
        incidents.edit(session, NUMBER, *corrections({"title": "Beaten at home"}), **BY)
        assert (row.title, row.title_lang, row.titles) == ("Beaten at home", "en", {"kk": "Серіков"})
        assert row.text_notes["title_en"]["state"] == "checked"
        assert "title_ru" not in row.text_notes
    assert faults(engine) == []
