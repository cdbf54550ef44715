"""Evidence: every fetched page is stored in a WARC file before it is parsed, and found again by file, offset and SHA-256."""
