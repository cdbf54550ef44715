"""Outlet files: their schema, and how they are read, checked, edited and created."""
