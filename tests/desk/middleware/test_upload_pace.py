"""Files come at a pace that leaves the desk to everybody else."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from desk.middleware.upload_pace import UploadPace
from tests.desk.site import Site

MB = 1_000_000
PIECE = 50_000


class _Hours:
    """A clock that only pauses move on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def _reads_all(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    more = True
    while more:
        more = (await receive()).get("more_body", False)


def _sent(door: UploadPace, path: str, size: int) -> Awaitable[None]:
    pieces: Iterator[int] = iter(range(0, size, PIECE))

    async def receive() -> dict[str, object]:
        begun = next(pieces)
        return {"type": "http.request", "body": b"x" * min(PIECE, size - begun), "more_body": begun + PIECE < size}

    async def send(message: object) -> None: ...

    return door({"type": "http", "method": "POST", "path": path}, receive, send)


def test_a_recording_is_read_no_faster_than_the_pace() -> None:
    hours = _Hours()
    asyncio.run(_waited(_sent(UploadPace(_reads_all, 10 * MB, lambda: hours.now, hours.pause), "/cases/files", 50 * MB)))
    assert 4.9 < sum(hours.pauses) < 5.1
    assert max(hours.pauses) < 0.1


def test_several_recordings_share_the_pace_and_none_waits_for_another_to_end() -> None:
    hours = _Hours()
    door = UploadPace(_reads_all, 10 * MB, lambda: hours.now, hours.pause)

    async def three() -> None:
        await asyncio.gather(*(_sent(door, f"/drafts/{number}/files", 10 * MB) for number in (1, 2, 3)))

    asyncio.run(three())
    assert 2.8 < hours.now - 100 < 3.2


def test_what_is_no_file_and_a_small_one_is_read_at_once() -> None:
    hours = _Hours()
    door = UploadPace(_reads_all, 10 * MB, lambda: hours.now, hours.pause)
    asyncio.run(_waited(_sent(door, "/drafts/7/edits", 5 * MB)))
    asyncio.run(_waited(_sent(door, "/cases/files", 200_000)))
    assert not hours.pauses


def test_the_desk_itself_keeps_to_it(site: Site) -> None:
    """The real desk takes a file whole, through the door that paces it."""
    browser = site.signed_in()
    recording = b"OggS\x00\x02" + bytes(3 * MB)
    answer = browser.post("/cases/files", headers={"X-CSRF-Token": browser.csrf()}, files={"file": ("voice.ogg", recording, "audio/ogg")})
    assert answer.status_code == 200
    assert "voice.ogg" in answer.text


async def _waited(done: Awaitable[None]) -> None:
    await done
