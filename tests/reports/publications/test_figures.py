"""The figures of a report: by block, by who did it and against whom, by other organisations' types, and that all of them come to the total."""

import re
from dataclasses import replace

import pytest

from records.i18n import LANGUAGES, use_language
from records.incident_model import Victim
from records.legal_case import ChargedArticle
from records.vocabulary import Actor, Category, Gender, JfjType, MapmfType, Target
from reports.publications import PanelCoverage, impunity
from reports.publications.breakdown import block_lines, breakdown, by_block, law_tables, person_tables, require_blocks, require_breakdown, who_tables
from reports.publications.document_tree import Block, DocumentTable, text
from reports.publications.figures import Figure, ReportRefused, figure_of
from reports.publications.impunity_report import criteria, meanings
from reports.publications.persons_affected import affected_persons
from reports.publications.remarks import impunity_rate
from reports.publications.taxonomies import require_taxonomies, taxonomies, taxonomy_tables
from reports.publications.yearly_report import jfj_kinds, share_of
from tests.reports.publications.told import UNTIL, YEAR, case

NOW = [case("KZ-2021-0001", Category.THR), case("KZ-2021-0002", Category.ATT), case("KZ-2021-0003", Category.ACC), case("KZ-2021-0004", Category.BOR)]
BEFORE = [case("KZ-2020-0001", Category.CRM)]
TOTALS = figure_of(one.number for one in NOW), figure_of(one.number for one in BEFORE)


def test_blocks_hold_every_category_by_gravity_and_come_to_the_total() -> None:
    blocks = block_lines(NOW, BEFORE)
    assert [(block.block, [line.category for line in block.lines]) for block in blocks] == [
        ("A", [Category.ATT, Category.THR]), ("B", [Category.ACC]), ("C", [Category.CRM]), (None, [Category.BOR]),
    ]  # fmt: skip
    assert (blocks[2].now, blocks[2].before) == (Figure(0), Figure(1, ("KZ-2020-0001",)))
    require_blocks(blocks, *TOTALS)
    blocks = block_lines(NOW, BEFORE)
    with pytest.raises(ReportRefused, match="block A"):
        require_blocks([replace(blocks[0], lines=blocks[0].lines[:1]), *blocks[1:]], *TOTALS)
    with pytest.raises(ReportRefused, match="Blocks"):
        require_blocks(blocks[:3], *TOTALS)
    with pytest.raises(ReportRefused):
        require_blocks(blocks, TOTALS[0], Figure(0))
    assert by_block(NOW[2:]) == {"B": Figure(1, ("KZ-2021-0003",)), None: Figure(1, ("KZ-2021-0004",))}


REPORTER = Victim("Сәуле Үлгі", "тілші", person=1, gender=Gender.FEMALE)
ONE_CASE = case(
    "KZ-2021-0001", Category.CIV, actor=Actor.STATE_OFFICIAL, victims=(REPORTER, Victim("Роман Пробный", "редактор", person=2)),
    facts={"target": Target.PERSON, "online": True, "amount_claimed": 500, "amount_awarded": 0, "currency": "KZT"},
)  # fmt: skip
TWO_CASE = case(
    "KZ-2021-0002", Category.CRM, actor=Actor.STATE_OFFICIAL, victims=(replace(REPORTER, profession="журналист"),),
    facts={"law_articles": (ChargedArticle("KZ-CC", "274"), ChargedArticle("KZ-CC", "274", "2"), ChargedArticle("KZ-CC", "131")),
           "amount_claimed": 70, "currency": "USD"},
)  # fmt: skip
FOUND = breakdown([ONE_CASE, TWO_CASE])
PAIR = ("KZ-2021-0001", "KZ-2021-0002")


def test_an_incident_stands_once_under_who_did_it_every_law_that_it_names_and_its_sums() -> None:
    assert FOUND.by_actor == {Actor.STATE_OFFICIAL: Figure(2, PAIR)}
    assert FOUND.by_target == {Target.PERSON: Figure(1, PAIR[:1]), None: Figure(1, PAIR[1:])}
    assert (FOUND.online, FOUND.offline) == (Figure(1, PAIR[:1]), Figure(1, PAIR[1:]))
    assert FOUND.by_law == {"KZ-CC 131": Figure(1, PAIR[1:]), "KZ-CC 274": Figure(1, PAIR[1:])}
    assert FOUND.claimed == {"KZT": Figure(500, PAIR[:1]), "USD": Figure(70, PAIR[1:])}
    assert FOUND.awarded == {"KZT": Figure(0, PAIR[:1])}


