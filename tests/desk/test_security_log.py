"""The security log: what is an event, who stands in it and how, and that no line can be forged or lost."""

import errno
import json
import os
import re
import stat
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from desk import app, security_log
from desk.security_log import SecurityEvent, SecurityLog
from tests.conftest import NOW
from tests.desk.site import PASSWORD, Clock, Site


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


def test_an_address_is_the_same_hash_in_one_desk_and_another_in_the_next(tmp_path: Path) -> None:
    one, same, other = (SecurityLog(tmp_path, secret, lambda: NOW) for secret in (b"a", b"a", b"b"))
    assert one.hashed("192.0.2.1") == same.hashed("192.0.2.1") != other.hashed("192.0.2.1")
    assert one.hashed("192.0.2.1") != one.hashed("192.0.2.2")


def test_what_people_write_begins_no_line(tmp_path: Path) -> None:
    log = SecurityLog(tmp_path, b"a", lambda: NOW)
    log.write(SecurityEvent.FORBIDDEN, 'x"}\n{"event":"sign_in_ok"', path="/\u2028\r\n\ud800")
    lines = log.path.read_bytes().splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["event"] == "forbidden"


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
    monkeypatch.setattr(security_log, "_LARGEST", 2_000)
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
    """A day of it: hosts, forms and waits in turn, each from other addresses and for other paths, and a real event an hour."""
    monkeypatch.setattr(security_log, "_LARGEST", 100_000)
    clock = Clock()
    log = SecurityLog(tmp_path, b"a", clock)
    kinds = (SecurityEvent.HOST_REFUSED, SecurityEvent.CSRF_REFUSED, SecurityEvent.LOCKED)
    for minute in range(24 * 60):
        clock.pass_by(minutes=1)
        for number in range(30):
            refuse(log, 1, kinds[number % 3], f"203.0.113.{number}", path=f"/{minute}/{number}")
        if minute % 60 == 0:
            log.write(SecurityEvent.EXPORT_MADE, "Aigul", hour=minute // 60)
    log.tell_all()
    kept = rows(log)
    assert [row["hour"] for row in kept if row["event"] == "export_made"] == list(range(24))
    assert sum(row.get("repeats", 1) for row in kept if row["event"] != "export_made") == 24 * 60 * 30, "and each refusal is counted"
    assert len(kept) < 24 * 6 * len(kinds) * 12


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


def test_a_desk_that_ends_tells_what_it_has_counted(site: Site) -> None:
    with site.browser() as browser:
        for _ in range(20):
            browser.get("/login", headers={"Host": "evil.example"})
        assert len(site.noted()) == 1
    assert [row.get("repeats") for row in site.noted("host_refused")] == [None, 19]


def test_a_desk_that_goes_on_tells_it_too_when_the_ten_minutes_are_over(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_BETWEEN_TELLINGS", 0.01)
    told = threading.Event()
    append = SecurityLog._append

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


def test_no_line_is_lost_or_torn_when_many_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security_log, "_LARGEST", 20_000)
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
