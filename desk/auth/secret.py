"""The desk's own key, with which it signs what forms carry."""

import os
import secrets
import tempfile
from pathlib import Path


def desk_secret(given: str, data: Path) -> bytes:
    """The key from the settings; else the one kept under the data folder, made now if there is none. Only its owner may read the file."""
    if given:
        return given.encode()
    kept = data / "desk.secret"
    if not kept.exists():
        _keep(kept)
    return kept.read_bytes().strip()


def _keep(kept: Path) -> None:
    """Two that start at once end with one key: the file appears whole and under its name only if no other has."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=kept.parent, prefix=".secret-")
    try:
        os.write(handle, secrets.token_hex(32).encode())
        os.fsync(handle)
        os.link(name, kept)
    except FileExistsError:
        return
    finally:
        os.close(handle)
        os.unlink(name)
