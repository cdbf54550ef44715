"""`scrapy shell URL`: also of no outlet; `article` is what the reader makes of the page."""

import argparse
from typing import Any

from scrapy.commands import shell

from spiders.looking.preview import ELSEWHERE, LookingCommand, reading_of


class ShellCommand(LookingCommand, shell.Command):
    """Scrapy's own, with `article` beside `response`: the article with the fields of an export, or its fate."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args and not opts.spider:
            opts.spider = ELSEWHERE
        super().run(args, opts)

    def update_vars(self, vars: dict[str, Any]) -> None:
        response, spider = vars["response"], vars["spider"]
        vars["article"] = reading_of(response, spider.outlet) if response is not None else None
