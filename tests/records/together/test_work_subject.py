"""What people work on: a draft or an incident, as it is named in an address."""

import pytest

from records.errors import NoSuchDraft
from records.together.work_subject import WorkSubject, subject_named


def test_a_draft_and_an_incident_are_named() -> None:
    assert subject_named(" 12 ") == WorkSubject(draft=12)
    assert subject_named("kz-2026-0001") == WorkSubject(number="KZ-2026-0001")
    assert (WorkSubject(draft=12).address, WorkSubject(number="KZ-2026-0001").address) == ("/drafts/12", "/incidents/KZ-2026-0001")


@pytest.mark.parametrize("written", ["", "0", "-1", "99999999999", "9999999999", "KZ-2026", "../etc", "１２", "12 or 1=1"])
def test_anything_else_is_refused(written: str) -> None:
    with pytest.raises(NoSuchDraft):
        subject_named(written)