def test_a_person_of_two_incidents_counts_once_by_the_first_that_is_known_of_her_in_whatever_language() -> None:
    assert FOUND.by_profession == {"editor": Figure(1, PAIR[:1]), "journalist": Figure(1, PAIR)}
    assert FOUND.by_gender == {Gender.FEMALE: Figure(1, PAIR), Gender.UNKNOWN: Figure(1, PAIR[:1])}
    unknown_first = breakdown(
        [replace(ONE_CASE, victims=(replace(REPORTER, profession="", gender=Gender.UNKNOWN),)), replace(ONE_CASE, victims=(REPORTER,))]
    )
    assert list(unknown_first.by_profession) == ["journalist"]
    assert list(unknown_first.by_gender) == [Gender.FEMALE]


def test_a_table_that_does_not_hold_everybody_once_is_refused() -> None:
    crowd = case("KZ-2021-0003", Category.DET, victims=tuple(Victim(f"Пострадавший {chr(0x430 + nth % 32) * (1 + nth // 32)}") for nth in range(40)))
    found = breakdown([crowd])
    assert found.by_gender == {Gender.UNKNOWN: Figure(40, ("KZ-2021-0003",))}
    require_breakdown(found, Figure(1, ("KZ-2021-0003",)), affected_persons([crowd]))
    total, persons = figure_of(PAIR), affected_persons([ONE_CASE, TWO_CASE])
    require_breakdown(FOUND, total, persons)
    with pytest.raises(ReportRefused):
        require_breakdown(replace(FOUND, by_actor={}), total, persons)
    with pytest.raises(ReportRefused):
        require_breakdown(replace(FOUND, online=Figure(0)), total, persons)
    with pytest.raises(ReportRefused, match=r"\b1\b.*\b2$"):
        require_breakdown(replace(FOUND, by_gender={Gender.FEMALE: Figure(1, PAIR)}), total, persons)


NOBODY = breakdown([])
HEADS = ("This period", "A year before")


def cells(block: Block) -> list[list[str]]:
    assert isinstance(block, DocumentTable)
    return [[text(cell) for cell in row] for row in block.rows]


def test_every_line_has_its_words_and_the_year_before_and_a_total() -> None:
    with use_language("en"):
        actors, targets, online = who_tables(HEADS, (FOUND, NOBODY), (figure_of(PAIR), Figure(0)))
        assert cells(actors) == [["State official", "2", "0"], ["In all", "2", "0"]]
        assert cells(targets) == [["Journalist", "1", "0"], ["Not known", "1", "0"], ["In all", "2", "0"]]
        assert [row[1] for row in cells(online)] == ["1", "1", "2"]


def test_professions_and_genders_are_reported_in_the_readers_language(catalogues: None) -> None:
    with use_language("ru"):
        professions, genders = person_tables(HEADS, (FOUND, NOBODY), (Figure(2, PAIR), Figure(0)))
        assert [row[0] for row in cells(professions)] == ["Редактор", "Журналист", "Всего"]
        assert [row[1] for row in cells(genders)] == ["1", "1", "2"]


def test_an_article_of_law_is_cited_with_what_it_is_about_and_a_sum_that_nobody_recorded_is_a_dash() -> None:
    with use_language("en"):
        articles, remark, sums = law_tables(HEADS, (FOUND, NOBODY))
        assert any("274" in row[0] and "(" in row[0] for row in cells(articles))
        assert cells(sums) == [["Claimed, KZT", "500", "—"], ["Claimed, USD", "70", "—"], ["Awarded, KZT", "0", "—"]]
        assert list(law_tables(HEADS, (NOBODY, NOBODY))) == []


pytestmark = pytest.mark.usefixtures("catalogues")
OF_EVERY_CATEGORY = [case(f"KZ-2021-{nth:04d}", category) for nth, category in enumerate(Category, 1)]
OF_ALL = figure_of(one.number for one in OF_EVERY_CATEGORY)


