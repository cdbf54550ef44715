"""The memory that a page takes in the browser. `test_browser_page.py` shows that one which swells is ended."""

import os

from spiders.downloader.browser_memory import resident


def test_a_process_holds_memory_and_one_that_is_gone_holds_none() -> None:
    assert resident(os.getpid()) > 1_000_000
    assert resident(2**22 + 1) == 0
