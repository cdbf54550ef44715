"""Import: what an export wrote comes back the same, all or nothing, and every mistake is named by line and field."""

import csv
import hashlib
import io
import itertools
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import Engine, select, text
from typer import Typer
from typer.testing import CliRunner

from flows.cli import export_command, import_command
from records import ledger
from records.byte_budgets import IMPORT
from records.country import home
from records.database import open_engine, read_session, upgrade, write_transaction
from records.filters import IncidentFilter
from records.incident_fields import model_values
from records.incident_model import Incident, Source, Status, Victim
from records.incident_texts.keeping import title_language
from records.incidents import admit, admit_all, load
from records.incidents.penalties import checked_penalty
from records.incidents.tracks import misplaced
from records.ledger import ledger_verify
from records.legal_case import Appointment, ChargedArticle, in_order
from records.settings import read_settings
from records.tables import LedgerRow
from records.vocabulary import (
    STATUSES,
    Actor,
    Category,
    Claimant,
    DatePrecision,
    During,
    Lawful,
    LawStage,
    LedgerAction,
    Motive,
    PenaltyPart,
    StatusCode,
    Target,
)
from reports.exports.cells import cell, cell_text, escaped, parts, unescaped
from reports.exports.export_run import send_rows
from reports.exports.export_shapes import SHAPES
from reports.imports import import_run
from reports.imports.import_entries import incident
from reports.imports.import_faults import ImportRefused, NotReadable
from reports.imports.import_plan import Plan
from reports.imports.import_run import checked, compared, take
from tests.conftest import NOW

TODAY = date(2026, 11, 24)
FORMS = ("jsonl", "csv", "xlsx")
ROW = {"number": "KZ-2021-0001", "primary": "ATT", "date": "2021-06-10"}


def file(folder: Path, rows: list[dict[str, Any]], name: str = "earlier.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def table(folder: Path, rows: list[list[Any]], name: str = "earlier.xlsx") -> Path:
    path = folder / name
    if name.endswith(".csv"):
        stream = io.StringIO()
        csv.writer(stream).writerows(rows)
        path.write_text(stream.getvalue(), encoding="utf-8", newline="")
        return path
    book = Workbook()
    book.active.title = "incidents"
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def taken(engine: Engine, path: Path, now: datetime = NOW) -> Plan:
    return take(engine, checked(path, TODAY), who="Aigul", now=now)


def faults(engine: Engine, path: Path) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        taken(engine, path)
    return [str(fault) for fault in refused.value.faults]


def wrong_in(path: Path) -> list[str]:
    """What is wrong with the file in itself."""
    with pytest.raises(ImportRefused) as refused:
        checked(path, TODAY)
    return [str(fault) for fault in refused.value.faults]


def acts(engine: Engine) -> list[tuple[str, str]]:
    with read_session(engine) as session:
        return [(row.action, row.subject) for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id))]


def everything(engine: Engine) -> list[Incident]:
    with read_session(engine) as session:
        return list(load(session, IncidentFilter(withdrawn=True)))


def exported(engine: Engine, form: str, **filters: Any) -> bytes:
    stream, asked = io.BytesIO(), IncidentFilter(withdrawn=True, as_of=TODAY, **filters)
    with read_session(engine) as session:
        send_rows(form, stream, SHAPES["incidents"], SHAPES["incidents"].rows(session, asked), asked)
    return stream.getvalue()


# Text as the web has it: apostrophes, formulas, brackets, separators, control characters and what a workbook would read as an escape.
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "=1+1",
        "'=1+1",
        "''@x",
        "-5",
        "[x",
        '["x"]',
        '{"a": 1}',
        "a; b",
        "; ",
        "_x000D_",
        "a\r\nb",
        "\r",
        "# x",
        "true",
        "007",
        "1.50",
        "Әлия, Қуат",
        " ",
        "​",
    ]
)
NAMES = WORDS.filter(bool)
DAYS = st.dates(date(1996, 1, 1), TODAY)


