"""`scrapy view URL`: open a page as received in a browser."""

from scrapy.commands import view

from spiders.preview import PreviewCommand


class ViewCommand(PreviewCommand, view.Command):
    """Scrapy's `view` command, also for addresses that belong to no outlet."""
