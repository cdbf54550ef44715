"""docs/scale.md is what the simulation says, figure by figure."""

from tests.bench.plan import ASSUMED, document, simulated
from tests.paths import ROOT


def test_the_plan_stands_as_the_simulation_writes_it() -> None:
    assert (ROOT / "docs/scale.md").read_text(encoding="utf-8") == document(simulated())


def test_every_number_says_whether_it_was_measured_and_from_where_it_is() -> None:
    assert [name for name, one in ASSUMED.items() if not one.source or one.measured == one.source.startswith("guess")] == []
