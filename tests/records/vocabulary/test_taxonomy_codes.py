"""The taxonomies: every category stands somewhere that is explained, and nothing is explained in which nothing stands."""

import pytest

from records.i18n import LANGUAGES, tr_to
from records.vocabulary import CATEGORIES
from records.vocabulary.taxonomy_codes import TAXONOMIES_OF_OTHERS, Taxonomy


@pytest.mark.parametrize("taxonomy", TAXONOMIES_OF_OTHERS, ids=lambda one: one.column)
def test_the_codes_of_a_taxonomy_are_those_that_the_categories_have_in_it(taxonomy: Taxonomy) -> None:
    used = {taxonomy.place(facts) for facts in CATEGORIES.values()} - {None}
    assert set(taxonomy.labels) == used


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize("taxonomy", TAXONOMIES_OF_OTHERS, ids=lambda one: one.column)
def test_each_code_is_explained_in_every_language_and_its_owner_and_source_are_named(taxonomy: Taxonomy) -> None:
    assert taxonomy.owner
    assert taxonomy.source.startswith("https://")
    for label in taxonomy.labels.values():
        assert all(tr_to(lang, label) for lang in LANGUAGES)
        assert len({tr_to(lang, label) for lang in ("kk", "ru", "en")}) > 1, label
