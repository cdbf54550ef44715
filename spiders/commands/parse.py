"""`scrapy parse URL`: show what the reader extracts from a page, or which articles a list page names."""

import argparse
from typing import Any

from scrapy import Request, Spider
from scrapy.commands import parse
from twisted.python.failure import Failure

from spiders.preview import PreviewCommand, print_request_error


class ParseCommand(PreviewCommand, parse.Command):
    """Scrapy's `parse` command, which exits 1 if the address returned no page."""

    def prepare_request(self, spider: Spider, request: Request, opts: argparse.Namespace) -> Request:
        prepared: Request = super().prepare_request(spider, request, opts)
        prepared.errback = self._not_answered
        return prepared

    def _not_answered(self, failure: Failure) -> list[Any]:
        print_request_error(failure)
        self.exitcode = 1
        return []
