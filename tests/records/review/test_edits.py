"""What somebody types into a draft is kept for him."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchDraft
from records.review import edits
from records.tables import SavedEditRow
from tests.conftest import NOW
from tests.desk.site import add_draft, add_person


def test_typed_words_are_kept_on_both_databases(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = add_draft(session, "a")
        add_person(session, "Aigul")
        edits.save(session, draft, "Aigul", {"title": "one\x00", "list": ["a", "b"]}, NOW)
        edits.save(session, draft, "Aigul", {"title": "two"}, NOW)
    with read_session(engine) as session:
        assert edits.saved(session, draft, "Aigul") == {"title": "two", "list": ["a", "b"]}


def test_what_is_typed_is_each_persons_own_and_can_be_forgotten(engine: Engine) -> None:
    with write_transaction(engine) as session:
        first, second = (add_draft(session, name, title=f"{name} x") for name in ("a", "b"))
        for name in ("Aigul", "Berik"):
            add_person(session, name)
        edits.save(session, first, "Aigul", {"title": "one"}, NOW)
        edits.save(session, first, "Berik", {"title": "two"}, NOW)
        edits.save(session, second, "Aigul", {"title": "three"}, NOW)
        edits.save(session, second, "Aigul", {"list": ["a\x00", "b\x00\x00"], "place": "\x00x"}, NOW + timedelta(hours=1))
        assert edits.saved(session, second, "Aigul") == {"title": "three", "list": ["a", "b"], "place": "x"}
        assert {(row.draft_id, row.user): row.at for row in session.query(SavedEditRow)} == {
            (first, "Aigul"): NOW, (first, "Berik"): NOW, (second, "Aigul"): NOW + timedelta(hours=1),
        }  # fmt: skip
        edits.forget(session, first, "Aigul")
        assert [edits.saved(session, draft, who).get("title") for draft, who in ((first, "Aigul"), (first, "Berik"), (second, "Aigul"))] == [
            None, "two", "three",
        ]  # fmt: skip


def test_no_more_is_kept_than_a_form_can_hold(engine: Engine) -> None:
    with write_transaction(engine) as session:
        draft = add_draft(session, "a", title="a x")
        add_person(session, "Aigul")
        edits.save(session, draft, "Aigul", {f"f{number}": "" for number in range(100)}, NOW)
        with pytest.raises(BadDecision) as refused:
            edits.save(session, draft, "Aigul", {"one more": ""}, NOW)
        assert str(refused.value) == "this is more than is kept of one draft; shorten it, or decide first"
        edits.forget(session, draft, "Aigul")
        # As it is kept, {"t": "…"} has nine characters beside the words; a letter of Kazakh counts once.
        edits.save(session, draft, "Aigul", {"t": "ә" * 99_991}, NOW)
        with pytest.raises(BadDecision):
            edits.save(session, draft, "Aigul", {"t": "ә" * 99_992}, NOW)
        with pytest.raises(NoSuchDraft) as missing:
            edits.save(session, draft + 100, "Aigul", {}, NOW)
        assert str(missing.value) == f"there is no draft {draft + 100}"
        assert missing.value.in_shell == "`qorgan export drafts` lists them"
