"""What every spider that collects keeps up while it works."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.outlets import claims
from records.tables import ClaimRow
from spiders.crawl import missing_spider, revisit_spider
from spiders.crawl.collecting_spider import CollectingSpider
from tests.conftest import NOW

LATER = NOW + timedelta(minutes=5)


def working(engine: Engine, kind: type[CollectingSpider] = CollectingSpider) -> Any:
    """A spider at work on run r1, as far as its claims need it."""
    spider: Any = kind.__new__(kind)
    spider.context, spider.resources = SimpleNamespace(run_id="r1"), SimpleNamespace(engine=engine, now=lambda: LATER)
    return spider


async def until_beaten(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it work until a beat has come through whose forerunners failed."""
    beats, beaten, true_beat = [0], asyncio.Event(), claims.beat

    def beat(session: Session, *given: Any) -> None:
        beats[0] += 1
        if beats[0] <= 2:
            raise OperationalError("UPDATE claims", {}, Exception("database is locked"))
        true_beat(session, *given)
        beaten.set()

    monkeypatch.setattr(claims, "beat", beat)
    monkeypatch.setattr(claims, "BEAT", timedelta(milliseconds=1))
    beating = asyncio.ensure_future(work())
    await asyncio.wait([beating, asyncio.ensure_future(beaten.wait())], timeout=600, return_when=asyncio.FIRST_COMPLETED)
    beating.cancel()
    assert beaten.is_set(), beating


def test_a_beat_that_failed_is_followed_by_the_next_one(engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_a", "r1", NOW)
    asyncio.run(until_beaten(lambda: working(engine).keep_claims(["kz_a"]), monkeypatch))
    with read_session(engine) as session:
        assert session.get_one(ClaimRow, "kz_a").beat_at == LATER
    assert "storing failed" in caplog.text


@pytest.mark.parametrize("module", [missing_spider, revisit_spider])
def test_spiders_that_claim_by_themselves_leave_their_beats_to_it(module: Any) -> None:
    text = Path(module.__file__).read_text(encoding="utf-8")
    assert "self.keep_claims(" in text
    assert "claims.beat" not in text
