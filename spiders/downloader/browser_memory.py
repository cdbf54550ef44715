"""How much memory a page in the browser may take, and what is done with one that takes more."""

import asyncio
import mmap
import os
import signal
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import Error, Page

# Bytes of memory for one page. A news page takes 0.16 GB, most of it the browser's own; what grows beyond this is ended.
MEMORY = 1024 * 1024 * 1024
# Seconds between two looks at it.
LOOK = 0.25


async def unless_gone(work: Awaitable[Any]) -> None:
    """Do what a page asks for, unless the page is gone meanwhile; then nobody waits for it."""
    with suppress(Error):
        await work


async def watch_memory(page: Page) -> None:
    """End every page of the browser that takes too much memory; it then counts as crashed. On a system without /proc only time is limited."""
    if (browser := page.context.browser) is None:
        return
    wire = await browser.new_browser_cdp_session()
    try:
        while True:
            for process in (await wire.send("SystemInfo.getProcessInfo"))["processInfo"]:
                if process["type"] == "renderer" and resident(int(process["id"])) > MEMORY:
                    with suppress(ProcessLookupError):
                        os.kill(int(process["id"]), signal.SIGKILL)
            await asyncio.sleep(LOOK)
    finally:
        await unless_gone(wire.detach())


def resident(process: int) -> int:
    """Bytes of memory that a process holds; 0 for one that is gone, and where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * mmap.PAGESIZE
    except OSError:
        return 0
