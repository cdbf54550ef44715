"""How `make test` shares the tests out: more processes than processors, since many tests wait, and the files that take longest begun first, so that
none of them is left to one process when the others have nothing to do any more. An order that is not quite right costs a little time and nothing else."""

import os

# Those of more than about a quarter of a minute, the longest first.
LONGEST = (
    "tests/desk/accessible/test_every_page.py",
    "tests/flows/test_shard_flow.py",
    "tests/flows/test_faults.py",
    "tests/flows/test_learning.py",
    "tests/flows/test_service.py",
    "tests/recipe/test_recipe.py",
    "tests/test_linear_extraction.py",
    "tests/desk/week/test_week_in_chromium.py",
    "tests/flows/test_flow.py",
    "tests/deploy/test_wheel.py",
    "tests/desk/pages/queue/test_queue_in_chromium.py",
    "tests/reports/site/test_site_in_chromium.py",
    "tests/records/review/test_decision_sequences.py",
    "tests/bench/test_forty_cards.py",
    "tests/desk/pages/draft/test_draft_in_chromium.py",
    "tests/test_linear_reading.py",
    "tests/spiders/downloader/test_browser_page.py",
    "tests/classify/training/test_joint_fit.py",
    "tests/desk/pages/test_pages_in_chromium.py",
    "tests/spiders/downloader/test_peer_guard.py",
    "tests/test_files_from_strangers.py",
    "tests/flows/test_collect.py",
    "tests/pipelines/test_reading_processes.py",
    "tests/flows/test_power_cut.py",
    "tests/spiders/downloader/test_whole_answers.py",
    "tests/flows/cli/test_outlets_check_command.py",
    "tests/flows/test_day.py",
    "tests/flows/test_rereading.py",
    "tests/spiders/sources/test_reaching_back.py",
    "tests/flows/cli/test_main.py",
    "tests/desk/pages/incidents/test_incidents_in_chromium.py",
    "tests/reports/imports/test_import_run.py",
    "tests/spiders/test_preview.py",
    "tests/flows/intake/test_message_fetch.py",
    "tests/flows/test_postgresql_restart.py",
    "tests/reports/withheld/test_every_output.py",
    "tests/spiders/downloader/test_packed_bombs.py",
    "tests/flows/backup/test_make_backup.py",
    "tests/desk/pages/login/test_passkeys_in_chromium.py",
    "tests/flows/cli/test_boundary.py",
    "tests/desk/pages/draft/test_draft_decisions.py",
    "tests/desk/pages/test_four_blockers_in_chromium.py",
    "tests/classify/training/test_fit.py",
    "tests/desk/pages/queue/test_decisions.py",
    "tests/classify/test_screen.py",
    "tests/desk/pages/outlets/test_entries.py",
    "tests/spiders/crawl/test_missing_spider.py",
    "tests/desk/api/test_api.py",
    "tests/desk/pages/incidents/test_incident_pages.py",
    "tests/spiders/sources/test_fallback.py",
    "tests/desk/accessible/test_day_by_keyboard.py",
    "tests/spiders/crawl/test_starting.py",
)
_PLACES = {name: place for place, name in enumerate(LONGEST)}
# Each has a database server, models and catalogues of its own, so more than this many beside one for each processor would cost more than they bring.
_MORE = 2


def place(nodeid: str) -> int:
    """Where the file of a test stands in the order: those that are not named come after all that are."""
    return _PLACES.get(nodeid.partition("::")[0], len(_PLACES))


def processes() -> int:
    """Return how many test processes work at once where `-n auto` is said."""
    count = os.cpu_count() or 1
    return count + min(count, _MORE)
