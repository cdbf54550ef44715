"""What pages bring along: style and scripts, all served from here, each under an address that changes with what it holds."""

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
    """One file, with its type and the hash that its address carries."""

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
    """Where a page finds the file. A name that is not there is an error of ours."""
    return f"/static/{name}?v={assets()[name].version}"


@router.get("/static/{name}")
def serve(request: Request, name: str) -> Response:
    """The file. Pages are never squeezed, since they carry the form's token beside what others wrote; these carry no secret."""
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    kept = _KEPT if request.query_params.get("v") == asset.version else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(asset.squeezed, media_type=asset.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.content, media_type=asset.kind, headers=headers)