LINES = WORDS.map(str.strip).filter(lambda words: not set(words) & set("\x00"))
ARTICLES = st.builds(
    ChargedArticle, st.sampled_from(["KZ-CC", "KZ-CAO", "KZ-CIV"]), st.sampled_from(["143", "274", "361", "73-3"]), st.sampled_from(["", "4", "2(3)"]),
    st.none() | st.sampled_from(LawStage),
)  # fmt: skip
SUMS = st.none() | st.integers(0, 10**15)


@st.composite
def legal_cases(draw: st.DrawFn) -> dict[str, Any]:
    sums = draw(SUMS), draw(SUMS)
    # Where a sum stands, its currency does.
    currency = draw(st.sampled_from(["KZT", "USD"]) if any(one is not None for one in sums) else st.none() | st.just("EUR"))
    ahead = draw(st.lists(st.builds(Appointment, st.dates(date(1996, 1, 1), date(2036, 1, 1)), LINES, LINES), max_size=3))
    return {
        "lawful": draw(st.sampled_from(Lawful)),
        "law_articles": tuple(draw(st.lists(ARTICLES, max_size=3, unique_by=lambda one: (one.code, one.article, one.part)))),
        "claimant": draw(st.none() | st.sampled_from(Claimant)),
        "amount_claimed": sums[0],
        "amount_awarded": sums[1],
        "currency": currency,
        "next_dates": in_order(ahead),
    }


@st.composite
def statuses(draw: st.DrawFn, categories: Sequence[Category]) -> Status:
    """One that may stand on an incident with these categories, or that a person withdrew."""
    code = draw(st.sampled_from([one for one in StatusCode if not misplaced(one, categories, Lawful.UNKNOWN)]))
    parts = STATUSES[code].penalty
    said: dict[str, Any] = {"kind": "prison"} if PenaltyPart.KIND in parts and draw(st.booleans()) else {}
    said |= {"term": 7, "unit": "years"} if PenaltyPart.TERM in parts and draw(st.booleans()) else {}
    said |= {"sum": 200_000} if PenaltyPart.SUM in parts and draw(st.booleans()) else {}
    withdrawn = draw(st.sampled_from(["", "", "it was another case"]))
    return Status(draw(DAYS), code, draw(WORDS), draw(WORDS), checked_penalty(code, said), withdrawn=withdrawn)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    primary = draw(st.sampled_from(Category))
    others = draw(st.lists(st.sampled_from(Category), unique=True, max_size=3))
    dated = draw(st.booleans())
    categories = tuple(dict.fromkeys([primary, *others]))
    told = sorted(draw(st.lists(statuses(categories), max_size=4)), key=lambda status: status.day)
    return Incident(
        number="",
        primary=primary,
        categories=categories,
        recorded=draw(DAYS),
        title=draw(WORDS),
        day=draw(DAYS) if dated else None,
        precision=draw(st.sampled_from(DatePrecision)) if dated else None,
        country=draw(st.none() | st.sampled_from(["KZ", "KG"])),
        place=draw(st.none() | NAMES),
        region=draw(st.none() | st.sampled_from([*home().regions, "KG-GB"])),
        victims=tuple(draw(st.lists(st.builds(Victim, NAMES, WORDS, WORDS), max_size=3))),
        outlets=tuple(draw(st.lists(NAMES, max_size=3))),
        actor=draw(st.sampled_from(Actor)),
        **model_values({
            "target": draw(st.none() | st.sampled_from(Target)),
            "online": draw(st.booleans()),
            "during": draw(st.none() | st.sampled_from(During)),
            "motive": draw(st.sampled_from(Motive)),
            **draw(legal_cases()),
        }),
        summary=draw(st.dictionaries(st.sampled_from(["kk", "ru", "en"]), NAMES)),
        statuses=tuple(status for status in told if not status.withdrawn),
        withdrawn_statuses=tuple(status for status in told if status.withdrawn),
        articles=tuple(
            draw(
                st.lists(
                    st.builds(
                        Source, st.uuids().map(str), st.just("https://mysal.example/а?b=1;c#d"), WORDS, st.sampled_from(["", "kk", "ru"]), WORDS,
                        st.none() | st.sampled_from(["2021-06-10", "2021-06-10T09:30:00+06:00"]), st.sampled_from(["", "ab" * 32]),
                    ),
                    max_size=3,
                )
            )
        ),
        withdrawn=draw(st.booleans()),
    )  # fmt: skip


