"""`scrapy check NAME`: check whether the first source of an outlet's entry names articles."""

from scrapy.commands import check

from spiders.looking.preview import LookingCommand


class CheckCommand(LookingCommand, check.Command):
    """Scrapy's `check` command, with spiders that store nothing."""
