"""A view as a file for people: real dates, harmless texts, a head that stays, and the separators of the reader's language."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from reports.exports.view_files import ViewSheet, write_view

DAY = date(2026, 11, 21)
ROWS: list[list[Any]] = [
    ["=HYPERLINK(1)", DAY, 5, None],
    ["қараша, «сот»; x", "ноябрь 2026", 0, ""],
    ["+7 701", None, None, "\x0b\nтегіс"],
    ["а" * 40_000, DAY, 1, "@x"],
]


def written(form: str, lang: str) -> bytes:
    stream = io.BytesIO()
    write_view(form, stream, ViewSheet("Оқиғалар", ("Тақырыбы", "Күні", "Күн саны", "Жері"), (60, 13, 10, 20), ROWS), lang)
    return stream.getvalue()


def test_a_sheet_has_real_dates_numbers_and_a_head_that_stays_with_filters_and_widths() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx", "kk"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Тақырыбы", "Күні", "Күн саны", "Жері"]
    assert (sheet["B2"].value.date(), sheet["B2"].number_format) == (DAY, "dd.mm.yyyy")
    assert (sheet["C2"].value, sheet["C3"].value, sheet["C4"].value, sheet["D2"].value) == (5, 0, None, None)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D5"
    assert sheet.column_dimensions["A"].width == 60
    assert sheet["A1"].font.b


def test_no_cell_is_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx", "ru"))).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=HYPERLINK(1)", "s")
    assert sheet["A4"].value == "'+7 701"
    assert len(sheet["A5"].value) == 32_767
    rows = list(csv.reader(io.StringIO(written("csv", "ru").decode("utf-8-sig")), delimiter=";"))
    assert [row[0][:3] for row in rows[1:]] == ["'=H", "қар", "'+7", "ааа"]
    assert rows[4][3] == "'@x"


@pytest.mark.parametrize(("lang", "separator"), [("kk", ";"), ("ru", ";"), ("en", ",")])
def test_a_csv_opens_in_the_spreadsheet_of_the_readers_language(lang: str, separator: str) -> None:
    found = written("csv", lang)
    assert found.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(found.decode("utf-8-sig")), delimiter=separator))
    assert rows[1] == ["'=HYPERLINK(1)", "21.11.2026", "5", ""]
    assert rows[2][1] == "ноябрь 2026"
