"""The published gold set, and how well the screening reads it."""
