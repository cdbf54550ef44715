"""Import: what an export wrote comes back the same, all or nothing, and every mistake is named by line and field."""

import csv
import hashlib
import io
import itertools
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import Engine, select, text
from syrupy.assertion import SnapshotAssertion
from typer import Typer
from typer.testing import CliRunner

from flows.cli import export_command, import_command
from records import ledger
from records.byte_budgets import IMPORT
from records.cell_values import parts
from records.country import home
from records.database import open_engine, read_session, upgrade, write_transaction
from records.filters import IncidentFilter
from records.incident_fields import model_values
from records.incident_model import Incident, Source, Status, Victim
from records.incident_texts.texts import title_language
from records.incidents import import_incident, import_incidents, load
from records.incidents.statuses import checked_penalty
from records.incidents.tracks import track_fault
from records.ledger import verify
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
from reports.exports.cells import cell, cell_text, escaped, unescaped
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.exports.export_run import send_rows
from reports.imports import import_run
from reports.imports.import_run import Plan, check_import, compared, run_import
from reports.imports.import_values import Fault, ImportRefused, NotReadable, incident, too_many
from tests import layers
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
    return run_import(engine, check_import(path, TODAY), who="Aigul", now=now)


def faults(path: Path, engine: Engine | None = None) -> list[Fault]:
    """What is wrong with the file, in itself or together with what stands here."""
    with pytest.raises(ImportRefused) as refused:
        taken(engine, path) if engine else check_import(path, TODAY)
    return refused.value.faults


def taken_in_parts(engine: Engine, path: Path, passed: Callable[[int], None]) -> Plan:
    """A second passes whenever the clock is looked at, so that locks are given back after 25 rows. `passed` is called each time."""
    seconds = itertools.count()
    return run_import(
        engine, check_import(path, TODAY), who="Aigul", now=NOW, passed=passed, clock=lambda: float(next(seconds)), pause=lambda _seconds: None
    )


def places(found: list[Fault]) -> list[tuple[int, str]]:
    return [(one.line, one.field) for one in found]


def acts(engine: Engine) -> list[tuple[str, str]]:
    with read_session(engine) as session:
        return [(row.action, row.subject) for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id))]


def everything(engine: Engine) -> list[Incident]:
    with read_session(engine) as session:
        return list(load(session, IncidentFilter(withdrawn=True)))


def exported(engine: Engine, form: str, **filters: Any) -> bytes:
    stream, asked = io.BytesIO(), IncidentFilter(withdrawn=True, as_of=TODAY, **filters)
    with read_session(engine) as session:
        send_rows(form, stream, EXPORT_DEFINITIONS["incidents"], EXPORT_DEFINITIONS["incidents"].rows(session, asked), asked)
    return stream.getvalue()


# Text as the web has it: apostrophes, formulas, brackets, separators, control characters and what a workbook would read as an escape.
WORDS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "'=1+1", "''@x", "-5", "[x", '["x"]', '{"a": 1}', "a; b", "; ", "_x000D_", "a\r\nb", "\r", "# x", "true", "007", "1.50", "Әлия, Қуат", " ", "\u200b"]
)  # fmt: skip
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
        "claimant": draw(st.none() | st.sampled_from(Claimant)), "amount_claimed": sums[0], "amount_awarded": sums[1], "currency": currency,
        "next_dates": in_order(ahead),
    }  # fmt: skip


@st.composite
def statuses(draw: st.DrawFn, categories: Sequence[Category]) -> Status:
    """One that may stand on an incident with these categories, or that a person withdrew."""
    code = draw(st.sampled_from([one for one in StatusCode if not track_fault(one, categories, Lawful.UNKNOWN)]))
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
            import_incident(session, one, who="Aigul", now=NOW)
    before = exported(engine, form)
    rows = exported(engine, "jsonl")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"incidents.{form}"
        path.write_bytes(before)
        with read_session(engine) as session:
            again = compared(session, check_import(path, TODAY), TODAY)
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


