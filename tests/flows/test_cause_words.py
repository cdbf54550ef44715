"""Why an outlet failed, in words."""

import pytest

from flows.cause_words import cause_words
from records.vocabulary import Cause


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_its_words(cause: Cause) -> None:
    assert cause_words(cause.value)
    assert cause_words(None) == ""
