"""What happened, as one clause for each kind of violation."""

from itertools import chain

from records.i18n import tr_to
from records.incident_texts.clauses import CLAUSES
from records.vocabulary import READ_BY_MACHINE, Category


def test_every_category_that_the_machine_proposes_has_clauses() -> None:
    assert set(CLAUSES) == set(Category) >= set(READ_BY_MACHINE)


def test_every_clause_is_whole_in_each_language() -> None:
    for clause in filter(None, chain.from_iterable(CLAUSES.values())):
        told = {tr_to(lang, clause) for lang in ("kk", "ru")}
        assert len(told) == 2
        assert clause not in told
        assert not any(mark in words for words in (clause, *told) for mark in "{}.")
