"""Which pages are the same: canonical addresses, near copies, and what all pages of an outlet have in common."""
