"""The pictures in README and docs: a desk over the sample newsroom and some years of invented incidents, photographed. `make pictures`; `python -m tests.pictures
desk-outlet desk-case` takes these alone."""

import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from records import collaboration, incidents, proposals, review, users
from records.collaboration import WorkSubject, give
from records.country import home
from records.database import open_engine, read_session, write_transaction
from records.filters import WAITING, DraftFilter
from records.incident_model import Incident, Status, Victim
from records.review.queue import QueueOrder, queue_page
from records.tables import IncidentRow
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
    ("desk-case", "/cases/new", "kk"),
    ("desk-outlet", "/outlets/kz_sample_syr", "ru"),
    ("desk-calendar", "/calendar", "ru"),
    ("desk-together", "/notices", "kk"),
)
# What is chosen and typed before a picture is taken.
CHOSEN = {"desk-case": {"#f-way": "call"}}
TYPED = {
    "desk-case": {
        "#f-told": "Түсірілім кезінде белгісіз біреу камераны сындырды. Полиция арызды қабылдамаған.",
        "#f-from_whom": "редакцияның операторы",
    }
}
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


def main(wanted: Collection[str] = ()) -> int:
    """Write docs/desk-*.png, or only those that are named."""
    with tempfile.TemporaryDirectory(prefix="qorgan-pictures-") as folder:
        environment = {**os.environ, "QORGAN_DATA": folder, "QORGAN_DOWNLOAD_DELAY": "0", "QORGAN_LANG": "en"}
        subprocess.run([sys.executable, "-m", "flows.cli.main", "run", "--outlets", "sample"], env=environment, cwd=ROOT, check=True)
        number, draft = _prepare(f"sqlite:///{folder}/qorgan.db")
        with _desk(environment) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for name, path, lang in SHOTS:
                if name in wanted or not wanted:
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
            incidents.import_incident(session, one, who="pictures", now=now)
    with read_session(engine) as session:
        cards = queue_page(session, DraftFilter(state=WAITING), QueueOrder.LIKELIEST, now.date()).cards
        most = max(cards, key=lambda card: len(card.articles))
        shown = next(card for card in cards if card is not most and card.draft.lang == "ru")
    with write_transaction(engine) as session:
        summary = {"ru": "Охранники рынка напали на съёмочную группу и разбили камеру; полиция отказалась регистрировать заявление."}
        row = review.confirm(session, most.draft.id, who="Aigul", now=now, fields={"target": "crew", "summary": summary})
        _together(session, row.incident or "", [card.draft.id for card in cards if card not in (most, shown)], now)
    engine.dispose()
    return row.incident or "", shown.draft.id


def _together(session: Session, number: str, drafts: Sequence[int], now: datetime) -> None:
    """Work that colleagues give each other, what they say and propose, and what the calendar tells of running cases."""
    for name in ("Дәурен", "Сәуле"):
        users.add(session, name, Role.MONITOR, PasswordHasher().hash(PASSWORD), must_change=False, who="pictures", now=now)
    today = now.date()
    running = session.scalars(
        select(IncidentRow.number).where(IncidentRow.primary.in_([Category.CIV, Category.ADM])).order_by(IncidentRow.number.desc()).limit(4)
    )
    for nth, (one, what) in enumerate(
        zip(running, ("апелляция", "судебное заседание", "срок для отзыва на иск", "предварительное слушание"), strict=False)
    ):
        day = today + timedelta(days=3 + 11 * nth)
        incidents.edit(session, one, {"next_dates": [{"date": day.isoformat(), "what": what, "where": "районный суд № 2"}]}, {}, who="Aigul", now=now)
    give(session, WorkSubject(draft=drafts[0]), "Aigul", who="Сәуле", now=now)
    collaboration.write_comment(
        session, WorkSubject(draft=drafts[0]), "@Aigul көрші редакцияға да қоңырау шалыңызшы: екі куә бар.", who="Сәуле", now=now
    )
    proposals.propose_status(session, number, StatusCode.CMP, today, source="адвокат", note="", penalty=None, who="Дәурен", now=now)
    collaboration.write_comment(session, WorkSubject(number=number), "@Aigul бейнежазба материалдарда бар.", who="Дәурен", now=now)
    review.defer(session, drafts[1], who="Aigul", now=now, until=today + timedelta(days=6))


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
    for field, value in CHOSEN.get(file.stem, {}).items():
        shown.select_option(field, value)
    for field, value in TYPED.get(file.stem, {}).items():
        shown.fill(field, value)
    # Of a table its rows are shown rather than what narrows it.
    shown.locator("h1, .table").last.evaluate("one => scrollTo(0, one.matches('.table') ? one.getBoundingClientRect().top - 260 : 0)")
    shown.screenshot(path=file)
    print(json.dumps({"file": file.name, "title": shown.title()}, ensure_ascii=False))
    context.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
