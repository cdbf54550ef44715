"""With what something is refused: the class of the error, the field that is wrong, the words, and the command that helps."""

from collections.abc import Callable
from typing import Any

import pytest

from records.errors import BadDecision, QorganError


def refusal(act: Callable[..., object], *given: Any, **named: Any) -> str:
    """The refusal of this act, which is none if it is not refused."""
    with pytest.raises(QorganError) as refused:
        act(*given, **named)
    error = refused.value
    field = f" at {error.field}" if isinstance(error, BadDecision) and error.field else ""
    return f"{type(error).__name__}{field}: {error}" + (f" | {error.in_shell}" if error.in_shell else "")
