"""Near copies: what is one story under two addresses, and what only looks like it."""

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.near_duplicates import BANDS, OutletStory, band_keys, resemblance, same_story

WORDS = [f"сөз{number}" for number in range(3000)]
DAY = date(2026, 11, 24)


def prose(seed: int, length: int = 180) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


@given(st.integers(0, 10**6), st.integers(0, 3))
def test_a_copy_with_a_few_words_changed_shares_a_band_and_is_the_same_story(seed: int, changes: int) -> None:
    words = prose(seed)
    other = list(words)
    for at in random.Random(seed + 1).sample(range(len(words)), changes):
        other[at] = "басқа"
    one, two = " ".join(words), " ".join(other)
    assert set(enumerate(band_keys(one))) & set(enumerate(band_keys(two)))
    assert same_story(OutletStory("t", one, DAY), OutletStory("t", two, DAY))


@given(st.integers(0, 10**6))
def test_two_different_stories_are_not_the_same(seed: int) -> None:
    one, two = " ".join(prose(seed)), " ".join(prose(seed + 1))
    assert not same_story(OutletStory("t", one, DAY), OutletStory("t", two, DAY))


def test_every_text_with_words_has_its_bands_and_one_without_has_none() -> None:
    assert len(band_keys("бір екі")) == BANDS
    assert band_keys("— …") == ()
    assert all(-(2**63) <= key < 2**63 for key in band_keys(" ".join(prose(1))))


def test_template_news_of_two_days_are_two_stories_because_their_numbers_differ() -> None:
    form = " ".join(prose(7, 150))
    monday = OutletStory("Курс 23 ноября", f"{form} доллар 512 теңге, еуро 590 теңге", date(2026, 11, 23))
    tuesday = OutletStory("Курс 24 ноября", f"{form} доллар 514 теңге, еуро 588 теңге", date(2026, 11, 24))
    assert resemblance(monday.text, tuesday.text) > 0.85
    assert not same_story(monday, tuesday)
    assert same_story(monday, OutletStory(monday.title, monday.text, date(2026, 11, 24)))


def test_a_brief_is_a_copy_only_when_nearly_nothing_differs() -> None:
    brief = prose(3, 40)
    changed = [*brief[:-1], "басқа"]
    assert same_story(OutletStory("t", " ".join(brief), DAY), OutletStory("t", " ".join(brief), DAY))
    assert not same_story(OutletStory("t", " ".join(brief), DAY), OutletStory("t", " ".join(["иное", *changed[1:]]), DAY))


def test_the_same_words_a_year_later_are_a_rite_and_no_copy() -> None:
    text = " ".join(prose(5))
    assert not same_story(OutletStory("t", text, DAY), OutletStory("t", text, DAY.replace(year=2025)))
