"""Style and scripts of the pages. All are served from here, and the address of each changes with its content."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

router = APIRouter()

# Unchanged as its makers published it, with its licence beside it. Pages ask for it without the version.
_HTMX = "third_party/htmx-2.0.10.min.js"
# The address carries the hash, so what was fetched once stays good.
_KEPT = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file, with its type and the hash that is in its address."""

    content: bytes
    squeezed: bytes
    kind: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """All of them by name, read once."""
    folder = resources.files("desk") / "static"
    found = {file.name: file for file in folder.iterdir() if file.is_file() and not file.name.startswith(".")}
    found["htmx.js"] = folder / _HTMX
    return {name: _asset(name, file) for name, file in found.items()}


def _asset(name: str, file: Traversable) -> Asset:
    content = file.read_bytes()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = "text/javascript" if kind == "application/javascript" else kind
    return Asset(
        content,
        gzip.compress(content, mtime=0),
        f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        hashlib.sha256(content).hexdigest()[:12],
    )


def address(name: str) -> str:
    """The address of the file for a page. A name that does not exist is our own error."""
    return f"/static/{name}?v={assets()[name].version}"


@router.get("/static/{name}")
def serve(request: Request, name: str) -> Response:
    """The file. Only these files are compressed: they carry no secret. A page carries the token of its forms beside texts of other people."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    kept = _KEPT if request.query_params.get("v") == asset.version else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(asset.squeezed, media_type=asset.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.kind, headers=headers)
