"""Scoring: how likely an article reports an incident, of which categories, and which words show it."""
