"""Persons: one record for each, whatever the spellings. Names are compared, linked to records, merged and split.

Every change of a record is a row of the ledger under `person ID`.
"""
