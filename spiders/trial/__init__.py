"""Trying an entry once with the collecting spider: a few pages into a temporary database. `python -m spiders.trial` is the process that does it."""
