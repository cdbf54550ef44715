"""Some cards of the queue put right by keyboard in Kazakh and in Russian: every field is recorded as the gold set has it. `python -m tests.bench.forty_cards` does forty, with the time they take."""

import pytest

from tests.bench.forty_cards import worked

CARDS = 4


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_field_of_the_cards_is_recorded_right(language: str) -> None:
    work = worked(language, CARDS)
    assert work.cards == CARDS
    assert work.corrected, "some of them are wrong, or nothing is tried"
    assert not work.refused, "\n".join(work.refused)
    assert not work.wrong, "\n".join(work.wrong)
