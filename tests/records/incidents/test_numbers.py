"""Numbers of incidents: how they are written, and that they are counted up within their year."""

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.incidents.numbers import example_number, free_number, is_number, next_serial, number_parts
from tests.desk.incident_records import TODAY, admit_all, incident


@pytest.mark.parametrize(
    ("written", "parts"),
    [("KZ-2021-0042", (2021, 42)), ("KZ-1999-123456", (1999, 123456)), ("KZ-2021-0000", (2021, 0)), (example_number(), (2021, 42))],
)
def test_a_number_is_its_year_and_its_place_in_it(written: str, parts: tuple[int, int]) -> None:
    assert number_parts(written) == parts
    assert is_number(written)


@pytest.mark.parametrize(
    "written",
    ["", "42", "KZ-2021-042", "KZ-2021-1234567", "KZ-21-0042", "kz-2021-0042", "XY-2021-0042", "KZ-2021-0042 ", "aKZ-2021-0042", "KZ-2021-0042x"],
)
def test_what_is_written_otherwise_is_no_number(written: str) -> None:
    assert number_parts(written) is None
    assert not is_number(written)


def test_places_are_counted_up_within_their_own_year(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert (next_serial(session, 2026), free_number(session, 2026)) == (1, "KZ-2026-0001")
        admit_all(session, [incident(nth, TODAY) for nth in (1, 2, 3)])
        admit_all(session, [incident(7, TODAY.replace(year=2025))])
        assert [next_serial(session, year) for year in (2024, 2025, 2026)] == [1, 8, 4]
        assert free_number(session, 2025) == "KZ-2025-0008"
    with read_session(engine) as session:
        assert free_number(session, 2026) == "KZ-2026-0004"
