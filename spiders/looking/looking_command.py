"""What the commands that only look at pages have in common."""

import argparse
import sys
from typing import Any

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.python.failure import Failure

from spiders import scrapy_settings
from spiders.crawl.kept_settings import keep_ours
from spiders.crawl.wrong_use import in_one_line
from spiders.downloader.outcomes import fate_of_failure
from spiders.looking.looking_loader import LookingLoader

NO_ANSWER = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError, DownloadTimeoutError, ResponseDataLossError,
    UnsupportedURLSchemeError,
)  # fmt: skip


class LookingCommand:
    """Stands before a command of Scrapy. Its spiders store nothing; wrong use, and an address that does not answer, are told in one line."""

    settings: Any
    crawler_process: Any

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        with in_one_line():
            super().process_options(args, opts)  # type: ignore[misc]
            keep_ours(self.settings, vars(scrapy_settings))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        loader = self.crawler_process.spider_loader = LookingLoader(self.crawler_process.spider_loader)
        with in_one_line():
            if name := getattr(opts, "spider", None):
                loader.load(name)
            try:
                super().run(args, opts)  # type: ignore[misc]
            except NO_ANSWER as error:
                tell_no_answer(Failure(error))  # type: ignore[no-untyped-call]
                raise SystemExit(1) from error


def tell_no_answer(failure: Failure) -> None:
    """Why an address brought no page, in one line."""
    fate, _, detail = fate_of_failure(failure)
    print(f"scrapy: {fate}: {detail}", file=sys.stderr)
