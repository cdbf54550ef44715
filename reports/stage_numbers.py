"""Which incidents of the book in memory reached which stage, worked out once for a state of the records and a day."""

from collections.abc import Mapping
from datetime import date

from records.filters import UNANSWERED
from records.vocabulary import FunnelStage
from reports.impunity import funnel
from reports.incident_cache import IncidentBook


def stage_numbers(book: IncidentBook, today: date) -> Mapping[str, frozenset[str]]:
    """The numbers of the incidents at each of `records.filters.STAGES` on a day."""
    key = ("stages", today)
    found: Mapping[str, frozenset[str]] | None = book.worked_out.get(key)
    if found is None:
        whole = funnel(book.incidents, today)
        stages = {stage.value: frozenset(whole.at(stage)) for stage in FunnelStage}
        found = book.worked_out.setdefault(key, {**stages, UNANSWERED: frozenset(whole.recorded) - frozenset(whole.accountable)})
    return found
