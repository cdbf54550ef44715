"""Crawling: outlet files, the spiders that collect outlets, and one reader for each kind of source."""
