"""Users, their roles and tokens: what is kept, what ends when, and what the ledger tells."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from desk.auth import sessions
from records import tokens, users
from records.database import read_session, write_transaction
from records.ledger import ledger_verify
from records.tables import LedgerRow, TokenRow, UserRow
from records.users import BadUser, Role, UnknownUser
from tests.conftest import NOW
from tests.desk.site import CHEAP, PASSWORD, add_person

BY: dict[str, Any] = {"who": "Dana", "now": NOW}


def test_a_name_is_one_person_however_it_is_capitalised(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Әйгүл")
        assert users.find(session, " әЙГҮЛ ").name == "Әйгүл"
        with pytest.raises(BadUser, match="Әйгүл already"):
            add_person(session, "ӘЙГҮЛ")
        with pytest.raises(UnknownUser):
            users.find(session, "Somebody")


@pytest.mark.parametrize("name", ["", " ", "a\nb", "<b>", "x" * 41, "-a", "a/b", "a@b", "../a"])
def test_what_is_no_name_is_refused(engine: Engine, name: str) -> None:
    with write_transaction(engine) as session, pytest.raises(BadUser):
        add_person(session, name)


def test_a_role_has_the_rights_of_those_before_it() -> None:
    assert [[one.includes(other) for other in Role] for one in Role] == [[True, False, False], [True, True, False], [True, True, True]]


def test_every_change_of_a_user_is_told_by_the_ledger_and_no_secret_is(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        add_person(session, "Dana", Role.OPERATOR)
        row = users.find(session, "Aigul")
        token = tokens.give(session, row, **BY)
        users.change_role(session, row, Role.EDITOR, **BY)
        users.set_password(session, row, CHEAP.hash("another of my words"), must_change=True, **BY)
        users.disable(session, row, **BY)
        users.enable(session, row, **BY)
        tokens.revoke_all(session, row, **BY)
    with read_session(engine) as session:
        rows = list(session.scalars(select(LedgerRow).where(LedgerRow.subject == "user Aigul").order_by(LedgerRow.id)))
        assert {row.action for row in rows} == {"user"}
        assert [row.after for row in rows] == [
            {"role": "monitor", "disabled": False, "password": "set"},
            {"token": "given", "id": 1, "scope": "decide", "until": (NOW + timedelta(days=90)).isoformat()},
            {"role": "editor", "disabled": False},
            {"role": "editor", "disabled": False, "password": "changed"},
            {"role": "editor", "disabled": True},
            {"role": "editor", "disabled": False},
            {"token": "revoked"},
        ]
        told = json.dumps([[row.before, row.after, row.note, row.reason, row.subject] for row in rows])
        user, kept = session.get_one(UserRow, "Aigul"), session.scalars(select(TokenRow)).one()
        assert not [secret for secret in (token, kept.hash, user.password_hash, "argon2", PASSWORD) if secret in told]
        assert ledger_verify.faults(session) == []


def test_the_last_operator_can_neither_be_disabled_nor_made_less(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Dana", Role.OPERATOR)
        add_person(session, "Berik", Role.OPERATOR)
        users.disable(session, users.find(session, "Berik"), **BY)
        dana = users.find(session, "Dana")
        with pytest.raises(BadUser, match="last operator"):
            users.disable(session, dana, **BY)
        with pytest.raises(BadUser, match="last operator"):
            users.change_role(session, dana, Role.EDITOR, **BY)
        users.enable(session, users.find(session, "Berik"), **BY)
        users.disable(session, dana, **BY)


def test_disabling_ends_sessions_and_tokens_and_enabling_brings_neither_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        row = users.find(session, "Aigul")
        token, cookie = tokens.give(session, row, **BY), sessions.begin(session, "Aigul", NOW)
        users.disable(session, row, **BY)
        with pytest.raises(BadUser, match="disabled"):
            tokens.give(session, row, **BY)
        users.enable(session, row, **BY)
        assert tokens.holder(session, token, NOW) is None
        assert sessions.active_session(session, cookie, NOW) is None
        users.disable(session, row, **BY)
        assert sessions.active_session(session, sessions.begin(session, "Aigul", NOW), NOW) is None, "begun at the moment of being disabled"


def test_another_role_ends_the_tokens_that_were_made_with_the_one_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        row = users.find(session, "Aigul")
        token = tokens.give(session, row, **BY)
        users.change_role(session, row, Role.MONITOR, **BY)
        assert tokens.holder(session, token, NOW), "the same role is no change"
        users.change_role(session, row, Role.EDITOR, **BY)
        assert tokens.holder(session, token, NOW) is None
