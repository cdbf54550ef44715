"""Outlets over time: their runs and pages, daily health, claims, visit pace, requests and notices."""
