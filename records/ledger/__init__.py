"""The ledger: who did what, when and why. `append` adds a row; rows are never changed. The other modules read and verify it."""

from records.ledger.entries import INITIAL_HASH, append, append_all, content_hash, private_digest, require_name, row_hash

__all__ = ["INITIAL_HASH", "append", "append_all", "content_hash", "private_digest", "require_name", "row_hash"]
