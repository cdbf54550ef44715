"""The desk's own key, with which it signs the tokens of forms."""

import os
import secrets
import tempfile
from pathlib import Path


def desk_secret(given: str, data: Path) -> bytes:
    """The key from the settings, else the one kept in the data folder. If there is none yet, it is made now. Only its owner may read the file."""
    if given:
        return given.encode()
    kept = data / "desk.secret"
    if not kept.exists():
        _keep(kept)
    return kept.read_bytes().strip()


def _keep(kept: Path) -> None:
    """Keep the key. Two processes that start at once end with one key: the file gets its name only when it is complete, and only if no other
    has it."""
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
