"""`scrapy parse URL`: what the reader makes of a page, also of no outlet, or which articles a list names."""

import argparse
from typing import Any

from scrapy import Request, Spider
from scrapy.commands import parse
from twisted.python.failure import Failure

from spiders.looking.preview import LookingCommand, tell_no_answer


class ParseCommand(LookingCommand, parse.Command):
    """Scrapy's own. It exits 1 if the address brought no page."""

    def prepare_request(self, spider: Spider, request: Request, opts: argparse.Namespace) -> Request:
        prepared: Request = super().prepare_request(spider, request, opts)
        prepared.errback = self._not_answered
        return prepared

    def _not_answered(self, failure: Failure) -> list[Any]:
        tell_no_answer(failure)
        self.exitcode = 1
        return []
