"""A desk for tests: an application over a database with some drafts, and browsers signed in to it.

from tests.desk.site import Site

def test_a_monitor_sees_the_queue(site: Site) -> None:
    page = site.signed_in("monitor").get("/queue")
"""

import html
import json
import re
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from lxml.html import document_fromstring
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from desk.app import create_app
from desk.auth.passwords import Passwords
from records import review, users
from records.database import read_session, write_transaction
from records.review import groups
from records.settings import Settings
from records.users import Role
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.records.recogniser import ByFirstWord
from tests.records.rows import article, screening

with warnings.catch_warnings():
    # Starlette asks for httpx2, which is not what the lock files hold.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "a long word of mine"
# One of each role, by the name of the role.
NAMES = {Role.MONITOR: "Aigul", Role.EDITOR: "Berik", Role.OPERATOR: "Dana"}

# What `site` has in its queue: three drafts, in two languages and two regions.
FEW: dict[str, dict[str, Any]] = {
    "a": {"title": "Сериков избит у дома", "text": "Журналиста Серикова избили у дома. Он подал заявление."},
    "b": {
        "title": "Ахметова сотқа шақырылды",
        "text": "Тілші Ахметова сотқа шақырылды.",
        "lang": "kk",
        "outlet": "kz_other",
        "region": "KZ-59",
        "screened": {"lang": "kk", "region": "KZ-59", "place": "Петропавл", "score": 0.7, "categories": [{"code": "SUM", "score": 0.7}]},
    },
    "c": {
        "title": "Омарову не пустили на заседание",
        "text": "Репортёра Омарову не пустили на заседание маслихата.",
        "screened": {"categories": [{"code": "ACC", "score": 0.8}]},
    },
}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Browser(TestClient):
    """A browser: keeps cookies, follows redirects only when asked, sends forms with the token of the page. A 500 fails the test with its log, unless
    `expects_failure`."""

    expects_failure = False
    log: Path

    def request(self, method: str, url: Any, **given: Any) -> Any:
        answer = super().request(method, url, **given)
        if answer.status_code == 500 and not self.expects_failure:
            pytest.fail(self.log.read_text(encoding="utf-8")[-6000:])
        return answer

    def csrf(self, page: str = "/account") -> str:
        """The token that forms of this browser carry."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(page).text)
        assert found, f"{page} has no form"
        return html.unescape(found[1])

    def submit(self, url: str, fields: dict[str, Any] | None = None, **given: Any) -> Any:
        """POST a form of the desk."""
        return self.post(url, data={"csrf": self.csrf(), **(fields or {})}, **given)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        """Fill in the form of signing in."""
        return self.post("/login", data={"csrf": self.csrf("/login"), "username": name, "password": password, **more})


@dataclass
class Site:
    """The desk, its database and its clock."""

    app: FastAPI
    engine: Engine
    settings: Settings
    clock: Clock
    drafts: list[int] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.settings.data / "logs" / "desk.log"

    def noted(self, *events: str) -> list[dict[str, Any]]:
        """What the security log tells, oldest first; only of these events if any are named."""
        path = self.settings.data / "logs" / "security.log"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        return [row for row in rows if not events or row["event"] in events]

    def browser(self, address: str = "192.0.2.10", scheme: str = "http", lang: str = "en") -> Browser:
        """Nobody's browser. Two from one address share nothing but the address."""
        made = Browser(self.app, base_url=f"{scheme}://desk.test", client=(address, 50000), follow_redirects=False, headers={"Accept-Language": lang})
        made.log = self.log
        return made

    def signed_in(self, role: str = "monitor", **given: Any) -> Browser:
        """A browser in which the person of this role (`NAMES`) is signed in."""
        made = self.browser(**given)
        answer = made.sign_in(NAMES[Role(role)])
        assert answer.status_code == 303, answer.text
        return made

    def reading(self) -> Any:
        return read_session(self.engine)

    def writing(self) -> Any:
        return write_transaction(self.engine)


def add_person(session: Session, name: str, role: Role = Role.MONITOR, *, must_change: bool = False, password: str = PASSWORD) -> None:
    """A user whose password is `PASSWORD`."""
    users.add(session, name, role, CHEAP.hash(password), must_change=must_change, who="test", now=NOW)


def add_draft(session: Session, identifier: str, *, screened: dict[str, Any] | None = None, **values: Any) -> int:
    """An article that is screened and in the queue; the id of its draft. Articles whose titles begin with the same word tell of one event."""
    article(session, identifier, **values)
    screening(session, identifier, **(screened or {}))
    review.propose(session, review.screenings_without_draft(session, "test 1"), now=values.get("now", NOW), recogniser=ByFirstWord())
    found = groups.draft_of(session, identifier)
    assert found is not None
    return found


def open_site(url: str, data: Path, **set_: Any) -> Site:
    """A desk over this database, with one person of each role and no draft. Settings may be given by name."""
    parsed = make_url(url)
    seeded = parsed.get_backend_name() == "sqlite" and parsed.database and not Path(parsed.database).exists()
    if seeded:
        _copy_to(Path(str(parsed.database)), _with_persons)
    engine = open_upgraded(url)
    if not seeded:
        with write_transaction(engine) as session:
            add_persons(session)
    return _desk(engine, data, set_)


def open_site_with_drafts(folder: Path) -> Site:
    """A desk over SQLite in this folder, with one person of each role and the drafts of `FEW`; over a copy of such a desk where one lies there."""
    file = folder / "desk.db"
    if not file.exists():
        _copy_to(file, _with_drafts)
    made = _desk(open_upgraded(f"sqlite:///{file}"), folder / "var", {})
    made.drafts = list(range(1, len(FEW) + 1))
    return made


def add_persons(session: Session) -> None:
    """One person of each role."""
    for role, name in NAMES.items():
        add_person(session, name, role)


def add_few(session: Session) -> list[int]:
    """The drafts of `FEW`."""
    return [add_draft(session, identifier, **values) for identifier, values in FEW.items()]


def _desk(engine: Engine, data: Path, given: dict[str, Any]) -> Site:
    clock = Clock()
    settings = Settings(data=data, _env_file=None, **{"origin": "http://desk.test", **given})  # type: ignore[call-arg]
    return Site(create_app(settings, engine, clock, Passwords(CHEAP)), engine, settings, clock)


def _copy_to(file: Path, seeded: Callable[[], bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(seeded())


def seeded(fill: Callable[[Session], object]) -> bytes:
    """An SQLite file of this version with what was filled in, to be written down for each test: that takes a tenth of the time."""
    with tempfile.TemporaryDirectory(prefix="qorgan-seeded-") as folder:
        path = Path(folder) / "seeded.db"
        made = open_upgraded(f"sqlite:///{path}")
        with write_transaction(made) as session:
            fill(session)
        with made.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.dispose()
        return path.read_bytes()


@cache
def _with_persons() -> bytes:
    return seeded(add_persons)


@cache
def _with_drafts() -> bytes:
    def both(session: Session) -> None:
        add_persons(session)
        assert add_few(session) == list(range(1, len(FEW) + 1))

    return seeded(both)


def texts(page: str, xpath: str) -> list[str]:
    """The words of these elements of a page, each in one line."""
    found: Any = document_fromstring(page).xpath(xpath)
    return [" ".join(" ".join(one.itertext()).split()) for one in found]
