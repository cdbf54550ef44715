"""The logs of the desk: what is an event, who stands in it and how, that no line can be forged or lost, and that nothing is done that cannot be logged."""

import errno
import json
import os
import re
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from desk import app, security_log
from desk.auth import authenticator_app, recovery_codes
from desk.security_log import IN_FULL, WINDOW, RepeatedEvents, SecurityEvent, SecurityLog, failure, open_log
from records import tokens, users
from records.tables import Base, CodeGeneratorRow, PasskeyRow, SignInTryRow
from tests.conftest import NOW
from tests.desk.site import PASSWORD, Clock, Site


def test_the_log_has_a_line_a_request_without_its_query_and_no_path_can_forge_one(site: Site) -> None:
    browser = site.signed_in()
    browser.get("/account?password=hunter2&q=%D0%B6")
    browser.get("/x%0a2026-01-01%20INFO%20forged")
    lines = site.log.read_text().splitlines()
    assert any("GET /account 200" in line for line in lines)
    assert not [line for line in lines if "hunter2" in line or "?" in line or line.endswith("forged") or line.startswith("2026-01-01")]
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in lines)


def test_the_log_is_json_where_that_is_set_with_what_was_asked_by_name(tmp_path: Path) -> None:
    log = open_log(tmp_path, "json")
    fields = {"method": "GET", "path": "/queue", "status": 200, "ms": 3, "request": "ab"}
    log.info("%s %s %s %d ms %s", *fields.values(), extra={"fields": fields})
    try:
        raise ValueError("\n".join(("first", "secret" + " value")))
    except ValueError as error:
        id = failure(log, error)
    request, fault = map(json.loads, (tmp_path / "desk.log").read_text(encoding="utf-8").splitlines())
    assert request.items() >= fields.items()
    assert (fault["level"], fault["fault"]) == ("error", id)
    assert "ValueError: first" in fault["message"]
    assert "secret value" not in fault["message"]


def test_the_door_is_watched_and_no_secret_stands_in_the_log(site: Site) -> None:
    browser = site.browser(address="203.0.113.9")
    browser.sign_in("my secret password", "x")
    browser.sign_in("AIGUL", "wrong")
    browser.sign_in("Aigul")
    browser.post("/account/language", data={"lang": "kk"})
    browser.get("/people")
    browser.submit("/logout")
    rows = site.noted()
    assert [row["event"] for row in rows] == ["sign_in_failed", "sign_in_failed", "sign_in_ok", "csrf_refused", "forbidden", "sign_out"]
    assert [row["user"] for row in rows] == [None, "Aigul", "Aigul", "Aigul", "Aigul", "Aigul"]
    assert re.fullmatch("[0-9a-f]{16}", rows[0]["typed"])
    assert len({row["address"] for row in rows}) == 1
    told = site.settings.data.joinpath("logs", "security.log").read_text()
    assert not [secret for secret in ("203.0.113", "my secret", PASSWORD) if secret in told]


def test_a_request_has_one_id_in_both_logs_and_in_the_answer(site: Site) -> None:
    answer = site.browser().sign_in("Aigul", "wrong")
    id = answer.headers["x-request-id"]
    assert site.noted()[0]["request"] == id
    assert [line for line in site.log.read_text().splitlines() if line.endswith(id)][0].count("POST /login 401") == 1


def test_an_address_is_a_hash_of_one_desk_and_what_people_write_begins_no_line(tmp_path: Path) -> None:
    one, same, other = (SecurityLog(tmp_path, secret, lambda: NOW) for secret in (b"a", b"a", b"b"))
    assert one.hashed("192.0.2.1") == same.hashed("192.0.2.1") != other.hashed("192.0.2.1")
    assert one.hashed("192.0.2.1") != one.hashed("192.0.2.2")
    one.write(SecurityEvent.FORBIDDEN, 'x"}\n{"event":"sign_in_ok"', path="/\u2028\r\n\ud800")
    (line,) = one.path.read_bytes().splitlines()
    assert json.loads(line)["event"] == "forbidden"


def test_what_comes_from_outside_makes_no_long_line(site: Site) -> None:
    """Else a few requests for addresses of control characters would push a day's events out, before anybody has signed in."""
    strange = "%01" * 5_000
    site.browser().get(f"/{strange}", headers={"Host": "evil.example"})
    site.signed_in().post(f"/people/{strange}/role", data={"role": "operator"})
    told = (site.settings.data / "logs" / "security.log").read_bytes().splitlines()
    assert {"host_refused", "csrf_refused"} <= {json.loads(line)["event"] for line in told}
    assert max(map(len, told)) < 2_000


