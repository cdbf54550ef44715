"""The ledger: who did what, when and why. `append` adds a row, and nothing changes a row. The other modules here read the ledger and prove it."""

from records.ledger.entries import FIRST, append, append_all, content_hash, row_hash

__all__ = ["FIRST", "append", "append_all", "content_hash", "row_hash"]
