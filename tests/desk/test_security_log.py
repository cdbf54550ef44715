"""The security log: what is an event, who stands in it and how, and that no line can be forged or lost."""

import json
import re
import stat
import threading
from pathlib import Path

import pytest

from desk import security_log
from desk.security_log import SecurityEvent, SecurityLog
from tests.conftest import NOW
from tests.desk.site import PASSWORD, Site


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