# What is wrong in a row, and at which field it is named.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"primary": "ATTT"}, "primary"), ({"primary": "нападения"}, "primary"), ({"primary": None}, "primary"),
    ({"categories": ["ATT", "XXX"]}, "categories[2]"), ({"date": "2021-02-30"}, "date"), ({"date": None, "date_precision": "day"}, ""),
    ({"number": None, "date": None}, ""), ({"law_articles": "УК 999"}, "law_articles"),
    ({"law_articles": [{"code": "XX-CC", "article": "5"}]}, "law_articles"), ({"law_articles": "УК 274; ҚК 274-бап"}, "law_articles"),
    ({"amount_claimed": "много"}, "amount_claimed"), ({"amount_awarded": -1}, "amount_awarded"),
    ({"amount_claimed": 5, "currency": "KZZ"}, "currency"), ({"claimant": "prosecutr"}, "claimant"),
    ({"next_date": [{"what": "апелляция"}]}, "next_date"), ({"next_date": "2026-13-01 суд"}, "next_date"), ({"number": "KZ-21-7"}, "number"),
    ({"number": "KZ-2021-00007"}, "number"), ({"region": "KZ-95"}, "region"), ({"actr": "court"}, "actr"),
    ({"statuses": [{"date": "2021-06-12", "code": "REP"}, {"date": "2021-06-13", "code": "PTJ"}]}, "statuses[2].code"),
    ({"statuses": [{"date": "2027-01-01", "code": "REP"}]}, "statuses[1].date"),
    ({"victims": [{"name": "Асан Үлгі", "profesion": "оператор"}]}, "victims[1].profesion"),
    ({"victims": [{"name": None, "publish": False, "profession": "тілші"}]}, "victims[1]"), ({"victims": "[{"}, "victims"),
    ({"victims": {"name": "Асан Үлгі"}}, "victims"), ({"summary": "бір сөз"}, "summary"), ({"online": "maybe"}, "online"),
    ({"articles": [{"url": "javascript:alert(1)"}]}, "articles[1].url"), ({"title": "a\x00b"}, "title"),
]  # fmt: skip


def test_what_is_wrong_is_named_by_line_and_field_with_the_nearest_right_word(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    written = []
    for changed, field in WRONG:
        (fault,) = faults(file(tmp_path, [{"number": "KZ-2021-0002", "primary": "THR"}, {**ROW, **changed}]))
        assert (fault.line, fault.field) == (2, field), changed
        written.append(f"{changed}\n  {fault}")
    assert "\n".join(written) == snapshot


def test_a_file_with_one_bad_row_leaves_nothing_behind(engine: Engine, tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "number": "KZ-2021-0002"}, {**ROW, "number": "KZ-2021-0003", "actor": "curt"}]
    assert places(faults(file(tmp_path, rows), engine)) == [(3, "actor")]
    twice = [ROW, {**ROW, "number": "KZ-2021-0002"}, {**ROW, "title": "another"}]
    assert places(faults(file(tmp_path, twice), engine)) == [(3, "number")]
    assert (everything(engine), acts(engine)) == ([], [])


def test_what_stands_here_is_known_and_what_stands_otherwise_is_refused_by_its_field(engine: Engine, tmp_path: Path) -> None:
    full = {**ROW, "place": "Теміртау", "victims": [{"name": "Асан Үлгі"}], "statuses": [{"date": "2021-06-12", "code": "PTI", "source": "сот"}]}
    taken(engine, file(tmp_path, [full]))
    before = acts(engine)
    plan = taken(engine, file(tmp_path, [ROW, {**ROW, "number": "KZ-2021-0002"}]))
    assert (plan.known, [one.number for one in plan.new]) == (["KZ-2021-0001"], ["KZ-2021-0002"])
    (fault,) = faults(file(tmp_path, [{**full, "place": "Қарағанды", "actor": "court"}]), engine)
    assert (fault.line, fault.field) == (1, "place")
    assert re.findall("KZ-2021-0001|Теміртау|Қарағанды", fault.words) == ["KZ-2021-0001", "Теміртау", "Қарағанды"]
    assert acts(engine) == [*before, ("admit", "incident KZ-2021-0002"), ("import", "import earlier.jsonl")]


