"""The answers of a sample site: bytes made once, found by path."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from spiders.sample.story_files import Story


@dataclass(frozen=True)
class SampleResponse:
    """One answer. `type` is the whole Content-Type header. With `changed` (a source's last change) it supports conditional requests."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    changed: datetime | None = None
    location: str = ""

    @cached_property
    def etag(self) -> str:
        """The strong validator of the body, in quotes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True)
class Site:
    """The site of one outlet: its stories by path, all its answers by path, and its page for unknown addresses."""

    outlet: str
    stories: Mapping[str, Story]
    routes: Mapping[str, SampleResponse]
    missing: SampleResponse


def respond(site: Site, target: str) -> SampleResponse:
    """Return the site's answer to an address. A query is ignored unless the site has the address with this query."""
    path = target.partition("?")[0]
    response = site.routes.get(target) or site.routes.get(path)
    if response is None and f"{path}/" in site.routes:
        return SampleResponse(status=301, location=f"{path}/")
    return response or site.missing


def moved(path: str) -> SampleResponse:
    """Return a permanent redirect within the site."""
    return SampleResponse(status=301, location=path)
