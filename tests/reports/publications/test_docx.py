"""The .docx: what an editor finds in it, its blocks and styles, and how wide its tables are."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import Engine

from records.database import read_session
from records.i18n import LANGUAGES, use_language
from reports.charts.drawing import width
from reports.kinds import DOCUMENT_KINDS, ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRequest, report_period
from reports.publications.document_tree import Document, DocumentTable, Heading, Paragraph, TextRun
from reports.publications.docx import (
    LANDSCAPE,
    PORTRAIT,
    TABLE_SIZES,
    column_widths,
    field,
    fitting_widths,
    keeps,
    link,
    paragraph,
    set_frame,
    set_styles,
    turned_section,
    upright_section,
    word,
    words,
)
from reports.publications.figure_tables import table as figure_table
from reports.publications.figure_tables import widest_word, widest_words
from reports.publications.figures import Figure
from reports.publications.html import Contents
from reports.publications.publish import publish
from tests.golden.publications.record import TODAY, UNTIL

pytestmark = pytest.mark.usefixtures("catalogues")
OWN_LOOK = {qn(f"w:{name}") for name in ("b", "i", "u", "sz", "color", "vertAlign", "rFonts", "highlight")}
Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def opened(of_press: Callable[[ReportRequest], PublishedReport]) -> Opened:
    """The document of a kind and a language, to be read only."""

    @cache
    def document(kind: ReportKind = ReportKind.MONTHLY, lang: str = "kk") -> Any:
        return docx.Document(BytesIO(of_press(ReportRequest(kind, UNTIL, date(2021, 1, 1), lang, ReportFormat.DOCX)).content))

    return document


@pytest.fixture(scope="session")
def every(opened: Opened, kinds_and_languages: list[tuple[ReportKind, str]]) -> list[Any]:
    return [opened(kind, lang) for kind, lang in kinds_and_languages]


def test_everything_is_set_by_styles_that_the_document_has(every: list[Any]) -> None:
    for made in every:
        assert_set_by_styles(made)


def assert_set_by_styles(made: Any) -> None:
    known = {style.style_id for style in made.styles}
    body = made.element.body
    assert {style.get(qn("w:val")) for name in ("pStyle", "rStyle", "tblStyle") for style in body.iter(qn(f"w:{name}"))} <= known
    assert not [look for run in body.iter(qn("w:rPr")) for look in run if look.tag in OWN_LOOK], "no words have a look of their own"
    assert [one.text for one in made.paragraphs if one.style.name == "Title"] == [made.core_properties.title]
    levels = [int(one.style.name[-1]) for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_name_every_heading_and_lead_to_it_and_a_field_gives_its_page(opened: Opened, lang: str) -> None:
    made = opened(ReportKind.MONTHLY, lang)
    lines = [one for one in made.paragraphs if one.style.name.lower().startswith("toc ") and one.style.name != "TOC Heading"]
    headings = [one for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert [one.text.strip() for one in lines] == [one.text for one in headings]
    for line, heading in zip(lines, headings, strict=True):
        mark = heading._p.find(qn("w:bookmarkStart")).get(qn("w:name"))
        assert line._p.find(qn("w:hyperlink")).get(qn("w:anchor")) == mark
        assert [one.text.split() for one in line._p.iter(qn("w:instrText"))] == [["PAGEREF", mark, "\\h"]]
        assert line.style.name[-1] == heading.style.name[-1]


def test_the_head_names_publisher_and_title_and_the_foot_the_page_and_the_contact(opened: Opened) -> None:
    made = opened(lang="ru")
    upright, turned = made.sections
    assert upright.header.paragraphs[0].text == f"{made.core_properties.author} · {made.core_properties.title}"
    for foot in (upright.footer, upright.first_page_footer, turned.footer):
        assert [one.text.split() for one in foot._element.iter(qn("w:instrText"))] == [["PAGE"], ["NUMPAGES"]]
        assert [one.text for one in foot.paragraphs] == ["https://adilsoz.kz", "Стр. 1 из 1"]
    assert upright.different_first_page_header_footer
    assert not "".join(one.text for one in upright.first_page_header.paragraphs)
    assert turned.header.is_linked_to_previous


def test_without_a_contact_the_foot_has_the_number_of_the_page_alone(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    real = report_period._table
    nobody = {"name": {"kk": "Қорған"}, "contact": {"address": {}, "phone": "", "email": "", "site": ""}}
    monkeypatch.setattr(report_period, "_table", lambda name: nobody if name == "publisher" else real(name))
    with read_session(press) as session:
        made = publish(session, ReportRequest(ReportKind.STATEMENT, UNTIL, None, "kk", ReportFormat.DOCX), TODAY).content
    assert [one.text for one in docx.Document(BytesIO(made)).sections[0].footer.paragraphs] == ["Бет: 1 / 1"]


@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
def test_the_lists_of_records_stand_on_turned_pages_and_nothing_else_does(opened: Opened, kind: ReportKind) -> None:
    made = opened(kind)
    upright, turned = made.sections
    assert (upright.orientation, turned.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert turned.page_width > turned.page_height
    end = next(one for one in made.element.body.iter(qn("w:sectPr")) if one.getparent().tag == qn("w:pPr")).getparent().getparent()
    after = [made.element.body.index(end) < made.element.body.index(table._tbl) for table in made.tables]
    widths = [sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) for table in made.tables]
    assert after == [width > PORTRAIT for width in widths]
    assert all(width <= (LANDSCAPE if turn else PORTRAIT) for width, turn in zip(widths, after, strict=True))
    assert any(after)


def test_no_word_of_a_table_is_wider_than_its_column(every: list[Any]) -> None:
    for table in [table for made in every for table in made.tables]:
        for cell in table._tbl.iter(qn("w:tc")):
            style = next(cell.iter(qn("w:pStyle"))).get(qn("w:val"))
            room = int(next(cell.iter(qn("w:tcW"))).get(qn("w:w"))) - 79
            words = "".join(cell.itertext(qn("w:t")))
            assert widest_word([re.sub(r"\[\d+\]$", "", words)], TABLE_SIZES[re.sub("Table(Text|Number)", "", style)]) * 20 <= room, words


def test_heads_of_tables_are_repeated_rows_stay_whole_and_captions_with_what_they_name(opened: Opened) -> None:
    made = opened()
    for table in made.tables:
        first, *others = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *others))
        assert first.find(f".//{qn('w:keepNext')}") is not None
    assert made.styles["Caption"].paragraph_format.keep_with_next
    blocks = list(made.element.body)
    for nth, block in enumerate(blocks):
        style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == "Caption":
            after = blocks[nth + 1]
            assert after.tag == qn("w:tbl") or after.find(f".//{qn('w:drawing')}") is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_tells_its_numbers_to_who_does_not_see_it(opened: Opened, lang: str) -> None:
    made = opened(ReportKind.MONTHLY, lang)
    said = [picture.get("descr") for picture in made.element.body.iter(qn("wp:docPr"))]
    captions = [one.text for one in made.paragraphs if one.style.name == "Caption"]
    assert len(said) >= 4
    assert all(re.search(r"\d", one) and any(one.startswith(f"{caption}. ") for caption in captions) for one in said)


@pytest.mark.parametrize(("lang", "tag"), [("kk", "kk-KZ"), ("ru", "ru-RU"), ("en", "en-GB")])
def test_the_spelling_is_checked_by_the_language_of_the_text(opened: Opened, lang: str, tag: str) -> None:
    made = opened(ReportKind.STATEMENT, lang)
    assert {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))} == {tag}
    assert made.core_properties.language == tag


def test_the_same_record_gives_the_same_bytes(
    press: Engine, of_press: Callable[[ReportRequest], PublishedReport], kinds_and_languages: list[tuple[ReportKind, str]]
) -> None:
    for kind, lang in kinds_and_languages:
        request = ReportRequest(kind, UNTIL, date(2021, 1, 1), lang, ReportFormat.DOCX)
        with read_session(press) as session:
            again = publish(session, request, TODAY).content
        assert of_press(request).content == again
        for name in (zipped := ZipFile(BytesIO(again))).namelist():
            if name.endswith(".xml"):
                etree.fromstring(zipped.read(name))


HERE = (TextRun("Said"),)


def test_each_kind_of_block_has_a_style_of_its_own() -> None:
    blocks = (
        Heading(2, "Part"), Paragraph(HERE), Paragraph(HERE, small=True), Paragraph(HERE, quoted=True),
        Paragraph((TextRun("two", ("KZ-2021-0001", "KZ-2021-0002"), strong=True),)),
        DocumentTable("Table", ("Name", "Count"), ((HERE, (TextRun("1"),)), (HERE, (TextRun("1"),))), sums=frozenset({1})),
    )  # fmt: skip
    with use_language("en"):
        made = docx.Document(
            BytesIO(word(Document("en", "Title", "Who · when", blocks, "", (), "Behind", "Said", ()), datetime(2021, 1, 1, tzinfo=UTC)))
        )
    styles = [one.style.name for one in made.paragraphs if one.text.strip() and one.style]
    assert styles == ["Title", "Subtitle", "TOC Heading", "toc 1", "toc 1", "Heading 1", "Normal", "Remark", "Quote", "Normal", "Caption", "Heading 1", "Normal", "Figure Entry"]  # fmt: skip
    rows = [[cell.paragraphs[0].style.name for cell in row.cells if cell.paragraphs[0].style] for row in made.tables[0].rows]
    assert rows == [["Table Text", "Table Number"]] * 3
    bold = [[one.get(qn("w:val")) for one in row._tr.iter(qn("w:rStyle"))] for row in made.tables[0].rows]
    assert bold == [[], [], ["Strong", "Strong"]], "the line of the sum"


def test_the_part_of_turned_pages_has_head_and_foot_of_the_part_before() -> None:
    made = docx.Document()
    with use_language("en"):
        set_frame(made, "Adil Soz <&>", "A title", "press@example.org")
    upright, turned = upright_section(made), turned_section(made)
    assert upright.count("headerReference") == upright.count("footerReference") == 2
    assert "titlePg" in upright
    assert "Reference" not in turned
    assert "titlePg" not in turned
    assert 'w:orient="landscape"' in turned
    assert made.sections[0].header.is_linked_to_previous, "it has none of its own"


def test_fields_styles_and_headings_are_those_of_word() -> None:
    made = docx.Document()
    before = len(made.styles)
    set_styles(made, "kk-KZ")
    ids = [style.style_id for style in made.styles]
    assert len(ids) == len(set(ids)) > before
    assert made.styles["Heading 1"].font.color.rgb == made.styles["Title"].font.color.rgb
    assert ids.count("Normal") == 1
    field_made = etree.fromstring(f"<w:body {nsdecls('w')}>{paragraph(field('PAGE', '1'))}</w:body>")
    assert [one.text for one in field_made.iter(qn("w:instrText"))] == [" PAGE "]
    assert [one.text for one in field_made.iter(qn("w:t"))] == ["1"]
    assert [one.get(qn("w:dirty")) for one in field_made.iter(qn("w:fldChar"))] == ["true", None, None]
    contents = Contents()
    assert [contents.add(2, "Counts"), contents.add(3, "By region"), contents.add(2, "Counts")] == [1, 2, 3]
    assert contents.entries() == ((2, "Counts", 1), (3, "By region", 2), (2, "Counts", 3))


cells = st.text("аб ", max_size=60)


def test_columns_have_room_for_their_longest_words_or_are_set_small() -> None:
    columns = [("Номер", "KZ-2021-0001"), ("Күні", "2021 ж. 3 қаң"), ("Іс", "журналистің " * 30), ("Жауапкершілікке тартылмағандар", "3")]
    widths, fits = column_widths(columns, PORTRAIT, 3, 9.5)
    assert fits
    assert all(width > widest_word(texts, 9.5) * 20 for width, texts in zip(widths, columns, strict=True))
    assert widths[1] > widest_word(["2021\u00a0ж.\u00a03\u00a0қаң"], 9.5) * 20
    assert widths[2] == max(widths)
    assert fitting_widths([("Жауапкершілікке", "3")] * 3, PORTRAIT, 1)[1] == ""
    assert fitting_widths([("Жауапкершілікке", "3")] * 6, PORTRAIT, 1)[1] in ("Small", "Tiny")
    assert [keeps(nth, 2) for nth in range(3)] == [True, True, False]
    assert [keeps(nth, 40) for nth in range(3)] == [True, False, False]


@given(st.lists(st.tuples(cells, cells, cells), max_size=5), st.integers(1, 3))
def test_the_columns_are_together_as_wide_as_the_page(rows: list[tuple[str, str, str]], words: int) -> None:
    widths, _ = column_widths(list(zip(("а", "б", ""), *rows, strict=True)), PORTRAIT, words, 9.5)
    assert sum(widths) == pytest.approx(PORTRAIT, abs=3)
    assert min(widths) > 0


shown = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=30)


@given(shown, shown)
def test_a_text_stays_what_it_is(text: str, anchor: str) -> None:
    made = etree.fromstring(f"<w:body {nsdecls('w')}>{paragraph(link(anchor, words(text, 'Hyperlink')), 'Remark', keep=True)}</w:body>")
    assert "".join(map(str, made.itertext())) == text


def test_the_widest_word_is_that_of_a_head_or_a_cell_and_breaks_only_at_a_hyphen() -> None:
    made = figure_table("", ("Номер", "Случай", "Ответственность"), [("KZ-2021-0001", "слово " * 30, Figure(3))], label_columns=2)
    assert widest_words(made, 10) == tuple(width(word, 10) for word in ("KZ-2021-0001", "Случай", "Ответственность"))
    assert widest_word(["шшшшшш iiiiiiii"], 10) == width("шшшшшш", 10)
    assert widest_word([], 10) == widest_word(["", " "], 10) == 0
    assert widest_word(["Западно-Казахстанская область"], 10) == width("Казахстанская", 10)
    assert widest_word(["KZ-2021-0001"], 10) == width("KZ-2021-0001", 10)
    assert widest_word(["x" * 500], 10) == width("x" * 40, 10)
