"""Which addresses a host may lead to, and the resolver that refuses the others.

The public internet is open to every host. A host of one's own network is asked only where an outlet file says so: the entry has `private: true`, or
its address is written as loopback itself (`http://127.0.0.1:8461/`, `localhost`, `[::1]`), as the sample newsroom's is. So whoever holds an outlet's
DNS cannot lead us inside. The names are refused here when they are resolved; `spiders.downloader.guard` looks again at the address to which the
connection really goes.
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
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

from pipelines.reach import Reach, is_ip_address, reach_of, reach_of_host
from spiders.downloader.answers import require_whole

# What an entry with `private: true` may lead to. Link-local is not among it: a cloud's metadata service lies there, and no outlet does.
_OWN_NETWORK = frozenset({Reach.LOOPBACK, Reach.PRIVATE})
_WEB = frozenset({80, 443})

# Hosts that an outlet file trusts, each with its ports and with where it may lead. Filled when a spider is made, since a process has one resolver.
_TRUSTED: dict[tuple[str, int], frozenset[Reach]] = {}
# Hosts that were refused, with the address: the resolver's own way of saying no has no words.
_REFUSED: dict[str, str] = {}


def trust(sites: Iterable[str], *, private: bool) -> None:
    """Let the hosts of an entry (as `Outlet.sites` spells them) lead into the machine's own network: all of them where the entry says `private`,
    else those that are written as loopback, and these to loopback only."""
    for site in sites:
        host, ports = _divided(site)
        reaches = _OWN_NETWORK if private else frozenset({Reach.LOOPBACK}) if reach_of_host(host) is Reach.LOOPBACK else frozenset()
        if reaches:
            for name in (host, f"www.{host}"):
                for port in ports:
                    _TRUSTED[name, port] = _TRUSTED.get((name, port), frozenset()) | reaches


def may_lead_to(host: str, address: str, port: int | None = None) -> bool:
    """Whether a host may lead to this IP address, at any port that is trusted for it or at one port."""
    reach = reach_of(address)
    if reach is Reach.PUBLIC:
        return True
    name = _bare(host)
    return any(reach in reaches for (trusted, at), reaches in _TRUSTED.items() if trusted == name and port in (None, at))


def refusal(host: str) -> str | None:
    """The words for a host whose address was refused, for its fate; None for one that was not."""
    address = _REFUSED.get(_bare(host))
    return address and f"{host} leads to {address}, which is not on the public internet; its outlet file does not say private: true"


def note_refusal(host: str, address: str) -> None:
    """Keep what a host led to, for `refusal`."""
    _REFUSED[_bare(host)] = address


async def allowed_address(host: str, port: int) -> str | None:
    """The address at which a host is asked by those who do not use Scrapy's connections (the browser, the look at a certificate). They are given
    this very address, so that no second look-up can lead elsewhere. None where there is none or none is allowed."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(_bare(host), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    # IPv4 first, as Scrapy asks.
    addresses = sorted((str(place[0]) for _, _, _, _, place in found), key=lambda address: ":" in address)
    return next((address for address in addresses if may_lead_to(host, address, port)), None)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver. It refuses what a host may not lead to."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "defer.Deferred[str]":
        bare = _bare(name)
        if is_ip_address(bare):
            found: defer.Deferred[str] = defer.succeed(bare)
        else:
            found = super().getHostByName(name, timeout)
        return found.addCallback(_refuse_inside, name)


def _refuse_inside(address: str, name: str) -> str:
    if may_lead_to(name, address):
        _REFUSED.pop(_bare(name), None)
        return address
    note_refusal(name, address)
    # An error of any other kind would be logged with a traceback by Twisted, and be lost all the same.
    raise DNSLookupError(f"{name} leads to {address}")