def numbered(found: list[Incident]) -> list[Incident]:
    """With numbers as the record gives them: by the year of the incident, or of its recording."""
    last: dict[int, int] = {}
    given_numbers = []
    for one in found:
        year = (one.day or one.recorded).year
        last[year] = last.get(year, 0) + 1
        given_numbers.append(Incident(**{**vars(one), "number": f"KZ-{year}-{last[year]:04}"}))
    return sorted(given_numbers, key=lambda one: one.number)


def as_named(found: list[Incident]) -> list[Incident]:
    """Without the persons to whom the victims were linked: they are found anew by their names."""
    return [replace(one, victims=tuple(Victim(victim.name, victim.profession, victim.outlet) for victim in one.victims)) for one in found]


def in_a_language(one: Incident) -> Incident:
    """With the language of its headline, which an import takes from the letters where none is said."""
    lang = one.title_lang or title_language(one.title)
    return replace(one, title_lang=lang, titles={lang: one.title} if lang else {})


def without_ids(lines: bytes) -> list[dict[str, Any]]:
    """The rows of an export, without the ids of persons and statuses, which are those of one database."""
    rows = [json.loads(line) for line in lines.splitlines()]
    alike = [{**row, "victims": [{**victim, "person": None} for victim in row["victims"]]} for row in rows]
    return [{**row, "statuses": [{**status, "id": None} for status in row["statuses"]]} for row in alike]


@given(found=st.lists(incidents(), max_size=5).map(numbered), form=st.sampled_from(FORMS))
def test_an_export_that_is_imported_elsewhere_gives_the_same_incidents(engine: Engine, found: list[Incident], form: str) -> None:
    clear(engine)
    with write_transaction(engine) as session:
        for one in found:
            admit(session, one, who="Aigul", now=NOW)
    before = exported(engine, form)
    rows = exported(engine, "jsonl")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"incidents.{form}"
        path.write_bytes(before)
        with read_session(engine) as session:
            again = compared(session, checked(path, TODAY), TODAY)
        assert (again.new, sorted(again.known)) == ([], [one.number for one in found])
        clear(engine)
        plan = taken(engine, path)
    assert plan.new == [in_a_language(one) for one in found] == as_named(everything(engine))
    assert without_ids(exported(engine, "jsonl")) == without_ids(rows)


def clear(engine: Engine) -> None:
    """An empty record, as far as incidents go."""
    with write_transaction(engine) as session:
        for name in ("statuses", "incidents"):
            session.execute(text(f"DELETE FROM {name}"))


