"""A text is found in a column as it stands, whatever signs it has, on both databases."""

import pytest
from sqlalchemy import Engine, String, literal, select

from records.database import read_session
from records.words.said_in_column import SaidInColumn


@pytest.mark.parametrize(("held", "sought", "expected"), [(" a b ", " b ", True), (" a b ", " c", False), (" 100% ", "0%", True), (" 100 ", "%", False), (" a_b ", "_", True), (" ab ", "_", False), (" Сот ", " сот", False), ("", "a", False)])  # fmt: skip
def test_it_is_there_letter_by_letter(engine: Engine, held: str, sought: str, expected: bool) -> None:
    with read_session(engine) as session:
        found = session.scalar(select(SaidInColumn(literal(held, String), literal(sought, String))))
        assert bool(found) is expected
