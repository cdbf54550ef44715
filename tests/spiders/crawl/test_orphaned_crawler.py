"""A crawler whose parent is gone ends, also while a page holds up its loop."""

import subprocess
import sys

from tests.processes import started

PROGRAM = """
import asyncio, threading, time
from spiders.crawl import __main__ as crawler

crawler.ENDING = 0.2
threading.Thread(target=crawler._follow_parent, args=(asyncio.new_event_loop(), set()), daemon=True).start()
print("held up", flush=True)
time.sleep(600)
"""


def test_a_crawler_that_is_held_up_ends_soon_after_its_parent() -> None:
    held = started([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert held.line(held.stdout) == "held up\n"
    held.communicate(timeout=600)
    assert held.returncode == 1
