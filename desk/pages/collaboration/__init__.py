"""Assignments of drafts and incidents, comments, and notices."""
