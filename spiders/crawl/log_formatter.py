"""Scrapy's log lines about single pages. The fates say the same, so these lines are only for people who ask for debug messages."""

import logging

from scrapy import Request, Spider
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class FateLogFormatter(LogFormatter):
    """Keeps Scrapy's per-page lines about failed downloads at debug level."""

    def download_error(self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None) -> LogFormatterResult:
        return {**super().download_error(failure, request, spider, errmsg), "level": logging.DEBUG}
