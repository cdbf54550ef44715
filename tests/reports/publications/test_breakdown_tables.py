"""The tables of who did it, against whom, and by which law."""

from records.i18n import speaking
from reports.publications.breakdown import breakdown
from reports.publications.breakdown_tables import law_tables, person_tables, who_tables
from reports.publications.document_tree import Block, DocumentTable, text
from reports.publications.figures import Figure, figure_of
from tests.reports.publications.test_breakdown import BOTH, FOUND

NOBODY = breakdown([])
HEADS = ("This period", "A year before")


def cells(block: Block) -> list[list[str]]:
    assert isinstance(block, DocumentTable)
    return [[text(cell) for cell in row] for row in block.rows]


def test_every_line_has_its_words_and_the_year_before_and_a_total() -> None:
    with speaking("en"):
        actors, targets, online = who_tables(HEADS, (FOUND, NOBODY), (figure_of(BOTH), Figure(0)))
        assert cells(actors) == [["State official", "2", "0"], ["In all", "2", "0"]]
        assert cells(targets) == [["Journalist", "1", "0"], ["Not known", "1", "0"], ["In all", "2", "0"]]
        assert [row[1] for row in cells(online)] == ["1", "1", "2"]


def test_professions_and_genders_are_told_in_the_readers_language(catalogues: None) -> None:
    with speaking("ru"):
        professions, genders = person_tables(HEADS, (FOUND, NOBODY), (Figure(2, BOTH), Figure(0)))
        assert [row[0] for row in cells(professions)] == ["Редактор", "Журналист", "Всего"]
        assert [row[1] for row in cells(genders)] == ["1", "1", "2"]


def test_an_article_of_law_is_cited_with_what_it_is_about_and_a_sum_that_nobody_recorded_is_a_dash() -> None:
    with speaking("en"):
        articles, remark, sums = law_tables(HEADS, (FOUND, NOBODY))
        assert any("274" in row[0] and "(" in row[0] for row in cells(articles))
        assert cells(sums) == [["Claimed, KZT", "500", "—"], ["Claimed, USD", "70", "—"], ["Awarded, KZT", "0", "—"]]
        assert list(law_tables(HEADS, (NOBODY, NOBODY))) == []
