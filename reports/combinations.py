"""Numbers of combinations, for the exact tests and bounds of the reports."""

import math


def log_choose(total: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose so many of the total."""
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)
