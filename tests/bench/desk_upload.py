"""Somebody who sends large recordings to the desk, one after the other, while others work; in a process of its own, as a browser is."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx

from tests.bench.desk_records import PASSWORD, person_at

FILE_BYTES = 50_000_000


@contextmanager
def uploading(folder: Path, port: int) -> Iterator[None]:
    """Recordings are sent meanwhile; at the end it tells how many were taken in."""
    told = folder / "uploaded.log"
    program = "import sys; from tests.bench.desk_upload import send_for_bench; send_for_bench(int(sys.argv[1]))"
    with told.open("w") as lines:
        child = subprocess.Popen([sys.executable, "-c", program, str(port)], stdout=lines)
        try:
            yield
        finally:
            child.terminate()
            child.wait(60)
    taken = [float(line) for line in told.read_text().splitlines()]
    print(f"meanwhile {len(taken)} recordings of {FILE_BYTES / 1e6:.0f} MB were taken in, {sum(taken) / max(1, len(taken)):.1f} s each")


def send_for_bench(port: int) -> None:
    """In the child: sign in, and send until it is ended. No two are alike: the bytes of one that is known would be kept once."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=300) as browser:
        form = re.search(r'name="csrf" value="([^"]+)"', browser.get("/login").text)
        assert form
        browser.post("/login", data={"csrf": unescape(form[1]), "username": person_at(0), "password": PASSWORD})
        token = re.search(r'data-csrf="([^"]+)"', browser.get("/queue").text)
        assert token
        while True:
            recording = b"OggS\x00\x02" + os.urandom(FILE_BYTES)
            began = time.perf_counter()
            answer = browser.post("/cases/files", headers={"X-CSRF-Token": unescape(token[1])}, files={"file": ("дауыс.ogg", recording, "audio/ogg")})
            assert answer.status_code == 200, answer.text[:300]
            assert "дауыс.ogg" in answer.text
            print(time.perf_counter() - began, flush=True)
