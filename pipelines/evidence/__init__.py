"""Evidence: every page that answered, kept in WARC files before anything reads it, and found again by file, offset and SHA-256."""
