"""Records of persons across spellings: compared by name, linked to victims, found in texts, corrected, merged and split.

Every change of a record is a row of the ledger under `person ID`.
"""
