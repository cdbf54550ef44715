"""The figures of a desk for Prometheus: what the record says (`desk.record_metrics`), and how long requests took.

Times of requests are kept by address as the desk knows it (`/drafts/{id}`), never as it was typed.
"""

from datetime import datetime

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from sqlalchemy import Engine
from starlette.types import Scope

from desk.record_metrics import RecordMetrics

_BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class DeskMetrics:
    """The figures of one desk."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._times = Histogram(
            "qorgan_desk_request_seconds", "Time of a request to the desk.", ("method", "route", "status"), buckets=_BUCKETS, registry=self._registry
        )
        self._record = RecordMetrics()
        self._registry.register(self._record)

    def observe(self, scope: Scope, status: int, seconds: float) -> None:
        """Note a request that has ended. What leads nowhere has one name for all, so that nobody can make many."""
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        self._times.labels(method, route, f"{status // 100}xx" if status else "none").observe(seconds)

    def text(self, engine: Engine, now: datetime) -> bytes:
        """All of them. Where the database does not answer, `qorgan_database_up` is 0 and what it would have told is left out."""
        self._record.look(engine, now)
        return generate_latest(self._registry)
