"""HTTP with limits of patience: a request that is not sent to its end is not waited for, and half requests never crowd out whole ones.

uvicorn waits for the end of a request as long as the connection stands. A thousand half requests would stay for good, until no file is left to open.
"""

import asyncio
from enum import StrEnum
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class _Phase(StrEnum):
    """What the other side has yet to send."""

    HEADERS = "headers"
    BODY = "body"


class PatientProtocol(H11Protocol):
    """One connection. Times are in seconds; tests are less patient."""

    headers_within = 10.0
    quiet_for = 10.0
    """A body may pause for so long, …"""
    body_within = 300.0
    """… and take so long in all: sixteen megabytes over half a megabit."""
    most_open = 512
    """Beyond so many connections the oldest half request is given up for each new one."""

    _timer: asyncio.TimerHandle | None = None
    _phase: _Phase | None = None
    _body_until = 0.0
    _since = 0.0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._since = self.loop.time()
        self._wait_for(_Phase.HEADERS, self.headers_within)
        if len(self.connections) > self.most_open:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """What came behind a request in one packet is read only now. Where it is the half of another one, it has its time like any."""
        super().on_response_complete()
        # With nothing begun, uvicorn's own patience holds, which lets a slow reader have the rest of his answer.
        if self.conn.their_state is not h11.IDLE or self.conn.trailing_data[0]:
            self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Between two requests of one connection uvicorn has its own patience (`timeout_keep_alive`), which ends with the first byte."""
        state, now = self.conn.their_state, self.loop.time()
        if state is h11.IDLE:
            # A byte now and then does not begin the time anew.
            if self._phase is not _Phase.HEADERS:
                self._wait_for(_Phase.HEADERS, self.headers_within)
        elif state is h11.SEND_BODY:
            if self._phase is not _Phase.BODY:
                self._body_until = now + self.body_within
            self._wait_for(_Phase.BODY, min(self.quiet_for, self._body_until - now))
        else:
            self._wait_no_more()

    def _wait_for(self, phase: _Phase, seconds: float) -> None:
        self._wait_no_more()
        self._phase, self._timer = phase, self.loop.call_later(max(seconds, 0), self._give_up)

    def _wait_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._phase = self._timer = None

    def _give_up(self) -> None:
        if self._phase is _Phase.BODY and self.flow.read_paused:
            # It is we who do not read.
            self._wait_for(_Phase.BODY, self.quiet_for)
            return
        self._wait_no_more()
        self.transport.abort()

    def _make_room(self) -> None:
        half = [one for one in self.connections if isinstance(one, PatientProtocol) and one is not self and one._phase is not None]
        if half:
            min(half, key=lambda one: one._since)._give_up()
