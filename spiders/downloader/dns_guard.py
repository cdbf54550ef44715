"""Stops requests to private addresses. A name that resolves to one is refused when it is resolved, unless an outlet file names the host."""

import ipaddress
from collections.abc import Sequence
from typing import Any

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

# Hosts that outlet files name. Filled by the loader when a spider is made; a process has one resolver for all its spiders.
NAMED_HOSTS: set[str] = set()


def allow(sites: frozenset[str]) -> None:
    """Allow these hosts wherever they resolve to, because a person wrote them into an outlet file."""
    for site in sites:
        host = site.rsplit(":", 1)[0] if not site.endswith("]") else site
        NAMED_HOSTS.update({host, f"www.{host}"})


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver. It refuses a private address behind a name that no outlet file has."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(_refuse_private, name)


def _refuse_private(address: str, name: str) -> Any:
    if name not in NAMED_HOSTS and not ipaddress.ip_address(address).is_global:
        raise CannotResolveHostError(f"{name} leads to the private address {address}")
    return address
