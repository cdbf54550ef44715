"""How one of several candidates for a field compares with the others."""

import math
from collections.abc import Sequence

# A difference of log-odds is limited to this.
_FARTHEST = 4.0


def compared(prefix: str, odds: Sequence[float]) -> list[dict[str, float]]:
    """Return the signs of each candidate by the log-odds of all."""
    signs = []
    for number, own in enumerate(odds):
        best = max((*odds[:number], *odds[number + 1 :]), default=own - _FARTHEST)
        signs.append(
            {
                f"{prefix}: behind another": min(_FARTHEST, max(0.0, best - own)),
                f"{prefix}: ahead of the others": min(_FARTHEST, max(0.0, own - best)),
                f"{prefix}: likeliest": float(own >= best),
            }
        )
    return signs


def counted(candidates: int) -> dict[str, float]:
    """Return the signs of how many candidates there are."""
    return {"the only one": float(candidates == 1), "others": math.log1p(candidates - 1)}
