"""`scrapy view URL`: open a page as received in a browser."""

from scrapy.commands import view

from spiders.looking.preview import LookingCommand


class ViewCommand(LookingCommand, view.Command):
    """Scrapy's `view` command, also for addresses that belong to no outlet."""
