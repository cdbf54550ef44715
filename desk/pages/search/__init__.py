"""One search through drafts, incidents, persons, outlets and articles."""
