"""Figures of the record for Prometheus. They are counted at most twice a minute, regardless of the number of requests."""

import threading
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from records.database import read_with_retry
from records.operating_figures import OperatingFigures, operating_figures

# Seconds for which one count of the record is reused.
FRESH = 30.0


class RecordMetrics(Collector):
    """The figures of the record at the last count."""

    def __init__(self) -> None:
        self._lock, self._looked, self._now = threading.Lock(), float("-inf"), 0.0
        self._found: OperatingFigures | None = None

    def look(self, engine: Engine, now: datetime) -> None:
        """Count again where the last count is old; concurrent requests wait for it instead of counting too."""
        with self._lock:
            if time.monotonic() - self._looked < FRESH:
                return
            try:
                self._found = read_with_retry(engine, lambda session: operating_figures(session, now), patience=0)
            except SQLAlchemyError:
                self._found = None
            self._looked, self._now = time.monotonic(), now.timestamp()

    def collect(self) -> Iterator[Metric]:
        """Yield the metric families for the registry."""
        yield InfoMetricFamily("qorgan", "The program.", {"version": version("qorgan")})
        figures = self._found
        yield GaugeMetricFamily("qorgan_database_up", "Whether the database answered.", 0 if figures is None else 1)
        if figures is None:
            return
        yield _family("qorgan_pages", "Tries of pages in the last day, by fate and kind of source that served.", ("fate", "way"), figures.pages)
        yield _family("qorgan_visits", "Visits of outlets in the last day, by state.", ("state",), _single(figures.visits))
        yield _family("qorgan_visits_failed", "Visits of outlets that failed in the last day, by cause.", ("cause",), _single(figures.causes))
        yield GaugeMetricFamily("qorgan_outlets_failing", "Outlets that are failing today.", figures.failing)
        yield _family("qorgan_waiting", "What waits for people or for the next run.", ("queue",), _single(figures.waiting))
        ages: dict[tuple[str, ...], float] = {(queue,): max(self._now - since.timestamp(), 0.0) for queue, since in figures.oldest.items()}
        yield _family("qorgan_waiting_oldest_seconds", "For how long the oldest of them has waited.", ("queue",), ages)
        yield _family("qorgan_runs", "Runs of the last day, by kind and by how they ended.", ("kind", "end"), figures.runs)
        ends: dict[tuple[str, ...], float] = {(kind,): ended.timestamp() for kind, ended in figures.ended.items()}
        yield _family("qorgan_run_last_ended_timestamp_seconds", "When the last run of a kind ended.", ("kind",), ends)


def _single(counts: Mapping[str, int]) -> dict[tuple[str, ...], float]:
    return {(name,): count for name, count in counts.items()}


def _family(name: str, words: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float] | Mapping[tuple[str, str], int]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=labels)
    for of, value in sorted(values.items()):
        family.add_metric(of, value)
    return family
