"""Asks the Wayback Machine for snapshots (Save Page Now 2 of archive.org), or a server that speaks as it does.

POST /save with the address of a page gives the name of a job, GET /save/status/JOB what became of it. Only the host of QORGAN_WAYBACK is asked: where an answer
leads on is not followed, and no address is taken from an answer. What it says is a stranger's text: bounded, and read as JSON alone.
"""

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from records.errors import QorganError
from records.i18n import tr

# Seconds for a whole answer, however slowly it drips.
PATIENCE = 20.0
# Bytes of an answer. That of a job names the parts of the page too.
LARGEST = 256 * 1024
_JOB = re.compile(r"[A-Za-z0-9._-]{1,100}")
_STAMP = re.compile(r"[0-9]{14}")
# Not signed in, not allowed, too slow, too many.
_AWAY = frozenset({401, 403, 407, 408, 429})


class ArchiveAway(QorganError):
    """The archive cannot be asked now: it is not reached, wants to be left alone, does not take the keys, or answers in no way that is known. Raised to end the asking
    of this run."""


class PageRefused(QorganError):
    """The archive does not take this page, and says why. Raised for one page; the others are asked for."""


@dataclass(frozen=True)
class WaybackMachine:
    """The archive: its address without a path, and the keys `ACCESS:SECRET` (empty = none are sent)."""

    address: str
    keys: str = ""

    def ask_for(self, url: str) -> str:
        """Ask for a snapshot of a page. Gives the name of the job. Raises ArchiveAway and PageRefused."""
        said = self._answer("POST", "/save", {"url": url, "skip_first_archive": "1"})
        job = said.get("job_id")
        if isinstance(job, str) and _JOB.fullmatch(job) and set(job) != {"."}:
            return job
        raise PageRefused(_reason(said))

    def look_at(self, job: str) -> datetime | None:
        """When the snapshot of a job was taken; None while the archive is at work. Raises ArchiveAway and PageRefused."""
        said = self._answer("GET", f"/save/status/{job}")
        if said.get("status") == "pending":
            return None
        stamp = said.get("timestamp")
        if said.get("status") == "success" and isinstance(stamp, str) and _STAMP.fullmatch(stamp):
            try:
                return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                pass
        raise PageRefused(_reason(said))

    def snapshot(self, url: str, at: datetime) -> str:
        """The address of a snapshot, made here and not taken from an answer."""
        return f"{self.address}/web/{at:%Y%m%d%H%M%S}/{url}"

    def _answer(self, method: str, path: str, form: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            # A number that is no port would fail far below, in another way.
            urlsplit(self.address).port  # noqa: B018
            status, body = asyncio.run(asyncio.wait_for(self._body(method, path, form), PATIENCE))
        except (TimeoutError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
            reason = tr("no answer within {n} s").format(n=round(PATIENCE)) if isinstance(error, TimeoutError) else str(error) or type(error).__name__
            raise _away(reason) from error
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            return said
        if status != httpx.codes.OK:
            raise PageRefused(f"HTTP {status}")
        raise _away(tr("its answer is not understood"))

    async def _body(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, bytes]:
        head = {"Accept": "application/json", "Accept-Encoding": "identity", **({"Authorization": f"LOW {self.keys}"} if self.keys else {})}
        async with (
            httpx.AsyncClient(follow_redirects=False, timeout=PATIENCE) as client,
            client.stream(method, self.address + path, data=form, headers=head) as answer,
        ):
            # Of a page that it does not take it also says so with a status of its own.
            if answer.status_code != httpx.codes.OK and not 400 <= answer.status_code < 500 or answer.status_code in _AWAY:
                raise _away(f"HTTP {answer.status_code}")
            body = b""
            async for piece in answer.aiter_raw():
                body += piece
                if len(body) > LARGEST:
                    raise _away(tr("the answer is too long"))
            return answer.status_code, body


def _away(reason: str) -> ArchiveAway:
    return ArchiveAway(tr("QORGAN_WAYBACK took no page: {reason}").format(reason=_one_line(reason)))


def _reason(said: dict[str, Any]) -> str:
    """Why, in the archive's words."""
    words = [said[name] for name in ("status_ext", "message") if isinstance(said.get(name), str) and said[name].strip()]
    return _one_line(": ".join(words)) if words else tr("its answer is not understood")


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[:1000]).split())[:200]
