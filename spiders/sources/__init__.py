"""The sources of an outlet: one strategy for each kind, which source is tried next, and how lists are read back in time."""
