"""The page of one draft."""
