"""The changes between two texts lead from the one to the other, and name as changed what was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.revisit import paragraph_changes as module
from pipelines.revisit.paragraph_changes import MOST_LINES, paragraph_changes

LINES = st.lists(st.sampled_from("абвгдежз"), max_size=30)


@pytest.fixture(params=["few", "very many"])
def matched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts as short as these, matched as few paragraphs are and as very many are."""
    monkeypatch.setattr(module, "MOST_LINES", MOST_LINES if request.param == "few" else 0)


@pytest.mark.usefixtures("matched")
def test_two_texts_are_gone_through_from_end_to_end_and_what_is_called_equal_is() -> None:
    @given(LINES, LINES)
    def holds(known: list[str], now: list[str]) -> None:
        at, now_at = 0, 0
        for way, start, stop, now_start, now_stop in paragraph_changes(known, now):
            assert (start, now_start) == (at, now_at)
            assert way != "equal" or known[start:stop] == now[now_start:now_stop]
            at, now_at = stop, now_stop
        assert (at, now_at) == (len(known), len(now))

    holds()


@pytest.mark.usefixtures("matched")
def test_a_paragraph_that_came_one_that_went_and_one_that_moved_leave_the_others_equal() -> None:
    known = list("абвгдежз")

    def kept(now: str) -> str:
        return "".join("".join(known[a:b]) for way, a, b, _, _ in paragraph_changes(known, list(now)) if way == "equal")

    assert kept("абвXгдежз") == "абвгдежз"
    assert kept("абгдежз") == "абгдежз"
    assert kept("абгдежзв") == "абгдежз"
    assert {way for way, *_ in paragraph_changes(known, known)} == {"equal"}
