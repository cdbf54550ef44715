"""Exports: rows of records for other programs and for spreadsheets (docs/contracts.md, section 6)."""
