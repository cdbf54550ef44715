"""The figures of `qorgan serve` for Prometheus: what the record says, and whether Prefect's server answers. To this machine only.

For a machine on which no desk runs; the figures of the record are the same there (`desk.record_metrics`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from desk.record_metrics import RecordMetrics
from records.database import open_engine
from records.errors import SettingsError
from records.i18n import tr
from records.settings import Settings

LOOPBACK = "127.0.0.1"


class _ServiceMetrics(Collector):
    """What the record says when somebody asks, and the service of itself."""

    def __init__(self, engine: Engine, tracked: Callable[[], bool]) -> None:
        self._engine, self._tracked, self._record = engine, tracked, RecordMetrics()

    def collect(self) -> Iterator[Metric]:
        """The families, for the registry."""
        self._record.look(self._engine, datetime.now(UTC))
        yield from self._record.collect()
        yield GaugeMetricFamily("qorgan_serve_prefect_up", "Whether the server of Prefect that the service keeps answers.", int(self._tracked()))


@contextmanager
def giving_metrics(settings: Settings, tracked: Callable[[], bool]) -> Iterator[None]:
    """While inside, the figures are given at the port that is set; nothing happens where none is. `tracked`: whether Prefect's server answers.

    Raises SettingsError if somebody else has the port.
    """
    if not settings.metrics_port:
        yield
        return
    engine, registry = open_engine(settings.database), CollectorRegistry()
    registry.register(_ServiceMetrics(engine, tracked))
    try:
        server, thread = start_http_server(settings.metrics_port, LOOPBACK, registry)
    except OSError as error:
        engine.dispose()
        raise SettingsError(tr("QORGAN_METRICS_PORT: port {port} is taken; give another one").format(port=settings.metrics_port)) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        engine.dispose()
