"""Exports: fields of the contract, filters that hold and say so, and nothing that a spreadsheet would run."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from records import review, runs
from records.database import reading, writing
from records.vocabulary import Fate
from reports.exports.filters import Filters
from reports.exports.forms import cell, write
from reports.exports.rows import SHAPES
from tests import rows
from tests.conftest import NOW

CONTRACT = {
    "articles": "id url outlet region lang title text authors published_at fetched_at sha256 evidence versions",
    "pages": "url outlet run fate status at",
    "drafts": "id state score label categories persons outlets place region incident_date articles follows sample reasons decided_by decided_at reason",
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with writing(engine) as session:
        rows.article(session, "a", title="=cmd|' /C calc'!A0", authors=["Әлия", "Болат"])
        rows.article(session, "b", outlet="kz_other", lang="kk", published_on=date(2026, 11, 1))
        for identifier in ("a", "b"):
            rows.screening(session, identifier)
        runs.begin_outlet(session, "run", "kz_test", "KZ-35", NOW)
        for url, fate in (("u1", Fate.STORED), ("u2", Fate.GONE)):
            runs.settle(session, "run", "kz_test", url, url, fate, at=NOW, status=200)
        drafts = review.propose(session, review.undrafted(session, "test 1"), now=NOW)
        review.confirm(session, drafts[0].id, who="Aigul", now=NOW, fields={"place": "Теміртау"})
    return engine


def export(engine: Engine, what: str, form: str = "jsonl", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with reading(engine) as session:
        asked = Filters(**filters)
        write(form, stream, SHAPES[what], SHAPES[what].rows(session, asked), asked)
    return stream.getvalue()


def lines(engine: Engine, what: str, **filters: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(engine, what, **filters).splitlines()]


@pytest.mark.parametrize("what", list(CONTRACT))
def test_every_field_of_the_contract_is_there_in_all_three_forms(filled: Engine, what: str) -> None:
    fields = set(CONTRACT[what].split())
    assert fields <= set(lines(filled, what)[0])
    assert fields <= set(next(csv.reader(io.StringIO(export(filled, what, "csv").decode()))))
    sheet = load_workbook(io.BytesIO(export(filled, what, "xlsx")))[what]
    assert fields <= {value.value for value in next(iter(sheet.iter_rows(max_row=1)))}


def test_a_draft_shows_the_persons_value_in_place_of_the_machines(filled: Engine) -> None:
    first = lines(filled, "drafts")[0]
    assert (first["state"], first["place"], first["decided_by"]) == ("confirmed", "Теміртау", "Aigul")
    assert set(first["articles"][0]) == {"id", "url", "outlet", "lang", "title", "published_at", "sha256"}


@pytest.mark.parametrize(
    ("what", "filters", "count"),
    [
        ("articles", {"outlet": "kz_other"}, 1),
        ("articles", {"lang": "kk"}, 1),
        ("articles", {"since": date(2026, 11, 2)}, 1),
        ("articles", {"until": date(2026, 11, 2)}, 1),
        ("articles", {"region": "KZ-10"}, 0),
        ("pages", {"fate": "gone"}, 1),
        ("pages", {"run": "another"}, 0),
        ("pages", {"until": NOW.date()}, 2),
        ("pages", {"since": date(2026, 11, 25)}, 0),
        ("drafts", {"state": "confirmed"}, 1),
        ("drafts", {"outlet": "kz_other"}, 1),
    ],
)
def test_a_filter_narrows_the_rows_and_the_csv_says_so(filled: Engine, what: str, filters: dict[str, Any], count: int) -> None:
    assert len(lines(filled, what, **filters)) == count
    head, *_ = export(filled, what, "csv", **filters).decode().splitlines()
    (name, value), *_ = filters.items()
    assert head == f"# {what}; {name}={value}"


def test_the_workbook_says_its_filters_on_its_first_sheet(filled: Engine) -> None:
    book = load_workbook(io.BytesIO(export(filled, "articles", "xlsx", outlet="kz_other")))
    assert [[value.value for value in row] for row in book.worksheets[0].iter_rows()] == [["export", "articles"], ["outlet", "kz_other"]]
    assert book.worksheets[1].max_row == 2


def test_no_cell_is_a_formula_in_csv_or_workbook(filled: Engine) -> None:
    text = export(filled, "articles", "csv").decode()
    assert [row["title"] for row in csv.DictReader(io.StringIO(text))][0] == "'=cmd|' /C calc'!A0"
    sheet = load_workbook(io.BytesIO(export(filled, "articles", "xlsx")))["articles"]
    assert all(value.data_type != "f" for row in sheet.iter_rows() for value in row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_made_plain(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell(["a", "b"]) == "a; b"
    assert cell(-3) == -3
