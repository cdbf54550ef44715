"""Numbers of records at a shell: what no record can have is named at once, in the place where it was typed."""

from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from flows.cli import decide_command, person_command, status_command
from flows.cli.id_option import record_id
from records.tables import LARGEST_ID

TOO_LARGE = "99999999999999999999"
app = typer.Typer()
for group in (decide_command, person_command, status_command):
    group.add_to(app)


def test_every_number_that_a_record_can_have_is_taken() -> None:
    assert [record_id(written) for written in ("1", " 12 ", "007", str(LARGEST_ID))] == [1, 12, 7, LARGEST_ID]


@pytest.mark.parametrize("written", ["", "0", "-1", "1.5", "twelve", "١٢", str(LARGEST_ID + 1), TOO_LARGE, "9" * 5000])
def test_what_no_record_can_have_is_refused(written: str) -> None:
    with pytest.raises(typer.BadParameter, match="no number that a record can have"):
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
    assert f"{TOO_LARGE} is no number that a record can have" in " ".join(done.stderr.replace("│", " ").split())
