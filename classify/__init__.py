"""Screening of an article for incidents. Pure: no database, no network, no clock."""
