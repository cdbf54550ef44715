"""`qorgan decide` over a PostgreSQL that loses the connection: the decision is taken once, and told."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import pytest
import typer
from sqlalchemy import Engine, select
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner, Result

from flows.cli import decide_command, evidence_command, person_command, status_command, verify_command
from flows.cli.decide_command import decide
from flows.cli.options import record_id
from flows.cli.person_command import show_pairs, show_person, show_persons
from pipelines.evidence.verify import evidence_inventory
from records import database, incidents
from records.database import read_session, write_transaction
from records.errors import BadDecision, DatabaseDamaged, NoSuchPerson, NothingToUndo
from records.incident_model import Incident, Penalty, Status, Victim
from records.persons.name_search import compare_names
from records.persons.repository import KnownPerson, PersonOutlet, person_of
from records.persons.victims import DoubtfulPair
from records.tables import LARGEST_ID, LedgerRow
from records.vocabulary import Category, DecisionAction, Gender, LedgerAction, RejectReason, SentenceKind, StatusCode, TermUnit
from tests.conftest import NOW, Speak
from tests.desk.site import FEW, add_draft
from tests.empty_database import open_upgraded
from tests.flows.plain_words import plain
from tests.lost_connections import answer_lost, cut_at
from tests.pipelines.evidence.cleared_store import Store
from tests.records.persons.persons_case import admit_victims, pointers
from tests.records.test_sqlite_damage import spoil


@pytest.fixture
def server(upgraded_postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The database of this command, on PostgreSQL, with one draft."""
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    engine = open_upgraded(upgraded_postgresql_url)
    with write_transaction(engine) as session:
        add_draft(session, "a", **FEW["a"])
    monkeypatch.setattr(decide_command, "open_database", lambda _url: engine)
    return engine


def acts(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        return list(session.scalars(select(LedgerRow.action).order_by(LedgerRow.id)))


def test_a_decision_whose_commit_was_not_answered_is_taken_once_and_told(
    server: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    with answer_lost(server, monkeypatch) as lost:
        decide(1, DecisionAction.CONFIRM, "Aigul")
    assert lost.done
    assert acts(server).count("confirm") == 1
    assert plain(capsys.readouterr().err) == snapshot


def test_a_decision_that_is_cut_off_is_taken_by_the_next_try(server: Engine, tmp_path: Path) -> None:
    with cut_at(server, 1, "INSERT INTO ledger") as cut:
        decide(1, DecisionAction.REJECT, "Aigul", reason=RejectReason.NOT_PRESS)
    assert cut.done
    assert acts(server) == ["reject"]


app = typer.Typer()
app.command()(status_command.status)
app.command()(status_command.review)
NUMBER = "KZ-2026-0001"


@pytest.fixture
def case(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A criminal case against a journalist, entered in the time of one track as justice done."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    told = (Status(date(2026, 3, 1), StatusCode.REP, "№ 1"), Status(date(2026, 5, 5), StatusCode.CVF, "https://dala.example/1"))
    with write_transaction(engine) as session:
        incidents.import_incident(
            session,
            Incident(NUMBER, Category.CRM, (Category.CRM,), date(2026, 3, 1), title="Іс", day=date(2026, 3, 1), statuses=told),
            who="Aigul",
            now=NOW,
        )
    return engine


def run(*words: str) -> Result:
    done = CliRunner().invoke(app, words)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def found(engine: Engine) -> Incident:
    with read_session(engine) as session:
        one = incidents.find(session, NUMBER)
        assert one is not None
        return one


def test_a_sentence_of_a_journalist_is_added_with_its_kind_and_length(case: Engine) -> None:
    done = run(
        *("status", NUMBER.lower(), "jsn", "--date", "2026-06-01", "--source", "№ 2", "--kind", "prison", "--term", "7", "--unit", "years"),
        *("--as", "Aigul"),
    )
    assert done.stderr.strip() == f"{NUMBER}: journalist sentenced, 2026-06-01"
    assert found(case).statuses[-1].penalty == Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)


def test_her_sentence_cannot_be_added_as_that_of_a_perpetrator(case: Engine) -> None:
    before = found(case)
    with pytest.raises(BadDecision, match=r"CVF .* CRM "):
        run("status", NUMBER, "CVF", "--date", "2026-06-01", "--source", "№ 2", "--as", "Aigul")
    assert found(case) == before


def test_the_same_words_a_second_time_add_nothing(case: Engine) -> None:
    words = ("status", NUMBER, "JSN", "--date", "2026-06-01", "--source", "№ 2", "--as", "Aigul")
    run(*words)
    with pytest.raises(BadDecision, match="stands there already"):
        run(*words)
    assert [one.code for one in found(case).statuses].count(StatusCode.JSN) == 1


def test_a_wrong_status_is_withdrawn_with_its_reason_and_only_with_one(case: Engine, snapshot: SnapshotAssertion) -> None:
    (wrong,) = found(case).misplaced_statuses
    with pytest.raises(BadDecision, match="needs a reason"):
        run("status", NUMBER, "--withdraw", str(wrong.id), "--as", "Aigul")
    done = run("status", NUMBER, "--withdraw", str(wrong.id), "--reason", "it was another case", "--as", "Aigul")
    assert plain(done.stderr.strip()) == snapshot
    assert plain([(status.code, status.withdrawn) for status in found(case).withdrawn_statuses]) == snapshot
    with pytest.raises(BadDecision, match="is withdrawn already"):
        run("status", NUMBER, "--withdraw", str(wrong.id), "--reason", "again", "--as", "Aigul")


def test_what_review_proposes_can_be_run_as_it_is_and_then_nothing_is_left_to_review(case: Engine, snapshot: SnapshotAssertion) -> None:
    import shlex

    first = run("review")
    assert plain(first.stdout) == snapshot
    assert plain(first.stderr.strip()) == snapshot
    (command,) = [line.strip() for line in first.stdout.splitlines() if line.strip().startswith("qorgan ")]
    run(*shlex.split(command)[1:], "--as", "Aigul")
    assert [status.code for status in found(case).statuses] == ["REP", "JSN"]
    again = run("review")
    assert plain((again.stdout, again.stderr.strip())) == snapshot


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("CMP", "--source", "x"), "a status needs its day: --date YYYY-MM-DD"),
        (("--date", "2026-06-01", "--source", "x"), "is no status; statuses are REP"),
        (("JRL", "--withdraw", "1"), "--withdraw takes no other status"),
    ],
)
def test_what_is_missing_or_too_much_is_said_and_exits_2(case: Engine, words: tuple[str, ...], told: str) -> None:
    done = run("status", NUMBER, *words)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.replace("│", " ").split())


