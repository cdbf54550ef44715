"""`scrapy fetch URL`: print a page as received, fetched with the politeness of a crawl."""

from scrapy.commands import fetch

from spiders.preview import PreviewCommand


class FetchCommand(PreviewCommand, fetch.Command):
    """Scrapy's `fetch` command, also for addresses that belong to no outlet."""
