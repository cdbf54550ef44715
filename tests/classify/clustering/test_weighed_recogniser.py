"""Grouping with weights that were learned."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from classify import clustering
from classify.clustering.weighed_recogniser import WeighedRecogniser
from classify.clustering.weights import SHIPPED_WEIGHTS
from records.incident_model import ArticleGroup
from records.model import Article
from tests.bench.grouping import synthetic
from tests.classify.clustering.test_group_match import told

GROUPS = [ArticleGroup(number, (told(f"g{number}", place="уральск" if number % 2 else "атырау"),)) for number in range(4)]


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_with_the_shipped_weights_it_groups_as_is_shipped(seed: int) -> None:
    first, *others = synthetic(12, seed)
    groups = [ArticleGroup(number, (one,)) for number, one in enumerate(others)]
    own = WeighedRecogniser(SHIPPED_WEIGHTS)
    assert own.matches(first, groups) == clustering.matches(first, groups)
    assert own.candidates(first, groups) == clustering.candidates(first, groups)
    assert (own.keys_of(first), own.wide_keys_of(first)) == (clustering.keys_of(first), clustering.wide_keys_of(first))


def test_other_weights_join_what_these_do_not_and_part_what_these_join() -> None:
    new = told("new")
    assert clustering.matches(new, GROUPS)
    assert WeighedRecogniser(replace(SHIPPED_WEIGHTS, nothing=-50.0)).matches(new, GROUPS) == []
    assert WeighedRecogniser(replace(SHIPPED_WEIGHTS, nothing=-50.0)).candidates(new, GROUPS) == []
    stranger = told("stranger", persons=(), outlets=(), words=(), codes=("CYB",))
    assert len(WeighedRecogniser(replace(SHIPPED_WEIGHTS, nothing=50.0)).matches(stranger, GROUPS)) > len(clustering.matches(stranger, GROUPS))


def test_the_traits_of_an_article_hang_on_no_weights() -> None:
    article, screening = Article("1", "Журналиста Рустема Есиркегенова избили в Уральске.", lang="ru"), {"lang": "ru", "label": "incident"}
    assert WeighedRecogniser(replace(SHIPPED_WEIGHTS, nothing=9.0)).traits_of(article, screening) == clustering.traits_of(article, screening)
