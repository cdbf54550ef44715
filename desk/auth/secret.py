"""The desk's own key, with which it signs the tokens of forms."""

import secrets
from pathlib import Path

from records.durable_files import make_folder, write_file


def desk_secret(given: str, data: Path) -> bytes:
    """The key from the settings, else the one kept in the data folder. If there is none yet, it is made now. Only its owner may read the file."""
    if given:
        return given.encode()
    kept = data / "desk.secret"
    if not kept.exists():
        make_folder(data)
        # Of two processes that start at once the first one's key stays.
        write_file(kept, secrets.token_hex(32).encode(), replace=False)
    return kept.read_bytes().strip()
