"""Each filter of drafts and incidents stands once, and is found wherever its entry names it: address, API, option, words."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import pytest
import typer
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from desk.api.drafts import DraftsQuery
from desk.api.incidents import IncidentsQuery, filtered_by, record_filter
from desk.api.problems import ListQuery
from flows.cli.export_command import export, with_filters
from records.filter_queries import InvalidFilter, filter_from_query, filter_to_query, filter_url, parse_filter_query, require_valid_filters
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
    filter_field,
    options_of,
)
from records.incidents import load
from reports.exports.export_definitions import EXPORT_DEFINITIONS

DAY = date(2026, 11, 24)
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
ASKED: dict[type[RecordFilter], tuple[type[ListQuery], str]] = {DraftFilter: (DraftsQuery, "drafts"), IncidentFilter: (IncidentsQuery, "incidents")}


def command_options() -> dict[str, Any]:
    app = typer.Typer(add_completion=False)
    app.command()(export)
    made: Any = typer.main.get_command(app)
    return {parameter.name: parameter for parameter in made.params if parameter.name != "help"}


OPTIONS = command_options()


def value_of(entry: FilterEntry) -> tuple[str, Any]:
    return (next(iter(entry.codes)),) * 2 if entry.kind is FilterKind.CODE else WRITTEN[entry.kind]


def wrong_in_address(of: type[RecordFilter], name: str, entry: FilterEntry) -> bool:
    written, meant = value_of(entry)
    if not entry.address:
        return filter_to_query(of(**{name: meant})) != {}
    found = filter_from_query(of, {entry.address: f" {written}\x00"})
    return found != of(**{name: meant}) or filter_to_query(found) != {entry.address: written}


def wrong_in_api(of: type[RecordFilter], name: str, entry: FilterEntry) -> bool:
    if not entry.api:
        return False
    asked, what = ASKED[of]
    written, meant = ("0.7", 0.7) if entry.kind is FilterKind.SHARE else value_of(entry)
    read = getattr(record_filter(of, what, asked.model_validate_strings({entry.api: written})), name)
    described = asked.model_json_schema()["properties"][entry.api].get("description", "")
    return bool(described != entry.tells or read != (written if entry.kind is FilterKind.NUMBERS else meant))


def wrong_in_exports(of: type[RecordFilter], name: str, entry: FilterEntry) -> bool:
    """An option of its exports, which the others refuse by its name and theirs."""
    _, meant = value_of(entry)
    option = f"--{name.replace('_', '-')}"
    for what in EXPORT_DEFINITIONS:
        try:
            require_valid_filters(what, {name: meant})
            taken = True
        except InvalidFilter as refused:
            taken = option not in str(refused) or what not in str(refused)
        if taken != (name in options_of(what)) or (what in entry.exports and EXPORT_DEFINITIONS[what].filter is not of):
            return True
    return bool(entry.exports) and (OPTIONS[name].opts, OPTIONS[name].help) != ([option], entry.help)


def wrong_in_words(of: type[RecordFilter], name: str, entry: FilterEntry) -> bool:
    written, meant = value_of(entry)
    return of(**{name: meant}).in_words() != f"{name}={'0.7' if entry.kind is FilterKind.SHARE else written}"


@pytest.mark.parametrize("is_wrong", [wrong_in_address, wrong_in_api, wrong_in_exports, wrong_in_words])
def test_every_filter_is_found_wherever_its_entry_names_it(is_wrong: Any) -> None:
    every = [(of, name, entry) for of in FILTERS for name, entry in entries(of).items()]
    assert len(every) > 40
    assert [f"{of.__name__}.{name}" for of, name, entry in every if is_wrong(of, name, entry)] == []


def test_there_are_no_other_filters_and_a_misspelt_one_is_refused() -> None:
    for of, (asked, _) in ASKED.items():
        assert set(asked.model_fields) - {"after", "limit", "fields", "format"} == {entry.api for entry in entries(of).values() if entry.api}
        with pytest.raises(ValueError, match="regoin"):
            asked.model_validate({"regoin": "KZ-59"})
    assert set(OPTIONS) - {"what", "format", "who", "output"} == {name for of in FILTERS for name, entry in entries(of).items() if entry.exports}
    assert {shape.filter for shape in EXPORT_DEFINITIONS.values()} == {DraftFilter, IncidentFilter, RowFilter}
    assert all(shape.takes <= set(entries(shape.filter)) for shape in EXPORT_DEFINITIONS.values())


def test_who_asks_and_what_is_meant_alone_stand_in_no_words_and_at_no_door() -> None:
    assert DraftFilter(who="Berik").to_json() == IncidentFilter(withdrawn_only=True).to_json() == {}
    assert [of().in_words() for of in FILTERS] == [""] * len(FILTERS)
    assert IncidentFilter().whose == frozenset()
    assert IncidentFilter(by="Berik", mine=True, asked_by="Aigul").whose == {"Berik", "Aigul"}
    assert IncidentFilter(mine=True, asked_by="Aigul").to_json() == {"mine": "true"}


def test_a_filter_that_is_added_shows_wherever_it_is_named() -> None:
    @dataclass(frozen=True)
    class Made(RecordFilter):
        colour: str | None = filter_field(
            FilterKind.CODE, address="c", api="hue", exports=("drafts",), codes=("red", "blue"), help="only this colour", tells="A hue"
        )
        since: date | None = filter_field(FilterKind.DAY, address="from", longest=10)
        whole: bool | None = filter_field(FilterKind.FLAG)
        numbers: tuple[str, ...] | None = filter_field(FilterKind.NUMBERS)
        asked_by: str = ""

    @filtered_by(Made)
    class Asked(ListQuery):
        """A list."""

    given: dict[str, Any] = {}

    @with_filters([Made])
    def command(what: Annotated[str, typer.Argument()], **found: Any) -> None:
        given.update(found)

    assert list(entries(Made)) == ["colour", "since", "whole", "numbers"]
    assert entries(Made)["since"] == FilterEntry(FilterKind.DAY, address="from", longest=10)
    assert (filter_from_query(Made, {"c": "red"}), filter_from_query(Made, {"c": "green"})) == (Made(colour="red"), Made())
    assert filter_url(Made(colour="red"), "/x", page="2") == "/x?c=red&page=2"
    assert Asked.model_json_schema()["properties"]["hue"]["description"] == "A hue"
    assert record_filter(Made, "drafts", Asked.model_validate({"hue": "blue"})) == Made(colour="blue")
    with pytest.raises(ValueError, match="hue"):
        Asked.model_validate({"hue": "green"})
    app = typer.Typer()
    app.command()(command)
    assert "only this colour" in CliRunner().invoke(app, ["--help"]).output
    assert CliRunner().invoke(app, ["rows", "--colour", "blue"]).exit_code == 0
    assert given["colour"] == "blue"
    assert Made(asked_by="Aigul").in_words() == ""
    asked = Made(None, date(2026, 11, 1), False, ("KZ-2026-0001", "KZ-2026-0002"))
    assert asked.to_json() == {"since": "2026-11-01", "whole": "false", "numbers": "KZ-2026-0001,KZ-2026-0002"}
    assert asked.in_words() == "since=2026-11-01; whole=false; numbers=KZ-2026-0001,KZ-2026-0002"


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
    assert filter_from_query(of, given) == found


# What an address says, which of it makes no sense, and what is left.
UNDERSTOOD: list[tuple[dict[str, str], set[str], IncidentFilter]] = [
    ({"since": "31.02.2026"}, {"since"}, IncidentFilter()),
    ({"since": "вчера-то"}, {"since"}, IncidentFilter()),
    ({"until": "9999-12-31"}, {"until"}, IncidentFilter()),
    ({"since": "21.11.2026", "until": "2026"}, set(), IncidentFilter(since=date(2026, 11, 21), until=date(2026, 12, 31))),
    ({"silent": "-5"}, {"silent"}, IncidentFilter()),
    ({"silent": "９０"}, {"silent"}, IncidentFilter()),
    ({"custody_days": "99999999999"}, {"custody_days"}, IncidentFilter()),
    ({"silent": " 0\x00"}, set(), IncidentFilter(silent=0)),
    ({"category": "KILL", "actor": "court"}, {"category"}, IncidentFilter(actor="court")),
    ({"region": "KZ-999"}, {"region"}, IncidentFilter()),
    ({"online": "perhaps"}, {"online"}, IncidentFilter()),
    ({"numbers": "KZ-2026-0001,nonsense"}, {"numbers"}, IncidentFilter(numbers=("KZ-2026-0001",))),
    ({"since": "2026-05-02", "until": "2026-05-01", "actor": "court"}, {"until"}, IncidentFilter(actor="court")),
    ({"recorded_since": "2026-05-02", "recorded_until": "2026-05-01"}, {"recorded_until"}, IncidentFilter()),
    ({"withdrawn": "no", "q": ""}, set(), IncidentFilter()),
]


def test_what_an_address_says_without_sense_is_named_and_kept_and_narrows_nothing(snapshot: SnapshotAssertion) -> None:
    words = []
    for given, wrong, found in UNDERSTOOD:
        asked = parse_filter_query(IncidentFilter, given)
        assert (asked.filter, set(asked.wrong)) == (found, wrong), given
        assert [asked.typed[name] for name in wrong] == [given[name] for name in wrong]
        words += [f"{given[name]}: {asked.wrong[name]}" for name in wrong]
    assert words == snapshot
    sensible = {"since": "2026-11", "status": "PTI", "track": "journalist", "silent": "90", "person": "Сапарқызы", "mine": "yes", "online": "no"}
    assert parse_filter_query(IncidentFilter, sensible).filter == filter_from_query(IncidentFilter, sensible)
    assert not parse_filter_query(IncidentFilter, sensible).wrong


@pytest.mark.parametrize(("name", "written"), [("silent", "-1"), ("days_in_custody", "many"), ("silent", "36501")])
def test_an_option_that_is_no_whole_number_is_refused_with_its_bounds(name: str, written: str) -> None:
    with pytest.raises(InvalidFilter, match=r"\b0\b.*\b36500\b"):
        require_valid_filters("incidents", {name: written})


def test_an_address_names_so_many_numbers_and_no_more() -> None:
    many = ",".join(f"KZ-2026-{serial:04}" for serial in range(1, MOST_NUMBERS + 9))
    assert len(filter_from_query(IncidentFilter, {"numbers": many}).numbers or ()) == MOST_NUMBERS


def test_the_stored_incidents_refuse_a_filter_that_they_would_pass_over(session: Session) -> None:
    for given in (
        {"block": "A"}, {"stage": "court"}, {"undated": True}, {"words": "x"}, {"silent": 0}, {"person": "x"}, {"status": "PTI"}, {"track": "journalist"},
        {"days_in_custody": 0}, {"any_category": "ATT"}, {"recorded_since": DAY},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=next(iter(given))):
            list(load(session, IncidentFilter(**given)))
