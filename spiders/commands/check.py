"""`scrapy check NAME`: whether the first source of an outlet's entry names articles."""

from scrapy.commands import check

from spiders.looking.preview import LookingCommand


class CheckCommand(LookingCommand, check.Command):
    """Scrapy's own, over the spiders that only look."""
