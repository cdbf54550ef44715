"""Trying an entry once, with the spider that collects: a few pages into a database of its own, which goes when the trial is over. `python -m spiders.trial` is the process that does it."""
