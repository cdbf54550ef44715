"""The sources of an outlet: one strategy per kind, which one is tried next, and how lists are paged back."""
