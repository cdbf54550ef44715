"""The log formatter of the crawls."""

import logging
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from pipelines.scrapy_pipelines import PageTaken


class FateLogFormatter(LogFormatter):
    """A log formatter that omits Scrapy's lines about single pages, which repeat the fates."""

    def download_error(self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None) -> LogFormatterResult:
        return {**super().download_error(failure, request, spider, errmsg), "level": logging.DEBUG}

    def dropped(  # type: ignore[override]
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Return None for a page that ended as it should."""
        return None if isinstance(exception, PageTaken) else super().dropped(item, exception, response, spider)
