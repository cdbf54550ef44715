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
from records.filter_doors import WrongFilter, address_of, from_address, require_meaning, to_address, understood_address
from records.filter_entries import MOST_NUMBERS, FilterEntry, FilterKind, RecordFilter, entries, narrowed_by
from records.filters import FILTERS, NONE, DraftFilter, IncidentFilter, RowFilter, options_of
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
    FilterKind.COUNT: ("90", 90),
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


@pytest.mark.parametrize(
    ("given", "wrong", "found"),
    [
        ({"since": "31.02.2026"}, {"since": "31.02.2026: the calendar has no such day"}, IncidentFilter()),
        ({"since": "вчера-то"}, {"since": "no date"}, IncidentFilter()),
        ({"until": "9999-12-31"}, {"until": "outside of the calendar"}, IncidentFilter()),
        ({"since": "21.11.2026", "until": "2026"}, {}, IncidentFilter(since=date(2026, 11, 21), until=date(2026, 12, 31))),
        ({"silent": "-5"}, {"silent": "-5: write a whole number from 0 to 36500"}, IncidentFilter()),
        ({"silent": "９０"}, {"silent": "whole number"}, IncidentFilter()),
        ({"custody_days": "99999999999"}, {"custody_days": "whole number"}, IncidentFilter()),
        ({"silent": " 0\x00"}, {}, IncidentFilter(silent=0)),
        ({"category": "KILL", "actor": "court"}, {"category": "KILL: there is no such choice"}, IncidentFilter(actor="court")),
        ({"region": "KZ-999"}, {"region": "no such choice"}, IncidentFilter()),
        ({"online": "perhaps"}, {"online": "no such choice"}, IncidentFilter()),
        ({"numbers": "KZ-2026-0001,nonsense"}, {"numbers": "NONSENSE is no number of an incident"}, IncidentFilter(numbers=("KZ-2026-0001",))),
        ({"since": "2026-05-02", "until": "2026-05-01", "actor": "court"}, {"until": "lies before the first one"}, IncidentFilter(actor="court")),
        ({"recorded_since": "2026-05-02", "recorded_until": "2026-05-01"}, {"recorded_until": "lies before the first one"}, IncidentFilter()),
        ({"withdrawn": "no", "q": ""}, {}, IncidentFilter()),
    ],
)  # fmt: skip
def test_what_an_address_says_without_sense_is_told_and_kept_and_narrows_nothing(
    given: dict[str, str], wrong: dict[str, str], found: IncidentFilter
) -> None:
    asked = understood_address(IncidentFilter, given)
    assert asked.filter == found
    assert asked.wrong.keys() == wrong.keys()
    assert all(words in asked.wrong[name] for name, words in wrong.items())
    assert all(asked.typed[name] == given[name].replace("\x00", "") for name in wrong)


def test_an_address_that_makes_sense_is_read_alike_by_both() -> None:
    given = {"since": "2026-11", "status": "PTI", "track": "journalist", "silent": "90", "person": "Сапарқызы", "mine": "yes", "online": "no"}
    assert understood_address(IncidentFilter, given).filter == from_address(IncidentFilter, given)
    assert not understood_address(IncidentFilter, given).wrong


@pytest.mark.parametrize(("name", "written"), [("silent", "-1"), ("days_in_custody", "many"), ("silent", "36501")])
def test_an_option_that_is_no_whole_number_is_refused(name: str, written: str) -> None:
    with pytest.raises(WrongFilter, match="write a whole number from 0 to 36500"):
        require_meaning("incidents", {name: written})


def test_whoever_confirmed_or_changed_it_must_be_all_who_are_asked_for() -> None:
    assert IncidentFilter().whose == frozenset()
    assert IncidentFilter(by="Berik", mine=True, asked_by="Aigul").whose == {"Berik", "Aigul"}
    assert IncidentFilter(mine=True, asked_by="Aigul").to_json() == {"mine": "true"}


def test_an_address_names_so_many_numbers_and_no_more() -> None:
    many = ",".join(f"KZ-2026-{serial:04}" for serial in range(1, MOST_NUMBERS + 9))
    assert len(from_address(IncidentFilter, {"numbers": many}).numbers or ()) == MOST_NUMBERS


@pytest.mark.parametrize(
    "wanted",
    [
        *(IncidentFilter(block="A"), IncidentFilter(stage="court"), IncidentFilter(undated=True), IncidentFilter(words="x")),
        *(IncidentFilter(silent=0), IncidentFilter(person="x"), IncidentFilter(status="PTI"), IncidentFilter(track="journalist")),
        *(IncidentFilter(days_in_custody=0), IncidentFilter(any_category="ATT"), IncidentFilter(recorded_since=DAY)),
    ],
)
def test_the_stored_incidents_refuse_a_filter_that_they_would_pass_over(engine: Engine, wanted: IncidentFilter) -> None:
    with read_session(engine) as session, pytest.raises(ValueError, match="no filters of the stored incidents"):
        list(load(session, wanted))


def test_every_export_takes_a_filter_of_the_table() -> None:
    assert {shape.filter for shape in SHAPES.values()} == {DraftFilter, IncidentFilter, RowFilter}
    assert all(shape.takes <= set(entries(shape.filter)) for shape in SHAPES.values())
