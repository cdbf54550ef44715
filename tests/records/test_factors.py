"""Second factors of a user: what there is, and how it is taken away."""

from typing import Any

from sqlalchemy import Engine, select

from desk.auth import code_generators, recovery_codes, sessions
from records import factors, tokens, users
from records.database import write_transaction
from records.factors import FactorKind
from records.tables import LedgerRow, PasskeyRow
from tests.conftest import NOW
from tests.desk.site import add_person

BY: dict[str, Any] = {"who": "Dana", "now": NOW}


def passkey(name: str, credential: str = "abc") -> PasskeyRow:
    return PasskeyRow(user=name, name="key", credential=credential, public_key="x", signatures=0, made_at=NOW, used_at=None)


def test_an_app_that_was_not_confirmed_is_no_factor_and_a_passkey_is(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        add_person(session, "Berik")
        code_generators.begin(session, "Aigul", b"key", NOW)
        assert not factors.has_any(session, "Aigul")
        session.add(passkey("Berik"))
        session.flush()
        assert factors.has_any(session, "Berik")
        assert factors.owners(session) == {"Berik"}
        assert [one.name for one in factors.state(session, "Berik").passkeys] == ["key"]


def test_a_reset_takes_everything_and_whoever_came_in_by_it_is_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        row = users.find(session, "Aigul")
        session.add(passkey("Aigul"))
        recovery_codes.make(session, "Aigul")
        token, cookie = tokens.give(session, row, **BY), sessions.begin(session, "Aigul", NOW)
        factors.reset(session, row, **BY)
        found = factors.state(session, "Aigul")
        assert (found.any, found.recovery) == (False, 0)
        assert tokens.holder(session, token, NOW) is None
        assert sessions.active_session(session, cookie, NOW) is None
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc())).first()
        assert last
        assert last.after == {"factor": "removed", "kind": "all"}


def test_recovery_codes_go_with_the_last_factor_and_stay_with_another(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        row = users.find(session, "Aigul")
        one, other = passkey("Aigul"), passkey("Aigul", "def")
        session.add_all([one, other])
        recovery_codes.make(session, "Aigul")
        for gone, left in ((one, 10), (other, 0)):
            session.delete(gone)
            factors.removed(session, row, FactorKind.PASSKEY, **BY)
            assert factors.state(session, "Aigul").recovery == left
