"""Tokens for programs: how they are kept, what they may do, and when they end."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import tokens, users
from records.tables import TokenRow, UserRow
from records.tokens import BadToken, TokenScope
from records.users import BadUser, Role
from tests.conftest import NOW
from tests.desk.site import CHEAP, add_person

BY: dict[str, Any] = {"who": "Dana", "now": NOW}
DAY = timedelta(days=1)


@pytest.fixture
def aigul(session: Session) -> UserRow:
    """An editor."""
    add_person(session, "Aigul", Role.EDITOR)
    return users.find(session, "Aigul")


def test_a_token_is_kept_as_a_hash_alone_and_names_its_owner_until_it_is_revoked(session: Session, aigul: UserRow) -> None:
    first, second = tokens.create_token(session, aigul, **BY), tokens.create_token(session, aigul, **BY)
    assert first.startswith("qg_")
    assert first != second
    owner = tokens.token_holder(session, first, NOW)
    assert owner
    assert owner.person == users.User("Aigul", Role.EDITOR)
    assert tokens.token_holder(session, first + "x", NOW) is None
    assert not [one for one in session.scalars(select(TokenRow)) if first in one.hash or second in one.hash]
    tokens.revoke_all(session, aigul, **BY)
    assert [tokens.token_holder(session, token, NOW) for token in (first, second)] == [None, None]


def test_another_password_ends_every_token_whoever_set_it(session: Session, aigul: UserRow) -> None:
    for must_change in (False, True):
        token = tokens.create_token(session, aigul, **BY)
        users.set_password(session, aigul, CHEAP.hash("another of my words"), must_change=must_change, **BY)
        assert tokens.token_holder(session, token, NOW) is None


def test_who_must_choose_a_password_first_has_no_token_that_works(session: Session, aigul: UserRow) -> None:
    token = tokens.create_token(session, aigul, **BY)
    aigul.must_change = True
    session.flush()
    assert tokens.token_holder(session, token, NOW) is None
    with pytest.raises(BadUser, match="choose a password"):
        tokens.create_token(session, aigul, **BY)


def test_a_token_ends_on_its_day_and_none_lives_longer_than_a_year(session: Session, aigul: UserRow) -> None:
    short, usual = tokens.create_token(session, aigul, days=7, **BY), tokens.create_token(session, aigul, **BY)
    assert tokens.token_holder(session, short, NOW + 7 * DAY - timedelta(seconds=1))
    assert tokens.token_holder(session, short, NOW + 7 * DAY) is None
    assert tokens.token_holder(session, usual, NOW + 89 * DAY)
    assert tokens.token_holder(session, usual, NOW + 90 * DAY) is None
    for days in (0, -1, 366):
        with pytest.raises(BadToken, match="365"):
            tokens.create_token(session, aigul, days=days, **BY)


def test_one_token_is_revoked_by_its_owner_and_the_others_go_on(session: Session, aigul: UserRow) -> None:
    add_person(session, "Berik")
    first, second = tokens.create_token(session, aigul, name="  the\nbot ", scope=TokenScope.READ, **BY), tokens.create_token(session, aigul, **BY)
    listed = {one.name: one for one in tokens.active_tokens(session, "Aigul", NOW)}
    assert listed["the bot"].scope == "read"
    with pytest.raises(BadToken, match="Berik"):
        tokens.revoke(session, users.find(session, "Berik"), listed["the bot"].id, **BY)
    tokens.revoke(session, aigul, listed["the bot"].id, **BY)
    assert tokens.token_holder(session, first, NOW) is None
    assert tokens.token_holder(session, second, NOW)
    with pytest.raises(BadToken):
        tokens.revoke(session, aigul, listed["the bot"].id, **BY)


def test_nobody_hoards_tokens_and_those_that_are_over_do_not_count(session: Session, aigul: UserRow) -> None:
    for _ in range(tokens.MOST_LIVE):
        tokens.create_token(session, aigul, days=1, **BY)
    with pytest.raises(BadToken, match="revoke one"):
        tokens.create_token(session, aigul, **BY)
    assert tokens.create_token(session, aigul, who="Dana", now=NOW + DAY)


def test_the_last_use_is_written_once_a_minute(session: Session, aigul: UserRow) -> None:
    token = tokens.create_token(session, aigul, **BY)
    found = tokens.token_holder(session, token, NOW)
    assert found
    assert found.stale
    tokens.note_token_use(session, found.id, NOW)
    stale = [one.stale for minutes in (0, 1, 2) if (one := tokens.token_holder(session, token, NOW + timedelta(minutes=minutes)))]
    assert stale == [False, False, True]
