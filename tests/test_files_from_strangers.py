"""A small file that unpacks to gigabytes ends the real command in one line, and takes no more memory than any other file. What is good beside it is read."""

import gzip
import io
import json
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from reports.imports.import_files import sheet_rows
from tests.bombs import MOST_MEMORY, Ended, MiB, answer, gzip_bomb, measured, warc_head
from tests.flows.real_command import QORGAN, Home
from tests.spiders.web_site import article_page

starting = pytest.mark.usefixtures("processes")
# Megabytes.
BOMB = 1024
PRESS = "https://press.example/2026/11/24/"


def qorgan(home: Home, *words: str, given: str = "") -> Ended:
    """The command run to its end, none of whose processes took much and which never showed its own inside."""
    ended = measured([str(QORGAN), *words], home.environment, given)
    assert "Traceback" not in ended.said
    assert ended.memory < MOST_MEMORY
    return ended


def stored(name: str, body: bytes) -> bytes:
    """A WARC record, packed as collections pack it."""
    return gzip.compress(warc_head(PRESS + name, len(body)) + body + b"\r\n\r\n")


def good(number: int) -> bytes:
    return stored(str(number), answer(article_page(number, date(2026, 11, 24)).encode()))


@starting
def test_warc_files_of_a_gigabyte_a_record_are_replayed_and_what_is_good_in_them_is_stored(tmp_path: Path) -> None:
    head = answer(b"")
    endless = gzip_bomb(BOMB, warc_head(PRESS + "endless", len(head) + BOMB * MiB) + head, b"\r\n\r\n")
    packed = stored("packed", answer(gzip_bomb(BOMB), b"Content-Encoding: gzip\r\n"))
    files = {
        "endless.warc.gz": good(1) + endless + good(2),
        "packed.warc.gz": good(3) + packed + good(4),
        "no-status.warc.gz": good(5) + stored("no-status", answer(b"x", status=b"abc")) + good(6),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert len(data) < 4 * MiB
    home = Home(tmp_path / "var")
    ended = qorgan(home, "replay", "--all-hosts", *(str(tmp_path / name) for name in files))
    assert ended.code == 0, ended.said + home.logs()
    fates = {row["url"].removeprefix(PRESS): row["fate"] for row in home.rows("pages")}
    # Nobody can know what stands behind a gigabyte without unpacking them; what stands behind any other bad record is read.
    wrong = {f"endless.warc.gz#{len(good(1))}": "bad_content", "packed": "too_large", "no-status": "bad_content"}
    assert fates == {**dict.fromkeys("13456", "stored"), **wrong}
    assert len(home.rows("articles")) == 5


@starting
def test_a_workbook_whose_cells_unpack_to_far_more_is_refused_in_one_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("incidents", 0)
    sheet.append(["primary", "summary_en"])
    # One shared string, in so many cells that they stand for 600 MB.
    for _ in range(600):
        sheet.append(["ATT", *["x" * 32_000] * 32])
    book.save(tmp_path / "bomb.xlsx")
    assert (tmp_path / "bomb.xlsx").stat().st_size < 2 * 2**20
    ended = qorgan(Home(tmp_path / "var"), "import", "incidents", str(tmp_path / "bomb.xlsx"))
    (line,) = ended.said.strip().splitlines()
    assert (ended.code, line.partition("bomb.xlsx ")[0]) == (2, "qorgan: ")


HUGE: dict[str, Callable[[], str]] = {
    # As much as may be imported, of what becomes most when it is read.
    "cells.csv": lambda: "primary,summary\nATT," + "," * (60 * MiB),
    "columns.csv": lambda: ",".join(f"c{number}" for number in range(1_900_000)),
    "cell.csv": lambda: 'primary,summary\nATT,"' + ("😀" + "a" * MiB + "\n") * 60,
    "rows.csv": lambda: "primary,summary\n" + "A\n" * (30 * MiB),
    "objects.jsonl": lambda: "{}\n" * (20 * MiB),
    "members.jsonl": lambda: "[" + "{}," * (20 * MiB) + "{}]\n",
    "fields.jsonl": lambda: ("{" + ",".join(f'"a{number}":1' for number in range(19_000)) + "}\n") * 100,
    "nested.jsonl": lambda: '{"primary":' + "[" * (9 * MiB) + "\n",
    "line.jsonl": lambda: '{"primary":"😀' + "a" * (60 * MiB) + '"}\n',
}


# What `qorgan import` does with a file before it opens the database, for each in one process.
READING = """
import sys; from datetime import date; from pathlib import Path
from reports.imports.import_values import ImportRefused, NotReadable; from reports.imports.import_run import check_import
for name in sys.argv[1:]:
    try: check_import(Path(name), date(2026, 11, 24))
    except (ImportRefused, NotReadable) as error: print(Path(name).name, len(str(error)) < 100_000)
"""


def require_refused(files: list[Path]) -> None:
    """Each is refused in few words, and all of them take no more memory than any other file."""
    ended = measured([sys.executable, "-c", READING, *map(str, files)])
    assert ended.out.splitlines() == [f"{file.name} True" for file in files], ended.said
    assert ended.memory < MOST_MEMORY


@starting
def test_a_table_of_the_largest_size_or_larger_than_any_is_refused_within_the_same_memory(tmp_path: Path) -> None:
    for name, text in HUGE.items():
        (tmp_path / name).write_text(text(), encoding="utf-8")
    for name in ("bomb.csv", "bomb.jsonl"):
        # It takes no room on the disk, and reads as a gigabyte of zeros in one line.
        with open(tmp_path / name, "wb") as file:
            file.truncate(BOMB * MiB)
    require_refused([tmp_path / name for name in ("bomb.csv", "bomb.jsonl", *HUGE)])


CELLS = 1_900_000
# A row of as many cells as a whole file may have, in which something that is no end of it looks like one.
SHEETS: dict[str, Callable[[], bytes]] = {
    "utf-16.xlsx": lambda: f'<?xml version="1.0" encoding="UTF-16"?>{sheet("<row>" + "<c/>" * CELLS + "</row>")}'.encode("utf-16"),
    "comments.xlsx": lambda: sheet(divided_by("<!--<row -->")).encode(),
    "cdata.xlsx": lambda: sheet(divided_by("<![CDATA[<row ]]>")).encode(),
    "instructions.xlsx": lambda: sheet(divided_by("<?a <row ?>")).encode(),
    "foreign-rows.xlsx": lambda: sheet(divided_by("<x:row/>")).encode(),
    "attributes.xlsx": lambda: sheet("".join(f'<x:a b{number % 1000}="{number}"/>' for number in range(CELLS))).encode(),
}


def sheet(rows: str) -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<worksheet xmlns="{main}" xmlns:x="urn:x"><sheetData><row><c t="inlineStr"><is><t>primary</t></is></c></row>{rows}</sheetData></worksheet>'
    )