def test_numbers_that_leave_a_gap_are_refused_with_the_first_one_missing(engine: Engine, tmp_path: Path) -> None:
    taken(engine, file(tmp_path, [ROW]))
    gap = [{**ROW, "number": f"KZ-2021-000{serial}"} for serial in (5, 2, 4)]
    (fault,) = faults(file(tmp_path, gap), engine)
    assert (fault.line, fault.field, "KZ-2021-0003" in fault.words) == (3, "number", True)
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
        assert verify.ledger_chain_faults(session) == []


def many(folder: Path, count: int, **more: Any) -> Path:
    return file(folder, [{"primary": "ATT", "date": "2021-06-10", "title": f"Case {place}", **more} for place in range(count)])


def test_between_the_parts_of_a_large_import_somebody_else_gets_to_write(engine: Engine, tmp_path: Path) -> None:
    """An act that wants the same locks as a decision comes through at once whenever the import has given them back."""
    parts, others = list[int](), list[int]()

    def passed(count: int) -> None:
        parts.append(count)
        with write_transaction(engine) as session:
            row = ledger.append(session, at=NOW, who="Zarina", action=LedgerAction.EXPORT, subject="export incidents", before={}, after={})
            others.append(row.id)

    plan = taken_in_parts(engine, many(tmp_path, 120), passed)
    assert parts == [0, 25, 25, 25, 25, 20]
    assert len(others) == len(parts)
    assert [one.number for one in plan.new] == [f"KZ-2021-{serial:04}" for serial in range(1, 121)]
    with read_session(engine) as session:
        rows = [row.after for row in session.scalars(select(LedgerRow).where(LedgerRow.action == "import").order_by(LedgerRow.id))]
        assert [(row["rows"], row["numbers"]) for row in rows][:2] == [(25, "KZ-2021-0001..KZ-2021-0025"), (25, "KZ-2021-0026..KZ-2021-0050")]
        assert len({row["sha256"] for row in rows}) == 1
        assert verify.ledger_chain_faults(session) == []


def test_writers_of_sqlite_get_a_rest_that_is_longer_than_their_longest_pause(engine: Engine, tmp_path: Path) -> None:
    seconds, rests = itertools.count(), list[float]()
    run_import(engine, check_import(many(tmp_path, 60), TODAY), who="Aigul", now=NOW, clock=lambda: float(next(seconds)), pause=rests.append)
    assert rests == ([0.12, 0.12] if engine.dialect.name == "sqlite" else [])


def test_an_import_that_was_cut_off_is_done_to_its_end_by_the_same_import(engine: Engine, tmp_path: Path) -> None:
    path = many(tmp_path, 60)

    def cut_off(count: int) -> None:
        if count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taken_in_parts(engine, path, cut_off)
    assert len(everything(engine)) == 25
    plan = taken(engine, path)
    assert (len(plan.known), len(plan.new)) == (25, 35)
    assert sorted(one.title for one in everything(engine)) == sorted(f"Case {place}" for place in range(60))
    with read_session(engine) as session:
        assert verify.ledger_chain_faults(session) == []


def test_a_number_that_somebody_else_is_given_meanwhile_is_given_to_nobody_twice(engine: Engine, tmp_path: Path) -> None:
    other = Incident("KZ-2021-0026", Category.THR, (Category.THR,), date(2021, 7, 1))

    def passed(count: int) -> None:
        if count == 25 and not any(one.number == other.number for one in everything(engine)):
            with write_transaction(engine) as session:
                import_incident(session, other, who="Zarina", now=NOW)

    plan = taken_in_parts(engine, many(tmp_path, 40), passed)
    assert [one.number for one in plan.new] == [f"KZ-2021-{serial:04}" for serial in (*range(1, 26), *range(27, 42))]
    assert len(everything(engine)) == 41


