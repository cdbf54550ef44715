"""`scrapy check NAME`: check whether the first source of an outlet's entry names articles."""

from scrapy.commands import check

from spiders.preview import PreviewCommand


class CheckCommand(PreviewCommand, check.Command):
    """Scrapy's `check` command, with spiders that store nothing."""
