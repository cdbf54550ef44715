"""Outlet files: what an entry may say, and how it is read, checked, written and made."""
