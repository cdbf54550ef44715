"""Imports of earlier records from a file with the fields of the export (docs/contracts.md, section 6).

The whole file is read and checked first; then all rows are imported, or none.
"""
