"""Windows for training: of an incident one that holds the act, of anything else its beginning or any other."""

import random

import pytest

from classify.training.encoder.training_windows import training_window

ROOM = 98


@pytest.mark.parametrize("telling", [True, False])
def test_a_text_that_fits_is_read_whole(telling: bool) -> None:
    assert training_window(ROOM, [3], random.Random(1), telling=telling, window=100) == (0, ROOM)


@pytest.mark.parametrize("act", [0, 5, 150, 480, 499])
def test_the_window_of_an_incident_holds_its_act_and_not_always_at_the_same_place(act: int) -> None:
    found = {training_window(500, [act], random.Random(seed), telling=True, window=100) for seed in range(50)}
    assert all(first <= act < last and first >= 0 and last <= 500 and last - first == ROOM for first, last in found)
    assert len(found) > 5 or act in (0, 5, 499, 480)


def test_without_a_marked_act_it_is_the_beginning() -> None:
    assert training_window(500, [], random.Random(1), telling=True, window=100) == (0, ROOM)


def test_of_other_news_every_part_is_read_at_some_time_and_the_beginning_half_the_time() -> None:
    found = [training_window(500, [], random.Random(seed), telling=False, window=100) for seed in range(400)]
    assert 140 < sum(first == 0 for first, _ in found) < 260
    assert max(last for _, last in found) > 480
    assert all(first >= 0 and last <= 500 and last - first == ROOM for first, last in found)
