"""The queue of drafts that wait for a decision."""
