"""`scrapy crawl NAME`: collect one outlet, as a run does."""

import argparse
from typing import Any

from scrapy.commands import crawl

from records.clock import today
from spiders import scrapy_settings
from spiders.crawl.arguments import crawl_arguments, short_usage_errors
from spiders.crawl.collecting_spider import CollectingSpider
from spiders.crawl.fixed_settings import require_fixed_settings


class CrawlCommand(crawl.Command):
    """Scrapy's `crawl` command, which checks arguments and settings first and exits 1 if what was collected could not be stored."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        with short_usage_errors():
            super().process_options(args, opts)
            assert self.settings is not None, "Scrapy sets it before"
            require_fixed_settings(self.settings, vars(scrapy_settings))
            opts.spargs = crawl_arguments(opts.spargs, today())

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        with short_usage_errors():
            super().run(args, opts)
        spider = self._at_work.spider
        if not isinstance(spider, CollectingSpider) or spider.visit_state.broken:
            self.exitcode = 1

    def _create_crawler(self, spidercls: Any) -> Any:
        self._at_work = super()._create_crawler(spidercls)
        return self._at_work
