"""The ledger: who did what, when and why. `append` adds a row; nothing changes one. The other files read it and prove it."""

from records.ledger.entries import FIRST, append, content_hash, row_hash

__all__ = ["FIRST", "append", "content_hash", "row_hash"]