@pytest.mark.parametrize("full", [False, True], ids=["written in parts", "full in the midst"])
def test_no_line_stays_half_where_the_disk_takes_only_a_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool) -> None:
    log, write, tries = SecurityLog(tmp_path, b"a", lambda: NOW), os.write, iter(range(100))
    log.write(SecurityEvent.FORBIDDEN, number=1)

    def takes_a_part(handle: int, given: bytes) -> int:
        if full and next(tries):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(handle, given[:50])

    with monkeypatch.context() as held, pytest.raises(OSError, match="No space") if full else nullcontext():
        held.setattr(os, "write", takes_a_part)
        log.write(SecurityEvent.FORBIDDEN, number=2)
    log.write(SecurityEvent.FORBIDDEN, number=3)
    assert [row["number"] for row in rows(log)] == ([1, 3] if full else [1, 2, 3])


def test_only_its_owner_reads_it_and_it_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_log, "_LARGEST_LOG", 2_000)
    log = SecurityLog(tmp_path, b"a", lambda: NOW)
    for number in range(400):
        log.write(SecurityEvent.FORBIDDEN, number=number)
    files = sorted(tmp_path.iterdir())
    assert len(files) == 10
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert max(file.stat().st_size for file in files) < 2_200
    assert json.loads(log.path.read_bytes().splitlines()[-1])["number"] == 399


def refuse(log: SecurityLog, times: int, event: SecurityEvent = SecurityEvent.HOST_REFUSED, address: str = "192.0.2.1", **more: Any) -> None:
    scope = {"type": "http", "headers": [], "client": (address, 1)}
    for number in range(times):
        log.note(Request({**scope, "state": {"request_id": f"{number}"}}), event, **more)


