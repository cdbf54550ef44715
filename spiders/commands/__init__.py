"""Scrapy's commands, as operators of Qorgan use them: wrong use is told in one line, and what only looks at a page stores nothing."""
