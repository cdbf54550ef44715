"""Times of requests are kept by names that nobody outside can make."""

from sqlalchemy import Engine

from desk.desk_metrics import DeskMetrics
from tests.conftest import NOW


def test_a_method_that_nobody_knows_has_one_name(engine: Engine) -> None:
    figures = DeskMetrics()
    for method in ("FORGED1", "FORGED2"):
        figures.observe({"type": "http", "method": method}, 405, 0.1)
    assert b'qorgan_desk_request_seconds_count{method="other",route="other",status="4xx"} 2.0' in figures.text(engine, NOW)
