"""Looks at the address to which a connection really goes, after it stands and before a byte is sent.

The name was looked at when it was resolved (`spiders.downloader.dns_guard`). But between that and the connection lie Scrapy's cache, Twisted and the
system, and a DNS that answers every question differently (rebinding) lives from such gaps. The peer's address is what counts, so it is asked for.
"""

from typing import Any, Self

from scrapy.exceptions import CannotResolveHostError
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IAddress, IProtocol, IProtocolFactory, IStreamClientEndpoint
from twisted.internet.protocol import Factory
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]

from spiders.downloader.dns_guard import may_lead_to, note_refusal, refusal


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