@given(WORDS, st.lists(WORDS))
def test_a_cell_gives_back_what_was_put_into_it(words: str, listed: list[str]) -> None:
    assert cell_text(cell(words)) == words
    assert unescaped(escaped(words)) == words
    flat = cell_text(cell(listed))
    assert (json.loads(flat) if flat.startswith("[") else parts(flat)) == listed


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"primary": "ATTT"}, "primary: no such code: ATTT; did you mean ATT?"),
        ({"primary": "нападения"}, "primary: no such code: нападения; did you mean ATT?"),
        ({"primary": None}, "primary: it is missing"),
        ({"categories": ["ATT", "XXX"]}, "categories[2]: no such code: XXX; codes are KIL, "),
        ({"date": "2021-02-30"}, "date: 2021-02-30 is no day; write YYYY-MM-DD"),
        ({"date": None, "date_precision": "day"}, "date_precision says how exactly the date is known, but there is no date"),
        ({"number": None, "date": None}, "neither number nor date"),
        ({"law_articles": "УК 999"}, "law_articles: Criminal Code has no article 999; did you mean Criminal Code 99?"),
        ({"law_articles": [{"code": "XX-CC", "article": "5"}]}, "law_articles: XX-CC is no code of laws; codes are "),
        ({"law_articles": "УК 274; ҚК 274-бап"}, "law_articles: KZ-CC 274 stands there twice"),
        ({"amount_claimed": "много"}, "amount_claimed: много does not fit; write a whole number in digits, as 1500000, not below 0"),
        ({"amount_awarded": -1}, "amount_awarded: -1 does not fit"),
        ({"amount_claimed": 5, "currency": "KZZ"}, "currency: KZZ does not fit; write three letters of ISO 4217, as "),
        ({"claimant": "prosecutr"}, "claimant: no such code: prosecutr; did you mean prosecutor?"),
        ({"next_date": [{"what": "апелляция"}]}, "next_date: апелляция has no day; write it as 2026-12-01"),
        ({"next_date": "2026-13-01 суд"}, "next_date: 2026-13-01 does not fit; write a day as 2026-12-01"),
        ({"number": "KZ-21-7"}, "number: KZ-21-7 is no number; write it as KZ-2021-0042"),
        ({"number": "KZ-2021-00007"}, "number: KZ-2021-00007 is no number"),
        ({"region": "KZ-95"}, "region: no such code: KZ-95; did you mean KZ-"),
        ({"actr": "court"}, "actr: no such field; did you mean actor?"),
        ({"statuses": [{"date": "2021-06-12", "code": "REP"}, {"date": "2021-06-13", "code": "PTJ"}]}, "statuses[2].code: no such code: PTJ; did you mean PTI?"),
        ({"statuses": [{"date": "2027-01-01", "code": "REP"}]}, "statuses[1].date: 2027-01-01 lies in the future"),
        ({"victims": [{"name": "Асан Үлгі", "profesion": "оператор"}]}, "victims[1].profesion: no such field; did you mean profession?"),
        ({"victims": [{"name": None, "publish": False, "profession": "тілші"}]}, "victims[1]: the file withholds a name; write a name there"),
        ({"victims": "[{"}, "victims: [{ is no JSON"),
        ({"victims": {"name": "Асан Үлгі"}}, "victims: it is no list"),
        ({"summary": "бір сөз"}, "summary: бір сөз is no JSON"),
        ({"online": "maybe"}, "online: maybe is neither true nor false"),
        ({"articles": [{"url": "javascript:alert(1)"}]}, "articles[1].url: javascript:alert(1) is no address of a page"),
        ({"title": "a\x00b"}, "title: a�b holds a character that no text has"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_field_with_the_nearest_right_word(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    (said,) = wrong_in(file(tmp_path, [{"number": "KZ-2021-0002", "primary": "THR"}, {**ROW, **changed}]))
    assert said.removeprefix("line 2, ").removeprefix("line 2: ").startswith(told)


def test_a_file_with_one_bad_row_leaves_nothing_behind(engine: Engine, tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "number": "KZ-2021-0002"}, {**ROW, "number": "KZ-2021-0003", "actor": "curt"}]
    assert faults(engine, file(tmp_path, rows)) == ["line 3, actor: no such code: curt; did you mean court?"]
    twice = [ROW, {**ROW, "number": "KZ-2021-0002"}, {**ROW, "title": "another"}]
    assert faults(engine, file(tmp_path, twice)) == ["line 3, number: KZ-2021-0001 stands in line 1 already"]
    assert (everything(engine), acts(engine)) == ([], [])


def test_what_stands_here_is_known_and_what_stands_otherwise_is_refused_by_its_field(engine: Engine, tmp_path: Path) -> None:
    full = {**ROW, "place": "Теміртау", "victims": [{"name": "Асан Үлгі"}], "statuses": [{"date": "2021-06-12", "code": "PTI", "source": "сот"}]}
    taken(engine, file(tmp_path, [full]))
    before = acts(engine)
    plan = taken(engine, file(tmp_path, [ROW, {**ROW, "number": "KZ-2021-0002"}]))
    assert (plan.known, [one.number for one in plan.new]) == (["KZ-2021-0001"], ["KZ-2021-0002"])
    (said,) = faults(engine, file(tmp_path, [{**full, "place": "Қарағанды", "actor": "court"}]))
    assert said.startswith("line 1, place: KZ-2021-0001 is recorded here otherwise: Теміртау, in the file Қарағанды;")
    assert acts(engine) == [*before, ("admit", "incident KZ-2021-0002"), ("import", "import earlier.jsonl")]


def test_numbers_that_leave_a_gap_are_refused_with_the_first_one_missing(engine: Engine, tmp_path: Path) -> None:
    taken(engine, file(tmp_path, [ROW]))
    gap = [{**ROW, "number": f"KZ-2021-000{serial}"} for serial in (5, 2, 4)]
    (said,) = faults(engine, file(tmp_path, gap))
    assert said.startswith("line 3, number: KZ-2021-0003 is missing")
    assert len(taken(engine, file(tmp_path, [*gap, {**ROW, "number": "KZ-2021-0003"}])).new) == 4


def test_rows_without_number_get_the_next_ones_of_their_year_once(engine: Engine, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"primary": "THR", "date": "2020-03-01"}, {"primary": "ATT", "date": "2021-06-10"}, ROW, {"primary": "THR", "date": "2020-03-01"},
    ]  # fmt: skip
    first = taken(engine, file(tmp_path, rows))
    assert [(one.number, str(one.primary)) for one in first.new] == [
        ("KZ-2020-0001", "THR"), ("KZ-2020-0002", "THR"), ("KZ-2021-0001", "ATT"), ("KZ-2021-0002", "ATT"),
    ]  # fmt: skip
    again = taken(engine, file(tmp_path, rows), datetime(2026, 11, 30, tzinfo=UTC))
    assert (again.new, len(again.known)) == ([], 4)


