"""Users, their roles and second factors, and how far each is with the tour: what is kept, what ends when, and what the ledger holds."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.auth import authenticator_app, recovery_codes, sessions
from records import factors, tokens, users
from records.factors import FactorKind
from records.ledger import verify
from records.tables import LedgerRow, PasskeyRow, TokenRow, UserRow
from records.tour_progress import NEW_FOR, TourProgress, is_offered, progress_of, reset_tour, save_tour_step
from records.user_roles import ROLE_LABELS, SCOPE_LABELS, TokenScope
from records.users import BadUser, Role, UnknownUser
from tests.conftest import NOW
from tests.desk.site import CHEAP, PASSWORD, add_person

BY: dict[str, Any] = {"who": "Dana", "now": NOW}


@pytest.fixture
def aigul(session: Session) -> UserRow:
    """A monitor, besides Berik and the operator Dana."""
    for name, role in (("Aigul", Role.MONITOR), ("Berik", Role.MONITOR), ("Dana", Role.OPERATOR)):
        add_person(session, name, role)
    return users.find(session, "Aigul")


def test_a_name_is_one_person_however_it_is_capitalised(session: Session) -> None:
    add_person(session, "Әйгүл")
    assert users.find(session, " әЙГҮЛ ").name == "Әйгүл"
    with pytest.raises(BadUser, match="Әйгүл already"):
        add_person(session, "ӘЙГҮЛ")
    with pytest.raises(UnknownUser):
        users.find(session, "Somebody")
    for name in ("", " ", "a\nb", "<b>", "x" * 41, "-a", "a/b", "a@b", "../a"):
        with pytest.raises(BadUser):
            add_person(session, name)


def test_a_role_includes_those_before_it_and_itself_and_has_its_words() -> None:
    assert [[one.includes(other) for other in Role] for one in Role] == [[True, False, False], [True, True, False], [True, True, True]]
    assert (set(ROLE_LABELS), set(SCOPE_LABELS)) == (set(Role), set(TokenScope))


def test_every_change_of_a_user_is_in_the_ledger_and_no_secret_is(session: Session, aigul: UserRow) -> None:
    token = tokens.create_token(session, aigul, **BY)
    users.change_role(session, aigul, Role.EDITOR, **BY)
    users.set_password(session, aigul, CHEAP.hash("another of my words"), must_change=True, **BY)
    users.disable(session, aigul, **BY)
    users.enable(session, aigul, **BY)
    tokens.revoke_all(session, aigul, **BY)
    session.flush()
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
    written = json.dumps([[row.before, row.after, row.note, row.reason, row.subject] for row in rows])
    kept = session.scalars(select(TokenRow)).one()
    assert not [secret for secret in (token, kept.hash, aigul.password_hash, "argon2", PASSWORD) if secret in written]
    assert verify.ledger_chain_faults(session) == []


def test_the_last_operator_can_neither_be_disabled_nor_made_less(session: Session, aigul: UserRow) -> None:
    dana = users.find(session, "Dana")
    users.change_role(session, aigul, Role.OPERATOR, **BY)
    users.disable(session, aigul, **BY)
    with pytest.raises(BadUser, match="last operator"):
        users.disable(session, dana, **BY)
    with pytest.raises(BadUser, match="last operator"):
        users.change_role(session, dana, Role.EDITOR, **BY)
    users.enable(session, aigul, **BY)
    users.disable(session, dana, **BY)


def test_disabling_ends_sessions_and_tokens_and_enabling_brings_neither_back(session: Session, aigul: UserRow) -> None:
    token, cookie = tokens.create_token(session, aigul, **BY), sessions.begin(session, "Aigul", NOW)
    users.disable(session, aigul, **BY)
    with pytest.raises(BadUser, match="disabled"):
        tokens.create_token(session, aigul, **BY)
    users.enable(session, aigul, **BY)
    assert (tokens.token_holder(session, token, NOW), sessions.active_session(session, cookie, NOW)) == (None, None)
    users.disable(session, aigul, **BY)
    assert sessions.active_session(session, sessions.begin(session, "Aigul", NOW), NOW) is None, "begun at the moment of being disabled"


def test_another_role_ends_the_tokens_that_were_made_with_the_one_before(session: Session, aigul: UserRow) -> None:
    token = tokens.create_token(session, aigul, **BY)
    users.change_role(session, aigul, Role.MONITOR, **BY)
    assert tokens.token_holder(session, token, NOW), "the same role is no change"
    users.change_role(session, aigul, Role.EDITOR, **BY)
    assert tokens.token_holder(session, token, NOW) is None


# Second factors.


def passkey(name: str, credential: str = "abc") -> PasskeyRow:
    return PasskeyRow(user=name, name="key", credential=credential, public_key="x", signatures=0, made_at=NOW, used_at=None)


def test_an_app_that_was_not_confirmed_is_no_factor_and_a_passkey_is(session: Session, aigul: UserRow) -> None:
    authenticator_app.begin(session, "Aigul", b"key", NOW)
    assert not factors.has_second_factor(session, "Aigul")
    session.add(passkey("Berik"))
    session.flush()
    assert factors.has_second_factor(session, "Berik")
    assert factors.users_with_factors(session) == {"Berik"}
    assert [one.name for one in factors.factor_state(session, "Berik").passkeys] == ["key"]


def test_a_reset_takes_everything_and_whoever_came_in_by_it_is_out(session: Session, aigul: UserRow) -> None:
    session.add(passkey("Aigul"))
    recovery_codes.make(session, "Aigul")
    token, cookie = tokens.create_token(session, aigul, **BY), sessions.begin(session, "Aigul", NOW)
    factors.remove_all_factors(session, aigul, **BY)
    found = factors.factor_state(session, "Aigul")
    assert (found.any, found.recovery) == (False, 0)
    assert (tokens.token_holder(session, token, NOW), sessions.active_session(session, cookie, NOW)) == (None, None)
    last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc())).first()
    assert last
    assert last.after == {"factor": "removed", "kind": "all"}


def test_recovery_codes_go_with_the_last_factor_and_stay_with_another(session: Session, aigul: UserRow) -> None:
    one, other = passkey("Aigul"), passkey("Aigul", "def")
    session.add_all([one, other])
    recovery_codes.make(session, "Aigul")
    for gone, left in ((one, 10), (other, 0)):
        session.delete(gone)
        factors.log_factor_removed(session, aigul, FactorKind.PASSKEY, **BY)
        assert factors.factor_state(session, "Aigul").recovery == left


# The tour.


def test_progress_is_each_persons_own_and_can_begin_again(session: Session, aigul: UserRow) -> None:
    rejected = {"action": "reject", "reason": "old"}
    for step, chosen in ((1, {"action": "confirm", "primary": "ATT"}), (3, rejected), (1, rejected)):
        save_tour_step(session, "Aigul", step, chosen, NOW)
    session.flush()
    mine = progress_of(session, "Aigul")
    assert mine.steps == {1: rejected, 3: rejected}
    assert (mine.next_step(3), mine.next_step(1)) == (2, None)
    assert progress_of(session, "Berik") == TourProgress()
    reset_tour(session, "Aigul", NOW)
    assert progress_of(session, "Aigul").next_step(3) == 1


def test_it_is_offered_to_whoever_is_new_until_it_was_begun_or_refused(session: Session, aigul: UserRow) -> None:
    assert is_offered(session, "Aigul", NOW)
    assert not is_offered(session, "Aigul", NOW + NEW_FOR + timedelta(seconds=1))
    save_tour_step(session, "Aigul", 1, {}, NOW)
    reset_tour(session, "Berik", NOW)
    assert [name for name in ("Aigul", "Berik", "Dana", "nobody") if is_offered(session, name, NOW)] == ["Dana"]
