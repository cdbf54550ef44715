"""Which modules are mutated, and the tests that should notice. Each group runs only its own tests, in the fast layer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Modules that share their tests. `modules` are patterns of files, `tests` are files or folders."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = {
    "store": Group(("pipelines/store.py",), ("tests/pipelines/test_store.py",)),
    "pace": Group(("spiders/crawl/visit_pace.py",), ("tests/spiders/crawl/test_visit_pace.py",)),
    "ledger": Group(("records/ledger/*.py",), ("tests/records/ledger",)),
    "incidents": Group(("records/incidents/*.py",), ("tests/records/incidents", "tests/records/review")),
    "review": Group(("records/review/*.py",), ("tests/records/review",)),
    "desk": Group(
        ("desk/pages/draft/routes.py", "desk/pages/queue/routes.py", "desk/pages/queue/decisions.py"),
        ("tests/desk/pages/draft", "tests/desk/pages/queue", "tests/desk/api"),
    ),
    "run": Group(("flows/one_run.py",), ("tests/flows",)),
    "counts": Group(("reports/statistics.py", "reports/missed_incidents.py", "reports/incident_selection.py"), ("tests/reports",)),
}
