"""The largest numbers that rows can have, separate from the tables so that commands need not load those to check a number."""

# The largest values of Integer and BigInteger columns.
LARGEST_ID = 2**31 - 1
LARGEST_LONG_ID = 2**63 - 1
