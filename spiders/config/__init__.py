"""Outlet files: what an entry may say, how it is read, checked, written and made anew."""
