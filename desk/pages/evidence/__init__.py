"""The stored page of an article."""