app.add_typer(person_command.app, name="person")


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


def run_person_command(*words: str) -> Result:
    return CliRunner().invoke(app, ["person", *words])


def lines(*words: str) -> list[list[str]]:
    """What a command prints, word by word, without the head."""
    done = run_person_command(*words)
    assert done.exit_code == 0, done.output
    return [line.split() for line in done.stdout.splitlines()[1:]]


def test_persons_are_listed_with_the_number_of_their_incidents(named: Engine) -> None:
    assert lines("list") == [["1", "Бауыржан", "Жүсіпов", "тілші", "Орда", "2"], ["2", "Бауыржан", "Жусупов", "1"], ["3", "Нурлан", "Асанов", "1"]]


def test_pairs_are_listed_for_review_until_they_are_merged_or_told_apart(named: Engine) -> None:
    told = "1 Бауыржан Жүсіпов 2 Бауыржан Жусупов probably one person: the surname is spelled a little differently"
    assert " ".join(run_person_command("review").stdout.split()) == told
    assert run_person_command("review", "--apart", "1,2", "--as", "Aigul").stdout == ""
    assert run_person_command("undo", "1", "--as", "Aigul").exit_code == 0
    assert run_person_command("merge", "2", "--into", "1", "--as", "Aigul", "--note", "он сам сказал").exit_code == 0
    assert run_person_command("review").stdout == ""
    assert [line[0] for line in lines("list")] == ["1", "3"]


def test_a_merge_is_split_and_taken_back(named: Engine) -> None:
    assert run_person_command("merge", "2", "--into", "1", "--as", "Aigul").exit_code == 0
    shown = run_person_command("show", "2").stdout
    assert "1 (with records 2)" in shown
    assert "KZ-2026-0001, KZ-2026-0002, KZ-2026-0003" in shown
    assert run_person_command("split", "1", "--person", "2", "--as", "Aigul").exit_code == 0
    assert run_person_command("split", "1", "--incidents", "KZ-2026-0003", "--as", "Aigul").exit_code == 0
    with read_session(named) as session:
        assert [pointers(session, f"KZ-2026-{nth:04}") for nth in (1, 2, 3)] == [[1], [2], [4]]
    assert run_person_command("undo", "1", "--as", "Aigul").exit_code == 0
    with read_session(named) as session:
        assert pointers(session, "KZ-2026-0003") == [1]


