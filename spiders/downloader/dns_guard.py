"""No request to a private address, unless an outlet file names the host: a name that resolves to one is refused when it is resolved."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

# Hosts that outlet files name. Filled by the loader when a spider is made; a process has one resolver for all its spiders.
NAMED_HOSTS: set[str] = set()


def allow(sites: frozenset[str]) -> None:
    """Let these hosts be asked wherever they resolve to: a person wrote them into an outlet file."""
    for site in sites:
        host = site.rsplit(":", 1)[0] if not site.endswith("]") else site
        NAMED_HOSTS.update({host, f"www.{host}"})


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses a private address behind a name that no outlet file holds."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(_refuse_private, name)


def _refuse_private(address: str, name: str) -> Any:
    if name not in NAMED_HOSTS and not ipaddress.ip_address(address).is_global:
        raise CannotResolveHostError(f"{name} leads to the private address {address}")
    return address
