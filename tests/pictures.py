"""The pictures in README and docs: a desk over the sample newsroom and some years of invented incidents, photographed. `make pictures`."""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from records import incidents, review, users
from records.country import home
from records.database import open_engine, read_session, write_transaction
from records.filters import WAITING, DraftFilter
from records.incident_model import Incident, Status, Victim
from records.review.drafts_queue import QueueOrder, page
from records.users import Role
from records.vocabulary import Actor, Category, DatePrecision, StatusCode, Target

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PASSWORD = "for-these-pictures-only"
WIDE: ViewportSize = {"width": 1280, "height": 860}
# What is photographed: file, address, language.
SHOTS = (
    ("desk-queue", "/queue", "kk"),
    ("desk-draft", "/drafts/{draft}", "ru"),
    ("desk-incidents", "/incidents?silent=90&order=-silent", "kk"),
    ("desk-explore", "/incidents/explore?category=OBS", "ru"),
    ("desk-incident", "/incidents/{number}", "ru"),
    ("desk-search", "/search?q=Үлгібаева", "ru"),
    ("desk-person", "/persons/1", "kk"),
    ("desk-statistics", "/reports", "en"),
)
NAMES = (
    "Гүлнұр Үлгібаева",
    "Руслан Пробный",
    "Самал Үлгіева",
    "Ерлан Сынақов",
    "Марина Образцова",
    "Дәурен Мысалов",
    "Тимур Черновой",
    "Әсел Нұсқаева",
)
OUTLETS = ("Орал дауысы", "Темиртау вести", "Сыр шырағы", "Тобыл-ТВ", "Алтай хабары")
_PATHS = (("REP",), ("REP", "CMP"), ("REP", "CMP", "RFS"), ("REP", "CMP", "PTI", "DRP"), ("REP", "PTI", "SUS"), ("REP", "CMP", "PTI", "CRTP", "CVF"), ("REP", "APO"), ("REP", "CMP", "BLM"))  # fmt: skip
_OFTEN = (Category.OBS, Category.OBS, Category.OBS, Category.ATT, Category.ATT, Category.THR, Category.DET, Category.CIV, Category.ACC, Category.CYB, Category.PRP, Category.SUM, Category.ADM, Category.SMR)  # fmt: skip


def main() -> int:
    """Write docs/desk-*.png."""
    with tempfile.TemporaryDirectory(prefix="qorgan-pictures-") as folder:
        environment = {**os.environ, "QORGAN_DATA": folder, "QORGAN_DOWNLOAD_DELAY": "0", "QORGAN_LANG": "en"}
        subprocess.run([sys.executable, "-m", "flows.cli.main", "run", "--outlets", "sample"], env=environment, cwd=ROOT, check=True)
        number, draft = _prepare(f"sqlite:///{folder}/qorgan.db")
        with _desk(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for name, path, lang in SHOTS:
                _shoot(browser, address, path.format(draft=draft, number=number), lang, DOCS / f"{name}.png")
            browser.close()
    return 0


def _prepare(url: str) -> tuple[str, int]:
    """Earlier incidents, one decided draft, somebody who may look: the number and the draft to be shown."""
    engine = open_engine(url)
    now = datetime.now(UTC)
    with write_transaction(engine) as session:
        users.add(session, "Aigul", Role.EDITOR, PasswordHasher().hash(PASSWORD), must_change=False, who="pictures", now=now)
        for one in _earlier(now.date()):
            incidents.admit(session, one, who="pictures", now=now)
    with read_session(engine) as session:
        cards = page(session, DraftFilter(state=WAITING), QueueOrder.LIKELIEST, now.date()).cards
        most = max(cards, key=lambda card: len(card.articles))
        shown = next(card for card in cards if card is not most and card.draft.lang == "ru")
    with write_transaction(engine) as session:
        summary = {"ru": "Охранники рынка напали на съёмочную группу и разбили камеру; полиция отказалась регистрировать заявление."}
        row = review.confirm(session, most.draft.id, who="Aigul", now=now, fields={"target": "crew", "summary": summary})
    engine.dispose()
    return row.incident or "", shown.draft.id


def _earlier(today: date) -> Iterator[Incident]:
    """Three years of invented incidents."""
    chance = random.Random(11)
    days = sorted(today - timedelta(days=chance.randrange(20, 1000)) for _ in range(240))
    serials: dict[int, int] = {}
    for day in days:
        serials[day.year] = serials.get(day.year, 0) + 1
        code, region = chance.choice(_OFTEN), chance.choice(list(home().regions))
        path = chance.choice(_PATHS)
        statuses = tuple(Status(min(day + timedelta(days=24 * step), today), StatusCode(one), "https://example.kz/") for step, one in enumerate(path))
        name, outlet = chance.choice(NAMES), chance.choice(OUTLETS)
        yield Incident(
            f"KZ-{day.year}-{serials[day.year]:04}", code, (code,), day, title=f"{outlet}: {name}", day=day, precision=DatePrecision.DAY, country="KZ",
            region=region, victims=(Victim(name, "", outlet),), outlets=(outlet,), actor=chance.choice(list(Actor)), facts={"target": Target.PERSON},
            statuses=statuses,
        )  # fmt: skip


@contextmanager
def _desk(environment: dict[str, str]) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", "desk", "--port", "8493"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        lines = process.stdout or ()
        found = next(found for line in lines if (found := re.search(r"http://[\d.:]+", line)))
        yield found[0]
    finally:
        process.terminate()
        process.wait()


def _shoot(browser: Browser, address: str, path: str, lang: str, file: Path) -> None:
    context = browser.new_context(viewport=WIDE, locale=lang)
    shown: Page = context.new_page()
    # A busy machine takes its time.
    shown.set_default_timeout(180_000)
    shown.goto(f"{address}/login")
    shown.fill("[name=username]", "Aigul")
    shown.fill("[name=password]", PASSWORD)
    shown.click("main button")
    shown.wait_for_url(re.compile("/queue|/account"))
    shown.goto(f"{address}/lang/{lang}")
    shown.goto(address + path, wait_until="networkidle")
    # Of a table its rows are shown rather than what narrows it.
    shown.locator("h1, .table").last.evaluate("one => scrollTo(0, one.matches('.table') ? one.getBoundingClientRect().top - 260 : 0)")
    shown.screenshot(path=file)
    print(json.dumps({"file": file.name, "title": shown.title()}, ensure_ascii=False))
    context.close()


if __name__ == "__main__":
    sys.exit(main())