def divided_by(mark: str) -> str:
    return "<row>" + ("<c/>" * 9000 + mark) * (CELLS // 9000) + "</row>"


def workbook_of(content: bytes, path: Path) -> None:
    """A workbook as openpyxl makes it, with this as its sheet."""
    usual = io.BytesIO()
    openpyxl.Workbook().save(usual)
    with zipfile.ZipFile(usual) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        for part in made.infolist():
            bomb.writestr(part.filename, content if part.filename == "xl/worksheets/sheet1.xml" else made.read(part))


@starting
def test_a_workbook_that_hides_the_length_of_its_rows_takes_no_more_memory(tmp_path: Path) -> None:
    for name, content in SHEETS.items():
        workbook_of(content(), tmp_path / name)
    require_refused([tmp_path / name for name in SHEETS])


def test_a_workbook_with_comments_is_read(tmp_path: Path) -> None:
    workbook_of(sheet("<!-- made by hand --><row><c t='inlineStr'><is><t>ATT</t></is></c></row>").encode(), tmp_path / "usual.xlsx")
    rows = sheet_rows((tmp_path / "usual.xlsx").read_bytes(), "usual.xlsx")
    assert [(number, cells[0]) for number, cells in rows] == [(1, "primary"), (2, "ATT")]


@starting
def test_a_line_to_screen_that_is_longer_than_any_article_is_refused_and_those_behind_it_are_screened(tmp_path: Path) -> None:
    article = json.dumps({"id": "1", "title": "Журналиста не пустили", "text": "Охрана закрыла двери перед журналистом газеты."}, ensure_ascii=False)
    endless = json.dumps({"id": "2", "title": "x", "text": "x" * (200 * MiB)})
    ended = qorgan(Home(tmp_path / "var"), "screen", given=f"{article}\n{endless}\n{article}\n")
    first, refused, last = map(json.loads, ended.out.splitlines())
    assert ended.code == 0
    assert "error" in refused
    assert first == last
    assert "error" not in first


@starting
def test_outlet_files_that_are_too_large_or_full_of_aliases_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "outlets"
    folder.mkdir()
    with open(folder / "large.yaml", "wb") as file:
        file.truncate(BOMB * MiB)
    names = "abcdefghijkl"
    # 9 ** 11 words.
    levels = "".join(f"  {name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n" for above, name in zip(names, names[1:], strict=False))
    (folder / "aliases.yaml").write_text("- a: &a [x, x, x]\n" + levels, encoding="utf-8")
    (folder / "press.yaml").write_text(
        "- name: kz_press\n  title: {ru: Пресса}\n  home: https://press.example/\n  country: KZ\n  languages: [ru]\n", encoding="utf-8"
    )
    ended = qorgan(Home(tmp_path / "var"), "outlets", "check", str(folder))
    assert ended.code != 0
    told = ended.out + ended.said
    assert "large.yaml:1: " in told
    assert "aliases.yaml:" in told
    assert "press.yaml" not in told
