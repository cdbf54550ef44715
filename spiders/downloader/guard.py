"""Which addresses a host may resolve to: the resolver that refuses others, and connections that check the peer's address.

Every host may resolve to the public internet. A host in the own network is requested only if an outlet file says so: the entry has `private: true`,
or its address is itself loopback (`http://127.0.0.1:8461/`, `localhost`, `[::1]`), as for the sample newsroom. So control of an outlet's DNS does not
give access to internal hosts. Names are checked when they are resolved, and the address again when the connection is open.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IAddress, IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

from pipelines.address_scopes import AddressScope, address_scope, host_scope, is_ip_address
from spiders.downloader.complete_responses import require_complete_response

# What an entry with `private: true` may resolve to. Link-local is not included: it has a cloud's metadata service, and no outlet.
_OWN_NETWORK = frozenset({AddressScope.LOOPBACK, AddressScope.PRIVATE})
_WEB = frozenset({80, 443})

# Trusted hosts and ports from outlet files, with the networks they may resolve to. Filled when a spider is made, since a process has one resolver.
_TRUSTED: dict[tuple[str, int], frozenset[AddressScope]] = {}
# Refused hosts and their addresses, because the resolver's own error has no text.
_REFUSED: dict[str, str] = {}


def trust(sites: Iterable[str], *, private: bool) -> None:
    """Allow the hosts of an entry (as in `Outlet.sites`) to resolve to the machine's own network.

    With `private` that is all of them; else only those written as loopback, and these to loopback only.
    """
    for site in sites:
        host, ports = _divided(site)
        reaches = _OWN_NETWORK if private else frozenset({AddressScope.LOOPBACK}) if host_scope(host) is AddressScope.LOOPBACK else frozenset()
        if reaches:
            for name in (host, f"www.{host}"):
                for port in ports:
                    _TRUSTED[name, port] = _TRUSTED.get((name, port), frozenset()) | reaches


def may_lead_to(host: str, address: str, port: int | None = None) -> bool:
    """Return whether a host may resolve to this IP address, at one port, or at any trusted port if `port` is None."""
    reach = address_scope(address)
    if reach is AddressScope.PUBLIC:
        return True
    name = _bare(host)
    return any(reach in reaches for (trusted, at), reaches in _TRUSTED.items() if trusted == name and port in (None, at))


def refusal(host: str) -> str | None:
    """Return the message for a host whose address was refused, for its fate; None if it was not."""
    address = _REFUSED.get(_bare(host))
    return address and f"{host} leads to {address}, which is not on the public internet; its outlet file does not say private: true"


def note_refusal(host: str, address: str) -> None:
    """Store the address of a refused host, for `refusal`."""
    _REFUSED[_bare(host)] = address


async def allowed_address(host: str, port: int) -> str | None:
    """Return the address to use for a host outside Scrapy's connections (the browser, certificate checks), or None if none is allowed.

    Callers connect to this very address, so that no second look-up can lead elsewhere.
    """
    try:
        resolved = await asyncio.get_running_loop().getaddrinfo(_bare(host), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    # IPv4 first, as Scrapy does.
    addresses = sorted((str(place[0]) for _, _, _, _, place in resolved), key=lambda address: ":" in address)
    return next((address for address in addresses if may_lead_to(host, address, port)), None)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses addresses that a host may not resolve to."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "defer.Deferred[str]":
        bare = _bare(name)
        if is_ip_address(bare):
            address: defer.Deferred[str] = defer.succeed(bare)
        else:
            address = super().getHostByName(name, timeout)
        return address.addCallback(_refuse_inside, name)


def _refuse_inside(address: str, name: str) -> str:
    if may_lead_to(name, address):
        _REFUSED.pop(_bare(name), None)
        return address
    note_refusal(name, address)
    # Twisted would log any other error with a traceback, and lose it.
    raise DNSLookupError(f"{name} leads to {address}")


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _divided(site: str) -> tuple[str, frozenset[int]]:
    """Return host and ports of a site."""
    host, colon, port = site.rpartition(":")
    if colon and port.isdigit() and not (host.count(":") and not host.endswith("]")):
        return _bare(host), frozenset({int(port)})
    return _bare(site), _WEB


# The peer's address is checked when a connection is open, before a byte is sent. The name was checked when it was resolved, but Scrapy's cache,
# Twisted and the system lie in between, and DNS rebinding exploits such gaps.


class PeerCheckedPool(HTTPConnectionPool):
    """A pool whose connections are all checked. A reused connection was checked when it was opened."""

    @classmethod
    def in_place_of(cls, pool: HTTPConnectionPool) -> Self:
        """Return a pool with the settings of another one that has no connection yet."""
        replacement = cls(pool._reactor, persistent=pool.persistent)
        replacement.maxPersistentPerHost = pool.maxPersistentPerHost
        replacement._factory = pool._factory
        return replacement

    def getConnection(self, key: Any, endpoint: IStreamClientEndpoint) -> "Deferred[Any]":
        """Return a connection whose peer is checked, as Twisted's method does. A key begins with scheme, host and port."""
        _, host, port, *_ = key
        checked: Any = _PeerCheckedEndpoint(endpoint, host.decode("ascii"), port)
        return super().getConnection(key, checked)


