"""`scrapy shell URL`: open Scrapy's shell on a page, with the extracted article as `article`."""

import argparse
from typing import Any

from scrapy.commands import shell

from spiders.preview import ELSEWHERE, PreviewCommand, preview_article


class ShellCommand(PreviewCommand, shell.Command):
    """Scrapy's `shell` command with `article`: the fields of an export, or the page's fate if it is not an article."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args and not opts.spider:
            opts.spider = ELSEWHERE
        super().run(args, opts)

    def update_vars(self, vars: dict[str, Any]) -> None:
        response, spider = vars["response"], vars["spider"]
        vars["article"] = preview_article(response, spider.outlet) if response is not None else None