def _bare(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _divided(site: str) -> tuple[str, frozenset[int]]:
    """Host and ports of a site."""
    host, colon, port = site.rpartition(":")
    if colon and port.isdigit() and not (host.count(":") and not host.endswith("]")):
        return _bare(host), frozenset({int(port)})
    return _bare(site), _WEB


# Looks at the address to which a connection really goes, after it stands and before a byte is sent.
#
# The name was looked at when it was resolved (`spiders.downloader.guard`). But between that and the connection lie Scrapy's cache, Twisted and the
# system, and a DNS that answers every question differently (rebinding) lives from such gaps. The peer's address is what counts, so it is asked for.


class PeerCheckedPool(HTTPConnectionPool):
    """A pool whose connections are all checked. A connection that is kept open was checked when it was opened."""

    @classmethod
    def in_place_of(cls, pool: HTTPConnectionPool) -> Self:
        """A pool with the settings of another one, which has no connection yet."""
        made = cls(pool._reactor, persistent=pool.persistent)
        made.maxPersistentPerHost = pool.maxPersistentPerHost
        made._factory = pool._factory
        return made

    def getConnection(self, key: Any, endpoint: IStreamClientEndpoint) -> "Deferred[HTTP11ClientProtocol]":
        """As Twisted has it. A key begins with scheme, host and port."""
        _, host, port, *_ = key
        checked: Any = PeerCheckedEndpoint(endpoint, host.decode("ascii"), port)
        return super().getConnection(key, checked)


@implementer(IStreamClientEndpoint)
class PeerCheckedEndpoint:
    """An endpoint of Twisted's, with or without TLS, that hands out a connection only if its host may lead to the peer's address. Else it fails
    with Scrapy's error for a name that cannot be resolved, which says why."""

    def __init__(self, endpoint: Any, host: str, port: int) -> None:
        self._endpoint = endpoint
        self._host, self._port = host, port

    def connect(self, protocolFactory: IProtocolFactory) -> "Deferred[IProtocol]":
        """As in IStreamClientEndpoint."""
        checking: Any = _CheckingFactory(protocolFactory, self._host, self._port)
        connected: Deferred[IProtocol] = self._endpoint.connect(checking)
        return connected.addErrback(self._say_why)

    def _say_why(self, failure: Failure) -> Failure:
        if isinstance(failure.value, DNSLookupError) and (words := refusal(self._host)):
            raise CannotResolveHostError(words)
        return failure


class _CheckingFactory(Factory):
    """Makes the protocol of a connection, which Twisted asks for as soon as the connection stands and before TLS begins."""

    noisy = False

    def __init__(self, inner: Any, host: str, port: int) -> None:
        self._inner = inner
        self._host, self._port = host, port

    def buildProtocol(self, addr: IAddress | None) -> Any:
        """The inner protocol. Raises CannotResolveHostError, upon which Twisted closes the connection, where the peer is not allowed."""
        address = str(addr.host)  # type: ignore[union-attr]
        if not may_lead_to(self._host, address, self._port):
            note_refusal(self._host, address)
            raise CannotResolveHostError(refusal(self._host))
        return self._inner.buildProtocol(addr)


# Downloads without a browser: Scrapy's own, which give whole answers only, over connections whose peer is checked, with time to close them when an
# outlet is done.

# Seconds. Scrapy waits for one, and calls back twice when the process was busy for longer just then (many outlets end in the same moment).
_PUT_AWAY = 10


class UnhurriedDownloads(HTTP11DownloadHandler):
    """Scrapy's own downloads, with more time for connections to close, and none to an address that is not allowed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool = PeerCheckedPool.in_place_of(self._pool)
        self._disconnect_timeout = _PUT_AWAY

    async def download_request(self, request: Request) -> Response:
        """The answer. Raises CutShort for one that has not come to its end, so that it is tried again like a lost connection."""
        response: Response = await super().download_request(request)
        require_whole(self._crawler.spider, request, response, request.meta.get("download_maxsize", self._default_maxsize))
        return response
