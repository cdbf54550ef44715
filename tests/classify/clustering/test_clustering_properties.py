"""What holds of grouping whatever the articles say."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from classify.clustering import grouped, keys_of, matches
from records.incident_model import ArticleGroup, Traits

_NAMES = st.sampled_from(
    ("есиркегенов|рустем", "есиркегенов|р", "есиркегенов|", "сериков|асхат", "сериков|", "досжан|мухтархан", "мухтархан|досжан", "лещенко|карина")
)
_TRAITS = st.builds(
    Traits,
    article=st.sampled_from("abcdef"),
    lang=st.sampled_from(("kk", "ru", "en")),
    published=st.none() | st.dates(date(2024, 1, 1), date(2024, 3, 1)),
    label=st.sampled_from(("incident", "followup")),
    persons=st.lists(_NAMES, max_size=2).map(tuple),
    others=st.lists(_NAMES, max_size=2).map(tuple),
    outlets=st.lists(st.sampled_from(("керуен", "степнвестник", "азатик")), max_size=2).map(tuple),
    region=st.sampled_from((None, "KZ-27", "KZ-75")),
    place=st.none(),
    day=st.none() | st.dates(date(2024, 1, 1), date(2024, 3, 1)),
    precision=st.sampled_from(("day", "month")),
    codes=st.lists(st.sampled_from(("ATT", "DET", "CRM", "ADM", "BLK")), max_size=2, unique=True).map(tuple),
)


@given(one=_TRAITS, other=_TRAITS)
def test_whatever_would_match_is_found_by_a_shared_key(one: Traits, other: Traits) -> None:
    if matches(one, [ArticleGroup(1, (other,))]):
        assert set(keys_of(one)) & set(keys_of(other))
        assert len(set(grouped([one, other]))) == 1


@given(new=_TRAITS, members=st.lists(st.lists(_TRAITS, min_size=1, max_size=3), max_size=4))
def test_matches_are_ordered_and_the_same_whatever_order_the_groups_come_in(new: Traits, members: list[list[Traits]]) -> None:
    groups = [ArticleGroup(number, tuple(some)) for number, some in enumerate(members)]
    found = matches(new, groups)
    assert found == matches(new, groups[::-1])
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)


@given(one=_TRAITS, other=_TRAITS)
def test_two_articles_go_together_or_apart_in_either_order(one: Traits, other: Traits) -> None:
    assert bool(matches(one, [ArticleGroup(1, (other,))])) == bool(matches(other, [ArticleGroup(1, (one,))]))
