"""The .docx: what an editor finds in it, and how its pages come out."""

import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree
from sqlalchemy import Engine

from records.database import read_session
from records.i18n import LANGUAGES
from reports.publications import ReportFormat, ReportKind, ReportRequest, publish, reference
from reports.publications.docx_styles import TABLE_SIZES
from reports.publications.docx_tables import LANDSCAPE, PORTRAIT
from reports.publications.figure_tables import widest_word
from tests.golden.publications.record import TODAY, UNTIL

pytestmark = pytest.mark.usefixtures("catalogues")

OWN_LOOK = {qn(f"w:{name}") for name in ("b", "i", "u", "sz", "color", "vertAlign", "rFonts", "highlight")}
EVERY = [(kind, lang) for kind in ReportKind for lang in LANGUAGES]


def content(engine: Engine, kind: ReportKind, lang: str, until: date = UNTIL) -> bytes:
    with read_session(engine) as session:
        return publish(session, ReportRequest(kind, until, date(2021, 1, 1), lang, ReportFormat.DOCX), TODAY).content


def opened(engine: Engine, kind: ReportKind = ReportKind.MONTHLY, lang: str = "kk") -> Any:
    return docx.Document(BytesIO(content(engine, kind, lang)))


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_everything_is_set_by_styles_that_the_document_has(press: Engine, kind: ReportKind, lang: str) -> None:
    made = opened(press, kind, lang)
    known = {style.style_id for style in made.styles}
    body = made.element.body
    assert {style.get(qn("w:val")) for name in ("pStyle", "rStyle", "tblStyle") for style in body.iter(qn(f"w:{name}"))} <= known
    assert not [look for run in body.iter(qn("w:rPr")) for look in run if look.tag in OWN_LOOK], "no words have a look of their own"
    assert [one.text for one in made.paragraphs if one.style.name == "Title"] == [made.core_properties.title]
    levels = [int(one.style.name[-1]) for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_contents_name_every_heading_and_lead_to_it_and_a_field_gives_its_page(press: Engine, lang: str) -> None:
    made = opened(press, ReportKind.MONTHLY, lang)
    lines = [one for one in made.paragraphs if one.style.name.lower().startswith("toc ") and one.style.name != "TOC Heading"]
    headings = [one for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert [one.text.strip() for one in lines] == [one.text for one in headings]
    for line, heading in zip(lines, headings, strict=True):
        mark = heading._p.find(qn("w:bookmarkStart")).get(qn("w:name"))
        assert line._p.find(qn("w:hyperlink")).get(qn("w:anchor")) == mark
        assert [one.text.split() for one in line._p.iter(qn("w:instrText"))] == [["PAGEREF", mark, "\\h"]]
        assert line.style.name[-1] == heading.style.name[-1]


def test_the_head_names_publisher_and_title_and_the_foot_the_page_and_the_contact(press: Engine) -> None:
    made = opened(press, lang="ru")
    upright, turned = made.sections
    assert upright.header.paragraphs[0].text == f"{made.core_properties.author} · {made.core_properties.title}"
    for foot in (upright.footer, upright.first_page_footer, turned.footer):
        assert [one.text.split() for one in foot._element.iter(qn("w:instrText"))] == [["PAGE"], ["NUMPAGES"]]
        assert [one.text for one in foot.paragraphs] == ["https://adilsoz.kz", "Стр. 1 из 1"]
    assert upright.different_first_page_header_footer
    assert not "".join(one.text for one in upright.first_page_header.paragraphs)
    assert turned.header.is_linked_to_previous


def test_without_a_contact_the_foot_has_the_number_of_the_page_alone(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    real = reference._table
    nobody = {"name": {"kk": "Қорған"}, "contact": {"address": {}, "phone": "", "email": "", "site": ""}}
    monkeypatch.setattr(reference, "_table", lambda name: nobody if name == "publisher" else real(name))
    assert [one.text for one in opened(press).sections[0].footer.paragraphs] == ["Бет: 1 / 1"]


@pytest.mark.parametrize("kind", ReportKind)
def test_the_lists_of_records_stand_on_turned_pages_and_nothing_else_does(press: Engine, kind: ReportKind) -> None:
    made = opened(press, kind)
    upright, turned = made.sections
    assert (upright.orientation, turned.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert turned.page_width > turned.page_height
    end = next(one for one in made.element.body.iter(qn("w:sectPr")) if one.getparent().tag == qn("w:pPr")).getparent().getparent()
    after = [made.element.body.index(end) < made.element.body.index(table._tbl) for table in made.tables]
    widths = [sum(int(column.get(qn("w:w"))) for column in table._tbl.tblGrid) for table in made.tables]
    assert after == [width > PORTRAIT for width in widths]
    assert all(width <= (LANDSCAPE if turn else PORTRAIT) for width, turn in zip(widths, after, strict=True))
    assert any(after)


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_no_word_of_a_table_is_wider_than_its_column(press: Engine, kind: ReportKind, lang: str) -> None:
    made = opened(press, kind, lang)
    for table in made.tables:
        for cell in table._tbl.iter(qn("w:tc")):
            style = next(cell.iter(qn("w:pStyle"))).get(qn("w:val"))
            room = int(next(cell.iter(qn("w:tcW"))).get(qn("w:w"))) - 79
            words = "".join(cell.itertext(qn("w:t")))
            assert widest_word([re.sub(r"\[\d+\]$", "", words)], TABLE_SIZES[re.sub("Table(Text|Number)", "", style)]) * 20 <= room, words


def test_heads_of_tables_are_repeated_rows_stay_whole_and_captions_with_what_they_name(press: Engine) -> None:
    made = opened(press)
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
def test_a_picture_tells_its_numbers_to_who_does_not_see_it(press: Engine, lang: str) -> None:
    made = opened(press, ReportKind.MONTHLY, lang)
    said = [picture.get("descr") for picture in made.element.body.iter(qn("wp:docPr"))]
    captions = [one.text for one in made.paragraphs if one.style.name == "Caption"]
    assert len(said) >= 4
    assert all(re.search(r"\d", one) and any(one.startswith(f"{caption}. ") for caption in captions) for one in said)


@pytest.mark.parametrize(("lang", "tag"), [("kk", "kk-KZ"), ("ru", "ru-RU"), ("en", "en-GB")])
def test_the_spelling_is_checked_by_the_language_of_the_text(press: Engine, lang: str, tag: str) -> None:
    made = opened(press, ReportKind.STATEMENT, lang)
    assert {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))} == {tag}
    assert made.core_properties.language == tag


def test_the_same_record_gives_the_same_bytes(press: Engine) -> None:
    for kind in ReportKind:
        first, second = (content(press, kind, "ru") for _ in range(2))
        assert first == second
        for name in (zipped := ZipFile(BytesIO(first))).namelist():
            if name.endswith(".xml"):
                etree.fromstring(zipped.read(name))


def test_libreoffice_fills_the_contents_and_numbers_and_turns_the_pages_of_the_annex(press: Engine, tmp_path: Path) -> None:
    soffice, reader = shutil.which("soffice"), shutil.which("pdftotext")
    assert soffice, "LibreOffice is not here to open the document with: apt-get install -y --no-install-recommends libreoffice-writer"
    assert reader, "pdftotext is not here to read the pages with: apt-get install -y poppler-utils"
    file = tmp_path / "report.docx"
    file.write_bytes(content(press, ReportKind.STATEMENT, "kk"))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run([soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=600)  # fmt: skip
    told = subprocess.run([reader, "-layout", str(file.with_suffix(".pdf")), "-"], check=True, capture_output=True, timeout=600).stdout.decode()
    pages = told.rstrip("\f\n").split("\f")
    first, annex = pages[0], next(nth for nth, page in enumerate(pages, 1) if re.search(r"^\s*Жазбалар тізімі\s*$", page, re.MULTILINE))
    assert re.search(rf"Жазбалар тізімі\.+ ?{annex}\b", first)
    assert [f"Бет: {nth} / {len(pages)}" in page for nth, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("Нөмірі" in page or "Номері" in page for page in pages[annex - 1 :]), "the head of the list stands on each of its pages"
