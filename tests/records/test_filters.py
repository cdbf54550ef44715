"""Each filter of drafts and incidents stands once, and is found at every door that its entry names: address, API, option, words."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from desk.api.drafts import DraftsAsked
from desk.api.incidents import IncidentsAsked
from desk.api.input_types import ListQuery
from desk.api.list_filters import filter_asked, filtered_by
from flows.cli.export_command import export
from flows.cli.filter_options import with_filters
from records.database import read_session
from records.filter_doors import WrongFilter, address_of, from_address, require_meaning, to_address
from records.filters import (
    FILTERS,
    MOST_NUMBERS,
    NONE,
    DraftFilter,
    FilterEntry,
    FilterKind,
    IncidentFilter,
    RecordFilter,
    RowFilter,
    entries,
    narrowed_by,
    options_of,
)
from records.incidents import load
from reports.exports.export_shapes import SHAPES

DAY = date(2026, 11, 24)


def _command() -> Any:
    app = typer.Typer(add_completion=False)
    app.command()(export)
    return typer.main.get_command(app)


# A value of each kind as an address writes it, and what it means.
WRITTEN: dict[FilterKind, tuple[str, Any]] = {
    FilterKind.TEXT: ("kz_other", "kz_other"),
    FilterKind.WORDS: ("ахметова сот", "ахметова сот"),
    FilterKind.REGION: ("KZ-59", "KZ-59"),
    FilterKind.LANGUAGE: ("kk", "kk"),
    FilterKind.DAY: ("2026-11-24", DAY),
    FilterKind.FLAG: ("true", True),
    FilterKind.SHARE: ("70", 0.7),
    FilterKind.NUMBERS: ("KZ-2026-0001,KZ-2026-0003", ("KZ-2026-0001", "KZ-2026-0003")),
    FilterKind.NUMBER: ("KZ-2026-0001", "KZ-2026-0001"),
}
OPTIONS: dict[str, Any] = {parameter.name or "": parameter for parameter in _command().params if parameter.name != "help"}
ALL = [(of, name, entry) for of in FILTERS for name, entry in entries(of).items()]
NAMED = [f"{of.__name__}.{name}" for of, name, _ in ALL]


def value_of(entry: FilterEntry) -> tuple[str, Any]:
    return (next(iter(entry.codes)),) * 2 if entry.kind is FilterKind.CODE else WRITTEN[entry.kind]


@pytest.mark.parametrize(("of", "name", "entry"), ALL, ids=NAMED)
def test_a_filter_is_read_from_the_address_that_it_is_written_into(of: type[RecordFilter], name: str, entry: FilterEntry) -> None:
    written, meant = value_of(entry)
    if not entry.address:
        assert to_address(of(**{name: meant})) == {}
        return
    found = from_address(of, {entry.address: f" {written}\x00"})
    assert found == of(**{name: meant})
    assert to_address(found) == {entry.address: written}


@pytest.mark.parametrize(("of", "name", "entry"), ALL, ids=NAMED)
def test_a_filter_is_a_parameter_of_the_api(of: type[RecordFilter], name: str, entry: FilterEntry) -> None:
    if not entry.api:
        return
    asked: type[ListQuery] = DraftsAsked if of is DraftFilter else IncidentsAsked
    known = asked.model_json_schema()["properties"]
    assert known[entry.api].get("description", "") == entry.tells
    text, meant = ("0.7", 0.7) if entry.kind is FilterKind.SHARE else value_of(entry)
    read = filter_asked(of, "drafts" if of is DraftFilter else "incidents", asked.model_validate_strings({entry.api: text}))
    assert getattr(read, name) == (text if entry.kind is FilterKind.NUMBERS else meant)


def test_the_api_knows_no_other_filters_and_refuses_one_that_is_misspelt() -> None:
    beside = {"after", "limit", "fields", "format"}
    for of, asked in ((DraftFilter, DraftsAsked), (IncidentFilter, IncidentsAsked)):
        assert set(asked.model_fields) - beside == {entry.api for entry in entries(of).values() if entry.api}
        with pytest.raises(ValueError, match="regoin"):
            asked.model_validate({"regoin": "KZ-59"})


@pytest.mark.parametrize(("of", "name", "entry"), ALL, ids=NAMED)
def test_a_filter_is_an_option_of_its_exports_and_is_refused_by_the_others(of: type[RecordFilter], name: str, entry: FilterEntry) -> None:
    _, meant = value_of(entry)
    if entry.exports:
        assert OPTIONS[name].opts == [f"--{name.replace('_', '-')}"]
        assert OPTIONS[name].help == entry.help
    for what in entry.exports:
        assert SHAPES[what].filter is of
        require_meaning(what, {name: meant})
    for what in set(SHAPES) - {what for what in SHAPES if name in options_of(what)}:
        with pytest.raises(WrongFilter, match=f"--{name.replace('_', '-')} means nothing to {what}"):
            require_meaning(what, {name: meant})


def test_the_command_has_the_options_of_the_entries_and_no_others() -> None:
    assert set(OPTIONS) - {"what", "format", "who", "output"} == {name for _, name, entry in ALL if entry.exports}


@pytest.mark.parametrize(("of", "name", "entry"), ALL, ids=NAMED)
def test_an_export_says_in_its_head_what_it_was_narrowed_by(of: type[RecordFilter], name: str, entry: FilterEntry) -> None:
    written, meant = value_of(entry)
    told = "0.7" if entry.kind is FilterKind.SHARE else written
    assert of(**{name: meant}).in_words() == f"{name}={told}"
    assert of().in_words() == ""


def test_who_asks_and_what_is_meant_alone_stand_in_no_words_and_at_no_door() -> None:
    assert DraftFilter(who="Berik").to_json() == {}
    assert IncidentFilter(withdrawn_only=True).to_json() == {}


def test_a_filter_that_is_added_shows_at_every_door_that_it_names() -> None:
    @dataclass(frozen=True)
    class Made(RecordFilter):
        colour: str | None = narrowed_by(
            FilterKind.CODE, address="c", api="hue", exports=("drafts",), codes=("red", "blue"), help="only this colour", tells="A hue"
        )

    @filtered_by(Made)
    class Asked(ListQuery):
        """A list."""

    given: dict[str, Any] = {}

    @with_filters([Made])
    def command(what: Annotated[str, typer.Argument()], **found: Any) -> None:
        given.update(found)

    assert from_address(Made, {"c": "red"}) == Made(colour="red")
    assert from_address(Made, {"c": "green"}) == Made()
    assert address_of(Made(colour="red"), "/x", page="2") == "/x?c=red&page=2"
    assert Asked.model_json_schema()["properties"]["hue"]["description"] == "A hue"
    assert filter_asked(Made, "drafts", Asked.model_validate({"hue": "blue"})) == Made(colour="blue")
    with pytest.raises(ValueError, match="hue"):
        Asked.model_validate({"hue": "green"})
    app = typer.Typer()
    app.command()(command)
    assert "only this colour" in CliRunner().invoke(app, ["--help"]).output
    assert CliRunner().invoke(app, ["rows", "--colour", "blue"]).exit_code == 0
    assert given == {"colour": "blue"}
    assert Made(colour="blue").in_words() == "colour=blue"


@pytest.mark.parametrize(
    ("of", "given", "found"),
    [
        (DraftFilter, {"score": "101"}, DraftFilter()),
        (DraftFilter, {"score": "0", "since": "2026-02-30", "kind": "k", "region": NONE, "state": "waiting"}, DraftFilter()),
        (DraftFilter, {"outlet": "x" * 81, "q": "y" * 201}, DraftFilter()),
        (IncidentFilter, {"outlet": "x" * 201, "q": "y  z " + "y" * 200}, IncidentFilter(outlet="x" * 200, words=("y z " + "y" * 200)[:200])),
        (IncidentFilter, {"region": NONE, "block": "D", "undated": "no", "until": "9999-12-31"}, IncidentFilter(region=NONE)),
        (IncidentFilter, {"numbers": "2026-1, kz-2026-0002"}, IncidentFilter(numbers=("KZ-2026-0002",))),
    ],
)
def test_what_an_address_says_and_nobody_knows_is_left_out(of: type[RecordFilter], given: dict[str, str], found: RecordFilter) -> None:
    assert from_address(of, given) == found


def test_an_address_names_so_many_numbers_and_no_more() -> None:
    many = ",".join(f"KZ-2026-{serial:04}" for serial in range(1, MOST_NUMBERS + 9))
    assert len(from_address(IncidentFilter, {"numbers": many}).numbers or ()) == MOST_NUMBERS


@pytest.mark.parametrize(
    "wanted", [IncidentFilter(block="A"), IncidentFilter(stage="court"), IncidentFilter(undated=True), IncidentFilter(words="x")]
)
def test_the_stored_incidents_refuse_a_filter_that_they_would_pass_over(engine: Engine, wanted: IncidentFilter) -> None:
    with read_session(engine) as session, pytest.raises(ValueError, match="no filters of the stored incidents"):
        list(load(session, wanted))


def test_every_export_takes_a_filter_of_the_table() -> None:
    assert {shape.filter for shape in SHAPES.values()} == {DraftFilter, IncidentFilter, RowFilter}
    assert all(shape.takes <= set(entries(shape.filter)) for shape in SHAPES.values())
