"""Outlet entries become spiders. So `scrapy list` and `scrapy crawl NAME` work as usual, and adding an outlet needs no Python."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from pipelines.dedup.urls import site_of
from spiders.config.files import load_outlets, outlet_files
from spiders.config.schema import Outlet
from spiders.crawl.outlet_spider import OutletSpider


def spider_for(outlet: Outlet) -> type[OutletSpider]:
    """The spider class of an outlet."""
    return type(f"Outlet_{outlet.name}", (OutletSpider,), {"name": outlet.name, "outlet": outlet})


class OutletLoader:
    """Scrapy's spider loader over outlet files. A fault in a file is reported on stderr; the other outlets stay."""

    def __init__(self, paths: Sequence[Path]) -> None:
        outlets, faults = load_outlets(paths)
        for fault in faults:
            print(fault, file=sys.stderr)
        living = sorted((outlet for outlet in outlets if outlet.dead is None), key=lambda outlet: outlet.name)
        self._outlets = {outlet.name: outlet for outlet in living}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(outlet_files())

    @property
    def outlets(self) -> Sequence[Outlet]:
        """The outlets that are collected, by name."""
        return tuple(self._outlets.values())

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of an outlet. Raises KeyError, which Scrapy turns into its own message."""
        if spider_name not in self._outlets:
            raise KeyError(f"Spider not found: {spider_name}")
        return spider_for(self._outlets[spider_name])

    def list(self) -> list[str]:
        """The names of all outlets that are collected."""
        return list(self._outlets)

    def find_by_request(self, request: Request) -> Sequence[str]:
        """The outlets to whose hosts an address belongs."""
        site = site_of(request.url)
        return [name for name, outlet in self._outlets.items() if site in outlet.sites]
