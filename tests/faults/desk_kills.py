"""kill -9 of the desk while five programs post decisions: what was answered with 201 stands afterwards, and no number is given twice."""

import random
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx

from records.database import open_engine, upgrade
from tests.bench.store import fill
from tests.faults.fault_outcome import FaultOutcome
from tests.flows.real_command import Home, free_ports

TIMES = 40
CLIENTS, DRAFTS = 5, 6000


def scenario(folder: Path, times: int) -> FaultOutcome:
    """Over one database: start the desk, post, kill it at a random moment, and compare what was answered with what stands."""
    outcome, chance = FaultOutcome("kill -9: the desk, while decisions are posted"), random.Random(3)
    home = Home(folder / "var")
    home.qorgan("db", "upgrade")
    engine = open_engine(f"sqlite:///{home.data / 'qorgan.db'}")
    upgrade(engine)
    fill(engine, articles=DRAFTS, drafts=DRAFTS, recorded=0)
    engine.dispose()
    home.qorgan("user", "add", "Program", "--role", "editor", "--password-stdin", given="calm river under seven bridges\n")
    token = home.qorgan("user", "token", "Program").stdout.strip()
    waiting = [row["id"] for row in home.rows("drafts", "--state", "new")]
    answered: dict[int, str | None] = {}
    for _ in range(times):
        desk = home.start("desk", "--port", str(port := free_ports(1)))
        base = f"http://127.0.0.1:{port}"
        _until_open(base)
        stop = threading.Event()
        posting = [threading.Thread(target=_post, args=(base, token, waiting, answered, stop)) for _ in range(CLIENTS)]
        for thread in posting:
            thread.start()
        time.sleep(chance.uniform(0.2, 2.0))
        desk.kill()
        stop.set()
        for thread in posting:
            thread.join()
        desk.communicate()
        outcome.times += 1
    _compare(home, answered, outcome)
    return outcome


def _until_open(base: str) -> None:
    for _ in range(600):
        with suppress(httpx.TransportError):
            httpx.get(f"{base}/health", timeout=2)
            return
        time.sleep(0.1)
    raise RuntimeError("the desk does not open")


def _post(base: str, token: str, waiting: list[int], answered: dict[int, str | None], stop: threading.Event) -> None:
    """Decide on one draft after the other until the desk is gone; note what was answered with 201, and the number it gave."""
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=10) as client, suppress(httpx.TransportError):
        while waiting and not stop.is_set():
            draft = waiting.pop()
            body = {"action": "confirm"} if draft % 2 else {"action": "reject", "reason": "not_work"}
            answer = client.post(f"/api/v1/drafts/{draft}/decisions", json=body)
            if answer.status_code == 201:
                answered[draft] = answer.json()["incident"]


def _compare(home: Home, answered: dict[int, str | None], outcome: FaultOutcome) -> None:
    drafts = {row["id"]: row for row in home.rows("drafts")}
    gone = [draft for draft in answered if drafts[draft]["state"] not in ("confirmed", "rejected")]
    numbers = Counter(row["number"] for row in home.rows("incidents"))
    given = Counter(number for number in answered.values() if number)
    outcome.lost += len(gone) + sum(number not in numbers for number in given)
    outcome.doubled += sum(times > 1 for times in numbers.values()) + sum(times > 1 for times in given.values())
    checked = home.qorgan("verify", "--chain-only", code=None)
    if checked.returncode:
        outcome.lost += 1
        outcome.notes.append(checked.stderr[-300:])
    outcome.notes.append(f"{len(answered)} decisions were answered with 201")