def test_a_record_is_corrected_and_a_name_withheld_with_its_reason(named: Engine) -> None:
    done = run_person_command("edit", "1", "--set", "gender=male", "--set", "publish=no", "--set", "publish_reason=угрозы", "--as", "Aigul")
    assert "withheld: угрозы" in done.stdout
    assert [line[0] for line in lines("list", "--withheld")] == ["1"]
    with read_session(named) as session:
        assert (person_of(session, 1).gender, person_of(session, 1).publish) == ("male", False)


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
        before = [person_of(session, id) for id in (1, 2, 3)]
    assert isinstance(run_person_command(*words).exception, error)
    with read_session(named) as session:
        assert [person_of(session, id) for id in (1, 2, 3)] == before


@pytest.mark.parametrize(
    "words",
    [("split", "1"), ("split", "1", "--person", "2", "--incidents", "KZ-2026-0001"), ("review", "--apart", "1"), ("review", "--apart", "a,b")],
)
def test_a_call_that_says_too_little_or_too_much_is_wrong_use(named: Engine, words: tuple[str, ...]) -> None:
    assert run_person_command(*words).exit_code == 2


ACTS = (
    ("merge", "2", "--into", "1"),
    ("review", "--apart", "1,2"),
    ("split", "1", "--incidents", "KZ-2026-0003"),
    ("edit", "1", "--set", "gender=male"),
    ("undo", "1"),
)


