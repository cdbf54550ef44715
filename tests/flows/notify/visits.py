"""Visits of outlets, and what is told of them."""

from datetime import timedelta

from sqlalchemy import Engine

from flows.notify.outlets import send_outlet_notices
from records.database import read_session, write_transaction
from records.outlets import health
from records.settings import Settings
from records.tables import NoticeRow
from records.vocabulary import Cause
from tests.conftest import NOW

DAY = timedelta(days=1)


def visit(engine: Engine, day: int, cause: Cause | None, outlet: str = "kz_oral", *, hour: int = 0) -> None:
    """A visit of an outlet on a day after NOW."""
    moment = NOW + day * DAY + timedelta(hours=hour)
    with write_transaction(engine) as session:
        health.note_visit(session, outlet, moment.date(), cause, moment)


def tell(engine: Engine, day: int, *addresses: str, hour: int = 1) -> None:
    send_outlet_notices(engine, Settings(notify=" ".join(addresses)), NOW + day * DAY + timedelta(hours=hour))


def notices(engine: Engine) -> list[tuple[str, str]]:
    with read_session(engine) as session:
        return [(row.outlet, row.kind) for row in session.query(NoticeRow).order_by(NoticeRow.id)]