def rows(log: SecurityLog) -> list[dict[str, Any]]:
    files = sorted(log.path.parent.glob(f"{log.path.name}*"), key=lambda file: int(file.suffix[1:]) if file.suffix != ".log" else 0, reverse=True)
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def test_a_flood_of_what_is_refused_pushes_no_event_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a day of it: hosts, forms and waits in turn, each from other addresses and for other paths, and a real event an hour."""
    monkeypatch.setattr(security_log, "_LARGEST_LOG", 50_000)
    clock, hours, each = Clock(), 12, 9
    log = SecurityLog(tmp_path, b"a", clock)
    kinds = (SecurityEvent.HOST_REFUSED, SecurityEvent.CSRF_REFUSED, SecurityEvent.LOCKED)
    for minute in range(hours * 60):
        clock.pass_by(minutes=1)
        for number in range(each):
            refuse(log, 1, kinds[number % 3], f"203.0.113.{number}", path=f"/{minute}/{number}")
        if minute % 60 == 0:
            log.write(SecurityEvent.EXPORT_MADE, "Aigul", hour=minute // 60)
    log.tell_all()
    kept = rows(log)
    assert [row["hour"] for row in kept if row["event"] == "export_made"] == list(range(hours))
    assert sum(row.get("repeats", 1) for row in kept if row["event"] != "export_made") == hours * 60 * each, "and each refusal is counted"
    assert len(kept) < hours * 6 * len(kinds) * 12


def test_what_is_refused_again_is_told_at_once_and_then_as_a_number_before_the_next_event(tmp_path: Path) -> None:
    log = SecurityLog(tmp_path, b"a", lambda: NOW)
    refuse(log, 1000, path="/x")
    assert [row["event"] for row in rows(log)] == ["host_refused"]
    log.write(SecurityEvent.USER_ADDED, "Aigul")
    refuse(log, 1, path="/x")
    told = rows(log)
    assert [row["event"] for row in told] == ["host_refused", "host_refused", "user_added", "host_refused"]
    at = NOW.isoformat(timespec="milliseconds")
    assert told[1] == {**told[0], "request": None, "repeats": 999, "since": at, "addresses": 1}


def test_no_count_is_lost_while_the_log_cannot_be_written(tmp_path: Path) -> None:
    log = SecurityLog(tmp_path / "logs", b"a", lambda: NOW)
    refuse(log, 3)
    (tmp_path / "logs").rename(tmp_path / "away")
    (tmp_path / "logs").write_text("")
    for telling in (log.tell_all, log.tell_all, lambda: log.write(SecurityEvent.EXPORT_MADE)):
        with pytest.raises(OSError, match="logs"):
            telling()
    (tmp_path / "logs").unlink()
    (tmp_path / "away").rename(tmp_path / "logs")
    log.tell_all()
    assert [(row["event"], row.get("repeats")) for row in rows(log)] == [("host_refused", None), ("host_refused", 2)], (
        "an act that failed is not told"
    )


def test_a_desk_tells_what_it_has_counted_when_it_ends_and_when_the_ten_minutes_are_over(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_REPEAT_INTERVAL", 0.01)
    told, append = threading.Event(), SecurityLog._append

    def noticed(log: SecurityLog, lines: bytes) -> None:
        append(log, lines)
        if b"repeats" in lines:
            told.set()

    monkeypatch.setattr(SecurityLog, "_append", noticed)
    with site.browser() as browser:
        for _ in range(3):
            browser.get("/login", headers={"Host": "evil.example"})
        site.clock.pass_by(minutes=10)
        assert told.wait(60)
        assert [row.get("repeats") for row in site.noted("host_refused")] == [None, 2]
        for _ in range(20):
            browser.get("/login", headers={"Host": "evil.example"})
    assert [row.get("repeats") for row in site.noted("host_refused")] == [None, 2, None, 19]


def test_no_line_is_lost_or_torn_when_many_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_log, "_LARGEST_LOG", 20_000)
    logs = [SecurityLog(tmp_path, b"a", lambda: NOW) for _ in range(4)]

    def write(log: SecurityLog, who: int) -> None:
        for number in range(100):
            log.write(SecurityEvent.FORBIDDEN, who=who, number=number)

    threads = [threading.Thread(target=write, args=(log, who)) for who, log in enumerate(logs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = [json.loads(line) for file in tmp_path.iterdir() for line in file.read_bytes().splitlines()]
    assert {(row["who"], row["number"]) for row in rows} == {(who, number) for who in range(4) for number in range(100)}


def event_line(
    event: str = "locked", user: str | None = None, address: str | None = "a", number: int = 0, at: datetime = NOW, **more: Any
) -> dict[str, Any]:
    return {"at": at.isoformat(), "event": event, "user": user, "address": address, "request": f"r{number}", **more}


def test_what_repeats_have_in_common_stands_in_their_number_and_what_differs_does_not() -> None:
    events = RepeatedEvents()
    for number in range(IN_FULL):
        assert events.refused(event_line(path=f"/{number}"), NOW) == [event_line(path=f"/{number}")]
    for number, user in enumerate(("Aigul", "Berik", "Aigul")):
        assert events.refused(event_line(user=user, address=f"a{number}", number=number, path="/x", method="POST"), NOW) == []
    common = event_line(user=None, address=None, path="/x", method="POST")
    assert events.other() == [{**common, "request": None, "repeats": 3, "since": NOW.isoformat(), "addresses": 3, "users": ["Aigul", "Berik"]}]
    assert events.other() == []
    assert events.refused(event_line(number=1), NOW) == []
    assert events.other() == [event_line(number=1)], "one repeat is told as it was"


def test_another_refusal_that_stands_in_full_comes_after_what_was_counted_before_it() -> None:
    events = RepeatedEvents()
    for number in range(4):
        events.refused(event_line(number=number), NOW)
    told = events.refused(event_line("csrf_refused"), NOW)
    assert [(one["event"], one.get("repeats")) for one in told] == [("locked", 3), ("csrf_refused", None)]


def test_after_ten_minutes_or_when_the_clock_was_set_back_it_is_told_without_another_event() -> None:
    for later in (WINDOW, -timedelta(seconds=1)):
        events = RepeatedEvents()
        events.refused(event_line(), NOW)
        events.refused(event_line(number=1), NOW)
        events.refused(event_line(number=2), NOW)
        assert events.due(NOW + WINDOW - timedelta(seconds=1)) == []
        assert [one["repeats"] for one in events.due(NOW + later)] == [2]
        assert events.refused(event_line(number=3), NOW + later) == [event_line(number=3)], "then it is told at once again"


_EVENT = st.tuples(st.sampled_from(["locked", "host_refused", "csrf_refused", "user_added"]), st.integers(0, 9), st.integers(0, 120))


@given(st.lists(_EVENT, max_size=300))
def test_every_refusal_is_told_or_counted_once_and_few_stand_in_full(drawn: list[tuple[str, int, int]]) -> None:
    events, now, told, real = RepeatedEvents(), NOW, [], 0
    for number, (event, address, seconds) in enumerate(drawn):
        now += timedelta(seconds=seconds)
        one = event_line(event, address=f"a{address}", number=number, at=now)
        if event == "user_added":
            told += [*events.other(), one]
            real += 1
        else:
            told += events.refused(one, now)
    told += events.other()
    assert sum(one.get("repeats", 1) for one in told) == len(drawn)
    windows = (now - NOW) // WINDOW + 1
    assert len(told) <= 3 * windows * (2 * IN_FULL + 1) + 4 * real + 3


@contextmanager
def log_that_cannot_be_written(site: Site) -> Iterator[None]:
    """A folder stands where the file was, so that root cannot write it either."""
    path = site.settings.data / "logs" / "security.log"
    aside = path.rename(path.with_name("aside"))
    path.mkdir()
    yield
    path.rmdir()
    aside.rename(path)


def all_but_tries(site: Site) -> dict[str, list[str]]:
    with site.reading() as session:
        return {
            table.name: sorted(map(str, session.execute(table.select()))) for table in Base.metadata.sorted_tables if table != SignInTryRow.__table__
        }


def test_nothing_is_done_that_the_log_cannot_tell(site: Site) -> None:
    with site.writing() as session:
        headers = {"Authorization": f"Bearer {tokens.create_token(session, users.find(session, 'Dana'), who='test', now=NOW)}"}
    browser, other = site.signed_in("operator"), site.browser()
    browser.expects_failure = other.expects_failure = True
    with site.writing() as session:
        authenticator_app.begin(session, "Dana", b"x" * 32, NOW)
        session.get_one(CodeGeneratorRow, "Dana").confirmed_at = NOW
        session.add(PasskeyRow(user="Dana", name="key", credential="c", public_key="k", signatures=0, made_at=NOW, used_at=None))
    other.get("/api/v1/drafts", headers=headers)
    form, proof, stood, another = browser.csrf(), {"confirmation": PASSWORD}, all_but_tries(site), "quite another word"
    with log_that_cannot_be_written(site):
        for way, fields in {
            "/account/password": {"current": PASSWORD, "password": another, "repeated": another}, "/account/sessions/end-all": {},
            "/account/tokens": proof, "/account/tokens/1/revoke": {}, "/account/tokens/revoke": {}, "/account/factors/recovery": proof,
            "/account/factors/code/remove": proof, "/account/factors/passkey/1/remove": proof, "/people": {"name": "Zhan", "role": "monitor"},
            "/people/Aigul/password": {}, "/people/Aigul/role": {"role": "editor"}, "/incidents/export": {"format": "csv"},
            "/incidents/file": {"format": "csv"},
            "/reports/document": {"kind": "monthly", "format": "md", "lang": "en", "since": "2026-01-01", "until": "2026-01-31"},
        }.items():  # fmt: skip
            assert browser.post(way, data={"csrf": form, **fields}).status_code == 500, way
            assert all_but_tries(site) == stood, way
        assert other.get("/api/v1/incidents?format=csv", headers=headers).status_code == 500
        assert other.sign_in("Aigul").status_code == 500
        assert all_but_tries(site) == stood
    assert "secret" in browser.submit("/people/Aigul/password").text, "and what failed can be done again"


def test_a_code_is_not_used_up_by_a_sign_in_that_the_log_cannot_tell(site: Site) -> None:
    with site.writing() as session:
        authenticator_app.begin(session, "Aigul", b"x" * 32, NOW)
        session.get_one(CodeGeneratorRow, "Aigul").confirmed_at = NOW
        code = recovery_codes.make(session, "Aigul")[0]
    site.signed_in("operator")
    browser = site.signed_in()
    browser.expects_failure = True
    fields = {"csrf": browser.csrf("/login/factor"), "code": code}
    with log_that_cannot_be_written(site):
        assert browser.post("/login/factor", data=fields).status_code == 500
    assert browser.get("/queue").status_code == 303
    assert browser.post("/login/factor", data=fields).status_code == 303
    assert browser.get("/queue").status_code == 200
