"""The refusal of a value that does not fit its field, in one form for all of them."""

from typing import Any

from records.errors import BadDecision
from records.i18n import tr


def does_not_fit(name: str, value: Any, wanted: str) -> BadDecision:
    """The refusal: field, value, and what to write instead."""
    shown = str(value)
    return BadDecision(
        tr("{field}: {value} does not fit; write {wanted}").format(field=name, value=shown if len(shown) <= 60 else shown[:59] + "…", wanted=wanted)
    )


def refused(name: str, words: str) -> BadDecision:
    """The refusal in words of its own."""
    return BadDecision(f"{name}: {words}")
