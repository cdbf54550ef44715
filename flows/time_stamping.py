"""Asks a time stamping authority (RFC 3161 over HTTP) about an anchor. Only the digest of the anchor leaves the machine."""

import asyncio
from urllib.parse import urlsplit

import httpx
from cryptography.x509 import Certificate

from records.errors import QorganError
from records.i18n import tr
from records.ledger.time_stamps import LARGEST, stamp_fault, stamp_request

# Seconds for the whole answer, however slowly it drips. With the sending of notices this stays below the minute after which a claim is taken over.
PATIENCE = 15.0


class StampRefused(QorganError):
    """The authority did not answer, or not with a time stamp of this anchor. Raised when one is asked; the next run asks again."""


def ask_for_stamp(url: str, document: bytes, trusted: list[Certificate]) -> bytes:
    """The authority's answer, looked at as `qorgan verify` does. Raises StampRefused.

    The address is the operator's own, so it may be one of the machine's network. Where it leads on to is not followed.
    """
    asked = stamp_request(document)
    try:
        # A number that is no port would fail far below, in another way.
        urlsplit(url).port  # noqa: B018
        answer = asyncio.run(asyncio.wait_for(_post(url, asked.as_bytes()), PATIENCE))
    except (TimeoutError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or tr("no answer within {n} s").format(n=round(PATIENCE))
        raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=reason)) from error
    fault = stamp_fault(answer, document, trusted, asked.nonce)
    if fault:
        raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=fault))
    return answer


async def _post(url: str, asked: bytes) -> bytes:
    head = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply", "Accept-Encoding": "identity"}
    async with httpx.AsyncClient(follow_redirects=False) as client, client.stream("POST", url, content=asked, headers=head) as answer:
        if answer.status_code != httpx.codes.OK:
            raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=f"HTTP {answer.status_code}"))
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > LARGEST:
                raise StampRefused(tr("QORGAN_ANCHOR_TSA gave no time stamp: {reason}").format(reason=tr("the answer is too long")))
        return body
