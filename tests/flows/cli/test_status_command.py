"""`qorgan status` and `qorgan review`: add a step of either story, withdraw or correct a wrong one, and find what stands on the wrong track."""

from datetime import date

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from flows.cli import status_command
from records import incidents
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.incident_model import Incident, Penalty, Status
from records.vocabulary import Category, SentenceKind, StatusCode, TermUnit
from tests.conftest import NOW

app = typer.Typer()
status_command.add_to(app)
NUMBER = "KZ-2026-0001"


@pytest.fixture
def case(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A criminal case against a journalist, entered in the time of one track as justice done."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    told = (Status(date(2026, 3, 1), StatusCode.REP, "№ 1"), Status(date(2026, 5, 5), StatusCode.CVF, "https://dala.example/1"))
    with write_transaction(engine) as session:
        incidents.admit(
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
    with pytest.raises(BadDecision, match="CVF tells what became of a perpetrator, and CRM is the journalist's own case"):
        run("status", NUMBER, "CVF", "--date", "2026-06-01", "--source", "№ 2", "--as", "Aigul")
    assert found(case) == before


def test_the_same_words_a_second_time_add_nothing(case: Engine) -> None:
    words = ("status", NUMBER, "JSN", "--date", "2026-06-01", "--source", "№ 2", "--as", "Aigul")
    run(*words)
    with pytest.raises(BadDecision, match="stands there already"):
        run(*words)
    assert [one.code for one in found(case).statuses].count(StatusCode.JSN) == 1


def test_a_wrong_status_is_withdrawn_with_its_reason_and_only_with_one(case: Engine) -> None:
    (wrong,) = found(case).misplaced_statuses
    with pytest.raises(BadDecision, match="needs a reason"):
        run("status", NUMBER, "--withdraw", str(wrong.id), "--as", "Aigul")
    done = run("status", NUMBER, "--withdraw", str(wrong.id), "--reason", "it was another case", "--as", "Aigul")
    assert done.stderr.strip() == f"{NUMBER}: all those responsible convicted, 2026-05-05, is withdrawn"
    assert [(status.code, status.withdrawn) for status in found(case).withdrawn_statuses] == [("CVF", "it was another case")]
    with pytest.raises(BadDecision, match="is withdrawn already"):
        run("status", NUMBER, "--withdraw", str(wrong.id), "--reason", "again", "--as", "Aigul")


def test_what_review_proposes_can_be_run_as_it_is_and_then_nothing_is_left_to_review(case: Engine) -> None:
    import shlex

    first = run("review")
    assert "CVF tells what became of a perpetrator" in first.stdout
    assert first.stderr.strip() == "1 status to look at; nothing was changed"
    (command,) = [line.strip() for line in first.stdout.splitlines() if line.strip().startswith("qorgan ")]
    run(*shlex.split(command)[1:], "--as", "Aigul")
    assert [status.code for status in found(case).statuses] == ["REP", "JSN"]
    again = run("review")
    assert (again.stdout, again.stderr.strip()) == ("", "No status stands on the wrong track.")


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