@implementer(IStreamClientEndpoint)
class _PeerCheckedEndpoint:
    """A Twisted endpoint, with or without TLS, that returns a connection only if its host may resolve to the peer's address.

    Otherwise it fails with Scrapy's error for a name that cannot be resolved, with the reason.
    """

    def __init__(self, endpoint: Any, host: str, port: int) -> None:
        self._endpoint = endpoint
        self._host, self._port = host, port

    def connect(self, protocolFactory: IProtocolFactory) -> "Deferred[IProtocol]":
        """Connect, as IStreamClientEndpoint specifies."""
        checking: Any = _CheckingFactory(protocolFactory, self._host, self._port)
        connected: Deferred[IProtocol] = self._endpoint.connect(checking)
        return connected.addErrback(self._say_why)

    def _say_why(self, failure: Failure) -> Failure:
        if isinstance(failure.value, DNSLookupError) and (words := refusal(self._host)):
            raise CannotResolveHostError(words)
        return failure


class _CheckingFactory(Factory):
    """Builds the protocol of a connection, which Twisted requests as soon as it is open and before TLS begins."""

    noisy = False

    def __init__(self, inner: Any, host: str, port: int) -> None:
        self._inner = inner
        self._host, self._port = host, port

    def buildProtocol(self, addr: IAddress | None) -> Any:
        """Return the inner protocol. Raises CannotResolveHostError, upon which Twisted closes the connection, if the peer is not allowed."""
        address = str(addr.host)  # type: ignore[union-attr]
        if not may_lead_to(self._host, address, self._port):
            note_refusal(self._host, address)
            raise CannotResolveHostError(refusal(self._host))
        return self._inner.buildProtocol(addr)


# Scrapy's download handler without a browser: complete answers only, checked peers, and more time to close connections.

# Seconds. Scrapy waits for one, and calls back twice if the process was busy for longer just then (many outlets end at the same time).
_PUT_AWAY = 10


class UnhurriedDownloads(HTTP11DownloadHandler):
    """Scrapy's downloads, with more time for connections to close, and without connections to addresses that are not allowed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = PeerCheckedPool.in_place_of(self._pool)
        self._disconnect_timeout = _PUT_AWAY

    async def download_request(self, request: Request) -> Response:
        """Return the answer. Raises TruncatedResponse for an incomplete one, so that it is tried again like a lost connection."""
        response: Response = await super().download_request(request)
        require_complete_response(self._crawler.spider, request, response, request.meta.get("download_maxsize", self._default_maxsize))
        return response
