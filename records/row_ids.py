"""The ids that rows can have, separate from the tables so that commands need not load those to check an id."""

# The largest values of Integer and BigInteger columns.
LARGEST_ID = 2**31 - 1
LARGEST_LONG_ID = 2**63 - 1


def parse_id(written: str, largest: int = LARGEST_ID) -> int | None:
    """Return the id that somebody wrote in digits; None if no row can have it."""
    digits = written.lstrip("0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > len(str(largest)) or int(digits) > largest:
        return None
    return int(digits)