def test_rows_whose_number_somebody_else_is_given_meanwhile_are_refused_by_it_and_the_rest_is_reported(engine: Engine, tmp_path: Path) -> None:
    rows = [{**ROW, "number": f"KZ-2021-{serial:04}"} for serial in range(1, 41)]

    def passed(count: int) -> None:
        if count:
            with write_transaction(engine) as session:
                import_incident(session, Incident("KZ-2021-0026", Category.THR, (Category.THR,), date(2021, 7, 1)), who="Zarina", now=NOW)

    with pytest.raises(ImportRefused) as refused:
        taken_in_parts(engine, file(tmp_path, rows), passed)
    assert places(refused.value.faults)[0] == (26, "primary")
    assert re.findall("KZ-2021-0026|THR|ATT", refused.value.faults[0].words) == ["KZ-2021-0026", "THR", "ATT"]
    assert len(everything(engine)) == 26


@pytest.mark.parametrize("name", ["earlier.xlsx", "earlier.csv"])
def test_a_table_made_by_a_person_is_read_as_it_is_meant(tmp_path: Path, name: str) -> None:
    when: Any = date(2021, 6, 10) if name.endswith("xlsx") else "10.06.2021"
    head = ["Date", "primary", "categories", "victims", "outlets", "region", "online", "articles", "date_precision"]
    rows = [head, [when, "нападение", "THR; DET", "Асан Үлгі; Ольга Примерова", "Мысал", "Карагандинская область", True, "https://mysal.example/1", None],
            ["2020-05", "att", None, None, None, None, None, None, None], [2019, "THR", None, None, None, None, None, None, None]]  # fmt: skip
    first, month, year = [row.entry for row in check_import(table(tmp_path, rows, name), TODAY).rows]
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
    assert places(faults(path)) == [(5, "primary")]


