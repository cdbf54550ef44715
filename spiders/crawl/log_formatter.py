"""What Scrapy says of a page in hand. The fates say it already, so these lines are for those who ask for debug."""

import logging

from scrapy import Request, Spider
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class FateLogFormatter(LogFormatter):
    """Keeps Scrapy's per-page lines about failed downloads at debug level."""

    def download_error(self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None) -> LogFormatterResult:
        return {**super().download_error(failure, request, spider, errmsg), "level": logging.DEBUG}
