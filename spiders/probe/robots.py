"""robots.txt and certificates for probing many outlets: each robots.txt is fetched once for the whole process, and the reason why TLS failed is
found."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from spiders.downloader.dns_guard import allowed_address
from spiders.downloader.middlewares import RobotsMiddleware
from spiders.probe.finding import Tls

# Seconds for a handshake that only finds out what is wrong with a certificate.
HANDSHAKE = 10.0
# OpenSSL's X509_V_ERR_… codes (verify(1ssl)).
_REASONS = {9: Tls.EXPIRED, 10: Tls.EXPIRED, 18: Tls.SELF_SIGNED, 19: Tls.SELF_SIGNED, 62: Tls.WRONG_HOST, 64: Tls.WRONG_HOST}


@dataclass(frozen=True)
class RobotsFile:
    """A robots.txt: its answer, or why there is none. `rules` are None if there are none to obey."""

    answer: Response | None
    failure: Exception | None
    rules: Any


# Of the process: hosts are shared by outlets (channels all lie on one), and each file is asked once.
_FILES: dict[str, RobotsFile] = {}
_SCHEMES: dict[str, str] = {}
_PARSERS: dict[str, Any] = {}
_BROKEN: set[str] = set()


class SharedRobotsMiddleware(RobotsMiddleware):
    """The project's robots.txt middleware. All crawlers of this process share its files, and they are kept for reading."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._parsers = _PARSERS
        self._unreachable = _BROKEN

    async def look(self, url: str) -> RobotsFile:
        """The robots.txt of an address's host. It is fetched if nobody has fetched it."""
        parts = urlsplit(url)
        scheme = _SCHEMES.setdefault(parts.netloc, parts.scheme)
        rules = await self.robot_parser(Request(url))
        kept = _FILES.get(parts.netloc)
        if kept is None or scheme != parts.scheme:
            # A file that failed over https says nothing of the site over http.
            return RobotsFile(None, None, rules)
        return RobotsFile(kept.answer, kept.failure, rules)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        _FILES[netloc] = RobotsFile(response, None, None)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        _FILES[netloc] = RobotsFile(None, exc, None)
        super()._robots_error(exc, netloc)


async def certificate_fault(host: str, port: int) -> Tls:
    """Why a host's certificate is not accepted: one handshake, no request. For hosts that an outlet file names only."""
    try:
        address = await asyncio.wait_for(allowed_address(host, port), HANDSHAKE)
        if address is None:
            return Tls.FAILED
        # The system's own authorities, as Scrapy has them.
        connecting = asyncio.open_connection(address, port, ssl=ssl.create_default_context(), server_hostname=host)
        _, writer = await asyncio.wait_for(connecting, HANDSHAKE)
        writer.close()
    except ssl.SSLCertVerificationError as error:
        return _REASONS.get(error.verify_code, Tls.UNTRUSTED)
    except (OSError, TimeoutError):
        # No TLS at all, or one that this machine does not speak.
        return Tls.FAILED
    return Tls.FAILED