def test_a_row_without_number_is_known_again_by_its_headline_too(engine: Engine, tmp_path: Path) -> None:
    path = file(
        tmp_path, [{"primary": "ATT", "date": "2021-06-10", "title": title} for title in ("Редакторға соққы жасалды", "В редактора бросили камень")]
    )
    assert len(taken(engine, path).new) == 2
    again = taken(engine, path)
    assert (again.new, again.known) == ([], ["KZ-2021-0001", "KZ-2021-0002"])


def test_an_import_stands_in_the_ledger_with_the_hash_of_its_file(engine: Engine, tmp_path: Path) -> None:
    path = file(tmp_path, [ROW, {**ROW, "number": "KZ-2021-0002"}])
    taken(engine, path)
    with read_session(engine) as session:
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc())).first()
        assert last is not None
        assert (last.action, last.who, last.subject) == ("import", "Aigul", "import earlier.jsonl")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        assert last.after == {"rows": 2, "known": 0, "sha256": sha256, "numbers": "KZ-2021-0001..KZ-2021-0002"}
        assert ledger_verify.faults(session) == []


def many(folder: Path, count: int, **more: Any) -> Path:
    return file(folder, [{"primary": "ATT", "date": "2021-06-10", "title": f"Case {place}", **more} for place in range(count)])


def test_between_the_parts_of_a_large_import_somebody_else_gets_to_write(engine: Engine, tmp_path: Path) -> None:
    """An act that wants the same locks as a decision comes through at once whenever the import has given them back."""
    seconds, parts, others = itertools.count(), list[int](), list[int]()

    def passed(count: int) -> None:
        parts.append(count)
        with write_transaction(engine) as session:
            row = ledger.append(session, at=NOW, who="Zarina", action=LedgerAction.EXPORT, subject="export incidents", before={}, after={})
            others.append(row.id)

    plan = take(
        engine,
        checked(many(tmp_path, 120), TODAY),
        who="Aigul",
        now=NOW,
        passed=passed,
        clock=lambda: float(next(seconds)),
        rest=lambda _seconds: None,
    )
    assert parts == [0, 25, 25, 25, 25, 20]
    assert len(others) == len(parts)
    assert [one.number for one in plan.new] == [f"KZ-2021-{serial:04}" for serial in range(1, 121)]
    with read_session(engine) as session:
        rows = [row.after for row in session.scalars(select(LedgerRow).where(LedgerRow.action == "import").order_by(LedgerRow.id))]
        assert [(row["rows"], row["numbers"]) for row in rows][:2] == [(25, "KZ-2021-0001..KZ-2021-0025"), (25, "KZ-2021-0026..KZ-2021-0050")]
        assert len({row["sha256"] for row in rows}) == 1
        assert ledger_verify.faults(session) == []


