"""The largest numbers that rows can have. They stand apart from the tables, so that a command can check a number without loading these."""

# What an Integer and a BigInteger column hold.
LARGEST_ID = 2**31 - 1
LARGEST_LONG_ID = 2**63 - 1
