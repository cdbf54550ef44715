"""Following a case."""

import pytest

from records.database import write_transaction
from records.errors import NoSuchIncident
from records.together.follows import follow, follows, unfollow
from tests.conftest import NOW
from tests.records.together.conftest import Desk


def test_a_case_is_followed_once_and_left_again(desk: Desk) -> None:
    with write_transaction(desk.engine) as session:
        follow(session, desk.number, who="Dana", now=NOW)
        follow(session, desk.number, who="Dana", now=NOW)
        assert follows(session, desk.number, "Dana")
        assert not follows(session, desk.number, "Berik")
        unfollow(session, desk.number, who="Dana")
        assert not follows(session, desk.number, "Dana")
        with pytest.raises(NoSuchIncident):
            follow(session, "KZ-2026-0999", who="Dana", now=NOW)