def test_writers_of_sqlite_get_a_rest_that_is_longer_than_their_longest_pause(engine: Engine, tmp_path: Path) -> None:
    seconds, rests = itertools.count(), list[float]()
    take(engine, checked(many(tmp_path, 60), TODAY), who="Aigul", now=NOW, clock=lambda: float(next(seconds)), rest=rests.append)
    assert rests == ([0.12, 0.12] if engine.dialect.name == "sqlite" else [])


def test_an_import_that_was_cut_off_is_done_to_its_end_by_the_same_import(engine: Engine, tmp_path: Path) -> None:
    path, seconds = many(tmp_path, 60), itertools.count()

    def cut_off(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take(engine, checked(path, TODAY), who="Aigul", now=NOW, passed=cut_off, clock=lambda: float(next(seconds)))
    assert len(everything(engine)) == 25
    plan = taken(engine, path)
    assert (len(plan.known), len(plan.new)) == (25, 35)
    assert sorted(one.title for one in everything(engine)) == sorted(f"Case {place}" for place in range(60))
    with read_session(engine) as session:
        assert ledger_verify.faults(session) == []


def test_a_number_that_somebody_else_is_given_meanwhile_is_given_to_nobody_twice(engine: Engine, tmp_path: Path) -> None:
    seconds, other = itertools.count(), Incident("KZ-2021-0026", Category.THR, (Category.THR,), date(2021, 7, 1))

    def passed(count: int) -> None:
        if count == 25 and not any(one.number == other.number for one in everything(engine)):
            with write_transaction(engine) as session:
                admit(session, other, who="Zarina", now=NOW)

    plan = take(
        engine,
        checked(many(tmp_path, 40), TODAY),
        who="Aigul",
        now=NOW,
        passed=passed,
        clock=lambda: float(next(seconds)),
        rest=lambda _seconds: None,
    )
    assert [one.number for one in plan.new] == [f"KZ-2021-{serial:04}" for serial in (*range(1, 26), *range(27, 42))]
    assert len(everything(engine)) == 41


def test_rows_whose_number_somebody_else_is_given_meanwhile_are_refused_by_it_and_the_rest_is_told(engine: Engine, tmp_path: Path) -> None:
    rows = [{**ROW, "number": f"KZ-2021-{serial:04}"} for serial in range(1, 41)]
    seconds = itertools.count()

    def passed(count: int) -> None:
        if count:
            with write_transaction(engine) as session:
                admit(session, Incident("KZ-2021-0026", Category.THR, (Category.THR,), date(2021, 7, 1)), who="Zarina", now=NOW)

    with pytest.raises(ImportRefused) as refused:
        take(
            engine, checked(file(tmp_path, rows), TODAY), who="Aigul", now=NOW, passed=passed, clock=lambda: float(next(seconds)),
            rest=lambda _seconds: None,
        )  # fmt: skip
    assert str(refused.value.faults[0]).startswith("line 26, primary: KZ-2021-0026 is recorded here otherwise: THR, in the file ATT")
    assert len(everything(engine)) == 26


@pytest.mark.parametrize("name", ["earlier.xlsx", "earlier.csv"])
def test_a_table_made_by_hand_is_read_as_it_is_meant(tmp_path: Path, name: str) -> None:
    when: Any = date(2021, 6, 10) if name.endswith("xlsx") else "10.06.2021"
    head = ["Date", "primary", "categories", "victims", "outlets", "region", "online", "articles", "date_precision"]
    rows = [head, [when, "нападение", "THR; DET", "Асан Үлгі; Ольга Примерова", "Мысал", "Карагандинская область", True, "https://mysal.example/1", None],
            ["2020-05", "att", None, None, None, None, None, None, None], [2019, "THR", None, None, None, None, None, None, None]]  # fmt: skip
    first, month, year = [row.entry for row in checked(table(tmp_path, rows, name), TODAY).rows]
    one = incident(first, "KZ-2021-0001", TODAY)
    assert (one.day, one.precision, one.region, one.facts["online"], one.outlets) == (date(2021, 6, 10), DatePrecision.DAY, "KZ-35", True, ("Мысал",))
    assert (one.primary, one.categories) == (Category.ATT, (Category.ATT, Category.THR, Category.DET))
    assert ([victim.name for victim in one.victims], one.articles[0].url) == (["Асан Үлгі", "Ольга Примерова"], "https://mysal.example/1")
    assert (month.date, month.date_precision) == (date(2020, 5, 1), DatePrecision.MONTH)
    assert (year.date, year.date_precision) == (date(2019, 1, 1), DatePrecision.YEAR)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_separator_and_a_byte_order_mark_are_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "earlier.csv"
    lines = [["number", "primary", "title"], ["KZ-2021-0001", "ATT", '"one\ntwo"'], ["KZ-2021-0002", "XXX", "three"]]
    path.write_text("\ufeff# incidents; region=KZ-35\r\n" + "".join(mark.join(line) + "\r\n" for line in lines), encoding="utf-8", newline="")
    assert [said[:15] for said in wrong_in(path)] == ["line 5, primary"]


@pytest.mark.parametrize("name", ["earlier.xlsx", "earlier.csv"])
def test_columns_that_follow_from_others_are_passed_over_and_an_unknown_one_is_named(tmp_path: Path, name: str) -> None:
    head = ["primary", "date", "unesco", "days_without_accountability", "us_tracker"]
    assert len(checked(table(tmp_path, [head, ["ATT", "2021-06-10", "x", 7, "y"]], name), TODAY).rows) == 1
    assert wrong_in(table(tmp_path, [["primary", "dat"], ["ATT", "2021-06-10"]], name)) == ["line 1, dat: no such field; did you mean date?"]
    said = wrong_in(table(tmp_path, [["primary", "date"], ["ATT", "2021-06-10", "more"]], name))
    assert said == ["line 2: more cells than columns; text with a separator in it needs quotation marks"]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("earlier.txt", b"", "earlier.txt is of no kind that can be imported; kinds are .jsonl, .csv, .xlsx"),
        ("earlier.csv", "primary,title\nATT,нападение".encode("cp1251"), "earlier.csv, line 2: not in UTF-8"),
        ("earlier.xlsx", b"no workbook", "earlier.xlsx does not open as a workbook"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotReadable, match="^" + told) as refused:
        checked(tmp_path / name, TODAY)
    assert "\n" not in str(refused.value)


def rebuilt(path: Path, part: str, change: Any) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts_of = {name: archive.read(name) for name in archive.namelist()}
    parts_of[part] = change(parts_of[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts_of.items():
            archive.writestr(name, data)
    return path


def test_a_workbook_that_swells_or_declares_entities_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    bomb = rebuilt(table(tmp_path, [["primary"], ["ATT"]]), sheet, lambda data: data + b" " * IMPORT)
    with pytest.raises(NotReadable, match="unpacks to more than 64 MB"):
        checked(bomb, TODAY)
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with pytest.raises(NotReadable, match="does not open as a workbook"):
        checked(rebuilt(table(tmp_path, [["primary"], ["ATT"]]), sheet, lambda data: entities + data), TODAY)


@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="1">' + b"<c/>" * 50_000 + b"</row>",
        b"<row/>" * 2_100_000,
        b"<row " + b" ".join(b'a%d="1"' % place for place in range(120_000)) + b"/>",
    ],
    ids=["cells of a row", "rows", "attributes"],
)
def test_a_workbook_with_more_tags_than_a_list_has_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheet: bytes
) -> None:
    def swell(data: bytes) -> bytes:
        return data.replace(b"<sheetData>", b"<sheetData>" + sheet)

    path = rebuilt(table(tmp_path, [["primary"], ["ATT"]]), "xl/worksheets/sheet1.xml", swell)
    monkeypatch.setattr("reports.imports.sheets.load_workbook", lambda *_given, **_more: pytest.fail("it was read"))
    with pytest.raises(NotReadable, match="too many rows or values"):
        checked(path, TODAY)


