"""`scrapy view URL`: the page as it comes, in a browser."""

from scrapy.commands import view

from spiders.looking.preview import LookingCommand


class ViewCommand(LookingCommand, view.Command):
    """Scrapy's own, also for an address of no outlet."""
