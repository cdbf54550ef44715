"""Evidence: every page that answered is kept in a WARC file before anything reads it. It is found again by file, offset and SHA-256."""