def test_rows_of_a_table_are_counted_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.imports.import_files._table", lambda *_given: pytest.fail("all rows were read first"))
    path = tmp_path / "earlier.csv"
    path.write_bytes(b"number,date\n" + b"x\n" * 100_001)
    with pytest.raises(NotReadable, match="too many rows or values"):
        checked(path, TODAY)


def test_a_million_empty_rows_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    def far(data: bytes) -> bytes:
        return data.replace(b'<row r="3"', b'<row r="1048576"').replace(b'r="A3"', b'r="A1048576"')

    path = rebuilt(table(tmp_path, [["primary"], ["ATT"], ["XXX"]]), "xl/worksheets/sheet1.xml", far)
    assert [said.split(":")[0] for said in wrong_in(path)] == ["line 2", "line 1048576, primary"]


@pytest.mark.parametrize("form", FORMS)
def test_a_case_with_very_many_articles_survives_each_form(engine: Engine, tmp_path: Path, form: str) -> None:
    articles = tuple(Source(f"{place:05}", f"https://mysal.example/{place}", "mysal", "kk", "Ұзақ тақырып " * 20) for place in range(200))
    one = Incident("KZ-2021-0001", Category.ATT, (Category.ATT,), TODAY, articles=articles)
    with write_transaction(engine) as session:
        admit(session, one, who="Aigul", now=NOW)
    path = tmp_path / f"incidents.{form}"
    path.write_bytes(exported(engine, form))
    clear(engine)
    taken(engine, path)
    assert everything(engine) == [one]


