"""Qorgan's versions of Scrapy's commands. Wrong use is reported in one line, and commands that only look at a page store nothing."""
