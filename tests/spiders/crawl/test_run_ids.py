"""Runs are named so that their names stand in the order in which they began."""

from spiders.crawl.run_ids import new_run_id


def test_the_names_of_runs_stand_in_their_order_and_say_what_each_is() -> None:
    names = [new_run_id(kind) for kind in ("run", "check", "run", "missing")]
    assert names == sorted(names)
    assert len(set(names)) == 4
    assert [name.partition("-")[2] for name in names] == ["run", "check", "run", "missing"]
