"""Users, their sessions and tokens, as records and from the shell: what is kept, what ends when, and what the ledger tells."""

import io
import json
import re
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from typer import Typer
from typer.testing import CliRunner

from desk.auth import sessions, sign_in_limits
from desk.auth.passwords import BadPassword, Passwords, fit, one_time
from desk.auth.secret import desk_secret
from desk.serving import AddressTaken, greeting
from flows.cli import user_command
from records import users
from records.database import open_engine, read_session, upgrade, write_transaction
from records.ledger import ledger_verify
from records.tables import LedgerRow, SessionRow, SignInTryRow, TokenRow, UserRow
from records.users import BadUser, Role, UnknownUser
from tests.conftest import NOW
from tests.desk.site import CHEAP, PASSWORD, add_person
from tests.paths import ROOT

BY: dict[str, Any] = {"who": "Dana", "now": NOW}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# Users


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
        token = users.give_token(session, row, **BY)
        users.change_role(session, row, Role.EDITOR, **BY)
        users.set_password(session, row, CHEAP.hash("another of my words"), must_change=True, **BY)
        users.disable(session, row, **BY)
        users.enable(session, row, **BY)
        users.take_back_tokens(session, row, **BY)
    with read_session(engine) as session:
        rows = list(session.scalars(select(LedgerRow).where(LedgerRow.subject == "user Aigul").order_by(LedgerRow.id)))
        assert {row.action for row in rows} == {"user"}
        assert [row.after for row in rows] == [
            {"role": "monitor", "disabled": False, "password": "set"},
            {"token": "given", "id": 1},
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


# Tokens


def test_a_token_is_kept_as_a_hash_alone_and_names_its_owner_until_it_is_revoked(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul", Role.EDITOR)
        row = users.find(session, "Aigul")
        first, second = users.give_token(session, row, **BY), users.give_token(session, row, **BY)
        assert first.startswith("qg_")
        assert first != second
        assert users.token_owner(session, first) == users.User("Aigul", Role.EDITOR)
        assert users.token_owner(session, first + "x") is None
        kept = session.scalars(select(TokenRow)).all()
        assert not [one for one in kept if first in one.hash or second in one.hash]
        users.take_back_tokens(session, row, **BY)
        assert [users.token_owner(session, token) for token in (first, second)] == [None, None]


def test_disabling_ends_sessions_and_tokens_and_enabling_brings_neither_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        row = users.find(session, "Aigul")
        token, cookie = users.give_token(session, row, **BY), sessions.begin(session, "Aigul", NOW)
        users.disable(session, row, **BY)
        with pytest.raises(BadUser, match="disabled"):
            users.give_token(session, row, **BY)
        users.enable(session, row, **BY)
        assert users.token_owner(session, token) is None
        assert sessions.active_session(session, cookie, NOW) is None
        users.disable(session, row, **BY)
        assert sessions.active_session(session, sessions.begin(session, "Aigul", NOW), NOW) is None, "begun at the moment of being disabled"


# Sessions


def test_a_session_ends_after_twelve_idle_hours_and_after_seven_days_however_busy(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        idle, busy = sessions.begin(session, "Aigul", NOW), sessions.begin(session, "Aigul", NOW)
        assert sessions.active_session(session, idle, NOW + 12 * HOUR - timedelta(seconds=1)) is not None
        assert sessions.active_session(session, idle, NOW + 12 * HOUR) is None
        for hours in range(1, 7 * 24, 6):
            found = sessions.active_session(session, busy, NOW + hours * HOUR)
            assert found
            assert found.stale
            sessions.seen(session, found.id, NOW + hours * HOUR)
        assert sessions.active_session(session, busy, NOW + 7 * DAY - HOUR) is not None
        assert sessions.active_session(session, busy, NOW + 7 * DAY) is None


def test_a_session_is_kept_as_a_hash_and_cleared_away_once_it_has_run_out(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        cookie = sessions.begin(session, "Aigul", NOW)
        assert cookie not in session.scalars(select(SessionRow.id)).all()
        sessions.begin(session, "Aigul", NOW + DAY)
        assert len(session.scalars(select(SessionRow.id)).all()) == 1


def test_another_password_ends_every_session(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        cookie = sessions.begin(session, "Aigul", NOW)
        users.set_password(session, users.find(session, "Aigul"), "x", must_change=False, **BY)
        assert sessions.active_session(session, cookie, NOW) is None


# Passwords


def test_a_password_is_argon2id_and_no_two_hashes_are_alike() -> None:
    passwords = Passwords()
    one, other = passwords.hash(PASSWORD), passwords.hash(PASSWORD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert passwords.matches(one, PASSWORD)
    assert not passwords.matches(one, PASSWORD + "x")
    assert not passwords.matches("not a hash", PASSWORD)
    assert not passwords.outdated(one)
    assert passwords.outdated(CHEAP.hash(PASSWORD))


@pytest.mark.parametrize("password", ["", "123456789", "x" * 257, "aaaaaaaaaaaa", "Aigul Serikova", "ababababababab"])
def test_a_password_that_is_short_long_or_plain_is_refused(password: str) -> None:
    with pytest.raises(BadPassword):
        fit(password, "aigul serikova")


def test_one_time_passwords_differ_and_will_do() -> None:
    made = {one_time() for _ in range(100)}
    assert len(made) == 100
    assert all(fit(one, "admin") for one in made)


# How often one may try


def tries(engine: Engine, times: int, name: str = "Aigul", address: str = "192.0.2.1", *, now: timedelta = timedelta(0)) -> list[float]:
    """Failures one after the other; the minutes to wait that each was told, 0 = it went on."""
    told = []
    for _ in range(times):
        with write_transaction(engine) as session:
            admitted = sign_in_limits.admit(session, name, address, NOW + now)
        told.append(admitted.total_seconds() / 60 if isinstance(admitted, timedelta) else 0.0)
    return told


def test_after_five_failures_each_further_one_is_waited_for_longer(engine: Engine) -> None:
    assert tries(engine, 6) == [0, 0, 0, 0, 0, 1]
    assert tries(engine, 2, now=timedelta(minutes=1)) == [0, 5]
    assert tries(engine, 2, now=timedelta(minutes=6)) == [0, 15]
    assert tries(engine, 2, now=timedelta(minutes=21)) == [0, 15]
    assert tries(engine, 1, now=timedelta(minutes=36)) == [0]


def test_a_try_that_was_turned_away_does_not_lengthen_the_wait(engine: Engine) -> None:
    tries(engine, 50)
    assert tries(engine, 1, now=timedelta(minutes=1)) == [0]


def test_failures_elsewhere_do_not_lock_a_colleague_out(engine: Engine) -> None:
    tries(engine, 20, address="198.51.100.7")
    assert tries(engine, 1) == [0]
    assert tries(engine, 1, name="Berik", address="198.51.100.7") == [0]


def test_one_address_cannot_try_many_names_nor_many_addresses_one_name(engine: Engine) -> None:
    assert sum(tries(engine, 1, name=f"n{n}", address="198.51.100.7") == [0] for n in range(60)) == sign_in_limits.ADDRESS.free
    assert sum(tries(engine, 1, address=f"203.0.113.{n}") == [0] for n in range(60)) == sign_in_limits.NAME.free
    assert tries(engine, 1, address="203.0.113.99", now=timedelta(minutes=1)) == [0], "the name is slowed down, not locked"


def test_addresses_of_one_household_are_one(engine: Engine) -> None:
    assert sum(tries(engine, 1, address=f"2001:db8::{n}") == [0] for n in range(1, 9)) == sign_in_limits.NAME_AND_ADDRESS.free


def test_signing_in_forgives_ones_own_failures_and_nobody_elses(engine: Engine) -> None:
    tries(engine, 4)
    for n in range(sign_in_limits.ADDRESS.free - 5):
        tries(engine, 1, name=f"n{n}")
    with write_transaction(engine) as session:
        admitted = sign_in_limits.admit(session, "Aigul", "192.0.2.1", NOW)
        assert isinstance(admitted, sign_in_limits.Admitted)
        sign_in_limits.succeeded(session, admitted)
    assert tries(engine, 2) == [0, 1], "the address has its failures still"


@given(st.lists(st.integers(0, 40), max_size=40))
@settings(max_examples=60, deadline=None)
def test_waiting_as_long_as_one_was_told_always_helps(minutes: list[int]) -> None:
    now = timedelta(0)
    with write_transaction(memory()) as session:
        session.execute(delete(SignInTryRow))
    for passed in minutes:
        now += timedelta(minutes=passed)
        wait = tries(memory(), 1, now=now)[0]
        if wait:
            now += timedelta(minutes=wait)
            assert tries(memory(), 1, now=now) == [0]


@cache
def memory() -> Engine:
    """A database for many examples."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    return engine


# The key


def test_the_key_is_the_one_given_else_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    assert desk_secret("mine", tmp_path) == b"mine"
    assert list(tmp_path.iterdir()) == []
    made = desk_secret("", tmp_path)
    assert len(made) == 64
    assert desk_secret("", tmp_path) == made
    assert [(file.name, oct(file.stat().st_mode & 0o777)) for file in tmp_path.iterdir()] == [("desk.secret", "0o600")]


def test_two_that_start_at_once_end_with_one_key(tmp_path: Path) -> None:
    code = "import sys, pathlib; from desk.auth.secret import desk_secret; sys.stdout.buffer.write(desk_secret('', pathlib.Path(sys.argv[1])))"
    started = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT) for _ in range(4)]
    assert len({process.communicate()[0] for process in started}) == 1


def test_a_key_that_another_process_has_just_made_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "desk.secret").write_text("theirs")
    monkeypatch.setattr(Path, "exists", lambda _self: False)
    assert desk_secret("", tmp_path) == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


# From the shell


def shell(*words: str, stdin: str = "") -> tuple[int, str, str]:
    """`qorgan user …`: how it ended, what it said on stdout and on stderr."""
    app = Typer()
    user_command.add_to(app)
    app.callback()(lambda: None)
    done = CliRunner().invoke(app, ["user", *words], input=stdin)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_a_user_is_added_with_a_one_time_password_where_nobody_can_be_asked() -> None:
    code, out, _ = shell("add", "Aigul", "--role", "monitor")
    assert code == 0
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}\n", out), "the password alone"
    _, listed, _ = shell("list")
    assert "Aigul" in listed
    assert "has yet to choose a password" in listed


def test_a_password_may_come_from_stdin_and_must_be_good() -> None:
    assert shell("add", "Aigul", "--role", "editor", "--password-stdin", stdin="short\n")[0] == 2
    assert shell("add", "Aigul", "--role", "editor", "--password-stdin", stdin=PASSWORD + "\n") == (0, "", "Aigul may sign in as editor.\n")
    assert shell("add", "Aigul", "--role", "king")[0] == 2


def test_on_a_terminal_the_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def prompt(_words: str, *, hide_input: bool, confirmation_prompt: bool) -> str:
        asked.append(hide_input and confirmation_prompt)
        return PASSWORD

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("sys.stdin", Terminal())
    user_command.add("Aigul", Role.MONITOR)
    assert asked == [True]


def test_a_token_is_printed_alone_and_ends_with_its_user(tmp_path: Path) -> None:
    shell("add", "Aigul", "--role", "monitor")
    code, token, _ = shell("token", "Aigul", "--as", "Dana")
    assert (code, token[:3], token.count("\n")) == (0, "qg_", 1)
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        assert users.token_owner(session, token.strip())
    assert shell("disable", "Aigul")[0] == 0
    with read_session(engine) as session:
        assert users.token_owner(session, token.strip()) is None
        assert session.scalars(select(LedgerRow.who).where(LedgerRow.after["token"].as_string() == "given")).one() == "Dana"
    engine.dispose()
    with pytest.raises(BadUser):
        shell("token", "Aigul")
    with pytest.raises(UnknownUser, match="qorgan user list"):
        shell("token", "Nobody")


# The desk as it is started


def test_the_first_start_names_the_link_and_a_one_time_password_the_next_the_link_alone(tmp_path: Path) -> None:
    said, code = start_and_stop(tmp_path, signal.SIGTERM)
    assert re.fullmatch(r"The desk is open: http://127\.0\.0\.1:\d+/\nSign in as admin with the one-time password [a-z2-9-]{19}\n", said)
    assert code == 0, "being stopped is no failure"
    said, code = start_and_stop(tmp_path, signal.SIGINT)
    assert re.fullmatch(r"The desk is open: http://127\.0\.0\.1:\d+/\n", said)
    assert code == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        row = users.find(session, "admin")
        assert (row.role, row.must_change) == ("operator", True)
    engine.dispose()


def start_and_stop(tmp_path: Path, how: signal.Signals) -> tuple[str, int]:
    """`qorgan desk`, asked for its health at the link it names, then told to stop."""
    code = "from flows.cli.desk_command import desk; desk(port=0)"
    output = tmp_path / "said"
    with output.open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
    try:
        link = None
        while link is None and process.poll() is None:
            time.sleep(0.05)
            link = re.search(r"http://\S+", output.read_text())
        assert link, output.read_text()
        with urllib.request.urlopen(f"{link[0]}health") as answer:
            assert json.load(answer) == {"status": "ok"}
        process.send_signal(how)
        return output.read_text(), process.wait(60)
    finally:
        process.kill()
        process.wait()


def test_a_desk_that_others_reach_says_that_it_needs_tls() -> None:
    assert len(greeting("127.0.0.1", 8460, None)) == len(greeting("::1", 8460, None)) == len(greeting("localhost", 8460, None)) == 1
    assert "TLS" in greeting("0.0.0.0", 8460, None)[1]
    assert greeting("::", 8460, None)[0].endswith("http://[::1]:8460/")


def test_an_address_that_is_taken_is_told_in_one_line() -> None:
    import socket

    from desk.serving import _listen

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(AddressTaken, match="--port"):
        _listen("127.0.0.1", taken.getsockname()[1])
