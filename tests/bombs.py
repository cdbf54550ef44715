"""What strangers send to fill a memory: streams of next to nothing that unpack to gigabytes, WARC records made by hand, and how much memory a command took."""

import os
import subprocess
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
from backports import zstd

from tests.processes import started

MiB = 2**20
# Bytes. Each process of a command stays below, whatever it is given.
MOST_MEMORY = 500 * MiB
# A process of its own, since the measure of a child begins with what its parent has.
_MEASURED = "import resource,subprocess,sys; code = subprocess.run(sys.argv[1:]).returncode; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"


def gzip_bomb(size: int, before: bytes = b"", after: bytes = b"") -> bytes:
    """A whole gzip file of `size` zeros in megabytes, between other bytes. One megabyte is packed and stands there so many times: it takes no time to
    make, however large it is."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    zeros = bytes(MiB)
    head = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(after) + packer.flush()
    checked = zlib.crc32(before)
    for _ in range(size):
        checked = zlib.crc32(zeros, checked)
    checked = zlib.crc32(after, checked)
    length = (len(before) + size * MiB + len(after)) & 0xFFFFFFFF
    return b"\x1f\x8b\x08" + bytes(6) + b"\x03" + head + one * size + end + checked.to_bytes(4, "little") + length.to_bytes(4, "little")


def brotli_bomb(size: int) -> bytes:
    """So many megabytes of zeros as one Brotli stream."""
    packer = brotli.Compressor(quality=0)
    return b"".join(packer.process(bytes(MiB)) for _ in range(size)) + packer.finish()  # type: ignore[no-any-return]


def zstd_bomb(size: int) -> bytes:
    """So many megabytes of zeros as one Zstandard frame."""
    packer = zstd.ZstdCompressor(level=1)
    return b"".join(packer.compress(bytes(MiB)) for _ in range(size)) + packer.flush()


def warc_head(url: str, length: int) -> bytes:
    """The head of a WARC record whose answer has so many bytes."""
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url.encode() + b"\r\nWARC-Date: 2026-11-24T06:00:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: application/http; msgtype=response\r\n"
        b"Content-Length: " + str(length).encode() + b"\r\n\r\n"
    )  # fmt: skip


def answer(body: bytes, headers: bytes = b"Content-Type: text/html; charset=utf-8\r\n", status: bytes = b"200 OK") -> bytes:
    """An answer as a WARC record holds it."""
    return b"HTTP/1.1 " + status + b"\r\n" + headers + b"\r\n" + body


@dataclass(frozen=True)
class Ended:
    """How a command ended. `memory`: bytes that the largest of its processes took."""

    code: int
    out: str
    said: str
    memory: int


def measured(command: list[str], environment: Mapping[str, str] = os.environ, given: str | None = "") -> Ended:
    """Run a command to its end, and measure its processes. `given`: its standard input; None leaves that open until the command ends by itself."""
    process = started(
        [sys.executable, "-c", _MEASURED, *command], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    if given is None:
        process.wait(timeout=600)
    out, said = process.communicate(given)
    out, _, memory = out.rstrip().rpartition("\n")
    return Ended(process.returncode, out, said, int(memory) * 1024)
