"""The sources of an outlet: one class for each kind, the order in which sources are tried, and how lists are read back in time."""
