"""What the network did becomes a fate that says it."""

import gzip
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from OpenSSL import SSL
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError
from twisted.python.failure import Failure

from records.vocabulary import TEMPORARY_FATES, Fate
from spiders.downloader.middlewares import RedirectLoop
from spiders.downloader.outcomes import fate_of_failure
from tests.pipelines.rows import rows


def unpacked(work: Callable[[bytes], Any]) -> Exception:
    """What is raised when this is unpacked."""
    with pytest.raises((OSError, zlib.error)) as raised:
        work(b"<html>this is not packed")
    return raised.value


@rows("error, fate",
    [
        (unpacked(gzip.decompress), Fate.BROKEN_OFF),
        (unpacked(zlib.decompress), Fate.BROKEN_OFF),
        (ConnectionResetError(104, "Connection reset by peer"), Fate.UNREACHABLE),
        (CannotResolveHostError("site.kz leads to 10.0.0.1"), Fate.DNS),
        (DownloadFailedError("lost"), Fate.BROKEN_OFF),
        (SSL.Error([("SSL routines", "", "wrong version number")]), Fate.TLS),
        (DownloadTimeoutError("20 s"), Fate.TIMEOUT),
        (RedirectLoop("redirects without end"), Fate.REDIRECT_LOOP),
    ],
)  # fmt: skip
def test_a_fault_of_the_line_has_a_fate_of_its_own_that_may_pass(error: Exception, fate: Fate) -> None:
    found, _, _ = fate_of_failure(Failure(error))  # type: ignore[no-untyped-call]
    assert found is fate
    assert fate in TEMPORARY_FATES
