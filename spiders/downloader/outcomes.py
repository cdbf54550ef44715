"""The fate of a page, derived from the answer of the server or the error of the network."""

import zlib
from gzip import BadGzipFile

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import VerificationError
from twisted.python.failure import Failure

from pipelines.extraction.page_kind import is_bot_wall
from records.vocabulary import Fate
from spiders.downloader.middlewares import LeavesOwnSite, RedirectLoop, RefusedByRobots
from spiders.downloader.rate_limit import HostPaused

_BY_STATUS = {
    401: Fate.FORBIDDEN,
    402: Fate.FORBIDDEN,
    403: Fate.FORBIDDEN,
    404: Fate.GONE,
    410: Fate.GONE,
    413: Fate.HTTP_ERROR,
    429: Fate.TOO_MANY,
    451: Fate.FORBIDDEN,
}
_BY_ERROR: tuple[tuple[type[BaseException], Fate], ...] = (
    (RefusedByRobots, Fate.ROBOTS),
    (HostPaused, Fate.TOO_MANY),
    (RedirectLoop, Fate.REDIRECT_LOOP),
    (LeavesOwnSite, Fate.FOREIGN_HOST),
    (CannotResolveHostError, Fate.DNS),
    (DownloadConnectionRefusedError, Fate.UNREACHABLE),
    (DownloadTimeoutError, Fate.TIMEOUT),
    (DownloadCancelledError, Fate.TOO_LARGE),
    (ResponseDataLossError, Fate.BROKEN_OFF),
    (UnsupportedURLSchemeError, Fate.BAD_CONTENT),
    # A body that is not packed as its header says. BadGzipFile is an OSError too, so it comes first.
    (BadGzipFile, Fate.BROKEN_OFF),
    (zlib.error, Fate.BROKEN_OFF),
    (OSError, Fate.UNREACHABLE),
)


def fate_of_answer(response: Response) -> Fate:
    """Return the fate of an answer that is not 200: by its status, unless it is a bot wall."""
    if is_bot_wall(response.body, response.status):
        return Fate.BOT_WALL
    if response.status >= 500:
        return Fate.SERVER_ERROR
    return _BY_STATUS.get(response.status, Fate.HTTP_ERROR)


def fate_of_failure(failure: Failure) -> tuple[Fate, int | None, str]:
    """Return fate, status and a short detail of a request that failed."""
    error: BaseException = failure.value or RuntimeError("no reason given")
    if isinstance(error, HttpError):
        return fate_of_answer(error.response), error.response.status, ""
    if isinstance(error, DownloadFailedError) or _speaks_of_tls(error):
        return (Fate.TLS if _speaks_of_tls(error) else Fate.BROKEN_OFF), None, _short(error)
    for kind, fate in _BY_ERROR:
        if isinstance(error, kind):
            return fate, None, _short(error)
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return Fate.TOO_LARGE, None, "unpacks to more than a page may have"
    return Fate.BAD_CONTENT, None, _short(error)


def _speaks_of_tls(error: BaseException | None) -> bool:
    visited: set[int] = set()
    while error is not None and id(error) not in visited:
        visited.add(id(error))
        if isinstance(error, SSL.Error | VerificationError):
            return True
        for reason in getattr(error, "reasons", None) or []:
            if _speaks_of_tls(getattr(reason, "value", None)):
                return True
        error = error.__cause__ or error.__context__
    return False


def _short(error: BaseException) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0]}"[:200] if text else type(error).__name__
