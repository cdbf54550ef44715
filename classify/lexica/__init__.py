"""Word lists: see README.md here."""
