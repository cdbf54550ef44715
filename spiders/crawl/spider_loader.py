"""Scrapy's spider loader over outlet files: `scrapy list` and `scrapy crawl NAME` work as usual, and adding an outlet needs no Python."""

import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from scrapy import Request, Spider
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from pipelines.dedup.urls import site_of
from records.i18n import tr
from spiders.config.files import load_outlets, outlet_files
from spiders.config.schema import Outlet
from spiders.crawl.outlet_spider import OutletSpider


def spider_for(outlet: Outlet) -> type[OutletSpider]:
    """Return the spider class of an outlet."""
    return type(f"Outlet_{outlet.name}", (OutletSpider,), {"name": outlet.name, "outlet": outlet})


class UnknownOutlet(UsageError, KeyError):
    """No collected outlet has this name. Scrapy expects KeyError; as a UsageError it is reported in one line."""

    def __str__(self) -> str:
        return Exception.__str__(self)


class OutletLoader:
    """Scrapy's spider loader over outlet files. A fault in a file is reported on stderr; the other outlets are loaded."""

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
        """Return the spider class of an outlet. Raises UnknownOutlet, which suggests similar names."""
        if spider_name not in self._outlets:
            near = difflib.get_close_matches(spider_name, self._outlets, n=3)
            hint = tr("did you mean {near}?").format(near=", ".join(near)) if near else tr("`scrapy list` lists them")
            raise UnknownOutlet(tr("{name} is no outlet that is collected; {hint}").format(name=spider_name, hint=hint))
        return spider_for(self._outlets[spider_name])

    def list(self) -> list[str]:
        """Return the names of all outlets that are collected."""
        return list(self._outlets)

    def find_by_request(self, request: Request) -> Sequence[str]:
        """Return the outlets to whose hosts an address belongs."""
        site = site_of(request.url)
        return [name for name, outlet in self._outlets.items() if site in outlet.sites]
