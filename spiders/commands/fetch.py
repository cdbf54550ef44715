"""`scrapy fetch URL`: the page as it comes, with the manners of a crawl."""

from scrapy.commands import fetch

from spiders.looking.preview import LookingCommand


class FetchCommand(LookingCommand, fetch.Command):
    """Scrapy's own, also for an address of no outlet."""
