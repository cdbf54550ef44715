"""How `make test` shares the tests out: more processes than processors, since many tests wait, and the files that take longest begun first, so that
none of them is left to one process when the others have nothing to do any more. An order that is not quite right costs a little time and nothing else."""

import os

# Those of more than about a quarter of a minute, the longest first.
LONGEST = (
    "tests/recipe/test_recipe.py",
    "tests/flows/test_faults.py",
    "tests/flows/test_service.py",
    "tests/desk/week/test_week_in_chromium.py",
    "tests/desk/accessible/test_every_page.py",
    "tests/spiders/downloader/test_browser_page.py",
    "tests/flows/test_learning.py",
    "tests/deploy/test_wheel.py",
    "tests/flows/test_flow.py",
    "tests/flows/test_shard_flow.py",
    "tests/bench/test_forty_cards.py",
    "tests/desk/pages/queue/test_queue_in_chromium.py",
    "tests/spiders/crawl/test_missing_spider.py",
    "tests/desk/pages/draft/test_draft_in_chromium.py",
    "tests/flows/test_power_cut.py",
    "tests/flows/test_second_country.py",
    "tests/flows/test_postgresql_restart.py",
    "tests/flows/cli/test_main.py",
    "tests/flows/test_parent_watchdog.py",
    "tests/pipelines/revisit/test_revisit.py",
    "tests/desk/pages/test_pages_in_chromium.py",
    "tests/flows/test_day.py",
    "tests/flows/test_collect.py",
    "tests/flows/intake/test_message_fetch.py",
    "tests/desk/pages/explore/test_explore_in_chromium.py",
    "tests/desk/api/test_api.py",
    "tests/classify/training/test_fit.py",
    "tests/classify/gold/test_gate.py",
    "tests/desk/api/test_openapi.py",
    "tests/reports/publications/test_publications.py",
    "tests/reports/charts/test_charts.py",
    "tests/records/ledger/test_ledger_verify.py",
    "tests/classify/test_screen.py",
    "tests/flows/cli/test_db_command.py",
    "tests/flows/test_new_category.py",
    "tests/spiders/sources/test_reaching_back.py",
    "tests/reports/site/test_site_in_chromium.py",
    "tests/spiders/sources/test_telegram_channel.py",
    "tests/spiders/sources/test_fallback.py",
    "tests/spiders/downloader/test_packed_bombs.py",
    "tests/spiders/downloader/test_rate_limit.py",
    "tests/spiders/downloader/test_whole_answers.py",
    "tests/spiders/downloader/test_peer_guard.py",
    "tests/records/review/test_decision_sequences.py",
    "tests/records/test_database_check.py",
    "tests/desk/pages/test_four_blockers_in_chromium.py",
    "tests/desk/pages/login/test_passkeys_in_chromium.py",
    "tests/desk/accessible/test_day_by_keyboard.py",
    "tests/desk/pages/draft/test_draft_page.py",
    "tests/desk/test_every_route.py",
    "tests/classify/encoder/test_encoder.py",
    "tests/classify/scoring/test_taught.py",
)
_PLACES = {name: place for place, name in enumerate(LONGEST)}
# Each has a database server, models and catalogues of its own, so more than this many beside one for each processor would cost more than they bring.
_MORE = 2


def place(nodeid: str) -> int:
    """Where the file of a test stands in the order: those that are not named come after all that are."""
    return _PLACES.get(nodeid.partition("::")[0], len(_PLACES))


def processes() -> int:
    """How many test processes work at once where `-n auto` is said."""
    count = os.cpu_count() or 1
    return count + min(count, _MORE)
