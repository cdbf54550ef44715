"""Wrong use of a command of Scrapy, told in one line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scrapy.exceptions import UsageError


@contextmanager
def in_one_line() -> Iterator[None]:
    """Say what is wrong in one line and exit 2, without the usage of the command before it. What has no words is left to Scrapy, which shows its help."""
    try:
        yield
    except UsageError as error:
        if not str(error):
            raise
        print(f"scrapy: {error}", file=sys.stderr)
        raise SystemExit(2) from error
