"""One search through drafts, incidents, persons and articles."""
