"""What a sample site answers: bytes made once, found by path."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from spiders.sample.story_files import Story


@dataclass(frozen=True)
class SiteAnswer:
    """One answer. `type` is the whole Content-Type header. With `changed` (a source's last change) it can be asked for conditionally."""

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
    """The site of one outlet: its stories by path, everything it answers by path, and its page for addresses that it does not have."""

    outlet: str
    stories: Mapping[str, Story]
    routes: Mapping[str, SiteAnswer]
    missing: SiteAnswer


def answer(site: Site, target: str) -> SiteAnswer:
    """The site's answer to an address. A query changes nothing, unless the site knows the address with this query."""
    path = target.partition("?")[0]
    found = site.routes.get(target) or site.routes.get(path)
    if found is None and f"{path}/" in site.routes:
        return SiteAnswer(status=301, location=f"{path}/")
    return found or site.missing


def moved(path: str) -> SiteAnswer:
    """A permanent redirect within the site."""
    return SiteAnswer(status=301, location=path)