def test_the_types_of_others_hold_every_category_once_or_refuse_the_report() -> None:
    found = taxonomies(OF_EVERY_CATEGORY)
    require_taxonomies(found, OF_ALL)
    assert (set(found.jfj), set(found.mapmf)) == (set(JfjType), set(MapmfType))
    assert "KZ-2021-0001" in found.jfj[JfjType.PHYSICAL].numbers
    found = taxonomies(OF_EVERY_CATEGORY)
    with pytest.raises(ReportRefused, match="Mapping Media Freedom"):
        require_taxonomies(replace(found, mapmf={**found.mapmf, MapmfType.LEGAL: Figure(0)}), OF_ALL)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_has_a_table_with_a_row_for_every_type_and_the_sum(lang: str) -> None:
    with use_language(lang):
        tables = list(taxonomy_tables((("x", taxonomies(OF_EVERY_CATEGORY), OF_ALL),)))
    assert [len(one.rows) for one in tables if isinstance(one, DocumentTable)] == [len(JfjType) + 1, len(MapmfType) + 1]
    for one in tables:
        assert isinstance(one, DocumentTable)
        values = [int(text(row[1])) for row in one.rows]
        assert sum(values[:-1]) == values[-1] == len(OF_EVERY_CATEGORY)


MANY = [
    case("KZ-2021-0001", Category.ATT, "DRP"), case("KZ-2021-0002", Category.THR, "APN"), case("KZ-2021-0003", Category.CRM, "JSN"),
    case("KZ-2021-0004", Category.ACC), case("KZ-2021-0005", Category.DET), case("KZ-2021-0006", Category.DET, facts={"lawful": "no"}),
]  # fmt: skip
TOTAL = figure_of(one.number for one in MANY)


def test_only_what_the_law_punishes_is_in_the_rate_and_everything_else_is_outside() -> None:
    rate = impunity_rate(MANY, UNTIL, TOTAL)
    assert rate.unanswered.whole.numbers == ("KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0006")
    assert rate.unanswered.part.numbers == ("KZ-2021-0001", "KZ-2021-0006")
    assert rate.beside.numbers == ("KZ-2021-0003", "KZ-2021-0004", "KZ-2021-0005")
    sentenced = replace(MANY[0], number="KZ-2021-0009", categories=(Category.ATT, Category.CRM), statuses=MANY[2].statuses)
    assert impunity_rate([sentenced], UNTIL, figure_of(["KZ-2021-0009"])).unanswered.value == 1.0
    with pytest.raises(ReportRefused, match="difference of -1"):
        impunity_rate(MANY, UNTIL, Figure(7, (*TOTAL.numbers, "KZ-2021-0007")))


def test_a_share_opens_its_part_and_every_category_has_one_type() -> None:
    with use_language("en"):
        told = share_of(Figure(1, ("KZ-2021-0001",)), Figure(4, ()))
        assert (told.text, told.numbers) == ("25%", ("KZ-2021-0001",))
        assert share_of(Figure(0), Figure(0)).text == "—"
    with use_language("en"):
        kinds = dict(jfj_kinds())
    assert list(kinds) == list(JfjType)
    assert sum(words.count(";") + 1 for words in kinds.values()) == len(Category)


ATTACKED, CLAIM = case("KZ-2021-0001", Category.ATT, "DRP"), case("KZ-2021-0002", Category.CIV, "JDM")
KILLED = case("KZ-2021-0003", Category.KIL, "PTI", facts={"motive": "confirmed"})
HEARD = PanelCoverage(YEAR.since, ())


def judged(*incidents: object) -> list[list[str]]:
    with use_language("en"):
        report = impunity(list(incidents), YEAR, HEARD)  # type: ignore[arg-type]
        (table,) = [block for block in criteria(report) if isinstance(block, DocumentTable)]
        named = re.compile("Council of Europe|UNESCO|Committee to Protect Journalists")
        return [[*named.findall(text(row[0])), *map(text, row[1:])] for row in table.rows]


def test_killings_alone_are_judged_by_unesco_and_the_committee_and_no_civil_claim() -> None:
    assert judged(ATTACKED, CLAIM) == [["Council of Europe", "Impunity", "1"], ["Council of Europe", "No, or not yet", "0"]]
    found = judged(ATTACKED, CLAIM, KILLED)
    assert ["UNESCO", "Ongoing", "1"] in found
    assert ["Committee to Protect Journalists", "Complete impunity", "1"] in found
    assert sum(int(row[2]) for row in found if "Council" in row[0]) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_of_the_report_are_explained(lang: str) -> None:
    with use_language(lang):
        assert len(list(meanings(impunity([], YEAR, HEARD)))) == 3