def test_lines_that_are_no_rows_are_named_and_hostile_nesting_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "earlier.jsonl"
    nested = "".join('{"a": ' + "[" * deep + "\n" for deep in (19_000, 100_000))
    path.write_text('{"primary": "ATT", "date": "2021"}\n\n[1]\n' + nested, encoding="utf-8")
    assert wrong_in(path) == ["line 3: no object with named fields", "line 4: no JSON", "line 5: too many values for one incident"]
    quoted = tmp_path / "earlier.csv"
    quoted.write_text('primary,title\nATT,one\nATT,"two\nATT,three\n', encoding="utf-8")
    assert wrong_in(quoted) == ["line 3: the quotation marks of this row do not close"]


def test_the_command_checks_first_tells_at_most_a_hundred_faults_and_says_what_came_of_it(tmp_path: Path) -> None:
    app = Typer()
    import_command.add_to(app)
    export_command.add_to(app)
    engine = open_engine(read_settings().database)
    upgrade(engine)

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["import", "incidents", *words])
        assert done.exit_code == code, done.output
        return done.stderr

    good = str(file(tmp_path, [ROW, {**ROW, "number": "KZ-2021-0002", "statuses": [{"date": "2021-06-01", "code": "REP"}]}]))
    assert "2 incidents would be taken in (KZ-2021-0001 … KZ-2021-0002)" in run(good, "--dry-run")
    assert (everything(engine), acts(engine)) == ([], [])
    said = run(good, "--as", "Aigul").splitlines()
    assert said == [
        "line 2, statuses[1].date: 2021-06-01 lies before the incident itself (2021-06-10)",
        "2 incidents were taken in (KZ-2021-0001 … KZ-2021-0002)",
    ]
    assert "0 incidents were taken in; 2 known already" in run(good)
    bad = run(str(file(tmp_path, [{**ROW, "actor": "curt"}] * 150, "bad.jsonl")), code=1).splitlines()
    assert (len(bad), bad[-1]) == (101, "qorgan: nothing was taken in: 150 things are wrong; 50 are not told here")
    assert run(str(tmp_path / "earlier.txt"), code=2).startswith("qorgan: earlier.txt is of no kind")
    assert run(str(tmp_path / "absent.csv"), code=2).startswith("qorgan: ")


def test_a_command_that_is_cut_off_says_how_far_it_came_and_goes_on_when_it_is_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Typer()
    import_command.add_to(app)
    export_command.add_to(app)
    upgrade(open_engine(read_settings().database))
    path = str(many(tmp_path, 60))
    monkeypatch.setattr(import_run, "_HELD", -1.0)

    calls = itertools.count()

    def admitted(*given: Any, **more: Any) -> None:
        if next(calls):
            raise KeyboardInterrupt
        admit_all(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(import_run, "admit_all", admitted)
        done = CliRunner().invoke(app, ["import", "incidents", path])
    assert done.exit_code != 0
    assert "25 incidents were taken in before that; the same command goes on with the rest" in done.stderr
    assert (
        "35 incidents were taken in (KZ-2021-0026 … KZ-2021-0060); 25 known already" in CliRunner().invoke(app, ["import", "incidents", path]).stderr
    )
