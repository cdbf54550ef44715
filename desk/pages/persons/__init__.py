"""Persons: their pages, pairs of records that may be one person, and decisions on them."""
