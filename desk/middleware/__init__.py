"""Middleware for every request of the desk: language, sign-in, size, headers."""
