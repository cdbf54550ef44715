"""The path from a fetched page to a stored article: evidence, extraction, deduplication, storage."""
