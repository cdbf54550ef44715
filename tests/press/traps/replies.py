"""The replies of hostile or failing servers, ready to send."""

import struct
import zlib
from functools import cache
from pathlib import Path

from tests.press.model import Reply

BOMB_SIZE = 300 * 1024 * 1024  # bytes once unpacked; about 300 KB on the wire

PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\n%%EOF\n" + bytes(range(256)) * 60
)

_CHALLENGE = (Path(__file__).parents[1] / "templates" / "challenge.html").read_bytes()


def nginx(status: int) -> Reply:
    """A bare error page of a bare server."""
    words = {403: "403 Forbidden", 500: "500 Internal Server Error"}[status]
    head = f"<html>\r\n<head><title>{words}</title></head>\r\n"
    page = head + f"<body>\r\n<center><h1>{words}</h1></center>\r\n<hr><center>nginx/1.24.0</center>\r\n</body>\r\n</html>\r\n"
    return Reply(page.encode(), status, "text/html", (("Server", "nginx/1.24.0"),))


def busy(status: int, seconds: str) -> Reply:
    """A server that asks to come again after so many seconds."""
    return Reply(b"<html><body><h1>Try again later</h1></body></html>", status, headers=(("Retry-After", seconds),))


def challenge(status: int) -> Reply:
    """A bot wall: the page of a protection service in place of the article."""
    headers = (("Server", "cloudflare"), ("CF-RAY", "8f1c2a7b9d3e4f50-ALA"), ("Cache-Control", "no-store"))
    return Reply(_CHALLENGE, status, "text/html; charset=UTF-8", (*headers, ("cf-mitigated", "challenge")) if status == 403 else headers)


@cache
def gzip_bomb() -> Reply:
    """A page of `BOMB_SIZE` bytes packed as `Content-Encoding: gzip`."""
    head = b"<html><head><title>" + "Архив".encode("cp1251") + b"</title></head><body><p>"
    chunk = b"0" * 1024 * 1024
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush a packed chunk stands alone, so one is packed and then repeated.
    block = packer.compress(chunk) + packer.flush(zlib.Z_FULL_FLUSH)
    count = BOMB_SIZE // len(chunk)
    check = zlib.crc32(head)
    for _ in range(count):
        check = zlib.crc32(chunk, check)
    end = packer.flush(zlib.Z_FINISH)
    size = (len(head) + count * len(chunk)) & 0xFFFFFFFF
    body = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + first + block * count + end + struct.pack("<II", check, size)
    return Reply(body, 200, "text/html; charset=windows-1251", (("Content-Encoding", "gzip"),))


def laughs(base: str) -> bytes:
    """A feed that unfolds to gigabytes in a parser that expands entities."""
    entities = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    items = "".join(f"<item><title>&a9; {place}</title><link>{base}/&a2;/{place}</link></item>" for place in range(3))
    doctype = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "lol">{entities}]>'
    return f'{doctype}<rss version="2.0"><channel><title>&a9;</title>{items}</channel></rss>'.encode()