@pytest.mark.parametrize("words", ACTS)
def test_no_act_is_written_into_a_damaged_file(named: Engine, words: tuple[str, ...]) -> None:
    assert run_person_command("edit", "1", "--set", "profession=редактор").exit_code == 0
    file = Path(str(named.url.database))
    named.dispose()
    spoil(file, "outlet_days")
    whole = file.read_bytes()
    assert isinstance(run_person_command(*words).exception, DatabaseDamaged)
    assert file.read_bytes() == whole


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_an_act_whose_commit_was_not_answered_is_done_once_and_told(
    named: Engine, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.setattr(database, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(person_command, "open_database", lambda _url: named)
    with answer_lost(named, monkeypatch) as lost:
        done = run_person_command("merge", "2", "--into", "1", "--as", "Aigul")
    assert plain((lost.done, done.exit_code, done.stderr.strip())) == snapshot
    with read_session(named) as session:
        assert list(session.scalars(select(LedgerRow.action).where(LedgerRow.action == LedgerAction.MERGE))) == ["merge"]


ONE = KnownPerson(
    7, {"kk": "Айгүл Сапарова", "ru": "Айгуль Сапарова"}, ("Айгүл Сапарова", "А. Сапарова"), "тілші", Gender.FEMALE,
    (PersonOutlet("Орда", "2020-01-05"), PersonOutlet("[bold]Власть")), False, "threats", (9,),
)  # fmt: skip


def test_all_that_is_known_of_a_person_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_person(ONE, ["KZ-2026-0001"])
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert shown == [
        "Person 7 (with records 9)",
        "Name (kk) Айгүл Сапарова",
        "Name (ru) Айгуль Сапарова",
        "Spellings Айгүл Сапарова; А. Сапарова",
        "Profession тілші",
        "Gender female",
        "Outlets Орда (2020-01-05 – …); [bold]Власть",
        "Name withheld: threats",
        "Incidents KZ-2026-0001",
    ]


def test_a_withheld_name_is_marked_in_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    show_persons([ONE, KnownPerson(8, spellings=("Нурлан Асанов",))], {7: ["KZ-2026-0001"]})
    _, first, second = capsys.readouterr().out.splitlines()
    assert first.split()[-2:] == ["name", "withheld"]
    assert second.split() == ["8", "Нурлан", "Асанов", "0"]


def test_a_pair_is_shown_with_its_reasons_in_the_readers_language(capsys: pytest.CaptureFixture[str], speak: Speak) -> None:
    speak("ru")
    names = ("Айгүл Сапарова", "А. Сапарова")
    show_pairs([DoubtfulPair(ONE, KnownPerson(8, spellings=names[1:]), names, compare_names(*names))])
    assert "возможно, один человек" in capsys.readouterr().out


TOO_LARGE = "99999999999999999999"
app.command()(decide_command.decide)


def test_every_number_that_a_record_can_have_is_taken() -> None:
    assert [record_id(written) for written in ("1", " 12 ", "007", str(LARGEST_ID))] == [1, 12, 7, LARGEST_ID]


@pytest.mark.parametrize("written", ["", "0", "-1", "1.5", "twelve", "١٢", str(LARGEST_ID + 1), TOO_LARGE, "9" * 5000])
def test_what_no_record_can_have_is_refused(written: str) -> None:
    with pytest.raises(typer.BadParameter):
        record_id(written)


def test_an_option_that_is_not_given_has_no_number() -> None:
    alone, seen = typer.Typer(), []

    @alone.command()
    def command(one: Annotated[int | None, typer.Option(parser=record_id, metavar="ID")] = None) -> None:
        seen.append(one)

    for words in ([], ["--one", "12"]):
        CliRunner().invoke(alone, words)
    assert seen == [None, 12]


@pytest.mark.parametrize(
    "words",
    [
        ("person", "show", TOO_LARGE),
        ("person", "undo", TOO_LARGE),
        ("person", "edit", TOO_LARGE, "--set", "gender=female"),
        ("person", "merge", TOO_LARGE, "--into", "1"),
        ("person", "merge", "1", "--into", TOO_LARGE),
        ("person", "split", "1", "--person", TOO_LARGE),
        ("person", "review", "--apart", f"{TOO_LARGE},1"),
        ("person", "review", "--apart", f"1,{TOO_LARGE}"),
        ("status", "KZ-2026-0001", "--withdraw", TOO_LARGE),
        ("status", "KZ-2026-0001", "CMP", "--correct", TOO_LARGE),
        ("decide", TOO_LARGE, "reject", "--as", "Aigul"),
    ],
)
def test_every_command_names_a_number_that_is_too_large(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2
    assert f" {TOO_LARGE} " in done.stderr


app.command()(verify_command.verify)
app.add_typer(evidence_command.app, name="evidence")
OLD = NOW - timedelta(days=200)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def run_evidence_command(store: Store, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("QORGAN_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(app, words)


def test_disk_use_is_shown_by_month_with_the_share_of_drafts_and_what_could_go(
    store: Store, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    store.file("run", OLD, "a", "drafted")
    store.file("run", NOW - timedelta(days=400), "b")
    store.file("run", NOW, "c")
    store.draft("drafted")
    with read_session(store.engine) as session:
        found = evidence_inventory(session, store.folder, NOW)
    size = {name: (store.folder / name).stat().st_size for name in store.files()}
    assert (found.files, found.pages, found.held.pages, found.bytes) == (3, 4, 1, sum(size.values()))
    assert dict(found.months) == {"-".join(name.split("/")[:2]): bytes_ for name, bytes_ in size.items()}
    assert {days: one.pages for days, one in found.clearable.items()} == {90: 2, 365: 1}
    told = json.loads(run_evidence_command(store, monkeypatch, "evidence", "--format", "json").stdout)
    assert (told["bytes"], told["held"]["pages"], told["cleared"]) == (found.bytes, 1, 0)
    shown = run_evidence_command(store, monkeypatch, "evidence").stdout
    assert plain(shown) == snapshot


def test_the_command_clears_under_a_name_and_says_what_went(store: Store, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    store.file("run", OLD, "a", None)
    dry = run_evidence_command(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul", "--dry-run")
    assert plain(dry.stderr) == snapshot
    did = run_evidence_command(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul")
    assert plain((did.exit_code, did.stderr)) == snapshot
    assert plain(run_evidence_command(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul").stderr) == snapshot
    assert "1 cleared" in run_evidence_command(store, monkeypatch, "verify").stdout


@pytest.mark.parametrize("words", [("--as", "Aigul"), ("--older-than", "90"), ("--older-than", "29", "--as", "Aigul")])
def test_clearing_without_days_or_a_name_or_below_thirty_days_is_wrong_use(
    store: Store, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert run_evidence_command(store, monkeypatch, "evidence", "clear", *words).exit_code == 2
