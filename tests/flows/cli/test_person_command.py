"""`qorgan person`: looked at, corrected, merged, split and taken back from the shell; a mistake is one line."""

from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from flows.cli import person_command
from records import database, patience
from records.database import read_session, write_transaction
from records.errors import BadDecision, DatabaseDamaged, NoSuchPerson, NothingToUndo
from records.incident_model import Victim
from records.persons.person_rows import person
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from tests.lost_connections import answer_lost
from tests.records.persons.persons_case import admit_victims, pointers
from tests.records.test_sqlite_damage import spoil

app = typer.Typer()
person_command.add_to(app)


@pytest.fixture
def named(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Two spellings of one name, one of them in two incidents, and somebody else."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with write_transaction(engine) as session:
        admit_victims(
            session, (Victim("Бауыржан Жүсіпов", "тілші", "Орда"),), (Victim("Бауыржан Жусупов"),), (Victim("Бауыржан Жүсіпов"),),
            (Victim("Нурлан Асанов"),),
        )  # fmt: skip
    return engine


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["person", *words])


def lines(*words: str) -> list[list[str]]:
    """What a command prints, word by word, without the head."""
    done = run(*words)
    assert done.exit_code == 0, done.output
    return [line.split() for line in done.stdout.splitlines()[1:]]


def test_persons_are_listed_with_the_number_of_their_incidents(named: Engine) -> None:
    assert lines("list") == [["1", "Бауыржан", "Жүсіпов", "тілші", "Орда", "2"], ["2", "Бауыржан", "Жусупов", "1"], ["3", "Нурлан", "Асанов", "1"]]


def test_pairs_are_listed_for_review_until_they_are_merged_or_told_apart(named: Engine) -> None:
    told = "1 Бауыржан Жүсіпов 2 Бауыржан Жусупов probably one person: the surname is spelled a little differently"
    assert " ".join(run("review").stdout.split()) == told
    assert run("review", "--apart", "1,2", "--as", "Aigul").stdout == ""
    assert run("undo", "1", "--as", "Aigul").exit_code == 0
    assert run("merge", "2", "--into", "1", "--as", "Aigul", "--note", "он сам сказал").exit_code == 0
    assert run("review").stdout == ""
    assert [line[0] for line in lines("list")] == ["1", "3"]


def test_a_merge_is_split_and_taken_back(named: Engine) -> None:
    assert run("merge", "2", "--into", "1", "--as", "Aigul").exit_code == 0
    shown = run("show", "2").stdout
    assert "1 (with records 2)" in shown
    assert "KZ-2026-0001, KZ-2026-0002, KZ-2026-0003" in shown
    assert run("split", "1", "--person", "2", "--as", "Aigul").exit_code == 0
    assert run("split", "1", "--incidents", "KZ-2026-0003", "--as", "Aigul").exit_code == 0
    with read_session(named) as session:
        assert [pointers(session, f"KZ-2026-{nth:04}") for nth in (1, 2, 3)] == [[1], [2], [4]]
    assert run("undo", "1", "--as", "Aigul").exit_code == 0
    with read_session(named) as session:
        assert pointers(session, "KZ-2026-0003") == [1]


def test_a_record_is_corrected_and_a_name_withheld_with_its_reason(named: Engine) -> None:
    done = run("edit", "1", "--set", "gender=male", "--set", "publish=no", "--set", "publish_reason=угрозы", "--as", "Aigul")
    assert "withheld: угрозы" in done.stdout
    assert [line[0] for line in lines("list", "--withheld")] == ["1"]
    with read_session(named) as session:
        assert (person(session, 1).gender, person(session, 1).publish) == ("male", False)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("merge", "1", "--into", "1"), BadDecision),
        (("merge", "1", "--into", "9"), NoSuchPerson),
        (("show", "9"), NoSuchPerson),
        (("undo", "3"), NothingToUndo),
        (("edit", "1", "--set", "publish=no"), BadDecision),
        (("edit", "1", "--set", "gendre=male"), BadDecision),
        (("split", "1", "--incidents", "KZ-2026-0004"), BadDecision),
    ],
)
def test_what_does_not_go_is_refused_by_name_and_nothing_is_half_done(named: Engine, words: tuple[str, ...], error: type[Exception]) -> None:
    with read_session(named) as session:
        before = [person(session, id) for id in (1, 2, 3)]
    assert isinstance(run(*words).exception, error)
    with read_session(named) as session:
        assert [person(session, id) for id in (1, 2, 3)] == before


@pytest.mark.parametrize(
    "words",
    [("split", "1"), ("split", "1", "--person", "2", "--incidents", "KZ-2026-0001"), ("review", "--apart", "1"), ("review", "--apart", "a,b")],
)
def test_a_call_that_says_too_little_or_too_much_is_wrong_use(named: Engine, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


ACTS = (
    ("merge", "2", "--into", "1"),
    ("review", "--apart", "1,2"),
    ("split", "1", "--incidents", "KZ-2026-0003"),
    ("edit", "1", "--set", "gender=male"),
    ("undo", "1"),
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", ACTS)
def test_no_act_is_written_into_a_damaged_file(named: Engine, words: tuple[str, ...]) -> None:
    assert run("edit", "1", "--set", "profession=редактор").exit_code == 0
    file = Path(str(named.url.database))
    named.dispose()
    spoil(file, "outlet_days")
    whole = file.read_bytes()
    assert isinstance(run(*words).exception, DatabaseDamaged)
    assert file.read_bytes() == whole


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_act_whose_commit_was_not_answered_is_done_once_and_told(named: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "FIRST", 0.01)
    monkeypatch.setattr(database, "open_database", lambda _url: named)
    with answer_lost(named, monkeypatch) as lost:
        done = run("merge", "2", "--into", "1", "--as", "Aigul")
    assert (lost.done, done.exit_code, done.stderr.strip()) == (True, 0, "Person 2 is one with person 1.")
    with read_session(named) as session:
        assert list(session.scalars(select(LedgerRow.action).where(LedgerRow.action == LedgerAction.MERGE))) == ["merge"]
