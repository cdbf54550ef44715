"""Windows for training: of an incident one that holds the act, of anything else its beginning or any other; some are as short as a headline."""

import random

import pytest

from classify.training.encoder.training_windows import training_window

ROOM = 98
Window = tuple[int, int]


def windows(length: int, acts: list[int], whom: list[int], *, telling: bool, times: int = 400) -> list[Window]:
    return [training_window(length, acts, whom, random.Random(seed), telling=telling, window=100) for seed in range(times)]


def long(found: list[Window]) -> list[Window]:
    return [(first, last) for first, last in found if last - first == ROOM]


@pytest.mark.parametrize("telling", [True, False])
def test_a_text_that_fits_is_mostly_read_whole(telling: bool) -> None:
    found = windows(ROOM, [3], [5], telling=telling)
    assert 0.78 < len(long(found)) / len(found) < 0.92
    assert set(long(found)) == {(0, ROOM)}


@pytest.mark.parametrize("act", [0, 5, 150, 480, 499])
def test_the_window_of_an_incident_holds_its_act_and_not_always_at_the_same_place(act: int) -> None:
    found = long(windows(500, [act], [act], telling=True, times=60))
    assert all(first <= act < last and first >= 0 and last <= 500 for first, last in found)
    assert len(set(found)) > 5 or act in (0, 5, 499, 480)


def test_without_a_marked_act_it_is_the_beginning() -> None:
    assert set(windows(500, [], [], telling=True)) == {(0, ROOM)}


def test_of_other_news_every_part_is_read_at_some_time_and_the_beginning_half_the_time() -> None:
    found = windows(500, [], [], telling=False)
    assert 120 < sum(first == 0 for first, _ in found) < 240
    assert max(last for _, last in found) > 480
    assert all(first >= 0 and last <= 500 for first, last in found)


def test_a_short_window_of_an_incident_holds_the_act_and_to_whom_it_was_done() -> None:
    found = windows(500, [200], [180, 230], telling=True)
    short = [one for one in found if one not in long(found)]
    assert 30 < len(short) < 100
    assert all(first <= 180 and 200 < last <= 225 and last - first <= 62 for first, last in short)


@pytest.mark.parametrize(("acts", "whom"), [([200], []), ([], [200]), ([200], [400])])
def test_an_act_without_its_person_near_by_is_never_cut_out(acts: list[int], whom: list[int]) -> None:
    found = windows(500, acts, whom, telling=True)
    assert long(found) == found


def test_other_news_is_as_often_short_so_that_shortness_says_nothing() -> None:
    found = windows(500, [], [], telling=False)
    short = [one for one in found if one not in long(found)]
    assert 30 < len(short) < 100
    assert all(20 <= last - first <= 100 for first, last in short)
