"""The logs of crawlers as JSON: Scrapy lets its format be set, but not what formats it."""

import logging
from typing import Any

from records.json_log import JsonFormatter


def write_json() -> None:
    """From here on what Scrapy logs in this process is JSON. It is to be called before Scrapy opens its log: each crawler of a process opens it anew, and the
    first words of a spider come before its extensions are made. Scrapy has no public place for it; a test holds this one."""
    from scrapy.utils import log

    plain = log._get_handler

    def json_handler(settings: Any) -> logging.Handler:
        handler: logging.Handler = plain(settings)
        handler.setFormatter(JsonFormatter())
        return handler

    log._get_handler = json_handler
