"""Rows for other programs and for spreadsheets (contract 6)."""
