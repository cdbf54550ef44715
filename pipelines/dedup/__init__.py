"""Detection of equal pages: canonical URLs, near copies, and text that all pages of an outlet have in common."""