@pytest.mark.parametrize("name", ["earlier.xlsx", "earlier.csv"])
def test_columns_that_follow_from_others_are_passed_over_and_an_unknown_one_is_named(tmp_path: Path, name: str) -> None:
    head = ["primary", "date", "unesco", "days_without_accountability", "us_tracker"]
    assert len(check_import(table(tmp_path, [head, ["ATT", "2021-06-10", "x", 7, "y"]], name), TODAY).rows) == 1
    assert places(faults(table(tmp_path, [["primary", "dat"], ["ATT", "2021-06-10"]], name))) == [(1, "dat")]
    assert places(faults(table(tmp_path, [["primary", "date"], ["ATT", "2021-06-10", "more"]], name))) == [(2, "")]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("earlier.txt", b"", r".*\.jsonl, \.csv, \.xlsx$"),
        ("earlier.csv", "primary,title\nATT,нападение".encode("cp1251"), ".*line 2.*UTF-8"),
        ("earlier.xlsx", b"no workbook", ".*xlsx"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(NotReadable, match=f"^{name}{told}") as refused:
        check_import(tmp_path / name, TODAY)
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
    with pytest.raises(NotReadable, match="64 MB"):
        check_import(bomb, TODAY)
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    with pytest.raises(NotReadable, match=r"\.xlsx\)"):
        check_import(rebuilt(table(tmp_path, [["primary"], ["ATT"]]), sheet, lambda data: entities + data), TODAY)


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
    monkeypatch.setattr("reports.imports.import_files.load_workbook", lambda *_given, **_more: pytest.fail("it was read"))
    with pytest.raises(NotReadable) as refused:
        check_import(path, TODAY)
    assert str(refused.value) == str(too_many(path.name))


def test_rows_of_a_table_are_counted_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.imports.import_files._table", lambda *_given: pytest.fail("all rows were read first"))
    path = tmp_path / "earlier.csv"
    path.write_bytes(b"number,date\n" + b"x\n" * 100_001)
    with pytest.raises(NotReadable) as refused:
        check_import(path, TODAY)
    assert str(refused.value) == str(too_many(path.name))


def test_a_million_empty_rows_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    last = 1_048_576 if layers.is_full() else 20_000

    def far(data: bytes) -> bytes:
        return data.replace(b'<row r="3"', b'<row r="%d"' % last).replace(b'r="A3"', b'r="A%d"' % last)

    path = rebuilt(table(tmp_path, [["primary"], ["ATT"], ["XXX"]]), "xl/worksheets/sheet1.xml", far)
    assert places(faults(path)) == [(2, ""), (last, "primary")]


@pytest.mark.parametrize("form", FORMS)
def test_a_case_with_very_many_articles_survives_each_form(engine: Engine, tmp_path: Path, form: str) -> None:
    articles = tuple(Source(f"{place:05}", f"https://mysal.example/{place}", "mysal", "kk", "Ұзақ тақырып " * 20) for place in range(200))
    one = Incident("KZ-2021-0001", Category.ATT, (Category.ATT,), TODAY, articles=articles)
    with write_transaction(engine) as session:
        import_incident(session, one, who="Aigul", now=NOW)
    path = tmp_path / f"incidents.{form}"
    path.write_bytes(exported(engine, form))
    clear(engine)
    taken(engine, path)
    assert everything(engine) == [one]


def test_lines_that_are_no_rows_are_named_and_hostile_nesting_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "earlier.jsonl"
    nested = "".join('{"a": ' + "[" * deep + "\n" for deep in (19_000, 100_000))
    path.write_text('{"primary": "ATT", "date": "2021"}\n\n[1]\n' + nested, encoding="utf-8")
    assert places(faults(path)) == [(3, ""), (4, ""), (5, "")]
    quoted = tmp_path / "earlier.csv"
    quoted.write_text('primary,title\nATT,one\nATT,"two\nATT,three\n', encoding="utf-8")
    assert places(faults(quoted)) == [(3, "")]


@pytest.fixture
def command() -> Callable[..., Any]:
    """Runs `qorgan import incidents` with these words over an empty database."""
    app = Typer()
    app.command("import")(import_command.import_)
    app.command()(export_command.export)
    upgrade(open_engine(read_settings().database))
    return lambda *words: CliRunner().invoke(app, ["import", "incidents", *words])


def test_the_command_checks_first_names_at_most_a_hundred_faults_and_says_what_came_of_it(
    command: Callable[..., Any], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    engine, written = open_engine(read_settings().database), list[str]()

    def run(*words: str, code: int = 0) -> list[str]:
        done = command(*words)
        assert done.exit_code == code, done.output
        lines: list[str] = done.stderr.splitlines()
        written.extend(["", *(lines if len(lines) < 10 else [lines[0], "…", lines[-1]])])
        return lines

    good = str(file(tmp_path, [ROW, {**ROW, "number": "KZ-2021-0002", "statuses": [{"date": "2021-06-01", "code": "REP"}]}]))
    run(good, "--dry-run")
    assert (everything(engine), acts(engine)) == ([], [])
    run(good, "--as", "Aigul")
    assert len(everything(engine)) == 2
    run(good)
    assert len(run(str(file(tmp_path, [{**ROW, "actor": "curt"}] * 150, "bad.jsonl")), code=1)) == 101
    run(str(tmp_path / "earlier.txt"), code=2)
    run(str(tmp_path / "absent.csv"), code=2)
    assert "\n".join(written).replace(str(tmp_path), "") == snapshot


def test_a_command_that_is_cut_off_says_how_far_it_came_and_goes_on_when_it_is_given_again(
    command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    path, calls = str(many(tmp_path, 60)), itertools.count()
    monkeypatch.setattr(import_run, "_HELD", -1.0)

    def admitted(*given: Any, **more: Any) -> None:
        if next(calls):
            raise KeyboardInterrupt
        import_incidents(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(import_run, "import_incidents", admitted)
        cut_off = command(path)
    assert cut_off.exit_code != 0
    assert len(everything(open_engine(read_settings().database))) == 25
    again = command(path)
    assert len(everything(open_engine(read_settings().database))) == 60
    assert f"{cut_off.stderr}\n{again.stderr}" == snapshot
